"""Send a finished or approved sheet back to draft, with a reason (退回)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.models.inspections import CorrectiveAction, InspectionSheet
from cmdesk.queries.inspections import sheet_by_number
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.inspections import sheet_store


@dataclass(frozen=True, kw_only=True)
class Reopen(Command):
    """Send a sheet back to its inspectors; it counts nowhere until it is approved again.

    Refused: `sheet_is_draft`, `reason_missing`, `period_closed`. One undo step.
    """

    number: str
    reason: str


def handle(context: Context, command: Reopen) -> Done:
    """Make the sheet a draft again and drop the corrections it opened."""
    sheet = sheet_by_number(context, command.number)
    problems = sheet_store.month_problems(context, sheet.visited_on)
    if sheet.state == "draft":
        problems.append(Problem("sheet_is_draft", Where(field="number"), {"number": command.number}))
    if not command.reason.strip():
        problems.append(Problem("reason_missing", Where(field="reason")))
    refuse_any(problems)
    send_back(context, sheet, command.reason.strip())
    return Done(ids=(command.number,))


def send_back(context: Context, sheet: InspectionSheet, reason: str) -> None:
    """Make a sheet a draft with the reason on it; the corrections that it opened go."""
    sheet.state = "draft"
    sheet.score = None
    sheet.approved_by = None
    sheet.returned_reason = reason
    context.session.execute(delete(CorrectiveAction).where(CorrectiveAction.sheet_id == sheet.id))


use_case = UseCase(command=Reopen, permission="inspections.approve", handle=handle)
