"""The pay of a month beside the month before: what moved, why, and who may see how much."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cmdesk.kernel.periods import Period
from cmdesk.models.org import RungSpell
from cmdesk.queries.pay_board import PayBoard, PayCase, PayMonths, PayOfMonth, PaySlip
from cmdesk.sample.year import COUNTY, HEAD, PAY_CLERK, Sample
from cmdesk.storage.journal import Deed
from cmdesk.usecases.pay.compute import ComputePay
from cmdesk.usecases.pay.release import ReleasePay

JANUARY, FEBRUARY, MARCH = (Period.month(2025, number) for number in (1, 2, 3))


def ask(sample: Sample, query: Any, number: str = PAY_CLERK) -> Any:
    sample.desk.switch(sample.actor(number))
    return sample.desk.ask(query)


def board(sample: Sample, month: Period, number: str = PAY_CLERK) -> PayBoard:
    found: PayBoard = ask(sample, PayOfMonth(period=month), number)
    return found


def test_that_a_month_is_held_against_the_one_before(quarter_read: Sample) -> None:
    january, february = (board(quarter_read, month) for month in (JANUARY, FEBRUARY))
    assert {one.why for one in january.people} == {("2024年12月不在名单上",)}
    assert (january.change, january.before, january.moved) == (None, None, 6)
    before = {one.staff_no: one.total for one in january.people}
    for one in february.people:
        assert one.before == before[one.staff_no]
        assert one.change == (one.total or Decimal(0)) - (one.before or Decimal(0))
    assert february.sums["total"] == sum((one.total or Decimal(0) for one in february.people), Decimal(0))
    assert february.change == (february.sums["total"] or Decimal(0)) - (february.before or Decimal(0))


@pytest.mark.shows("79")
def test_that_a_slip_adds_up_and_says_how(quarter_read: Sample) -> None:
    for person in quarter_read.managers:
        case: PayCase = ask(quarter_read, PaySlip(period=FEBRUARY, staff_no=person.staff_no))
        assert case.adds_up
        assert sum((part.amount or Decimal(0) for part in case.parts), Decimal(0)) == case.person.total
        assert case.parts[3].how.startswith(f"800×{case.person.coefficient}（")
        assert (case.parts[2].how == "在册，不计年功") == (case.person.employment == "regular")
    assert ask(quarter_read, PaySlip(period=FEBRUARY, staff_no="9001")) is None


@pytest.mark.shows("79")
def test_that_nobody_else_is_told_an_amount(quarter_read: Sample) -> None:
    page = board(quarter_read, FEBRUARY, HEAD)
    assert (page.visible, page.before, page.change) == (False, None, None)
    amounts = {"base", "floating", "seniority", "performance", "total", "owed", "before", "change"}
    assert amounts < {field.name for field in fields(page.people[0])}
    for one in page.people:
        assert {getattr(one, name) for name in amounts} == {None}
    case = ask(quarter_read, PaySlip(period=FEBRUARY, staff_no=page.people[0].staff_no), HEAD)
    assert (case.visible, case.parts, case.slip, case.person.total) == (False, (), None, None)
    assert board(quarter_read, FEBRUARY, COUNTY).visible


@pytest.mark.shows("79")
def test_that_a_decided_rung_is_named_with_its_day_and_document(lived: Sample) -> None:
    who = next(person for person in lived.managers if person.rung == "junior-B")
    before = {one.staff_no: one for one in board(lived, FEBRUARY).people}[who.staff_no]
    with lived.desk.database.writing(Deed(actor="x", verb="desk.create", params={})) as writing:
        person = next(row.id for row in _people(lived) if row.staff_no == who.staff_no)
        spell = {"start": date(2025, 3, 1), "rung": "junior-A", "decided": True, "document_no": "演示烟〔2025〕8号"}
        writing.session.add(RungSpell(person_id=person, **spell))
    lived.run(PAY_CLERK, ComputePay(period=MARCH))
    page = board(lived, MARCH)
    one = {row.staff_no: row for row in page.people}[who.staff_no]
    assert one.moved
    assert one.why[0] == "级档由初级B到初级A，自2025年3月1日，演示烟〔2025〕8号"
    assert (before.rung, one.rung) == ("junior-B", "junior-A")
    assert page.moved >= 1


def test_that_the_months_tell_what_was_released_and_by_whom(lived: Sample) -> None:
    months = ask(lived, PayMonths())
    assert [(month.period, month.computed, month.released_on) for month in months] == [
        (MARCH, 6, None), (FEBRUARY, 6, None), (JANUARY, 6, None),
    ]  # fmt: skip
    lived.run(PAY_CLERK, ReleasePay(period=JANUARY), second=COUNTY)
    last = ask(lived, PayMonths())[-1]
    assert last.released_on == lived.clock.now().date()
    assert (last.released_by, last.confirmed_by) == (lived.actor(PAY_CLERK).name, lived.actor(COUNTY).name)


def _people(sample: Sample) -> Any:
    from cmdesk.queries.org import People

    return ask(sample, People())
