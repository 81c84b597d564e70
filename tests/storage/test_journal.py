"""The chain finds whatever was changed behind its back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cmdesk.kernel.errors import Damaged
from cmdesk.storage.database import Opened
from cmdesk.storage.engine import Raw, connect
from cmdesk.storage.journal import FIRST, ChainReport, Deed, Head, images_of, verify_chain

CHANGES = {
    "at": "'2020-01-01T00:00:00.000000+00:00'",
    "actor": "'9999'",
    "second": "'9999'",
    "verb": "'x.y'",
    "params": "'{}'",
    "body": "X'00'",
    "undoes": "1",
    "previous": f"'{'1' * 64}'",
    "digest": f"'{'2' * 64}'",
}


@pytest.fixture
def raw(opened: Opened, tables: SimpleNamespace) -> Raw:
    for number in range(5):
        with opened.writing(Deed(actor="2001", verb="org.hire", params={"n": number})) as running:
            running.session.add(tables.Shop(name=f"店{number}"))
    connection = connect(opened.path, opened.key)
    yield connection
    connection.close()


def walk(opened: Opened, anchors: tuple[Head, ...] = ()) -> ChainReport:
    with opened.reading() as session:
        return verify_chain(session.connection(), anchors)


def codes(report: ChainReport) -> set[str]:
    return {problem.code for problem in report.problems}


def test_that_an_untouched_chain_is_sound(opened: Opened, raw: Raw) -> None:
    report = walk(opened)
    assert (report.entries, report.problems, report.head.seq) == (5, (), 5)


@pytest.mark.shows("136")
@pytest.mark.parametrize("column", sorted(CHANGES))
def test_that_every_altered_field_is_found(opened: Opened, raw: Raw, column: str) -> None:
    raw.execute(f"UPDATE journal_entry SET {column} = {CHANGES[column]} WHERE seq = 3")
    report = walk(opened)
    assert 3 in {problem.params["seq"] for problem in report.problems}


@pytest.mark.shows("136")
def test_that_a_removed_entry_is_found(opened: Opened, raw: Raw) -> None:
    raw.execute("DELETE FROM journal_entry WHERE seq = 3")
    report = walk(opened)
    assert [(p.code, p.params) for p in report.problems] == [("chain_entry_missing", {"seq": 3, "found": 4})]


@pytest.mark.shows("136")
def test_that_a_cut_tail_is_found(opened: Opened, raw: Raw) -> None:
    raw.execute("DELETE FROM journal_entry WHERE seq > 3")
    assert codes(walk(opened)) == {"chain_head_wrong"}


@pytest.mark.shows("136")
def test_that_a_tail_cut_with_its_head_is_found_by_what_was_printed(opened: Opened, raw: Raw) -> None:
    printed = walk(opened).head
    third = raw.execute("SELECT digest FROM journal_entry WHERE seq = 3").fetchone()[0]
    raw.execute("DELETE FROM journal_entry WHERE seq > 3")
    raw.execute("UPDATE journal_head SET seq = 3, digest = ?", (third,))
    assert codes(walk(opened)) == set()
    assert codes(walk(opened, (printed,))) == {"chain_anchor_differs"}
    assert codes(walk(opened, (Head(3, third),))) == set()


def test_that_a_rewritten_chain_is_found_by_what_was_printed(opened: Opened, raw: Raw) -> None:
    assert codes(walk(opened, (Head(2, FIRST),))) == {"chain_anchor_differs"}


@pytest.mark.shows("136")
def test_that_exchanged_entries_are_found(opened: Opened, raw: Raw) -> None:
    for before, after in ((2, 100), (3, 2), (100, 3)):
        raw.execute("UPDATE journal_entry SET seq = ? WHERE seq = ?", (after, before))
    assert {"chain_entry_altered", "chain_entry_missing"} <= codes(walk(opened))


def test_that_an_added_entry_is_found(opened: Opened, raw: Raw) -> None:
    raw.execute("INSERT INTO journal_entry SELECT 6, at, actor, second, verb, params, body, undoes, digest, digest "
                "FROM journal_entry WHERE seq = 5")  # fmt: skip
    assert {"chain_entry_altered", "chain_head_wrong"} <= codes(walk(opened))


def test_that_text_moved_from_one_field_to_the_next_is_found(opened: Opened) -> None:
    with opened.writing(Deed(actor="x", second="yTz", verb="org.hire", params={})):
        pass
    raw = connect(opened.path, opened.key)
    raw.execute("UPDATE journal_entry SET actor = 'xTy', second = 'z'")
    raw.close()
    assert codes(walk(opened)) == {"chain_entry_altered"}


def test_that_a_lost_head_is_damage(opened: Opened, raw: Raw) -> None:
    raw.execute("DELETE FROM journal_head")
    with pytest.raises(Damaged, match="chain_head_missing"):
        walk(opened)


def test_that_an_unreadable_body_is_damage(opened: Opened, raw: Raw) -> None:
    raw.execute("UPDATE journal_entry SET body = X'00' WHERE seq = 3")
    with pytest.raises(Damaged, match="entry_unreadable"), opened.reading() as session:
        images_of(session.connection(), 3)
