"""The one path from a command to the database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Cancelled, Conflict, Rejected
from cmdesk.kernel.ids import new_id
from cmdesk.storage.database import Opened
from cmdesk.storage.journal import Deed, images_of, read_head, verify_chain

DEED = Deed(actor="2001", verb="org.hire", params={"day": date(2026, 7, 8), "points": Decimal("1.5")})


def rows(opened: Opened, question: str) -> list[tuple[Any, ...]]:
    with opened.reading() as session:
        return [tuple(row) for row in session.execute(text(question))]


def images(opened: Opened, seq: int) -> list[tuple[str, str]]:
    with opened.reading() as session:
        return [(image.op, image.table) for image in images_of(session.connection(), seq)]


@contextmanager
def hired(opened: Opened, tables: SimpleNamespace, name: str = "甲") -> Iterator[Any]:
    with opened.writing(DEED) as running:
        shop = tables.Shop(name=name, points=Decimal("3.25"))
        running.session.add(shop)
        running.session.flush()
        running.session.add(tables.Visit(shop_id=shop.id, line=1, remark="好"))
        yield running


@pytest.mark.shows("136")
def test_that_a_command_leaves_rows_and_one_journal_entry(
    opened: Opened, tables: SimpleNamespace, clock: SetClock
) -> None:
    with hired(opened, tables) as running:
        running.note(count=1)
    assert running.written.seq == 1
    assert rows(opened, "SELECT seq, actor, second, verb, params, undoes FROM journal_entry") == [
        (1, "2001", None, "org.hire", '{"count":1,"day":"2026-07-08","points":"1.5"}', None)
    ]
    assert images(opened, 1) == [("I", "shop"), ("I", "visit")]
    assert rows(opened, "SELECT at FROM journal_entry")[0][0].startswith("2026-07-08T01:00:00.")


def test_that_the_news_name_the_changed_keys_as_the_models_know_them(opened: Opened, tables: SimpleNamespace) -> None:
    with hired(opened, tables) as running:
        shop = running.session.query(tables.Shop).one().id
    assert running.written.news == {"shop": frozenset({shop}), "visit": frozenset({(shop, 1)})}


@pytest.mark.parametrize("error", [Cancelled(), RuntimeError("bug"), KeyboardInterrupt()])
def test_that_an_error_leaves_everything_as_it_was(
    opened: Opened, tables: SimpleNamespace, error: BaseException
) -> None:
    with pytest.raises(type(error)), hired(opened, tables):
        raise error
    assert rows(opened, "SELECT count(*) FROM shop") == [(0,)]
    assert rows(opened, "SELECT count(*) FROM journal_entry") == [(0,)]
    with hired(opened, tables) as running:
        pass
    assert running.written.seq == 1
    assert images(opened, 1) == [("I", "shop"), ("I", "visit")]


def test_that_the_chain_holds_after_a_rollback(opened: Opened, tables: SimpleNamespace) -> None:
    with hired(opened, tables, "甲"):
        pass
    with pytest.raises(Cancelled), hired(opened, tables, "乙"):
        raise Cancelled
    with hired(opened, tables, "丙"):
        pass
    with opened.reading() as session:
        report = verify_chain(session.connection())
        assert (report.entries, report.problems) == (2, ())
        assert report.head == read_head(session.connection())


def test_that_what_a_savepoint_took_back_leaves_no_image(opened: Opened, tables: SimpleNamespace) -> None:
    with opened.writing(DEED) as running:
        running.session.add(tables.Shop(name="甲"))
        savepoint = running.session.begin_nested()
        running.session.add(tables.Shop(name="乙"))
        running.session.flush()
        running.session.add(tables.Shop(name="甲"))
        with pytest.raises(IntegrityError):
            running.session.flush()
        savepoint.rollback()
    assert images(opened, 1) == [("I", "shop")]
    assert rows(opened, "SELECT name FROM shop") == [("甲",)]


def test_that_bulk_raw_sql_and_cascades_leave_images(opened: Opened, tables: SimpleNamespace) -> None:
    shop = new_id()
    with opened.writing(DEED) as running:
        running.session.execute(insert(tables.Shop), [{"id": shop, "name": "甲", "version": 1}])
        running.session.execute(insert(tables.Visit), [{"shop_id": shop, "line": n} for n in (1, 2)])
    with opened.writing(DEED) as running:
        running.session.execute(text("DELETE FROM shop"))
    assert images(opened, 1) == [("I", "shop"), ("I", "visit"), ("I", "visit")]
    assert sorted(images(opened, 2)) == [("D", "shop"), ("D", "visit"), ("D", "visit")]
    assert len(running.written.news["visit"]) == 2


def test_that_replacing_a_row_leaves_both_images(opened: Opened, tables: SimpleNamespace) -> None:
    with hired(opened, tables):
        pass
    with opened.writing(DEED) as running:
        running.session.execute(
            text("INSERT OR REPLACE INTO visit(shop_id, line, remark) SELECT id, 1, '新' FROM shop")
        )
    assert images(opened, 2) == [("D", "visit"), ("I", "visit")]


def test_that_a_change_to_the_same_leaves_no_image(opened: Opened, tables: SimpleNamespace) -> None:
    with hired(opened, tables):
        pass
    with opened.writing(DEED) as running:
        running.session.execute(text("UPDATE visit SET remark = remark"))
    assert images(opened, 2) == []
    assert running.written.news == {}


def test_that_an_unchanged_command_can_leave_no_entry(opened: Opened) -> None:
    with opened.writing(DEED, even_unchanged=False) as running:
        pass
    assert running.written.seq is None
    assert rows(opened, "SELECT count(*) FROM journal_entry") == [(0,)]


@pytest.mark.shows("71")
def test_that_ballots_leave_no_trace_in_the_journal(opened: Opened, tables: SimpleNamespace) -> None:
    with opened.writing(DEED) as running:
        running.session.add(tables.Ballot(number="42", mark="同意"))
    assert images(opened, 1) == []
    assert running.written.news == {}
    assert rows(opened, "SELECT count(*) FROM ballot") == [(1,)]


def test_that_nobody_changes_the_journal(opened: Opened) -> None:
    with opened.writing(DEED):
        pass
    for statement in ("UPDATE journal_entry SET actor = 'x'", "DELETE FROM journal_entry"):
        with pytest.raises(IntegrityError), opened.writing(DEED) as running:
            running.session.execute(text(statement))
    assert rows(opened, "SELECT actor FROM journal_entry") == [("2001",)]


def test_that_a_text_with_nul_is_refused(opened: Opened, tables: SimpleNamespace) -> None:
    with pytest.raises(Rejected, match="text_holds_nul"), opened.writing(DEED) as running:
        running.session.add(tables.Shop(name="a\0b"))


def test_that_two_editors_of_one_row_meet_as_a_conflict(opened: Opened, tables: SimpleNamespace) -> None:
    with hired(opened, tables):
        pass
    with opened.reading() as session:
        stale = session.query(tables.Shop).one()
    with opened.writing(DEED) as running:
        running.session.query(tables.Shop).one().name = "乙"
    stale.name = "丙"
    with pytest.raises(Conflict, match="row_changed_meanwhile"), opened.writing(DEED) as running:
        running.session.add(stale)
    assert rows(opened, "SELECT name, version FROM shop") == [("乙", 2)]


def test_that_a_broken_constraint_stays_a_bug(opened: Opened, tables: SimpleNamespace) -> None:
    with pytest.raises(IntegrityError), opened.writing(DEED) as running:
        running.session.add(tables.Visit(shop_id=new_id(), line=1))


def test_that_values_come_back_from_images_exactly(opened: Opened, tables: SimpleNamespace) -> None:
    shop = new_id()
    remark = "它说“'';--”\n第二行\t\x01𬭚"
    with opened.writing(DEED) as running:
        running.session.add(tables.Shop(id=shop, name=remark, facts={"a": [1, None, "'"]}))
        running.session.flush()
        running.session.add(tables.Photo(shop_id=shop, data=bytes(range(256))))
    with opened.reading() as session:
        first, second = images_of(session.connection(), 1)
    assert first.after
    assert second.after
    assert first.after["name"] == "'" + remark.replace("'", "''") + "'"
    assert first.after["points"] == "NULL"
    assert second.after["data"] == f"X'{bytes(range(256)).hex().upper()}'"


def test_that_many_threads_write_one_after_the_other(opened: Opened, tables: SimpleNamespace) -> None:
    def write(name: str) -> None:
        for number in range(10):
            with hired(opened, tables, f"{name}{number}"):
                pass

    threads = [threading.Thread(target=write, args=(name,)) for name in "甲乙丙"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with opened.reading() as session:
        report = verify_chain(session.connection())
    assert (report.entries, report.problems) == (30, ())


def test_that_a_database_goes_on_where_it_was_left(
    create: Callable[[Path], Opened], reopen: Callable[..., Opened], path: Path, tables: SimpleNamespace
) -> None:
    with create(path) as opened, hired(opened, tables):
        pass
    with reopen(path) as opened, hired(opened, tables, "乙") as running:
        pass
    assert running.written.seq == 2
