"""计票录入 in the window: two keyings apart, blind recounts, booking, results; and what the room may see."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories import sitting
from factories.seat import Seat
from factories.sitting import (
    NUMBER,
    TELLERS,
    Key,
    Meeting,
    Press,
    begin,
    card_of,
    hand_to_second,
    key_all,
    page_of,
    prove,
    run_of,
    texts_below,
)
from pytestqt.modeltest import ModelTester

from cmdesk.models.deliberation import SealedEntry
from cmdesk.queries.reports import Documents
from cmdesk.ui.dialogs import listing
from cmdesk.ui.pages.deliberation import printing
from cmdesk.ui.pages.deliberation.session import SCRUTINEER, TELLER, Stage

meeting, press = sitting.meeting, sitting.press


@pytest.mark.shows("59", "71")
def test_that_two_people_key_apart_and_only_equal_counts_are_booked(seat: Seat, press: Press, meeting: Meeting) -> None:
    meeting.sealed()
    page = page_of(seat)
    begin(page, seat, press, 0)
    session = page.count.session
    assert session is not None
    key_all(page, press, "112233" + "22221X")
    hand_to_second(page, seat, press)
    assert session.current() is not None
    assert session.current().keyed == 0  # type: ignore[union-attr]
    key_all(page, press, "112233" + "222220")
    press(Key.Key_Return, on=page.count.keying)
    assert session.stage is Stage.RECOUNT
    assert [recount.cell for recount in session.unsettled()] == [(1, 4), (1, 5)]
    assert page.count.differences.button.text() == "入账（还差 2 处复核）"
    for key in ("2", "2", "X", "X"):
        press(Key[f"Key_{key}"], on=page.count.recounts)
    assert session.stage is Stage.BOOK
    press(Key.Key_F12, on=page.count.differences.button)
    prove(page, seat, press)
    prove(page, seat, press)
    account = run_of(page).page.items[0].papers[0]
    assert (account.state, account.valid) == ("agreed", None)
    assert page.count.sessions == {}
    assert not page.results[0].released
    for paper, voters in (("B", 3), ("C", 6)):
        meeting.count(paper, voters)
    page.refresh()
    seat.wait()
    assert page.results[0].released
    assert page.count.results.isVisible()
    first = page.count.results.model.row(0)
    assert first is not None
    assert first.marks is not None
    assert (first.marks["excellent"], first.marks["competent"]) == (1, 10)


def test_that_who_keys_sees_his_own_marks_and_the_second_sees_none(seat: Seat, press: Press, meeting: Meeting) -> None:
    meeting.sealed()
    page = page_of(seat)
    begin(page, seat, press, 0)
    key_all(page, press, "12")
    lines = page.count.keying.lines
    assert [lines.told(line) for line in range(3)] == ["优秀", "称职", ""]
    press(Key.Key_Up, on=page.count.keying)
    assert page.count.keying.accessibleName().endswith("称职")
    key_all(page, press, "4")
    assert lines.told(1) == "不称职"
    key_all(page, press, "1111" + "111111")
    hand_to_second(page, seat, press)
    assert [lines.told(line) for line in range(6)] == [""] * 6
    lines.grab()


def test_that_the_head_names_the_item_whose_results_are_shown(seat: Seat, press: Press, meeting: Meeting) -> None:
    meeting.sealed()
    page = page_of(seat)
    meeting.count("A", 2)
    page.show_view("count")
    page.refresh()
    seat.wait()
    assert page.count.papers.isVisible()
    assert page.count.heading()[1:] == ("B 票", "6 人 × 3 张")
    for paper, voters in (("B", 3), ("C", 6)):
        meeting.count(paper, voters)
    page.refresh()
    seat.wait()
    assert page.count.heading() == ("年度民主测评", "6 人", "结果已公布")
    page.head.back.click()
    press(Key.Key_Return, on=page.count.papers.table)
    assert page.count.results.isVisible()
    page.count.results.report.click()
    seat.wait()
    assert [row.number for row in meeting.desk.ask(Documents())] == ["140799-D18-2025-0101-v1"]


@pytest.mark.shows("71")
def test_that_nothing_of_a_ballot_is_stored_or_shown_to_the_second(seat: Seat, press: Press, meeting: Meeting) -> None:
    meeting.sealed()
    page = page_of(seat)
    page.open_screen()
    begin(page, seat, press, 0)
    key_all(page, press, "111111444444")
    hand_to_second(page, seat, press)
    with meeting.desk.database.reading() as session:
        assert session.query(SealedEntry).count() == 0
    assert meeting.desk.drafts() == ()
    shown = texts_below(page)
    assert "优秀 " not in shown.replace("1 优秀", "").replace("优秀，", "")
    assert page.screen_window is not None
    told = "；".join(page.screen_window.told())
    assert "优秀" not in told
    assert "不称职" not in told
    page.screen_window.close()


def test_that_escape_locks_the_keys_and_only_the_keyer_goes_on(seat: Seat, press: Press, meeting: Meeting) -> None:
    meeting.sealed()
    page = page_of(seat)
    begin(page, seat, press, 0)
    key_all(page, press, "123")
    press(Key.Key_Escape, on=page.count.keying)
    session = page.count.session
    assert session is not None
    assert session.locked
    assert page.count.wait.isVisible()
    press(Key.Key_Return, on=page.count.wait.button)
    card = card_of(page)
    assert [card._holders[code].name for code in card._holders] == [TELLERS[1]]
    prove(page, seat, press)
    assert not session.locked
    assert session.keyings[TELLER].keyed == 3
    assert SCRUTINEER not in session.keyings


def test_that_who_keyed_for_the_teller_is_not_asked_to_scrutinise_and_a_refresh_keeps_the_keys(
    seat: Seat, press: Press, meeting: Meeting
) -> None:
    meeting.sealed()
    page = page_of(seat)
    begin(page, seat, press, 0)
    key_all(page, press, "12")
    page.refresh()
    seat.wait()
    assert page.count.session is not None
    assert page.count.session.keyings[TELLER].keyed == 2
    assert page.count.keying.isVisible()


@pytest.mark.shows("71", "75")
def test_that_the_room_sees_accounts_and_after_the_release_results(seat: Seat, press: Press, meeting: Meeting) -> None:
    meeting.sealed()
    page = page_of(seat)
    page.open_screen()
    screen = page.screen_window
    assert screen is not None
    assert screen.isWindow()
    assert screen is not seat.window
    assert any("发出 2 = 收回 2 + 未收回 0" in line for line in screen.told())
    assert screen.pages() == ("会议进程",)
    for paper, voters in (("A", 2), ("B", 3), ("C", 6)):
        meeting.count(paper, voters)
    page.refresh()
    seat.wait()
    assert screen.pages() == ("会议进程", "年度民主测评")
    press(Key.Key_Right, on=screen)
    assert any("80.00" in line for line in screen.told())
    screen.grab()
    press(Key.Key_Escape, on=screen)
    assert not screen.isVisible()


@pytest.mark.shows("71", "74")
def test_that_the_attendance_sheet_and_the_slip_of_differences_carry_no_mark(
    seat: Seat, press: Press, meeting: Meeting, tmp_path: Path
) -> None:
    meeting.sealed()
    page = page_of(seat)
    sheet = printing.attendance(run_of(page))
    assert len(sheet.rows) == 11
    assert listing.write_pdf(sheet, tmp_path / "签到表.pdf") == 1
    begin(page, seat, press, 0)
    key_all(page, press, "111111111111")
    hand_to_second(page, seat, press)
    key_all(page, press, "111111111114")
    press(Key.Key_Return, on=page.count.keying)
    assert page.count.session is not None
    slip = printing.differences(page.count.session, NUMBER)
    assert [row[:2] for row in slip.rows] == [("02 号票", "第 6 行")]
    assert not any(word in " ".join(cell for row in slip.rows for cell in row) for word in ("优秀", "不称职"))


def test_that_the_models_of_the_page_hold(seat: Seat, meeting: Meeting, qtmodeltester: ModelTester) -> None:
    meeting.sealed()
    page = page_of(seat)
    for model in (page.meeting.accounts.model, page.meeting.attendance.model, page.count.papers.model):
        assert model.rowCount() > 0
        qtmodeltester.check(model)
