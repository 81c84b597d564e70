"""How far the open month, the open quarter and the current month are; how many seats are taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cmdesk.kernel.periods import Period
from cmdesk.queries.home_facts import Facts
from cmdesk.queries.home_tasks import Calendar, days_late
from cmdesk.queries.org import managers_on
from cmdesk.rules.caps import level_caps
from cmdesk.rules.ladder import Level
from cmdesk.runtime.context import Context

VISITS_A_MONTH = 2


@dataclass(frozen=True)
class Step:
    """One step of a period. `total` 0: it is done or not, nothing is counted; `note` is said instead of a count."""

    name: str
    done: int
    total: int
    note: str = ""

    @property
    def complete(self) -> bool:
        """Say whether the step is done."""
        return self.total > 0 and self.done >= self.total


@dataclass(frozen=True)
class PeriodProgress:
    """One period with its steps in order; `due` is the day by which it must be closed, `days_late` how long past it."""

    period: Period
    about: str
    steps: tuple[Step, ...]
    due: date | None = None
    days_late: int = 0

    @property
    def share(self) -> float:
        """Give how much of what is counted is done, from 0 to 1."""
        total = sum(step.total for step in self.steps)
        return sum(min(step.done, step.total) for step in self.steps) / total if total else 0.0


@dataclass(frozen=True)
class SeatLine:
    """How many hold a level, and how many may."""

    level: str
    held: int
    cap: int


def progress_of(facts: Facts) -> tuple[PeriodProgress, ...]:
    """Give the last open month, the last open quarter and the current month."""
    found = []
    months, quarters = facts.open_months(), facts.open_quarters()
    if months:
        steps = tuple(_month_steps(facts, months[-1]))
        found.append(PeriodProgress(months[-1], "月度营销目标", steps, *_close_of(facts, "month_close", months[-1])))
    if quarters:
        steps = tuple(_quarter_steps(facts, quarters[-1]))
        found.append(PeriodProgress(quarters[-1], "综合业绩", steps, *_close_of(facts, "quarter_close", quarters[-1])))
    present = Period.month_of(facts.context.today())
    plans = Step("月计划", facts.plans[present], len(facts.managers(present)))
    found.append(PeriodProgress(present, "日常督察", (_visits(facts, present), plans)))
    return tuple(found)


def seats_of(context: Context, facts: Facts) -> tuple[tuple[SeatLine, ...], int | None]:
    """Give the levels with holders and issued seats, and the base; nothing before the city has issued seats."""
    quota = facts.seats
    if quota is None:
        return (), None
    held = dict.fromkeys(Level, 0)
    for person in managers_on(context, context.today()):
        level = (person.rung or "").partition("-")[0]
        if level in held:
            held[Level(level)] += 1
    caps = level_caps(held, context.rule_set).caps
    issued = {Level.SENIOR: quota.senior, Level.INTERMEDIATE: quota.intermediate, Level.JUNIOR: quota.junior}
    lines = []
    for level, seats in issued.items():
        cap = seats if seats is not None else caps[level]
        lines.append(SeatLine(str(level), held[level], cap))
    return tuple(lines), quota.headcount


def _close_of(facts: Facts, code: str, period: Period) -> tuple[date | None, int]:
    due = Calendar(facts).due(code, period)
    return due, days_late(facts.context, due) if due else 0


def _month_steps(facts: Facts, month: Period) -> Iterable[Step]:
    total = len(facts.managers(month))
    drafts, waiting = facts.sheets(month, "draft"), facts.sheets(month, "finished")
    yield _visits(facts, month)
    done = total if month in facts.figures_in else facts.figure_people[month]
    yield Step("经营业绩", done, total)
    yield Step("关账", 0, 0, "等经营业绩" if done < total else "等检查表" if drafts or waiting else "可以关账")
    yield Step("上报", 0, 0, "等关账")


def _visits(facts: Facts, month: Period) -> Step:
    """Give how many of the visits asked for are approved, and in the name how many sheets wait for that."""
    waiting = facts.sheets(month, "finished")
    name = f"检查表（{waiting} 待审）" if waiting else "督察检查表"
    return Step(name, facts.visits(month, VISITS_A_MONTH), len(facts.managers(month)) * VISITS_A_MONTH)


def _quarter_steps(facts: Facts, quarter: Period) -> Iterable[Step]:
    total, counts = len(facts.managers(quarter)), facts.evaluated(quarter)
    names = {"customer": "客户满意度", "industry": "工业企业评价", "self": "自我评价", "department": "审核评价"}
    for source, name in names.items():
        yield Step(name, counts[source], total)
    months = sum(month in facts.closed for month in quarter.months)
    yield Step("月度关账", months, len(quarter.months))
