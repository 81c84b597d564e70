"""The counted ballots of a year's second sitting, as the allocation of rungs takes them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select

from cmdesk.kernel.periods import Period
from cmdesk.models.deliberation import ItemPerson, Meeting, Paper, Tally
from cmdesk.models.scoring import Result
from cmdesk.queries.deliberation_state import (
    FIRST,
    GRADED,
    INVALID,
    SECOND,
    is_released,
    item_people,
    items_of,
    papers_of,
    standing,
)
from cmdesk.queries.org import numbers_by_id
from cmdesk.rules.ladder import LADDER, Rung
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.voting import Candidate, VoteCounts, VoteResult, vote
from cmdesk.runtime.context import Context


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """What a paper gave one person: its account, the base, and the marks."""

    paper: str
    expected: int
    recused: int
    present: int
    issued: int
    returned: int
    invalid: int
    marks: Mapping[str, int]

    @property
    def entitled(self) -> int:
        """Give 应到 less the recused."""
        return self.expected - self.recused

    @property
    def valid(self) -> int:
        """Give the valid lines of this person, 弃权 included."""
        return self.returned - self.invalid - self.marks.get(INVALID, 0)

    def grades(self) -> tuple[int, ...]:
        """Give the nine counts of a graded ballot, junior-C first."""
        return tuple(self.marks.get(rung.value, 0) for rung in LADDER)

    def result(self, rule_set: RuleSet) -> VoteResult:
        """Judge a proposal vote (B.12.8)."""
        marks = self.marks
        quorum, over = rule_set.quorum.share, rule_set.votes.pass_over
        return vote(
            VoteCounts(
                issued=self.issued,
                returned=self.returned,
                invalid=self.invalid + marks.get(INVALID, 0),
                agree=marks.get("agree", 0),
                against=marks.get("against", 0),
                deferred=marks.get("deferred", 0),
                abstained=marks.get("abstained", 0),
            ),
            expected=self.expected,
            present=self.present,
            recused=self.recused,
            quorum_share=Fraction(quorum.numerator, quorum.denominator),
            pass_over=Fraction(over.numerator, over.denominator),
        )


@dataclass(frozen=True, kw_only=True)
class Voted:
    """One person of an item: rungs frozen at the opening, the printed figures that break ties, the ballot."""

    id: uuid.UUID
    staff_no: str
    name: str
    present: Rung
    ceiling: Rung
    proposed: Rung
    score: Decimal | None
    figures: Mapping[str, Decimal | None]
    ballot: Ballot
    second: Ballot | None = None

    def candidate(self) -> Candidate:
        """Give the person as a candidate for limited seats (B.12.11–12)."""
        return Candidate(self.staff_no, self.ballot.marks.get("agree", 0), **self.figures)


@dataclass(frozen=True, kw_only=True)
class ItemVotes:
    """An item of the second sitting with its people in the order of the agenda. `second`: people of a second ballot."""

    number: int
    title: str
    kind: str
    people: tuple[Voted, ...]
    second: frozenset[str] = field(default_factory=frozenset)

    @property
    def graded(self) -> bool:
        """Say whether the nine-rung ballot was used."""
        return self.kind == GRADED


def votes_of(context: Context, meeting: Meeting) -> tuple[ItemVotes, ...]:
    """Give the released ballots of a meeting, item by item; an item whose ballot is not released is left out."""
    scores = _figures(context, meeting.year)
    names = numbers_by_id(context)
    found = []
    for item in items_of(context, meeting.id):
        papers = papers_of(context, meeting.id, item.number)
        if not is_released(papers):
            continue
        second = _ballots(context, papers, SECOND) if is_released(papers, SECOND) else {}
        first = _ballots(context, papers, FIRST)
        people = tuple(
            _voted(row, names[row.person_id], scores.get(row.person_id), first[row.person_id], second)
            for row in item_people(context, meeting.id, item.number)
        )
        again = frozenset(person.staff_no for person in people if person.second is not None)
        found.append(ItemVotes(number=item.number, title=item.title, kind=item.kind, people=people, second=again))
    return tuple(found)


def _voted(
    row: ItemPerson,
    name: tuple[str, str],
    result: Result | None,
    ballot: Ballot,
    second: Mapping[uuid.UUID, Ballot],
) -> Voted:
    present = Rung(row.present or Rung.TRAINEE)
    figures = {} if result is None else result.figures
    score = None if result is None else _decimal(result.score)
    return Voted(
        id=row.person_id,
        staff_no=name[0],
        name=name[1],
        present=present,
        ceiling=Rung(row.ceiling or present),
        proposed=Rung(row.proposed or present),
        score=score,
        figures={
            "annual": score,
            **{key: _decimal(figures.get(column)) for key, column in _TIE_COLUMNS.items()},
        },
        ballot=ballot,
        second=second.get(row.person_id),
    )


_TIE_COLUMNS = {
    "quarters": "quarters",
    "performance": "performance_mean",
    "exam": "exams",
    "customer": "customer_mean",
    "inspection": "inspection_mean",
}
"""The figures of B.12.12 by the names under which a closed year keeps them."""


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _figures(context: Context, year: int) -> dict[uuid.UUID, Result]:
    period = Period.parse(str(year))
    return {row.person_id: row for row in context.session.scalars(select(Result).where(Result.period == period))}


def _ballots(context: Context, papers: tuple[Paper, ...], kind: str) -> dict[uuid.UUID, Ballot]:
    counted = [paper for paper in standing(papers) if paper.kind == kind and paper.state == "counted"]
    found = {}
    for paper in counted:
        for person, marks in context.session.execute(
            select(Tally.person_id, Tally.marks).where(
                Tally.meeting_id == paper.meeting_id,
                Tally.item == paper.item,
                Tally.paper == paper.paper,
                Tally.round == paper.round,
            )
        ):
            found[person] = Ballot(
                paper=paper.paper,
                expected=paper.expected,
                recused=paper.recused,
                present=paper.present,
                issued=paper.issued or 0,
                returned=paper.returned or 0,
                invalid=paper.invalid or 0,
                marks=marks,
            )
    return found
