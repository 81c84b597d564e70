"""A meeting of the window's county brought to any stage, and how its holders prove themselves at the desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories.seat import RECORDER, Seat, password_of
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.runtime.permissions import MeetingDutyName
from cmdesk.ui.pages.deliberation.page import DeliberationPage
from cmdesk.ui.pages.deliberation.proof import HolderAsked
from cmdesk.usecases.deliberation.admit import Admit
from cmdesk.usecases.deliberation.appoint_duties import AppointDuties, Appointed
from cmdesk.usecases.deliberation.call_meeting import Called, CallMeeting, Item
from cmdesk.usecases.deliberation.enter_count import EnterCount, Keyed
from cmdesk.usecases.deliberation.hand_out import HandOut
from cmdesk.usecases.deliberation.open_ballot import OpenBallot
from cmdesk.usecases.deliberation.open_meeting import OpenMeeting
from cmdesk.usecases.deliberation.seal_ballot import SealBallot
from cmdesk.usecases.deliberation.set_pin import SetPin

NUMBER, PIN = "2025-1", "246810"
CHAIR, TELLERS, SCRUTINEERS = ("9001", "刘志强"), ("9014", "罗志远"), ("9015", "田桂英")
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
Press = Callable[..., None]


@pytest.fixture
def press(qtbot: QtBot, seat: Seat) -> Press:
    """Give a way to press a key where the focus is, or on a widget."""

    def pressed(
        key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, on: QWidget | None = None
    ) -> None:
        seat.window.activateWindow()
        qtbot.keyClick(on or QApplication.focusWidget() or seat.window, key, modifier)
        seat.wait()

    return pressed


class Meeting:
    """A meeting of the seat's county, brought on by orders; every holder has the same PIN."""

    def __init__(self, seat: Seat, folder: Path) -> None:
        seat.sign_in(RECORDER)
        self.seat, self.folder = seat, folder
        assert seat.window.desk is not None
        self.desk = seat.window.desk
        self.pin = folder / "pin"
        self.pin.write_text(PIN, encoding="utf-8")

    def run(self, order: Any, **more: Any) -> Any:
        """Give an order and let the window hear of it."""
        done = self.desk.run(order, **more)
        self.seat.wait()
        return done

    def called(self) -> Meeting:
        """Call the first sitting: two leaders, three of the group, the six managers."""
        managers = [f"000{place}" for place in range(1, 7)]
        members = [
            *(Called(staff_no=number, position="营销部领导", ticket="A") for number in ("9001", "9002")),
            *(Called(staff_no=number, position="督察组", ticket="B") for number in ("9003", "9004", "9006")),
            *(Called(staff_no=number, position="客户经理", ticket="C") for number in managers),
        ]
        year = Period(PeriodKind.YEAR, 2025)
        order = CallMeeting(
            year=year,
            sitting=1,
            held_on=self.seat.clock.now().date(),
            place="三楼会议室",
            members=tuple(members),
            items=(Item(kind="democratic_rating", title="年度民主测评"),),
        )
        self.run(order)
        return self

    def appointed(self) -> Meeting:
        """Appoint the duties and let everybody set his PIN."""
        self.called()
        duties = (
            Appointed(duty=MeetingDutyName.CHAIR, user_no=CHAIR[0]),
            Appointed(duty=MeetingDutyName.SECRETARY, user_no=RECORDER),
            Appointed(duty=MeetingDutyName.TELLER, staff_no=TELLERS[0]),
            Appointed(duty=MeetingDutyName.TELLER, user_no="9011"),
            Appointed(duty=MeetingDutyName.SCRUTINEER, staff_no=SCRUTINEERS[0]),
            Appointed(duty=MeetingDutyName.SCRUTINEER, user_no="9010"),
        )
        self.run(AppointDuties(meeting=NUMBER, duties=duties))
        for number, name in (CHAIR, TELLERS, SCRUTINEERS):
            second = self.desk.person(number, password_of(number)) if number == CHAIR[0] else None
            self.run(SetPin(meeting=NUMBER, name=name, pin_file=self.pin), second=second)
        return self

    def opened(self) -> Meeting:
        """Let everybody in and open the meeting."""
        self.appointed()
        self.run(Admit(meeting=NUMBER))
        self.run(OpenMeeting(meeting=NUMBER, seed="福利彩票第2025051期", by=CHAIR[1], pin_file=self.pin))
        return self

    def voting(self) -> Meeting:
        """Open the ballot of the rating."""
        self.opened()
        self.run(OpenBallot(meeting=NUMBER, item=1, by=CHAIR[1], pin_file=self.pin))
        return self

    def sealed(self) -> Meeting:
        """Hand out, collect and seal all three papers."""
        self.voting()
        for paper, count in (("A", 2), ("B", 3), ("C", 6)):
            self.run(HandOut(meeting=NUMBER, item=1, paper=paper, printed=count + 1, issued=count))
            order = SealBallot(meeting=NUMBER, item=1, paper=paper, returned=count, by=CHAIR[1], pin_file=self.pin)
            self.run(order)
        return self

    def count(self, paper: str, voters: int) -> None:
        """Book a paper from the command's side: everybody competent."""
        people = tuple(Keyed(staff_no=f"000{place}", marks={"competent": voters}) for place in range(1, 7))
        for _, name in (TELLERS, SCRUTINEERS):
            self.run(EnterCount(meeting=NUMBER, item=1, paper=paper, people=people, by=name, pin_file=self.pin))


@pytest.fixture
def meeting(seat: Seat, tmp_path: Path) -> Meeting:
    """Give the county's meeting before it is called."""
    return Meeting(seat, tmp_path)


def page_of(seat: Seat) -> DeliberationPage:
    """Show the page."""
    page = seat.go("deliberation")
    assert isinstance(page, DeliberationPage)
    return page


def run_of(page: DeliberationPage) -> MeetingRun:
    """Give the run sheet that is shown."""
    assert page.state.run is not None
    return page.state.run


def card_of(page: DeliberationPage) -> HolderAsked:
    """Give the card that asks for a proof."""
    return next(card for card in page.findChildren(HolderAsked) if not card.isHidden())


def prove(page: DeliberationPage, seat: Seat, press: Press, pin: str = PIN, name: str = "") -> None:
    """Type a PIN into the card and press Enter."""
    card = card_of(page)
    if name:
        place = next(n for n in range(card.person.count()) if card.person.itemText(n).startswith(name))
        card.person.setCurrentIndex(place)
    card.pin.setFocus()
    card.pin.setText(pin)
    press(Key.Key_Return, on=card.pin)


def texts_below(widget: QWidget) -> str:
    """Give every text and accessible name of a widget and what lies in it."""
    parts = [child for child in widget.findChildren(QWidget) if child.isVisible()]
    return "\n".join(
        f"{child.accessibleName()} {child.property('text') or ''} {child.accessibleDescription()}" for child in parts
    )


def begin(page: DeliberationPage, seat: Seat, press: Press, row: int) -> None:
    """Let the teller begin a paper."""
    page.show_view("count")
    page.count.papers.table.pick(row)
    press(Key.Key_Return, on=page.count.papers.table)
    prove(page, seat, press, name=TELLERS[1])


def hand_to_second(page: DeliberationPage, seat: Seat, press: Press) -> None:
    """Hand over to the scrutineer."""
    press(Key.Key_Return, on=page.count.keying)
    press(Key.Key_Return, on=page.count.wait.button)
    prove(page, seat, press, name=SCRUTINEERS[1])


def key_all(page: DeliberationPage, press: Press, keys: str) -> None:
    """Press one key a line."""
    for key in keys:
        press(Key[f"Key_{key}"], on=page.count.keying)
