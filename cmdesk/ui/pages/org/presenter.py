"""The people: which are shown, how they are counted, what the detail says. No widget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.org import GONE
from cmdesk.queries.org_board import Board, BoardRow
from cmdesk.rules.name_search import matches
from cmdesk.ui import words
from cmdesk.ui.dialogs.listing import Listing


class Group(Enum):
    """The filters over the list. Whoever has left stands under GONE alone."""

    ALL = "全部"
    MANAGERS = "客户经理"
    OTHERS = "其他岗位"
    FINDINGS = "有未整改"
    GONE = "已离开"


@dataclass
class PeopleList:
    """What the list shows. `fit` decides with group, line and search together."""

    board: Board | None = None
    group: Group = Group.MANAGERS
    line: str = ""
    search: str = ""

    def take(self, board: Board) -> None:
        """Take a new board; filters stay, a line that is gone is dropped."""
        self.board = board
        if self.line not in self.lines():
            self.line = ""

    def visible(self) -> tuple[BoardRow, ...]:
        """Give the rows that fit, in order of 工号."""
        rows = self.board.rows if self.board else ()
        return tuple(row for row in rows if self._fits(row, self.group))

    def counts(self) -> dict[Group, int]:
        """Give how many each filter would show, under the same search and line."""
        rows = self.board.rows if self.board else ()
        return {group: sum(self._fits(row, group) for row in rows) for group in Group}

    def lines(self) -> tuple[str, ...]:
        """Give the lines that somebody serves."""
        rows = self.board.rows if self.board else ()
        return tuple(sorted({row.person.line for row in rows if row.person.line}))

    def heading(self) -> str:
        """Give the line below the title."""
        if self.board is None:
            return ""
        managers = [row for row in self.board.rows if row.person.is_manager]
        done = sum(all(row.sources) for row in managers)
        state = "已关账" if self.board.closed else f"五项评价已齐 {done} 人"
        return f"{self.board.quarter.chinese} · 客户经理 {len(managers)} 人，{state}"

    def levels(self) -> str:
        """Give how many managers hold each level."""
        rows = self.board.rows if self.board else ()
        held = Counter((row.person.rung or "").partition("-")[0] for row in rows if row.person.is_manager)
        return "　".join(f"{word} {held[level]}" for level, word in words.LEVELS.items() if held[level])

    def listing(self, rows: Sequence[BoardRow], today: date) -> Listing:
        """Give these rows as a list on paper."""
        said = [self.group.value, *([f"线路 {self.line}"] if self.line else [])]
        said += [f"搜索“{self.search}”"] if self.search else []
        unit = self.board.unit if self.board else ""
        return Listing(
            title="人员名单",
            lines=(f"{unit} · {' · '.join(said)} · {len(rows)} 人", words.day(today, today=date.min)),
            headings=("工号", "姓名", "岗位", "用工", "级档", "本级起", "服务线路", "城区户", "乡村户", "学历", "状态"),
            rows=tuple(paper_row(row) for row in rows),
            file_name=f"人员名单-{today:%Y%m%d}",
            shares=(1.1, 1.5, 1.6, 0.9, 1.1, 1.6, 2.0, 0.9, 0.9, 1.3, 1.0),
            landscape=True,
        )

    def _fits(self, row: BoardRow, group: Group) -> bool:
        person = row.person
        gone = person.status in GONE
        wanted: Callable[[], bool] = {
            Group.ALL: lambda: not gone,
            Group.MANAGERS: lambda: person.is_manager,
            Group.OTHERS: lambda: not gone and not person.is_manager,
            Group.FINDINGS: lambda: not gone and row.open_findings > 0,
            Group.GONE: lambda: gone,
        }[group]
        if not wanted() or (self.line and person.line != self.line):
            return False
        return not self.search or matches(self.search, person.name, person.search_keys, person.staff_no)


def paper_row(row: BoardRow) -> tuple[str, ...]:
    """Give a person as a row on paper."""
    person = row.person
    return (
        person.staff_no,
        person.name,
        words.POSTS.get(person.post or "", "—"),
        words.EMPLOYMENT.get(person.employment, "—"),
        words.rung(person.rung, short=True) if person.is_manager else "—",
        f"{person.rung_since:%Y-%m-%d}" if person.rung_since else "—",
        person.line or "—",
        "—" if person.urban is None else str(person.urban),
        "—" if person.rural is None else str(person.rural),
        words.EDUCATION.get(person.education or "", "—"),
        words.STATUS.get(person.status, person.status),
    )


def state_of(row: BoardRow, closed: bool) -> tuple[str, str]:
    """Give the chip of a person: word and state. What keeps somebody from work comes first."""
    person = row.person
    if person.status != "in_post":
        return words.STATUS.get(person.status, person.status), "none"
    if not person.is_manager:
        return words.POSTS.get(person.post or "", "无岗位"), "none"
    if row.open_findings:
        return f"未整改 {row.open_findings}", "warn"
    if closed:
        return "已关账", "ok"
    missing = row.sources.count(False)
    if missing == len(row.sources):
        return "未开始", "none"
    return ("已收齐", "ok") if not missing else (f"缺 {missing} 项", "info")


def score_tone(score: str) -> str:
    """Give the tone of a score's bar: green from 90, blue from 70, amber below. The number stands beside it."""
    value = Decimal(score)
    return "ok" if value >= 90 else "fill" if value >= 70 else "warn"


def score_heading(rows: tuple[BoardRow, ...]) -> str:
    """Give the heading of the score column: the period that all scores are of."""
    periods = {row.of for row in rows if row.of is not None}
    return f"{short_period(max(periods))}得分" if periods else "季度得分"


def short_period(period: Period) -> str:
    """Give a period as a short heading: 二季度, 6 月, 2025 年度."""
    if period.kind is PeriodKind.QUARTER:
        return f"{'一二三四'[period.number - 1]}季度"
    if period.kind is PeriodKind.MONTH:
        return f"{period.number} 月"
    if period.kind is PeriodKind.HALF_YEAR:
        return "上半年" if period.number == 1 else "下半年"
    return f"{period.year} 年度"


def long_period(period: Period) -> str:
    """Give a period for a table of several years: 2026 二季度."""
    if period.kind is PeriodKind.YEAR:
        return short_period(period)
    return f"{period.year} {short_period(period)}"


def years_since(start: date | None, today: date) -> str:
    """Give how long somebody has been on a post: 11 年 3 个月."""
    if start is None or start > today:
        return "—"
    months = (today.year - start.year) * 12 + today.month - start.month - (today.day < start.day)
    years, rest = divmod(months, 12)
    parts = ([f"{years} 年"] if years else []) + ([f"{rest} 个月"] if rest or not years else [])
    return " ".join(parts)


def retailers(urban: int | None, rural: int | None) -> str:
    """Give the retailers served: 城 62 户 · 乡 118 户, with what it means for pay."""
    if urban is None or rural is None:
        return "户数未录"
    return f"城 {urban} 户 · 乡 {rural} 户"


def is_rural(urban: int | None, rural: int | None) -> bool:
    """Say whether more than half of the retailers live in the country: shown as help, decided by the rules."""
    return urban is not None and rural is not None and rural * 2 > urban + rural
