"""Numbers of forms given out, and what must hold when one comes back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from cmdesk.exchange.sheets.form_sheet import NUMBER_LABEL
from cmdesk.exchange.sheets.reading import Reading
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.ids import random_code
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import FormIssue
from cmdesk.runtime.context import Context

CODE_LENGTH = 8


def issue(
    context: Context,
    form: str,
    period: Period,
    *,
    person_id: uuid.UUID | None = None,
    company: str | None = None,
    rater: str | None = None,
) -> str:
    """Give a new form number, and mark forms given out before to the same hands as superseded.

    What a returned form said stands until the new one comes back.
    """
    for before in context.session.scalars(
        select(FormIssue).where(
            FormIssue.form == form,
            FormIssue.period == period,
            FormIssue.person_id == person_id,
            FormIssue.company == company,
            FormIssue.rater == rater,
            FormIssue.state != "superseded",
        )
    ):
        before.state = "superseded"
    number = f"{form}-{period}-{random_code(CODE_LENGTH)}"
    context.session.add(
        FormIssue(
            number=number,
            form=form,
            period=period,
            person_id=person_id,
            company=company,
            rater=rater,
            state="issued",
        )
    )
    return number


def returned(
    context: Context, reading: Reading[Any], form: str, period: Period, expected: Mapping[str, str]
) -> tuple[FormIssue | None, list[Problem]]:
    """Give the form that a file answers, and what is wrong with it.

    Only the number is trusted; `expected` gives, by label, what the head must say (an issue's company, rater or 工号).
    """
    number = reading.head.get(NUMBER_LABEL)
    where = Where(file=reading.file, sheet=reading.sheet, field=NUMBER_LABEL)
    issued = context.session.get(FormIssue, number) if number else None
    if issued is None or issued.form != form:
        return None, [] if number is None else [Problem("form_unknown", where, {"number": number})]
    problems = []
    params = {"number": issued.number}
    if issued.state == "superseded":
        problems.append(Problem("form_superseded", where, params))
    if issued.period != period and all(p.code != "form_of_other_period" for p in reading.problems):
        problems.append(Problem("form_of_other_period", where, {**params, "period": issued.period.chinese}))
    if issued.state == "returned" and issued.digest != reading.digest:
        problems.append(Problem("form_already_returned", where, params))
    for label, value in expected.items():
        said = reading.head.get(label)
        if said is not None and said != value:
            problems.append(Problem("form_of_other_person", where, {**params, "given": said, "ours": value}))
    return issued, problems
