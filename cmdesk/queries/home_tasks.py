"""The tasks of the county: what its deadlines ask for, as far as it is not done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.home_facts import Facts, Finding
from cmdesk.rules.deadlines import due_day, is_late
from cmdesk.rules.ruleset_work import Deadline
from cmdesk.rules.working_days import first_from
from cmdesk.runtime.context import Context

VISITS_A_MONTH = 2
SINGLE_FINDINGS = 5
"""More open corrective actions than this become one task, or they would bury all others."""


class TaskState(StrEnum):
    """Whether a task can be done now, waits for others, or lies ahead."""

    READY = "ready"
    WAITING = "waiting"


@dataclass(frozen=True)
class HomeTask:
    """One thing to do. `key` names it, `area` the page it is done on, `action` the permission that does it.

    `waits_for` are keys of tasks that must be done first. `days_late` counts from the first working day on or after
    the due date; 0 is due or ahead. `done`/`total` only where it is countable. `period` or `staff_no` is what the
    task's page is opened with, `opens` the view or kind of file where the page has several. `names` are the standing
    users who may do it.
    """

    key: str
    title: str
    why: str
    forms: tuple[str, ...]
    due: date
    area: str
    action: str
    who: str
    waits_for: tuple[str, ...] = ()
    done: int | None = None
    total: int | None = None
    days_late: int = 0
    mine: bool = False
    state: TaskState = TaskState.READY
    period: Period | None = None
    staff_no: str = ""
    opens: str = ""
    names: tuple[str, ...] = ()


class Calendar:
    """Makes tasks out of deadlines; a year without a holiday table gives none."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.rules = facts.context.rule_set.deadlines
        self.holidays = facts.context.tables.holidays

    def due(self, code: str, of: Period) -> date | None:
        """Give the day, or None where the rule set has no such deadline or the calendar is missing."""
        deadline = self.rules.of(code)
        return None if deadline is None else self.day(deadline, of)

    def day(self, deadline: Deadline, of: Period) -> date | None:
        """Give the day of a deadline, or None where the calendar is missing."""
        try:
            return due_day(deadline, of, self.holidays)
        except Rejected:
            return None

    def task(
        self,
        code: str,
        of: Period,
        title: str,
        why: str,
        area: str,
        action: str,
        *,
        waits_for: Iterable[str] = (),
        done: int | None = None,
        total: int | None = None,
        about: Period | None = None,
    ) -> Iterable[HomeTask]:
        """Give the task of a deadline, or nothing; `about` is the period its page shows, where that is not `of`."""
        deadline = self.rules.of(code)
        due = self.due(code, of)
        if deadline is not None and due is not None:
            yield HomeTask(
                key=f"{code}/{of}",
                title=title,
                why=why,
                forms=deadline.forms,
                due=due,
                area=area,
                action=action,
                who=deadline.who,
                waits_for=tuple(waits_for),
                done=done,
                total=total,
                period=about or of,
            )


def _year_of(facts: Facts, period: Period) -> str:
    """Give the year before a period's name where it is another than this one."""
    return "" if period.year == facts.context.today().year else f"{period.year} 年"


def _month_of(facts: Facts, month: Period) -> str:
    return f"{_year_of(facts, month)} {month.number} 月".strip()


def days_late(context: Context, due: date) -> int:
    """Give how many days a due date has passed, counted from the first working day on or after it; 0 if it has not."""
    today, holidays = context.today(), context.tables.holidays
    try:
        return (today - first_from(due, holidays)).days if is_late(today, due, holidays) else 0
    except Rejected:
        return max(0, (today - due).days)


def collected(facts: Facts) -> Iterable[HomeTask]:
    """Give every open task but those of the year, in no order; whose it is and how late is not judged here."""
    calendar = Calendar(facts)
    for month in facts.open_months():
        yield from _month_tasks(calendar, month)
    for month in facts.closed_months():
        yield from _export_task(calendar, month)
    yield from _present_month(calendar)
    for quarter in facts.open_quarters():
        yield from _quarter_tasks(calendar, quarter)
    for half in facts.open_halves():
        yield from _half_tasks(calendar, half)
    yield from _finding_tasks(facts)


def _month_tasks(calendar: Calendar, month: Period) -> Iterable[HomeTask]:
    facts = calendar.facts
    name = _month_of(facts, month)
    total = len(facts.managers(month))
    waits = []
    if month not in facts.figures_in:
        done = facts.figure_people[month]
        waits.append(f"indicators/{month}")
        why = "营销中心的数据还没有导入" if not done else f"还差 {total - done} 人"
        yield from calendar.task(
            "indicators", month, f"{name}经营业绩导入", why, "indicators", "indicators.import", done=done, total=total
        )
    drafts, finished = facts.sheets(month, "draft"), facts.sheets(month, "finished")
    if drafts or finished:
        waits.append(f"sheets/{month}")
        yield from _sheet_task(calendar, month, drafts, finished)
    close_why = "关账后才能打印结果、发工资、上报" if not waits else "前面的数据齐了才能关账"
    yield from calendar.task(
        "month_close", month, f"{name}关账、公布并签字", close_why, "scoring", "scoring.close", waits_for=waits
    )
    yield from _export_task(calendar, month)


def _export_task(calendar: Calendar, month: Period) -> Iterable[HomeTask]:
    if ("month", month) not in calendar.facts.exports:
        yield from calendar.task(
            "month_export",
            month,
            f"{_month_of(calendar.facts, month)}数据上报",
            "关账后生成上报文件",
            "exchange",
            "exchange.export",
            waits_for=(f"month_close/{month}",),
        )


def _sheet_task(calendar: Calendar, month: Period, drafts: int, finished: int) -> Iterable[HomeTask]:
    due = calendar.due("indicators", month)
    if due is None:
        return
    parts = [f"{drafts} 张没有录完"] * bool(drafts) + [f"{finished} 张等审定"] * bool(finished)
    action = "inspections.record" if drafts else "inspections.approve"
    yield HomeTask(
        key=f"sheets/{month}",
        title=f"{_month_of(calendar.facts, month)}检查表录完并审定",
        why="，".join(parts),
        forms=("D04",),
        due=due,
        area="inspections",
        action=action,
        who="督察组",
        period=month,
    )


def _present_month(calendar: Calendar) -> Iterable[HomeTask]:
    facts = calendar.facts
    month = Period.month_of(facts.context.today())
    total = len(facts.managers(month))
    for planned in (month, month.next()):
        yield from _plan_task(calendar, planned, total)
    unvisited = facts.unvisited(month)
    if unvisited:
        yield from calendar.task(
            "inspection_reminder",
            month,
            f"{month.number} 月督察检查",
            f"{unvisited} 人本月还没有检查表",
            "inspections",
            "inspections.record",
            done=facts.visits(month, VISITS_A_MONTH),
            total=total * VISITS_A_MONTH,
        )


def _plan_task(calendar: Calendar, planned: Period, total: int) -> Iterable[HomeTask]:
    """Give the plans of a month that are missing: due on the last working day before it, late all through it."""
    facts, before = calendar.facts, planned.previous()
    due = calendar.due("month_plan", before)
    if facts.plans[planned] >= total or due is None or due < facts.started:
        return
    yield from calendar.task(
        "month_plan",
        before,
        f"{_month_of(facts, planned)}目标、计划、重点",
        f"{total - facts.plans[planned]} 人未交",
        "plans",
        "plans.submit",
        done=facts.plans[planned],
        total=total,
        about=planned,
    )


def _quarter_tasks(calendar: Calendar, quarter: Period) -> Iterable[HomeTask]:
    facts = calendar.facts
    name = f"{_year_of(facts, quarter)}{'一二三四'[quarter.number - 1]}季度"
    total, done = len(facts.managers(quarter)), facts.fully_evaluated(quarter)
    waits = [f"month_close/{month}" for month in quarter.months if month not in facts.closed]
    if done < total:
        key = f"quarter_rounds/{quarter}"
        waits.append(key)
        due = calendar.due("quarter_close", quarter)
        if due is not None:
            yield HomeTask(
                key=key,
                title=f"{name}四项评价收齐",
                why=_evaluated(facts, quarter, total),
                forms=("D09", "D10", "D11", "D12"),
                due=due,
                area="evaluations",
                action="evaluations.enter",
                who="营销部",
                done=done,
                total=total,
                period=quarter,
            )
    yield from calendar.task(
        "quarter_close",
        quarter,
        f"{name}关账，逐人谈话",
        "三个月都关账、评价收齐之后",
        "scoring",
        "scoring.close",
        waits_for=waits,
    )


def _evaluated(facts: Facts, quarter: Period, total: int) -> str:
    names = {"customer": "客户满意度", "industry": "工业企业评价", "self": "自我评价", "department": "审核评价"}
    counts = facts.evaluated(quarter)
    missing = [f"{names[source]}缺 {total - count} 人" for source, count in counts.items() if count < total]
    return "，".join(missing[:2]) + ("等" if len(missing) > 2 else "")


def _half_tasks(calendar: Calendar, half: Period) -> Iterable[HomeTask]:
    facts = calendar.facts
    name = f"{_year_of(facts, half)}{'上半年' if half.number == 1 else '下半年'}"
    total = len(facts.managers(half))
    waits = []
    if half not in facts.exams_out:
        waits.append(f"exam/{half}")
        done = facts.exam_marks[half]
        why = "成绩还没有导入" if not done else "成绩录齐后公布"
        yield from calendar.task(
            "exam", half, f"{name}技能考试成绩", why, "exams", "exams.enter", done=done, total=total
        )
    yield from calendar.task(
        "half_year_close", half, f"{name}技能考评关账", "成绩公布之后", "scoring", "scoring.close", waits_for=waits
    )


def _finding_tasks(facts: Facts) -> Iterable[HomeTask]:
    for answered, action in ((True, "inspections.verify"), (False, "inspections.record")):
        found = [finding for finding in facts.findings if finding.answered is answered]
        if len(found) > SINGLE_FINDINGS:
            yield _many_findings(found, answered, action)
        else:
            yield from (_one_finding(finding, action) for finding in found)


def _one_finding(finding: Finding, action: str) -> HomeTask:
    why = f"查出 {finding.count} 项，" + ("本人已交整改回执" if finding.answered else "本人还没有交回执")
    return HomeTask(
        key=f"correction/{finding.staff_no}/{finding.due}",
        title=f"整改复查 · {finding.name}",
        why=why,
        forms=("D05",),
        due=finding.due,
        area="inspections",
        action=action,
        who="督察组",
        done=0,
        total=finding.count,
        staff_no=finding.staff_no,
    )


def _many_findings(found: list[Finding], answered: bool, action: str) -> HomeTask:
    people = list(dict.fromkeys(finding.name for finding in found))
    names = people[0] + (f"等 {len(people)} 人" if len(people) > 1 else "")
    return HomeTask(
        key=f"correction/{'answered' if answered else 'open'}",
        title=f"整改复查 {len(people)} 人" if answered else f"收整改回执 {len(people)} 人",
        why=f"{names}，共 {sum(finding.count for finding in found)} 项",
        forms=("D05",),
        due=min(finding.due for finding in found),
        area="inspections",
        action=action,
        who="督察组",
    )
