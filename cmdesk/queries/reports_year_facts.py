"""Everything that the annual reports of a year are made of, gathered once for everybody."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select

from cmdesk.kernel.amounts import parse_fraction
from cmdesk.kernel.periods import Period
from cmdesk.models.exams import ExamMark
from cmdesk.models.grading import CityDecision, CollectiveDecision, Grading
from cmdesk.models.inspections import InspectionSheet
from cmdesk.models.peers import PeerFigure
from cmdesk.models.scoring import AnnualComment, Result
from cmdesk.queries.org import prior_results
from cmdesk.queries.reports_closed import ClosedPeriod, closed_period
from cmdesk.queries.reports_gaps import PlannedGap, planned_gaps
from cmdesk.queries.reports_identity import Roster
from cmdesk.queries.reports_votes import VoteOf, votes_of_year
from cmdesk.queries.scoring_compute import Computed, results_of
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules.peer_scores import may_be_shown
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context


@dataclass(frozen=True)
class Abilities:
    """The means of the ten abilities by code, from enough sheets to be shown; who was counted; the total."""

    means: dict[str, Fraction]
    valid: int
    dropped: int
    score: Fraction | None


@dataclass(frozen=True)
class Grounds:
    """The facts of a year. Peer figures that may not be shown are not in it (B.5a)."""

    context: Context
    roster: Roster
    closed: ClosedPeriod
    chosen: tuple[Computed, ...]
    parts: dict[Period, dict[uuid.UUID, Result]]
    quarters: dict[Period, dict[uuid.UUID, Computed]]
    marks: dict[tuple[uuid.UUID, Period], ExamMark]
    abilities: dict[uuid.UUID, Abilities]
    abilities_before: dict[uuid.UUID, Abilities]
    hidden: frozenset[uuid.UUID]
    last_years: dict[uuid.UUID, tuple[str | None, str | None]]
    gradings: dict[uuid.UUID, Grading]
    decisions: dict[uuid.UUID, CityDecision]
    collective: CollectiveDecision | None
    votes: dict[uuid.UUID, VoteOf]
    comments: dict[tuple[uuid.UUID, str], str]
    sheets: Counter[uuid.UUID]
    red_lines: Counter[uuid.UUID]
    gaps: dict[uuid.UUID, tuple[PlannedGap, ...]]

    @property
    def year(self) -> Period:
        """Give the year."""
        return self.closed.period

    @property
    def rules(self) -> RuleSet:
        """Give the rules that the year was closed under."""
        return self.closed.rules

    @property
    def base_day(self) -> date:
        """Give the last day of the year."""
        return self.closed.period.last_day

    def result(self, period: Period, person: uuid.UUID) -> Result | None:
        """Give a person's closed result of a part of the year."""
        return self.parts[period].get(person)

    def comment(self, person: uuid.UUID, duty: str) -> str:
        """Give what the holder of a duty wrote about a person; empty for nothing."""
        return self.comments.get((person, duty), "")


def year_grounds(context: Context, year: Period, people: Iterable[str]) -> Grounds:
    """Gather the facts of a closed year. Raises as `closed_period` and its `chosen` do."""
    closed = closed_period(context, year)
    chosen = closed.chosen(context, people)
    abilities, hidden = _abilities(context, year, closed.rules)
    parts = {part: results_of(context, part) for part in (*year.months, *year.quarters, *year.halves)}
    sheets, red = _sheet_counts(context, year)
    means = {person: dict(found.means) for person, found in abilities.items()}
    return Grounds(
        context=context,
        roster=Roster(context, closed.rules),
        closed=closed,
        chosen=chosen,
        parts=parts,
        quarters={quarter: _quarter(context, quarter) for quarter in year.quarters},
        marks=_marks(context, year),
        abilities=abilities,
        abilities_before=_abilities(context, year.previous(), closed.rules)[0],
        hidden=hidden,
        last_years=_last_years(context, year),
        gradings=_gradings(context, year),
        decisions=_decisions(context, year),
        collective=context.session.get(CollectiveDecision, year.year),
        votes=votes_of_year(context, year.year, closed.rules),
        comments=_comments(context, year),
        sheets=sheets,
        red_lines=red,
        gaps=planned_gaps(context, year, closed.rules, [one.person.id for one in chosen], means),
    )


def _quarter(context: Context, quarter: Period) -> dict[uuid.UUID, Computed]:
    """Give the closed quarter with exact figures, so that the year prints them as D13 did."""
    return closed_period(context, quarter).computed if is_closed(context, quarter) else {}


def _gradings(context: Context, year: Period) -> dict[uuid.UUID, Grading]:
    rows = context.session.scalars(select(Grading).where(Grading.year == year.year))
    return {row.person_id: row for row in rows}


def _abilities(
    context: Context, year: Period, rules: RuleSet
) -> tuple[dict[uuid.UUID, Abilities], frozenset[uuid.UUID]]:
    """Give the shown figures by person, and who has figures that may not be shown."""
    codes = [ability.code for ability in rules.competencies.items]
    shown, hidden = {}, set()
    for row in context.session.scalars(select(PeerFigure).where(PeerFigure.period == year)):
        if row.score is None:
            continue
        if not may_be_shown(row.valid, rules) or len(row.abilities) != len(codes):
            hidden.add(row.ratee_id)
            continue
        means = dict(zip(codes, map(parse_fraction, row.abilities), strict=True))
        shown[row.ratee_id] = Abilities(means, row.valid, row.dropped, parse_fraction(row.score))
    return shown, frozenset(hidden)


def _marks(context: Context, year: Period) -> dict[tuple[uuid.UUID, Period], ExamMark]:
    rows = context.session.scalars(select(ExamMark).where(ExamMark.period.in_(year.halves), ExamMark.retake.is_(False)))
    return {(mark.person_id, mark.period): mark for mark in rows}


def _last_years(context: Context, year: Period) -> dict[uuid.UUID, tuple[str | None, str | None]]:
    found = {person: pair for (person, of), pair in prior_results(context).items() if of == year.year - 1}
    for person, result in results_of(context, year.previous()).items():
        found[person] = (result.score, result.band)
    return found


def _decisions(context: Context, year: Period) -> dict[uuid.UUID, CityDecision]:
    """Give each person's last line of the city's decision files: a later one is a correction."""
    rows = context.session.scalars(
        select(CityDecision)
        .where(CityDecision.year == year.year)
        .order_by(CityDecision.decided_on, CityDecision.document_no)
    )
    return {row.person_id: row for row in rows}


def _comments(context: Context, year: Period) -> dict[tuple[uuid.UUID, str], str]:
    rows = context.session.execute(
        select(AnnualComment.person_id, AnnualComment.duty, AnnualComment.text).where(AnnualComment.period == year)
    )
    return {(person, duty): text for person, duty, text in rows}


def _sheet_counts(context: Context, year: Period) -> tuple[Counter[uuid.UUID], Counter[uuid.UUID]]:
    sheets: Counter[uuid.UUID] = Counter()
    red: Counter[uuid.UUID] = Counter()
    for person, count, crossed in context.session.execute(
        select(InspectionSheet.person_id, func.count(), func.count(InspectionSheet.red_line))
        .where(InspectionSheet.visited_on.between(year.first_day, year.last_day), InspectionSheet.state == "approved")
        .group_by(InspectionSheet.person_id)
    ):
        sheets[person], red[person] = count, crossed
    return sheets, red
