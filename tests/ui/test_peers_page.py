"""同事互评 in the window: planned, handed in, counted, keyed without a trace, closed; what a reader may not do."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from factories.seat import RECORDER, Seat, password_of
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from cmdesk.desk import Desk
from cmdesk.kernel.periods import Period
from cmdesk.queries.peers import PeerLists
from cmdesk.queries.peers_board import PeerGroup
from cmdesk.ui.dialogs import paths
from cmdesk.ui.failures import Failures
from cmdesk.ui.pages.peers.page import BOXES, NOTHING, RESULTS, PeersPage
from cmdesk.ui.pages.peers.presenter import Sheet, key_line
from cmdesk.ui.pages.peers.results import shown_score
from cmdesk.usecases.peers.count_box import CountBox
from cmdesk.usecases.peers.plan import PlanPeers
from cmdesk.usecases.peers.turn_in import TurnIn

LEADER, HEAD = "9003", "9001"
YEAR = Period.parse("2025")
GROUP = "客户经理"
PEOPLE = tuple(f"{number:04}" for number in range(1, 7))
ABILITIES = tuple((f"能力{n}", 10) for n in range(10))


def group(**values: object) -> PeerGroup:
    """Give a group with these values."""
    standing: dict[str, object] = {
        "group": GROUP,
        "state": "open",
        "last_day": date(2026, 1, 12),
        "reason": "",
        "members": (),
        "turned_in": 5,
        "box": 5,
        "keyed": 0,
        "waiting": 5,
        "key_stop": "",
        "spread": (),
        "sheets_valid": None,
        "sheets_invalid": None,
        "rater_figures": None,
        "plan_digest": "",
        "own_group": False,
    }
    return PeerGroup(**{**standing, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "tone"),
    [
        ({}, "ok"),
        ({"key_stop": "box_differs", "box": 4}, "bad"),
        ({"key_stop": "sheets_too_few", "waiting": 3}, "warn"),
        ({"own_group": True}, "bad"),
    ],
)
def test_that_the_key_box_says_why_it_is_closed(values: dict[str, object], tone: str) -> None:
    assert key_line(group(**values), 5)[1] == tone


def test_that_a_sheet_is_complete_only_with_ten_scores_of_each_person_begun() -> None:
    sheet = Sheet((("0001", "甲"), ("0002", "乙")), ABILITIES)
    for column in range(10):
        sheet.cells[0, column] = "8.5"
    assert (sheet.missing(), sheet.total(0), sheet.scores()) == (0, "85.0", {"0001": (Decimal("8.5"),) * 10})
    sheet.cells[1, 0] = "11"
    assert (sheet.wrong(1, 0), sheet.missing(), list(sheet.scores())) == (True, 10, ["0001"])
    sheet.cells[1, 0] = " "
    assert sheet.missing() == 0


@pytest.fixture
def planned(seat: Seat) -> Seat:
    """Give a county in January whose six managers rate each other, all six papers in the box and counted."""
    seat.clock.set(date(2026, 1, 8))
    seat.wait()
    with Desk.open(seat.path, user=RECORDER, password=password_of(RECORDER), clock=seat.clock) as desk:
        desk.run(PlanPeers(period=YEAR, group=GROUP, seed="20260108-abc", last_day=date(2026, 1, 12)))
        desk.run(TurnIn(period=YEAR, group=GROUP, staff_nos=PEOPLE[:5]))
        desk.run(CountBox(period=YEAR, group=GROUP, papers=5))
    return seat


def opened(seat: Seat, number: str = RECORDER) -> PeersPage:
    """Sign in and open the page at the year."""
    seat.sign_in(number)
    page = seat.go("peers", "2025")
    assert isinstance(page, PeersPage)
    seat.window.activateWindow()
    seat.wait()
    return page


def key_paper(qtbot: QtBot, page: PeersPage, rater: int) -> None:
    """Type a whole paper by the keyboard, leaving out the rater's own line and his kin's."""
    grid = page.key.grid
    own = next(one for one in page.room.desk.ask(PeerLists(period=YEAR)) if one.staff_no == PEOPLE[rater])
    asked = {number for number, _ in own.ratees}
    for row, number in enumerate(PEOPLE):
        if number not in asked:
            continue
        grid.setCurrentIndex(grid.sheet.index(row, 1))
        grid.setFocus()
        for column in range(10):
            qtbot.keyClick(grid, Qt.Key.Key_7 if column < row else Qt.Key.Key_9)
            qtbot.keyClick(grid, Qt.Key.Key_Return)


@pytest.mark.shows("131")
def test_that_a_paper_is_keyed_by_keyboard_and_leaves_no_trace(qtbot: QtBot, planned: Seat) -> None:
    page = opened(planned)
    assert page.views.currentIndex() == BOXES
    key_paper(qtbot, page, 0)
    assert page.key.button.text().startswith("封存这一份，评 ")
    undoable = page.room.desk.undoable
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    planned.wait()
    board = page.board
    assert board is not None
    assert (board.groups[0].keyed, board.groups[0].waiting) == (1, 4)
    assert page.key.number.text().startswith("上一份的号码")
    assert page.key.grid.sheet.sheet.cells == {}
    assert page.room.desk.undoable == undoable or page.room.desk.undoable is None
    # Fewer than five wait now, and the last day is not over: the next paper waits.
    assert not page.key.grid.isVisible()
    assert "不足 5 份不录" in page.key.line.text()
    with page.room.desk.database.reading() as session:
        columns = {row[1] for row in session.execute(text("PRAGMA table_info(peer_sheet)"))}
        drafts = session.execute(text("SELECT count(*) FROM draft")).scalar()
    assert columns == {"number", "period", "group_name", "sealed"}
    assert drafts == 0


def test_that_the_paper_in_work_is_forgotten_when_the_page_is_left(qtbot: QtBot, planned: Seat) -> None:
    page = opened(planned)
    page.key.grid.sheet.setData(page.key.grid.sheet.index(0, 1), "9")
    assert page.key.grid.sheet.sheet.begun(0)
    planned.go("home")
    assert page.key.grid.sheet.sheet.cells == {}


@pytest.mark.shows("131")
def test_that_space_notes_a_hand_in_and_undo_takes_it_back(qtbot: QtBot, planned: Seat) -> None:
    page = opened(planned)
    page.turn_in.table.setFocus()
    row = page.turn_in.current()
    assert row is not None
    assert (row.staff_no, row.turned_in) == (PEOPLE[5], False)
    qtbot.keyClick(page.turn_in.table, Qt.Key.Key_Space)
    planned.wait()
    assert page.board is not None
    assert page.board.groups[0].turned_in == 6
    assert page.board.groups[0].key_stop == "box_differs"
    assert page.sealed.wrong.isVisible()
    planned.window.actions_["undo"].trigger()
    planned.wait()
    assert page.board.groups[0].turned_in == 5


def test_that_a_group_is_planned_in_the_page_and_its_papers_are_printed(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.clock.set(date(2026, 1, 8))
    page = opened(seat)
    assert page.views.currentIndex() == NOTHING
    page.plan.click()
    assert page.form is not None
    page.form.set_draft({"group": GROUP, "last_day": "2026-01-12", "seed": "20260108-abc", "reason": ""})
    page.form.try_keep()
    seat.wait()
    assert page.views.currentIndex() == BOXES
    target = tmp_path / "互评表.pdf"
    monkeypatch.setattr(paths, "ask_save", lambda *_: target)
    page.print.click()
    seat.wait()
    assert target.read_bytes().startswith(b"%PDF")


def test_that_a_seed_that_is_too_short_stands_under_its_field(seat: Seat) -> None:
    seat.clock.set(date(2026, 1, 8))
    page = opened(seat)
    page.plan.click()
    assert page.form is not None
    page.form.set_draft({"group": GROUP, "last_day": "2026-01-12", "seed": "短", "reason": ""})
    page.form.try_keep()
    seat.wait()
    assert page.form is not None
    assert "种子" in page.form._lines["seed"].text()


def test_that_a_review_that_is_not_held_says_why(seat: Seat) -> None:
    seat.clock.set(date(2026, 1, 8))
    page = opened(seat)
    page.plan.click()
    assert page.form is not None
    page.form.set_draft({"group": GROUP, "last_day": "", "seed": "20260108-abc", "reason": "人数不足"})
    page.form.try_keep()
    seat.wait()
    assert page.views.currentIndex() == NOTHING
    assert page.empty.line.text() == "人数不足"


@pytest.mark.shows("22")
def test_that_the_leader_closes_and_sees_figures_as_far_as_they_may_be_shown(
    qtbot: QtBot, planned: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned.clock.set(date(2026, 1, 13))
    page = opened(planned)
    page.turn_in.button.click()
    planned.wait()
    page.sealed.counted.emit(6)
    planned.wait()
    lists = page.room.desk.ask(PeerLists(period=YEAR))
    gets = Counter(number for one in lists for number, _ in one.ratees)
    for rater in range(6):
        key_paper(qtbot, page, rater)
        page.key.press()
        planned.wait()
        assert page.board is not None
        assert (page.wrong.text(), page.board.groups[0].keyed) == ("", rater + 1)
    page.room.desk.close()
    planned.window.desk = None
    page = opened(planned, LEADER)
    assert not page.key.grid.isVisible()
    assert not page.turn_in.button.isVisible()
    assert page.close_round.isEnabled()
    monkeypatch.setattr(Failures, "ask", lambda *_: True)
    page.close_round.click()
    planned.wait()
    assert page.views.currentIndex() == RESULTS
    rows = [page.results.people.row(place) for place in range(6)]
    hidden = {row.staff_no for row in rows if row is not None and shown_score(row) == "不单列"}
    assert hidden == {number for number, sheets in gets.items() if sheets < 5}
    assert 0 < len(hidden) < 6
    assert page.results.sheets.rowCount() == 6


def test_that_a_paper_that_will_not_count_is_asked_about_before_it_is_sealed(
    qtbot: QtBot, planned: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned.clock.set(date(2026, 1, 13))
    page = opened(planned)
    model = page.key.grid.sheet
    lists = page.room.desk.ask(PeerLists(period=YEAR))
    for staff_no, _ in lists[0].ratees:
        row = [number for number, _ in model.sheet.people].index(staff_no)
        for column in range(10):
            model.setData(model.index(row, column + 1), "9")
    asked: list[str] = []
    answers = iter((False, True))

    def answer(failures: Failures, title: str, text: str, *words: str) -> bool:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr(Failures, "ask", answer)
    for keyed in (0, 1):
        page.key.press()
        page.key.press()
        planned.wait()
        assert page.board is not None
        assert page.board.groups[0].keyed == keyed
    assert len(asked) == 2
    assert "总分都一样" in asked[0]


def test_that_the_head_has_no_page_of_peers(seat: Seat) -> None:
    seat.sign_in(HEAD)
    assert seat.window.workspace is not None
    assert not seat.window.workspace.has_page("peers")


def test_that_the_model_of_a_paper_passes_qts_tester(planned: Seat, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(opened(planned).key.grid.sheet)
