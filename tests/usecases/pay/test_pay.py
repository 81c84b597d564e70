"""Pay (B.14): the four components of a closed month, what waits, differences, and the release by two people."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from cmdesk.desk import Desk
from cmdesk.kernel.amounts import printed
from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.org import Person, RungSpell
from cmdesk.models.scoring import Result
from cmdesk.queries.pay import PayList
from cmdesk.queries.scoring import Results
from cmdesk.sample import figures, year
from cmdesk.sample.year import COUNTY, HEAD, LEADER, PAY_CLERK, RECORDER, Sample
from cmdesk.storage.journal import Deed
from cmdesk.usecases.indicators.import_month import ImportMonth
from cmdesk.usecases.org.change import Change
from cmdesk.usecases.pay.compute import ComputePay
from cmdesk.usecases.pay.release import ReleasePay
from cmdesk.usecases.scoring.close import Close
from cmdesk.usecases.scoring.reopen import Reopen
from cmdesk.usecases.settings.activate_rule_set import ActivateRuleSet

JANUARY, FEBRUARY, MARCH, APRIL = (Period.month(2025, number) for number in (1, 2, 3, 4))
QUARTER = Period.parse("2025Q1")
REASON = "营销中心更正"


def ask(sample: Sample, query: Any, number: str = PAY_CLERK) -> Any:
    sample.desk.switch(sample.actor(number))
    return sample.desk.ask(query)


def pay(sample: Sample, month: Period) -> dict[str, Any]:
    return {row.staff_no: row for row in ask(sample, PayList(period=month))}


def release(sample: Sample, month: Period) -> None:
    sample.run(PAY_CLERK, ReleasePay(period=month), second=COUNTY)


def correct(sample: Sample, month: Period, people: int, seed: str = "corrected") -> None:
    """Reopen a month, take other figures in for the first `people`, and close it again."""
    if month <= MARCH:
        sample.run(HEAD, Reopen(period=QUARTER, reason=REASON), second=LEADER)
    sample.run(HEAD, Reopen(period=month, reason=REASON), second=LEADER)
    book = sample.folder / "x1.xlsx"
    figures.indicator_book(book, sample.managers[:people], year.Chance(seed), month)
    sample.run(RECORDER, ImportMonth(file=book, period=month))
    sample.run(HEAD, Close(period=month))


def lay_score(sample: Sample, month: Period, staff_no: str, score: str | None) -> None:
    """Put a closed score in the place of the stored one, as if the month had been closed with it."""
    person = person_id(sample, staff_no)
    with sample.desk.database.writing(Deed(actor="x", verb="desk.create", params={})) as writing:
        writing.session.execute(
            update(Result).where(Result.period == month, Result.person_id == person).values(score=score)
        )


def person_id(sample: Sample, staff_no: str) -> Any:
    with sample.desk.database.reading() as session:
        return session.scalars(select(Person.id).where(Person.staff_no == staff_no)).one()


@pytest.mark.shows("R39", "R41", "R42", "79")
def test_that_every_slip_adds_up_from_level_rung_and_score(quarter_read: Sample) -> None:
    base = Desk.closed().rule_set_json()["pay"]
    scores = {row.staff_no: row.score for row in ask(quarter_read, Results(period=JANUARY))}
    lines = pay(quarter_read, JANUARY)
    assert len(lines) == len(quarter_read.managers)
    for person in quarter_read.managers:
        line = lines[person.staff_no]
        level = line.rung.partition("-")[0]
        assert (line.base, line.floating) == ("1200.00", printed(Decimal(base["floating"][level])))
        assert line.coefficient == base["coefficients"][line.pay_rung]
        assert line.month_score == scores[person.staff_no]
        whole = Decimal(800) * Decimal(line.coefficient) * Decimal(line.month_score) / 100
        assert line.performance == printed(whole)
        parts = (line.base, line.floating, line.seniority, line.performance)
        assert Decimal(line.total) == sum(map(Decimal, parts))


@pytest.mark.shows("R40", "R24", "R43")
def test_that_rural_routes_and_contracts_decide_rung_and_seniority(quarter_read: Sample) -> None:
    lines = pay(quarter_read, JANUARY)
    for person in quarter_read.managers:
        line = lines[person.staff_no]
        rural = person.rural * 2 > person.urban + person.rural and person.rung != "trainee"
        assert (line.pay_rung != line.rung) == (rural and person.rung != "senior-A")
        if person.employment == "在册" or person.rung == "trainee":
            assert line.seniority == "0.00"


def test_that_pay_needs_a_closed_month(lived: Sample) -> None:
    for period, code in ((APRIL, "period_open"), (QUARTER, "month_needed")):
        with pytest.raises(Rejected, match=code):
            lived.run(PAY_CLERK, ComputePay(period=period))
    with pytest.raises(Forbidden, match="not_permitted"):
        lived.run(HEAD, ComputePay(period=JANUARY))


@pytest.mark.shows("135")
def test_that_a_list_is_released_by_two_and_never_changes(lived: Sample) -> None:
    for second, code in ((None, "second_needed"), (PAY_CLERK, "second_same_person"), (HEAD, "second_not_permitted")):
        with pytest.raises(Forbidden, match=code):
            lived.run(PAY_CLERK, ReleasePay(period=JANUARY), second=second)
    release(lived, JANUARY)
    with pytest.raises(Rejected, match="pay_released"):
        lived.run(PAY_CLERK, ComputePay(period=JANUARY))
    with pytest.raises(Rejected, match="pay_released"):
        release(lived, JANUARY)
    before = pay(lived, JANUARY)
    correct(lived, JANUARY, 6)
    assert pay(lived, JANUARY) == before


def test_that_an_open_or_uncomputed_month_is_not_released(lived: Sample) -> None:
    with pytest.raises(Rejected, match="period_open"):
        release(lived, APRIL)
    lived.run(HEAD, Reopen(period=QUARTER, reason=REASON), second=LEADER)
    lived.run(HEAD, Reopen(period=MARCH, reason=REASON), second=LEADER)
    with pytest.raises(Rejected, match="period_open"):
        release(lived, MARCH)
    lived.run(HEAD, Close(period=MARCH))
    with pytest.raises(Rejected, match="pay_not_computed"):
        release(lived, MARCH)


def test_that_under_rules_on_trial_nothing_is_released(lived: Sample) -> None:
    raw = lived.folder / "trial.json"
    raw.write_text(json.dumps(Desk.closed().rule_set_json(), ensure_ascii=False), encoding="utf-8")
    lived.run(HEAD, ActivateRuleSet(file=raw), second=LEADER)
    with pytest.raises(Rejected, match="rule_set_not_in_force"):
        release(lived, JANUARY)


def test_that_a_correction_of_a_released_month_is_a_line_of_the_next(lived: Sample) -> None:
    release(lived, JANUARY)
    before = pay(lived, JANUARY)
    correct(lived, JANUARY, 2)
    lived.run(PAY_CLERK, ComputePay(period=FEBRUARY))
    scores = {row.staff_no: row.score for row in ask(lived, Results(period=JANUARY))}
    february = pay(lived, FEBRUARY)
    for staff_no, line in before.items():
        whole = Decimal(800) * Decimal(line.coefficient) * Decimal(scores[staff_no]) / 100
        change = Decimal(printed(whole) or 0) - Decimal(line.performance)
        wanted = ({"period": "2025-01", "amount": f"{change:.2f}"},) if change else ()
        assert february[staff_no].differences == wanted
    assert sum(bool(line.differences) for line in february.values()) == 2
    release(lived, FEBRUARY)
    lived.run(PAY_CLERK, ComputePay(period=MARCH))
    assert not any(line.differences for line in pay(lived, MARCH).values())


def test_that_what_waited_is_paid_in_full_once_it_is_known(lived: Sample) -> None:
    score = next(row.score for row in ask(lived, Results(period=JANUARY)) if row.staff_no == "0001")
    lay_score(lived, JANUARY, "0001", None)
    lived.run(PAY_CLERK, ComputePay(period=JANUARY))
    line = pay(lived, JANUARY)["0001"]
    assert (line.performance, line.total, line.month_score) == (None, None, None)
    assert line.base == "1200.00"
    release(lived, JANUARY)
    lived.run(PAY_CLERK, ComputePay(period=FEBRUARY))
    assert pay(lived, FEBRUARY)["0001"].differences == ()
    lay_score(lived, JANUARY, "0001", score)
    lived.run(PAY_CLERK, ComputePay(period=FEBRUARY))
    owed = printed(Decimal(800) * Decimal(line.coefficient) * Decimal(score) / 100)
    assert pay(lived, FEBRUARY)["0001"].differences == ({"period": "2025-01", "amount": owed},)


@pytest.mark.shows("R41", "R42")
def test_that_a_change_takes_effect_with_the_month_after_it(lived: Sample) -> None:
    person = person_id(lived, "0003")
    before = {month: pay(lived, month)["0003"] for month in (JANUARY, FEBRUARY)}
    with lived.desk.database.writing(Deed(actor="x", verb="desk.create", params={})) as writing:
        writing.session.add(RungSpell(person_id=person, start=FEBRUARY.first_day, rung="senior-A", decided=True))
    lived.run(PAY_CLERK, ComputePay(period=JANUARY))
    lived.run(PAY_CLERK, ComputePay(period=FEBRUARY))
    assert pay(lived, JANUARY)["0003"] == before[JANUARY]
    line = pay(lived, FEBRUARY)["0003"]
    assert (line.rung, line.floating) == ("senior-A", "600.00")
    assert line.total != before[FEBRUARY].total


def test_that_a_route_changed_in_a_month_counts_from_the_next(lived: Sample) -> None:
    number = next(p.staff_no for p in lived.managers if p.rural * 2 < p.urban and p.rung not in {"trainee", "senior-A"})
    lived.clock.set(APRIL.last_day, 10)
    lived.run(RECORDER, Change(staff_no=number, since=APRIL.first_day.replace(day=15), urban=10, rural=150))
    year.month(lived, APRIL)
    year.month(lived, APRIL.next())
    april, may = pay(lived, APRIL)[number], pay(lived, APRIL.next())[number]
    assert (april.pay_rung == april.rung, may.pay_rung == may.rung) == (True, False)
