"""What the first page counts: how far each month, quarter, half-year and year is."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import func, select

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.deliberation import Meeting
from cmdesk.models.evaluations import EvaluationRound
from cmdesk.models.exams import ExamMark, ExamRelease
from cmdesk.models.exchange import ExportRun
from cmdesk.models.grading import CollectiveDecision, Grading, SeatQuota
from cmdesk.models.indicators import IndicatorFigure, IndicatorMonth
from cmdesk.models.inspections import CorrectiveAction, InspectionSheet
from cmdesk.models.journal import JournalEntry
from cmdesk.models.org import Person
from cmdesk.models.peers import PeerRound
from cmdesk.models.plans import MonthPlan
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.org import is_manager_on
from cmdesk.queries.org_board import present_sources
from cmdesk.rules.codes import Source
from cmdesk.runtime.context import Context

SOURCES = tuple(source for source in Source if source is not Source.PERFORMANCE)


@dataclass(frozen=True)
class Finding:
    """An open corrective action: whose it is, what is asked, by when, and whether the person has answered."""

    staff_no: str
    name: str
    due: date
    answered: bool
    count: int


class Facts:
    """Reads each kind of fact once, when it is asked for. Lives as long as its context."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._managers: dict[date, frozenset[uuid.UUID]] = {}

    @cached_property
    def started(self) -> date:
        """Give the day on which this database began: nothing before it is ever late."""
        first = self.context.session.scalar(select(func.min(JournalEntry.at)))
        return first.astimezone(CHINA).date() if first else self.context.today()

    @cached_property
    def people(self) -> int:
        """Give how many people the roster has."""
        return self.context.session.scalar(select(func.count()).select_from(Person)) or 0

    def managers(self, period: Period) -> frozenset[uuid.UUID]:
        """Give the account managers at the end of a period, or today where it has not ended."""
        day = min(period.last_day, self.context.today())
        if day not in self._managers:
            wanted = select(Person.id).where(Person.unit_id == self.context.unit.id, is_manager_on(day))
            self._managers[day] = frozenset(self.context.session.scalars(wanted))
        return self._managers[day]

    @cached_property
    def closed(self) -> frozenset[Period]:
        """Give the closed periods."""
        return frozenset(self.context.session.scalars(select(PeriodState.period).where(PeriodState.state == "closed")))

    @cached_property
    def figures_in(self) -> frozenset[Period]:
        """Give the months whose X1 is in."""
        return frozenset(self.context.session.scalars(select(IndicatorMonth.period)))

    @cached_property
    def figure_people(self) -> Counter[Period]:
        """Give for each month how many people have figures."""
        rows = self.context.session.execute(
            select(IndicatorFigure.period, func.count(func.distinct(IndicatorFigure.person_id))).group_by(
                IndicatorFigure.period
            )
        )
        return Counter({row[0]: row[1] for row in rows})

    @cached_property
    def plans(self) -> Counter[Period]:
        """Give for each month how many plans are handed in."""
        rows = self.context.session.execute(select(MonthPlan.period, func.count()).group_by(MonthPlan.period))
        return Counter({row[0]: row[1] for row in rows})

    @cached_property
    def _sheets(self) -> list[tuple[uuid.UUID, date, str]]:
        rows = self.context.session.execute(
            select(InspectionSheet.person_id, InspectionSheet.visited_on, InspectionSheet.state).where(
                InspectionSheet.tier == "county"
            )
        )
        return [(person, day, state) for person, day, state in rows]

    def visits(self, month: Period, least: int) -> int:
        """Give how many of the visits asked for (`least` a person) a month has, approved."""
        count = Counter(p for p, day, state in self._sheets if state == "approved" and month.contains(day))
        return sum(min(least, n) for n in count.values())

    def sheets(self, month: Period, state: str) -> int:
        """Give how many sheets of a month are in a state."""
        return sum(1 for _, day, s in self._sheets if s == state and month.contains(day))

    def unvisited(self, month: Period) -> int:
        """Give how many managers have no sheet at all in a month."""
        seen = {person for person, day, _ in self._sheets if month.contains(day)}
        return len(self.managers(month) - seen)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Give the corrective actions that are not verified, one row a person and due day."""
        rows = self.context.session.execute(
            select(
                Person.staff_no,
                Person.name,
                CorrectiveAction.due,
                func.count(CorrectiveAction.done_on),
                func.count(),
            )
            .join(InspectionSheet, InspectionSheet.id == CorrectiveAction.sheet_id)
            .join(Person, Person.id == InspectionSheet.person_id)
            .where(CorrectiveAction.verified_on.is_(None))
            .group_by(Person.staff_no, Person.name, CorrectiveAction.due)
            .order_by(CorrectiveAction.due, Person.staff_no)
        )
        return tuple(Finding(number, name, due, done == count, count) for number, name, due, done, count in rows)

    @cached_property
    def rounds(self) -> dict[tuple[Period, str], str]:
        """Give the state of each evaluation round."""
        rows = self.context.session.execute(
            select(EvaluationRound.period, EvaluationRound.source, EvaluationRound.state)
        )
        return {(period, source): state for period, source, state in rows}

    def evaluated(self, quarter: Period) -> dict[str, int]:
        """Give for each outside source how many of a quarter's managers are in."""
        present = present_sources(self.context, quarter)
        managers = self.managers(quarter)
        return {str(source): len(present[source] & managers) for source in SOURCES}

    def fully_evaluated(self, quarter: Period) -> int:
        """Give how many managers have all four outside sources of a quarter."""
        present = present_sources(self.context, quarter)
        both = set(self.managers(quarter))
        for source in SOURCES:
            both &= present[source]
        return len(both)

    @cached_property
    def exam_marks(self) -> Counter[Period]:
        """Give for each half-year how many people have marks."""
        rows = self.context.session.execute(
            select(ExamMark.period, func.count(func.distinct(ExamMark.person_id))).group_by(ExamMark.period)
        )
        return Counter({row[0]: row[1] for row in rows})

    @cached_property
    def exams_out(self) -> frozenset[Period]:
        """Give the half-years whose marks are published."""
        return frozenset(self.context.session.scalars(select(ExamRelease.period)))

    @cached_property
    def exports(self) -> frozenset[tuple[str, Period]]:
        """Give what has been exported, by kind (month, levels …) and period."""
        rows = self.context.session.execute(select(ExportRun.kind, ExportRun.period))
        return frozenset((kind, period) for kind, period in rows)

    def seats_settled(self, year: int) -> bool:
        """Say whether a year's seats are known: issued to this unit, or computed by one that covers its city."""
        if self.context.session.get(SeatQuota, (year, self.context.unit.code)) is not None:
            return True
        prepared = select(Grading.person_id).where(Grading.year == year).limit(1)
        return self.context.unit.covers_city and self.context.session.scalar(prepared) is not None

    @cached_property
    def seats(self) -> SeatQuota | None:
        """Give the newest seats issued to this unit."""
        return self.context.session.scalar(
            select(SeatQuota).where(SeatQuota.unit_code == self.context.unit.code).order_by(SeatQuota.year.desc())
        )

    def peers_done(self, year: Period) -> bool:
        """Say whether every peer round of a year is closed or not held."""
        states = self.context.session.scalars(select(PeerRound.state).where(PeerRound.period == year)).all()
        return bool(states) and all(state in {"closed", "not_held"} for state in states)

    def sitting_done(self, year: int, sitting: int) -> bool:
        """Say whether a sitting is over."""
        states = self.context.session.scalars(
            select(Meeting.state).where(Meeting.year == year, Meeting.sitting == sitting)
        ).all()
        return bool(states) and all(state in {"closed", "minuted"} for state in states)

    def decided(self, year: int) -> bool:
        """Say whether the leading body has decided a year's list."""
        return self.context.session.get(CollectiveDecision, year) is not None

    def open_months(self) -> tuple[Period, ...]:
        """Give the months that have ended since this database began and are not closed, oldest first."""
        return tuple(self._ended(PeriodKind.MONTH))

    def closed_months(self) -> tuple[Period, ...]:
        """Give the closed months since this database began, oldest first."""
        first = Period.month_of(self.started)
        return tuple(sorted(p for p in self.closed if p.kind is PeriodKind.MONTH and p >= first))

    def open_quarters(self) -> tuple[Period, ...]:
        """Give the quarters that have ended since this database began and are not closed."""
        return tuple(self._ended(PeriodKind.QUARTER))

    def open_halves(self) -> tuple[Period, ...]:
        """Give the half-years that have ended since this database began and are not closed."""
        return tuple(self._ended(PeriodKind.HALF_YEAR))

    def _ended(self, kind: PeriodKind) -> Iterable[Period]:
        today = self.context.today()
        period = Period(kind, self.started.year, 1)
        while period.last_day < today:
            if period.first_day >= self.started.replace(day=1) and period not in self.closed:
                yield period
            period = period.next()
