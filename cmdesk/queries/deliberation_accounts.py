"""The account of every paper (票数账): where each sheet went, without a single mark (B.12.9, row 58)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.periods import Period
from cmdesk.models.deliberation import Meeting, Paper
from cmdesk.queries.deliberation_state import is_released, items_of, members_of, papers_of, recusals_of
from cmdesk.queries.org import numbers_by_id
from cmdesk.rules.voting import votes_needed
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True, kw_only=True)
class PaperAccount:
    """The account of one paper in one round, with the members who never got it. None: not known before the count."""

    paper: str
    round: int
    kind: str
    state: str
    people: tuple[tuple[str, str], ...]
    recused: tuple[str, ...]
    expected: int
    entitled: int
    present: int
    quorum: int
    majority: int
    printed: int | None
    issued: int | None
    unissued: int | None
    spoiled: int | None
    returned: int | None
    unreturned: int | None
    valid: int | None
    invalid: int | None
    abstained: int | None
    unreturned_reasons: tuple[str, ...]
    void_reason: str | None


def account_of(context: Context, paper: Paper) -> PaperAccount:
    """Give the account of a paper; valid, invalid and abstained only once it is counted."""
    names = numbers_by_id(context)
    members = {m.number: m.name for m in members_of(context, paper.meeting_id)}
    grounds = recusals_of(context, paper.meeting_id)
    pass_over = context.rule_set.votes.pass_over
    entitled = paper.expected - paper.recused
    people = [uuid.UUID(person) for person in paper.people]
    recused = sorted({n for person in people for n in grounds.get(person, {}) if n in paper.away})
    void = paper.state == "void" and paper.returned is not None and paper.issued is not None
    unissued = unreturned = valid = None
    if paper.printed is not None and paper.issued is not None:
        unissued = paper.printed - paper.issued - (paper.spoiled or 0)
    if paper.returned is not None and paper.issued is not None:
        unreturned = max(0, paper.issued - paper.returned)
    if paper.state == "counted":
        valid = (paper.returned or 0) - (paper.invalid or 0)
    elif void:
        valid = 0
    return PaperAccount(
        paper=paper.paper,
        round=paper.round,
        kind=paper.kind,
        state=paper.state,
        people=tuple(names[person] for person in people),
        recused=tuple(members[number] for number in recused),
        expected=paper.expected,
        entitled=entitled,
        present=paper.present,
        quorum=paper.quorum,
        majority=votes_needed(entitled, Fraction(pass_over.numerator, pass_over.denominator), more_than=True),
        printed=paper.printed,
        issued=paper.issued,
        unissued=unissued,
        spoiled=paper.spoiled,
        returned=paper.returned,
        unreturned=unreturned,
        valid=valid,
        invalid=paper.returned if void else paper.invalid,
        abstained=paper.abstained,
        unreturned_reasons=tuple(paper.unreturned_reasons),
        void_reason=paper.void_reason,
    )


def ground_name(context: Context, ground: str) -> str:
    """Give the Chinese word of a ground that the rule set lists; any other ground is in words already."""
    listed = {item.code: item.name for item in context.rule_set.recusal.items}
    return listed.get({"affinity": "in_law"}.get(ground, ground), ground)


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """One line of 票数账: a paper in one round, without a single mark."""

    meeting: str
    item: str
    paper: str
    round: int
    expected: int
    present: int
    printed: int
    issued: int
    not_issued: int
    destroyed: int
    returned: int
    unreturned: int
    valid: int
    invalid: int
    abstained: int | None


@dataclass(frozen=True, kw_only=True)
class BallotAccounts(Query):
    """票数账 of a year: every paper and round of the items that are released; void rounds stay in it."""

    permission: ClassVar[str] = "deliberation.prepare"

    year: Period

    def rows(self, context: Context) -> tuple[AccountRow, ...]:
        """Give one row a paper and round, in the order of the meetings and their agenda."""
        meetings = context.session.scalars(
            select(Meeting).where(Meeting.year == self.year.year).order_by(Meeting.sitting)
        )
        rows: list[AccountRow] = []
        for meeting in meetings:
            for item in items_of(context, meeting.id):
                papers = papers_of(context, meeting.id, item.number)
                if is_released(papers):
                    accounts = [account_of(context, p) for p in papers if p.state in ("counted", "void")]
                    rows += [_line(meeting.number, item.title, account) for account in accounts]
        return tuple(rows)


def _line(meeting: str, item: str, account: PaperAccount) -> AccountRow:
    return AccountRow(
        meeting=meeting,
        item=item,
        paper=account.paper,
        round=account.round,
        expected=account.entitled,
        present=account.present,
        printed=account.printed or 0,
        issued=account.issued or 0,
        not_issued=account.unissued or 0,
        destroyed=account.spoiled or 0,
        returned=account.returned or 0,
        unreturned=account.unreturned or 0,
        valid=account.valid or 0,
        invalid=account.invalid or 0,
        abstained=account.abstained,
    )
