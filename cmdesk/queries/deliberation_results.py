"""What a counted ballot says: nothing before every paper of the item is counted and equal (row 71)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy import select

from cmdesk.models.deliberation import AgendaItem, Meeting, Paper, Tally
from cmdesk.queries.deliberation_accounts import PaperAccount, account_of
from cmdesk.queries.deliberation_state import (
    FIRST,
    GRADED,
    KIND_NAMES,
    MARKS,
    RATING,
    SECOND,
    holders_of,
    in_room,
    is_released,
    item_of,
    items_of,
    meeting_of,
    members_of,
    papers_of,
    standing,
)
from cmdesk.queries.grading_votes import ItemVotes, Voted, votes_of
from cmdesk.queries.org import numbers_by_id
from cmdesk.queries.scoring_facts import democratic_ratings
from cmdesk.rules.ballots import one_ballot_away, voted_grade
from cmdesk.rules.ladder import LADDER
from cmdesk.rules.voting import VoteState
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True, kw_only=True)
class PersonResult:
    """What a ballot gave one person. `marks` in the order of the paper, None where so few would betray the voters.

    Proposal votes: `needed` and `passed`. Graded ballots: the `voted` rung, and what one ballot fewer or more would
    have given. Ratings: the printed `score` and whether 不称职 marks `block` a promotion.
    """

    staff_no: str
    name: str
    paper: str
    present: str | None = None
    proposed: str | None = None
    ceiling: str | None = None
    expected: int
    recused: int
    issued: int
    returned: int
    invalid: int
    valid: int
    abstained: int
    marks: Mapping[str, int] | None
    needed: int | None = None
    passed: bool | None = None
    voted: str | None = None
    few: bool = False
    fewer: str | None = None
    more: str | None = None
    score: str | None = None
    blocked: bool | None = None
    second_agree: int | None = None


@dataclass(frozen=True, kw_only=True)
class ItemResult:
    """An item with its result; `people` is empty until it is `released`."""

    meeting: str
    item: int
    kind: str
    title: str
    released: bool
    people: tuple[PersonResult, ...]


@dataclass(frozen=True, kw_only=True)
class Results(Query):
    """The results of a meeting's ballots, item by item, each only once all its papers are counted and equal."""

    permission: ClassVar[str] = "deliberation.chair"

    meeting: str

    def rows(self, context: Context) -> tuple[ItemResult, ...]:
        """Give one row an item. Raises Rejected `meeting_unknown`."""
        meeting = meeting_of(context, self.meeting)
        return tuple(result_of(context, meeting, item) for item in items_of(context, meeting.id))


def result_of(context: Context, meeting: Meeting, item: AgendaItem) -> ItemResult:
    """Give the result of one item; without people where it is not released."""
    papers = papers_of(context, meeting.id, item.number)
    released = is_released(papers)
    people: tuple[PersonResult, ...] = ()
    if released and item.kind == RATING:
        people = _rated(context, meeting, papers)
    elif released:
        votes = next(votes for votes in votes_of(context, meeting) if votes.number == item.number)
        people = tuple(_voted(context, votes, person) for person in votes.people)
    return ItemResult(
        meeting=meeting.number,
        item=item.number,
        kind=item.kind,
        title=item.title,
        released=released,
        people=people,
    )


def _voted(context: Context, votes: ItemVotes, person: Voted) -> PersonResult:
    rules, ballot = context.rule_set, person.ballot
    common = {
        "staff_no": person.staff_no,
        "name": person.name,
        "paper": ballot.paper,
        "present": person.present,
        "proposed": None if votes.graded else person.proposed,
        "ceiling": person.ceiling,
        "expected": ballot.expected,
        "recused": ballot.recused,
        "issued": ballot.issued,
        "returned": ballot.returned,
        "invalid": ballot.returned - ballot.valid,
        "valid": ballot.valid,
        "abstained": ballot.marks.get("abstained", 0),
        "second_agree": person.second.marks.get("agree") if person.second else None,
    }
    if not votes.graded:
        result = ballot.result(rules)
        passed = result.state is VoteState.PASSED
        return PersonResult(**common, marks=ballot.marks, needed=result.needed, passed=passed)  # type: ignore[arg-type]
    grades, rule = ballot.grades(), rules.graded_ballot
    if not any(grades):
        return PersonResult(**common, marks=None, few=True)  # type: ignore[arg-type]
    near = one_ballot_away(grades, rule.grade_rule)
    few = sum(grades) < rule.few_ballots
    return PersonResult(
        **common,  # type: ignore[arg-type]
        marks=None if few else ballot.marks,
        voted=LADDER[voted_grade(grades, rule.grade_rule)],
        few=few,
        fewer=None if few or near.fewer is None else LADDER[near.fewer],
        more=None if few or near.more is None else LADDER[near.more],
    )


def _rated(context: Context, meeting: Meeting, papers: tuple[Paper, ...]) -> tuple[PersonResult, ...]:
    """Give a rating with all classes together: a small class is never shown apart (B.5a)."""
    counted = [paper for paper in standing(papers) if paper.kind == FIRST]
    marks: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    for paper in counted:
        for person, given in marks_on(context, paper).items():
            for mark, count in given.items():
                marks[person][mark] = marks[person].get(mark, 0) + count
    names = numbers_by_id(context)
    scores = democratic_ratings(context, meeting.year, context.rule_set)
    issued, returned = sum(p.issued or 0 for p in counted), sum(p.returned or 0 for p in counted)
    void = sum(p.invalid or 0 for p in counted)
    found = []
    for person in map(uuid.UUID, counted[0].people):
        given = marks[person]
        invalid = void + given.get("invalid", 0)
        rating = scores[person]
        found.append(
            PersonResult(
                staff_no=names[person][0],
                name=names[person][1],
                paper="、".join(p.paper for p in counted),
                expected=sum(p.expected for p in counted),
                recused=0,
                issued=issued,
                returned=returned,
                invalid=invalid,
                valid=returned - invalid,
                abstained=given.get("abstained", 0),
                marks=given if returned - invalid >= context.rule_set.democratic.least_shown else None,
                few=returned - invalid < context.rule_set.democratic.least_shown,
                score=None if rating.printed is None else f"{rating.printed:.2f}",
                blocked=rating.blocked,
            )
        )
    return tuple(found)


def marks_on(context: Context, paper: Paper) -> dict[uuid.UUID, dict[str, int]]:
    """Give the marks of everybody on a counted paper."""
    rows = context.session.execute(
        select(Tally.person_id, Tally.marks).where(
            Tally.meeting_id == paper.meeting_id,
            Tally.item == paper.item,
            Tally.paper == paper.paper,
            Tally.round == paper.round,
        )
    )
    return {person: dict(marks) for person, marks in rows}


@dataclass(frozen=True, kw_only=True)
class SecondResult:
    """One candidate of a second ballot."""

    staff_no: str
    name: str
    agree: int


@dataclass(frozen=True, kw_only=True)
class BallotReport:
    """Everything a D18 prints about one item: meeting, officers, accounts, results, second ballots."""

    meeting: str
    year: int
    sitting: int
    held_on: date
    place: str
    seed: str | None
    chair: str
    secretary: str
    vote_callers: tuple[str, ...]
    tellers: tuple[str, ...]
    scrutineers: tuple[str, ...]
    expected: int
    present: int
    item: int
    kind: str
    kind_name: str
    title: str
    mark_names: Mapping[str, str]
    accounts: tuple[PaperAccount, ...]
    people: tuple[PersonResult, ...]
    seconds: tuple[tuple[PaperAccount, tuple[SecondResult, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class BallotReports(Query):
    """What the D18 of each released item of a meeting prints (`item`: of one only)."""

    permission: ClassVar[str] = "deliberation.chair"

    meeting: str
    item: int | None = None

    def rows(self, context: Context) -> tuple[BallotReport, ...]:
        """Give one report an item; none for an item that is not released."""
        meeting = meeting_of(context, self.meeting)
        items = items_of(context, meeting.id) if self.item is None else (item_of(context, meeting, self.item),)
        reports = [(item, result_of(context, meeting, item)) for item in items]
        return tuple(_report(context, meeting, item, result) for item, result in reports if result.released)


def _report(context: Context, meeting: Meeting, item: AgendaItem, result: ItemResult) -> BallotReport:
    papers = papers_of(context, meeting.id, item.number)
    duties = {
        duty: holders_of(context, meeting.id, duty)
        for duty in ("chair", "secretary", "vote_caller", "teller", "scrutineer")
    }
    voters = {member.number for member in members_of(context, meeting.id)}
    opened = min(paper.opened_at for paper in papers if paper.opened_at is not None)
    seconds = [paper for paper in standing(papers) if paper.kind == SECOND and paper.state == "counted"]
    return BallotReport(
        meeting=meeting.number,
        year=meeting.year,
        sitting=meeting.sitting,
        held_on=meeting.held_on,
        place=meeting.place,
        seed=meeting.seed,
        chair="、".join(duties["chair"]),
        secretary="、".join(duties["secretary"]),
        vote_callers=duties["vote_caller"],
        tellers=duties["teller"],
        scrutineers=duties["scrutineer"],
        expected=len(voters),
        present=len(in_room(context, meeting.id, opened) & voters),
        item=item.number,
        kind=item.kind,
        kind_name=KIND_NAMES[item.kind],
        title=item.title,
        mark_names=MARKS[item.kind],
        accounts=tuple(account_of(context, paper) for paper in papers if paper.kind == FIRST),
        people=result.people,
        seconds=tuple((account_of(context, paper), _second(context, paper)) for paper in seconds),
    )


def _second(context: Context, paper: Paper) -> tuple[SecondResult, ...]:
    names = numbers_by_id(context)
    return tuple(
        SecondResult(staff_no=names[person][0], name=names[person][1], agree=marks.get("agree", 0))
        for person, marks in marks_on(context, paper).items()
    )


def support_of(context: Context, meeting: Meeting, finals: Mapping[uuid.UUID, str]) -> dict[uuid.UUID, tuple[int, int]]:
    """Give 同意票 and 应到 of each person for X4: in a graded ballot the ballots naming the final rung or a higher."""
    found = {}
    for votes in votes_of(context, meeting):
        for person in votes.people:
            agreed = person.ballot.marks.get("agree", 0)
            if votes.kind == GRADED:
                final = finals.get(person.id, person.present)
                place = next((rung.place for rung in LADDER if rung == final), 0)
                agreed = sum(person.ballot.grades()[place:])
            found[person.id] = (agreed, person.ballot.entitled)
    return found
