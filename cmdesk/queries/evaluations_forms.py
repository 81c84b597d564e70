"""The forms of one person behind the five evaluations, each as far as its reader may see it (B.6)."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from sqlalchemy import func, select

from cmdesk.kernel.amounts import mean, printed
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import (
    DepartmentReview,
    FormIssue,
    IndustryRating,
    LeaderRating,
    Questionnaire,
    SelfRating,
    SurveySummary,
)
from cmdesk.models.inspections import InspectionSheet
from cmdesk.queries.evaluations_board import eyes_of, month_figures, month_parts, round_states
from cmdesk.queries.org import PersonOn, managers_on, person_by_no
from cmdesk.queries.scoring_state import rules_of
from cmdesk.runtime import access
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class RaterForm:
    """One D10 given out: to whom, how many people are rated on it, whether it came back."""

    number: str
    company: str
    rater: str
    returned: bool
    rated: int


@dataclass(frozen=True, kw_only=True)
class RaterForms(Query):
    """The D10 of a quarter that count, by company and rater."""

    permission: ClassVar[str] = "evaluations.enter"

    period: Period

    def rows(self, context: Context) -> tuple[RaterForm, ...]:
        """Give one row a form; superseded ones are left out."""
        session = context.session
        rated = dict(
            session.execute(
                select(IndustryRating.form_no, func.count())
                .where(IndustryRating.period == self.period)
                .group_by(IndustryRating.form_no)
            ).all()
        )
        forms = session.execute(
            select(FormIssue.number, FormIssue.company, FormIssue.rater, FormIssue.state)
            .where(FormIssue.period == self.period, FormIssue.form == "D10", FormIssue.state != "superseded")
            .order_by(FormIssue.company, FormIssue.rater)
        )
        return tuple(
            RaterForm(number, company or "", rater or "", state == "returned", rated.get(number, 0))
            for number, company, rater, state in forms
        )


@dataclass(frozen=True)
class Marks:
    """Points by item with their names: of a rater, of a person himself, of a leader. `total` is printed."""

    who: str
    points: tuple[str, ...]
    total: str
    note: str = ""


@dataclass(frozen=True)
class PersonForms:
    """What is in for one person and quarter. A part that may not be seen is None; `self_in`, `reviewed` tell of it.

    `months`: month number and printed inspection figure. `mean`: their printed mean. `spread`: how many people got
    which adjustment so far. `survey`: valid and invalid sheets, printed mean of each question.
    """

    person: PersonOn
    industry_items: tuple[str, ...]
    industry: tuple[Marks, ...]
    duties: tuple[str, ...]
    self_in: bool
    self_marks: Marks | None
    self_facts: tuple[str, ...]
    reviewed: bool
    review_seen: bool
    adjustment: Decimal | None
    reason: str
    comment: str
    months: tuple[tuple[int, str], ...]
    sheets: int
    mean: str | None
    mean_exact: Fraction | None
    spread: tuple[tuple[Decimal, int], ...]
    questions: tuple[str, ...]
    valid: int
    invalid: int
    answers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FormsOf(Query):
    """All five evaluations of one person and quarter, as far as the reader may see them."""

    permission: ClassVar[str] = "evaluations.close"

    period: Period
    staff_no: str

    def rows(self, context: Context) -> PersonForms:
        """Give them. Raises Rejected `unknown_person`."""
        rules, session = rules_of(context, self.period), context.session
        person_id = person_by_no(context, self.staff_no)
        person = next(p for p in managers_on(context, self.period.last_day) if p.id == person_id)
        eyes = eyes_of(context, self.period)
        own = session.get(SelfRating, (self.period, person_id))
        review = session.get(DepartmentReview, (self.period, person_id))
        parts = month_parts(month_figures(context, self.period), person_id, "inspection")
        valid, invalid, answers = _survey(context, self.period, person_id, len(rules.survey.questions))
        marks = None
        if own is not None and eyes.self_ratings:
            total = sum((Fraction(score) for score in own.scores), Fraction())
            marks = Marks("本人", tuple(str(score) for score in own.scores), printed(total) or "", own.form_no or "")
        return PersonForms(
            person=person,
            industry_items=tuple(item.name for item in rules.industry.items),
            industry=_industry(context, self.period, person_id),
            duties=tuple(duty.name for duty in rules.duties.items),
            self_in=own is not None,
            self_marks=marks,
            self_facts=tuple(fact or "" for fact in own.facts) if own is not None and marks is not None else (),
            reviewed=review is not None,
            review_seen=eyes.reviews,
            adjustment=review.adjustment if review is not None and eyes.reviews else None,
            reason=(review.reason or "") if review is not None and eyes.reviews else "",
            comment=(review.comment or "") if review is not None and eyes.reviews else "",
            months=tuple((month.number, figure) for month, figure in parts),
            sheets=_sheets(context, self.period, person_id),
            mean=printed(mean(Decimal(figure) for _, figure in parts)),
            mean_exact=mean(Decimal(figure) for _, figure in parts),
            spread=_spread(context, self.period) if eyes.reviews else (),
            questions=tuple(question.name for question in rules.survey.questions),
            valid=valid,
            invalid=invalid,
            answers=answers,
        )


def _industry(context: Context, period: Period, person: uuid.UUID) -> tuple[Marks, ...]:
    rows = context.session.execute(
        select(FormIssue.rater, IndustryRating.scores, IndustryRating.opinion, FormIssue.company)
        .join(FormIssue, FormIssue.number == IndustryRating.form_no)
        .where(IndustryRating.period == period, IndustryRating.person_id == person)
        .order_by(FormIssue.company, FormIssue.rater)
    )
    return tuple(
        Marks(
            rater or "",
            tuple(str(score) for score in scores),
            printed(sum((Fraction(score) for score in scores), Fraction())) or "",
            opinion or "",
        )
        for rater, scores, opinion, _ in rows
    )


def _sheets(context: Context, period: Period, person: uuid.UUID) -> int:
    return (
        context.session.scalar(
            select(func.count())
            .select_from(InspectionSheet)
            .where(
                InspectionSheet.person_id == person,
                InspectionSheet.visited_on.between(period.first_day, period.last_day),
                InspectionSheet.state == "approved",
                InspectionSheet.tier == "county",
            )
        )
        or 0
    )


def _spread(context: Context, period: Period) -> tuple[tuple[Decimal, int], ...]:
    given = context.session.scalars(select(DepartmentReview.adjustment).where(DepartmentReview.period == period))
    return tuple(sorted(Counter(given).items()))


def _survey(context: Context, period: Period, person: uuid.UUID, questions: int) -> tuple[int, int, tuple[str, ...]]:
    """Give valid and invalid sheets and the mean of each question over the valid ones, on the form's scale."""
    session = context.session
    total = session.get(SurveySummary, (period, person))
    if total is not None:
        means = tuple(printed(Fraction(one) / total.valid) or "" for one in total.sums) if total.valid else ()
        return total.valid, total.returned - total.valid, means
    rows = session.execute(
        select(Questionnaire.answers, Questionnaire.valid).where(
            Questionnaire.period == period, Questionnaire.person_id == person
        )
    ).all()
    good = [answers for answers, valid in rows if valid]
    means = tuple(
        printed(mean(sheet[place] for sheet in good if place < len(sheet) and sheet[place] is not None)) or "—"
        for place in range(questions)
    )
    return len(good), len(rows) - len(good), means if good else ()


@dataclass(frozen=True)
class LeaderRow:
    """One person in the leader round of a year: who has rated, and the printed mean of their totals."""

    person: PersonOn
    raters: tuple[tuple[str, str, str], ...]
    mean: str | None


@dataclass(frozen=True)
class LeaderBoard:
    """领导评 of a year: the abilities with their points, the round's state (none, open, closed, not_held), everybody.

    `own` are the reader's own scores by 工号.
    """

    period: Period
    state: str
    rating_state: str
    abilities: tuple[tuple[str, int], ...]
    rows: tuple[LeaderRow, ...]
    own: dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class LeadersOf(Query):
    """The leader ratings of a year, by name (B.5); who neither reads nor keys them is told their number alone."""

    permission: ClassVar[str] = "evaluations.enter"

    period: Period

    def rows(self, context: Context) -> LeaderBoard:
        """Give one row a manager."""
        rules = rules_of(context, self.period)
        given: dict[uuid.UUID, list[LeaderRating]] = {}
        for row in context.session.scalars(
            select(LeaderRating).where(LeaderRating.period == self.period).order_by(LeaderRating.rater)
        ):
            given.setdefault(row.person_id, []).append(row)
        states = round_states(context, self.period)
        people = managers_on(context, self.period.last_day)
        seen = access.may_read(context.actor, "evaluations.lead") or access.may_do(context.actor, "evaluations.enter")
        return LeaderBoard(
            self.period,
            states.get("leader", "none"),
            states.get("rating", "none"),
            tuple((item.name, int(item.points)) for item in rules.competencies.items),
            tuple(_leader_row(person, given.get(person.id, []), seen=seen) for person in people),
            {
                person.staff_no: tuple(row.scores)
                for person in people
                for row in given.get(person.id, [])
                if row.rater == context.actor.name
            },
        )


def _leader_row(person: PersonOn, given: list[LeaderRating], *, seen: bool) -> LeaderRow:
    if not seen:
        return LeaderRow(person, tuple(("", "", "") for _ in given), None)
    totals = [(row, sum((Fraction(score) for score in row.scores), Fraction())) for row in given]
    return LeaderRow(
        person,
        tuple((row.rater, row.duty, printed(total) or "") for row, total in totals),
        printed(mean(total for _, total in totals)),
    )


def reviewed_figure(inspected: Fraction, adjustment: Decimal) -> str:
    """Give R as it will be printed: the mean of the inspections with the adjustment, held within 0–100 (B.8.6)."""
    return printed(min(Fraction(100), max(Fraction(), inspected + Fraction(adjustment)))) or ""
