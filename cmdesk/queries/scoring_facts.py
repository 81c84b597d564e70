"""The raw facts that scores are computed of, gathered for everybody at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from cmdesk.kernel.amounts import Exact, mean, parse_fraction
from cmdesk.kernel.periods import Period
from cmdesk.models.deliberation import AgendaItem, Meeting, Paper, Tally
from cmdesk.models.evaluations import (
    DepartmentReview,
    EvaluationRound,
    IndustryRating,
    LeaderRating,
    Questionnaire,
    SelfRating,
    SurveySummary,
)
from cmdesk.models.exams import ExamMark
from cmdesk.models.exchange import ImportRun
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.models.inspections import InspectionSheet
from cmdesk.models.peers import PeerFigure
from cmdesk.queries.inspections import answers_of
from cmdesk.rules.codes import Source
from cmdesk.rules.democratic import DemocraticRating, RatingCount, democratic_rating
from cmdesk.rules.derivation import Origin, leaf
from cmdesk.rules.derivation_month import DeductionFact, FigureFact, ItemFact, MonthFacts, SheetFact
from cmdesk.rules.derivation_periods import ExamFacts, PeerFacts, SourceFact
from cmdesk.rules.evaluations import Origin as FigureOrigin
from cmdesk.rules.evaluations import customer_figure, industry_figure, leader_score
from cmdesk.rules.inspection_sheets import Answer, ItemAnswer, line_points
from cmdesk.rules.peer_scores import PeerScore
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_work import ChecklistItem
from cmdesk.rules.sums import summed
from cmdesk.runtime.context import Context


def month_facts(
    context: Context, period: Period, rules: RuleSet, only: uuid.UUID | None = None
) -> Callable[[uuid.UUID], MonthFacts]:
    """Give, for any person (or `only` one), the figures and approved sheets of a month."""
    figures = _figures(context, period, only)
    sheets = _sheets(context, period, rules, only)
    return lambda person: MonthFacts(figures=figures.get(person, {}), sheets=tuple(sheets.get(person, ())))


def red_lines(context: Context, period: Period) -> frozenset[uuid.UUID]:
    """Give the people with a red line on an approved sheet in the period (B.15)."""
    return frozenset(
        context.session.scalars(
            select(InspectionSheet.person_id).where(
                InspectionSheet.visited_on.between(period.first_day, period.last_day),
                InspectionSheet.state == "approved",
                InspectionSheet.red_line.is_not(None),
            )
        )
    )


def _figures(context: Context, period: Period, only: uuid.UUID | None) -> dict[uuid.UUID, dict[str, FigureFact]]:
    found: dict[uuid.UUID, dict[str, FigureFact]] = defaultdict(dict)
    wanted = (
        select(
            IndicatorFigure.person_id,
            IndicatorFigure.code,
            IndicatorFigure.figure,
            IndicatorFigure.source_row,
            ImportRun.file_name,
        )
        .outerjoin(ImportRun, ImportRun.id == IndicatorFigure.import_id)
        .where(IndicatorFigure.period == period)
        .order_by(IndicatorFigure.person_id, IndicatorFigure.code)
    )
    if only is not None:
        wanted = wanted.where(IndicatorFigure.person_id == only)
    for row in context.session.execute(wanted):
        value = None if row.figure is None else parse_fraction(row.figure)
        origin = Origin(kind="indicator", id=f"{period}/{row.code}", file=row.file_name, row=row.source_row)
        found[row.person_id][row.code] = FigureFact(value=value, source=origin)
    return found


def _sheets(
    context: Context, period: Period, rules: RuleSet, only: uuid.UUID | None
) -> dict[uuid.UUID, list[SheetFact]]:
    wanted = (
        select(
            InspectionSheet.id,
            InspectionSheet.number,
            InspectionSheet.person_id,
            InspectionSheet.tier,
            InspectionSheet.replaces_id,
            InspectionSheet.red_line,
        )
        .where(
            InspectionSheet.visited_on.between(period.first_day, period.last_day),
            InspectionSheet.state == "approved",
        )
        .order_by(InspectionSheet.visited_on, InspectionSheet.number)
    )
    if only is not None:
        wanted = wanted.where(InspectionSheet.person_id == only)
    rows = context.session.execute(wanted).all()
    answers = answers_of(context, [row.id for row in rows])
    items = _Items(rules)
    re_checks = {row.replaces_id: row for row in rows if row.tier == "city"}
    found: dict[uuid.UUID, list[SheetFact]] = defaultdict(list)
    for row in rows:
        if row.tier != "county":
            continue
        again = re_checks.get(row.id)
        found[row.person_id].append(
            _sheet_fact(row, answers[row.id], items, None if again is None else (again, answers[again.id]))
        )
    return found


def _sheet_fact(row: Any, answers: Iterable[ItemAnswer], items: _Items, again: tuple[Any, Any] | None) -> SheetFact:
    return SheetFact(
        label=f"检查表 {row.number}",
        items=tuple(items.fact(answer, row.number) for answer in answers),
        red_line=row.red_line is not None,
        source=Origin(kind="inspection_sheet", id=row.number),
        re_check=None if again is None else _sheet_fact(again[0], again[1], items, None),
    )


class _Items:
    """The items of the checklist as answered. Nearly all answers carry no deduction: one fact serves all of them."""

    def __init__(self, rules: RuleSet) -> None:
        self._items = {item.no: item for item in rules.checklist.items}
        self._plain: dict[tuple[int, Answer], ItemFact] = {}

    def fact(self, answer: ItemAnswer, number: str) -> ItemFact:
        """Give the fact of an answer on the sheet of that number."""
        if answer.deductions:
            return _item_fact(answer, self._items[answer.item], number)
        key = (answer.item, answer.answer)
        found = self._plain.get(key)
        if found is None:
            found = self._plain[key] = _item_fact(answer, self._items[answer.item], number)
        return found


def _item_fact(answer: ItemAnswer, item: ChecklistItem, number: str) -> ItemFact:
    return ItemFact(
        no=item.no,
        text=item.text,
        points=item.points,
        applicable=answer.answer in {Answer.MET, Answer.DEDUCTED},
        not_seen=answer.answer is Answer.NOT_SEEN,
        deductions=tuple(
            DeductionFact(
                text=f"{line.fact}（{line.place}，{line.happened_on:%Y-%m-%d}）",
                amount=line_points(line, item) or Decimal(0),
                source=Origin(kind="deduction", id=f"{number}/{item.no}/{place}"),
            )
            for place, line in enumerate(answer.deductions, 1)
        ),
    )


@dataclass(frozen=True)
class QuarterSources:
    """The four outside sources of a quarter, and the department's adjustment, by person."""

    customer: dict[uuid.UUID, SourceFact]
    customer_samples: dict[uuid.UUID, tuple[int, str]]
    industry: dict[uuid.UUID, SourceFact]
    industry_raters: dict[uuid.UUID, int]
    self_review: dict[uuid.UUID, SourceFact]
    adjustments: dict[uuid.UUID, tuple[Decimal, str]]
    comments: dict[uuid.UUID, str]


def quarter_sources(context: Context, period: Period, rules: RuleSet, people: Iterable[uuid.UUID]) -> QuarterSources:
    """Give the sources of a quarter, with the policy for a missing survey applied (B.8.6).

    Self and department ratings come in together, once both are closed: until then neither side sees the other's.
    """
    wanted = list(people)
    customer, samples = _customers(context, period, rules, wanted)
    industry, raters = _industry(context, period, rules)
    both_closed = _both_closed(context, period)
    reviews = _reviews(context, period) if both_closed else ()
    return QuarterSources(
        customer=customer,
        customer_samples=samples,
        industry=industry,
        industry_raters=raters,
        self_review=_self_ratings(context, period, rules) if both_closed else {},
        adjustments={row.person_id: (row.adjustment, row.reason or "") for row in reviews},
        comments={row.person_id: row.comment for row in reviews if row.comment},
    )


def _both_closed(context: Context, period: Period) -> bool:
    closed = set(
        context.session.scalars(
            select(EvaluationRound.source).where(EvaluationRound.period == period, EvaluationRound.state == "closed")
        )
    )
    return {Source.SELF, Source.DEPARTMENT} <= closed


def _reviews(context: Context, period: Period) -> Sequence[Any]:
    return context.session.execute(
        select(
            DepartmentReview.person_id,
            DepartmentReview.adjustment,
            DepartmentReview.reason,
            DepartmentReview.comment,
        ).where(DepartmentReview.period == period)
    ).all()


def _customers(
    context: Context, period: Period, rules: RuleSet, people: list[uuid.UUID]
) -> tuple[dict[uuid.UUID, SourceFact], dict[uuid.UUID, tuple[int, str]]]:
    own = _survey_means(context, period, rules)
    county = list(own.values())
    facts, samples = {}, {}
    for person in people:
        score, valid = own.get(person, (None, 0))
        figure = customer_figure(score, valid, [(m, n) for m, n in county if m is not None], rules)
        samples[person] = (valid, str(figure.origin))
        label = "客户满意度（取县均值）" if figure.origin is FigureOrigin.COUNTY_MEAN else None
        origin = Origin(kind="survey", id=f"{period}")
        facts[person] = SourceFact(value=figure.value, source=origin, label=label)
    return facts, samples


def _survey_means(context: Context, period: Period, rules: RuleSet) -> dict[uuid.UUID, tuple[Fraction | None, int]]:
    """Give C and the number of valid sheets by person: the mean of the sheets' means ÷ scale × 100 (B.6)."""
    scale = rules.survey.scale
    sheets: dict[uuid.UUID, list[Fraction]] = defaultdict(list)
    for person, answers in context.session.execute(
        select(Questionnaire.person_id, Questionnaire.answers).where(
            Questionnaire.period == period, Questionnaire.valid
        )
    ):
        given = [answer for answer in answers if answer is not None]
        if given:
            sheets[person].append(Fraction(sum(given), len(given)))
    found: dict[uuid.UUID, tuple[Fraction | None, int]] = {}
    for person, means in sheets.items():
        whole = mean(means)
        found[person] = (None if whole is None else whole / scale * 100, len(means))
    for person, valid, sums in context.session.execute(
        select(SurveySummary.person_id, SurveySummary.valid, SurveySummary.sums).where(SurveySummary.period == period)
    ):
        total = sum((Fraction(one) for one in sums), Fraction())
        score = total / (valid * len(sums)) / scale * 100 if valid else None
        found[person] = (score, valid)
    return found


def _industry(
    context: Context, period: Period, rules: RuleSet
) -> tuple[dict[uuid.UUID, SourceFact], dict[uuid.UUID, int]]:
    codes = [item.code for item in rules.industry.items]
    sheets: dict[uuid.UUID, list[tuple[str, dict[str, Exact]]]] = defaultdict(list)
    for person, form, scores in context.session.execute(
        select(IndustryRating.person_id, IndustryRating.form_no, IndustryRating.scores)
        .where(IndustryRating.period == period)
        .order_by(IndustryRating.form_no)
    ):
        sheets[person].append((form, dict(zip(codes, map(Decimal, scores), strict=True))))
    facts, raters = {}, {}
    for person, given in sheets.items():
        figure = industry_figure([sheet for _, sheet in given], rules)
        raters[person] = len(given)
        parts = tuple(
            leaf(
                "rater",
                f"评价表 {form}",
                summed(sheet.values()),
                rules.industry.clause,
                Origin(kind="industry_rating", id=form),
            ).weighed(Fraction(1, len(given)))
            for form, sheet in given
        )
        origin = Origin(kind="industry", id=str(period))
        facts[person] = SourceFact(value=figure.value, source=origin, inputs=parts if figure.value is not None else ())
    return facts, raters


def _self_ratings(context: Context, period: Period, rules: RuleSet) -> dict[uuid.UUID, SourceFact]:
    names = [duty.name for duty in rules.duties.items]
    found = {}
    for person, scores, form in context.session.execute(
        select(SelfRating.person_id, SelfRating.scores, SelfRating.form_no).where(SelfRating.period == period)
    ):
        parts = tuple(
            leaf("duty", name, Decimal(score), rules.self_review.clause).weighed(1)
            for name, score in zip(names, scores, strict=True)
        )
        value = summed(map(Decimal, scores))
        found[person] = SourceFact(value=value, source=Origin(kind="self_rating", id=form), inputs=parts)
    return found


def exam_marks(context: Context, half: Period) -> dict[uuid.UUID, ExamMark]:
    """Give the first marks (no retake) of a half-year by person."""
    return {
        mark.person_id: mark
        for mark in context.session.scalars(select(ExamMark).where(ExamMark.period == half, ExamMark.retake.is_(False)))
    }


def exam_facts(mark: ExamMark) -> ExamFacts:
    """Give the facts of one exam; a part not sat counts 0."""
    origin = Origin(kind="exam", id=str(mark.period), row=mark.source_row)
    return ExamFacts(theory=mark.theory, practice=mark.practice, theory_source=origin, practice_source=origin)


def peer_facts(context: Context, year: Period, rules: RuleSet) -> dict[uuid.UUID, PeerFacts]:
    """Give 互评 of each person rated in a year, as the close of the round left it."""
    codes = [ability.code for ability in rules.competencies.items]
    found = {}
    for row in context.session.scalars(select(PeerFigure).where(PeerFigure.period == year)):
        exact = None if row.score is None else parse_fraction(row.score)
        score = PeerScore(exact, None, (Fraction(),) * row.dropped, row.valid - row.dropped, row.valid)
        abilities = tuple(zip(codes, map(parse_fraction, row.abilities), strict=False))
        origin = Origin(kind="peer_round", id=str(year))
        found[row.ratee_id] = PeerFacts(score=score, abilities=abilities, source=origin)
    return found


def leader_facts(context: Context, year: Period, rules: RuleSet) -> dict[uuid.UUID, SourceFact]:
    """Give 领导评 of each person: the mean of the leaders' totals."""
    totals: dict[uuid.UUID, list[tuple[str, Fraction]]] = defaultdict(list)
    for row in context.session.scalars(
        select(LeaderRating).where(LeaderRating.period == year).order_by(LeaderRating.rater)
    ):
        totals[row.person_id].append((row.rater, summed(map(Decimal, row.scores))))
    found = {}
    for person, given in totals.items():
        parts = tuple(
            leaf("leader", rater, total, rules.leaders.clause).weighed(Fraction(1, len(given)))
            for rater, total in given
        )
        value = leader_score([total for _, total in given])
        found[person] = SourceFact(value=value, source=Origin(kind="leader_rating", id=str(year)), inputs=parts)
    return found


def democratic_ratings(context: Context, year: int, rules: RuleSet) -> dict[uuid.UUID, DemocraticRating]:
    """Give 民主测评 of each person from the counted papers of the first sitting (B.12.6)."""
    counts: dict[uuid.UUID, dict[str, RatingCount]] = defaultdict(dict)
    for row in context.session.execute(
        select(Tally.person_id, Tally.paper, Tally.marks, Paper.issued, Paper.returned, Paper.invalid)
        .join(
            Paper,
            (Paper.meeting_id == Tally.meeting_id)
            & (Paper.item == Tally.item)
            & (Paper.paper == Tally.paper)
            & (Paper.round == Tally.round),
        )
        .join(AgendaItem, (AgendaItem.meeting_id == Tally.meeting_id) & (AgendaItem.number == Tally.item))
        .join(Meeting, Meeting.id == Tally.meeting_id)
        .where(Meeting.year == year, AgendaItem.kind == "democratic_rating", Paper.state == "counted")
        .order_by(Tally.round)
    ):
        marks = dict(row.marks)
        invalid = (row.invalid or 0) + marks.pop("invalid", 0)
        counts[row.person_id][row.paper] = RatingCount(
            issued=row.issued, returned=row.returned, invalid=invalid, **marks
        )
    return {person: democratic_rating(classes, rules) for person, classes in counts.items()}
