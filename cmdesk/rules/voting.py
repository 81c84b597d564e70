"""Counting a proposal vote: quorum, majority, ballot accounts, and more passed than there are seats (B.12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cmdesk.kernel.errors import Problem, Where, refuse_any

TWO_THIRDS = Fraction(2, 3)
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Quorum:
    """What a meeting needs for one item, and whether it is there (B.12.2)."""

    needed: int
    valid: bool


class VoteState(StrEnum):
    """How a vote ended; `no_quorum` goes before `void`, `void` before the count."""

    NO_QUORUM = "no_quorum"
    VOID = "void"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True)
class VoteCounts:
    """The figures of one person on one paper, as tellers and scrutineers agreed on them."""

    issued: int
    returned: int
    invalid: int
    agree: int
    against: int
    deferred: int
    abstained: int


@dataclass(frozen=True)
class VoteResult:
    """What a vote says: its state, the 同意 it needed, and the sheets that never came back (0 where void)."""

    state: VoteState
    needed: int
    unreturned: int


@dataclass(frozen=True)
class BallotAccount:
    """Where every sheet of a paper went (B.12.9, row 58). `spoiled` sheets were printed badly and never handed out."""

    printed: int
    issued: int
    unissued: int
    spoiled: int
    returned: int
    unreturned: int
    valid: int
    invalid: int

    @property
    def void(self) -> bool:
        """Say whether more came back than went out: then all are void and the vote is held again."""
        return self.returned > self.issued


@dataclass(frozen=True)
class Candidate:
    """One person of a vote for limited seats, with the figures that break ties, as printed.

    Who has no figure (None) ranks after who has (B.12.12).
    """

    id: str
    agree: int
    annual: Decimal | None = None
    quarters: Decimal | None = None
    performance: Decimal | None = None
    exam: Decimal | None = None
    customer: Decimal | None = None
    inspection: Decimal | None = None


TIE_BREAKS = ("annual", "quarters", "performance", "exam", "customer", "inspection")
"""The figures that break a tie after a second ballot, in order, higher first (B.12.12)."""


@dataclass(frozen=True)
class SeatVote:
    """Who is elected (most votes first), who must be voted on again, and the seats for which nobody passed."""

    elected: tuple[str, ...]
    second_ballot_between: tuple[str, ...]
    empty: int


def votes_needed(base: int, share: Fraction, *, more_than: bool) -> int:
    """Give the least whole number that reaches `share` of `base`, or exceeds it where `more_than` (row 69).

    2/3 of 10 needs 7; more than half of 10 needs 6.
    """
    product = share * base
    whole = product.numerator // product.denominator
    return whole + 1 if more_than or whole < product else whole


def quorum(*, expected: int, present: int, recused: int = 0, share: Fraction = TWO_THIRDS) -> Quorum:
    """Give the quorum of an item: `share` of 应到 without the recused (B.12.2, B.12.15).

    `expected` counts the recused, `present` does not. Raises Rejected `recused_above_expected`.
    """
    refuse_any(_base_problems(expected, recused))
    needed = votes_needed(expected - recused, share, more_than=False)
    return Quorum(needed, present >= needed)


def vote(
    counts: VoteCounts,
    *,
    expected: int,
    present: int,
    recused: int = 0,
    quorum_share: Fraction = TWO_THIRDS,
    pass_over: Fraction = HALF,
) -> VoteResult:
    """Give the result of a proposal vote: 同意 of more than `pass_over` of 应到 without the recused passes (B.12.8).

    Raises Rejected `ballot_accounts` where the marks do not add to 收回 (B.12.9), and what `quorum` raises.
    """
    refuse_any([*_base_problems(expected, recused), *_mark_problems(counts)])
    needed = votes_needed(expected - recused, pass_over, more_than=True)
    void = counts.returned > counts.issued
    if not quorum(expected=expected, present=present, recused=recused, share=quorum_share).valid:
        state = VoteState.NO_QUORUM
    elif void:
        state = VoteState.VOID
    else:
        state = VoteState.PASSED if counts.agree >= needed else VoteState.FAILED
    return VoteResult(state, needed, 0 if void else counts.issued - counts.returned)


def account_problems(account: BallotAccount) -> tuple[Problem, ...]:
    """Give a `ballot_accounts` problem for each of the three equations that does not balance (row 58)."""
    void = account.void
    equations = (
        ("印制 = 发出 + 未发 + 作废", account.printed, account.issued + account.unissued + account.spoiled),
        ("发出 = 收回 + 未收回", account.issued, account.issued if void else account.returned + account.unreturned),
        ("收回 = 有效 + 无效", account.returned, account.valid + account.invalid),
    )
    fields = ("printed", "issued", "returned")
    return tuple(
        Problem("ballot_accounts", Where(field=field), {"equation": equation, "left": left, "right": right})
        for field, (equation, left, right) in zip(fields, equations, strict=True)
        if left != right
    )


def seat_vote(
    candidates: Sequence[Candidate],
    *,
    seats: int,
    needed: int,
    second_ballot: Mapping[str, int] | None = None,
    tie_breaks: Sequence[str] = TIE_BREAKS,
) -> SeatVote:
    """Give the seats to those who passed, by 同意 votes (B.12.11–13).

    Where votes tie at the last seat, the tied go to a second ballot among themselves; there most votes win, and a tie
    goes by the figures that `tie_breaks` names. Who is equal in all stays in `second_ballot_between`: a lot decides.
    Raises Rejected `candidate_twice`, `second_ballot_people` (not exactly the tied ones).
    """
    refuse_any(_duplicates(candidates))
    passed = [person for person in candidates if person.agree >= needed]
    ahead, tied = _cut(passed, seats, lambda person: (person.agree,))
    empty = max(0, seats - len(passed))
    if second_ballot is None:
        return SeatVote(_ids(ahead), _ids(tied), empty)
    if set(second_ballot) != {person.id for person in tied}:
        where = Where(field="second_ballot")
        refuse_any([Problem("second_ballot_people", where, {"people": "、".join(_ids(tied)) or "无"})])
    later, still = _cut(
        tied, seats - len(ahead), lambda person: (second_ballot[person.id], *_figures(person, tie_breaks))
    )
    return SeatVote(_ids(ahead) + _ids(later), _ids(still), empty)


def _figures(person: Candidate, names: Sequence[str]) -> list[Decimal]:
    figures: list[Decimal | None] = [getattr(person, name) for name in names]
    return [Decimal(-1) if figure is None else figure for figure in figures]


def _ids(people: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(person.id for person in people)


def _cut(
    people: Sequence[Candidate], seats: int, key: Callable[[Candidate], tuple[Decimal | int, ...]]
) -> tuple[list[Candidate], list[Candidate]]:
    """Give who is seated, best first, and who ties for seats that do not suffice for all of them."""
    ranked = sorted(people, key=key, reverse=True)
    if len(ranked) <= seats:
        return ranked, []
    if seats <= 0:
        return [], []
    last = key(ranked[seats - 1])
    if key(ranked[seats]) != last:
        return ranked[:seats], []
    return [person for person in ranked if key(person) > last], [person for person in people if key(person) == last]


def _base_problems(expected: int, recused: int) -> list[Problem]:
    if recused <= expected:
        return []
    return [Problem("recused_above_expected", Where(field="recused"), {"recused": recused, "expected": expected})]


def _mark_problems(counts: VoteCounts) -> list[Problem]:
    total = counts.invalid + counts.agree + counts.against + counts.deferred + counts.abstained
    if total == counts.returned:
        return []
    equation = "收回 = 无效 + 同意 + 不同意 + 缓议 + 弃权"
    params = {"equation": equation, "left": counts.returned, "right": total}
    return [Problem("ballot_accounts", Where(field="returned"), params)]


def _duplicates(candidates: Sequence[Candidate]) -> list[Problem]:
    people = [candidate.id for candidate in candidates]
    return [
        Problem("candidate_twice", Where(field=f"candidates.{place}.id"), {"person": person})
        for place, person in enumerate(people)
        if person in people[:place]
    ]
