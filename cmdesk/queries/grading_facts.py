"""What B.9, B.10 and B.12a need of each person: the year, the rung held, and the basic conditions."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from cmdesk.kernel.periods import Period
from cmdesk.models.exams import ExamMark
from cmdesk.models.org import Person, PostSpell, RungSpell
from cmdesk.models.scoring import Result
from cmdesk.queries.grading_seats import base_date
from cmdesk.queries.org import ACCOUNT_MANAGER, PersonOn, managers_on, prior_results
from cmdesk.queries.scoring_facts import democratic_ratings, red_lines
from cmdesk.rules.codes import Band, Education
from cmdesk.rules.eligibility import LevelEligibility, Qualifications, eligibility
from cmdesk.rules.exams import Sitting, qualification
from cmdesk.rules.grading import Standing, Suggestion, suggestion
from cmdesk.rules.ladder import LEVELS, Level, Rung
from cmdesk.rules.pay import Span, post_time
from cmdesk.runtime.context import Context


@dataclass(frozen=True)
class Judged:
    """One person of the base: standing, suggestion with its ceiling, the conditions of each level, and the result."""

    person: PersonOn
    standing: Standing
    suggestion: Suggestion
    conditions: Mapping[Level, LevelEligibility]
    years: int | None


def judge(context: Context, year: int) -> tuple[Judged, ...]:
    """Give the whole base of a closed year, judged (B.12a), in order of 工号."""
    rules = context.rule_set
    day = base_date(year, rules)
    period = Period.parse(str(year))
    results = {row.person_id: row for row in context.session.scalars(select(Result).where(Result.period == period))}
    bands = _bands(context, period)
    blocked = {person for person, rating in democratic_ratings(context, year, rules).items() if rating.blocked}
    marked = red_lines(context, period)
    facts = _Facts(context, day)
    found = []
    for person in managers_on(context, day):
        result = results.get(person.id)
        conditions = eligibility(facts.qualifications(person, bands.get(person.id, (None, None))), rules)
        score = None if result is None or result.score is None else Decimal(result.score)
        last = None if result is None else result.figures.get("last_year_score")
        standing = Standing(
            rung=Rung(person.rung or Rung.TRAINEE),
            band=None if result is None or result.band is None else Band(result.band),
            score=score,
            last_year_score=None if last is None else Decimal(last),
            conditions={level: judged.verdict for level, judged in conditions.items()},
            red_line=person.id in marked or bool(result and result.figures.get("red_line")),
            blocked=person.id in blocked,
        )
        found.append(Judged(person, standing, suggestion(standing, rules), conditions, facts.years(person)))
    return tuple(found)


def _bands(context: Context, period: Period) -> dict[uuid.UUID, tuple[Band | None, Band | None]]:
    """Give the bands of the year and of the year before, the latest first."""
    before = period.previous()
    rows = context.session.execute(
        select(Result.person_id, Result.period, Result.band).where(Result.period.in_([period, before]))
    )
    own: dict[uuid.UUID, dict[int, str | None]] = defaultdict(dict)
    for (person, year), (_, band) in prior_results(context).items():
        own[person][year] = band
    for person, of, band in rows:
        own[person][of.year] = band
    return {person: (_band(years.get(period.year)), _band(years.get(before.year))) for person, years in own.items()}


_CERTIFICATES = {"none": 0, **{f"level_{grade}": grade for grade in range(1, 6)}}


def _band(code: str | None) -> Band | None:
    return Band(code) if code in set(Band) else None


class _Facts:
    """Education, years, levels held, exams and certificate of everybody, read once."""

    def __init__(self, context: Context, day: date) -> None:
        self.rules = context.rule_set
        self.day = day
        self._posts = _posts(context)
        self._rungs = _rungs(context)
        self._exams = _sittings(context)
        people = context.session.execute(select(Person.id, Person.working_since))
        self._working = {row.id: row.working_since for row in people}

    def years(self, person: PersonOn) -> int | None:
        """Give full years in the post, or of service where the rule set says so (Q27)."""
        if self.rules.eligibility.years_of == "service":
            since = self._working.get(person.id)
            return None if since is None else post_time([(since, None)], self.day).full_years
        spells = self._posts.get(person.id)
        return None if not spells else post_time(spells, self.day).full_years

    def qualifications(self, person: PersonOn, bands: tuple[Band | None, Band | None]) -> Qualifications:
        """Give the facts of B.10 on the base date."""
        sittings = self._exams.get(person.id, [])
        return Qualifications(
            education=Education(person.education) if person.education in set(Education) else None,
            years=self.years(person),
            held_years={level: self._held(person.id, level) for level in LEVELS},
            exam_passed=qualification(sittings, self.day, self.rules).passed if sittings else None,
            last_bands=bands,
            certificate=_CERTIFICATES.get(person.qualification or ""),
        )

    def _held(self, person: uuid.UUID, level: Level) -> int | None:
        """Give full years in a level: 0 for one never held, None where the start of one held is not known."""
        spans: list[Span] = []
        for start, until, rung, known in self._rungs.get(person, []):
            if Rung(rung).level is level and start <= self.day:
                if not known:
                    return None
                spans.append((start, until))
        return post_time(spans, self.day).full_years if spans else 0


def _posts(context: Context) -> dict[uuid.UUID, list[Span]]:
    found: dict[uuid.UUID, list[Span]] = defaultdict(list)
    for person, start, until in context.session.execute(
        select(PostSpell.person_id, PostSpell.start, PostSpell.until)
        .where(PostSpell.post == ACCOUNT_MANAGER)
        .order_by(PostSpell.start)
    ):
        found[person].append((start, until))
    return {person: _apart(spells) for person, spells in found.items()}


def _apart(spells: Sequence[Span]) -> list[Span]:
    """End each spell before the next begins: history taken in later may leave an older one open."""
    ended = []
    for place, (start, until) in enumerate(spells):
        following = spells[place + 1][0] - timedelta(days=1) if place + 1 < len(spells) else None
        last = min(until, following) if until and following else until or following
        ended.append((start, last))
    return ended


def _rungs(context: Context) -> dict[uuid.UUID, list[tuple[date, date | None, str, bool]]]:
    rows: dict[uuid.UUID, list[tuple[date, str, bool]]] = defaultdict(list)
    for person, start, rung, known in context.session.execute(
        select(RungSpell.person_id, RungSpell.start, RungSpell.rung, RungSpell.start_known).order_by(RungSpell.start)
    ):
        rows[person].append((start, rung, known))
    found = {}
    for person, spells in rows.items():
        ends: list[date | None] = [start - timedelta(days=1) for start, _, _ in spells[1:]]
        found[person] = [
            (start, end, rung, known) for (start, rung, known), end in zip(spells, [*ends, None], strict=True)
        ]
    return found


def _sittings(context: Context) -> dict[uuid.UUID, list[Sitting]]:
    found: dict[uuid.UUID, list[Sitting]] = defaultdict(list)
    for mark in context.session.scalars(select(ExamMark).where(ExamMark.state != "deferred")):
        found[mark.person_id].append(
            Sitting(mark.period, mark.sat_on or mark.period.last_day, mark.theory, mark.practice, mark.retake)
        )
    return found
