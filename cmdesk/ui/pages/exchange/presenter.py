"""数据上报: how each period's city file stands, and how the findings of the city's checks read. No widget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.exchange import CityFileRow, Preflight
from cmdesk.runtime.package_check import PackageAnswer
from cmdesk.runtime.sentences import message
from cmdesk.ui import words

BOOKS = {
    "roster": "X6 人员花名册",
    "month": "X2 月度考评上报表",
    "quarter": "X3 季度综合业绩上报表",
    "levels": "X4 等级评定上报表",
    "ballots-account": "票数账",
}
_EDITIONS = 4
"""So many of them are listed; all stand in the journal."""
_FORMS = {"D18": "计票结果报告单", "D25": "年度考评报告"}


@dataclass(frozen=True)
class Finding:
    """One finding as a line: its state and its sentence; `second` is what will be looked at."""

    state: str
    text: str


FOREIGN_CHECKS = tuple(
    Finding("second", text)
    for text in (
        "封装：文件一个不少，摘要都对",
        "签章：单位签章有效，证书可信",
        "内容：名单、合计、等级、签名照市局的办法再核一遍",
    )
)
"""What the check of a file from elsewhere looks at; said until one is brought."""


class Filter(Enum):
    """The filters over the list; the counts of the last three add up to the first."""

    ALL = "全部"
    WAITING = "待上报"
    SENT = "已生成"
    OPEN = "未关账"


@dataclass
class ExchangeState:
    """What the page shows."""

    today: date
    rows: tuple[CityFileRow, ...] = ()
    filter: Filter = Filter.ALL
    checked: Preflight | None = None

    def visible(self) -> tuple[CityFileRow, ...]:
        """Give the rows that fit: what waits first, the newest period first."""
        fitting = [row for row in self.rows if self._fits(row, self.filter)]
        newest = sorted(fitting, key=lambda row: (row.period.last_day, row.period.kind.value), reverse=True)
        return tuple(sorted(newest, key=lambda row: group_of(row) is not Filter.WAITING))

    def counts(self) -> dict[Filter, int]:
        """Give how many rows each filter would show."""
        return {wanted: sum(self._fits(row, wanted) for row in self.rows) for wanted in Filter}

    def heading(self) -> str:
        """Give the line below the title."""
        late = sum(is_late(row, self.today) for row in self.rows)
        waiting = self.counts()[Filter.WAITING]
        if not waiting:
            return "已关账的期间都生成了上报包"
        return f"{waiting} 个期间待上报" + (f"，其中 {late} 个已逾期" if late else "")

    def _fits(self, row: CityFileRow, wanted: Filter) -> bool:
        return wanted is Filter.ALL or group_of(row) is wanted


def group_of(row: CityFileRow) -> Filter:
    """Give the filter that a row belongs to."""
    if not row.closed:
        return Filter.OPEN
    return Filter.SENT if row.sent and not row.stale else Filter.WAITING


def is_late(row: CityFileRow, today: date) -> bool:
    """Say whether a file that can be made should have gone by now."""
    return group_of(row) is Filter.WAITING and row.late_from is not None and today > row.late_from


def chip_of(row: CityFileRow, today: date) -> tuple[str, str]:
    """Give the word of a row's state, and its tint."""
    if not row.closed:
        return "未关账", "none"
    if row.stale:
        return "重关后未再报", "warn"
    if row.sent:
        return f"第 {row.sent[0].edition} 版", "ok"
    return ("逾期未报", "bad") if is_late(row, today) else ("待上报", "info")


def title_of(row: CityFileRow) -> str:
    """Give a row's first line."""
    return f"{row.period.chinese}上报包"


def line_of(row: CityFileRow, today: date) -> str:
    """Give a row's second line: when it was made, or when it is due."""
    if row.sent and not row.stale:
        return f"{words.day(row.sent[0].at.date(), today=today)} {row.sent[0].by} 生成"
    due = "" if row.due is None else f"{words.day(row.due, today=today)} 前报出"
    return "　".join(part for part in (" ".join(row.forms[:1]), due) if part)


def contents(found: Preflight | None, row: CityFileRow) -> tuple[tuple[str, str], ...]:
    """Give what the file holds: as counted by the check, or as it will be."""
    named = [f"{form} {_FORMS[form]}" for form in row.forms if form in _FORMS]
    lines = [("表单", "、".join(form for form in row.forms if form not in _FORMS))]
    # Each report on a line of its own, however narrow the card is; a blank keeps them below each other.
    lines += [("报告" if number == 0 else " ", text) for number, text in enumerate(named)]
    if found is not None:
        lines += [("工作簿", f"{len(found.books)} 个"), ("人员", f"{found.people} 人")]
        if found.documents:
            lines.append(("签名报告", f"{found.documents} 份"))
    if row.period.kind is PeriodKind.YEAR:
        lines.append(("签名", f"已签齐 {row.ready} 份" + (f"，还有 {row.open} 份没签齐" if row.open else "")))
    if row.due is not None:
        lines.append(("期限", f"{row.due.year}年{row.due.month}月{row.due.day}日"))
    return tuple(lines)


def editions(row: CityFileRow, now: datetime) -> tuple[tuple[str, str, str], ...]:
    """Give what has been made of a period, the newest first: edition, when and by whom, the beginning of the digest."""
    return tuple(
        (f"第 {sent.edition} 版", f"{words.moment(sent.at, now)} {sent.by}", f"摘要 {sent.content_digest[:8]}")
        for sent in row.sent[:_EDITIONS]
    )


def findings(problems: Iterable[Problem], warnings: Iterable[Problem]) -> tuple[Finding, ...]:
    """Give every finding as a line, problems first."""
    return (
        *(Finding("bad", message(problem)) for problem in problems),
        *(Finding("warn", message(problem)) for problem in warnings),
    )


def verdict_of(found: Preflight) -> tuple[str, str]:
    """Give the sentence over the findings, and its state."""
    if found.problems:
        return f"市局会退回：{len(found.problems)} 处问题", "bad"
    if found.warnings:
        return f"可以上报，有 {len(found.warnings)} 处提醒", "warn"
    return "市局的核对全部通过", "ok"


def checks_of(row: CityFileRow) -> tuple[Finding, ...]:
    """Give what the check will look at in a period's file, before it has run."""
    tables = "、".join(form for form in row.forms if form.startswith("X"))
    named = "、".join(form for form in row.forms if form in _FORMS)
    said = ["名单：花名册里的人一个不漏、不重，姓名一致", f"合计：{tables} 逐行重加，每个数和工作簿对上"]
    if row.period.kind is PeriodKind.YEAR:
        said += ["等级：和汇总、基数人数、市局名额对上", f"签名：{named} 逐份验，签完以后没有改过"]
    return tuple(Finding("second", text) for text in said)


def stranger_verdict(answer: PackageAnswer) -> tuple[str, str]:
    """Give the sentence about a file that somebody brought, and its state."""
    facts = answer.facts
    said = f"{facts['unit']} {Period.parse(facts['period']).chinese} 第 {facts['revision']} 版"
    if answer.problems:
        return f"{said}：{len(answer.problems)} 处问题", "bad"
    return (f"{said}：通过，{len(answer.warnings)} 处提醒", "warn") if answer.warnings else (f"{said}：全部通过", "ok")


def no_package(path: Path) -> tuple[Finding, ...]:
    """Give what to do with a file that is none, where that can be told by its name; else nothing."""
    ways = {".pdf": "这是 PDF：请到“报表签章”里验证签名。"}
    way = ways.get(path.suffix.lower())
    return () if way is None else (Finding("bad", way),)


def missing(row: CityFileRow | None, found: Preflight | None, key: Path | None, password: str) -> str:
    """Give what the making still waits for, in the words of its button; empty where nothing."""
    if row is None:
        return "先选一个期间"
    if not row.closed:
        return "还没关账"
    if found is None:
        return "还没核对"
    if found.problems:
        return f"还有 {len(found.problems)} 处问题"
    if key is None:
        return "还没选签章密钥"
    return "" if password else "还没输口令"


def file_name(period: Period, edition: int) -> str:
    """Give the proposed name of a city file."""
    return f"上报包-{period}-第{edition}版.zip"


def next_edition(row: CityFileRow) -> int:
    """Give the edition that the next file of this period gets."""
    return row.sent[0].edition + 1 if row.sent else 1


def books_for(period: Period) -> tuple[str, ...]:
    """Give the workbooks that can be handed out by themselves for a period."""
    return {
        PeriodKind.MONTH: ("month", "roster"),
        PeriodKind.QUARTER: ("quarter",),
        PeriodKind.YEAR: ("levels", "ballots-account"),
    }.get(period.kind, ())
