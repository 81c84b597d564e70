"""导入预览 in the window: a file is looked at, put right by answers, written whole, and taken back whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories.lived import PEOPLE, YEAR
from factories.seat import HEAD, RECORDER, Seat
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from cmdesk.kernel.periods import Period
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.sample import figures
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import UNIT_CODE, UNIT_NAME, managers
from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.incoming.page import IncomingPage
from cmdesk.ui.pages.incoming.presenter import Filter, Incoming, Stage, figure_of
from cmdesk.usecases.indicators.import_month import ImportMonth

APRIL = Period.parse(f"{YEAR}-04")
Change = Callable[[Any], None]


def x1(folder: Path, change: Change | None = None, name: str = "x1.xlsx", period: Period = APRIL) -> Path:
    """Give an X1 of a month; `change` is given its sheet."""
    path = figures.indicator_book(folder / name, managers("cmdesk", PEOPLE, YEAR), Chance("x1"), period)
    if change is not None:
        book = load_workbook(path)
        change(book.active)
        book.save(path)
    return path


def letter_of(sheet: Any, heading: str) -> str:
    return next(cell.column_letter for cell in sheet[1] if str(cell.value).startswith(heading))


def spoil(sheet: Any) -> None:
    """Put a letter into a figure and another name beside a 工号."""
    sheet[f"{letter_of(sheet, '实际销量')}2"] = "12O.0"
    sheet["B3"] = "没有这名"


def opened(seat: Seat, argument: object, number: str = RECORDER) -> IncomingPage:
    seat.sign_in(number)
    page = seat.go("incoming", argument)
    seat.wait()
    seat.wait()
    assert isinstance(page, IncomingPage)
    return page


def stored(seat: Seat) -> int:
    assert seat.window.desk is not None
    with seat.window.desk.database.reading() as session:
        wanted = select(func.count()).select_from(IndicatorFigure).where(IndicatorFigure.period == APRIL)
        return session.scalar(wanted) or 0


def at_the_keys(qtbot: QtBot, seat: Seat, page: IncomingPage) -> None:
    seat.window.activateWindow()
    page.focus_first()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.work.rows)


def press(
    qtbot: QtBot, seat: Seat, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    focus = QApplication.focusWidget()
    qtbot.keyClick(focus if focus is not None else seat.window, key, modifier)
    seat.wait()
    seat.wait()


def test_that_the_next_file_may_be_of_any_kind_once_one_is_written(
    qtbot: QtBot, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(paths, "ask_open", lambda parent, title, *_: asked.append(title))
    page = opened(seat, x1(tmp_path))
    at_the_keys(qtbot, seat, page)
    page.choose()
    press(qtbot, seat, Qt.Key.Key_F12)
    page.choose()
    assert asked == ["导入经营业绩指标（X1）", "选要导入的文件"]


@pytest.mark.shows("104")
def test_that_a_sound_file_is_recognised_written_on_f12_and_taken_back_by_another_key(
    qtbot: QtBot, seat: Seat, tmp_path: Path, qtmodeltester: ModelTester
) -> None:
    page = opened(seat, x1(tmp_path))
    at_the_keys(qtbot, seat, page)
    assert (page.state.kind, page.state.period) == ("indicators", APRIL)
    assert page.work.act.button.text() == "全部写入"
    assert stored(seat) == 0
    qtmodeltester.check(page.work.rows.model_)
    press(qtbot, seat, Qt.Key.Key_F12)
    assert page.state.stage is Stage.WRITTEN
    assert stored(seat) == 8 * PEOPLE
    assert (page.work.act.back.text(), page.work.act.button.text()) == ("整批撤销", "离开")
    press(qtbot, seat, Qt.Key.Key_F12)
    assert stored(seat) == 8 * PEOPLE
    press(qtbot, seat, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert stored(seat) == 0
    assert not page.work.act.back.isVisible()
    press(qtbot, seat, Qt.Key.Key_F12)
    assert page.state.stage is Stage.WRITTEN
    seat.window.actions_["undo"].trigger()
    seat.wait()
    assert (page.state.stage, stored(seat)) == (Stage.SHOWN, 0)
    assert page.work.act.button.text() == "全部写入"


@pytest.mark.shows("103")
def test_that_problems_keep_the_whole_file_out_and_the_button_says_how_many(
    qtbot: QtBot, seat: Seat, tmp_path: Path
) -> None:
    page = opened(seat, x1(tmp_path, spoil))
    seat.window.activateWindow()
    counts = page.state.counts()
    assert (counts[Filter.PROBLEM], counts[Filter.LOOK] + counts[Filter.UNCHANGED]) == (2, counts[Filter.ALL])
    assert page.work.act.button.text() == "全部写入（还差 2 处）"
    assert not page.work.act.button.isEnabled()
    page.focus_first()
    press(qtbot, seat, Qt.Key.Key_F12)
    assert (page.state.stage, stored(seat)) == (Stage.SHOWN, 0)


def test_that_f8_walks_the_problems_and_one_key_says_who_is_meant(qtbot: QtBot, seat: Seat, tmp_path: Path) -> None:
    page = opened(seat, x1(tmp_path, spoil))
    at_the_keys(qtbot, seat, page)
    first = page.state.opened
    press(qtbot, seat, Qt.Key.Key_F8)
    assert page.state.opened != first
    line = page.work.rows.current()
    assert line is not None
    assert line.notes[0].code == "name_differs"
    press(qtbot, seat, Qt.Key.Key_1)
    assert page.work.act.button.text() == "全部写入（还差 1 处）"
    press(qtbot, seat, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    line = page.work.rows.current()
    assert line is not None
    assert line.notes[0].value == "12O.0"


def test_that_f5_reads_the_repaired_file_and_keeps_what_was_answered(qtbot: QtBot, seat: Seat, tmp_path: Path) -> None:
    page = opened(seat, x1(tmp_path, spoil))
    at_the_keys(qtbot, seat, page)
    page.work.step(1)
    press(qtbot, seat, Qt.Key.Key_1)
    page.work.controls.typed.emit("人数", str(PEOPLE))
    x1(tmp_path, lambda sheet: sheet.__setitem__("B3", "没有这名"))
    press(qtbot, seat, Qt.Key.Key_F5)
    assert page.state.people
    assert page.state.controls == {"人数": str(PEOPLE)}
    assert page.work.act.button.text() == "全部写入"


@pytest.mark.shows("18", "110")
def test_that_a_typed_control_figure_that_differs_stops_the_file(qtbot: QtBot, seat: Seat, tmp_path: Path) -> None:
    page = opened(seat, x1(tmp_path))
    page.work.controls.fields["人数"].setText("99")
    page.work.controls.typed.emit("人数", "99")
    qtbot.waitUntil(lambda: not page.work._settle.isActive())
    seat.wait()
    assert page.work.act.button.text() == "全部写入（还差 1 处）"
    assert "人数差" in page.work.controls.note.text()


def test_that_the_same_file_again_need_not_be_written(seat: Seat, tmp_path: Path) -> None:
    path = x1(tmp_path)
    seat.sign_in()
    assert seat.window.desk is not None
    seat.window.desk.run(ImportMonth(file=path, period=APRIL))
    page = seat.go("incoming", ("indicators", path, APRIL))
    seat.wait()
    assert isinstance(page, IncomingPage)
    assert page.work.act.button.text() == "没有变化，不用写"
    assert "内容相同" in page.head.line.text()


def test_that_a_closed_month_says_why_it_takes_nothing(seat: Seat, tmp_path: Path) -> None:
    march = Period.parse(f"{YEAR}-03")
    page = opened(seat, ("indicators", x1(tmp_path, period=march), march))
    assert page.work.strip.closed.isVisible()
    assert page.work.act.button.text() == "全部写入（期间已关账）"


@pytest.mark.shows("103")
def test_that_a_marked_copy_goes_back_to_the_sender(
    qtbot: QtBot, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(seat, x1(tmp_path, spoil))
    target = tmp_path / "marked.xlsx"
    monkeypatch.setattr(paths, "ask_save", lambda *a: target)
    at_the_keys(qtbot, seat, page)
    press(qtbot, seat, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    sheet = load_workbook(target)["月度指标"]
    assert sheet["B3"].comment is not None


def test_that_files_dropped_on_the_window_are_only_looked_at(seat: Seat, tmp_path: Path) -> None:
    path = x1(tmp_path)
    seat.sign_in()
    workspace = seat.window.workspace
    assert workspace is not None
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    where, left, none = QPointF(300, 300), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, mime, left, none)
    QApplication.sendEvent(workspace, enter)
    assert workspace.drops.isVisible()
    QApplication.sendEvent(workspace, QDropEvent(where, Qt.DropAction.CopyAction, mime, left, none))
    seat.wait()
    seat.wait()
    assert not workspace.drops.isVisible()
    assert workspace.shown == "incoming"
    page = workspace.pages["incoming"]
    assert isinstance(page, IncomingPage)
    assert (page.state.stage, stored(seat)) == (Stage.SHOWN, 0)


def test_that_a_file_that_is_no_workbook_is_said_so_and_another_can_be_chosen(seat: Seat, tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_text("这不是工作簿", encoding="utf-8")
    page = opened(seat, path)
    assert page.banner.isVisible()
    assert page.entrance.choose.isVisible()


def test_that_a_book_of_no_known_kind_asks_what_it_is(seat: Seat, tmp_path: Path) -> None:
    from cmdesk.sample import books

    page = opened(seat, books.write_book(tmp_path / "甲.xlsx", [("表", ("甲", "乙"), [["1", "2"]])]))
    assert page.state.stage is Stage.ASKING
    page.entrance.kinds["indicators"].click()
    seat.wait()
    assert page.state.stage is Stage.SHOWN
    assert not page.work.act.button.isEnabled()


def test_that_who_may_take_nothing_in_is_offered_no_kind(seat: Seat) -> None:
    page = opened(seat, None, HEAD)
    assert "indicators" not in page.entrance.kinds
    assert "indicators" not in page.state.kinds()


def test_that_escape_leaves_and_asks_nothing(qtbot: QtBot, seat: Seat, tmp_path: Path) -> None:
    page = opened(seat, x1(tmp_path))
    at_the_keys(qtbot, seat, page)
    press(qtbot, seat, Qt.Key.Key_Escape)
    assert seat.window.workspace is not None
    assert seat.window.workspace.shown != "incoming"
    assert stored(seat) == 0


@pytest.mark.parametrize(("text", "figure"), [("8,436.6", "8436.6"), (" 71 ", "71"), ("", None), ("七十一", None)])
def test_that_a_typed_figure_is_read_with_its_marks(text: str, figure: str | None) -> None:
    found = figure_of(text)
    assert (None if found is None else str(found)) == figure


def test_that_periods_offered_begin_with_the_one_that_ended_last() -> None:
    from datetime import date

    state = Incoming(date(2025, 5, 9), kind="indicators")
    assert [str(period) for period in state.periods()[:2]] == ["2025-04", "2025-05"]
    state.kind = "survey"
    assert str(state.periods()[0]) == "2025Q1"


def test_that_new_rows_with_a_warning_still_have_to_be_written(seat: Seat, tmp_path: Path) -> None:
    path = figures.seats_book(tmp_path / "x5.xlsx", YEAR, UNIT_CODE, UNIT_NAME, 99, (1, 2, 1))
    page = opened(seat, ("seats", path, Period.parse(str(YEAR))))
    assert page.state.counts()[Filter.WARNING] == 1
    assert page.work.act.button.text() == "全部写入"
    assert page.state.told() == "1 行、1 行是新的"
