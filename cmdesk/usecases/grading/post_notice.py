"""Post the list of proposed levels: 公示."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import tidy
from cmdesk.models.grading import PublicNotice
from cmdesk.queries.grading_outcome import decision_of
from cmdesk.rules.deadlines import public_notice
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase


@dataclass(frozen=True, kw_only=True)
class PostNotice(Command):
    """Post the year's list for 5 working days, the first not counted (B.13); again after a change: the next edition.

    Refused: `not_decided_here`, `notice_contact_missing`, `notice_before_decision`, `calendar_missing`. A barrier.
    """

    year: Period
    posted_on: date
    contact: str
    telephone: str


def handle(context: Context, command: PostNotice) -> Done:
    """Compute the last day, and write the edition."""
    year = command.year.year
    decision = decision_of(context, year)
    problems = []
    if decision is None:
        problems.append(Problem("not_decided_here", Where(field="year"), {"year": year}))
    elif command.posted_on < decision.held_on:
        problems.append(Problem("notice_before_decision", Where(field="posted_on"), {"day": decision.held_on}))
    if not tidy(command.contact) or not tidy(command.telephone):
        problems.append(Problem("notice_contact_missing", Where(field="contact")))
    refuse_any(problems)
    terms = public_notice(command.posted_on, context.rule_set.notices, context.tables.holidays)
    last = context.session.scalar(select(func.max(PublicNotice.edition)).where(PublicNotice.year == year))
    edition = (last or 0) + 1
    context.session.add(
        PublicNotice(
            year=year,
            edition=edition,
            posted_on=command.posted_on,
            ends_on=terms.ends,
            contact=tidy(command.contact),
            telephone=tidy(command.telephone),
            posted_by=context.actor.number,
        )
    )
    context.session.flush()
    return Done(ids=(f"{year}/{edition}",), answer={"edition": edition, "ends_on": terms.ends.isoformat()})


use_case = UseCase(
    command=PostNotice,
    permission="grading.decide",
    handle=handle,
    second="grading.decide",
    undo=Undo.BARRIER,
)
