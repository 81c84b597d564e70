"""评语 are written in a card over 报表签章: by who holds the duty, and nothing typed is lost."""

from __future__ import annotations

from typing import cast

import pytest
from factories.lived import PEOPLE
from factories.seat import HEAD, RECORDER, Seat
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.queries.reports_remarks import Remarks
from cmdesk.ui.pages.reports.page import ReportsPage
from cmdesk.ui.pages.reports.remarking import RemarkCard
from cmdesk.ui.pages.reports.remarks import box_of
from cmdesk.usecases.reports.compose import Compose

WHOLE = Period.parse("2025")
QUARTER = Period.parse("2025Q1")
TEXT = "工作扎实，进步明显；新品上柜要再跟紧一步。"


def opened(seat: Seat, number: str = HEAD) -> ReportsPage:
    """Give the page with the quarter's reports."""
    seat.sign_in(number)
    assert seat.window.desk is not None
    seat.window.desk.run(Compose(form="D13", period=QUARTER))
    page = seat.go("reports")
    assert isinstance(page, ReportsPage)
    seat.window.activateWindow()
    seat.wait()
    return page


def card_of(qtbot: QtBot, seat: Seat, page: ReportsPage) -> RemarkCard:
    """Open the card by its key."""
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_F2)
    seat.wait()
    (card,) = [one for one in cast("list[RemarkCard]", page.findChildren(RemarkCard)) if one.isVisible()]
    return card


def keep(qtbot: QtBot, seat: Seat, card: RemarkCard) -> None:
    qtbot.keyClick(card.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.wait()


def written(seat: Seat, duty: str = "department_head") -> dict[str, str]:
    assert seat.window.desk is not None
    return {one.staff_no: box_of(one, duty).text for one in seat.window.desk.ask(Remarks(period=WHOLE)).people}


@pytest.mark.shows("R32")
def test_that_the_head_writes_one_remark_after_the_other_by_keys(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat)
    first = page.list.current()
    assert first is not None
    card = card_of(qtbot, seat, page)
    assert card.box.value() == "department_head"
    assert card.person.value() == first.staff_no
    assert card.text.hasFocus()
    assert not card.keep.isEnabled()
    card.text.insertPlainText(TEXT)
    keep(qtbot, seat, card)
    assert written(seat)[first.staff_no or ""] == TEXT
    assert card.person.value() != first.staff_no
    assert card.text.toPlainText() == ""
    assert f"已写 1 / {PEOPLE} 人" in card.count.text()
    card.text.insertPlainText("长" * 401)
    assert not card.keep.isEnabled()
    assert "字数超了" in card.keep.text()
    qtbot.keyClick(card.text, Qt.Key.Key_Escape)
    seat.wait()
    assert page.list.table.hasFocus()


def test_that_what_was_typed_and_not_kept_comes_back(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat)
    card = card_of(qtbot, seat, page)
    number, other = card.person.value(), str(card.person.itemData(card.person.count() - 1))
    card.text.insertPlainText("写到一半")
    card.person.put(other)
    seat.wait()
    assert card.text.toPlainText() == ""
    card.person.put(number)
    seat.wait()
    assert card.text.toPlainText() == "写到一半"
    card.put_away()
    seat.wait()
    again = card_of(qtbot, seat, page)
    assert again.text.toPlainText() == "写到一半"
    assert "草稿" in again.stands.text()
    assert set(written(seat).values()) == {""}
    keep(qtbot, seat, again)
    again.person.put(number)
    seat.wait()
    assert "草稿" not in again.stands.text()
    assert written(seat)[number or ""] == "写到一半"


def test_that_others_see_what_stands_and_why_they_cannot_write_it(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat, RECORDER)
    card = card_of(qtbot, seat, page)
    own = card.box.value()
    assert own is not None
    assert own != "department_head"
    card.box.put("department_head")
    seat.wait()
    assert "营销部主任本人写" in card.stands.text()
    assert card.text.isReadOnly()
    assert not card.keep.isEnabled()
    card.box.put("appraised")
    seat.wait()
    assert not card.text.isReadOnly()
    card.text.insertPlainText("没有不同意见。")
    keep(qtbot, seat, card)
    assert "没有不同意见。" in written(seat, "appraised").values()
