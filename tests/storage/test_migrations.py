"""Bringing a database up to date, with the traps that SQLite sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.schema import CreateIndex, CreateTable

from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Damaged, Unavailable
from cmdesk.storage import database
from cmdesk.storage.backup import backup_folder
from cmdesk.storage.database import Opened
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.drives import DriveKind
from cmdesk.storage.engine import connect, engine_on
from cmdesk.storage.journal import Deed
from cmdesk.storage.keys import NewUser
from cmdesk.storage.manifest import Kind, list_backups
from cmdesk.storage.migrations.runner import head_revision, is_current, program_version, upgrade
from cmdesk.storage.passwords import Cost
from cmdesk.storage.shape import Shape, shipped_shape

DEED = Deed(actor="2001", verb="org.hire", params={})
STEP = '''
"""A batch step: SQLite copies the table."""

import sqlalchemy as sa
from alembic import op

revision = "0002_v0_2_0"
down_revision = "0001_v0_1_0"


def upgrade():
    with op.batch_alter_table("shop") as batch:
        batch.alter_column("name", new_column_name="title")
        batch.add_column(sa.Column("street", sa.Text(), nullable=True))
{more}
'''
Reopen = Callable[..., Opened]


@pytest.fixture
def next_shape(shape: Shape, tmp_path: Path) -> Callable[[str], Shape]:
    """The shape of a program one version later, whose step does what is given besides."""

    def made(more: str = "") -> Shape:
        folder = tmp_path / "newer"
        (folder / "versions").mkdir(parents=True)
        for path in (shape.migrations / "versions").glob("*.py"):
            (folder / "versions" / path.name).write_text(path.read_text("utf-8"), "utf-8")
        (folder / "versions" / "v0002_step.py").write_text(STEP.format(more=more), "utf-8")
        return replace(shape, migrations=folder, journalled={})

    return made


@pytest.fixture
def filled(create: Callable[[Path], Opened], path: Path, tables: SimpleNamespace) -> Path:
    with create(path) as opened, opened.writing(DEED) as running:
        for name in "甲乙":
            shop = tables.Shop(name=name)
            running.session.add(shop)
            running.session.flush()
            running.session.add(tables.Visit(shop_id=shop.id, line=1))
    return path


def ddl(raw: Any) -> dict[str, str]:
    found = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return {name: plain(statement) for name, statement in found if name != "alembic_version"}


def plain(statement: str) -> str:
    """The parts of a statement in an order of their own: constraints may stand in any."""
    lines = statement.replace('"', "").replace("\t", "").splitlines()
    return "\n".join(sorted(line.strip().rstrip(",") for line in lines if line.strip()))


def test_that_the_migrations_give_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    shape = shipped_shape()
    raw = connect(tmp_path / "migrated.db", DataKey.new(), "create")
    upgrade(raw, shape)
    with engine_on(raw).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, shape.base.metadata) == []
    engine = create_engine("sqlite://")
    wanted = {table.name: str(CreateTable(table).compile(engine)) for table in shape.base.metadata.sorted_tables}
    for table in shape.base.metadata.sorted_tables:
        wanted |= {str(index.name): str(CreateIndex(index).compile(engine)) for index in table.indexes}
    assert ddl(raw) == {name: plain(statement) for name, statement in wanted.items()}
    assert raw.execute("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND NOT strict").fetchone()[0] <= 4
    raw.close()


@pytest.mark.shows("118", "125")
def test_that_an_older_database_is_backed_up_and_brought_up_to_date(
    filled: Path, reopen: Reopen, next_shape: Callable[[str], Shape]
) -> None:
    with reopen(filled, shape=next_shape("")) as opened:
        with opened.reading() as session:
            assert session.execute(text("SELECT title, street FROM shop ORDER BY title")).all() == [
                ("乙", None),
                ("甲", None),
            ]
            assert session.execute(text("SELECT count(*) FROM visit")).scalar() == 2
            assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
            assert "STRICT" in session.execute(text("SELECT sql FROM sqlite_master WHERE name = 'shop'")).scalar_one()
        key_id = opened.key.key_id
    kept = list_backups(backup_folder(filled), filled.name, key_id)
    assert [(b.manifest.kind, b.manifest.reason, b.manifest.schema) for b in kept if b.manifest] == [
        (Kind.BEFORE, "0002_v0_2_0", "0001_v0_1_0")
    ]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ('    op.execute("DELETE FROM shop WHERE rowid = 1")', Damaged),
        ("    raise OSError(28, 'No space left')", Unavailable),
        ("    raise ZeroDivisionError", ZeroDivisionError),
    ],
)
def test_that_a_step_that_fails_leaves_the_old_database(
    filled: Path, reopen: Reopen, next_shape: Callable[[str], Shape], more: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        reopen(filled, shape=next_shape(more))
    with reopen(filled) as opened, opened.reading() as session:
        assert session.execute(text("SELECT count(*) FROM visit v JOIN shop s ON s.id = v.shop_id")).scalar() == 2
        assert session.execute(text("SELECT name FROM shop ORDER BY name")).scalars().all() == ["乙", "甲"]


def test_that_a_batch_step_with_references_enforced_would_have_emptied_the_children(
    filled: Path, reopen: Reopen, next_shape: Callable[[str], Shape], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trap itself: this fails on the day SQLite no longer sets it, and the guard may then go."""
    from contextlib import nullcontext

    from cmdesk.storage.migrations import runner

    monkeypatch.setattr(runner, "_references_off", lambda raw: nullcontext())
    with reopen(filled, shape=next_shape("")) as opened, opened.reading() as session:
        assert session.execute(text("SELECT count(*) FROM visit")).scalar() == 0


@pytest.mark.shows("125")
def test_that_a_newer_database_is_named_and_left_alone(
    filled: Path, reopen: Reopen, next_shape: Callable[[str], Shape]
) -> None:
    reopen(filled, shape=next_shape("")).close()
    before = {path: path.read_bytes() for path in filled.parent.iterdir() if path.is_file()}
    with pytest.raises(Unavailable) as refused:
        reopen(filled)
    assert (refused.value.code, refused.value.params) == ("database_newer", {"version": "0.2.0"})
    assert {path: path.read_bytes() for path in filled.parent.iterdir() if path.is_file()} == before


def test_that_a_database_without_our_mark_is_foreign(tmp_path: Path, shape: Shape) -> None:
    raw = connect(tmp_path / "foreign.db", DataKey.new(), "create")
    raw.execute("CREATE TABLE t(a)")
    with pytest.raises(Damaged, match="database_foreign"):
        is_current(raw, shape)
    raw.close()


def test_that_the_version_is_read_from_a_revision(shape: Shape) -> None:
    assert program_version("0012_v3_10_2") == "3.10.2"
    assert program_version("deadbeef") == "deadbeef"
    assert head_revision(shape) == "0001_v0_1_0"


def test_that_the_databases_own_triggers_survive_a_batch_step(
    path: Path, shape: Shape, user: NewUser, recovery_key: str, clock: SetClock, cheap: Cost,
    reopen: Reopen, next_shape: Callable[[str], Shape], tables: SimpleNamespace, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    guard = "CREATE TRIGGER no_delete BEFORE DELETE ON shop BEGIN SELECT RAISE(ABORT, 'never'); END"
    monkeypatch.setitem(tables.Shop.__table__.info, "triggers", {"no_delete": guard})
    database.create(path, user, recovery_key, clock, cost=cheap, shape=shape, probe=lambda _: DriveKind.LOCAL).close()
    for version in (shape, next_shape("")):
        with reopen(path, shape=version) as opened, opened.reading() as session:
            question = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
            assert session.execute(text(question)).scalars().all() == [guard]
