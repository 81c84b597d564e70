"""What is written in the boxes of a year's reports, person by person, and what keeps one from writing there."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.periods import Period
from cmdesk.models.access import User
from cmdesk.models.org import Person
from cmdesk.models.reports import Document, DocumentSignature
from cmdesk.models.scoring import AnnualComment, Result
from cmdesk.runtime import access
from cmdesk.runtime.context import Context
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.registry import Query

APPRAISED = "appraised"
BOXES = ("department_head", "inspection_leader", APPRAISED)
"""The boxes of D25 that are typed: the head's remark, the group's opinion, the person's own words."""
_FORM = "D25"


@dataclass(frozen=True)
class Remark:
    """What stands in a box, and the name of who wrote it; `own`: whether the reader's duty writes there."""

    duty: str
    text: str
    by: str
    own: bool


@dataclass(frozen=True)
class Remarked:
    """A person of the year with the boxes in order of the page.

    `drawn` is the number of the report in force, `signed` the same once somebody has signed it; both empty where there
    is none. `stands_aside`: the reader is that person or kin, so only the person's own words may be keyed.
    """

    staff_no: str
    name: str
    boxes: tuple[Remark, ...]
    drawn: str
    signed: str
    stands_aside: bool


@dataclass(frozen=True)
class RemarkBoard:
    """The people of a year in order of 工号, and how many characters a box holds."""

    period: Period
    people: tuple[Remarked, ...]
    most: int


@dataclass(frozen=True, kw_only=True)
class Remarks(Query):
    """The boxes of everybody who has a result in the year or in a part of it."""

    permission: ClassVar[str] = "reports.render"

    period: Period

    def rows(self, context: Context) -> RemarkBoard:
        """Give the board of the year."""
        people = _people(context, self.period)
        written = _written(context, self.period)
        reports = reports_in_force(context, self.period, {person for person, _, _ in people})
        aside = _aside(context)
        own = {box for box in BOXES if _writes(context, box)}
        rows = []
        for person, staff_no, name in people:
            boxes = tuple(Remark(box, *written.get((person, box), ("", "")), own=box in own) for box in BOXES)
            drawn, signed = reports.get(person, ("", False))
            rows.append(Remarked(staff_no, name, boxes, drawn, drawn if signed else "", person in aside))
        return RemarkBoard(self.period, tuple(rows), context.rule_set.training.remark_most)


def reports_in_force(
    context: Context, period: Period, people: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[str, bool]]:
    """Give the newest annual report of each person that is not void: its number, and whether somebody has signed it."""
    signed = select(DocumentSignature.document_id)
    rows = context.session.execute(
        select(Document.person_id, Document.number, Document.id.in_(signed))
        .where(Document.form == _FORM, Document.period == period, Document.state != "void")
        .where(Document.person_id.in_(people))
        .order_by(Document.edition)
    )
    return {person: (number, bool(has)) for person, number, has in rows if person is not None}


def _writes(context: Context, box: str) -> bool:
    if box == APPRAISED:
        return access.may_do(context.actor, "reports.render")
    return Duty(box) in context.actor.duties


def _people(context: Context, period: Period) -> list[tuple[uuid.UUID, str, str]]:
    parts = (period, *period.halves, *period.quarters, *period.months)
    wanted = select(Result.person_id).where(Result.period.in_(parts))
    rows = context.session.execute(
        select(Person.id, Person.staff_no, Person.name).where(Person.id.in_(wanted)).order_by(Person.staff_no)
    )
    return [(person, staff_no, name) for person, staff_no, name in rows]


def _written(context: Context, period: Period) -> dict[tuple[uuid.UUID, str], tuple[str, str]]:
    rows = context.session.execute(
        select(AnnualComment.person_id, AnnualComment.duty, AnnualComment.text, AnnualComment.written_by, User.name)
        .outerjoin(User, User.number == AnnualComment.written_by)
        .where(AnnualComment.period == period)
    )
    return {(person, duty): (text, name or by) for person, duty, text, by, name in rows}


def _aside(context: Context) -> set[uuid.UUID]:
    me = context.actor.person_id
    return set() if me is None else {me} | access.kin_of(context.session, me)
