"""Plan the peer review of a group: who is asked to rate whom, drawn from a public seed."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.peers import PeerPair, PeerRound
from cmdesk.queries.org import managers_on
from cmdesk.queries.peers import pairs_of
from cmdesk.queries.scoring_state import closed_problem
from cmdesk.rules.assignment import Arc, everybody, reviewer_assignment
from cmdesk.runtime import access
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase

SHORTEST_SEED = 8


@dataclass(frozen=True, kw_only=True)
class PlanPeers(Command):
    """Draw up the lists of one group for a year and open its round (B.5a).

    Groups up to twelve: everybody rates everybody. Larger ones: a seeded plan with the rule set's number of reviews.
    Nobody rates himself or kin. Refused: `year_needed`, `peer_round_exists`, `seed_short`, `unknown_person`,
    `person_twice`, `person_in_other_group`, `group_too_small`, `not_feasible`, `period_closed`. Warned: `group_small`
    (fewer sheets a person than may be shown: who knows the others' can tell the last). One undo step.
    """

    period: Period
    group: str
    seed: str
    last_day: date
    staff_nos: tuple[str, ...] | None = None


def handle(context: Context, command: PlanPeers) -> Done:
    """Draw the pairs and write them with the round."""
    managers = {p.staff_no: p.id for p in managers_on(context, command.period.last_day)}
    numbers = sorted(command.staff_nos if command.staff_nos is not None else managers)
    problems = [*closed_problem(context, command.period), *_problems(context, command, numbers, managers)]
    refuse_any(problems)
    # By 工号 and in its order: whoever has the list and the seed can draw the same plan.
    pairs = _pairs(context, command, {number: managers[number] for number in numbers})
    listed = sorted(pairs)
    _warn_small(context, command, pairs)
    context.session.add(
        PeerRound(
            period=command.period,
            group=command.group,
            state="open",
            seed=command.seed,
            last_day=command.last_day,
            plan_digest=hashlib.sha256("\n".join(f"{a}\t{b}" for a, b in listed).encode()).hexdigest(),
        )
    )
    context.session.execute(
        insert(PeerPair),
        [
            {"period": command.period, "rater_id": managers[a], "ratee_id": managers[b], "group": command.group}
            for a, b in pairs
        ],
    )
    return Done(count=len(pairs), ids=(f"{command.period}/{command.group}",))


def _warn_small(context: Context, command: PlanPeers, pairs: Iterable[Arc]) -> None:
    gets = Counter(ratee for _, ratee in pairs)
    least, most = context.rule_set.peers.least_shown, max(gets.values(), default=0)
    if most < least:
        params = {"group": command.group, "most": most, "least": least}
        context.warn(Problem("group_small", Where(field="group"), params))


def _pairs(context: Context, command: PlanPeers, people: Mapping[str, uuid.UUID]) -> tuple[Arc, ...]:
    rules = context.rule_set.peers
    called = {found: number for number, found in people.items()}
    kin = [
        (number, called[other])
        for number, found in people.items()
        for other in access.kin_of(context.session, found)
        if other in called
    ]
    if len(people) <= rules.everybody_up_to:
        return everybody(list(people), kin)
    before = pairs_of(context, command.period.previous())
    return reviewer_assignment(
        list(people),
        reviews_each=min(rules.reviews_each, len(people) - 1),
        conflicts=sorted(kin),
        last_period=sorted((called[a], called[b]) for a, b in before if a in called and b in called),
        seed=command.seed,
    ).pairs


def _problems(
    context: Context, command: PlanPeers, numbers: list[str], known: Mapping[str, uuid.UUID]
) -> list[Problem]:
    problems = []
    if command.period.kind is not PeriodKind.YEAR:
        problems.append(Problem("year_needed", Where(field="period"), {"period": str(command.period)}))
    if context.session.get(PeerRound, (command.period, command.group)) is not None:
        problems.append(Problem("peer_round_exists", Where(field="group"), {"group": command.group}))
    if len(command.seed) < SHORTEST_SEED:
        problems.append(Problem("seed_short", Where(field="seed"), {"least": SHORTEST_SEED}))
    where = Where(field="staff_nos")
    problems += [Problem("unknown_person", where, {"staff_no": n}) for n in numbers if n not in known]
    problems += [
        Problem("person_twice", where, {"value": n, "first": numbers.index(n) + 1})
        for n in sorted(set(numbers))
        if numbers.count(n) > 1
    ]
    others = set(pairs_of(context, command.period)) - set(pairs_of(context, command.period, command.group))
    elsewhere = {person for pair in others for person in pair}
    problems += [Problem("person_in_other_group", where, {"staff_no": n}) for n in numbers if known.get(n) in elsewhere]
    if len(numbers) < context.rule_set.peers.least_used + 1:
        problems.append(Problem("group_too_small", where, {"least": context.rule_set.peers.least_used + 1}))
    return problems


use_case = UseCase(command=PlanPeers, permission="peers.plan", handle=handle)
