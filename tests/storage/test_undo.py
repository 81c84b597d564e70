"""Taking a step back, and what stands in the way."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from cmdesk.kernel.errors import Conflict
from cmdesk.kernel.ids import new_id
from cmdesk.storage.database import Opened
from cmdesk.storage.journal import Deed, verify_chain
from cmdesk.storage.undo import take_back

DEED = Deed(actor="2001", verb="org.hire", params={})
CONTENT = "SELECT name, points, facts, (SELECT group_concat(line || remark) FROM visit WHERE shop_id = id) FROM shop"


def content(opened: Opened) -> list[tuple[Any, ...]]:
    with opened.reading() as session:
        return sorted(tuple(row) for row in session.execute(text(CONTENT)))


def run(opened: Opened, *statements: str) -> int:
    with opened.writing(DEED) as running:
        for statement in statements:
            running.session.execute(text(statement))
    assert running.written.seq
    return running.written.seq


@pytest.fixture
def shop(opened: Opened, tables: SimpleNamespace) -> uuid.UUID:
    key = new_id()
    with opened.writing(DEED) as running:
        running.session.add(tables.Shop(id=key, name="甲", points=Decimal("3.25"), facts={"'": "𬭚"}))
        running.session.flush()
        running.session.add_all(tables.Visit(shop_id=key, line=line, remark="好") for line in (1, 2))
    return key


@pytest.mark.shows("120")
def test_that_a_step_is_undone_and_done_again(opened: Opened, shop: uuid.UUID) -> None:
    done = content(opened)
    undone = opened.take_back(1, actor="2001")
    assert content(opened) == []
    assert undone.news["shop"] == frozenset({shop})
    redone = opened.take_back(undone.seq or 0, actor="2001", verb="redo")
    assert content(opened) == done
    opened.take_back(redone.seq or 0, actor="2001")
    assert content(opened) == []
    with opened.reading() as session:
        verbs = session.execute(text("SELECT verb, undoes FROM journal_entry ORDER BY seq")).all()
        assert verify_chain(session.connection()).problems == ()
    assert [tuple(row) for row in verbs] == [("org.hire", None), ("undo", 1), ("redo", 2), ("undo", 3)]


@pytest.mark.shows("120")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shop SET name = '乙', points = NULL, version = 2",
        "DELETE FROM shop",
        "DELETE FROM visit WHERE line = 2",
        "UPDATE visit SET line = line + 10",
        "INSERT OR REPLACE INTO visit SELECT id, 1, '新' FROM shop",
        "UPDATE visit SET line = CASE line WHEN 1 THEN -1 ELSE 1 END",
    ],
)
def test_that_every_kind_of_change_goes_back_and_forth(opened: Opened, shop: uuid.UUID, statement: str) -> None:
    before = content(opened)
    seq = run(opened, statement)
    after = content(opened)
    assert after != before
    undone = opened.take_back(seq, actor="2001")
    assert content(opened) == before
    opened.take_back(undone.seq or 0, actor="2001")
    assert content(opened) == after


def test_that_a_row_changed_since_stands_in_the_way(opened: Opened, shop: uuid.UUID) -> None:
    seq = run(opened, "UPDATE shop SET name = '乙'")
    run(opened, "UPDATE shop SET name = '丙'")
    with pytest.raises(Conflict) as refused:
        opened.take_back(seq, actor="2001")
    assert refused.value.code == "undo_row_changed"
    assert (refused.value.params["table"], refused.value.params["key"]) == ("shop", shop)
    assert (refused.value.params["theirs"]["name"], refused.value.params["ours"]["name"]) == ("丙", "甲")
    assert content(opened)[0][0] == "丙"


def test_that_an_older_step_is_undone_where_nothing_depends_on_it(opened: Opened, shop: uuid.UUID) -> None:
    seq = run(opened, "UPDATE shop SET points = 0, version = version + 1")
    run(opened, "UPDATE visit SET remark = '差'")
    opened.take_back(seq, actor="2001")
    assert content(opened) == [("甲", 32500, '{"\'":"𬭚"}', "1差,2差")]


def test_that_younger_rows_do_not_go_with_an_undone_parent(opened: Opened, shop: uuid.UUID) -> None:
    run(opened, "INSERT INTO visit SELECT id, 3, '后' FROM shop")
    before = content(opened)
    with pytest.raises(Conflict, match="undo_reaches_further"):
        opened.take_back(1, actor="2001")
    assert content(opened) == before


def test_that_a_row_others_refer_to_is_not_taken_away(opened: Opened, shop: uuid.UUID) -> None:
    run(opened, "INSERT INTO photo(number, shop_id) SELECT 7, id FROM shop")
    before = content(opened)
    with pytest.raises(Conflict, match="undo_breaks_reference"):
        opened.take_back(1, actor="2001")
    assert content(opened) == before


def test_that_a_row_does_not_return_without_its_parent(opened: Opened, shop: uuid.UUID) -> None:
    seq = run(opened, "DELETE FROM visit")
    run(opened, "DELETE FROM shop")
    with pytest.raises(Conflict, match="undo_breaks_reference"):
        opened.take_back(seq, actor="2001")


def test_that_a_name_taken_since_stands_in_the_way(opened: Opened, shop: uuid.UUID) -> None:
    seq = run(opened, "UPDATE shop SET name = '乙'")
    run(opened, f"INSERT INTO shop(id, version, name) VALUES(X'{new_id().hex}', 1, '甲')")
    with pytest.raises(Conflict, match="undo_breaks_reference"):
        opened.take_back(seq, actor="2001")


@pytest.mark.parametrize("edited", [False, True])
def test_that_a_stale_editor_does_not_find_his_version_again_after_an_undo(
    opened: Opened, shop: uuid.UUID, tables: SimpleNamespace, edited: bool
) -> None:
    with opened.writing(DEED) as running:
        running.session.query(tables.Shop).one().name = "乙"
    with opened.reading() as session:
        stale = session.query(tables.Shop).one()
    opened.take_back(2, actor="2001")
    if edited:
        with opened.writing(DEED) as running:
            running.session.query(tables.Shop).one().name = "丁"
    stale.name = "丙"
    with pytest.raises(Conflict, match="row_changed_meanwhile"), opened.writing(DEED) as running:
        running.session.add(stale)


def test_that_a_replaced_row_returns_under_those_that_refer_to_it(opened: Opened, shop: uuid.UUID) -> None:
    run(opened, "DELETE FROM visit", "INSERT INTO photo(number, shop_id) SELECT 7, id FROM shop")
    before = content(opened)
    seq = run(opened, "INSERT OR REPLACE INTO shop(id, version, name) SELECT id, 9, '乙' FROM shop")
    assert content(opened) != before
    opened.take_back(seq, actor="2001")
    assert content(opened) == before


def test_that_an_unknown_entry_is_a_bug(opened: Opened) -> None:
    with pytest.raises(KeyError):
        opened.take_back(99, actor="2001")


def test_that_a_step_before_an_upgrade_of_its_table_is_refused(opened: Opened, shop: uuid.UUID) -> None:
    table = opened.shape.journalled["shop"]
    upgraded = {**opened.shape.journalled, "shop": replace(table, columns=(*table.columns, "added"))}
    with pytest.raises(Conflict, match="undo_schema_changed"):
        take_back(opened.engines, replace(opened.shape, journalled=upgraded), opened.clock, 1, actor="2001")
