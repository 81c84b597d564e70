"""A sheet keyed in the window: one key an item, facts, red line, drafts, refusals, finishing, photos."""

from __future__ import annotations

import statistics
import time
from datetime import date
from pathlib import Path

import pytest
from factories.inspecting import (
    CTRL,
    Press,
    active,
    answer_all,
    begun,
    page_of,
    pressing,
    write,
)
from factories.measures import twins
from factories.seat import Seat
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.queries.inspections import OneSheet
from cmdesk.queries.inspections_entry import SheetEntryOf
from cmdesk.rules.inspection_sheets import Answer
from cmdesk.ui.pages.inspections import keys, orders
from cmdesk.ui.pages.inspections.presenter import Tab

MAY = Period.month(2025, 5)


@pytest.fixture
def press(qtbot: QtBot, seat: Seat) -> Press:
    """Give a way to press a key where the focus is."""
    return pressing(qtbot, seat)


@pytest.mark.shows("43", "131")
def test_that_a_sheet_is_keyed_with_one_key_an_item_and_finished_by_keyboard(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    press(Qt.Key.Key_F2)
    form = page.lists.side.form
    assert form is not None
    assert twins(seat.window) == []
    form.set_values({"kind": "combined", "place": "城关镇"})
    active(seat)
    form.fields["place"].setFocus()
    press(Qt.Key.Key_Return, CTRL)
    active(seat)
    page.entry.focus_items()
    sheet, number = page.session.sheet, page.session.number
    for finding in sheet.entry.findings:
        press(Qt.Key.Key_Y)
        assert sheet.settled[finding.item] is True
    for _ in sheet.items:
        press(Qt.Key.Key_Return)
    assert sheet.gaps() == ()
    press(Qt.Key.Key_F12)
    assert page.session.form is not None
    active(seat)
    press(Qt.Key.Key_Return, CTRL)
    assert page.entry.readonly
    assert page.entry.line.label.text().startswith("已签字 5月9日 · 待审定")
    assert seat.window.desk is not None
    whole = seat.window.desk.ask(OneSheet(number=number))
    assert (whole.row.state, whole.row.score, len(whole.answers)) == ("finished", "100.00", 37)
    active(seat)
    page.entry.focus_items()
    press(Qt.Key.Key_Escape)
    assert page.views.currentIndex() == 0


def test_that_a_digit_opens_facts_and_enter_leads_through_their_fields(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    begun(seat, page)
    sheet, opened = page.session.sheet, page.entry.opened
    page.entry._go(701)
    page.entry.focus_items()
    press(Qt.Key.Key_2)
    assert QApplication.focusWidget() is opened.lines[0].fact
    write("台帐没有逐日填写")
    for _ in range(3):
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_1)
    assert QApplication.focusWidget() is opened.lines[0].evidence_no
    write("第 18 页")
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is opened.lines[1].fact
    press(Qt.Key.Key_2, CTRL)
    assert sheet.entries[701].facts[1].fact == sheet.entry.common[701][1]
    press(Qt.Key.Key_5)
    assert sheet.gaps_of(701) == ()
    press(Qt.Key.Key_Return, CTRL)
    assert (sheet.current, page.entry.items.hasFocus()) == (702, True)
    assert page.entry.panel.score.accessibleName().startswith("目前得分 98.80")


def test_that_enter_asks_before_it_turns_an_item_that_was_not_looked_at_into_full_marks(
    seat: Seat, press: Press
) -> None:
    page = page_of(seat)
    begun(seat, page, "desk")
    sheet = page.session.sheet
    before = {no for no, entry in sheet.entries.items() if entry.answer is Answer.NOT_SEEN}
    assert before
    for _ in sheet.items:
        press(Qt.Key.Key_Return)
    assert {no for no, entry in sheet.entries.items() if entry.answer is Answer.NOT_SEEN} == before
    page.entry._go(201)
    page.entry.focus_items()
    press(Qt.Key.Key_Return)
    assert (sheet.current, sheet.entries[201].answer) == (201, Answer.NOT_SEEN)
    press(Qt.Key.Key_Return)
    assert sheet.entries[201].answer is Answer.MET


def test_that_enter_on_a_deducted_item_asks_and_undo_brings_the_facts_back(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    begun(seat, page)
    sheet = page.session.sheet
    page.entry._go(701)
    page.entry.focus_items()
    press(Qt.Key.Key_1)
    write("台帐没有填")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Return)
    assert (sheet.current, sheet.entries[701].answer) == (701, Answer.DEDUCTED)
    press(Qt.Key.Key_Return)
    assert (sheet.current, sheet.entries[701].answer) == (702, Answer.MET)
    press(Qt.Key.Key_Z, CTRL)
    assert (sheet.current, sheet.entries[701].facts[0].fact) == (701, "台帐没有填")


@pytest.mark.shows("35")
def test_that_n_asks_for_a_reason_and_u_does_not(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    begun(seat, page)
    sheet = page.session.sheet
    press(Qt.Key.Key_N)
    assert QApplication.focusWidget() is page.entry.opened.reason
    press(Qt.Key.Key_Return)
    assert (sheet.entries[101].answer, sheet.entries[101].reason) == (Answer.NOT_APPLICABLE, "本线路没有这项业务")
    press(Qt.Key.Key_U)
    assert (sheet.entries[102].answer, sheet.current) == (Answer.NOT_SEEN, 103)
    press(Qt.Key.Key_Space)
    assert (sheet.entries[103].parked, sheet.current) == (True, 104)


@pytest.mark.shows("9", "36")
def test_that_a_red_line_opens_inside_the_item_and_makes_the_sheet_nothing(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    begun(seat, page)
    press(Qt.Key.Key_R)
    press(Qt.Key.Key_2)
    assert QApplication.focusWidget() is page.entry.opened.red.fact
    write("虚假订单两笔")
    assert page.session.sheet.red_line() is None
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_3)
    write("PDA-7")
    press(Qt.Key.Key_Escape)
    line = page.session.sheet.red_line()
    assert (line.kind, line.evidence) == ("false_orders", "PDA数据采集工具 PDA-7")
    assert page.entry.panel.score.accessibleName().startswith("目前得分 0.00")
    number = page.session.number
    answer_all(page)
    page.entry.finish()
    page.session.form.try_keep()
    seat.wait()
    assert seat.window.desk is not None
    whole = seat.window.desk.ask(OneSheet(number=number))
    assert (whole.row.state, whole.row.score, whole.row.red_line) == ("finished", "0.00", "false_orders")
    assert any((row.sheet, row.item) == (number, 1103) for row in page.lists.state.board.actions)


def test_that_backspace_on_the_kinds_takes_a_red_line_back(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    begun(seat, page)
    press(Qt.Key.Key_R)
    press(Qt.Key.Key_1)
    write("套购三条")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_4)
    press(Qt.Key.Key_Escape)
    assert page.session.sheet.red_line() is not None
    press(Qt.Key.Key_R)
    press(Qt.Key.Key_Backspace)
    assert page.session.sheet.red is None
    assert page.entry.panel.score.accessibleName().startswith("目前得分 100.00")


def test_that_f12_leads_to_what_is_missing_and_f8_goes_on_from_there(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    begun(seat, page)
    answer_all(page)
    sheet = page.session.sheet
    page.entry._go(701)
    page.entry.focus_items()
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_Escape)
    page.entry._go(101)
    page.entry.focus_items()
    press(Qt.Key.Key_F12)
    assert page.session.form is None
    assert sheet.current == 701
    assert QApplication.focusWidget() is page.entry.opened.lines[0].fact
    assert not page.entry.panel.button.isEnabled()
    write("台帐没有填")
    press(Qt.Key.Key_F8)
    assert QApplication.focusWidget() is page.entry.opened.lines[0].evidence


STROKE = 0.28
"""Seconds that a stroke costs somebody who types no more than an average office does (keystroke-level model)."""


@pytest.mark.shows("44")
def test_that_a_whole_sheet_with_three_deductions_is_keyed_within_a_minute_and_without_a_mouse(
    seat: Seat, qtbot: QtBot
) -> None:
    page = page_of(seat)
    begun(seat, page)
    sheet = page.session.sheet
    strokes = 0
    start = time.perf_counter()

    def key(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        nonlocal strokes
        strokes += 1 if modifier is Qt.KeyboardModifier.NoModifier else 2
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    for _ in sheet.entry.findings:
        key(Qt.Key.Key_Y)
    for item in sheet.items:
        assert sheet.current == item.no
        if item.no in {301, 603, 802}:
            key(Qt.Key.Key_1)
            key(Qt.Key.Key_1, CTRL)
            key(Qt.Key.Key_1)
            for digit in (Qt.Key.Key_1, Qt.Key.Key_8):
                key(digit)
            key(Qt.Key.Key_Return, CTRL)
        else:
            key(Qt.Key.Key_Return)
    key(Qt.Key.Key_F12)
    spent = time.perf_counter() - start
    assert (len(sheet.items), sheet.gaps()) == (37, ())
    assert [item.no for item in sheet.items if sheet.answer(item.no).answer is Answer.DEDUCTED] == [301, 603, 802]
    assert page.session.form is not None
    assert strokes <= len(sheet.items) + len(sheet.entry.findings) + 3 * 7 + 1
    assert strokes * STROKE + spent < 60


@pytest.mark.shows("48", "51")
def test_that_a_finding_seen_to_be_put_right_is_verified_when_the_sheet_is_finished(seat: Seat) -> None:
    page = page_of(seat)
    desk = seat.window.desk
    assert desk is not None
    finding = next(row for row in page.lists.state.board.actions if row.sheet.endswith("-2"))
    page.lists.show_tab(Tab.PLAN, finding.staff_no)
    number = begun(seat, page)
    asked = page.session.sheet.entry.findings
    gaps = page.session.sheet.gaps()
    assert [(gap.kind, gap.item) for gap in gaps[: len(asked)]] == [("finding", one.item) for one in asked]
    assert page.entry.findings.isVisible()
    page.entry.finish()
    assert page.session.form is None
    for one in asked:
        page.entry._finding_answered(one.item, one.item != asked[0].item)
    page.entry._go(101)
    for item in page.session.sheet.items:
        if page.session.sheet.answer(item.no) is None:
            page.entry._go(item.no)
            page.entry.press(keys.FULL)
    page.entry.finish()
    page.session.form.try_keep()
    seat.wait()
    left = {(row.sheet, row.item) for row in page.lists.state.board.actions if row.staff_no == finding.staff_no}
    for one in asked:
        assert ((one.sheet, one.item) in left) == (one.item == asked[0].item)
    assert (number, 1101) in left


def test_that_a_refusal_without_two_witnesses_is_shown_in_the_form_and_the_sheet_stays_a_draft(seat: Seat) -> None:
    page = page_of(seat)
    number = begun(seat, page)
    answer_all(page)
    page.entry.finish()
    form = page.session.form
    form.set_values({"kind": "refused", "witness_1": "王五"})
    assert twins(seat.window) == []
    form.try_keep()
    seat.wait()
    assert "见证" in form.wrong.text()
    assert seat.window.desk is not None
    assert seat.window.desk.ask(OneSheet(number=number)).row.state == "draft"
    form.set_values({"witness_2": "赵六"})
    form.try_keep()
    seat.wait()
    assert page.entry.line.label.text().startswith("拒签 5月9日，见证人 王五、赵六")


@pytest.mark.shows("115")
def test_that_a_draft_is_kept_and_found_again_after_the_program_died(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    number = begun(seat, page)
    press(Qt.Key.Key_Return)
    page.entry._go(701)
    page.entry.focus_items()
    press(Qt.Key.Key_2)
    write("只写了一半")
    assert page.session._keeper.pending
    page.session._keeper.flush()
    seat.wait()
    # Nothing is put aside, as where the power fails: the page is made anew.
    assert seat.window.workspace is not None
    seat.window.workspace.sit_down()
    again = seat.go("inspections", number)
    sheet = again.session.sheet
    assert (sheet.current, sheet.entries[101].answer) == (701, Answer.MET)
    assert [fact.fact for fact in sheet.entries[701].facts] == ["只写了一半", ""]


def test_that_what_somebody_else_changed_stands_beside_the_draft_and_one_of_both_is_chosen(
    seat: Seat, press: Press
) -> None:
    page = page_of(seat)
    number = begun(seat, page)
    press(Qt.Key.Key_U)
    page.session._keeper.flush()
    seat.wait()
    desk = seat.window.desk
    assert desk is not None
    entry = desk.ask(SheetEntryOf(number=number))
    other = type(page.session.sheet)(entry)
    other.full()
    orders.record(desk, entry, other.whole(), None, None, lambda *_: None)  # type: ignore[arg-type]
    page.open_sheet(number)
    seat.wait()
    assert "1 项和您的草稿不同" in page.entry.line.label.text()
    assert page.session.sheet.theirs == {101: "满分"}
    page.session.leave()
    page.open_sheet(number)
    seat.wait()
    assert page.session.sheet.theirs == {101: "满分"}
    page.entry.line.pressed.emit(1)
    seat.wait()
    assert page.session.sheet.entries[101].answer is Answer.MET
    assert not page.entry.line.isVisible()


def test_that_leaving_writes_the_sheet_and_the_list_shows_how_far_it_is(seat: Seat, press: Press) -> None:
    page = page_of(seat)
    number = begun(seat, page)
    for _ in range(3):
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    assert page.views.currentIndex() == 0
    page.lists.show_tab(Tab.SHEETS, number)
    row = page.lists.current()
    assert (row.number, row.state, row.answered) == (number, "draft", 3)


@pytest.mark.shows("41")
def test_that_a_photo_let_go_over_a_fact_is_its_evidence(seat: Seat, press: Press, tmp_path: Path) -> None:
    page = page_of(seat)
    number = begun(seat, page)
    photo = tmp_path / "台帐.png"
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    assert image.save(str(photo))
    page.entry._go(701)
    page.entry.focus_items()
    press(Qt.Key.Key_1)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.entry.opened.lines[0].dropEvent(drop)
    seat.wait()
    assert seat.window.desk is not None
    (line,) = seat.window.desk.ask(SheetEntryOf(number=number)).photos
    assert (line.line, line.item) == (1, 701)
    seat.wait()
    assert page.entry.panel.photos.missing() == ()
    assert page.session.sheet.entries[701].answer is Answer.DEDUCTED


def test_that_a_file_that_is_no_photo_is_refused_across_the_page(seat: Seat, tmp_path: Path) -> None:
    page = page_of(seat)
    begun(seat, page)
    wrong = tmp_path / "说明.png"
    wrong.write_text("不是照片", encoding="utf-8")
    page.session.attach([wrong], None)
    seat.wait()
    assert "不是照片" in page.banner.label.text()


def test_that_a_key_costs_less_than_five_milliseconds(seat: Seat) -> None:
    page = page_of(seat)
    begun(seat, page)
    spent = []
    for number in range(36):
        key = keys.FULL if number % 3 else "2"
        start = time.process_time()
        page.entry.press(key)
        spent.append(time.process_time() - start)
        if key == "2":
            page.entry._go(page.session.sheet.items[number + 1].no)
    assert statistics.median(spent) < 0.005


SIZES = ((1440, 900, 100), (1366, 768, 100), (1366, 768, 115), (1366, 768, 130), (1180, 720, 100))


@pytest.mark.shows("133")
@pytest.mark.parametrize("state", ["empty", "facts", "free", "reason", "red", "signing", "signed"])
def test_that_no_text_of_a_sheet_is_cut(seat: Seat, state: str) -> None:
    page = page_of(seat)
    finding = page.lists.state.board.actions[-1]
    page.lists.show_tab(Tab.PLAN, finding.staff_no)
    begun(seat, page)
    if state in {"signing", "signed"}:
        answer_all(page)
        page.entry.finish()
    if state == "signed":
        page.session.form.try_keep()
        seat.wait()
    if state in {"facts", "free"}:
        page.entry._go(802)
        page.entry.press("2")
        if state == "free":
            page.entry.press(keys.RATE)
            page.entry.press(keys.RATE)
            page.entry.press("1")
    if state in {"reason", "red"}:
        page.entry._go(403)
        page.entry.press(keys.NOT_APPLICABLE if state == "reason" else keys.RED)
    if state == "red":
        page.entry._red_chosen("leaked_or_forged_data")
    for width, height, percent in SIZES:
        seat.settle(width, height, percent=percent)
        assert (width, height, percent, seat.look.elided) == (width, height, percent, set())
        assert (seat.window.width(), seat.window.height()) == (width, height)
    seat.settle(1440, 900, dark=True)
    assert seat.look.elided == set()
    assert page.session.sheet.day == date(2025, 5, 9)
