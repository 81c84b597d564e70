"""Key an inspection sheet as a draft; blanks are still allowed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.models.inspections import InspectionSheet
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.inspections import sheet_store
from cmdesk.usecases.inspections.sheet_store import Known, SheetEntry


@dataclass(frozen=True, kw_only=True)
class Record(Command):
    """Save an inspection sheet (D04) as a draft, or replace the draft of the same number.

    An inspector does it; nobody inspects himself or his kin. Refused: unknown people and items, a deduction without
    step, fact, place or evidence, 不适用 without reason, 拒签 without two witnesses, `sheet_finished`, `period_closed`.
    One undo step.
    """

    sheet: SheetEntry


def handle(context: Context, command: Record) -> Done:
    """Check and write the draft."""
    problems = finished_problems(context, command.sheet.number)
    checked, found = sheet_store.check(context, Known.of(context), command.sheet)
    refuse_any([*problems, *found], context.warnings)
    assert checked is not None
    sheet_store.store(context, [(checked, None)])
    return Done(ids=(command.sheet.number,))


def finished_problems(context: Context, number: str) -> list[Problem]:
    """Give `sheet_finished` where a sheet of that number is no longer a draft: reopen it first."""
    state = context.session.scalar(
        select(InspectionSheet.state).where(
            InspectionSheet.unit_id == context.unit.id, InspectionSheet.number == number
        )
    )
    if state is not None and state != "draft":
        return [Problem("sheet_finished", Where(field="number"), {"number": number})]
    return []


use_case = UseCase(command=Record, permission="inspections.record", handle=handle)
