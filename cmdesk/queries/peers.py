"""Peer review as far as it may be seen: plans, turn-in, counts; never who rated what (B.5a)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import func, select

from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.org import Person
from cmdesk.models.peers import PeerCount, PeerFigure, PeerPair, PeerRound, PeerSheet, PeerTurnIn
from cmdesk.rules.peer_scores import may_be_shown
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class PeerRoundRow:
    """The state of one group's round: how many raters, how many handed in, how many sheets are keyed.

    `rater_figures` after the close: by sheet number [people rated, mean, spread, agreement], and look-alike sheets.
    """

    group: str
    state: str
    last_day: date | None
    raters: int
    turned_in: int
    box: int | None
    keyed: int | None
    sheets_valid: int | None
    sheets_invalid: int | None
    rater_figures: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class PeerRounds(Query):
    """The peer rounds of a year."""

    permission: ClassVar[str] = "peers.plan"

    period: Period

    def rows(self, context: Context) -> tuple[PeerRoundRow, ...]:
        """Give one row a group. Keyed sheets are counted only while the round is open."""
        session = context.session
        turned_in = {r for (r,) in session.execute(select(PeerTurnIn.rater_id).where(PeerTurnIn.period == self.period))}
        raters: dict[str, set[uuid.UUID]] = defaultdict(set)
        for group, rater in session.execute(
            select(PeerPair.group, PeerPair.rater_id).where(PeerPair.period == self.period)
        ):
            raters[group].add(rater)
        keyed = dict(
            session.execute(
                select(PeerSheet.group, func.count()).where(PeerSheet.period == self.period).group_by(PeerSheet.group)
            ).all()
        )
        boxes = dict(
            session.execute(select(PeerCount.group, PeerCount.papers).where(PeerCount.period == self.period)).all()
        )
        return tuple(
            PeerRoundRow(
                round_.group,
                round_.state,
                round_.last_day,
                len(raters[round_.group]),
                len(raters[round_.group] & turned_in),
                boxes.get(round_.group),
                keyed.get(round_.group, 0) if round_.state == "open" else None,
                round_.sheets_valid,
                round_.sheets_invalid,
                round_.rater_figures,
            )
            for round_ in session.scalars(
                select(PeerRound).where(PeerRound.period == self.period).order_by(PeerRound.group)
            )
        )


@dataclass(frozen=True)
class PeerList:
    """The people whom one rater is asked to rate: his printed list."""

    staff_no: str
    name: str
    turned_in: bool
    ratees: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PeerLists(Query):
    """The printed lists of a year: for each rater the people to rate, self and kin left off."""

    permission: ClassVar[str] = "peers.plan"

    period: Period

    def rows(self, context: Context) -> tuple[PeerList, ...]:
        """Give one row a rater, in order of 工号."""
        names = {
            found: (number, name)
            for found, number, name in context.session.execute(select(Person.id, Person.staff_no, Person.name))
        }
        turned_in = {
            r for (r,) in context.session.execute(select(PeerTurnIn.rater_id).where(PeerTurnIn.period == self.period))
        }
        lists: dict[uuid.UUID, list[tuple[str, str]]] = defaultdict(list)
        for rater, ratee in pairs_of(context, self.period):
            lists[rater].append(names[ratee])
        rows = [PeerList(*names[rater], rater in turned_in, tuple(sorted(people))) for rater, people in lists.items()]
        return tuple(sorted(rows, key=lambda row: row.staff_no))


@dataclass(frozen=True)
class PeerFigureRow:
    """A person's peer result; score and abilities are None where fewer than five sheets count (B.5a)."""

    staff_no: str
    name: str
    valid: int | None
    dropped: int | None
    score: str | None
    abilities: tuple[str, ...]
    suppressed: bool


@dataclass(frozen=True, kw_only=True)
class PeerFigures(Query):
    """The peer results of a closed round, as far as they may be shown."""

    permission: ClassVar[str] = "peers.close"

    period: Period

    def rows(self, context: Context) -> tuple[PeerFigureRow, ...]:
        """Give one row a person rated, in order of 工号."""
        rows = context.session.execute(
            select(
                Person.staff_no,
                Person.name,
                PeerFigure.valid,
                PeerFigure.dropped,
                PeerFigure.score,
                PeerFigure.abilities,
            )
            .join(Person, Person.id == PeerFigure.ratee_id)
            .where(PeerFigure.period == self.period)
            .order_by(Person.staff_no)
        )
        return tuple(
            PeerFigureRow(row.staff_no, row.name, row.valid, row.dropped, row.score, tuple(row.abilities), False)
            if may_be_shown(row.valid, context.rule_set)
            else PeerFigureRow(row.staff_no, row.name, None, None, None, (), True)
            for row in rows
        )


def pairs_of(context: Context, period: Period, group: str | None = None) -> tuple[tuple[uuid.UUID, uuid.UUID], ...]:
    """Give (rater, ratee) of a year's plan, of one group or all, in a fixed order."""
    wanted = (
        select(PeerPair.rater_id, PeerPair.ratee_id)
        .where(PeerPair.period == period)
        .order_by(PeerPair.rater_id, PeerPair.ratee_id)
    )
    if group is not None:
        wanted = wanted.where(PeerPair.group == group)
    return tuple((rater, ratee) for rater, ratee in context.session.execute(wanted))


def round_of(context: Context, period: Period, group: str, *states: str) -> PeerRound:
    """Give a group's round in one of `states`. Raises Rejected `peer_round_unknown` or `peer_round_state`."""
    found = context.session.get(PeerRound, (period, group))
    where = Where(field="group")
    if found is None:
        raise reject("peer_round_unknown", where=where, group=group, period=period.chinese)
    if found.state not in states:
        raise reject("peer_round_state", where=where, group=group, state=found.state)
    return found
