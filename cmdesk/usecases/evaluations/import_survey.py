"""Take in a customer survey: single questionnaires, or one summary a manager (C)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from cmdesk.exchange.sheets import survey
from cmdesk.exchange.sheets.reading import Reading
from cmdesk.exchange.sheets.survey import QuestionnaireRow, SummaryRow
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import Questionnaire, SurveySummary
from cmdesk.queries.scoring_state import closed_problem, round_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.incoming import Answers, Intake, Matched, Part, Weighed, shown


@dataclass(frozen=True, kw_only=True)
class ImportSurvey(Command):
    """Take in the survey of a quarter; it replaces all sheets of the managers in the file.

    Refused, all at once: shape and values of the file, unknown people, `round_not_open`, `period_closed`. Warned:
    `too_few_answers`, `sample_below_plan`, `nobody_asked`, `aggregate_means`, `retailer_named`. One undo step.
    """

    file: Path
    period: Period
    mapping: Path | None = None
    controls: Mapping[str, Decimal] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


def handle(context: Context, command: ImportSurvey) -> Done:
    """Read, compare, refuse or write."""
    return incoming.take(context, weigh(context, command))


def weigh(context: Context, command: ImportSurvey) -> Weighed:
    """Read and compare; nothing is written yet."""
    reading = survey.read(
        command.file,
        period=command.period,
        mapping=incoming.headings(command.mapping, command.answers),
        controls=command.controls,
        own_unit=incoming.own_unit_names(context),
        has_glyph=context.has_glyph,
    )
    problems = [*closed_problem(context, command.period), *round_problem(context, command.period, "customer")]
    matched, unmatched = incoming.match_managers(context, reading, command.period, answers=command.answers)
    by_person: dict[uuid.UUID, list[Matched]] = defaultdict(list)
    for one in matched:
        by_person[one.person.id].append(one)
    before = _stored(context, command.period)
    intake = Intake()
    for people in by_person.values():
        intake.rows.append(incoming.compare(people[0], before.get(people[0].person.id), _shown(people)))
    _warn(context, command.period, by_person, reading)
    changed = [people for people, row in zip(by_person.values(), intake.rows, strict=True) if row.state != "unchanged"]
    return Weighed(
        kind="survey",
        period=command.period,
        parts=[Part(reading=reading, intake=intake, write=lambda run: _write(context, command.period, run, changed))],
        problems=[*unmatched, *problems],
        answers=command.answers,
    )


def _shown(people: list[Matched]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in people:
        row = one.row
        if isinstance(row, SummaryRow):
            found["汇总"] = "/".join([str(row.issued), str(row.returned), str(row.valid), *map(shown, _sums(row))])
        else:
            found[row.number] = _sheet_text(list(row.answers), row.valid, row.area)
    return found


def _sheet_text(answers: list[Any], valid: bool, area: str | None) -> str:
    return "/".join([*("—" if a is None else str(a) for a in answers), "有效" if valid else "无效", area or ""])


def _sums(row: SummaryRow) -> tuple[Decimal, ...]:
    return tuple(answer * row.valid for answer in row.answers) if row.are_means else row.answers


def _stored(context: Context, period: Period) -> dict[uuid.UUID, dict[str, str]]:
    found: dict[uuid.UUID, dict[str, str]] = {}
    for sheet in context.session.scalars(select(Questionnaire).where(Questionnaire.period == period)):
        text = _sheet_text(sheet.answers, sheet.valid, sheet.area)
        found.setdefault(sheet.person_id, {})[sheet.number] = text
    for total in context.session.scalars(select(SurveySummary).where(SurveySummary.period == period)):
        parts = [str(total.issued), str(total.returned), str(total.valid), *(shown(Decimal(s)) for s in total.sums)]
        found.setdefault(total.person_id, {})["汇总"] = "/".join(parts)
    return found


def _warn(
    context: Context, period: Period, by_person: Mapping[uuid.UUID, list[Matched]], reading: Reading[Any]
) -> None:
    rules = context.rule_set.survey
    incoming.say_absent(context, "nobody_asked", period, by_person, reading)
    for people in by_person.values():
        person = people[0].person
        rows = [one.row for one in people]
        valid = sum(row.valid if isinstance(row, SummaryRow) else int(row.valid) for row in rows)
        asked = sum(row.issued if isinstance(row, SummaryRow) else 1 for row in rows)
        params: dict[str, Any] = {"staff_no": person.staff_no, "name": person.name, "valid": valid}
        if valid < rules.least_valid:
            context.warn(Problem("too_few_answers", params={**params, "least": rules.least_valid}))
        if person.retailers is not None:
            planned = person.retailers * rules.sample_share / 100
            wanted = min(max(int(planned), rules.sample_least), rules.sample_most)
            if asked < wanted:
                context.warn(Problem("sample_below_plan", params={**params, "asked": asked, "wanted": wanted}))


def _write(context: Context, period: Period, run: uuid.UUID, changed: list[list[Matched]]) -> None:
    people = [one[0].person.id for one in changed]
    for model in (Questionnaire, SurveySummary):
        context.session.execute(delete(model).where(model.period == period, model.person_id.in_(people)))
    sheets, summaries = [], []
    for one in (row for rows in changed for row in rows):
        row: QuestionnaireRow | SummaryRow = one.row
        common = {"period": period, "person_id": one.person.id, "import_id": run, "source_row": row.place.row}
        if isinstance(row, SummaryRow):
            counts = {"issued": row.issued, "returned": row.returned, "valid": row.valid}
            summaries.append({**common, **counts, "sums": [str(s) for s in _sums(row)]})
        else:
            sheets.append(
                {
                    **common,
                    "number": row.number,
                    "area": row.area,
                    "answers": list(row.answers),
                    "asked_on": row.surveyed_on,
                    "surveyor": row.surveyor,
                    "valid": row.valid,
                    "invalid_reason": row.invalid_reason,
                }
            )
    if sheets:
        context.session.execute(insert(Questionnaire), sheets)
    if summaries:
        context.session.execute(insert(SurveySummary), summaries)


use_case = UseCase(command=ImportSurvey, permission="evaluations.enter", handle=handle)
