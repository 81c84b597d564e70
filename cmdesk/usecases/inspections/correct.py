"""Note that a corrective action was carried out (D05 回执)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmdesk.kernel.errors import Where, reject
from cmdesk.queries.inspections import action_of
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
    _, action = action_of(context, command.number, command.item)
    action.done_on = command.done_on
    action.measure = command.measure.strip()
    # Whoever verified it saw another measure.
    action.verified_on = action.verified_by = None
    return Done(ids=(f"{command.number}/{command.item}",))


use_case = UseCase(command=Correct, permission="inspections.record", handle=handle)
