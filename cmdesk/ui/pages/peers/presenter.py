"""同事互评 without widgets: what is said about a group, and one sheet while it is being keyed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.peers_board import PeerBoard, PeerGroup
from cmdesk.ui.forms.specs import number_typed, places_of

STATES = {
    "planned": ("已安排", "none"),
    "open": ("正在收", "info"),
    "closed": ("已关闭", "ok"),
    "not_held": ("不开展", "none"),
}


def year_shown(today: date) -> Period:
    """Give the year whose peers are asked: the one before until June, since the round is held in January."""
    return Period(PeriodKind.YEAR, today.year - 1 if today.month <= 6 else today.year)


def day(value: date) -> str:
    """Give 1月12日."""
    return f"{value.month}月{value.day}日"


def last_day(group: PeerGroup, today: date) -> tuple[str, str]:
    """Say when the last day is, and its tone."""
    if group.last_day is None:
        return "没有定截止日", "second"
    left = (group.last_day - today).days
    if left < 0:
        return f"{day(group.last_day)} 已截止", "second"
    near = "今天" if left == 0 else "明天" if left == 1 else f"还有 {left} 天"
    return f"{day(group.last_day)} 止，{near}", "warn" if left <= 1 else "second"


def key_line(group: PeerGroup, least_shown: int) -> tuple[str, str]:
    """Say whether keying is open, or why it is not, and the tone of that."""
    if group.own_group:
        return "您在这一组里，不能经手这一组的互评：请换人", "bad"
    said = {
        "box_not_counted": ("先清点票箱里有多少份", "second"),
        "box_differs": (f"箱里 {group.box} 份，交表 {group.turned_in} 人：对不上，先停录、重新清点", "bad"),
        "all_keyed": ("都录完了，请督察组长关闭", "ok"),
        "sheets_too_few": (f"还没录的只有 {group.waiting} 份，截止日前不足 {least_shown} 份不录", "warn"),
        "": ("可以录：抽一份，录完再抽", "ok"),
    }
    return said[group.key_stop]


def few_line(group: PeerGroup, board: PeerBoard) -> str:
    """Say what happens to those who can get too few sheets; empty where nobody does."""
    unused = sum(count for sheets, count in group.spread if sheets < board.least_used)
    few = sum(count for sheets, count in group.spread if board.least_used <= sheets < board.least_shown)
    said = []
    if unused:
        said.append(f"{unused} 人不足 {board.least_used} 张：互评不用，权重分给其余")
    if few:
        said.append(f"{few} 人不足 {board.least_shown} 张：不单列")
    return "；".join(said)


@dataclass
class Sheet:
    """One paper while it is keyed: scores by person and ability as typed. Lives in memory alone, and nowhere else."""

    people: tuple[tuple[str, str], ...] = ()
    abilities: tuple[tuple[str, int], ...] = ()
    cells: dict[tuple[int, int], str] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget everything typed."""
        self.cells.clear()

    def value(self, row: int, column: int) -> Decimal | None:
        """Give the score of a cell, None for an empty or impossible one."""
        number = number_typed(self.cells.get((row, column), ""), 1)
        if number is None or not 0 <= number <= self.abilities[column][1] or places_of(number) > 1:
            return None
        return Decimal(number)

    def wrong(self, row: int, column: int) -> bool:
        """Say whether something is typed that is no score."""
        return bool(self.cells.get((row, column), "").strip()) and self.value(row, column) is None

    def begun(self, row: int) -> bool:
        """Say whether anything is typed for a person."""
        return any(self.cells.get((row, column), "").strip() for column in range(len(self.abilities)))

    def total(self, row: int) -> str:
        """Give the sum of a complete line, or how many of its cells are filled."""
        values = [self.value(row, column) for column in range(len(self.abilities))]
        known = [value for value in values if value is not None]
        if len(known) == len(values) and values:
            return f"{sum(known):.1f}"
        return f"{len(known)} / {len(values)}" if self.begun(row) else ""

    def missing(self) -> int:
        """Give how many cells are missing or wrong in the lines that were begun."""
        return sum(
            self.value(row, column) is None
            for row in range(len(self.people))
            if self.begun(row)
            for column in range(len(self.abilities))
        )

    def scores(self) -> dict[str, tuple[Decimal, ...]]:
        """Give the scores of every complete line by 工号."""
        found = {}
        for row, (staff_no, _) in enumerate(self.people):
            values = [self.value(row, column) for column in range(len(self.abilities))]
            if values and None not in values:
                found[staff_no] = tuple(value for value in values if value is not None)
        return found
