"""A small sample county that has lived a whole year up to 集体研究, with a few keys: made once, then copied."""

from __future__ import annotations

import gc
import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.periods import Period
from cmdesk.runtime.context import Actor, Done
from cmdesk.runtime.registry import Command, Query
from cmdesk.sample import city, county, meetings, year
from cmdesk.sample.chance import Chance
from cmdesk.storage.passwords import Cost
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority
from cmdesk.usecases.exchange.export import Export
from cmdesk.usecases.grading.allocate import Allocate
from cmdesk.usecases.grading.decide import Decide
from cmdesk.usecases.grading.prepare import Prepare
from cmdesk.usecases.reports.sign import Sign
from cmdesk.usecases.scoring.close import Close

PEOPLE = 6
WHOLE = Period.parse("2025")
ADMINISTRATOR, HEAD, LEADER, RECORDER = "9009", "9001", "9003", "9013"
PASSWORD = "签名口令一二"
KEYS = ((HEAD, "department_head"), (LEADER, "inspection_leader"), ("0001", "appraised"), ("9014", "member"),
        (RECORDER, "unit_seal"))  # fmt: skip


@dataclass
class Office:
    """An open county after its year; who sits at the desk is said with every order."""

    folder: Path
    desk: Desk
    clock: SetClock
    actors: dict[str, Actor]

    def run(self, number: str, command: Command, *, second: str | None = None, dry_run: bool = False) -> Done:
        """Let a user give an order."""
        self.desk.switch(self._actor(number))
        return self.desk.run(command, second=None if second is None else self._actor(second), dry_run=dry_run)

    def run_all(self, number: str, commands: list[Any]) -> list[Done]:
        """Let a user give many orders of one kind."""
        self.desk.switch(self._actor(number))
        return self.desk.run_all(commands)

    def ask(self, number: str, query: Query) -> Any:
        """Let a user ask."""
        self.desk.switch(self._actor(number))
        return self.desk.ask(query)

    def sign(self, user: str, numbers: tuple[str, ...], field: str, key: tuple[str, str], **more: Any) -> Done:
        """Let a user sign with somebody's key."""
        password = self.folder / "password"
        order = Sign(numbers=numbers, field=field, key=self.key(*key), key_password_file=password, **more)
        return self.run(user, order)

    def key(self, number: str, duty: str) -> Path:
        """Give somebody's key file."""
        return self.folder / f"{number}-{duty}.p12"

    @property
    def roots(self) -> Path:
        """Give the root certificate."""
        return self.folder / "roots.pem"

    def _actor(self, number: str) -> Actor:
        if number not in self.actors:
            self.actors[number] = self.desk.person(number, f"演示-{number}")
        return self.actors[number]


@pytest.fixture(scope="session")
def year_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a closed county after its year: both sittings, allocation, 集体研究; keys of five signers."""
    folder = tmp_path_factory.mktemp("year") / "county"
    sample = year.start(folder, people=PEOPLE, year=2025, cost=Cost(memory_kib=8, passes=1, lanes=1))
    with sample.desk:
        sample.desk.restore_points = False
        for number in range(1, 13):
            year.month(sample, Period.month(2025, number))
            if number % 3 == 0:
                year.quarter(sample, Period.parse(f"2025Q{number // 3}"))
            if number % 6 == 0:
                year.half_year(sample, Period.parse(f"2025H{number // 6}"))
        year.competency(sample)
        city.issue_seats(sample, date(2026, 1, 13))
        meetings.first_sitting(sample, date(2026, 1, 14))
        sample.clock.set(date(2026, 1, 14), 16)
        sample.run(HEAD, Close(period=WHOLE))
        sample.run(HEAD, Prepare(year=WHOLE))
        meetings.second_sitting(sample, date(2026, 1, 15))
        sample.run(LEADER, Allocate(year=WHOLE))
        sample.clock.set(date(2026, 1, 16), 10)
        decide = Decide(year=WHOLE, held_on=date(2026, 1, 16), document_no="演示党〔2026〕3号", minutes="同意上报。")
        sample.run(RECORDER, decide, second="9012")
        sample.run(RECORDER, Export(kind="levels", period=WHOLE, out=folder / "x4.xlsx"))
        _keys(sample, folder)
    return folder


def _keys(sample: year.Sample, folder: Path) -> None:
    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    sample.run(ADMINISTRATOR, MakeTrialAuthority(roots=folder / "roots.pem"))
    orders = [
        IssueKey(number=number, duty=duty, password_file=password, out=folder / f"{number}-{duty}.p12")
        for number, duty in KEYS
    ]
    sample.run_all(ADMINISTRATOR, orders)


@pytest.fixture
def office(year_template: Path, tmp_path: Path) -> Iterator[Office]:
    """Give a county of its own after its year, on 19 January 2026."""
    folder = tmp_path / "county"
    shutil.copytree(year_template, folder)
    clock = SetClock(datetime(2026, 1, 19, 1, tzinfo=UTC))
    desk = Desk.open(folder / year.DATABASE, user=HEAD, password=f"演示-{HEAD}", clock=clock)
    desk.restore_points = False
    with desk:
        yield Office(folder, desk, clock, {HEAD: desk.actor})


@pytest.fixture
def decided(office: Office) -> Callable[[], None]:
    """Give the act of the city: it decides on the list, and the office takes the decision in."""

    def act() -> None:
        sample = year.Sample(
            folder=office.folder,
            desk=office.desk,
            clock=office.clock,
            year=2025,
            chance=Chance("cmdesk"),
            managers=county.managers("cmdesk", PEOPLE, 2025),
            staff=county.staff(2025),
            users=county.users(),
        )
        with warnings.catch_warnings():
            # The sample's reader of X4 leaves its workbook to the collector.
            warnings.simplefilter("ignore", ResourceWarning)
            city.decide(sample, office.folder / "x4.xlsx", date(2026, 2, 20))
            gc.collect()

    return act


@pytest.fixture(scope="session")
def pages_of() -> Callable[[bytes], list[str]]:
    """Give a reader: the text of every page without blanks."""

    def read(pdf: bytes) -> list[str]:
        document = pypdfium2.PdfDocument(pdf)
        try:
            found = []
            for page in document:
                text = page.get_textpage()
                found.append("".join(text.get_text_bounded().split()))
                text.close()
                page.close()
            return found
        finally:
            document.close()

    return read
