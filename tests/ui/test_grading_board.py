"""定级板 in the window: walking, moving by key and mouse, trials, reasons, and the acts of the year's decision."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from factories import board as made
from factories.seat import HEAD, RECORDER, Seat, password_of
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cmdesk.rules.ladder import Rung
from cmdesk.ui.dialogs import listing
from cmdesk.ui.forms.second import SecondAsked
from cmdesk.ui.pages.deliberation.page import DeliberationPage
from cmdesk.ui.pages.grading.panel import ReasonLine
from cmdesk.ui.pages.grading.view import BoardView

COUNTY, LEADER = "9012", "9003"
DAY = date(2026, 1, 15)
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key
Press = Callable[..., None]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give a county before its second sitting, and one whose list waits for the decision."""
    folder = tmp_path_factory.mktemp("boards")
    made.prepare(folder / "prepared")
    made.allocate(folder / "allocated")
    return {name: folder / name for name in ("prepared", "allocated")}


@pytest.fixture
def stage() -> str:
    """Say which county the window opens; a test may say otherwise."""
    return "allocated"


@pytest.fixture
def database(templates: dict[str, Path], stage: str, tmp_path: Path) -> Path:
    """Give a copy of the county."""
    for name in ("county.db", "county.db.keys.json"):
        shutil.copy(templates[stage] / name, tmp_path / name)
    return tmp_path / "county.db"


@pytest.fixture
def press(qtbot: QtBot, seat: Seat) -> Press:
    """Give a way to press a key where the focus is, or on a widget."""

    def pressed(
        key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, on: QWidget | None = None
    ) -> None:
        qtbot.keyClick(on or QApplication.focusWidget() or seat.window, key, modifier)
        seat.wait()

    return pressed


def opened(seat: Seat, number: str = RECORDER) -> BoardView:
    seat.clock.set(DAY)
    seat.sign_in(number)
    seat.window.activateWindow()
    page = seat.go("deliberation", "board")
    assert isinstance(page, DeliberationPage)
    assert isinstance(page.board, BoardView)
    page.board.board.setFocus()
    seat.wait()
    return page.board


def choose(seat: Seat, view: BoardView, number: str) -> None:
    view.board.pick_person(number)
    seat.wait()


def rung(view: BoardView, number: str) -> Rung:
    person = view.state.person(number)
    assert person is not None
    return view.state.rung(person)


def confirm(seat: Seat, view: BoardView, number: str = COUNTY) -> None:
    seat.wait()
    card = next(one for one in view.page.findChildren(SecondAsked) if not one.isHidden())
    card.person.put(number)
    card.password.setText(password_of(number))
    card.keep.click()
    seat.wait()


def fill(view: BoardView, **values: object) -> None:
    assert view.form is not None
    view.form.set_values(values)
    view.form.try_keep()


def move_mouse(seat: Seat, view: BoardView, spot: QPoint) -> None:
    port = view.board.viewport()
    where = QPointF(port.mapToGlobal(spot))
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(port, QMouseEvent(QEvent.Type.MouseMove, QPointF(spot), where, none, left, plain))
    seat.wait()


def drag(seat: Seat, view: BoardView, number: str, to: Rung, *, drop: bool = True) -> None:
    choose(seat, view, number)
    port, start = view.board.viewport(), view.board.visualRect(view.board.currentIndex()).center()
    line = next(line for line in view.board.plan.lines if line.rung is to)
    end = QPoint(start.x(), int(line.top + line.height / 2) - view.board.verticalOffset())
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    move_mouse(seat, view, start + QPoint(14, 14))
    move_mouse(seat, view, end)
    if drop:
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
        seat.wait()


def test_that_everybody_stands_on_the_board_and_is_heard_by_a_screen_reader(
    seat: Seat, qtmodeltester: ModelTester
) -> None:
    view = opened(seat)
    qtmodeltester.check(view.board.cells)
    assert view.board.cells.rowCount() == len(view.board.plan.boxes) == 8
    spoken = QAccessible.queryAccessibleInterface(view.board)
    assert spoken is not None
    assert spoken.text(QAccessible.Text.Name) == "定级板"
    told = [str(view.board.cells.index(row, 0).data()) for row in range(8)]
    assert all("级" in one or "见习" in one for one in told)
    assert sum("名额下调" in one for one in told) == 1
    assert "基数 8 人" in view.bar.base.text()
    assert view.bar.tabs["final"].isChecked()


@pytest.mark.shows("68", "131")
def test_that_arrows_walk_the_cells_and_the_panel_follows(seat: Seat, press: Press) -> None:
    view = opened(seat)
    view.board.pick(0)
    order = [cell.staff_no for cell in view.state.cells()]
    press(Key.Key_Right)
    assert view.state.chosen == order[1]
    assert view.panel.case is not None
    assert view.panel.case.staff_no == order[1]
    press(Key.Key_Down)
    now = order.index(view.state.chosen)
    assert view.board.plan.boxes[now].top() > view.board.plan.boxes[1].top()
    press(Key.Key_End)
    assert view.state.chosen == order[-1]


@pytest.mark.shows("68")
def test_that_a_move_into_a_full_level_is_only_tried(seat: Seat, press: Press) -> None:
    view = opened(seat)
    choose(seat, view, "0007")
    press(Key.Key_Up, ALT)
    trial = view.state.trial
    assert trial is not None
    assert view.trial.isVisible()
    assert "初A → 中C，不能落位" in view.trial.title.text()
    told = "\n".join(text.text() for text in view.trial._texts if text.isVisible())
    assert "中级 4 → 5 / 4" in told
    assert "留任优先" in told
    assert trial.ways[0].name in told
    assert rung(view, "0007") is Rung.JUNIOR_A
    press(Key.Key_Escape)
    assert view.trial.isHidden()
    assert seat.window.desk is not None
    assert view.state.trial is None


@pytest.mark.shows("68")
def test_that_an_allowed_move_is_made_at_once_and_waits_for_its_reason(seat: Seat, press: Press) -> None:
    view = opened(seat)
    choose(seat, view, "0003")
    before = rung(view, "0003")
    press(Key.Key_Down, ALT)
    after = rung(view, "0003")
    assert after.place == before.place - 1
    assert view.state.ghost() is before
    assert "虚框" in view.foot.note.text()
    assert not view.next.isEnabled()
    person = view.state.person("0003")
    assert person is not None
    assert view.next.text() == f"作出决定（{person.name}没写原因）"
    press(Key.Key_Return)
    focus = QApplication.focusWidget()
    assert isinstance(focus, ReasonLine)
    press(Key.Key_Return)
    assert view.panel.wrong.text() == "还没写原因"
    focus.setText("本人申请")
    press(Key.Key_Return, on=focus)
    assert view.board.hasFocus()
    assert (view.next.isEnabled(), view.next.text()) == (True, "作出决定")
    assert view.panel.case is not None
    assert view.panel.case.moments[-1].reason.endswith("原因：本人申请")
    assert seat.window.desk is not None
    seat.window.desk.undo()
    seat.window.desk.undo()
    seat.wait()
    assert rung(view, "0003") is before
    assert view.state.chosen == "0003"


@pytest.mark.shows("68")
def test_that_dragging_does_what_the_keys_do(seat: Seat) -> None:
    view = opened(seat)
    drag(seat, view, "0007", Rung.INTERMEDIATE_C, drop=False)
    reach = view.board.reach
    assert (reach[Rung.INTERMEDIATE_C].state, reach[Rung.JUNIOR_B].state) == ("full", "free")
    view.board.grab()
    QTest.mouseRelease(view.board.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2000, 2000))
    seat.wait()
    assert view.board.reach == {}
    drag(seat, view, "0007", Rung.INTERMEDIATE_C)
    assert view.state.trial is not None
    drag(seat, view, "0007", Rung.JUNIOR_B)
    assert rung(view, "0007") is Rung.JUNIOR_B
    assert view.state.trial is None


@pytest.mark.shows("68")
def test_that_a_special_decision_of_two_people_breaks_the_seats(seat: Seat, press: Press) -> None:
    view = opened(seat)
    choose(seat, view, "0007")
    press(Key.Key_Up, ALT)
    view.trial.special.click()
    assert not view.next.isEnabled()
    fill(view, document_no="演示特〔2026〕1号", reason="业绩突出")
    confirm(seat, view)
    assert view.form is None
    assert rung(view, "0007") is Rung.INTERMEDIATE_C
    cell = next(cell for cell in view.state.cells() if cell.staff_no == "0007")
    assert cell.star
    assert view.panel.case is not None
    assert view.panel.case.special is not None
    assert view.panel.case.special.document_no == "演示特〔2026〕1号"
    assert view.trial.isHidden()


@pytest.mark.shows("73")
def test_that_the_year_goes_from_decision_to_notice_objection_and_answer(seat: Seat) -> None:
    view = opened(seat)
    view.next.click()
    fill(view, document_no="演示研〔2026〕1号", held_on=date(2026, 1, 1))
    confirm(seat, view)
    assert view.form is not None
    assert any("早于评议会" in line.text() for line in view.form._lines.values())
    fill(view, held_on=DAY)
    confirm(seat, view)
    assert view.bar.decided.isVisible()
    assert not view.state.movable
    assert "不能再移" in view.foot.note.text()
    assert view.next.text() == "公示"
    view.next.click()
    fill(view, contact="朱玉洁", telephone="0354-0000000")
    confirm(seat, view)
    assert view.next.text().startswith("公示到1月")
    view.way.click()
    view.life.acts["objection"].click()
    fill(view, staff_no="0006", objector="张三", concrete=True, facts="检查表日期不符")
    seat.wait()
    assert view.next.text() == "答复异议"
    assert view.way.text() == "步骤和异议 · 1 件未答复"
    assert next(cell for cell in view.state.cells() if cell.staff_no == "0006").held
    view.next.click()
    fill(view, answer="核查无误")
    confirm(seat, view)
    assert view.objections[0].outcome == "rejected"
    assert not next(cell for cell in view.state.cells() if cell.staff_no == "0006").held


@pytest.mark.shows("129")
def test_that_the_search_finds_by_pinyin_and_enter_goes_on_to_the_board(seat: Seat, press: Press) -> None:
    view = opened(seat)
    press(Key.Key_Slash)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    person = view.state.person("0005")
    assert person is not None
    view.bar.search.setText("".join(part[0] for part in person.search_keys.splitlines()[0].split()))
    seat.wait()
    assert view.state.chosen in view.state.found()
    press(Key.Key_Return, on=view.bar.search)
    assert view.board.hasFocus()


@pytest.mark.shows("72")
def test_that_digits_show_the_four_moments(seat: Seat, press: Press) -> None:
    view = opened(seat)
    press(Key.Key_1)
    assert view.state.moment == "suggested"
    assert "不能移动" in view.foot.note.text()
    press(Key.Key_3)
    assert view.state.moment == "voted"
    assert rung(view, "0007") is Rung.INTERMEDIATE_C
    press(Key.Key_4)
    assert rung(view, "0007") is Rung.JUNIOR_A


def test_that_the_board_goes_on_to_the_moment_that_has_just_come(seat: Seat) -> None:
    state = opened(seat).state
    page, life = state.page, state.life
    assert page is not None
    assert life is not None
    early = {moment: levels for moment, levels in page.levels.items() if moment in {"suggested", "proposed"}}
    state.take(replace(page, levels=early), replace(life, counted=False))
    assert (state.moment, state.why_later()) == ("proposed", "计票一致后显示")
    state.take(replace(page, levels=early), life)
    assert state.why_later() == "按票和名额定级后显示"
    state.take(page, life)
    assert state.moment == "final"
    state.moment = "voted"
    state.take(page, life)
    assert state.moment == "voted"


def test_that_a_move_made_elsewhere_first_shows_both_sides(seat: Seat) -> None:
    view = opened(seat)
    choose(seat, view, "0003")
    now = rung(view, "0003")
    wrong = Rung.SENIOR_C if now is not Rung.SENIOR_C else Rung.SENIOR_B
    view.moving._order(view.moving._adjust("0003", Rung.INTERMEDIATE_C, "", wrong), "移动")
    seat.wait()
    assert view.trial.isVisible()
    told = [text.text() for text in view.trial._texts if text.isVisible()]
    assert told[0] == f"放在{now.chinese}"
    assert wrong.chinese in told[1]
    assert rung(view, "0003") is now


def test_that_a_reader_sees_the_board_and_is_told_who_moves(seat: Seat, press: Press) -> None:
    view = opened(seat, LEADER)
    assert not view.state.movable
    choose(seat, view, "0003")
    before = rung(view, "0003")
    press(Key.Key_Down, ALT)
    assert rung(view, "0003") is before
    assert view.foot.note.text() == "由录入员在集体研究时移动"
    assert view.next.text() == "等录入员：作出决定"


@pytest.mark.shows("72", "82")
def test_that_lists_and_the_slip_are_printed(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    view = opened(seat)
    sheets: list[listing.Listing] = []
    monkeypatch.setattr(listing, "ask", lambda parent, sheet, say, at: sheets.append(sheet))
    menu = view.handing.offers()
    menu.actions()[0].trigger()
    assert not menu.actions()[1].isEnabled()
    assert len(sheets[0].rows) == 8
    choose(seat, view, "0007")
    view.panel.slip.click()
    assert sheets[1].title == "2025 年度等级评定下调说明"
    assert [row[0] for row in sheets[1].rows][:3] == ["名额", "末位", "排序依据"]


@pytest.mark.shows("72")
@pytest.mark.parametrize("stage", ["prepared"])
def test_that_a_proposal_waits_for_its_reason_before_it_is_kept(seat: Seat, press: Press) -> None:
    view = opened(seat, HEAD)
    assert view.bar.tabs["voted"].isHidden()
    assert view.bar.later.isVisible()
    assert view.state.moment == "proposed"
    choose(seat, view, "0007")
    before = rung(view, "0007")
    press(Key.Key_Down, ALT)
    assert rung(view, "0007").place == before.place - 1
    assert isinstance(QApplication.focusWidget(), ReasonLine)
    press(Key.Key_Escape)
    assert rung(view, "0007") is before
    press(Key.Key_Down, ALT)
    view.panel.reason.setText("缓一年")
    press(Key.Key_Return, on=view.panel.reason)
    person = view.state.person("0007")
    assert person is not None
    assert (person.proposed, person.proposed_reason) == (rung(view, "0007"), "缓一年")
    press(Key.Key_Up, ALT)
    assert rung(view, "0007") is before
    press(Key.Key_Up, ALT)
    assert view.state.trial is not None
    assert "不能拟提" in view.trial.title.text()
    assert view.trial.special.isHidden()


@pytest.mark.shows("133")
@pytest.mark.parametrize(
    ("width", "height", "percent"), [(1440, 900, 100), (1366, 768, 115), (1366, 768, 130), (1180, 720, 100)]
)
def test_that_nothing_of_the_board_is_cut(seat: Seat, press: Press, width: int, height: int, percent: int) -> None:
    view = opened(seat)
    choose(seat, view, "0007")
    press(Key.Key_Up, ALT)
    seat.settle(width, height, percent=percent)
    assert sorted(seat.look.elided) == []
    if view.side.isHidden():
        press(Key.Key_F6, on=view.board)
        assert view.side.isVisible()
        seat.look.elided.clear()
        seat.window.grab()
        assert sorted(seat.look.elided) == []
    view.show_life()
    seat.window.grab()
    assert sorted(seat.look.elided) == []
    assert (seat.window.width(), seat.window.height()) == (width, height)
