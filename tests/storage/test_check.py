"""The check of an open database finds what was done to the file."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from cmdesk.kernel.errors import Cancelled, CmdeskError
from cmdesk.kernel.ids import new_id
from cmdesk.storage.check import CheckReport, check
from cmdesk.storage.database import Opened
from cmdesk.storage.engine import connect
from cmdesk.storage.journal import Deed, Head

DEED = Deed(actor="2001", verb="org.hire", params={})


@pytest.fixture
def filled(opened: Opened, tables: SimpleNamespace) -> Opened:
    with opened.writing(DEED) as running:
        running.session.add_all(tables.Shop(name=f"店{n}", facts={"text": "长" * 300}) for n in range(300))
    return opened


def codes(report: CheckReport) -> set[str]:
    return {problem.code for problem in report.problems}


@pytest.mark.shows("122")
def test_that_a_sound_database_has_no_problem(filled: Opened) -> None:
    filled.files.put(b"photo")
    report = check(filled, thorough=True)
    assert (report.problems, report.files) == ((), 1)
    assert report.facts
    assert (report.facts.counts["shop"], report.facts.head.seq) == (300, 1)
    assert check(filled).problems == ()


@pytest.mark.shows("122")
@pytest.mark.parametrize("part", range(12))
def test_that_one_wrong_bit_anywhere_is_found(filled: Opened, reopen: Callable[..., Opened], part: int) -> None:
    filled.close()
    data = bytearray(filled.path.read_bytes())
    data[9000 + part * (len(data) - 9000) // 12] ^= 4
    filled.path.write_bytes(data)

    def found() -> set[str]:
        with reopen(filled.path) as opened:
            return codes(check(opened))

    assert error_or(found) <= {"page_damaged", "database_damaged", "database_unreadable"}


def error_or(call: Callable[[], set[str]]) -> set[str]:
    try:
        return call() or {"nothing"}
    except CmdeskError as error:
        return {error.code}


@pytest.mark.shows("122")
def test_that_orphans_forged_entries_and_bad_photos_are_told_together(filled: Opened) -> None:
    filled.files.path(filled.files.put(b"photo")).write_bytes(b"x" * 50)
    raw = connect(filled.path, filled.key)
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("INSERT INTO visit(shop_id, line) VALUES(?, 1)", (new_id().bytes,))
    raw.execute("UPDATE journal_entry SET actor = 'x'")
    raw.close()
    report = check(filled, thorough=True, anchors=[Head(9, "0" * 64)])
    assert codes(report) == {
        "row_without_parent",
        "chain_entry_altered",
        "chain_anchor_differs",
        "stored_file_altered",
    }


def test_that_a_foreign_trigger_is_found(filled: Opened) -> None:
    raw = connect(filled.path, filled.key)
    raw.execute("CREATE TRIGGER sly AFTER UPDATE ON shop BEGIN DELETE FROM visit; END")
    raw.close()
    report = check(filled)
    assert [(problem.code, problem.params) for problem in report.problems] == [("trigger_differs", {"name": "sly"})]


def test_that_a_check_can_be_cancelled(filled: Opened) -> None:
    class Impatient:
        def step(self, done: int, total: int, label: str) -> None:
            if label == "step_chain":
                raise Cancelled

    with pytest.raises(Cancelled):
        check(filled, thorough=True, progress=Impatient())
