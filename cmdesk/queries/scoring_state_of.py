"""What a close looks at: facts about a period that bar it or are said (B.8.9)."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.deliberation import AgendaItem, Meeting, Paper
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.models.exams import ExamRelease
from cmdesk.models.grading import SeatQuota
from cmdesk.models.indicators import IndicatorMonth
from cmdesk.models.inspections import CorrectiveAction, InspectionSheet
from cmdesk.models.peers import PeerRound
from cmdesk.models.plans import MonthPlan
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.inspections import answers_of
from cmdesk.queries.scoring_compute import Computed
from cmdesk.rules.close import (
    CloseCheck,
    HalfYearState,
    MonthState,
    PersonHalf,
    PersonMonth,
    PersonQuarter,
    PersonYear,
    QuarterState,
    Round,
    SheetState,
    YearState,
    check_half_year,
    check_month,
    check_quarter,
    check_year,
)
from cmdesk.rules.codes import Source
from cmdesk.rules.inspection_sheets import unseen_items
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context

OUTSIDE = (Source.CUSTOMER, Source.INDUSTRY, Source.SELF, Source.DEPARTMENT)
_WHY = {"too_few_quarters": "不足规定的季度数", "no_exam": "没有考试成绩"}


def check_close(context: Context, period: Period, computed: Sequence[Computed], rules: RuleSet) -> CloseCheck:
    """Say everything that bars the close of a period, and everything to be said about it."""
    if period.kind is PeriodKind.MONTH:
        return check_month(_month_state(context, period, computed, rules), rules)
    if period.kind is PeriodKind.QUARTER:
        return check_quarter(_quarter_state(context, period, computed), rules)
    if period.kind is PeriodKind.HALF_YEAR:
        return check_half_year(_half_state(context, period, computed))
    return check_year(_year_state(context, period, computed))


def closed_periods(context: Context) -> set[Period]:
    """Give all periods that are closed."""
    return set(context.session.scalars(select(PeriodState.period).where(PeriodState.state == "closed")))


def _month_state(context: Context, period: Period, computed: Sequence[Computed], rules: RuleSet) -> MonthState:
    session = context.session
    closed = closed_periods(context)
    sheets = session.execute(
        select(
            InspectionSheet.id,
            InspectionSheet.person_id,
            InspectionSheet.number,
            InspectionSheet.state,
            InspectionSheet.acknowledgement,
            InspectionSheet.red_line,
            InspectionSheet.red_line_fact,
            InspectionSheet.red_line_evidence,
        ).where(InspectionSheet.visited_on.between(period.first_day, period.last_day))
    ).all()
    by_person: dict[uuid.UUID, list[SheetState]] = defaultdict(list)
    for row in sheets:
        by_person[row.person_id].append(
            SheetState(
                label=row.number,
                finished=row.state != "draft",
                approved=row.state == "approved",
                signed_or_refused=row.acknowledgement is not None,
                red_line_without_basis=bool(row.red_line) and not (row.red_line_fact and row.red_line_evidence),
            )
        )
    overdue = Counter(
        session.scalars(
            select(InspectionSheet.person_id)
            .join(CorrectiveAction, CorrectiveAction.sheet_id == InspectionSheet.id)
            .where(CorrectiveAction.done_on.is_(None), CorrectiveAction.due <= period.last_day)
        )
    )
    planned = set(session.scalars(select(MonthPlan.person_id).where(MonthPlan.period == period)))
    answers = answers_of(context, [row.id for row in sheets])
    return MonthState(
        period=period,
        open_before=tuple(m for m in _months_before(context, period) if m not in closed),
        indicators_in=session.get(IndicatorMonth, (context.unit.id, period)) is not None,
        people=tuple(
            PersonMonth(
                no=one.person.staff_no,
                name=one.person.name,
                performance=one.figures["performance"],
                sheets=tuple(by_person[one.person.id]),
                overdue_corrections=overdue[one.person.id],
                plan_in=one.person.id in planned,
            )
            for one in computed
        ),
        unseen_items=unseen_items(answers.values(), rules.checklist) if sheets else (),
    )


def _months_before(context: Context, period: Period) -> list[Period]:
    """Give the months from the first one with figures or sheets up to the one before `period`."""
    first_figures = context.session.scalar(select(IndicatorMonth.period).order_by(IndicatorMonth.period).limit(1))
    first_visit = context.session.scalar(select(func.min(InspectionSheet.visited_on)))
    begun = [first_figures, None if first_visit is None else Period.month_of(first_visit)]
    months = []
    month = min((one for one in begun if one is not None), default=period)
    while month < period:
        months.append(month)
        month = month.next()
    return months


def _quarter_state(context: Context, period: Period, computed: Sequence[Computed]) -> QuarterState:
    closed = closed_periods(context)
    states = {
        source: context.session.scalar(
            select(EvaluationRound.state).where(EvaluationRound.period == period, EvaluationRound.source == source)
        )
        for source in OUTSIDE
    }
    return QuarterState(
        period=period,
        open_months=tuple(month for month in period.months if month not in closed),
        open_rounds=tuple(source for source, state in states.items() if state != "closed"),
        people=tuple(
            PersonQuarter(
                no=one.person.staff_no,
                name=one.person.name,
                missing=one.missing,
                ungraded=one.score is None,
                talk_required="talk_required" in one.notes,
            )
            for one in computed
        ),
    )


def _half_state(context: Context, period: Period, computed: Sequence[Computed]) -> HalfYearState:
    return HalfYearState(
        period=period,
        marks_published=context.session.get(ExamRelease, period) is not None,
        people=tuple(
            PersonHalf(no=one.person.staff_no, name=one.person.name, deferred="exam_deferred" in one.notes)
            for one in computed
        ),
    )


def _year_state(context: Context, period: Period, computed: Sequence[Computed]) -> YearState:
    closed = closed_periods(context)
    return YearState(
        period=period,
        open_periods=tuple(p for p in (*period.quarters, *period.halves) if p not in closed),
        rounds=_rounds(context, period),
        seats_in=context.unit.covers_city
        or context.session.get(SeatQuota, (period.year, context.unit.code)) is not None,
        people=tuple(
            PersonYear(
                no=one.person.staff_no,
                name=one.person.name,
                ungraded_because=None if one.score is not None else _WHY.get(one.notes[0], one.notes[0]),
            )
            for one in computed
        ),
    )


def _rounds(context: Context, period: Period) -> tuple[Round, ...]:
    session = context.session
    peers = list(session.scalars(select(PeerRound.state).where(PeerRound.period == period)))
    states = dict(
        session.execute(
            select(EvaluationRound.source, EvaluationRound.state).where(EvaluationRound.period == period)
        ).all()
    )
    papers = list(
        session.scalars(
            select(Paper.state)
            .join(AgendaItem, (AgendaItem.meeting_id == Paper.meeting_id) & (AgendaItem.number == Paper.item))
            .join(Meeting, Meeting.id == Paper.meeting_id)
            .where(Meeting.year == period.year, AgendaItem.kind == "democratic_rating", Paper.state != "void")
        )
    )
    return (
        Round(
            code="peers",
            name="同事互评",
            closed=bool(peers) and all(state in {"closed", "not_held"} for state in peers),
        ),
        Round(
            code="leader",
            name="领导评",
            closed=states.get("leader") == "closed",
            not_held=states.get("leader") == "not_held",
        ),
        Round(
            code="rating",
            name="民主测评",
            closed=bool(papers) and all(state == "counted" for state in papers),
            not_held=states.get("rating") == "not_held",
        ),
    )
