"""The quota board: everybody's path in a year, the seats of each level, certificates, and what it costs (row 68)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from sqlalchemy import select

from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.grading import Grading, Objection, SpecialDecision
from cmdesk.models.scoring import Result
from cmdesk.queries.deliberation_state import sitting_of
from cmdesk.queries.grading_moves import try_move
from cmdesk.queries.grading_outcome import decision_of, gradings_of
from cmdesk.queries.grading_pay import mean_months, pay_change, rural_on
from cmdesk.queries.grading_seats import LevelCount, Seats, base_of, level_counts, seats_of
from cmdesk.queries.grading_votes import Voted, votes_of
from cmdesk.queries.org import PersonOn, numbers_by_id, person_by_no
from cmdesk.rules.ladder import Rung
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query
from cmdesk.storage.resources import sentence

MOMENTS = ("suggested", "proposed", "voted", "final")
"""The four moments of the board (B.12a)."""
LOCKS = frozenset({"red_line", "blocked"})


@dataclass(frozen=True, kw_only=True)
class BoardPerson:
    """One person of the board: every rung on the way with its reason and mover, the ballot, the money.

    `ceiling_reasons` and `final_reason` are sentences; `locked` says that a red line or a block bars any rise;
    `displaced` that the seats gave less than the vote. `pay_change` is 元 a month of the last rung known
    against the present one; None where the year has no M.
    """

    staff_no: str
    name: str
    search_keys: str
    line: str | None
    employment: str
    score: str | None
    band: str | None
    rank: int | None
    present: str
    ceiling: str
    ceiling_codes: tuple[str, ...]
    ceiling_reasons: tuple[str, ...]
    suggested: str
    proposed: str | None
    proposed_reason: str | None
    proposed_by: str | None
    voted: str | None
    final: str | None
    final_code: str | None
    final_reason: str | None
    final_by: str | None
    decided: str | None
    item: int | None
    graded: bool
    valid: int | None
    returned: int | None
    agree: int | None
    needed: int | None
    locked: bool
    displaced: bool
    special: str | None
    suspended: bool
    certificate: Mapping[str, Any] | None
    pay_change: Decimal | None


@dataclass(frozen=True, kw_only=True)
class BoardPage:
    """The board of a year: people in order of rank, levels at each moment, decision, and the change of pay in all.

    `moved`: how many the last moment reached puts on another rung than the present one.
    """

    year: int
    base_date: date
    headcount: int
    trainees: int
    seats_document: str | None
    seats_known: bool
    levels: Mapping[str, tuple[LevelCount, ...]]
    people: tuple[BoardPerson, ...]
    ballots_released: bool
    decided_on: date | None
    decision_no: str | None
    moved: int
    pay_change: Decimal


@dataclass(frozen=True, kw_only=True)
class Board(Query):
    """The quota board of a year; 表决 and 拟定 are empty until the ballots are counted and allocated."""

    permission: ClassVar[str] = "grading.decide"

    year: Period

    def rows(self, context: Context) -> BoardPage:
        """Give the page; without people until the year is prepared."""
        return board_of(context, self.year.year)


def board_of(context: Context, year: int) -> BoardPage:
    """Give the board of a year."""
    seats = seats_of(context, year)
    rows = {row.person_id: row for row in gradings_of(context, year)}
    base = {person.id: person for person in base_of(context, year)}
    facts = _Facts.of(context, year)
    people = [_person(context, base[key], row, facts) for key, row in rows.items() if key in base]
    decision = decision_of(context, year)
    changes = [person.pay_change for person in people if person.pay_change is not None]
    return BoardPage(
        year=year,
        base_date=seats.base_date,
        headcount=seats.headcount,
        trainees=seats.trainees,
        seats_document=seats.document_no,
        seats_known=seats.known,
        levels={moment: _levels(seats, rows.values(), moment) for moment in ("present", *MOMENTS, "decided")},
        people=tuple(sorted(people, key=lambda person: (person.rank is None, person.rank or 0, person.staff_no))),
        ballots_released=bool(facts.votes),
        decided_on=decision.held_on if decision else None,
        decision_no=decision.document_no if decision else None,
        moved=sum(_latest(row) != row.present for row in rows.values()),
        pay_change=sum(changes, Decimal("0.00")),
    )


def _levels(seats: Seats, rows: Any, moment: str) -> tuple[LevelCount, ...]:
    given = [getattr(row, moment) for row in rows]
    return level_counts(seats, [Rung(rung) for rung in given if rung]) if any(given) else ()


@dataclass(frozen=True)
class _Facts:
    """What the rows of a board look up."""

    results: Mapping[uuid.UUID, Result]
    votes: Mapping[uuid.UUID, tuple[int, bool, Voted]]
    specials: Mapping[uuid.UUID, SpecialDecision]
    months: Mapping[uuid.UUID, Fraction]
    suspended: frozenset[uuid.UUID]

    @classmethod
    def of(cls, context: Context, year: int) -> _Facts:
        """Read everything once."""
        session = context.session
        period = Period.parse(str(year))
        results = {row.person_id: row for row in session.scalars(select(Result).where(Result.period == period))}
        meeting = sitting_of(context, year, 2)
        votes = votes_of(context, meeting) if meeting is not None else ()
        return cls(
            results=results,
            votes={person.id: (item.number, item.graded, person) for item in votes for person in item.people},
            specials={
                row.person_id: row
                for row in session.scalars(select(SpecialDecision).where(SpecialDecision.year == year))
            },
            months=mean_months(context, year),
            suspended=suspended_of(context, year),
        )


def suspended_of(context: Context, year: int) -> frozenset[uuid.UUID]:
    """Give who is held back by a named, concrete objection that is not answered yet (B.13)."""
    return frozenset(
        person
        for person in context.session.scalars(
            select(Objection.person_id).where(
                Objection.year == year,
                Objection.kind == "objection",
                Objection.concrete,
                Objection.objector.is_not(None),
                Objection.answered_on.is_(None),
            )
        )
        if person is not None
    )


def _latest(row: Grading) -> Rung:
    """Give the rung of the last moment that has come."""
    return Rung(row.decided or row.final or row.proposed or row.suggested)


def _person(context: Context, person: PersonOn, row: Grading, facts: _Facts) -> BoardPerson:
    result = facts.results.get(person.id)
    item, graded, voted = facts.votes.get(person.id, (None, False, None))
    special = facts.specials.get(person.id)
    reason = row.final_reason
    latest = _latest(row)
    proposal = voted is not None and not graded
    return BoardPerson(
        staff_no=person.staff_no,
        name=person.name,
        search_keys=person.search_keys,
        line=person.line,
        employment=person.employment,
        score=None if result is None else result.score,
        band=None if result is None else result.band,
        rank=None if result is None else result.rank,
        present=row.present,
        ceiling=row.ceiling,
        ceiling_codes=tuple(row.ceiling_reasons),
        ceiling_reasons=tuple(sentence(f"ceiling_{code}") for code in row.ceiling_reasons),
        suggested=row.suggested,
        proposed=row.proposed,
        proposed_reason=row.proposed_reason,
        proposed_by=row.proposed_by,
        voted=row.voted,
        final=row.final,
        final_code=None if reason is None else reason["code"],
        final_reason=None if reason is None else sentence(f"why_{reason['code']}", reason),
        final_by=row.final_by,
        decided=row.decided,
        item=item,
        graded=graded,
        valid=None if voted is None else voted.ballot.valid,
        returned=None if voted is None else voted.ballot.returned,
        agree=voted.ballot.marks.get("agree", 0) if proposal and voted else None,
        needed=voted.ballot.result(context.rule_set).needed if proposal and voted else None,
        locked=bool(LOCKS & set(row.ceiling_reasons)),
        displaced=row.certificate is not None,
        special=None if special is None else special.document_no,
        suspended=person.id in facts.suspended,
        certificate=row.certificate,
        pay_change=pay_change(
            Rung(row.present),
            latest,
            rural=rural_on(person, context.rule_set),
            month=facts.months.get(person.id),
            rule_set=context.rule_set,
        ),
    )


@dataclass(frozen=True, kw_only=True)
class TrialPage:
    """What a move on the board would do, in sentences and figures; nothing is changed."""

    staff_no: str
    name: str
    from_rung: str
    to_rung: str
    allowed: bool
    needs_special: bool
    problems: tuple[str, ...]
    clause: str
    clause_text: str
    before: tuple[LevelCount, ...]
    after: tuple[LevelCount, ...]
    gives_way: tuple[str, str] | None
    pay_before: Decimal | None
    pay_after: Decimal | None


@dataclass(frozen=True, kw_only=True)
class TryMove(Query):
    """Try to move somebody of the board to another rung: seats before and after, who would have to give way, pay."""

    permission: ClassVar[str] = "grading.decide"

    year: Period
    staff_no: str
    rung: Rung

    def rows(self, context: Context) -> TrialPage:
        """Give the trial. Raises Rejected `unknown_person`, `not_allocated`."""
        person = person_by_no(context, self.staff_no)
        row = context.session.get(Grading, (self.year.year, person))
        names = numbers_by_id(context)
        number, name = names[person]
        if row is None or row.final is None:
            raise reject("not_allocated", where=Where(field="staff_no"), name=name)
        trial = try_move(context, row, self.rung)
        board = board_of(context, self.year.year)
        own = next(one for one in board.people if one.staff_no == number)
        on_day = next(one for one in base_of(context, self.year.year) if one.id == person)
        month = _Facts.of(context, self.year.year).months.get(person)
        rural = rural_on(on_day, context.rule_set)
        new = pay_change(Rung(row.present), self.rung, rural=rural, month=month, rule_set=context.rule_set)
        total = None if new is None else board.pay_change - (own.pay_change or Decimal(0)) + new
        return TrialPage(
            staff_no=number,
            name=name,
            from_rung=trial.from_rung,
            to_rung=trial.to_rung,
            allowed=not trial.problems,
            needs_special=trial.needs_special,
            problems=tuple(sentence(p.code, {**p.params, "name": name}) for p in trial.problems),
            clause=context.rule_set.seats.clause,
            clause_text=context.rule_set.seats.text,
            before=trial.before,
            after=trial.after,
            gives_way=names[trial.gives_way] if trial.gives_way else None,
            pay_before=board.pay_change,
            pay_after=total,
        )
