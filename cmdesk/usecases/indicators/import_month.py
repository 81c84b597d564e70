"""Take in the monthly figures of the 营销中心 (X1)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from cmdesk.exchange.sheets import indicators
from cmdesk.exchange.sheets.indicators import IndicatorRow
from cmdesk.kernel.amounts import exact, fraction_text, parse_fraction, printed, rounded
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.indicators import IndicatorFigure, IndicatorMonth
from cmdesk.queries.scoring_state import closed_problem
from cmdesk.rules.indicators import completion, forecast_accuracy, performance_score
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.incoming import Answers, Intake, Matched, Part, Weighed, shown

LARGE_CHANGE = 30
POINTS_TOLERANCE = Fraction(1, 100)


@dataclass(frozen=True, kw_only=True)
class ImportMonth(Command):
    """Take in X1 of a month: for each manager the figures of B.3, with targets.

    Refused, all at once: shape and values of the file, unknown people, `points_differ` (the centre's points are not
    ours), `period_closed`. Warned: `person_without_figures`, `indicator_missing`, `large_change`, `row_missing_now`.
    One undo step for the whole file.
    """

    file: Path
    period: Period
    mapping: Path | None = None
    controls: Mapping[str, Decimal] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True)
class Figure:
    """One indicator of a row: what was aimed at, what was reached, the rate as given, and the x of B.3, exact."""

    code: str
    target: Decimal | None
    actual: Decimal | None
    rate: Decimal | None
    x: Fraction | None


def handle(context: Context, command: ImportMonth) -> Done:
    """Read, compare, refuse or write."""
    return incoming.take(context, weigh(context, command))


def weigh(context: Context, command: ImportMonth) -> Weighed:
    """Read and compare; nothing is written yet."""
    reading = indicators.read(
        command.file,
        period=command.period,
        mapping=incoming.headings(command.mapping, command.answers),
        controls=command.controls,
        own_unit=incoming.own_unit_names(context),
        has_glyph=context.has_glyph,
    )
    problems = closed_problem(context, command.period)
    if command.period.kind is not PeriodKind.MONTH:
        problems.append(Problem("month_needed", Where(field="period"), {"period": str(command.period)}))
    matched, unmatched = incoming.match_managers(
        context, reading, command.period, once=lambda row: None, answers=command.answers
    )
    figures = {one.person.id: figures_of(one.row) for one in matched}
    for one in matched:
        problems += _point_problems(one, figures[one.person.id], context.rule_set)
    before = _stored(context, command.period)
    if all(problem.code != "unit_unknown" for problem in reading.problems):
        # A rate read in a unit that is still asked for would differ for everybody.
        _warn_large_changes(context, command.period, matched, figures)
    present = [one.person.id for one in matched]
    incoming.say_absent(context, "person_without_figures", command.period, present, reading)
    incoming.say_missing_now(context, before, present, command.period, reading)
    intake = Intake()
    for one in matched:
        intake.rows.append(incoming.compare(one, before.get(one.person.id), _shown(figures[one.person.id])))

    def write(run: uuid.UUID) -> None:
        _write(context, command.period, run, matched, figures, intake)
        context.session.merge(IndicatorMonth(unit_id=context.unit.id, period=command.period, import_id=run))

    return Weighed(
        kind="indicators",
        period=command.period,
        parts=[Part(reading=reading, intake=intake, write=write)],
        problems=[*unmatched, *problems],
        answers=command.answers,
    )


def figures_of(row: IndicatorRow) -> list[Figure]:
    """Give the eight figures of a row with their exact x (B.3)."""
    return [
        _by_target("sales", row.sales_target, row.sales_actual, row.sales_rate),
        _by_target("revenue", row.revenue_target, row.revenue_actual, row.revenue_rate),
        _by_target("brand_shelf", row.shelf_target, row.shelf_actual, None),
        _by_target("brand_sell", row.sell_target, row.sell_actual, None),
        _forecast(row),
        _margin(row),
        Figure("price_tags", None, row.price_tags_rate, row.price_tags_rate, _exact(row.price_tags_rate)),
        Figure("base_data", None, row.base_data_rate, row.base_data_rate, _exact(row.base_data_rate)),
    ]


def _by_target(code: str, target: Decimal | None, actual: Decimal | None, rate: Decimal | None) -> Figure:
    if target is not None and actual is not None:
        return Figure(code, target, actual, rate, completion(actual, target))
    return Figure(code, target, actual, rate, _exact(rate))


def _forecast(row: IndicatorRow) -> Figure:
    forecast, ordered = row.forecast_quantity, row.ordered_quantity
    if forecast is not None and ordered is not None:
        return Figure("forecast", forecast, ordered, row.forecast_rate, forecast_accuracy(forecast, ordered))
    return Figure("forecast", forecast, ordered, row.forecast_rate, _exact(row.forecast_rate))


def _margin(row: IndicatorRow) -> Figure:
    target, actual = row.margin_target, row.margin_actual
    x = None if target is None or actual is None else exact(actual) - exact(target)
    return Figure("margin", target, actual, actual, x)


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else exact(value)


def _point_problems(one: Matched, figures: list[Figure], rules: RuleSet) -> list[Problem]:
    given: Mapping[str, Decimal] = one.row.given_points
    if not given and one.row.given_score is None:
        return []
    ours = performance_score({f.code: f.x for f in figures}, rules)
    problems = []
    pairs: list[tuple[str, Decimal, Fraction | None]] = [
        (item.indicator.name, given[item.indicator.code], item.points)
        for item in ours.items
        if item.indicator.code in given
    ]
    if one.row.given_score is not None:
        pairs.append(("经营业绩", one.row.given_score, ours.exact))
    for name, theirs, points in pairs:
        if points is None or abs(exact(theirs) - points) > POINTS_TOLERANCE:
            params = {"name": name, "given": theirs, "ours": "" if points is None else fraction_text(points)}
            problems.append(Problem("points_differ", one.row.place, params))
    return problems


def _stored(context: Context, period: Period) -> dict[uuid.UUID, dict[str, str]]:
    found: dict[uuid.UUID, dict[str, str]] = {}
    for row in context.session.execute(
        select(
            IndicatorFigure.person_id,
            IndicatorFigure.code,
            IndicatorFigure.target,
            IndicatorFigure.actual,
            IndicatorFigure.rate,
        ).where(IndicatorFigure.period == period)
    ):
        found.setdefault(row.person_id, {}).update(_parts(row.code, row.target, row.actual, row.rate))
    return found


def _shown(figures: list[Figure]) -> dict[str, str]:
    parts: dict[str, str] = {}
    for one in figures:
        parts |= _parts(one.code, one.target, one.actual, one.rate)
    return parts


_FIELDS = {
    "sales": ("sales_target", "sales_actual", "sales_rate"),
    "revenue": ("revenue_target", "revenue_actual", "revenue_rate"),
    "brand_shelf": ("shelf_target", "shelf_actual", ""),
    "brand_sell": ("sell_target", "sell_actual", ""),
    "forecast": ("forecast_quantity", "ordered_quantity", "forecast_rate"),
    "margin": ("margin_target", "margin_actual", ""),
    "price_tags": ("", "", "price_tags_rate"),
    "base_data": ("", "", "base_data_rate"),
}
"""The columns of X1 in which target, actual and rate of an indicator stand."""


def _parts(code: str, target: Decimal | None, actual: Decimal | None, rate: Decimal | None) -> dict[str, str]:
    values = zip(_FIELDS[code], (target, actual, rate), strict=True)
    return {name: shown(value) for name, value in values if name}


def _warn_large_changes(
    context: Context, period: Period, matched: list[Matched], figures: Mapping[uuid.UUID, list[Figure]]
) -> None:
    last = {
        (person, code): parse_fraction(text)
        for person, code, text in context.session.execute(
            select(IndicatorFigure.person_id, IndicatorFigure.code, IndicatorFigure.figure).where(
                IndicatorFigure.period == period.previous(), IndicatorFigure.figure.is_not(None)
            )
        )
        if text is not None
    }
    names = {indicator.code: indicator.name for indicator in context.rule_set.indicators.items}
    for one in matched:
        for figure in figures[one.person.id]:
            before = last.get((one.person.id, figure.code))
            if figure.x is not None and before is not None and abs(figure.x - before) >= LARGE_CHANGE:
                params = {
                    "name": one.person.name,
                    "indicator": names.get(figure.code, figure.code),
                    "before": printed(rounded(before)),
                    "difference": printed(rounded(abs(figure.x - before))),
                }
                field_name = _FIELDS[figure.code][2] or _FIELDS[figure.code][1]
                context.warn(Problem("large_change", replace(one.row.place, field=field_name), params))


def _write(
    context: Context,
    period: Period,
    run: uuid.UUID,
    matched: list[Matched],
    figures: Mapping[uuid.UUID, list[Figure]],
    intake: Intake,
) -> None:
    rows: list[dict[str, Any]] = []
    people = []
    for one, change in zip(matched, intake.rows, strict=True):
        if change.state == "unchanged":
            continue
        people.append(one.person.id)
        rows += [
            {
                "person_id": one.person.id,
                "period": period,
                "code": figure.code,
                "target": figure.target,
                "actual": figure.actual,
                "rate": figure.rate,
                "figure": None if figure.x is None else fraction_text(figure.x),
                "import_id": run,
                "source_row": one.row.place.row,
            }
            for figure in figures[one.person.id]
        ]
    context.session.execute(
        delete(IndicatorFigure).where(IndicatorFigure.period == period, IndicatorFigure.person_id.in_(people))
    )
    if rows:
        context.session.execute(insert(IndicatorFigure), rows)


use_case = UseCase(command=ImportMonth, permission="indicators.import", handle=handle)
