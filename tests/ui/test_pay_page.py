"""薪酬测算 in the window: who sees amounts, sums that re-add, two people who release, what is handed out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from factories.lived import YEAR
from factories.seat import HEAD, Seat, password_of
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.ui.dialogs import listing, paths
from cmdesk.ui.forms.second import SecondAsked
from cmdesk.ui.pages.pay.list import CHANGE, TOTAL
from cmdesk.ui.pages.pay.page import PayPage
from cmdesk.ui.pages.pay.presenter import HIDDEN, Filter

PAY_CLERK, COUNTY = "9011", "9012"
JANUARY, FEBRUARY, MARCH = (Period.month(YEAR, number) for number in (1, 2, 3))


def opened(seat: Seat, number: str = PAY_CLERK, period: Period = FEBRUARY) -> PayPage:
    seat.sign_in(number)
    page = seat.go("pay", period)
    assert isinstance(page, PayPage)
    return page


def texts(page: PayPage, column: int) -> list[str]:
    model = page.people.model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def confirm(seat: Seat, page: PayPage, number: str) -> None:
    card = next(one for one in page.findChildren(SecondAsked) if not one.isHidden())
    card.person.put(number)
    card.password.setText(password_of(number))
    card.keep.click()
    seat.wait()


def told(value: Decimal) -> str:
    return f"{value:,.2f}"


@pytest.mark.shows("79")
def test_that_the_list_shows_every_part_and_the_slip_adds_up(
    qtbot: QtBot, seat: Seat, qtmodeltester: ModelTester
) -> None:
    page = opened(seat)
    qtmodeltester.check(page.people.model)
    board = page.state.board
    assert board is not None
    assert len(board.people) == 6
    assert texts(page, TOTAL) == [told(one.total or Decimal(0)) for one in board.people]
    assert f"合计 {told(sum((one.total or Decimal(0) for one in board.people), Decimal(0)))}" in " · ".join(
        page.state.heading()
    )
    page.people.table.setFocus()
    qtbot.keyClick(page.people.table, Qt.Key.Key_Down)
    seat.wait()
    case = page.slip.case
    assert case is not None
    assert case.person == board.people[1]
    assert sum((part.amount or Decimal(0) for part in case.parts), Decimal(0)) == case.person.total
    assert page.slip.sound.text() == f"四项相加正好是 {told(case.person.total or Decimal(0))}"
    assert page.slip.why.text().startswith("月度得分")
    assert page.slip.change.text().startswith(f"比{YEAR}年1月 ")


@pytest.mark.shows("79")
def test_that_only_pay_clerk_and_county_leader_see_amounts(seat: Seat) -> None:
    page = opened(seat, HEAD)
    assert set(texts(page, TOTAL)) == set(texts(page, CHANGE)) == {HIDDEN}
    assert page.people.sums.isHidden()
    assert not page.print.isEnabled()
    assert page.export.isHidden()
    assert (page.next.isEnabled(), page.next.text()) == (False, "等劳资员发放")
    assert page.slip.lock.isVisible()
    assert page.slip.parts.isHidden()
    assert page.slip.why.text().startswith("月度得分")
    assert page.state.board is not None
    assert all(value is None for value in page.state.board.sums.values())


@pytest.mark.shows("79")
def test_that_the_county_leader_sees_what_he_confirms(seat: Seat) -> None:
    page = opened(seat, COUNTY)
    assert HIDDEN not in texts(page, TOTAL)
    assert not page.next.isEnabled()


@pytest.mark.shows("135", "R39")
def test_that_a_list_is_released_by_two_and_then_stands(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat, period=JANUARY)
    page.people.table.pick(2)
    seat.wait()
    kept = page.state.chosen
    seat.window.activateWindow()
    qtbot.keyClick(page.people.table, Qt.Key.Key_F12)
    seat.wait()
    confirm(seat, page, COUNTY)
    board = page.state.board
    assert board is not None
    assert board.month.released_on is not None
    assert page.next.text().endswith("已发放")
    assert not page.next.isEnabled()
    assert page.again.isHidden()
    assert page.state.chosen == kept
    assert page.people.model.row(page.people.table.currentIndex().row()) is not None
    assert "发放" in page.head.line.text()


def test_that_a_list_is_computed_anew_and_undone(seat: Seat) -> None:
    page = opened(seat, period=MARCH)
    page.again.click()
    seat.wait()
    assert page.people.model.rowCount() == 6
    assert seat.window.desk is not None
    seat.window.desk.undo()
    seat.wait()
    assert page.people.model.rowCount() == 6


def test_that_filters_and_search_narrow_and_say_when_nobody_fits(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat, period=JANUARY)
    counts = page.state.counts()
    assert counts[Filter.ALL] == counts[Filter.MOVED] == 6
    page.people.search.setText("没有这个人")
    assert page.people.empty.isVisible()
    assert page.people.empty.title.text() == "没有这样的人"
    qtbot.keyClick(page.people.search, Qt.Key.Key_Escape)
    assert page.people.model.rowCount() == 6
    first = page.people.model.row(0)
    assert first is not None
    page.people.search.setText("".join(part[0] for part in first.search_keys.splitlines()[0].split()))
    assert first.staff_no in {
        row.staff_no for n in range(page.people.model.rowCount()) if (row := page.people.model.row(n)) is not None
    }


def test_that_alt_and_arrows_walk_the_months(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat, period=FEBRUARY)
    seat.window.activateWindow()
    page.people.table.setFocus()
    qtbot.keyClick(page.people.table, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    seat.wait()
    assert page.state.period == JANUARY
    qtbot.keyClick(page.people.table, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    seat.wait()
    assert page.state.period == FEBRUARY


@pytest.mark.shows("79")
def test_that_the_list_is_handed_out_and_printed(seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(seat)
    out = tmp_path / "d19.xlsx"
    monkeypatch.setattr(paths, "ask_save", lambda *_: out)
    page.export.click()
    seat.wait()
    assert out.is_file()
    made: list[listing.Listing] = []
    monkeypatch.setattr(listing, "ask", lambda parent, sheet, say, at: made.append(sheet))
    page.print.click()
    assert made[0].title == f"{YEAR}年2月薪酬测算表"
    assert len(made[0].rows) == 7
