"""The sample county's whole year, stage by stage, through the real use cases and nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from cmdesk.desk import Desk, NewUnit
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.rules import working_days
from cmdesk.runtime.context import Actor, Done
from cmdesk.runtime.registry import Command
from cmdesk.sample import books, county, figures, month_books
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import SamplePerson, SampleUser
from cmdesk.sample.figures import SampleItem
from cmdesk.sample.month_books import MonthBooks
from cmdesk.storage import resources
from cmdesk.storage.passwords import STANDARD, Cost

HEAD, LEADER, RECORDER, PAY_CLERK, COUNTY, ADMINISTRATOR = "9001", "9003", "9013", "9011", "9012", "9009"
RECORDING_INSPECTOR = "9005"
DATABASE = "演示县.db"
INSPECTORS = ("9003", "9004", "9005", "9006")
_SEEN = {"desk": "内业", "field": "外业", "combined": "综合"}
SENDERS = 5
RATERS = (("山西昆明烟草公司", "郭代表"), ("湖北中烟工业公司", "江代表"))
SOURCES = ("customer", "industry", "self", "department")


@dataclass
class Sample:
    """A sample county in the middle of its year: the desk, who may sit at it, and where files go."""

    folder: Path
    desk: Desk
    clock: SetClock
    year: int
    chance: Chance
    managers: list[SamplePerson]
    staff: list[SamplePerson]
    users: list[SampleUser]
    progress: Progress = SILENT
    seconds: dict[str, float] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def books(self) -> Path:
        """Give the folder of the workbooks that came in."""
        return self.folder / "工作簿"

    @cached_property
    def month_books(self) -> MonthBooks:
        """Give what the workbooks of the months are made of."""
        version, items = checklist_items()
        return MonthBooks(
            folder=self.books,
            people=self.managers,
            inspectors=INSPECTORS,
            version=version,
            items=items,
            chance=self.chance,
        )

    @property
    def holidays(self) -> working_days.Holidays:
        """Give the working calendar."""
        return resources.tables().holidays

    def actor(self, number: str) -> Actor:
        """Give a user who has proved himself with his password; once is enough for the sitting."""
        if number not in self._actors:
            user = next(user for user in self.users if user.number == number)
            self._actors[number] = self.desk.person(number, user.password)
        return self._actors[number]

    def run(self, number: str, command: Command, *, second: str | None = None) -> Done:
        """Let a user give an order, with another as second person where it needs one."""
        self.desk.switch(self.actor(number))
        return self.desk.run(command, second=None if second is None else self.actor(second), progress=self.progress)

    def run_all(self, number: str, commands: list[Any]) -> list[Done]:
        """Let a user give many orders of one kind in one transaction."""
        self.desk.switch(self.actor(number))
        return self.desk.run_all(commands, progress=self.progress)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure a step of the year under its name."""
        start = time.perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 2)

    def working_day(self, period: Period, number: int) -> date:
        """Give the n-th working day after a period."""
        return working_days.after(period.last_day, number, self.holidays)


def start(
    folder: Path,
    *,
    people: int = 71,
    year: int = 2025,
    seed: str = "cmdesk",
    progress: Progress = SILENT,
    cost: Cost = STANDARD,
) -> Sample:
    """Make the sample database with its users and roster.

    Raises Rejected `calendar_missing` unless the year after `year` has a holiday table, Unavailable where `folder`
    holds a database already.
    """
    calendar = resources.tables().holidays
    working_days.is_working_day(date(year, 1, 1), calendar)
    working_days.is_working_day(date(year + 1, 1, 1), calendar)
    folder.mkdir(parents=True, exist_ok=True)
    users = county.users()
    clock = SetClock(_first_morning(year))
    administrator = next(user for user in users if user.number == ADMINISTRATOR)
    created = Desk.create(
        folder / DATABASE,
        unit=NewUnit(code=county.UNIT_CODE, name=county.UNIT_NAME, covers_city=True, demo=True),
        user=administrator.number,
        name=administrator.name,
        password=administrator.password,
        rule_set=_sample_rule_set(folder, year),
        clock=clock,
        cost=cost,
    )
    sample = Sample(
        folder=folder,
        desk=created.desk,
        clock=clock,
        year=year,
        chance=Chance(seed),
        managers=county.managers(seed, people, year),
        staff=county.staff(year),
        users=users,
        progress=progress,
    )
    try:
        _move_in(sample)
    except BaseException:
        # Stopped half-way: whoever takes the folder away must find the database let go.
        created.desk.close()
        raise
    return sample


def _move_in(sample: Sample) -> None:
    """Take in the roster and give everybody an account."""
    from cmdesk.usecases.access.add_user import AddUser
    from cmdesk.usecases.access.change_duties import ChangeDuties
    from cmdesk.usecases.org.import_roster import ImportRoster

    folder, users = sample.folder, sample.users
    _write_users(folder, users)
    roster = sample.books / "X6-花名册.xlsx"
    roster.parent.mkdir(parents=True, exist_ok=True)
    kin = [(sample.managers[2].staff_no, sample.managers[3].staff_no, "夫妻")] if len(sample.managers) > 3 else []
    books.roster_book(roster, [*sample.managers, *sample.staff], kin)
    with _password_files(folder, users) as files:

        def add(user: SampleUser, staff_no: str | None) -> None:
            order = AddUser(
                number=user.number,
                name=user.name,
                duties=tuple(map(_duty, user.duties)),
                password_file=files[user.number],
                staff_no=staff_no,
            )
            sample.run(ADMINISTRATOR, order)

        def tie(user: SampleUser) -> None:
            duties = tuple(map(_duty, user.duties))
            sample.run(ADMINISTRATOR, ChangeDuties(number=user.number, duties=duties, staff_no=user.staff_no))

        # Who takes in the roster cannot stand in it yet: he and the administrator are tied to it afterwards.
        add(next(user for user in users if user.number == RECORDER), None)
        sample.run(RECORDER, ImportRoster(file=roster))
        for user in users:
            if user.number in {ADMINISTRATOR, RECORDER}:
                tie(user)
            else:
                add(user, user.staff_no)


def month(sample: Sample, period: Period, *, made: bool = False) -> None:
    """Live one month: plans, X1, inspection sheets, close, pay. `made` says that its workbooks are written."""
    from cmdesk.usecases.indicators.import_month import ImportMonth
    from cmdesk.usecases.inspections.approve import Approve
    from cmdesk.usecases.inspections.import_sheets import ImportSheets
    from cmdesk.usecases.pay.compute import ComputePay
    from cmdesk.usecases.scoring.close import Close

    written = sample.month_books
    if not made:
        with sample.step("books"):
            month_books.write(written, period)
    plans(sample, period)
    with sample.step("sheets"):
        sample.clock.set(period.last_day, 15)
        done = sample.run(RECORDING_INSPECTOR, ImportSheets(file=written.sheets(period), period=period))
        numbers = tuple(f"{period}-{p.staff_no}-{visit}" for p in sample.managers for visit in (1, 2))
        assert done.count == len(numbers)
        sample.clock.set(period.last_day, 16)
        sample.run(LEADER, Approve(numbers=numbers))
    with sample.step("indicators"):
        sample.clock.set(sample.working_day(period, 3), 10)
        sample.run(RECORDER, ImportMonth(file=written.indicators(period), period=period))
    with sample.step("close"):
        sample.clock.set(sample.working_day(period, 6), 10)
        sample.run(HEAD, Close(period=period))
        sample.run(PAY_CLERK, ComputePay(period=period))


def plans(sample: Sample, period: Period) -> None:
    """Give and confirm everybody's plan of a month on the last working day before it."""
    from cmdesk.usecases.plans.confirm import Confirm

    with sample.step("plans"):
        before = working_days.last_of(period.previous(), sample.holidays)
        sample.clock.set(max(before, date(sample.year, 1, 2)), 9)
        sample.run_all(RECORDER, [_plan(sample, person, period) for person in sample.managers])
        sample.run(HEAD, Confirm(period=period))


def quarter(sample: Sample, period: Period) -> None:
    """Live one quarter: the four outside sources, then its close."""
    from cmdesk.usecases.evaluations.close_round import CloseRound
    from cmdesk.usecases.evaluations.import_survey import ImportSurvey
    from cmdesk.usecases.evaluations.open_round import OpenRound
    from cmdesk.usecases.evaluations.review import Review
    from cmdesk.usecases.scoring.close import Close

    chance = sample.chance
    with sample.step("evaluations"):
        sample.clock.set(period.last_day - timedelta(days=10), 9)
        for source in SOURCES:
            sample.run(RECORDER, OpenRound(period=period, source=source, due=period.last_day))
        sample.run(RECORDER, ImportSurvey(file=sample.month_books.survey(period), period=period))
        _industry(sample, period)
        _self(sample, period)
        sample.clock.set(sample.working_day(period, 7), 9)
        reviews = [
            Review(
                period=period,
                staff_no=person.staff_no,
                adjustment=Decimal(chance.whole(-2, 3, str(period), person.staff_no, "review")) / 2,
                reason="结合日常表现与临时任务完成情况",
            )
            for person in sample.managers
        ]
        sample.run_all(HEAD, reviews)
        for source in SOURCES:
            sample.run(LEADER, CloseRound(period=period, source=source))
    with sample.step("close"):
        sample.clock.set(sample.working_day(period, 9), 10)
        sample.run(HEAD, Close(period=period))


def half_year(sample: Sample, period: Period) -> None:
    """Live one exam: marks in, published, closed."""
    from cmdesk.usecases.exams.import_marks import ImportMarks
    from cmdesk.usecases.exams.publish import Publish
    from cmdesk.usecases.scoring.close import Close

    with sample.step("exams"):
        sample.clock.set(sample.working_day(period, 2), 9)
        sample.run(RECORDER, ImportMarks(file=sample.month_books.marks(period), period=period))
        sample.run(LEADER, Publish(period=period))
        sample.clock.set(sample.working_day(period, 9), 11)
        sample.run(HEAD, Close(period=period))


def competency(sample: Sample) -> None:
    """Live the first days of January: peer sheets and leader ratings of the year."""
    from cmdesk.usecases.evaluations.close_round import CloseRound
    from cmdesk.usecases.evaluations.enter_leader import EnterLeader
    from cmdesk.usecases.evaluations.lead import Lead
    from cmdesk.usecases.evaluations.open_round import OpenRound

    whole = Period(PeriodKind.YEAR, sample.year)
    with sample.step("peers"):
        sample.clock.set(working_days.nth_of(Period.month(sample.year + 1, 1), 2, sample.holidays), 9)
        _peers(sample, whole)
    with sample.step("leaders"):
        sample.run(RECORDER, OpenRound(period=whole, source="leader"))
        sample.run_all(
            HEAD,
            [
                Lead(
                    period=whole,
                    staff_no=person.staff_no,
                    scores=figures.ability_scores(sample.chance, person.merit, "head", person.staff_no),
                )
                for person in sample.managers
            ],
        )
        sample.run_all(
            RECORDER,
            [
                EnterLeader(
                    period=whole,
                    staff_no=person.staff_no,
                    rater=rater,
                    duty=duty,
                    scores=figures.ability_scores(sample.chance, person.merit, rater, person.staff_no),
                )
                for person in sample.managers
                for rater, duty in (("赵国庆", "deputy_head"), ("孙永平", "market_supervisor"))
            ],
        )
        sample.run(LEADER, CloseRound(period=whole, source="leader"))


def _peers(sample: Sample, whole: Period) -> None:
    from cmdesk.queries.peers import PeerLists
    from cmdesk.usecases.peers.close import ClosePeers
    from cmdesk.usecases.peers.count_box import CountBox
    from cmdesk.usecases.peers.enter import EnterSheets
    from cmdesk.usecases.peers.plan import PlanPeers
    from cmdesk.usecases.peers.turn_in import TurnIn

    group = "全体客户经理"
    last_day = sample.desk.clock.now().date()
    sample.run(RECORDER, PlanPeers(period=whole, group=group, seed=f"演示县公开种子{sample.year}", last_day=last_day))
    lists = sample.desk.ask(PeerLists(period=whole))
    merits = {person.staff_no: person.merit for person in sample.managers}
    sample.run(RECORDER, TurnIn(period=whole, group=group, staff_nos=tuple(one.staff_no for one in lists)))
    sample.run(RECORDER, CountBox(period=whole, group=group, papers=len(lists)))
    sheets = tuple(
        {
            number: figures.ability_scores(sample.chance, merits[number], "peer", one.staff_no, number)
            for number, _ in one.ratees
        }
        for one in lists
    )
    sample.run(RECORDER, EnterSheets(period=whole, group=group, sheets=sheets))
    sample.run(LEADER, ClosePeers(period=whole, group=group))


def _plan(sample: Sample, person: SamplePerson, period: Period) -> Command:
    from cmdesk.usecases.plans.submit import Submit

    target = sample.chance.amount("100", "140", 1, person.staff_no, "target")
    return Submit(
        staff_no=person.staff_no,
        period=period,
        submitted_on=sample.desk.clock.now().date(),
        targets={
            "sales": target,
            "revenue": Decimal(28000),
            "brand_shelf": Decimal(90),
            "margin": Decimal(3),
            "visits": Decimal(person.urban + person.rural),
        },
        parts={
            "customer": "每户每月实地拜访不少于一次，弱势客户重点帮扶",
            "brand": "重点品牌上柜、陈列、动销逐户跟踪",
            "market": "每周采集信息点，月末做好社会库存采集",
            "service": "诉求两个工作日内答复，明码标价到位",
        },
        focus=("新品推介", "明码标价"),
    )


def checklist_items() -> tuple[str, list[SampleItem]]:
    """Give version and items of the shipped checklist, as sample sheets need them."""
    raw = Desk.closed().rule_set_json()
    items = []
    for item in raw["checklist"]["items"]:
        step = next((step for step in item["steps"] if step["points"] is not None), None)
        items.append(
            SampleItem(
                number=item["no"],
                seen_at=_SEEN[item["seen_at"]],
                step="其他" if step is None else step["code"],
                points=Decimal(item["points"]),
                step_points=Decimal(0) if step is None else Decimal(step["points"]),
            )
        )
    return raw["meta"]["version"], items


def _industry(sample: Sample, period: Period) -> None:
    from cmdesk.usecases.evaluations.import_industry import ImportIndustry

    for company, rater in RATERS:
        sample.run(RECORDER, ImportIndustry(file=industry_form(sample, period, company, rater), period=period))


def industry_form(sample: Sample, period: Period, company: str, rater: str) -> Path:
    """Give out a D10 and fill it in as the rater does."""
    from cmdesk.sample.forms import fill_industry
    from cmdesk.usecases.evaluations.issue_industry import IssueIndustryForm

    blank = sample.books / f"D10-{period}-{rater}.xlsx"
    sample.run(RECORDER, IssueIndustryForm(period=period, company=company, rater=rater, out=blank))
    fill_industry(blank, sample.managers, sample.chance, rater, period)
    return blank


def _self(sample: Sample, period: Period) -> None:
    """A few people send the workbook back, the others hand in paper."""
    from cmdesk.sample.forms import FACT, self_scores
    from cmdesk.usecases.evaluations.enter_self import EnterSelf
    from cmdesk.usecases.evaluations.import_self import ImportSelf

    senders, others = sample.managers[:SENDERS], sample.managers[SENDERS:]
    sample.run(RECORDER, ImportSelf(files=self_forms(sample, period, senders), period=period))
    if others:
        keyed = [
            EnterSelf(
                period=period,
                staff_no=person.staff_no,
                scores=self_scores(person, sample.chance, period),
                facts=(FACT,) * 10,
            )
            for person in others
        ]
        sample.run_all(RECORDER, keyed)


def self_forms(sample: Sample, period: Period, people: Sequence[SamplePerson]) -> tuple[Path, ...]:
    """Give out the D11 of people and fill them in as they do."""
    from cmdesk.sample.forms import fill_self
    from cmdesk.usecases.evaluations.issue_self import IssueSelfForms

    folder = sample.books / f"D11-自评-{period}"
    numbers = tuple(person.staff_no for person in people)
    sample.run(RECORDER, IssueSelfForms(period=period, folder=folder, staff_nos=numbers))
    files = tuple(folder / f"D11-{period}-{number}.xlsx" for number in numbers)
    for path, person in zip(files, people, strict=True):
        fill_self(path, person, sample.chance, period)
    return files


def _sample_rule_set(folder: Path, year: int) -> Path:
    raw = json.loads(json.dumps(Desk.closed().rule_set_json()))
    raw["meta"] |= {
        "name": "演示县客户经理考评办法（演示）",
        "state": "in_force",
        "passed_on": f"{year - 1}-12-10",
        "document_no": f"演示烟〔{year - 1}〕88号",
        "published_on": f"{year - 1}-12-20",
    }
    path = folder / "规则集-演示.json"
    path.write_text(json.dumps(raw, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _first_morning(year: int) -> Any:
    from datetime import UTC, datetime

    return datetime(year, 1, 2, 1, 0, tzinfo=UTC)


def _duty(name: str) -> Any:
    from cmdesk.runtime.permissions import Duty

    return Duty(name)


def _write_users(folder: Path, users: list[SampleUser]) -> None:
    shown = [
        {"number": user.number, "name": user.name, "duties": list(user.duties), "password": user.password}
        for user in users
    ]
    (folder / "users.json").write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")


@contextmanager
def _password_files(folder: Path, users: list[SampleUser]) -> Iterator[dict[str, Path]]:
    files = {}
    for user in users:
        files[user.number] = folder / f".口令-{user.number}"
        files[user.number].write_text(user.password, encoding="utf-8")
    try:
        yield files
    finally:
        for path in files.values():
            path.unlink(missing_ok=True)
