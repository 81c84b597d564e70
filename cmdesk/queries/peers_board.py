"""互评 of a year as its page shows it: who has handed in, what lies in the box, whether keying is open (B.5a)."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import func, select

from cmdesk.kernel.periods import Period
from cmdesk.models.org import Person
from cmdesk.models.peers import PeerCount, PeerPair, PeerRound, PeerSheet, PeerTurnIn
from cmdesk.queries.org import managers_on
from cmdesk.queries.scoring_state import is_closed
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class Member:
    """One person of a group: whether he has handed in, how many sheets he can get of those handed in so far."""

    staff_no: str
    name: str
    line: str
    turned_in: bool
    can_get: int


@dataclass(frozen=True)
class PeerGroup:
    """The round of one group. `keyed` and `waiting` are counts alone; `key_stop` is a code for why keying is closed.

    `spread`: how many people can get how many sheets, from plan and turn-in list, never from sheets.
    """

    group: str
    state: str
    last_day: date | None
    reason: str
    members: tuple[Member, ...]
    turned_in: int
    box: int | None
    keyed: int
    waiting: int
    key_stop: str
    spread: tuple[tuple[int, int], ...]
    sheets_valid: int | None
    sheets_invalid: int | None
    rater_figures: Mapping[str, Any] | None
    plan_digest: str
    own_group: bool


@dataclass(frozen=True)
class PeerBoard:
    """A year with its groups, those who are in none of them, the abilities, and the thresholds of the rules."""

    period: Period
    closed: bool
    groups: tuple[PeerGroup, ...]
    free: tuple[tuple[str, str], ...]
    abilities: tuple[tuple[str, int], ...]
    least_used: int
    least_shown: int
    everybody_up_to: int
    reviews_each: int


@dataclass(frozen=True, kw_only=True)
class PeerBoardOf(Query):
    """The peer rounds of a year. Nothing here links a hand-in to a sheet: they meet in their counts alone."""

    permission: ClassVar[str] = "peers.plan"

    period: Period

    def rows(self, context: Context) -> PeerBoard:
        """Give it."""
        rules, session = context.rule_set, context.session
        people = managers_on(context, self.period.last_day)
        pairs: dict[str, list[tuple[uuid.UUID, uuid.UUID]]] = defaultdict(list)
        for group, rater, ratee in session.execute(
            select(PeerPair.group, PeerPair.rater_id, PeerPair.ratee_id).where(PeerPair.period == self.period)
        ):
            pairs[group].append((rater, ratee))
        ticked = set(session.scalars(select(PeerTurnIn.rater_id).where(PeerTurnIn.period == self.period)))
        boxes = dict(
            session.execute(select(PeerCount.group, PeerCount.papers).where(PeerCount.period == self.period)).all()
        )
        keyed = dict(
            session.execute(
                select(PeerSheet.group, func.count()).where(PeerSheet.period == self.period).group_by(PeerSheet.group)
            ).all()
        )
        names = {p.id: (p.staff_no, p.name, p.line or "") for p in people}
        names |= {
            found: (number, name, "")
            for found, number, name in session.execute(select(Person.id, Person.staff_no, Person.name))
            if found not in names
        }
        groups = tuple(
            _group(context, round_, pairs[round_.group], ticked, boxes, keyed, names)
            for round_ in session.scalars(
                select(PeerRound).where(PeerRound.period == self.period).order_by(PeerRound.group)
            )
        )
        placed = {person for listed in pairs.values() for pair in listed for person in pair}
        return PeerBoard(
            period=self.period,
            closed=is_closed(context, self.period),
            groups=groups,
            free=tuple((p.staff_no, p.name) for p in people if p.id not in placed),
            abilities=tuple((item.name, int(item.points)) for item in rules.competencies.items),
            least_used=rules.peers.least_used,
            least_shown=rules.peers.least_shown,
            everybody_up_to=rules.peers.everybody_up_to,
            reviews_each=rules.peers.reviews_each,
        )


def _group(
    context: Context,
    round_: PeerRound,
    pairs: list[tuple[uuid.UUID, uuid.UUID]],
    ticked: set[uuid.UUID],
    boxes: Mapping[str, int],
    keyed: Mapping[str, int],
    names: Mapping[uuid.UUID, tuple[str, str, str]],
) -> PeerGroup:
    gets = Counter(ratee for rater, ratee in pairs if rater in ticked)
    people = {person for pair in pairs for person in pair}
    members = sorted(
        (Member(*names[person], turned_in=person in ticked, can_get=gets[person]) for person in people),
        key=lambda member: member.staff_no,
    )
    turned_in = sum(member.turned_in for member in members)
    box, done = boxes.get(round_.group), keyed.get(round_.group, 0)
    waiting = max(0, (box or 0) - done)
    return PeerGroup(
        group=round_.group,
        state=round_.state,
        last_day=round_.last_day,
        reason=round_.reason or "",
        members=tuple(members),
        turned_in=turned_in,
        box=box,
        keyed=done if round_.state == "open" else 0,
        waiting=waiting,
        key_stop=_key_stop(context, round_, box, turned_in, waiting),
        spread=tuple(sorted(Counter(member.can_get for member in members).items())),
        sheets_valid=round_.sheets_valid,
        sheets_invalid=round_.sheets_invalid,
        rater_figures=round_.rater_figures,
        plan_digest=round_.plan_digest or "",
        own_group=context.actor.person_id in people,
    )


def _key_stop(context: Context, round_: PeerRound, box: int | None, turned_in: int, waiting: int) -> str:
    """Give why no sheet may be keyed now, the same as the order would refuse it; empty where one may."""
    if box is None:
        return "box_not_counted"
    if box != turned_in:
        return "box_differs"
    if not waiting:
        return "all_keyed"
    over = round_.last_day is not None and context.today() > round_.last_day
    return "" if over or waiting >= context.rule_set.peers.least_shown else "sheets_too_few"
