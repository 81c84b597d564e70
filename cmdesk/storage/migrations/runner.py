"""Bringing a database to the schema of this program, with the guards that SQLite needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

import cmdesk.models.types  # noqa: F401  (teaches SQLAlchemy the few type names that STRICT tables accept)
from cmdesk.kernel.errors import Damaged, Unavailable
from cmdesk.storage.engine import Raw, engine_on
from cmdesk.storage.faults import translated
from cmdesk.storage.images import quoted
from cmdesk.storage.migrations.revisions import revisions
from cmdesk.storage.shape import Shape

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext

_REVISION = re.compile(r"\d{4}_v(\d+)_(\d+)_(\d+)")


def head_revision(shape: Shape) -> str:
    """Give the newest revision that this program knows, like `0001_v0_1_0`."""
    return revisions(shape.migrations)[-1]


def revision_of(raw: Raw) -> str | None:
    """Give the revision that a database stands at, None for an empty one. Writes nothing."""
    known = raw.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'").fetchone()
    row = raw.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    return str(row[0]) if row else None


def is_current(raw: Raw, shape: Shape) -> bool:
    """Say whether the database has this program's schema.

    Raises Unavailable `database_newer` (version to install) for one that a newer program has written: an older
    program must not touch it. Raises Damaged `database_foreign` for one without our mark.
    """
    revision = revision_of(raw)
    if revision is None:
        raise Damaged("database_foreign")
    known = revisions(shape.migrations)
    if revision not in known:
        raise Unavailable("database_newer", version=program_version(revision))
    return revision == known[-1]


def program_version(revision: str) -> str:
    """Give the version of the program that brought a revision, like `0.1.0`; the revision itself if it tells none."""
    match = _REVISION.fullmatch(revision)
    return ".".join(match.groups()) if match else revision


def upgrade(raw: Raw, shape: Shape, *, fill: Callable[[Connection], None] | None = None) -> None:
    """Run every migration that is missing, in one transaction: all of them, or the database as it was.

    `fill` writes first rows in the same transaction. Raises Damaged `migration_breaks_reference` where a row would
    be left without the row it refers to. A backup before is the caller's.
    """
    with translated(), _references_off(raw), engine_on(raw).connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            _run_scripts(connection, shape)
            _put_triggers(connection, shape)
            _refuse_orphans(connection)
            if fill:
                fill(connection)
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            if raw.in_transaction:
                connection.exec_driver_sql("ROLLBACK")
            raise


def missing_triggers(raw: Raw, shape: Shape) -> list[str]:
    """Give the names of the database's own triggers that are missing, altered or too many."""
    there = dict(raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    wanted = shape.triggers
    return sorted(name for name in {*there, *wanted} if _plain(there.get(name)) != _plain(wanted.get(name)))


def _run_scripts(connection: Connection, shape: Shape) -> None:
    # Imported late: it brings a template engine and another database's dialect, and most starts migrate nothing.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(shape.migrations))

    def missing(revision: Any, context: MigrationContext) -> Any:
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), scripts, fn=missing) as environment:
        environment.configure(connection=connection, target_metadata=shape.base.metadata, render_as_batch=True)
        environment.run_migrations()


def _put_triggers(connection: Connection, shape: Shape) -> None:
    # A batch migration copies the table and drops its triggers without a word.
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        connection.exec_driver_sql(f"DROP TRIGGER {quoted(name)}")
    for statement in shape.triggers.values():
        connection.exec_driver_sql(statement)


def _refuse_orphans(connection: Connection) -> None:
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan is not None:
        raise Damaged("migration_breaks_reference", table=orphan[0], parent=orphan[2])


@contextmanager
def _references_off(raw: Raw) -> Iterator[None]:
    # With references enforced, a batch migration empties child tables through ON DELETE CASCADE.
    # SQLite ignores this setting inside a transaction, so it comes first.
    raw.execute("PRAGMA foreign_keys=OFF").close()
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON").close()


def _plain(statement: str | None) -> str | None:
    return None if statement is None else " ".join(statement.split()).rstrip("; ")
