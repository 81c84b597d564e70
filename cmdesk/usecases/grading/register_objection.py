"""Register an objection to the notice, a 复核 request, or an appeal to the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import func, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import tidy
from cmdesk.models.grading import Objection, PublicNotice
from cmdesk.queries.org import person_by_no
from cmdesk.rules.deadlines import objection_check_due, review_answer_due, review_request_until
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class RegisterObjection(Command):
    """Register what somebody objects to (B.13): many a person are possible.

    `objection`: to the notice, named or not; a named, concrete one suspends that person. `review`: by the person
    within 10 days of the written result (`notified_on`). `appeal`: to the city, once, after an answered review.
    Refused: `facts_missing`, `objector_needed`, `no_notice`, `notice_over`, `notified_needed`, `review_too_late`,
    `appeal_without_review`, `appealed_already`, `person_needed`, `received_later`, `unknown_person`,
    `calendar_missing`. One undo step.
    """

    year: Period
    kind: Literal["objection", "review", "appeal"]
    facts: str
    staff_no: str | None = None
    objector: str = ""
    concrete: bool = False
    request: str = ""
    received_on: date | None = None
    notified_on: date | None = None


def handle(context: Context, command: RegisterObjection) -> Done:
    """Check who may still object, then write it with the day by which it is due."""
    received = command.received_on or context.today()
    person = person_by_no(context, command.staff_no) if command.staff_no is not None else None
    problems = []
    if not tidy(command.facts):
        problems.append(Problem("facts_missing", Where(field="facts")))
    if received > context.today():
        problems.append(Problem("received_later", Where(field="received_on")))
    if command.kind == "objection":
        problems += _notice_problems(context, command.year.year, received)
    else:
        if person is None:
            problems.append(Problem("person_needed", Where(field="staff_no")))
        if not tidy(command.objector):
            problems.append(Problem("objector_needed", Where(field="objector")))
    if command.kind == "review":
        problems += _review_problems(context, command, received)
    if command.kind == "appeal":
        problems += _appeal_problems(context, command)
    refuse_any(problems)
    terms = context.rule_set.notices
    due = (
        objection_check_due(received, terms, context.tables.holidays)
        if command.kind == "objection"
        else review_answer_due(received, terms)
    )
    count = context.session.scalar(
        select(func.count()).select_from(Objection).where(Objection.year == command.year.year)
    )
    number = f"{command.year}-Y{(count or 0) + 1:03}"
    context.session.add(
        Objection(
            number=number,
            year=command.year.year,
            person_id=person,
            kind=command.kind,
            objector=tidy(command.objector) or None,
            concrete=command.concrete,
            facts=tidy(command.facts),
            request=tidy(command.request),
            received_on=received,
            notified_on=command.notified_on,
            due_on=due,
            received_by=context.actor.number,
        )
    )
    context.session.flush()
    suspended = bool(command.kind == "objection" and command.concrete and tidy(command.objector) and person)
    return Done(ids=(number,), answer={"due_on": due.isoformat(), "suspends": suspended})


def _notice_problems(context: Context, year: int, received: date) -> list[Problem]:
    last = context.session.scalar(
        select(PublicNotice).where(PublicNotice.year == year).order_by(PublicNotice.edition.desc()).limit(1)
    )
    if last is None:
        return [Problem("no_notice", Where(field="year"), {"year": year})]
    if not last.posted_on <= received <= last.ends_on:
        params = {"start": last.posted_on, "end": last.ends_on}
        return [Problem("notice_over", Where(field="received_on"), params)]
    return []


def _review_problems(context: Context, command: RegisterObjection, received: date) -> list[Problem]:
    if command.notified_on is None:
        return [Problem("notified_needed", Where(field="notified_on"))]
    until = review_request_until(command.notified_on, context.rule_set.notices)
    if received > until:
        return [Problem("review_too_late", Where(field="received_on"), {"until": until})]
    return []


def _appeal_problems(context: Context, command: RegisterObjection) -> list[Problem]:
    if command.staff_no is None:
        return []
    person = person_by_no(context, command.staff_no)
    earlier = context.session.execute(
        select(Objection.kind, Objection.outcome).where(
            Objection.year == command.year.year, Objection.person_id == person
        )
    ).all()
    problems = []
    if not any(kind == "review" and outcome is not None for kind, outcome in earlier):
        problems.append(Problem("appeal_without_review", Where(field="staff_no")))
    if any(kind == "appeal" for kind, _ in earlier):
        problems.append(Problem("appealed_already", Where(field="staff_no")))
    return problems


use_case = UseCase(command=RegisterObjection, permission="deliberation.prepare", handle=handle)
