"""X2 月度考评上报表 as values: the results of a closed month, its indicators and its inspections."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from cmdesk.exchange.sheets import month
from cmdesk.exchange.sheets.month import IndicatorLine, InspectionLine, MonthLine
from cmdesk.kernel.amounts import parse_fraction
from cmdesk.kernel.errors import refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.models.inspections import InspectionSheet
from cmdesk.queries.exports import Outgoing, is_correction, kind_problems, noted, open_problems
from cmdesk.queries.inspections import answers_of
from cmdesk.queries.org import PersonOn, people_on
from cmdesk.queries.scoring import rules_of
from cmdesk.queries.scoring_compute import results_of
from cmdesk.rules.indicators import performance_score
from cmdesk.rules.inspection_sheets import ItemAnswer, line_points
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context

KIND = "month"
MARGIN = "margin"
"""The one indicator whose figure is a difference in points and no rate of completion (B.3)."""
_NOTES = {"inspection_missing": "未检查", "performance_missing": "无经营业绩", "red_line": "一票否决"}


def month_out(context: Context, period: Period) -> Outgoing:
    """Give X2 of a closed month. Raises Rejected `month_needed`, `period_open`."""
    refuse_any(kind_problems(period, PeriodKind.MONTH))
    refuse_any(open_problems(context, period))
    rules = rules_of(context, period)
    people = {person.id: person for person in people_on(context, period.last_day)}
    sheets = month.sheets(
        _people(context, period, people),
        _indicators(context, period, people, rules),
        _inspections(context, period, people, rules),
    )
    return Outgoing(kind=KIND, form=month.FORM, period=period, sheets=sheets, rules=rules)


def _people(context: Context, period: Period, people: Mapping[uuid.UUID, PersonOn]) -> list[MonthLine]:
    correction = is_correction(context, KIND, period)
    lines = []
    for person_id, result in results_of(context, period).items():
        person = people[person_id]
        figures = result.figures
        notes = [_NOTES[note] for note in result.notes if note in _NOTES]
        lines.append(
            MonthLine(
                unit=context.unit.name,
                staff_no=person.staff_no,
                name=person.name,
                period=period,
                employment=person.employment,
                rung=person.rung,
                performance=figure(figures["performance"]),
                inspection=figure(figures["inspection"]),
                inspections=figures["sheets"],
                red_line=figures["red_line"],
                score=figure(result.score),
                note=noted(notes, correction=correction),
            )
        )
    return lines


def figure(text: str | None) -> Decimal | None:
    """Give a printed figure as a number."""
    return None if text is None else Decimal(text)


def _indicators(
    context: Context, period: Period, people: Mapping[uuid.UUID, PersonOn], rules: RuleSet
) -> list[IndicatorLine]:
    stored: dict[uuid.UUID, dict[str, tuple[Decimal | None, Decimal | None, str | None]]] = defaultdict(dict)
    for row in context.session.execute(
        select(
            IndicatorFigure.person_id,
            IndicatorFigure.code,
            IndicatorFigure.target,
            IndicatorFigure.actual,
            IndicatorFigure.figure,
        ).where(IndicatorFigure.period == period)
    ):
        stored[row.person_id][row.code] = (row.target, row.actual, row.figure)
    lines = []
    for person_id in results_of(context, period):
        given = stored.get(person_id, {})
        exact = {code: None if text is None else parse_fraction(text) for code, (_, _, text) in given.items()}
        for item in performance_score(exact, rules).items:
            code = item.indicator.code
            target, actual, _ = given.get(code, (None, None, None))
            lines.append(
                IndicatorLine(
                    staff_no=people[person_id].staff_no,
                    name=people[person_id].name,
                    indicator=item.indicator.name,
                    target=target,
                    actual=actual,
                    rate=None if code == MARGIN else item.figure,
                    points=item.indicator.points,
                    score=item.points,
                )
            )
    return lines


def _inspections(
    context: Context, period: Period, people: Mapping[uuid.UUID, PersonOn], rules: RuleSet
) -> list[InspectionLine]:
    rows = context.session.execute(
        select(
            InspectionSheet.id,
            InspectionSheet.number,
            InspectionSheet.person_id,
            InspectionSheet.visited_on,
            InspectionSheet.tier,
            InspectionSheet.score,
            InspectionSheet.replaces_id,
        ).where(
            InspectionSheet.visited_on.between(period.first_day, period.last_day), InspectionSheet.state == "approved"
        )
    ).all()
    replaced = {row.replaces_id for row in rows if row.tier == "city"}
    answers = answers_of(context, [row.id for row in rows])
    return [
        InspectionLine(
            number=row.number,
            staff_no=people[row.person_id].staff_no,
            inspected_on=row.visited_on,
            level="county" if row.tier == "county" else "city_re_check",
            score=figure(row.score),
            replaced=row.id in replaced,
            deductions=tuple(_deducted(answer, rules) for answer in answers[row.id] if answer.deductions),
        )
        for row in rows
    ]


def _deducted(answer: ItemAnswer, rules: RuleSet) -> tuple[str, Decimal]:
    """Give what an item lost: never more than its points (B.4)."""
    item = rules.checklist.item(answer.item)
    assert item is not None
    lost = sum((line_points(line, item) or Decimal(0) for line in answer.deductions), Decimal(0))
    return str(answer.item), min(lost, item.points)
