"""五项评价 without widgets: what is missing for whom, the next gap, and what may be done with a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.evaluations_board import EvaluationBoard, EvaluationRow, RoundRow
from cmdesk.rules.name_search import matches

SOURCES = ("performance", "customer", "industry", "self", "department")
LETTERS = {"performance": "P", "customer": "C", "industry": "G", "self": "S", "department": "R"}
NAMES = {
    "performance": "经营业绩",
    "customer": "客户满意度",
    "industry": "工业企业评价",
    "self": "自我评价",
    "department": "营销部审核评价",
}
SHORT = {
    "performance": "业绩",
    "customer": "满意度",
    "industry": "工业",
    "self": "自评",
    "department": "审核",
}
IMPORTS = {"customer": "导入满意度结果", "industry": "导入收回的 D10", "self": "导入收回的 D11"}
REASONS = (("临时任务", "临时任务完成情况："), ("代班", "代班、顶岗表现："), ("投诉", "客户投诉处理情况："))
"""The word beside its key, and the text that the reason begins with."""


class Filter(Enum):
    """The filters over the list."""

    MISSING = "缺来源"
    WHOLE = "齐"
    ALL = "全部"


@dataclass
class EvaluationState:
    """What the page shows."""

    board: EvaluationBoard | None = None
    filter: Filter = Filter.MISSING
    search: str = ""
    source: str = "industry"

    def take(self, board: EvaluationBoard) -> None:
        """Take a board; with nothing missing the list opens on everybody."""
        first = self.board is None or self.board.period != board.period
        self.board = board
        if self.filter is Filter.MISSING and not self.counts()[Filter.MISSING]:
            self.filter = Filter.ALL
        elif first and self.counts()[Filter.MISSING]:
            self.filter = Filter.MISSING
        if first:
            self.source = first_source(board)

    def visible(self) -> tuple[EvaluationRow, ...]:
        """Give the rows that fit filter and search."""
        rows = self.board.rows if self.board else ()
        return tuple(row for row in rows if self._fits(row, self.filter))

    def counts(self) -> dict[Filter, int]:
        """Give how many rows each filter would show."""
        rows = self.board.rows if self.board else ()
        return {wanted: sum(self._fits(row, wanted) for row in rows) for wanted in Filter}

    def heading(self) -> tuple[str, ...]:
        """Give the parts of the line below the title; the last ones may be left out."""
        if self.board is None:
            return ()
        whole = sum(row.whole for row in self.board.rows)
        if self.board.closed:
            return self.board.period.chinese, "已关账"
        due = (f"{day(self.board.due)}前关账",) if self.board.due else ()
        return self.board.period.chinese, f"{whole} / {len(self.board.rows)} 人来源齐", *due

    def summary(self) -> str:
        """Say how many lack what: 缺 G 7 人，缺 R 5 人."""
        rows = self.board.rows if self.board else ()
        said = []
        for source in SOURCES:
            count = sum(source in row.missing for row in rows)
            if count:
                said.append(f"缺 {LETTERS[source]} {count} 人")
        both = sum(len(row.missing) > 1 for row in rows)
        return "，".join(said) + (f"，{both} 人缺两样以上" if both else "")

    def next_gap(self, staff_no: str) -> tuple[str, str] | None:
        """Give (工号, source) of the next gap after that person and the present source, from the top again."""
        rows = self.board.rows if self.board else ()
        gaps = [(row.person.staff_no, source) for row in rows for source in row.missing]
        if not gaps:
            return None
        order = [(row.person.staff_no, source) for row in rows for source in SOURCES]
        here = order.index((staff_no, self.source)) if (staff_no, self.source) in order else -1
        return next((gap for gap in gaps if order.index(gap) > here), gaps[0])

    def missing_names(self, source: str) -> tuple[str, ...]:
        """Give the names of those for whom a source is missing."""
        rows = self.board.rows if self.board else ()
        return tuple(row.person.name for row in rows if source in row.missing)

    def _fits(self, row: EvaluationRow, wanted: Filter) -> bool:
        if wanted is Filter.MISSING and not row.lacks:
            return False
        if wanted is Filter.WHOLE and not row.whole:
            return False
        person = row.person
        return not self.search or matches(self.search, person.name, person.search_keys, person.staff_no)


def first_source(board: EvaluationBoard) -> str:
    """Give the source to begin with: the open one with most people missing, else 工业企业."""
    lacking = [one for one in board.rounds if one.state == "open" and one.source != "performance" and one.lacking]
    return max(lacking, key=lambda one: one.lacking).source if lacking else "industry"


def quarter_now(today: date) -> Period:
    """Give the quarter whose evaluations are collected: from the 20th of its last month to that day of the next."""
    month = Period.month_of(today)
    quarter = month.quarter
    begun = today.month % 3 == 0 and today.day >= 20
    return quarter if begun else quarter.previous()


def day(value: date) -> str:
    """Give 1月13日."""
    return f"{value.month}月{value.day}日"


def deadline(one: RoundRow) -> tuple[str, str]:
    """Say when a round is due, and its tone."""
    if one.state == "closed":
        return "本轮已关闭", "second"
    if one.state == "none":
        return "本轮还没有开启", "second"
    if one.due is None or one.days_left is None:
        return "正在收，没有定截止日", "second"
    if one.days_left < 0:
        return f"{day(one.due)} 截止，晚 {-one.days_left} 天", "bad"
    left = "今天截止" if one.days_left == 0 else f"还有 {one.days_left} 天"
    return f"{day(one.due)} 截止，{left}", "warn" if one.days_left <= 1 else "second"


def consequence(row: EvaluationRow, source: str, least_raters: int = 2) -> tuple[str, str]:
    """Say what happens at the close if this source of this person stays as it is; empty where it is in."""
    cell = row.cells[SOURCES.index(source)]
    if cell.state != "missing":
        return "", ""
    letter, share = LETTERS[source], {"performance": 50, "customer": 20, "industry": 10, "self": 5, "department": 15}
    partly = source == "industry" and cell.text != "缺"
    title = f"到期仍只有 {cell.text.partition(' ')[0]} 份" if partly else "到期仍空"
    return f"{title}：{letter} 不用，绝不记 0 分", f"{share[source]}% 按比例分给其余各项；{row.consequence}"


def round_permission(state: str, *, may_open: bool, may_close: bool) -> str:
    """Give who must do the next act of a round, where it is not the reader; empty where it is."""
    if state == "none":
        return "" if may_open else "由录入员开启本轮"
    if state == "closed":
        return "" if may_close else "本轮已关闭"
    return ""


def periods(year: int) -> tuple[Period, ...]:
    """Give what the tabs show: the four quarters of a year, and the year for the leaders' rating."""
    whole = Period(PeriodKind.YEAR, year)
    return (*whole.quarters, whole)


def tab_text(period: Period) -> str:
    """Give the word of a tab."""
    return "领导评" if period.kind is PeriodKind.YEAR else f"{'一二三四'[period.number - 1]}季度"
