"""Write what stands in a box of a person's annual report: the head's remark, the group's opinion, the own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cmdesk.kernel.errors import Forbidden, Where, reject
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.text import tidy
from cmdesk.models.scoring import AnnualComment
from cmdesk.queries.org import person_by_no
from cmdesk.queries.reports_remarks import APPRAISED, reports_in_force
from cmdesk.queries.reports_words import DUTIES
from cmdesk.rules.training import check_remark
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class WriteComment(Command):
    """Write a person's 评语 of a year, at most 400 characters; an empty text takes it away.

    `department_head` and `inspection_leader` are written by who holds that duty, never about himself or kin;
    `appraised` are the person's own words, keyed for him. The next D25 carries it; once the D25 in force has a
    signature, what was signed stays. Refused: `unknown_person`, `period_kind_wrong`, `remark_too_long`,
    `remark_after_signing`; forbidden: `comment_of_other_duty`, `own_case`. One undo step.
    """

    period: Period
    staff_no: str
    duty: Literal["department_head", "inspection_leader", "appraised"]
    text: str


def handle(context: Context, command: WriteComment) -> Done:
    """Check who writes about whom, then keep the text."""
    person = person_by_no(context, command.staff_no)
    if command.period.kind is not PeriodKind.YEAR:
        params = {"form": "D25", "period": command.period.chinese, "wanted": "年度"}
        raise reject("period_kind_wrong", where=Where(field="period"), **params)
    if command.duty != APPRAISED:
        if Duty(command.duty) not in context.actor.duties:
            raise Forbidden("comment_of_other_duty", duty=DUTIES[command.duty], name=context.actor.name)
        access.refuse_own_case(context, [person])
    number, signed = reports_in_force(context, command.period, [person]).get(person, ("", False))
    if signed:
        raise reject("remark_after_signing", where=Where(field="text"), number=number)
    text = tidy(command.text)
    check_remark(text, context.rule_set)
    found = context.session.get(AnnualComment, (command.period, person, command.duty))
    if not text:
        if found is not None:
            context.session.delete(found)
        return Done(count=int(found is not None))
    if found is None:
        found = AnnualComment(period=command.period, person_id=person, duty=command.duty)
        context.session.add(found)
    found.text, found.written_by = text, context.actor.number
    context.session.flush()
    return Done(ids=(command.staff_no,))


use_case = UseCase(command=WriteComment, permission="reports.render", handle=handle)
