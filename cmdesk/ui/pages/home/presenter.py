"""首页: which tasks are shown in which group, what the hero says, how late things are. No widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from cmdesk.kernel.clock import CHINA
from cmdesk.queries.home import Home
from cmdesk.queries.home_tasks import HomeTask, TaskState
from cmdesk.runtime.doorstep import Surety
from cmdesk.ui import words

VERBS = {
    "indicators": "去导入",
    "inspections": "去录入",
    "scoring": "去关账",
    "exchange": "去上报",
    "evaluations": "去收齐",
    "plans": "看计划",
    "exams": "录成绩",
    "peers": "去互评",
    "grading": "去评定",
    "deliberation": "去开会",
}
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
    """What is to be done first: a pill, how late it is, the sentence, where its input is, and the verb."""

    pill: str
    late: str
    title: str
    line: str
    verb: str
    area: str
    chain: tuple[HomeTask, ...]


@dataclass(frozen=True)
class BackupFact:
    """The card of the backup."""

    state: str
    title: str
    line: str


@dataclass
class HomeState:
    """What the page shows. `has_page` says whether a page is there to go to."""

    has_page: Callable[[str], bool]
    home: Home | None = None
    whose: Whose = Whose.ALL

    def tasks(self, whose: Whose | None = None) -> tuple[HomeTask, ...]:
        """Give the tasks under a filter (the chosen one by default)."""
        wanted = whose or self.whose
        found = self.home.tasks if self.home else ()
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

    def verb(self, task: HomeTask) -> str:
        """Give what can be done from here, or nothing."""
        ready = task.mine and task.state is TaskState.READY and self.has_page(task.area)
        return VERBS.get(task.area, "去做") if ready else ""

    def waits(self, task: HomeTask) -> str:
        """Give what a task waits for, short: 等关账."""
        if task.state is not TaskState.WAITING:
            return "" if task.mine else f"等{task.who}"
        first = task.waits_for[0].partition("/")[0]
        said = {
            "indicators": "等经营业绩",
            "sheets": "等检查表",
            "month_close": "等关账",
            "quarter_rounds": "等评价",
            "exam": "等成绩",
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
            return Hero("", "", "", "", "", "", ())
        if not self.home.roster:
            verb = "导入花名册" if self.has_page("import") else ""
            line = "名单 → 规则集 → 本月计划，三步之后就能开始考评"
            return Hero("第一次使用", "", "先把花名册收进来", line, verb, "import", ())
        task = self.home.first
        if task is not None:
            late = _late_sentence(task, len(self.home.chain) - 1)
            return Hero("现在先做", late, task.title, task.why, self.verb(task), task.area, self.home.chain)
        waiting = next((t for t in self.home.tasks if t.state is TaskState.READY), None)
        if waiting is not None:
            late = late_text(waiting, self.home.today)[0] if waiting.days_late else ""
            return Hero("等别人", late, f"等{waiting.who}：{waiting.title}", waiting.why, "", "", ())
        following = self.home.ahead[0] if self.home.ahead else None
        line = f"下一个日子：{words.day(following.day)} {following.text}" if following else ""
        return Hero("都做完了", "", "今天没有到期的事", line, "", "", ())

    def ahead(self) -> tuple[str, ...]:
        """Give the next three dates, as many of which are shown as there is room for."""
        return tuple(f"{words.day(a.day)} {a.text}" for a in self.home.ahead[:3]) if self.home else ()


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
