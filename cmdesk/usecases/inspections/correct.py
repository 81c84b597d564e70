"""Note that a corrective action was carried out (D05 回执)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmdesk.kernel.errors import Where, reject
from cmdesk.models.inspections import CorrectiveAction, InspectionSheet
from cmdesk.queries.inspections import sheet_by_number
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class Correct(Command):
    """Note what was done about a finding, and when. It stays open until somebody else verifies it.

    Refused: `sheet_unknown`, `action_unknown`, `measure_missing`. One undo step.
    """

    number: str
    item: int
    done_on: date
    measure: str


def handle(context: Context, command: Correct) -> Done:
    """Write measure and day."""
    if not command.measure.strip():
        raise reject("measure_missing", where=Where(field="measure"))
    _, action = open_action(context, command.number, command.item)
    action.done_on = command.done_on
    action.measure = command.measure.strip()
    # Whoever verified it saw another measure.
    action.verified_on = action.verified_by = None
    return Done(ids=(f"{command.number}/{command.item}",))


def open_action(context: Context, number: str, item: int) -> tuple[InspectionSheet, CorrectiveAction]:
    """Give a sheet and the corrective action of its item. Raises Rejected `sheet_unknown`, `action_unknown`."""
    sheet = sheet_by_number(context, number)
    action = context.session.get(CorrectiveAction, (sheet.id, item))
    if action is None:
        raise reject("action_unknown", where=Where(field="item"), number=number, item=item)
    return sheet, action


use_case = UseCase(command=Correct, permission="inspections.record", handle=handle)
