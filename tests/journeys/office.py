"""The small county of the journey: who works in it, how he sits down at the window, what is lived between clicks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from mouse import Mouse

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.rules import working_days
from cmdesk.sample import county
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import SamplePerson, SampleUser
from cmdesk.sample.year import Sample
from cmdesk.storage import resources

YEAR = 2025
PEOPLE = 5
UNIT = ("140702", "榆次区营销部")
WHOLE = Period(PeriodKind.YEAR, YEAR)
HEAD, LEADER, INSPECTOR, KEYING_INSPECTOR, SCRUTINEER = "9001", "9003", "9004", "9005", "9006"
ADMINISTRATOR, AUDITOR, PAY_CLERK, COUNTY_LEADER, RECORDER = "9009", "9010", "9011", "9012", "9013"


def password_of(number: str) -> str:
    """Give the password that a user of the county has chosen."""
    return f"kouling-{number}"


@dataclass
class Office:
    """The county while its year is lived: the hand on the mouse, the folder of its files, its people."""

    mouse: Mouse
    folder: Path
    managers: list[SamplePerson]
    staff: list[SamplePerson]
    users: dict[str, SampleUser]
    present: str = ""

    def sit(self, number: str, day: date | None = None, hour: int = 9) -> None:
        """Let somebody sit down: lock what is open, choose him on the door, type his password, press 登录."""
        mouse, user = self.mouse, self.users[number]
        self.leave()
        if day is not None:
            mouse.set_day(day, hour)
        door = mouse.window.door
        if door.card.name.text() != user.name:
            rows = [row for row in mouse.names(door) if row.startswith(f"{user.name}，")]
            if not rows:
                mouse.click(next(name for name in mouse.names(door) if name.startswith("另 ")), within=door)
                rows = [row for row in mouse.names(door) if row.startswith(f"{user.name}，")]
            mouse.click(rows[0], within=door)
        mouse.fill("口令", password_of(number), within=door)
        mouse.click("登录", within=door.card.button.parentWidget())
        assert mouse.window.desk is not None
        assert mouse.window.desk.actor.number == number
        self.present = number

    def leave(self) -> None:
        """Lock the window: the name at its foot, 锁定."""
        if not self.present:
            return
        mouse = self.mouse
        mouse.click("当前用户…")
        mouse.menu("锁定")
        assert mouse.window.rooms.currentWidget() is mouse.window.door
        self.present = ""

    def confirm(self, number: str) -> None:
        """Let a second person confirm in the card that asks for him."""
        mouse = self.mouse
        card = mouse.find("请第二人确认")
        mouse.choose("第二人", self.users[number].name, within=card)
        mouse.fill("第二人的口令", password_of(number), within=card)
        mouse.click("确认", within=card)

    @contextmanager
    def between(self) -> Iterator[Sample]:
        """Live what the year needs in bulk through the same desk, while the window is locked; its clock moves too."""
        self.leave()
        desk = self.mouse.window.desk
        assert desk is not None
        before = desk.actor
        yield Sample(
            folder=self.folder,
            desk=desk,
            clock=self.mouse.clock,
            year=YEAR,
            chance=Chance("cmdesk"),
            managers=self.managers,
            staff=self.staff,
            users=list(self.users.values()),
        )
        desk.switch(before)

    @property
    def books(self) -> Path:
        """Give the folder of the workbooks that come in."""
        return self.folder / "工作簿"

    def working_day(self, period: Period, number: int) -> date:
        """Give the n-th working day after a period."""
        return working_days.after(period.last_day, number, resources.tables().holidays)


def new_office(mouse: Mouse, folder: Path) -> Office:
    """Give a county of a few invented people, of whom the program knows nothing yet."""
    users = {user.number: replace(user, password=password_of(user.number)) for user in county.users()}
    return Office(mouse, folder, county.managers("cmdesk", PEOPLE, YEAR), county.staff(YEAR), users)
