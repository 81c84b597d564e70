"""薪酬测算: which month, who fits, what is to be said of the whole, and which act comes next. No widget."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from cmdesk.kernel.periods import Period
from cmdesk.queries.pay_board import PayBoard, PayMonth, PayPerson
from cmdesk.rules.name_search import matches
from cmdesk.ui import words

HIDDEN = "•••"
"""What stands in the place of an amount that the reader may not see."""


class Filter(Enum):
    """The filters over the list."""

    ALL = "全部"
    MOVED = "有变动"
    OWED = "有差额"
    PENDING = "待定"


@dataclass(frozen=True)
class Act:
    """The next lawful act; grey with what is missing in its own words."""

    code: str
    text: str
    icon: str = ""
    enabled: bool = True


@dataclass
class PayState:
    """What the page shows."""

    today: date
    may: Collection[str] = ()
    months: tuple[PayMonth, ...] = ()
    board: PayBoard | None = None
    filter: Filter = Filter.ALL
    search: str = ""
    period: Period | None = None
    chosen: str = ""
    wanted: Period | None = field(default=None)

    def pick_month(self) -> Period | None:
        """Give the month to show: the one wanted, the one shown before, else the oldest that waits, else the newest."""
        known = [month.period for month in self.months]
        for period in (self.wanted, self.period):
            if period in known:
                return period
        waiting = [month.period for month in self.months if month.released_on is None and not month.computed]
        return min(waiting) if waiting else (known[0] if known else None)

    def visible(self) -> tuple[PayPerson, ...]:
        """Give the people that fit filter and search."""
        people = self.board.people if self.board is not None else ()
        wanted = self.search.strip()
        return tuple(
            one
            for one in people
            if fits(one, self.filter)
            and (not wanted or matches(wanted, one.name, one.search_keys, one.staff_no, one.line or ""))
        )

    def counts(self) -> dict[Filter, int]:
        """Give how many people each filter would show."""
        people = self.board.people if self.board is not None else ()
        return {wanted: sum(fits(one, wanted) for one in people) for wanted in Filter}

    def heading(self) -> tuple[str, ...]:
        """Give the parts of the line below the title."""
        board = self.board
        if board is None:
            return ("还没有关账的月份",)
        parts = [board.month.period.chinese, state_words(board, self.today)]
        if board.people:
            parts.append(f"{len(board.people)} 人")
            if board.visible:
                parts.append(f"合计 {amount(board.sums['total'])} 元")
                change = f"比{board.previous.number}月 {signed(board.change)}" if board.change is not None else ""
                parts.append(change)
            parts.append(f"{board.pending} 人待定" if board.pending else "")
        return tuple(part for part in parts if part)

    def next_act(self) -> Act:
        """Give the next lawful act."""
        board = self.board
        if board is None:
            return Act("compute", "测算（还没有关账的月份）", enabled=False)
        if board.month.released_on is not None:
            day = words.day(board.month.released_on, today=self.today)
            return Act("done", f"{day}已发放", "circle-check", enabled=False)
        if "pay.compute" not in self.may:
            return Act("compute", "等劳资员测算" if not board.people else "等劳资员发放", enabled=False)
        if not board.closed:
            return Act("compute", "测算（这个月没关账）", enabled=False)
        if not board.people:
            return Act("compute", "测算", "calculator")
        if board.trial_rules:
            return Act("release", "发放（规则集还在试行）", enabled=False)
        return Act("release", "发放，请负责人确认", "badge-check")

    def may_compute_again(self) -> bool:
        """Say whether the list can be computed anew."""
        board = self.board
        return (
            board is not None
            and bool(board.people)
            and board.closed
            and board.month.released_on is None
            and "pay.compute" in self.may
        )


def fits(one: PayPerson, wanted: Filter) -> bool:
    """Say whether a person belongs to a filter."""
    return {
        Filter.ALL: True,
        Filter.MOVED: one.moved,
        Filter.OWED: bool(one.differences),
        Filter.PENDING: one.pending,
    }[wanted]


def state_words(board: PayBoard, today: date) -> str:
    """Give how far the month is."""
    month = board.month
    if month.released_on is not None:
        return f"{words.day(month.released_on, today=today)}发放，{month.released_by}、{month.confirmed_by}"
    if board.people:
        return "已测算，没发放"
    return "还没测算" if board.closed else "没关账"


def amount(value: Decimal | None) -> str:
    """Give an amount as printed; — where there is none."""
    return "—" if value is None else f"{value:,.2f}"


def signed(value: Decimal | None) -> str:
    """Give a change with its sign."""
    if value is None:
        return "—"
    return f"{'−' if value < 0 else '+' if value > 0 else ''}{abs(value):,.2f}"


def shown(value: Decimal | None, *, visible: bool, pending: bool = False) -> str:
    """Give an amount, 待定, or what stands for an amount that may not be seen."""
    if not visible:
        return HIDDEN
    return "待定" if value is None and pending else amount(value)


def rung_words(one: PayPerson) -> str:
    """Give the rung held, and beside it the rung paid where a rural route lifts it."""
    held = words.rung(one.rung, short=True)
    return held if one.pay_rung == one.rung else f"{held} → {words.rung(one.pay_rung, short=True)}"
