"""Bad files, bad text, full disks, wrong databases: each is said in Chinese where people look, and nothing is lost."""

from __future__ import annotations

import resource
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from factories.lived import PEOPLE, YEAR
from factories.seat import RECORDER, Seat, password_of
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select, text

from cmdesk.desk import Desk
from cmdesk.kernel.periods import Period
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.queries.org import OnePerson
from cmdesk.sample import figures
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import managers
from cmdesk.storage import drives
from cmdesk.storage.drives import DriveKind
from cmdesk.ui.dialogs import listing
from cmdesk.ui.pages.incoming.page import IncomingPage
from cmdesk.ui.pages.incoming.presenter import Line
from cmdesk.ui.pages.org.page import PeoplePage

APRIL = Period.parse(f"{YEAR}-04")
CTRL = Qt.KeyboardModifier.ControlModifier


def a_text(path: Path) -> None:
    path.write_text("工号,姓名\n0001,某人\n", encoding="utf-8")


def half_a_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def an_empty_file(path: Path) -> None:
    path.write_bytes(b"")


def a_report(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n%%EOF\n")


def another_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("照片/1.txt", "x")


def another_workbook(path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["日期", "事项"])
    book.worksheets[0].append(["2025-04-01", "开会"])
    book.save(path)


def changed(path: Path, change: Callable[[Any], object]) -> None:
    book = load_workbook(path)
    change(book.worksheets[0])
    book.save(path)


def column_of(sheet: Any, heading: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if str(cell.value).startswith(heading))


def a_missing_column(path: Path) -> None:
    # Without a number people are known by their names; without either nobody is meant.
    for heading in ("工号", "姓名"):
        changed(path, lambda sheet, heading=heading: sheet.delete_cols(column_of(sheet, heading)))


def a_column_twice(path: Path) -> None:
    changed(path, lambda sheet: sheet.cell(1, sheet.max_column + 1, "工号"))


def a_person_twice(path: Path) -> None:
    changed(path, lambda sheet: sheet.append([cell.value for cell in sheet[2]]))


def an_error_cell(path: Path) -> None:
    changed(path, lambda sheet: sheet.cell(2, sheet.max_column, "#REF!"))


def another_sheet(path: Path) -> None:
    changed(path, lambda sheet: setattr(sheet, "title", "Sheet9"))


def bugs() -> list[str]:
    return [one.text() for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]


def stored(seat: Seat) -> int:
    assert seat.window.desk is not None
    with seat.window.desk.database.reading() as session:
        wanted = select(func.count()).select_from(IndicatorFigure).where(IndicatorFigure.period == APRIL)
        return session.scalar(wanted) or 0


def said_on(page: IncomingPage) -> str:
    """Give what the page says is wrong: across it, or row by row."""
    lines = [item for item in page.work.rows.model_.items if isinstance(item, Line)]
    notes = [f"{note.title} {note.fact} {note.remedy}" for line in lines for note in line.notes]
    banner = page.banner.label.text() if page.banner.isVisible() else ""
    return "\n".join([banner, *notes])


def chinese(said: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in said)


@pytest.mark.shows("102")
@pytest.mark.parametrize(
    "spoil",
    [
        a_text,
        half_a_file,
        an_empty_file,
        a_report,
        another_archive,
        another_workbook,
        a_missing_column,
        a_column_twice,
        a_person_twice,
        an_error_cell,
        another_sheet,
    ],
)
def test_that_a_bad_file_is_told_on_the_page_and_writes_nothing(
    seat: Seat, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    path = figures.indicator_book(tmp_path / "X1.xlsx", managers("cmdesk", PEOPLE, YEAR), Chance("x1"), APRIL)
    spoil(path)
    seat.sign_in(RECORDER)
    assert seat.window.workspace is not None
    page = seat.go("incoming", (path,))
    assert isinstance(page, IncomingPage)
    seat.wait()
    seat.wait()
    if spoil is not another_sheet and page.entrance.isVisible() and not page.banner.isVisible():
        # Nobody can tell what it is: the user says so.
        page.entrance.kinds["indicators"].click()
        seat.wait()
        seat.wait()
    if spoil is another_sheet:
        # The name of a sheet is the sender's own; what counts are its headings.
        assert page.work.act.button.isEnabled()
    else:
        assert chinese(said_on(page)), spoil.__name__
        assert not (page.work.isVisible() and page.work.act.button.isEnabled())
    assert stored(seat) == 0
    assert bugs() == []


def people(seat: Seat) -> PeoplePage:
    seat.sign_in(RECORDER)
    page = seat.go("people", "0001")
    assert isinstance(page, PeoplePage)
    return page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("line", "白马镇\ue000", "U+E000"),
        ("since", "1900-01-01", "1900"),
        ("since", "2025-02-30", "2025"),
        ("urban", "12O", "12O"),
        ("urban", "99999", "9999"),
    ],
)
def test_that_what_cannot_be_kept_is_said_under_its_field_and_stays(
    qtbot: QtBot, seat: Seat, field: str, typed: str, said: str
) -> None:
    page = people(seat)
    form = page.person.edit("route")
    assert form is not None
    form.fields["line"].setText("白马镇")
    form.fields["rural"].setText("5")
    form.fields["urban"].setText("5")
    form.fields[field].setText(typed)
    qtbot.keyClick(form.fields["line"], Qt.Key.Key_Return, CTRL)
    seat.wait()
    assert page.person.form is form
    assert said in form._lines[field].text()
    assert form.fields[field].text() == typed
    assert form.fields[field].hasFocus() or not seat.window.isActiveWindow()
    assert bugs() == []


@contextmanager
def no_room() -> Iterator[None]:
    """Let no file of this process grow inside."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, limit[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.shows("124")
def test_that_a_full_disk_keeps_the_form_and_goes_on_afterwards(qtbot: QtBot, seat: Seat) -> None:
    page = people(seat)
    form = page.person.edit("route")
    assert form is not None
    form.fields["line"].setText("白马镇")
    with no_room():
        qtbot.keyClick(form.fields["line"], Qt.Key.Key_Return, CTRL)
        seat.wait()
        said = page.banner.label.text() if page.banner.isVisible() else ""
    assert "磁盘" in said
    assert page.person.form is form
    assert form.fields["line"].text() == "白马镇"
    assert bugs() == []
    for _ in range(2):
        if page.person.form is not None:
            qtbot.keyClick(form.fields["line"], Qt.Key.Key_Return, CTRL)
            seat.wait()
    assert page.person.form is None
    assert seat.window.desk is not None
    route = [s for s in seat.window.desk.ask(OnePerson(staff_no="0001")).spells if s.kind == "route"][-1]
    assert route.value == "白马镇"


@pytest.mark.shows("125")
def test_that_a_newer_database_is_named_at_the_sign_in(qtbot: QtBot, seat: Seat) -> None:
    with (
        Desk.open(seat.path, user=RECORDER, password=password_of(RECORDER), clock=seat.clock) as desk,
        desk.database.engines.writer.begin() as connection,
    ):
        connection.execute(text("UPDATE alembic_version SET version_num = '0099_v9_4_0'"))
    door = seat.window.sign_in
    door.state.chosen = RECORDER
    door.card.field.setText(password_of(RECORDER))
    qtbot.keyClick(door.card.field, Qt.Key.Key_Return)
    seat.wait()
    assert seat.window.desk is None
    assert "9.4.0" in door.banner.label.text()
    assert "安装" in door.banner.label.text()


@pytest.mark.shows("123", "126")
@pytest.mark.parametrize(("kind", "word"), [(DriveKind.NETWORK, "网络盘"), (DriveKind.REMOVABLE, "拔下")])
def test_that_a_database_on_a_drive_that_must_not_hold_one_is_refused_at_the_sign_in(
    qtbot: QtBot, seat: Seat, kind: DriveKind, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drives, "probe_system", lambda folder: kind)
    door = seat.window.sign_in
    door.state.chosen = RECORDER
    door.card.field.setText(password_of(RECORDER))
    qtbot.keyClick(door.card.field, Qt.Key.Key_Return)
    seat.wait()
    assert seat.window.desk is None
    assert word in door.banner.label.text()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_a_computer_without_a_printer_offers_to_save(seat: Seat) -> None:
    page = people(seat)
    menu = listing.ask(page, page.people.state.listing(page.people.rows(), datetime.now(UTC).date()), str, page)
    printing, saving = menu.actions()
    assert not printing.isEnabled()
    assert "没有打印机" in printing.text()
    assert saving.isEnabled()
    menu.close()


def test_that_a_list_that_cannot_be_written_is_no_fault_of_the_program(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = people(seat)
    page.fail(PermissionError(13, "Permission denied", str(tmp_path)))
    assert "写入权限" in page.banner.label.text()
    assert bugs() == []


def test_that_a_clock_that_went_back_shuts_nobody_out_and_is_told(qtbot: QtBot, seat: Seat) -> None:
    door = seat.window.sign_in
    for _ in range(5):
        door.card.field.setText("falsch")
        qtbot.keyClick(door.card.field, Qt.Key.Key_Return)
        seat.wait()
    person = door.state.chosen
    seat.sign_in(next(p.number for p in door.state.people if p.number != person))
    seat.clock.set(datetime(2023, 1, 1, 1, tzinfo=UTC))
    seat.window.lock()
    seat.wait()
    door.state.chosen = person
    assert door.state.waiting(seat.clock.now()) <= 30
    assert door.banner.isVisible()
    assert "时钟" in door.banner.label.text()
    assert "2023-01-01" in door.banner.label.text()


def test_that_work_done_with_the_clock_set_back_stays_in_order(qtbot: QtBot, seat: Seat) -> None:
    page = people(seat)
    seat.clock.set(datetime(2024, 1, 1, 1, tzinfo=UTC))
    form = page.person.edit("schooling")
    assert form is not None
    form.fields["note"].put("时钟倒走")
    form.try_keep()
    seat.wait()
    assert page.person.form is None, page.banner.label.text()
    assert seat.window.desk is not None
    assert seat.window.desk.check().problems == ()


def test_that_two_forms_that_change_one_person_show_both_values(seat: Seat) -> None:
    from datetime import date

    from cmdesk.usecases.org.change import Change

    page = people(seat)
    form = page.person.edit("schooling")
    assert form is not None
    before = form.values()["education"]
    other = "college" if before != "college" else "vocational"
    form.fields["note"].put("我写的")
    assert seat.window.desk is not None
    seat.window.desk.run(Change(staff_no="0001", since=date(2025, 5, 1), education=other, note="别处写的"))
    seat.wait()
    seat.wait()
    assert page.person.form is form
    assert form.values()["note"] == "我写的"
    assert form.values()["education"] == other
    assert "别处刚改成“别处写的”，记下就以这里的为准" in form._lines["note"].text()
    form.try_keep()
    seat.wait()
    found = seat.window.desk.ask(OnePerson(staff_no="0001"))
    assert (found.note, found.person.education) == ("我写的", other)
