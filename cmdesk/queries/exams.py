"""The exam of a half-year: marks, pass, retake, what is missing before it can be published (B.7)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.amounts import printed
from cmdesk.kernel.periods import Period
from cmdesk.models.exams import ExamMark, ExamRelease
from cmdesk.queries.org import PersonOn, managers_on
from cmdesk.queries.scoring_state import is_closed, rules_of
from cmdesk.rules.exams import exam_score, passes
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

_BEFORE = 4
"""How many half-years back a person's earlier exams are told."""


@dataclass(frozen=True)
class Marks:
    """What somebody wrote in one sitting; marks as printed, empty where there is none. `keyed`: typed by hand."""

    state: str
    theory: str
    practice: str
    theory_passed: bool
    practice_passed: bool
    sat_on: date | None
    note: str
    keyed: bool

    @property
    def passed(self) -> bool:
        """Say whether both parts pass: the mean does not compensate."""
        return self.theory_passed and self.practice_passed


@dataclass(frozen=True)
class EarlierExam:
    """An exam before this one: its half-year, H as printed (None without) and whether both first marks passed."""

    period: Period
    score: str | None
    state: str
    passed: bool


@dataclass(frozen=True)
class ExamRow:
    """One manager: first marks, retake, H of the first marks (None without), and whether he is 合格 in the end.

    `earlier` are his exams of the two years before, newest first.
    """

    staff_no: str
    name: str
    search: str
    line: str
    first: Marks | None
    retake: Marks | None
    score: str | None
    earlier: tuple[EarlierExam, ...] = ()

    @property
    def passed(self) -> bool | None:
        """Say whether each part passed, at first or in the retake; None without marks or with a deferral."""
        if self.first is None or self.first.state == "deferred":
            return None
        again = self.retake
        theory = self.first.theory_passed or (again is not None and again.theory_passed)
        practice = self.first.practice_passed or (again is not None and again.practice_passed)
        return theory and practice


@dataclass(frozen=True)
class ExamBoard:
    """A half-year's exam. `published_on` None: marks may still change. `mean` of H over those who have it.

    `spread` counts the people by tens of H, from below the pass mark up: (from, how many).
    """

    period: Period
    closed: bool
    published_on: date | None
    pass_mark: Decimal
    rows: tuple[ExamRow, ...]
    mean: str | None
    spread: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ExamOfHalf(Query):
    """The marks of a half-year, one row a manager in post on its last day, those without marks too."""

    permission: ClassVar[str] = "exams.enter"

    period: Period

    def rows(self, context: Context) -> ExamBoard:
        """Give the board."""
        rules = rules_of(context, self.period)
        stored: dict[tuple[uuid.UUID, bool], ExamMark] = {}
        for mark in context.session.scalars(select(ExamMark).where(ExamMark.period == self.period)):
            stored[(mark.person_id, mark.retake)] = mark
        people = managers_on(context, self.period.last_day)
        before = _earlier(context, self.period)
        rows = tuple(_row(person, stored, before.get(person.id, ()), rules) for person in people)
        scores = [Decimal(row.score) for row in rows if row.score is not None]
        release = context.session.get(ExamRelease, self.period)
        return ExamBoard(
            period=self.period,
            closed=is_closed(context, self.period),
            published_on=release.published_on if release else None,
            pass_mark=rules.exam.pass_mark,
            rows=rows,
            mean=printed(sum(scores, Decimal()) / len(scores)) if scores else None,
            spread=_spread(scores, rules.exam.pass_mark),
        )


def _spread(scores: list[Decimal], pass_mark: Decimal) -> tuple[tuple[int, int], ...]:
    """Count by tens: all below the pass mark together, the full mark with the nineties."""
    least = int(pass_mark)
    steps = (0, *range(least, 100, 10))
    ends = (*steps[1:], 101)
    return tuple((step, sum(step <= score < end for score in scores)) for step, end in zip(steps, ends, strict=True))


def _earlier(context: Context, period: Period) -> dict[uuid.UUID, tuple[EarlierExam, ...]]:
    """Give everybody's exams of the two years before."""
    found: dict[uuid.UUID, list[EarlierExam]] = defaultdict(list)
    half = period
    for _ in range(_BEFORE):
        half = half.previous()
        wanted = select(ExamMark).where(ExamMark.period == half, ExamMark.retake.is_(False))
        marks = context.session.scalars(wanted).all()
        if not marks:
            continue
        rules = rules_of(context, half)
        for mark in marks:
            score = None if mark.state == "deferred" else printed(exam_score(mark.theory, mark.practice, rules).exact)
            found[mark.person_id].append(EarlierExam(half, score, mark.state, _marks(mark, rules).passed))
    return {person: tuple(exams) for person, exams in found.items()}


def _row(
    person: PersonOn,
    stored: dict[tuple[uuid.UUID, bool], ExamMark],
    earlier: tuple[EarlierExam, ...],
    rules: RuleSet,
) -> ExamRow:
    first, again = stored.get((person.id, False)), stored.get((person.id, True))
    score = None
    if first is not None and first.state != "deferred":
        score = printed(exam_score(first.theory, first.practice, rules).exact)
    return ExamRow(
        staff_no=person.staff_no,
        name=person.name,
        search=f"{person.name} {person.staff_no} {person.search_keys}",
        line=person.line or "",
        first=None if first is None else _marks(first, rules),
        retake=None if again is None else _marks(again, rules),
        score=score,
        earlier=earlier,
    )


def _marks(mark: ExamMark, rules: RuleSet) -> Marks:
    return Marks(
        state=mark.state,
        theory=printed(mark.theory) or "",
        practice=printed(mark.practice) or "",
        theory_passed=passes(mark.theory, rules),
        practice_passed=passes(mark.practice, rules),
        sat_on=mark.sat_on,
        note=mark.note or "",
        keyed=mark.import_id is None,
    )
