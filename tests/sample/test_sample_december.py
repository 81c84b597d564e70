"""The county that the window makes: December is left to the newcomer, everything before is closed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Cancelled
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.models.inspections import InspectionSheet
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.home import Today
from cmdesk.queries.scoring import Results
from cmdesk.runtime.context import Done
from cmdesk.sample import county, newcomer, year
from cmdesk.storage.passwords import Cost
from cmdesk.usecases.evaluations.close_round import CloseRound
from cmdesk.usecases.evaluations.import_industry import ImportIndustry
from cmdesk.usecases.evaluations.import_self import ImportSelf
from cmdesk.usecases.evaluations.import_survey import ImportSurvey
from cmdesk.usecases.evaluations.review import Review
from cmdesk.usecases.exams.import_marks import ImportMarks
from cmdesk.usecases.exams.publish import Publish
from cmdesk.usecases.indicators.import_month import ImportMonth
from cmdesk.usecases.inspections.approve import Approve
from cmdesk.usecases.inspections.import_sheets import ImportSheets
from cmdesk.usecases.pay.compute import ComputePay
from cmdesk.usecases.scoring.close import Close
from cmdesk.usecases.settings.move_demo_day import MoveDemoDay

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
PEOPLE = 6
DAY = date(2025, 12, 9)
DECEMBER, QUARTER, HALF = Period.parse("2025-12"), Period.parse("2025Q4"), Period.parse("2025H2")


class Told:
    """Keeps what is told of the progress."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int, str]] = []

    def step(self, done: int, total: int, label: str) -> None:
        """Keep a step."""
        self.steps.append((done, total, label))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """Make the county once."""
    told = Told()
    folder = tmp_path_factory.mktemp("december") / "演示县"
    return newcomer.live_to_december(folder, people=PEOPLE, progress=told, cost=CHEAP), told


@pytest.fixture
def desk(made: tuple[Path, Told]) -> Iterator[Desk]:
    """Open it as the recorder, as the window does."""
    with Desk.open(made[0], user="9013", password="演示-9013") as opened:
        yield opened


def test_that_it_opens_on_the_day_after_novembers_close_with_little_overdue(desk: Desk) -> None:
    assert desk.demo_day() == DAY
    home = desk.ask(Today())
    assert home.today == DAY
    late = [task for task in home.tasks if task.days_late > 0]
    assert len(late) < 6
    assert {task.area for task in late} <= {"inspections"}


def test_that_everything_to_november_is_closed_and_december_is_begun(desk: Desk) -> None:
    with desk.database.reading() as session:
        closed = {str(row.period) for row in session.scalars(select(PeriodState)) if row.state == "closed"}
        sheets = session.scalars(
            select(InspectionSheet.state).where(InspectionSheet.number.startswith("2025-12"))
        ).all()
        rounds = {
            row.source: row.state for row in session.scalars(select(EvaluationRound)) if str(row.period) == "2025Q4"
        }
    months = {f"2025-{number:02}" for number in range(1, 12)}
    assert closed == months | {"2025Q1", "2025Q2", "2025Q3", "2025H1"}
    assert 0 < len(sheets) < 2 * PEOPLE
    assert len(set(sheets)) == 2
    assert rounds == dict.fromkeys(("customer", "industry", "self", "department"), "open")


def test_that_one_bar_tells_of_the_whole_in_chinese(made: tuple[Path, Told]) -> None:
    steps = made[1].steps
    assert [done for done, _, _ in steps] == sorted(done for done, _, _ in steps)
    assert {total for _, total, _ in steps} == {newcomer.STEPS}
    assert not [label for _, _, label in steps if label.isascii()]


class Office:
    """A copy of the county in which everybody gives orders."""

    def __init__(self, database: Path, folder: Path) -> None:
        shutil.copytree(database.parent, folder)
        self.books = folder / "工作簿"
        self.desk = Desk.open(folder / database.name, user="9013", password="演示-9013")
        self.desk.restore_points = False

    def run(self, number: str, *orders: Any) -> Done:
        """Let a user give orders of one kind."""
        self.desk.switch(self.desk.person(number, f"演示-{number}"))
        return self.desk.run_all(orders)[-1]

    def to(self, day: date) -> None:
        """Go on to a day."""
        self.run("9013", MoveDemoDay(day=day))


@pytest.mark.shows("140")
def test_that_the_guide_leads_through_december_the_quarter_and_the_half_year(
    made: tuple[Path, Told], tmp_path: Path
) -> None:
    office = Office(made[0], tmp_path / "office")
    books, numbers = office.books, [person.staff_no for person in county.managers("cmdesk", PEOPLE, 2025)]
    with office.desk as desk:
        office.to(date(2025, 12, 31))
        sheets = office.run("9005", ImportSheets(file=books / "D04-检查单-2025-12.xlsx", period=DECEMBER)).answer
        assert sheets["unchanged"] > 0
        assert sheets["unchanged"] + sheets["accepted"] == 2 * PEOPLE
        with desk.database.reading() as session:
            waiting = session.scalars(
                select(InspectionSheet.number).where(
                    InspectionSheet.number.startswith("2025-12"), InspectionSheet.state == "finished"
                )
            ).all()
        office.run("9003", Approve(numbers=tuple(waiting)))
        office.to(date(2026, 1, 9))
        office.run("9013", ImportMonth(file=books / "X1-月度指标-2025-12.xlsx", period=DECEMBER))
        office.run("9001", Close(period=DECEMBER))
        office.run("9011", ComputePay(period=DECEMBER))

        office.run("9013", ImportSurvey(file=books / "C-客户满意度-2025Q4.xlsx", period=QUARTER))
        office.run("9013", ImportIndustry(file=books / "D10-2025Q4-江代表.xlsx", period=QUARTER))
        forms = sorted((books / "D11-自评-2025Q4").glob("*.xlsx"))
        office.run("9013", ImportSelf(files=tuple(forms[2:]), period=QUARTER))
        office.run(
            "9001",
            *(
                Review(period=QUARTER, staff_no=number, adjustment=Decimal(1), reason="结合日常表现")
                for number in numbers
            ),
        )
        for source in year.SOURCES:
            office.run("9003", CloseRound(period=QUARTER, source=source))
        office.run("9001", Close(period=QUARTER))

        office.run("9013", ImportMarks(file=books / "D14-考试成绩-2025H2.xlsx", period=HALF))
        office.run("9003", Publish(period=HALF))
        office.run("9001", Close(period=HALF))
        desk.switch(desk.person("9001", "演示-9001"))
        for period in (DECEMBER, QUARTER, HALF):
            assert all(row.score for row in desk.ask(Results(period=period)))


def test_that_it_stops_where_the_user_asks(tmp_path: Path) -> None:
    class Stopped(Told):
        def step(self, done: int, total: int, label: str) -> None:
            if done > 0:
                raise Cancelled

    with pytest.raises(Cancelled):
        newcomer.live_to_december(tmp_path / "x", people=PEOPLE, progress=Stopped(), cost=CHEAP)
