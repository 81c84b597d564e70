"""A small sample county in a real encrypted database: made once a session, copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cmdesk.desk import Desk, NewUnit
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.periods import Period
from cmdesk.models.scoring import PeriodState, Result
from cmdesk.queries.org import People, PersonOn
from cmdesk.runtime.context import Actor, Done
from cmdesk.runtime.registry import Command, Query
from cmdesk.sample import books
from cmdesk.sample.county import UNIT_CODE, UNIT_NAME, SamplePerson, managers, staff, users
from cmdesk.storage.journal import Deed
from cmdesk.storage.passwords import Cost
from cmdesk.usecases.access.add_user import AddUser
from cmdesk.usecases.org.import_roster import ImportRoster

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
ADMINISTRATOR = "9009"
RECORDER = "9013"
HEAD = "9001"
LEADER = "9003"
INSPECTOR = "9004"
COUNTY_LEADER = "9012"
PAY_CLERK = "9011"
AUDITOR = "9010"
YEAR = 2025
KIN = (("0003", "0004", "夫妻"), ("0006", "9008", "直系血亲"))
DEFAULT_RULES = Path(__file__).parents[2] / "resources" / "rulesets" / "default.json"


@dataclass
class County:
    """An open county: who sits at the desk is said with every order. Passwords of the users are `演示-<工号>`."""

    desk: Desk
    folder: Path
    clock: SetClock
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, number: str) -> Actor:
        """Give the standing user of that number, proved by his password."""
        if number not in self._actors:
            self._actors[number] = self.desk.person(number, password_of(number))
        return self._actors[number]

    def run(self, number: str, command: Command, *, second: str | None = None, dry_run: bool = False) -> Done:
        """Let the user of that number give an order, with a second person where the number of one is given."""
        self.sit(number)
        return self.desk.run(command, second=None if second is None else self.actor(second), dry_run=dry_run)

    def ask(self, number: str, query: Query) -> Any:
        """Let the user of that number ask."""
        self.sit(number)
        return self.desk.ask(query)

    def sit(self, number: str) -> Desk:
        """Let the user of that number sit down, unless he does; his steps stay undoable while he sits."""
        if self.desk.actor.number != number:
            self.desk.switch(self.actor(number))
        return self.desk

    def people(self) -> dict[str, PersonOn]:
        """Give everybody by 工号."""
        return {person.staff_no: person for person in self.ask(RECORDER, People(with_gone=True))}

    def managers(self) -> list[str]:
        """Give the 工号 of the account managers, in order."""
        return [person.staff_no for person in self.ask(RECORDER, People(managers_only=True))]

    def file(self, name: str, text: str) -> Path:
        """Write a small text file (a password, a PIN) into the county's folder and give its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    @contextmanager
    def rows(self) -> Iterator[Any]:
        """Give a session in a journalled transaction, to lay rows that other use cases write in the product."""
        with self.desk.database.writing(Deed(actor=self.desk.actor.number, verb="desk.create", params={})) as writing:
            yield writing.session

    def closed_year(self, figures: Mapping[str, Mapping[str, Any]], *, year: int = YEAR) -> None:
        """Lay a closed year: for each 工号 a `score` (or None), its `band`, and the figures that break ties."""
        people = self.people()
        period = Period.parse(str(year))
        with self.rows() as session:
            session.add(
                PeriodState(
                    period=period,
                    state="closed",
                    revision=1,
                    rule_version="test",
                    rule_digest=self._rule_digest(),
                    inputs_digest="0" * 64,
                    closed_at=self.clock.now(),
                    closed_by=HEAD,
                    said=[],
                )
            )
            for number, given in figures.items():
                kept = {key: value for key, value in given.items() if key not in {"score", "band"}}
                score = given.get("score")
                session.add(
                    Result(
                        person_id=people[number].id,
                        period=period,
                        score=score,
                        state="graded" if score is not None else "ungraded",
                        band=given.get("band"),
                        rank=None,
                        figures=kept,
                        notes=[],
                        inputs_digest="0" * 64,
                    )
                )

    def _rule_digest(self) -> str:
        from sqlalchemy import select

        from cmdesk.models.settings import RuleSetRow

        with self.desk.database.reading() as session:
            found = session.scalar(select(RuleSetRow.digest).order_by(RuleSetRow.activated_at.desc()).limit(1))
        assert found is not None
        return found


def password_of(number: str) -> str:
    """Give the trial password of a user."""
    return f"演示-{number}"


def make_county(
    folder: Path,
    *,
    people: Sequence[SamplePerson] | int = 8,
    covers_city: bool = True,
    in_force: bool = True,
    kin: Sequence[tuple[str, str, str]] = KIN,
    rules: Mapping[str, Any] | None = None,
) -> County:
    """Make a county with its users and roster; the year is 2025, the clock stands on 2 January of it.

    `rules` are whole sections of the rule set that stand in place of the shipped ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    clock = SetClock(datetime(YEAR, 1, 2, 1, tzinfo=UTC))
    called = {user.number: user.name for user in users()}
    created = Desk.create(
        folder / "county.db",
        unit=NewUnit(code=UNIT_CODE, name=UNIT_NAME, short_name="演示", covers_city=covers_city, demo=True),
        user=ADMINISTRATOR,
        name=called[ADMINISTRATOR],
        password=password_of(ADMINISTRATOR),
        rule_set=rule_file(folder, in_force=in_force, sections=rules or {}),
        clock=clock,
        cost=CHEAP,
    )
    county = County(created.desk, folder, clock, {ADMINISTRATOR: created.desk.actor})
    county.desk.restore_points = False
    for user in users():
        if user.number != ADMINISTRATOR:
            path = county.file("password", user.password)
            county.run(
                ADMINISTRATOR, AddUser(number=user.number, name=user.name, duties=user.duties, password_file=path)
            )
            path.unlink()
    listed = managers("small", people, YEAR) if isinstance(people, int) else list(people)
    known = {person.staff_no for person in listed} | {person.staff_no for person in staff(YEAR)}
    pairs = [pair for pair in kin if pair[0] in known and pair[1] in known]
    book = books.roster_book(folder / "roster.xlsx", [*listed, *staff(YEAR)], pairs)
    county.run(RECORDER, ImportRoster(file=book))
    _link_users(county)
    return county


def rule_file(folder: Path, *, in_force: bool, sections: Mapping[str, Any]) -> Path:
    """Write the shipped rule set as a county's copy: 施行 with invented dates where `in_force`."""
    raw = json.loads(DEFAULT_RULES.read_text(encoding="utf-8"))
    raw |= sections
    if in_force:
        raw["meta"] |= {
            "state": "in_force",
            "passed_on": "2024-11-20",
            "document_no": "演示〔2024〕12号",
            "published_on": "2024-12-02",
        }
    path = folder / "rules.json"
    path.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    return path


def _link_users(county: County) -> None:
    """Say who of the users stands in the roster: exclusions by case need it."""
    from sqlalchemy import select

    from cmdesk.models.access import User

    people = county.people()
    with county.rows() as session:
        for user in session.scalars(select(User)):
            user.person_id = people[user.number].id
    county._actors.clear()


def copied(template: Path, folder: Path, day: date = date(YEAR, 1, 2)) -> County:
    """Open a copy of a closed county, its clock on `day`, with the administrator at the desk."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    clock = SetClock(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
    desk = Desk.open(folder / "county.db", user=ADMINISTRATOR, password=password_of(ADMINISTRATOR), clock=clock)
    desk.restore_points = False
    return County(desk, folder, clock)


@pytest.fixture(scope="session")
def county_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a closed small county of eight managers, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "county"
    make_county(folder).desk.close()
    return folder


@pytest.fixture
def county(county_template: Path, tmp_path: Path) -> Iterator[County]:
    """Give a small county of its own: eight managers, fourteen others, two pairs of kin, 2 January 2025."""
    opened = copied(county_template, tmp_path / "county")
    with opened.desk:
        yield opened
