"""Key peer sheets: each lies encrypted under a random number, without user, time or order (B.5a)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.ids import random_number, shuffled
from cmdesk.kernel.periods import Period
from cmdesk.models.peers import PeerCount, PeerSheet, PeerTurnIn
from cmdesk.queries.org import ids_by_no
from cmdesk.queries.peers import pairs_of, round_of
from cmdesk.rules.peer_scores import PeerSheet as Judged
from cmdesk.rules.peer_scores import peer_sheet
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.evaluations.leader_store import ability_problems
from cmdesk.usecases.peers.turn_in import refuse_member

PURPOSE = "peer_sheet"
NUMBER_DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class EnterSheets(Command):
    """Key sheets from the sealed box: for each the ten ability scores by 工号 of the person rated.

    Keying is open while at least five sheets wait, or after the last day, so that a hand-in and a sheet never meet.
    Refused: `sheets_too_few`, `box_not_counted`, `box_differs`, `not_on_a_list` (no rater was asked for these people
    together), `abilities_needed`, `unknown_person`; forbidden: `recorder_of_group`. Warned of each sheet that will not
    count at the close: `peer_all_equal`, `peer_too_many_high`, `peer_too_few_low`. Never undone, never journalled in
    content: the paper is the master, and a broken-off sheet is keyed again.
    """

    secret = frozenset({"sheets"})

    period: Period
    group: str
    sheets: tuple[Mapping[str, tuple[Decimal, ...]], ...]


def handle(context: Context, command: EnterSheets) -> Done:
    """Seal each sheet under its own random number; the numbers are answered, to be pencilled on the papers."""
    round_of(context, command.period, command.group, "open")
    refuse_member(context, command.period, command.group)
    refuse_any([*_box_problems(context, command), *_sheet_problems(context, command)])
    for row, sheet in enumerate(command.sheets, 1):
        judged = judge(sheet, context.rule_set)
        if not judged.valid:
            context.warn(Problem(f"peer_{judged.reason}", Where(field="sheets", row=row)))
    numbers = []
    for sheet in shuffled(list(command.sheets)):
        number = random_number(NUMBER_DIGITS)
        content = {staff_no: [str(score) for score in scores] for staff_no, scores in sorted(sheet.items())}
        sealed = context.vault.seal(json.dumps(content).encode(), purpose=PURPOSE, number=number)
        context.session.add(PeerSheet(number=number, period=command.period, group=command.group, sealed=sealed))
        numbers.append(number)
    return Done(count=len(numbers), ids=tuple(sorted(numbers)))


def judge(sheet: Mapping[str, tuple[Decimal, ...]], rules: RuleSet) -> Judged:
    """Say whether a sheet counts, by the totals that it gives (B.5)."""
    return peer_sheet({person: sum(scores, Decimal(0)) for person, scores in sheet.items()}, rules)


def _box_problems(context: Context, command: EnterSheets) -> list[Problem]:
    session = context.session
    found = session.get(PeerCount, (command.period, command.group))
    where = Where(field="sheets")
    if found is None:
        return [Problem("box_not_counted", where)]
    raters = {rater for rater, _ in pairs_of(context, command.period, command.group)}
    ticked = set(session.scalars(select(PeerTurnIn.rater_id).where(PeerTurnIn.period == command.period))) & raters
    keyed = session.scalar(
        select(func.count())
        .select_from(PeerSheet)
        .where(PeerSheet.period == command.period, PeerSheet.group == command.group)
    )
    waiting = found.papers - (keyed or 0)
    problems = []
    if found.papers != len(ticked):
        problems.append(Problem("box_differs", where, {"box": found.papers, "turned_in": len(ticked)}))
    if len(command.sheets) > waiting:
        problems.append(Problem("more_than_box", where, {"waiting": waiting, "given": len(command.sheets)}))
    last_day = round_of(context, command.period, command.group, "open").last_day
    least = context.rule_set.peers.least_shown
    if waiting < least and (last_day is None or context.today() <= last_day):
        problems.append(Problem("sheets_too_few", where, {"waiting": waiting, "least": least}))
    return problems


def _sheet_problems(context: Context, command: EnterSheets) -> list[Problem]:
    known = ids_by_no(context)
    lists: dict[object, set[object]] = {}
    for rater, ratee in pairs_of(context, command.period, command.group):
        lists.setdefault(rater, set()).add(ratee)
    problems = []
    for row, sheet in enumerate(command.sheets, 1):
        where = Where(field="sheets", row=row)
        unknown = [number for number in sheet if number not in known]
        problems += [Problem("unknown_person", where, {"staff_no": number}) for number in unknown]
        people = {known[number] for number in sheet if number in known}
        if not unknown and not any(people and people <= asked for asked in lists.values()):
            problems.append(Problem("not_on_a_list", where))
        for scores in sheet.values():
            problems += [p.at(row=row) for p in ability_problems(scores, context.rule_set)]
    return problems


use_case = UseCase(command=EnterSheets, permission="peers.enter", handle=handle, undo=Undo.BARRIER)
