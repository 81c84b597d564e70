"""City files of a month and of a year, sealed by a stand-in for the unit's key that tests can read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cmdesk.exchange.package.content import (
    ROSTER,
    ROSTER_COLUMNS,
    Document,
    Header,
    PackageContent,
    Table,
    Workbook,
    tables_of,
)
from cmdesk.exchange.sheets import levels, month
from cmdesk.exchange.sheets.writer import Stamp
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period

UNIT, CODE = "榆次区营销部", "140702"
MADE_AT = datetime(2027, 1, 24, 2, 0, tzinfo=UTC)
MONTH, YEAR = Period.parse("2026-03"), Period.parse("2026")
PEOPLE = (("0001", "张𬭎", "intermediate-B"), ("0002", "李四", "senior-C"), ("0003", "王喆", "junior-A"))


INTACT = Problem("signatures_intact", params={"count": 4})


@dataclass(frozen=True)
class Answer:
    """What a check of signatures answered."""

    verdict: str = "valid"
    headline: Problem = INTACT
    reasons: tuple[Problem, ...] = ()
    open: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Place:
    """An open field."""

    field: str
    label: str


def stand_in_seal(listed: bytes) -> bytes:
    """Seal by a digest: enough to tell which bytes were sealed."""
    return b"seal:" + hashlib.sha256(listed).digest()


def stand_in_judge(listed: bytes, signature: bytes) -> Answer:
    """Judge the stand-in seal."""
    if signature == stand_in_seal(listed):
        return Answer()
    return Answer("invalid", Problem("signed_content_changed"))


def header(period: Period, **changes: Any) -> Header:
    values: dict[str, Any] = {
        "unit_code": CODE,
        "unit": UNIT,
        "period": period,
        "revision": 1,
        "previous": None,
        "schema_version": "7",
        "audit_head": "ab" * 32,
        "rule_set": "晋中市客户经理考评办法",
        "rule_version": "2026.1",
        "rule_state": "in_force",
        "demo": True,
        "made_at": MADE_AT,
        "made_by": "赵录入",
    }
    return Header(**{**values, **changes})


def stamp(period: Period) -> Stamp:
    return Stamp(
        unit_code=CODE,
        unit=UNIT,
        period=period,
        revision=1,
        rule_set="晋中市客户经理考评办法",
        rule_version="2026.1",
        rule_state="in_force",
        made_at=MADE_AT,
        made_by="赵录入",
    )


def roster() -> Table:
    rows = tuple((number, name, "聘用", "中级", "B") for number, name, _ in PEOPLE)
    return Table(ROSTER, ROSTER_COLUMNS, rows)


def month_content(period: Period = MONTH) -> PackageContent:
    """Give the content of a month's package: X2 with three people, and the roster."""
    people = [
        month.MonthLine(
            unit=UNIT,
            staff_no=number,
            name=name,
            period=period,
            employment="contract",
            rung=rung,
            performance=Decimal("91.005"),
            inspection=None if number == "0003" else Decimal(94),
            inspections=2,
            red_line=False,
            score=Decimal("92.2"),
            note="=HYPERLINK(1)\t制表" if number == "0002" else None,
        )
        for number, name, rung in PEOPLE
    ]
    sheets = month.sheets(people, [], [])
    book = month.workbook(sheets, stamp(period), month.FORM)
    return PackageContent(
        header(period), (roster(), *tables_of("X2", period, sheets)), (Workbook("X2", str(period), book),)
    )


def level_line(number: str, name: str, present: str, final: str) -> levels.LevelLine:
    return levels.LevelLine(
        unit=UNIT,
        staff_no=number,
        name=name,
        employment="contract",
        education="college",
        post_since=date(2014, 12, 1),
        full_years=12,
        rural=False,
        present_rung=present,
        quarters=(Decimal(90), Decimal("88.12"), None, Decimal("89.25")),
        quarters_mean=Decimal("89.12"),
        theory=(Decimal(82), Decimal(88)),
        practice=(Decimal(87), Decimal(85)),
        competency=Decimal("91.63"),
        score=Decimal("89.26"),
        band="competent",
        agreed=8,
        expected=9,
        final_rung=final,
        pay_coefficient=Decimal("1.2"),
    )


def seat_lines(people: list[levels.LevelLine], seats: dict[str, int | None]) -> list[levels.SeatLine]:
    def count(rungs: list[str | None], level: str) -> int:
        return sum(1 for rung in rungs if (rung or "").split("-")[0] == level)

    return [
        levels.SeatLine(
            unit=UNIT,
            base_date=date(2026, 12, 31),
            headcount=len(people),
            trainees=0,
            level=level,
            seats=seats[level],
            present=count([line.present_rung for line in people], level),
            proposed=count([line.final_rung for line in people], level),
        )
        for level in ("senior", "intermediate", "junior")
    ]


def year_content(
    finals: dict[str, str] | None = None, seats: dict[str, int | None] | None = None, **changes: Any
) -> PackageContent:
    """Give the content of a year's package: X4, roster, and a D25 for each of three people and one D18."""
    moved = finals or {}
    people = [level_line(number, name, rung, moved.get(number, rung)) for number, name, rung in PEOPLE]
    lines = seat_lines(people, {"senior": 1, "intermediate": 1, "junior": 1, **(seats or {})})
    facts = levels.LevelFacts(
        weights="60/20/20",
        cap_rounding="floor",
        base="含见习",
        ballot_method="graded",
        seats_document="1号",
        meeting="2",
    )
    sheets = levels.sheets(people, lines)
    documents = [
        Document(f"{CODE}-D25-2026-{number}-v1", "D25", number, f"report {number}".encode()) for number, *_ in PEOPLE
    ]
    documents.append(Document(f"{CODE}-D18-2026-0001-v1", "D18", None, b"count"))
    return PackageContent(
        replace(header(YEAR), **changes),
        (roster(), *tables_of("X4", YEAR, sheets)),
        (Workbook("X4", "2026", levels.write(people, lines, facts, stamp(YEAR))),),
        tuple(documents),
    )


@pytest.fixture(scope="session")
def make() -> Any:
    """Hand over the builders of this file as one value."""

    class Make:
        month = staticmethod(month_content)
        year = staticmethod(year_content)
        stamp = staticmethod(stamp)
        answer = Answer
        place = Place
        seal = staticmethod(stand_in_seal)
        judge: Callable[[bytes, bytes], Answer] = staticmethod(stand_in_judge)
        MONTH, YEAR, CODE, PEOPLE = MONTH, YEAR, CODE, PEOPLE

    return Make
