"""首页: which tasks are shown in which group, what the hero says, how late things are. No widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.periods import Period
from cmdesk.queries.home import Home
from cmdesk.queries.home_tasks import HomeTask, TaskState
from cmdesk.runtime.doorstep import Surety
from cmdesk.ui import words
from cmdesk.ui.dialogs.listing import Listing
from cmdesk.ui.pages.org.presenter import short_period
from cmdesk.ui.widgets.rail import RailProgress

VERBS = {
    "indicators": "去导入",
    "inspections": "去录入",
    "scoring": "去关账",
    "exchange": "去上报",
    "evaluations": "去收齐",
    "plans": "录计划",
    "exams": "录成绩",
    "peers": "去互评",
    "grading": "去评定",
    "deliberation": "去开会",
    "incoming": "导入名额",
}
BY_ACTION = {
    "inspections.approve": "去审定",
    "inspections.verify": "录复查",
    "exams.publish": "去公布",
    "peers.close": "去关闭",
    "grading.decide": "录决定",
}
"""Verbs of actions that are not the usual one of their page."""
LOOK = "看进度"
INCOMING, ROSTER = "incoming", "roster"
"""The page that takes files in, and the kind of file with which everything begins."""
BACKUP = "backup"
PAGES = {"grading": "deliberation"}
"""Areas that have no page of their own, and the page on which their work is done."""
BACKUP_OLD = timedelta(days=3)


class Whose(Enum):
    """The filter over the tasks."""

    ALL = "全部"
    MINE = "我的"
    OTHERS = "等别人"


class Group(Enum):
    """Where a task stands in time."""

    LATE = "逾期"
    TODAY = "今天到期"
    WEEK = "本周"
    LATER = "以后"


@dataclass(frozen=True)
class Heading:
    """The line over a group of tasks."""

    group: Group
    count: int


Entry = Heading | HomeTask


@dataclass(frozen=True)
class Hero:
    """What is to be done first: a pill, how late it is, the sentence, where its input is, and the verb.

    The verb opens `page` with `argument`, does `task`, or, without either, prints who must be reminded.
    """

    pill: str = ""
    late: str = ""
    title: str = ""
    line: str = ""
    verb: str = ""
    page: str = ""
    argument: object = None
    task: HomeTask | None = None
    chain: tuple[HomeTask, ...] = ()


@dataclass(frozen=True)
class BackupFact:
    """The card of the backup."""

    state: str
    title: str
    line: str


@dataclass
class HomeState:
    """What the page shows. `has_page` says whether a page is there to go to, `may` whether the user does an action."""

    has_page: Callable[[str], bool]
    may: Callable[[str], bool] = lambda action: False
    home: Home | None = None
    whose: Whose = Whose.ALL
    backup: HomeTask | None = None

    def tasks(self, whose: Whose | None = None) -> tuple[HomeTask, ...]:
        """Give the tasks under a filter (the chosen one by default)."""
        wanted = whose or self.whose
        found = (*((self.backup,) if self.backup else ()), *self.home.tasks) if self.home else ()
        if wanted is Whose.ALL:
            return found
        return tuple(task for task in found if (task.mine and task.state is TaskState.READY) == (wanted is Whose.MINE))

    def entries(self) -> tuple[Entry, ...]:
        """Give headings and tasks in order; a group without tasks is left out."""
        if self.home is None:
            return ()
        groups: dict[Group, list[HomeTask]] = {group: [] for group in Group}
        for task in self.tasks():
            groups[group_of(task, self.home.today)].append(task)
        entries: list[Entry] = []
        for group, tasks in groups.items():
            if tasks:
                entries += [Heading(group, len(tasks)), *tasks]
        return tuple(entries)

    def take_backup(self, sure: Surety, now: datetime) -> None:
        """Make an old backup a task of today."""
        fact = backup_fact(sure, now)
        day = now.astimezone(CHINA).date()
        old = sure.backup_at is None or now - sure.backup_at > BACKUP_OLD
        self.backup = (
            HomeTask(
                key=BACKUP,
                title="备份数据",
                why=f"{fact.title}，{fact.line}",
                forms=(),
                due=day,
                area=BACKUP,
                action="upkeep.backup",
                who="系统管理员",
                mine=self.may("upkeep.backup"),
            )
            if old
            else None
        )

    def verb(self, task: HomeTask) -> str:
        """Give what can be done from here, or nothing."""
        if task.area == BACKUP:
            return "立即备份" if task.mine else ""
        if task.state is not TaskState.READY or not self.has_page(page_of(task)):
            return ""
        return (BY_ACTION.get(task.action) or VERBS.get(task.area, "去做")) if task.mine else LOOK

    def waits(self, task: HomeTask) -> str:
        """Give what a task waits for, short: 等关账."""
        if task.state is not TaskState.WAITING:
            return "" if task.mine else f"等{doer(task)}"
        first = task.waits_for[0].partition("/")[0]
        said = {
            "indicators": "等经营业绩",
            "sheets": "等检查表",
            "month_close": "等关账",
            "quarter_rounds": "等评价",
            "exam": "等成绩",
            "quarter_close": "等季度关账",
            "half_year_close": "等半年关账",
            "base_date": "等名额",
            "peer_rounds": "等互评",
            "leader_round": "等领导评",
            "first_sitting": "等民主测评",
            "year_close": "等年度关账",
            "second_sitting": "等评议会",
            "collective_decision": "等集体研究",
        }
        return said.get(first, "等前一步")

    def heading(self) -> tuple[str, str]:
        """Give the title (the date) and the phase of the calendar."""
        if self.home is None:
            return "首页", ""
        today = self.home.today
        title = f"{words.day(today)} {words.weekday(today, long=True)}"
        parts = [f"{today.month} 月第 {self.home.working_day} 个工作日"] if self.home.working_day else []
        late = sum(1 for task in self.home.tasks if task.days_late)
        parts.append(f"逾期 {late} 件" if late else "没有逾期的事")
        return title, " · ".join(parts)

    def hero(self) -> Hero:
        """Give what is to be done first, or who must act, or that nothing is due."""
        if self.home is None:
            return Hero()
        if not self.home.roster:
            return self._first_use()
        task = self.home.first or (self.backup if self.backup and self.backup.mine else None)
        if task is not None:
            chain = self.home.chain if task is self.home.first else (task,)
            late = _late_sentence(task, len(chain) - 1)
            page, argument = page_of(task), argument_of(task)
            return Hero("现在先做", late, task.title, task.why, self.verb(task), page, argument, task, chain)
        waiting = next((t for t in self.home.tasks if t.state is TaskState.READY), None)
        if waiting is not None:
            late = late_text(waiting, self.home.today)[0] if waiting.days_late else ""
            return Hero("等别人", late, f"等{doer(waiting)}：{waiting.title}", waiting.why, "打印催办单")
        following = self.home.ahead[0] if self.home.ahead else None
        line = f"下一个日子：{words.day(following.day)} {following.text}" if following else ""
        return Hero("都做完了", title="今天没有到期的事", line=line)

    def _first_use(self) -> Hero:
        may = self.has_page(INCOMING) and self.may("org.import")
        line = "名单 → 规则集 → 本月计划，三步之后就能开始考评"
        if not may:
            line = f"{line}；名单由录入员导入"
        return Hero("第一次使用", "", "先把花名册收进来", line, "导入花名册" if may else "", INCOMING, ROSTER)

    def reminders(self) -> Listing:
        """Give what others must do, as a list on paper."""
        home = self.home
        if home is None:
            raise ValueError("nothing is read yet")
        tasks = [task for task in home.tasks if task.state is TaskState.READY and not task.mine]
        return Listing(
            title="催办单",
            lines=(home.unit, f"{words.day(home.today, today=date.min)} 打印，{len(tasks)} 件"),
            headings=("谁办", "事项", "表号", "现在的情况", "到期", "晚/剩"),
            rows=tuple(
                (
                    f"{doer(task)}\n{task.who}" if task.names else task.who,
                    task.title,
                    "、".join(task.forms) or "—",
                    task.why + (f"（{task.done or 0} / {task.total}）" if task.total else ""),
                    f"{words.day(task.due, today=home.today)} {words.weekday(task.due)}",
                    late_text(task, home.today)[0],
                )
                for task in tasks
            ),
            file_name=f"催办单-{home.today:%Y%m%d}",
            shares=(1.5, 2.6, 1.0, 3.0, 1.5, 1.0),
            foot=(
                "请在到期日前办妥；已经办好的，请告知录入员。",
                "送达人：______________　　收件人：______________　　日期：______________",
            ),
        )

    def ahead(self) -> tuple[str, ...]:
        """Give the next three dates, as many of which are shown as there is room for."""
        return tuple(f"{words.day(a.day)} {a.text}" for a in self.home.ahead[:3]) if self.home else ()


def page_of(task: HomeTask) -> str:
    """Give the code of the page on which a task is done."""
    return PAGES.get(task.area, task.area)


def argument_of(task: HomeTask) -> tuple[str, Period | None] | Period | str | None:
    """Give what that page is opened with: a kind of file and its period, a view, the person, or the period."""
    if task.area == INCOMING:
        return task.opens, task.period
    return task.opens or task.staff_no or task.period


def doer(task: HomeTask) -> str:
    """Give who does a task: the one user who may, the first of several, or the body that the calendar names."""
    if not task.names:
        return task.who
    return task.names[0] if len(task.names) == 1 else f"{task.names[0]}等"


def badges(home: Home) -> dict[str, tuple[str, str]]:
    """Give for each page how many things the user can do there now, red where one of them is late."""
    found: dict[str, list[HomeTask]] = {}
    for task in home.tasks:
        if task.mine and task.state is TaskState.READY:
            found.setdefault(page_of(task), []).append(task)
    return {
        page: (str(len(tasks)), "bad" if any(task.days_late for task in tasks) else "none")
        for page, tasks in found.items()
    }


def closing(home: Home) -> RailProgress | None:
    """Give how far the period is that must be closed next, for the foot of the rail."""
    waiting = [period for period in home.progress if period.due is not None]
    if not waiting:
        return None
    period = max(waiting, key=lambda p: (p.days_late, -(p.due or home.today).toordinal()))
    left = (period.due - home.today).days if period.due else 0
    when = f"晚 {period.days_late} 天" if period.days_late else "今天到期" if left <= 0 else f"剩 {left} 天"
    return RailProgress(
        f"{short_period(period.period)}收尾", period.share, f"{words.day(period.due or home.today)}关账 · {when}"
    )


def group_of(task: HomeTask, today: date) -> Group:
    """Give the group of a task: late, due today, due by Sunday, later."""
    if task.days_late:
        return Group.LATE
    if task.due <= today:
        return Group.TODAY
    sunday = today + timedelta(days=6 - today.weekday())
    return Group.WEEK if task.due <= sunday else Group.LATER


def late_text(task: HomeTask, today: date) -> tuple[str, str]:
    """Give how late a task is, or how many days are left, with the state of its chip."""
    if task.days_late:
        return f"晚 {task.days_late} 天", "bad"
    left = (task.due - today).days
    return ("今天", "info") if left <= 0 else (f"剩 {left} 天", "none")


def backup_fact(sure: Surety, now: datetime) -> BackupFact:
    """Give the state of the backup."""
    if sure.backup_at is None:
        return BackupFact("warn", "还没有备份", "数据只有一份，请尽快备份")
    when = words.moment(sure.backup_at, now)
    if now - sure.backup_at > BACKUP_OLD:
        days = (now.astimezone(CHINA).date() - sure.backup_at.astimezone(CHINA).date()).days
        return BackupFact("warn", f"{days} 天没有备份", f"上次 {when}")
    checked = "已校验可恢复" if sure.verified else "还没有校验"
    return BackupFact("ok" if sure.verified else "warn", "备份正常", f"{when}，{checked}")


def _late_sentence(task: HomeTask, behind: int) -> str:
    parts = [f"晚 {task.days_late} 天"] if task.days_late else []
    if behind:
        parts.append(f"后面{'一两三'[behind - 1]}件都在等它")
    return "，".join(parts)
