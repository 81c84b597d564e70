"""Let a sample county go on to another day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from cmdesk.kernel.clock import Clock, DayClock
from cmdesk.kernel.errors import Forbidden, Where, reject
from cmdesk.models.settings import DemoDay
from cmdesk.rules import working_days
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.demo_day import demo_day
from cmdesk.runtime.registry import Command, Undo, UseCase


@dataclass(frozen=True, kw_only=True)
class MoveDemoDay(Command):
    """Go on to a later day, on which a sample county then lives in place of the computer's.

    Its first day may also be the present one. Everybody may. Refused: Forbidden `demo_only` for a real county;
    `demo_day_back`, `calendar_missing` for a year without holidays. Cannot be undone: time never goes back.
    """

    day: date


def handle(context: Context, command: MoveDemoDay) -> Done:
    """Write the day; the clock of the open desk follows once it stands."""
    if not context.unit.demo:
        raise Forbidden("demo_only")
    before = demo_day(context.session)
    present = max(context.today(), before or context.today())
    if command.day < present or command.day == before:
        raise reject("demo_day_back", where=Where(field="day"), day=command.day, present=present)
    working_days.is_working_day(command.day, context.tables.holidays)
    stored = context.session.get(DemoDay, context.unit.id)
    if stored is None:
        context.session.add(DemoDay(unit_id=context.unit.id, day=command.day))
    else:
        stored.day = command.day
    context.session.flush()
    context.after(partial(_follow, context.clock, command.day))
    return Done(answer={"day": command.day.isoformat()})


def _follow(clock: Clock, day: date) -> None:
    if isinstance(clock, DayClock):
        clock.move(day)


use_case = UseCase(command=MoveDemoDay, permission="desk.home", handle=handle, undo=Undo.NEVER)
