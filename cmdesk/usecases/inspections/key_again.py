"""Key a finished sheet a second time from its paper; equal, or each difference is settled from the paper (row 45)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cmdesk.kernel.errors import Forbidden, Problem, Where, refuse_any
from cmdesk.models.inspections import InspectionSheet, SecondKeying
from cmdesk.queries.inspections import sheet_by_number, whole_sheet
from cmdesk.queries.inspections_twice import stored_item
from cmdesk.rules.second_keying import Difference, KeyedItem, differences, keyed_of, keyed_problems
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.runtime.sentences import message
from cmdesk.usecases.inspections import sheet_store
from cmdesk.usecases.inspections.reopen import send_back

Right = Literal["first", "second"]


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Which of two keyings of an item the paper proves right."""

    item: int
    right: Right


@dataclass(frozen=True, kw_only=True)
class KeyAgain(Command):
    """Key a finished sheet again from its paper: of each item the answer and the points it lost.

    Another person than who recorded it does it. Where the two keyings differ, `settled` says of each such item which
    one the paper proves right; where that is the second, the sheet goes back to be corrected, and it is not approved
    before both say the same. Refused: `sheet_unknown`, `sheet_not_finished`, `sheet_approved`, `period_closed`,
    `blank_item`, `item_twice`, `item_unknown`, `lost_points_wrong`, `keyings_differ` for each difference not settled;
    forbidden: `keyed_by_recorder`, `own_case`. One undo step.
    """

    number: str
    keyed: tuple[KeyedItem, ...]
    settled: tuple[Settled, ...] = ()


def handle(context: Context, command: KeyAgain) -> Done:
    """Compare, keep the second keying, and send the sheet back where the paper proves it wrong."""
    sheet = sheet_by_number(context, command.number)
    if sheet.recorded_by == context.actor.number:
        raise Forbidden("keyed_by_recorder", number=sheet.number, name=context.actor.name)
    access.refuse_own_case(context, [sheet.person_id])
    refuse_any([*_state_problems(context, sheet), *keyed_problems(command.keyed, context.rule_set.checklist)])
    first = keyed_of(whole_sheet(context, sheet.id).answers, context.rule_set.checklist)
    second = {one.item: one for one in command.keyed}
    found = differences(first, second)
    right = {one.item: one.right for one in command.settled}
    refuse_any(_unsettled(found, right))
    wrong = [one for one in found if right[one.item] == "second"]
    for one in found:
        if right[one.item] == "first":
            second[one.item] = one.first
    _keep(context, sheet, tuple(second.values()), found, right)
    if wrong:
        items = [one.item for one in wrong]
        send_back(context, sheet, message(Problem("second_keying_right", params={"items": items})))
    return Done(ids=(sheet.number,), count=len(found), answer={"agreed": not wrong})


def _state_problems(context: Context, sheet: InspectionSheet) -> Iterator[Problem]:
    yield from sheet_store.month_problems(context, sheet.visited_on)
    code = {"draft": "sheet_not_finished", "approved": "sheet_approved"}.get(sheet.state)
    if code is not None:
        yield Problem(code, Where(field="number"), {"number": sheet.number})


def _unsettled(found: Sequence[Difference], right: dict[int, Right]) -> Iterator[Problem]:
    for one in found:
        if one.item not in right:
            params = {"item": one.item, "first": _said(one.first), "second": _said(one.second)}
            yield Problem("keyings_differ", Where(field=str(one.item)), params)


def _said(one: KeyedItem) -> str:
    return str(one.answer) if one.points is None else f"{one.points.normalize():f}"


def _keep(
    context: Context,
    sheet: InspectionSheet,
    keyed: Sequence[KeyedItem],
    found: Sequence[Difference],
    right: dict[int, Right],
) -> None:
    kept = context.session.get(SecondKeying, sheet.id)
    if kept is None:
        kept = SecondKeying(sheet_id=sheet.id)
        context.session.add(kept)
    kept.keyed_by, kept.keyed_on = context.actor.number, context.today()
    kept.keyed = [stored_item(one) for one in keyed]
    kept.settled = [
        {"item": one.item, "first": _said(one.first), "second": _said(one.second), "right": right[one.item]}
        for one in found
    ]
    context.session.flush()


use_case = UseCase(command=KeyAgain, permission="inspections.record", handle=handle)
