"""Connections: encrypted, careful, and one writer only."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from cmdesk.kernel.errors import Damaged, Unavailable
from cmdesk.storage import engine as engine_module
from cmdesk.storage.database import Opened
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.engine import connect, refuse_plain
from cmdesk.storage.journal import Deed
from cmdesk.storage.keys import key_file_path

DEED = Deed(actor="2001", verb="org.hire", params={})
SECRET = "白鹭路便民商店"


def test_that_every_safety_setting_is_on(opened: Opened) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "recursive_triggers": 1,
        "temp_store": 2,
    }
    raw = connect(opened.path, opened.key)
    assert {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    raw.close()


@pytest.mark.shows("134")
def test_that_no_plain_text_ever_reaches_the_disk(opened: Opened, tables: SimpleNamespace) -> None:
    with opened.writing(Deed(actor=SECRET, verb="org.hire", params={"name": SECRET})) as running:
        running.session.add(tables.Shop(name=SECRET, facts={"备注": SECRET}))
    opened.files.put(SECRET.encode())
    beside = [path for path in opened.path.parent.rglob("*") if path.is_file()]
    assert opened.path.with_name("cmdesk.db-wal") in beside
    opened.close()
    beside = sorted({*beside, *(path for path in opened.path.parent.rglob("*") if path.is_file())})
    for path in beside:
        data = path.read_bytes() if path.exists() else b""
        assert SECRET.encode() not in data
        assert b"CREATE TABLE" not in data
        assert b"SQLite format 3" not in data


def test_that_a_reading_session_cannot_write(opened: Opened) -> None:
    with pytest.raises(Unavailable, match="read_only"), opened.reading() as session:
        session.execute(text("DELETE FROM shop"))


def test_that_a_reader_sees_one_snapshot_while_somebody_writes(opened: Opened, tables: SimpleNamespace) -> None:
    with opened.reading() as session:
        assert session.query(tables.Shop).count() == 0
        with opened.writing(DEED) as running:
            running.session.add(tables.Shop(name="甲"))
        assert session.query(tables.Shop).count() == 0
    with opened.reading() as session:
        assert session.query(tables.Shop).count() == 1


def test_that_the_wrong_key_is_told_as_damage(opened: Opened) -> None:
    other = DataKey.new()
    with pytest.raises(Damaged, match="database_unreadable"):
        connect(opened.path, DataKey(other.secret, opened.key.salt, other.key_id), "read")


def test_that_chinese_is_stored_so_that_like_finds_it(opened: Opened, tables: SimpleNamespace) -> None:
    with opened.writing(DEED) as running:
        running.session.add(tables.Shop(name="甲", facts={"类型": "食杂店"}))
    with opened.reading() as session:
        assert session.execute(text("SELECT count(*) FROM shop WHERE facts LIKE '%食杂%'")).scalar() == 1


def test_that_a_plain_database_is_refused(tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    with sqlite3.connect(plain) as connection:
        connection.execute("CREATE TABLE t(a)")
    connection.close()
    with pytest.raises(Damaged, match="database_not_encrypted"):
        refuse_plain(plain)


def test_that_a_missing_file_is_not_made_by_opening_it(opened: Opened, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="database_gone"):
        connect(tmp_path / "none.db", opened.key)
    assert not (tmp_path / "none.db").exists()


def test_that_draining_waits_for_the_last_reader_and_holds_up_the_next(opened: Opened) -> None:
    reading, go_on, events = threading.Event(), threading.Event(), []

    def read() -> None:
        with opened.reading() as session:
            session.execute(text("SELECT 1")).scalar()
            reading.set()
            go_on.wait(10)
            events.append("read")

    reader = threading.Thread(target=read)
    reader.start()
    assert reading.wait(10)
    threading.Timer(0.05, go_on.set).start()
    with opened.engines.drained():
        events.append("drained")
        late = threading.Thread(target=read)
        late.start()
        assert events == ["read", "drained"]
    reader.join()
    late.join()
    assert events == ["read", "drained", "read"]


def test_that_a_reader_who_does_not_end_is_told(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_DRAIN_SECONDS", 0.01)
    with opened.reading(), pytest.raises(Unavailable, match="database_busy"), opened.engines.drained():
        pass
    with opened.reading() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1


def test_that_closing_leaves_no_log_beside_the_file(create: Callable[[Path], Opened], path: Path) -> None:
    with create(path) as opened:
        with opened.writing(DEED):
            pass
        with opened.reading() as session:
            session.execute(text("SELECT 1"))
    assert sorted(file.name for file in path.parent.iterdir()) == [
        path.name,
        key_file_path(path).name,
        path.name + ".lock",
    ]


def test_that_an_ordinary_sqlite_cannot_read_the_file(opened: Opened) -> None:
    opened.close()
    connection = sqlite3.connect(opened.path)
    with pytest.raises(sqlite3.DatabaseError):
        connection.execute("SELECT * FROM sqlite_master").fetchall()
    connection.close()


def test_that_wrong_sql_stays_a_bug(opened: Opened) -> None:
    with pytest.raises(OperationalError), opened.writing(DEED) as running:
        running.session.execute(text("SELECT nothing FROM nowhere"))
