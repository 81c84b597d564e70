"""X3 季度综合业绩上报表 as values: the results of a closed quarter and where each came from."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cmdesk.exchange.sheets import quarter
from cmdesk.exchange.sheets.quarter import QuarterLine, SourceLine
from cmdesk.kernel.amounts import parse_fraction
from cmdesk.kernel.errors import refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.scoring import Result
from cmdesk.queries.exports import Outgoing, is_correction, kind_problems, noted, open_problems
from cmdesk.queries.exports_month import figure
from cmdesk.queries.org import PersonOn, people_on
from cmdesk.queries.reports_gaps import PlannedGap, planned_gaps
from cmdesk.queries.scoring import rules_of
from cmdesk.queries.scoring_compute import results_of
from cmdesk.queries.scoring_facts import QuarterSources, quarter_sources
from cmdesk.rules.codes import Source
from cmdesk.rules.evaluations import Origin
from cmdesk.rules.figures import percents
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context

KIND = "quarter"
_NOTES = {"talk_required": "需面谈", "months_missing": "月份不全"}


def quarter_out(context: Context, period: Period) -> Outgoing:
    """Give X3 of a closed quarter. Raises Rejected `quarter_needed`, `period_open`."""
    refuse_any(kind_problems(period, PeriodKind.QUARTER))
    refuse_any(open_problems(context, period))
    rules = rules_of(context, period)
    people = {person.id: person for person in people_on(context, period.last_day)}
    results = results_of(context, period)
    gaps = planned_gaps(context, period, rules, results)
    correction = is_correction(context, KIND, period)
    lines = [
        _line(context, people[person], result, gaps[person], correction=correction)
        for person, result in results.items()
    ]
    sources = _sources(context, period, people, results, rules)
    return Outgoing(kind=KIND, form=quarter.FORM, period=period, sheets=quarter.sheets(lines, sources), rules=rules)


def missing_sources(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the sources of a closed quarter that have no figure, in the order of R21."""
    return tuple(str(source) for source in Source if figures.get(source) is None)


def _line(
    context: Context, person: PersonOn, result: Result, gaps: tuple[PlannedGap, ...], *, correction: bool
) -> QuarterLine:
    figures = result.figures
    return QuarterLine(
        unit=context.unit.name,
        staff_no=person.staff_no,
        name=person.name,
        period=result.period,
        employment=person.employment,
        rung=person.rung,
        performance=figure(figures[Source.PERFORMANCE]),
        customer=figure(figures[Source.CUSTOMER]),
        industry=figure(figures[Source.INDUSTRY]),
        self_score=figure(figures[Source.SELF]),
        department=figure(figures[Source.DEPARTMENT]),
        adjustment=figure(figures["adjustment"]),
        score=figure(result.score),
        state=result.state,
        missing=missing_sources(figures),
        months=figures["months"],
        gaps="；".join(gap.gap for gap in gaps) or None,
        training="；".join(dict.fromkeys(gap.training for gap in gaps if gap.training)) or None,
        note=noted([_NOTES[note] for note in result.notes if note in _NOTES], correction=correction),
    )


def _sources(
    context: Context,
    period: Period,
    people: Mapping[uuid.UUID, PersonOn],
    results: Mapping[uuid.UUID, Result],
    rules: RuleSet,
) -> list[SourceLine]:
    weights = percents(rules.weights.quarter)
    facts = quarter_sources(context, period, rules, list(results))
    months = [results_of(context, month) for month in period.months]
    lines = []
    for person, result in results.items():
        samples = _samples(person, result.figures, facts, [by_person.get(person) for by_person in months])
        for source in Source:
            score = figure(result.figures[source])
            share = result.figures["weights"].get(source)
            lines.append(
                SourceLine(
                    staff_no=people[person].staff_no,
                    source=str(source),
                    sample=samples[source],
                    score=score,
                    weight=weights[source],
                    used_weight=None if score is None or share is None else parse_fraction(share) * 100,
                    handling=_handling(source, score, facts.customer_samples.get(person, (0, ""))[1]),
                )
            )
    return lines


def _samples(
    person: uuid.UUID, figures: Mapping[str, Any], facts: QuarterSources, months: list[Result | None]
) -> dict[str, int]:
    """Give what a source rests on: months, questionnaires, raters, the own form, inspection sheets."""
    standing = [month for month in months if month is not None]
    return {
        Source.PERFORMANCE: figures["months"],
        Source.CUSTOMER: facts.customer_samples.get(person, (0, ""))[0],
        Source.INDUSTRY: facts.industry_raters.get(person, 0),
        Source.SELF: int(person in facts.self_review),
        Source.DEPARTMENT: sum(month.figures["sheets"] for month in standing),
    }


def _handling(source: Source, score: Decimal | None, origin: str) -> str:
    if score is None:
        return "redistributed"
    return "county_mean" if source is Source.CUSTOMER and origin == Origin.COUNTY_MEAN else "used"
