"""X4 等级评定上报表 as values: one row a person of the base, and the places that the proposals take."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from cmdesk.exchange.sheets import levels
from cmdesk.exchange.sheets.levels import LevelFacts, LevelLine, SeatLine
from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.grading import CityDecision, Grading, Objection
from cmdesk.models.org import PostSpell
from cmdesk.models.scoring import Result
from cmdesk.queries.deliberation_state import sitting_of
from cmdesk.queries.exports import CORRECTION, Outgoing, kind_problems
from cmdesk.queries.exports_ballots import open_ballots
from cmdesk.queries.exports_month import figure
from cmdesk.queries.exports_quarter import missing_sources
from cmdesk.queries.grading_seats import Seats, base_of, seats_of
from cmdesk.queries.grading_votes import Voted, votes_of
from cmdesk.queries.org import ACCOUNT_MANAGER, PersonOn
from cmdesk.queries.scoring import rules_of
from cmdesk.queries.scoring_compute import results_of
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules.codes import Base, CapRounding, DecisionMethod, RuleSetState, Source
from cmdesk.rules.ladder import LEVELS, Level, Rung, lower_of
from cmdesk.rules.pay import Span, is_rural, pay_rung, post_time
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context

KIND = "levels"
UNGRADED = "ungraded"
INHERITED, NO_SEAT, HIGHEST = "超编继承", "席位已满下调", "已达最高档次"
RED_LINE, OBJECTED, TRAINEE = "一票否决", "异议待查", "见习"
_EXAMS = {"absent": "缺考", "exam_deferred": "缓考", "deferred": "缓考"}
_SOURCE_LETTERS = {
    Source.PERFORMANCE: "P",
    Source.CUSTOMER: "C",
    Source.INDUSTRY: "G",
    Source.SELF: "S",
    Source.DEPARTMENT: "R",
}


@dataclass(frozen=True)
class _Facts:
    """What the rows of a year are put together of."""

    rules: RuleSet
    day: date
    results: Mapping[uuid.UUID, Result]
    paths: Mapping[uuid.UUID, Grading]
    votes: Mapping[uuid.UUID, tuple[Voted, bool]]
    spells: Mapping[uuid.UUID, Sequence[Span]]
    missing: Mapping[uuid.UUID, tuple[Source, ...]]
    objected: frozenset[uuid.UUID]
    crowded: frozenset[Level]
    corrected: Mapping[uuid.UUID, str]


def levels_out(context: Context, period: Period) -> Outgoing:
    """Give X4 of a closed year with its proposals.

    Raises Rejected with all of `year_needed`, `year_open`, `quota_not_issued`, `ballot_open`, `rule_set_not_in_force`
    (B.8.10), `not_allocated` for each person without 拟定.
    """
    refuse_any(kind_problems(period, PeriodKind.YEAR))
    seats = seats_of(context, period.year)
    people = base_of(context, period.year)
    paths = {row.person_id: row for row in context.session.scalars(select(Grading).where(Grading.year == period.year))}
    refuse_any([*_problems(context, period, seats), *_without_final(people, paths)])
    facts = _facts(context, period, people, paths, seats)
    lines = [_line(context, person, facts) for person in people]
    sheets = levels.sheets(lines, _seat_lines(context, people, paths, seats))
    extra = _level_facts(context, period, seats, facts.rules).lines()
    return Outgoing(kind=KIND, form=levels.FORM, period=period, sheets=sheets, rules=facts.rules, extra=extra)


def _problems(context: Context, period: Period, seats: Seats) -> list[Problem]:
    where = Where(field="period")
    problems = []
    if not is_closed(context, period):
        problems.append(Problem("year_open", where, {"year": period.year}))
    problems += [
        Problem("quota_not_issued", where, {"level": level.chinese}) for level in LEVELS if not seats.issued(level)
    ]
    problems += open_ballots(context, period)
    if rules_of(context, period).meta.state is not RuleSetState.IN_FORCE:
        problems.append(Problem("rule_set_not_in_force", where))
    return problems


def _without_final(people: Sequence[PersonOn], paths: Mapping[uuid.UUID, Grading]) -> list[Problem]:
    return [
        Problem("not_allocated", Where(field="period"), {"staff_no": person.staff_no, "name": person.name})
        for person in people
        if person.id not in paths or paths[person.id].final is None
    ]


def _facts(
    context: Context, period: Period, people: Sequence[PersonOn], paths: Mapping[uuid.UUID, Grading], seats: Seats
) -> _Facts:
    sitting = sitting_of(context, period.year, 2)
    items = votes_of(context, sitting) if sitting is not None else ()
    finals = Counter(_final(paths[person.id]).level for person in people)
    crowded = {level for level, places in seats.places.items() if places is not None and finals[level] > places}
    return _Facts(
        rules=rules_of(context, period),
        day=seats.base_date,
        results=results_of(context, period),
        paths=paths,
        votes={voted.id: (voted, item.graded) for item in items for voted in item.people},
        spells=_post_spells(context),
        missing=_missing(context, period),
        objected=frozenset(
            person
            for person in context.session.scalars(
                select(Objection.person_id).where(
                    Objection.year == period.year,
                    Objection.kind == "objection",
                    Objection.objector.is_not(None),
                    Objection.concrete,
                    Objection.outcome.is_(None),
                )
            )
            if person is not None
        ),
        crowded=frozenset(crowded),
        corrected=_decided(context, period.year),
    )


def _decided(context: Context, year: int) -> dict[uuid.UUID, str]:
    """Give the city's latest document by person: a file sent after it is a correction and names it."""
    rows = context.session.execute(
        select(CityDecision.person_id, CityDecision.document_no)
        .where(CityDecision.year == year)
        .order_by(CityDecision.decided_on)
    )
    return {row.person_id: row.document_no for row in rows}


def _missing(context: Context, period: Period) -> dict[uuid.UUID, tuple[Source, ...]]:
    """Give, by person, the sources that some quarter lacks."""
    found: dict[uuid.UUID, set[str]] = {}
    for quarter in period.quarters:
        for person, result in results_of(context, quarter).items():
            found.setdefault(person, set()).update(missing_sources(result.figures))
    return {person: tuple(source for source in Source if source in codes) for person, codes in found.items()}


def _post_spells(context: Context) -> dict[uuid.UUID, list[Span]]:
    found: dict[uuid.UUID, list[Span]] = {}
    for person, start, until in context.session.execute(
        select(PostSpell.person_id, PostSpell.start, PostSpell.until)
        .where(PostSpell.post == ACCOUNT_MANAGER)
        .order_by(PostSpell.start)
    ):
        found.setdefault(person, []).append((start, until))
    return found


def _final(path: Grading) -> Rung:
    assert path.final is not None
    return Rung(path.final)


def _line(context: Context, person: PersonOn, facts: _Facts) -> LevelLine:
    result, path = facts.results.get(person.id), facts.paths[person.id]
    figures: Mapping[str, Any] = {} if result is None else result.figures
    final, rural = _final(path), _rural(person, facts.rules)
    agreed, expected = _ballot(facts.votes.get(person.id), final)
    quarters = [figure(text) for text in figures.get("quarter_scores", [None] * 4)]
    spells = facts.spells.get(person.id)
    return LevelLine(
        unit=context.unit.name,
        staff_no=person.staff_no,
        name=person.name,
        employment=person.employment,
        education=person.education,
        post_since=person.post_since,
        full_years=None if spells is None else post_time(spells, facts.day).full_years,
        rural=rural,
        present_rung=path.present,
        quarters=(quarters[0], quarters[1], quarters[2], quarters[3]),
        quarters_mean=figure(figures.get("quarters")),
        theory=(figure(figures.get("theory_1")), figure(figures.get("theory_2"))),
        practice=(figure(figures.get("practice_1")), figure(figures.get("practice_2"))),
        competency=figure(figures.get("competency")),
        score=None if result is None else figure(result.score),
        band=UNGRADED if result is None or result.band is None else result.band,
        agreed=agreed,
        expected=expected,
        final_rung=final,
        pay_coefficient=pay_rung(final, rural=rural, rule_set=facts.rules).coefficient,
        notes=tuple(_notes(person, path, figures, facts, rural=rural)),
    )


def _ballot(voted: tuple[Voted, bool] | None, final: Rung) -> tuple[int | None, int | None]:
    """Give 同意票 and 应到 less the recused; in a graded ballot those who named 拟定 or a higher rung agreed."""
    if voted is None:
        return None, None
    person, graded = voted
    if not graded:
        return person.ballot.marks.get("agree", 0), person.ballot.entitled
    above = sum(count for place, count in enumerate(person.ballot.grades()) if place >= final.place)
    return above, person.ballot.entitled


def _rural(person: PersonOn, rules: RuleSet) -> bool:
    if person.rural is None or person.retailers is None:
        return False
    return is_rural(person.rural, person.retailers, rules)


def _notes(person: PersonOn, path: Grading, figures: Mapping[str, Any], facts: _Facts, *, rural: bool) -> list[str]:
    final, present = _final(path), Rung(path.present)
    notes = []
    if final.level in facts.crowded and final.level is present.level:
        notes.append(INHERITED)
    if path.voted is not None and final.place < lower_of(Rung(path.voted), Rung(path.ceiling)).place:
        notes.append(NO_SEAT)
    if pay_rung(final, rural=rural, rule_set=facts.rules).saturated:
        notes.append(HIGHEST)
    if figures.get("red_line"):
        notes.append(RED_LINE)
    if person.id in facts.objected:
        notes.append(OBJECTED)
    if present is Rung.TRAINEE:
        notes.append(TRAINEE)
    states = (figures.get("mark_state_1"), figures.get("mark_state_2"))
    notes += dict.fromkeys(_EXAMS[state] for state in states if state in _EXAMS)
    missing = facts.missing.get(person.id)
    if missing:
        notes.append(f"来源缺失:{'、'.join(_SOURCE_LETTERS[source] for source in missing)}")
    document = facts.corrected.get(person.id)
    if document is not None:
        notes.append(f"{CORRECTION}:{document}")
    return notes


def _seat_lines(
    context: Context, people: Sequence[PersonOn], paths: Mapping[uuid.UUID, Grading], seats: Seats
) -> list[SeatLine]:
    present = Counter(Rung(paths[person.id].present).level for person in people)
    proposed = Counter(_final(paths[person.id]).level for person in people)
    return [
        SeatLine(
            unit=context.unit.name,
            base_date=seats.base_date,
            headcount=len(people),
            trainees=present[Level.TRAINEE],
            level=str(level),
            seats=seats.places.get(level),
            present=present[level],
            proposed=proposed[level],
            note=_seat_note(level, proposed[level], seats),
        )
        for level in (*LEVELS, Level.TRAINEE)
    ]


def _seat_note(level: Level, proposed: int, seats: Seats) -> str | None:
    places = seats.places.get(level)
    if places is None or proposed <= places:
        return None
    return "超出，报市局同意" if level in seats.soft else INHERITED


def _level_facts(context: Context, period: Period, seats: Seats, rules: RuleSet) -> LevelFacts:
    sitting = sitting_of(context, period.year, 2)
    half_up = rules.caps.rounding is CapRounding.HALF_UP
    graded = rules.graded_ballot.decision_method is DecisionMethod.GRADED_BALLOT
    year = rules.weights.year
    return LevelFacts(
        weights=f"季度{year.quarters}、技能考试{year.exams}、综合评议{year.competency}",
        cap_rounding="四舍五入" if half_up else "舍去",
        base="含见习" if rules.caps.base is Base.WITH_TRAINEES else "不含见习",
        ballot_method="分档票决" if graded else "推荐表决",
        seats_document=seats.document_no,
        meeting=None if sitting is None else sitting.number,
    )
