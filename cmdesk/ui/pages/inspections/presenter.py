"""The board of a month: which rows are shown under which tab, how they are counted, what each says. No widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from cmdesk.queries.inspections_board import ActionLine, Board, PlanRow, SheetLine
from cmdesk.rules.name_search import matches
from cmdesk.ui import words
from cmdesk.ui.pages.inspections.wording import STATES, VISITS, head_of, number

Line = PlanRow | SheetLine | ActionLine

SHOWN_LOSSES = 8


class Tab(Enum):
    """The three lists of the page."""

    PLAN = "检查安排"
    SHEETS = "检查表"
    ACTIONS = "整改"


FILTERS: dict[Tab, tuple[tuple[str, str], ...]] = {
    Tab.PLAN: (("all", "全部客户经理"), ("due", "还差检查"), ("never", "本月没查过"), ("actions", "有未复查整改")),
    Tab.SHEETS: (
        ("all", "全部检查表"),
        ("draft", "草稿"),
        ("returned", "退回"),
        ("finished", "待审定"),
        ("approved", "已审定"),
        ("red", "有红线"),
    ),
    Tab.ACTIONS: (("all", "全部整改"), ("late", "逾期"), ("answered", "等复查"), ("silent", "没有回执")),
}
_TESTS: dict[tuple[Tab, str], Callable[[Line], bool]] = {
    (Tab.PLAN, "due"): lambda row: isinstance(row, PlanRow) and row.missing > 0,
    (Tab.PLAN, "never"): lambda row: isinstance(row, PlanRow) and not row.desk + row.field + row.combined,
    (Tab.PLAN, "actions"): lambda row: isinstance(row, PlanRow) and row.open_actions > 0,
    (Tab.SHEETS, "draft"): lambda row: isinstance(row, SheetLine) and row.state == "draft",
    (Tab.SHEETS, "returned"): lambda row: isinstance(row, SheetLine) and is_returned(row),
    (Tab.SHEETS, "finished"): lambda row: isinstance(row, SheetLine) and row.state == "finished",
    (Tab.SHEETS, "approved"): lambda row: isinstance(row, SheetLine) and row.state == "approved",
    (Tab.SHEETS, "red"): lambda row: isinstance(row, SheetLine) and row.red_line is not None,
    (Tab.ACTIONS, "late"): lambda row: isinstance(row, ActionLine) and row.days_late > 0,
    (Tab.ACTIONS, "answered"): lambda row: isinstance(row, ActionLine) and row.done_on is not None,
    (Tab.ACTIONS, "silent"): lambda row: isinstance(row, ActionLine) and row.done_on is None,
}


@dataclass
class BoardState:
    """What the board shows. Tab, filter of each tab and search decide together."""

    board: Board | None = None
    tab: Tab = Tab.PLAN
    search: str = ""
    filters: dict[Tab, str] = field(default_factory=lambda: dict.fromkeys(Tab, "all"))

    def rows(self, tab: Tab | None = None) -> tuple[Line, ...]:
        """Give all rows of a tab."""
        board = self.board
        if board is None:
            return ()
        rows: dict[Tab, tuple[Line, ...]] = {
            Tab.PLAN: board.plan,
            Tab.SHEETS: board.sheets,
            Tab.ACTIONS: board.actions,
        }
        return rows[tab or self.tab]

    def visible(self) -> tuple[Line, ...]:
        """Give the rows of the shown tab that fit filter and search."""
        test = _TESTS.get((self.tab, self.filters[self.tab]))
        return tuple(row for row in self.rows() if (test is None or test(row)) and self._found(row))

    def counts(self) -> dict[Tab, int]:
        """Give what each tab counts: visits still due, sheets, actions."""
        board = self.board
        if board is None:
            return dict.fromkeys(Tab, 0)
        return {
            Tab.PLAN: sum(row.missing > 0 for row in board.plan),
            Tab.SHEETS: len(board.sheets),
            Tab.ACTIONS: len(board.actions),
        }

    def heading(self) -> str:
        """Give the line below the title: how far the month is and what is late."""
        board = self.board
        if board is None:
            return ""
        due = len(board.plan) * board.a_month
        done = sum(min(board.a_month, row.desk + row.field + row.combined) for row in board.plan)
        late = sum(row.days_late > 0 for row in board.actions)
        waiting = sum(row.state == "finished" for row in board.sheets)
        parts = [f"{board.period.chinese}　应查 {due} 次，已查 {done} 次"]
        parts += [f"{waiting} 张等审定"] * bool(waiting) + [f"整改逾期 {late} 项"] * bool(late)
        return " · ".join(parts + ["已关账，只看"] * board.closed)

    def to_approve(self, actor: str) -> tuple[str, ...]:
        """Give the numbers of the sheets shown that somebody may approve: finished, of another recorder, not unlike."""
        rows = self.board.sheets if self.board else ()
        waiting = (row for row in rows if row.state == "finished" and row.recorded_by != actor)
        return tuple(row.number for row in waiting if row.twice != "differs")

    def empty(self) -> tuple[str, str]:
        """Give what stands where the list has nothing."""
        if self.search or self.filters[self.tab] != "all":
            return "没有这样的行", "换一个词或者条件，或者按 Esc 清空搜索"
        return {
            Tab.PLAN: ("还没有客户经理", "先在“人员”导入花名册，这里就有检查安排"),
            Tab.SHEETS: ("这个月还没有检查表", "按 F2 录一张，或者按 F3 导入别处录好的"),
            Tab.ACTIONS: ("没有未复查的整改", "检查表录毕以后，每个扣分项都在这里等回执和复查"),
        }[self.tab]

    def _found(self, row: Line) -> bool:
        if not self.search:
            return True
        extra = ""
        if isinstance(row, SheetLine):
            extra = f"{row.number} {' '.join(row.inspectors)}"
        elif isinstance(row, ActionLine):
            extra = f"{row.sheet} {row.item} {row.demand}"
        else:
            extra = row.line
        if self.search.casefold() in extra.casefold():
            return True
        return matches(self.search, row.name, row.search_keys, row.staff_no)


def key_of(row: Line) -> str:
    """Give what a row is known by over a refresh."""
    if isinstance(row, SheetLine):
        return row.number
    if isinstance(row, ActionLine):
        return f"{row.sheet}/{row.item}"
    return row.staff_no


def is_returned(row: SheetLine) -> bool:
    """Say whether a sheet was sent back and is being put right."""
    return row.state == "draft" and bool(row.returned_reason)


def sheet_state(row: SheetLine) -> tuple[str, str]:
    """Give word and tint of a sheet's state."""
    if is_returned(row):
        return "退回", "bad"
    if row.state == "draft":
        return f"草稿 {row.answered} 项", "info"
    return STATES[row.state]


def due_words(row: PlanRow) -> tuple[str, str]:
    """Give word and tint of what the plan still wants of a person."""
    if not row.missing:
        return "已查够", "ok"
    kinds = "、".join(VISITS[kind] for kind in row.due) if len(row.due) == row.missing else f"{row.missing} 次"
    return f"还差{kinds if row.due and len(row.due) == row.missing else ' ' + kinds}", "warn"


def action_state(row: ActionLine) -> tuple[str, str]:
    """Give word and tint of a corrective action."""
    if row.done_on is not None:
        return "等复查", "info"
    if row.days_late:
        return f"逾期 {row.days_late} 天", "bad"
    return "等回执", "warn"


def kind_words(row: SheetLine) -> str:
    """Give kind and tier of a visit."""
    return VISITS.get(row.kind, row.kind) + ("·市" if row.tier == "city" else "")


def last_words(row: PlanRow) -> str:
    """Give the last visit: day and inspectors."""
    return words.day(row.last_on) if row.last_on else "—"


def month_words(row: PlanRow) -> str:
    """Give the visits of the month by kind."""
    counts = ((row.desk, "desk"), (row.field, "field"), (row.combined, "combined"))
    return " · ".join(f"{VISITS[kind]} {count}" for count, kind in counts if count) or "—"


def lost_words(row: SheetLine) -> tuple[tuple[int, str, str], ...]:
    """Give item, its first words and the points of what a sheet lost, the largest first, as many as the card holds."""
    largest = sorted(row.lost, key=lambda one: (-one.points, one.item))
    found = [(one.item, head_of(one.text)[:14], number(one.points)) for one in largest[:SHOWN_LOSSES]]
    return tuple(found)
