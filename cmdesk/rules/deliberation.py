"""Who votes on whom in a meeting: recusals, papers, the people in the room, and the base of each paper (B.12)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from cmdesk.kernel.errors import Problem, Where
from cmdesk.rules.voting import HALF, TWO_THIRDS, Quorum, quorum, votes_needed


@dataclass(frozen=True, order=True)
class Recusal:
    """`member` leaves the room for `candidate`: himself, a relative, or another declared ground (B.12.15)."""

    member: str
    candidate: str


@dataclass(frozen=True)
class Paper:
    """One ballot paper, numbered from 1 in the order of the agenda, the people on it, and who is never handed it.

    People without any recusal share one paper; each person with a recusal has a paper of his own, for a crossed-out
    line would mark the ballot.
    """

    number: int
    candidates: tuple[str, ...]
    recused: tuple[str, ...]


@dataclass(frozen=True)
class PaperBase:
    """The figures of one paper: 应到 with and without the recused, 实到 without, quorum, and the 同意 that pass."""

    expected: int
    recused: int
    entitled: int
    present: int
    quorum: Quorum
    majority: int


@dataclass(frozen=True)
class RoomChange:
    """A member enters or leaves the room."""

    member: str
    at: datetime
    enters: bool


def recusals(
    members: Collection[str], candidates: Sequence[str], kin: Iterable[tuple[str, str]]
) -> tuple[Recusal, ...]:
    """Give who leaves for whom: each member for himself and for every candidate who is kin to him, either way round."""
    related = {frozenset(pair) for pair in kin}
    return tuple(
        Recusal(member, candidate)
        for candidate in candidates
        for member in sorted(members)
        if member == candidate or frozenset((member, candidate)) in related
    )


def papers(candidates: Sequence[str], leaving: Iterable[Recusal]) -> tuple[Paper, ...]:
    """Give the papers of an item: first the shared one, then one for each person with a recusal, in agenda order."""
    away: dict[str, list[str]] = {candidate: [] for candidate in candidates}
    for recusal in sorted(set(leaving)):
        if recusal.candidate in away:
            away[recusal.candidate].append(recusal.member)
    shared = tuple(candidate for candidate in candidates if not away[candidate])
    kinds = [(shared, ())] if shared else []
    own = [((candidate,), tuple(away[candidate])) for candidate in candidates if away[candidate]]
    return tuple(Paper(number, people, absent) for number, (people, absent) in enumerate([*kinds, *own], start=1))


def paper_base(
    paper: Paper,
    *,
    members: Collection[str],
    in_room: Collection[str],
    quorum_share: Fraction = TWO_THIRDS,
    pass_over: Fraction = HALF,
) -> PaperBase:
    """Give the figures of a paper: the recused count neither in 应到 nor in 实到 of it (B.12.2, B.12.8, B.12.15)."""
    recused = {member for member in paper.recused if member in members}
    present = sum(member in in_room and member not in recused for member in members)
    entitled = len(members) - len(recused)
    return PaperBase(
        expected=len(members),
        recused=len(recused),
        entitled=entitled,
        present=present,
        quorum=quorum(expected=len(members), present=present, recused=len(recused), share=quorum_share),
        majority=votes_needed(entitled, pass_over, more_than=True),
    )


def in_room_at(changes: Iterable[RoomChange], instant: datetime) -> frozenset[str]:
    """Give who was in the room at an instant, from entries and exits up to it (row 54); nobody is before entering."""
    last: dict[str, RoomChange] = {}
    for change in sorted(changes, key=lambda each: each.at):
        if change.at <= instant:
            last[change.member] = change
    return frozenset(member for member, change in last.items() if change.enters)


def attendance_problems(changes: Sequence[RoomChange], members: Collection[str]) -> tuple[Problem, ...]:
    """Give what is wrong with an attendance list.

    `not_called` for somebody not called; `enters_twice` and `leaves_twice` for a step out of turn.
    """
    found: list[Problem] = []
    inside: set[str] = set()
    for place, change in sorted(enumerate(changes), key=lambda each: each[1].at):
        where, params = Where(field=f"changes.{place}"), {"person": change.member}
        if change.member not in members:
            found.append(Problem("not_called", where, params))
        elif change.enters == (change.member in inside):
            found.append(Problem("enters_twice" if change.enters else "leaves_twice", where, params))
        elif change.enters:
            inside.add(change.member)
        else:
            inside.discard(change.member)
    return tuple(found)
