"""Take in industry rating forms that came back (D10)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Select, delete, func, insert, select

from cmdesk.exchange.sheets import industry
from cmdesk.exchange.sheets.form_sheet import NUMBER_LABEL
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import FormIssue, IndustryRating
from cmdesk.queries.scoring_state import closed_problem, round_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.evaluations.form_issue import returned
from cmdesk.usecases.incoming import Answers, Intake, Matched, Part, RowChange, Weighed


@dataclass(frozen=True, kw_only=True)
class ImportIndustry(Command):
    """Take in one rater's form of a quarter. Only its number is trusted; all else must agree with it.

    Refused: shape and values, `form_unknown`, `form_superseded`, `form_of_other_person`, `form_of_other_period`,
    `form_already_returned` (other content), `round_not_open`, `period_closed`. Warned: `all_equal`,
    `raters_below_two`. One undo step.
    """

    file: Path
    period: Period
    mapping: Path | None = None
    controls: Mapping[str, Decimal] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


def handle(context: Context, command: ImportIndustry) -> Done:
    """Read, hold against the form given out, refuse or write."""
    return incoming.take(context, weigh(context, command))


def weigh(context: Context, command: ImportIndustry) -> Weighed:
    """Read and compare; nothing is written yet."""
    reading = industry.read(
        command.file,
        period=command.period,
        mapping=incoming.headings(command.mapping, command.answers),
        controls=command.controls,
        has_glyph=context.has_glyph,
    )
    problems = [*closed_problem(context, command.period), *round_problem(context, command.period, "industry")]
    expected = _expected(context, reading.head.get(NUMBER_LABEL))
    issued, wrong = returned(context, reading, "D10", command.period, expected)
    matched, unmatched = incoming.match_managers(
        context, reading, command.period, once=lambda row: None, answers=command.answers
    )
    intake = Intake()
    state = "unchanged" if issued is not None and issued.digest == reading.digest else "new"
    intake.rows = [RowChange(m.person.staff_no, m.person.name, state, row=m.row.place.row) for m in matched]

    def write(run: uuid.UUID) -> None:
        assert issued is not None
        if state == "new":
            _write(context, command.period, issued, matched)
            issued.digest = reading.digest
        context.session.flush()
        _warn_raters(context, command.period)

    return Weighed(
        kind="industry",
        period=command.period,
        parts=[Part(reading=reading, intake=intake, write=write)],
        problems=[*wrong, *problems, *unmatched],
        answers=command.answers,
    )


def _write(context: Context, period: Period, issued: FormIssue, matched: Sequence[Matched]) -> None:
    context.session.execute(delete(IndustryRating).where(IndustryRating.form_no.in_(_of_this_rater(issued))))
    rows = [
        {
            "form_no": issued.number,
            "person_id": one.person.id,
            "period": period,
            "scores": [str(score) for score in one.row.scores],
            "opinion": one.row.opinion,
        }
        for one in matched
    ]
    if rows:
        context.session.execute(insert(IndustryRating), rows)
    issued.state = "returned"


def _of_this_rater(issued: FormIssue) -> Select[str]:
    """Give the numbers of all forms of the same rater and period: what he said before is replaced."""
    return select(FormIssue.number).where(
        FormIssue.form == issued.form,
        FormIssue.period == issued.period,
        FormIssue.company == issued.company,
        FormIssue.rater == issued.rater,
    )


def _expected(context: Context, number: str | None) -> dict[str, str]:
    issued = context.session.get(FormIssue, number) if number else None
    return {} if issued is None else {"企业": issued.company or "", "评价人": issued.rater or ""}


def _warn_raters(context: Context, period: Period) -> None:
    least = context.rule_set.industry.least_raters
    counts = dict(
        context.session.execute(
            select(IndustryRating.person_id, func.count())
            .where(IndustryRating.period == period)
            .group_by(IndustryRating.person_id)
        ).all()
    )
    few = sum(count < least for count in counts.values())
    if few:
        forms = context.session.scalar(
            select(func.count())
            .select_from(FormIssue)
            .where(FormIssue.form == "D10", FormIssue.period == period, FormIssue.state == "returned")
        )
        params = {"people": few, "forms": forms or 0, "least": least}
        context.warn(Problem("raters_below_two", params=params))


use_case = UseCase(command=ImportIndustry, permission="evaluations.enter", handle=handle)
