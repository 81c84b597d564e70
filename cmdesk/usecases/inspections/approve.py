"""Approve finished sheets: the leader, never who recorded them."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Forbidden, Problem, Where, refuse_any
from cmdesk.queries.inspections import sheets_by_number
from cmdesk.queries.inspections_twice import left_differences, second_keyings
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.inspections import sheet_store


@dataclass(frozen=True, kw_only=True)
class Approve(Command):
    """Approve finished inspection sheets, so that they count.

    Refused: `sheet_unknown`, `sheet_not_finished`, `approved_already`, `period_closed`, `second_keying_differs` (a
    sheet keyed twice whose keyings do not say the same); forbidden: `approver_is_recorder`, `own_case`. One undo step.
    """

    numbers: tuple[str, ...]


def handle(context: Context, command: Approve) -> Done:
    """Mark each sheet approved, or none."""
    problems: list[Problem] = []
    stored = sheets_by_number(context, command.numbers)
    closed = sheet_store.closed_periods(context)
    keyings = second_keyings(context, [sheet.id for sheet in stored.values()])
    left = left_differences(context, keyings.values())
    access.refuse_own_case(context, [sheet.person_id for sheet in stored.values()])
    for number in command.numbers:
        sheet = stored.get(number)
        if sheet is None:
            problems.append(Problem("sheet_unknown", Where(field="numbers"), {"number": number}))
            continue
        if sheet.recorded_by == context.actor.number:
            raise Forbidden("approver_is_recorder", number=number, name=context.actor.name)
        problems += sheet_store.closed_problems(closed, sheet.visited_on)
        if sheet.state != "finished":
            code = "approved_already" if sheet.state == "approved" else "sheet_not_finished"
            problems.append(Problem(code, Where(field="numbers"), {"number": number}))
            continue
        if unlike := left.get(sheet.id):
            params = {"number": number, "items": [one.item for one in unlike]}
            problems.append(Problem("second_keying_differs", Where(field="numbers"), params))
            continue
        sheet.state = "approved"
        sheet.approved_by = context.actor.number
    refuse_any(problems)
    return Done(count=len(command.numbers), ids=command.numbers)


use_case = UseCase(command=Approve, permission="inspections.approve", handle=handle)
