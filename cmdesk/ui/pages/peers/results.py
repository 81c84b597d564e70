"""A closed round: the figure of each person as far as it may be shown, and the sheets by number alone (B.5a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.kernel.amounts import parse_fraction, printed
from cmdesk.queries.peers import PeerFigureRow
from cmdesk.queries.peers_board import PeerGroup
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.cells import RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.labels import Card, Label, Rule
from cmdesk.ui.widgets.tables import Table


@dataclass(frozen=True)
class SheetFigure:
    """How one unnamed rater rated: sheet number, people, mean, spread, agreement."""

    number: str
    people: int
    mean: str
    spread: str
    agreement: str


def sheet_figures(figures: Mapping[str, Any] | None) -> tuple[SheetFigure, ...]:
    """Give the figures of the sheets, by number."""
    sheets = (figures or {}).get("sheets", {})
    return tuple(
        SheetFigure(number, int(given[0]), given[1] or "—", given[2] or "—", given[3] or "—")
        for number, given in sorted(sheets.items())
    )


def shown_score(row: PeerFigureRow) -> str:
    """Give 互评 as printed, or why it is not shown."""
    if row.suppressed:
        return "不单列"
    return "—" if row.score is None else printed(parse_fraction(row.score)) or "—"


def _people() -> tuple[Column[PeerFigureRow], ...]:
    return (
        Column("姓名", lambda row: row.name, lambda row: row.staff_no, 1.8),
        Column("互评", shown_score, shown_score, 0.9, right=True),
        Column("有效", lambda row: "少于 5 张" if row.suppressed else f"{row.valid} 张", lambda row: row.valid, 1.0),
        Column("去掉", lambda row: "—" if row.suppressed else f"{row.dropped} 张", lambda row: row.dropped, 0.8),
    )


def _sheets() -> tuple[Column[SheetFigure], ...]:
    return (
        Column("表号", lambda row: row.number, lambda row: row.number, 1.7),
        Column("评几人", lambda row: str(row.people), lambda row: row.people, 0.8, right=True),
        Column("均分", lambda row: row.mean, lambda row: row.mean, 0.8, right=True),
        Column("离散", lambda row: row.spread, lambda row: row.spread, 0.8, right=True),
        Column("一致", lambda row: row.agreement, lambda row: row.agreement, 0.8, right=True),
    )


class ResultsView(QWidget):
    """People at the left, sheets at the right; nothing joins them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.people: RowsModel[PeerFigureRow] = RowsModel(_people(), self)
        self.sheets: RowsModel[SheetFigure] = RowsModel(_sheets(), self)
        self.table = Table(look, "互评结果")
        self.raters = Table(look, "评分表")
        self.line = Label(look, "", size=12, tone="second", wrap=True)
        self.same = Label(look, "", size=12, tone="warn", wrap=True)
        self.none = Empty(look, "users", "没有结果", "这一组没有收到有效的表")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._card("互评结果", self.line, self.table, self.people), 1)
        row.addWidget(self._card("评分表，只有号码", self.same, self.raters, self.sheets), 1)

    def show_group(self, group: PeerGroup, figures: tuple[PeerFigureRow, ...]) -> None:
        """Show a closed group."""
        own = {member.staff_no for member in group.members}
        rows = [row for row in figures if row.staff_no in own]
        self.people.show(rows)
        self.sheets.show(sheet_figures(group.rater_figures))
        hidden = sum(row.suppressed for row in rows)
        said = f"有效 {group.sheets_valid or 0} 份，无效 {group.sheets_invalid or 0} 份；每人有效 3 张起用，5 张起单列"
        self.line.setText(said + (f"；{hidden} 人互评人数不足5人，不单列" if hidden else ""))
        twins = (group.rater_figures or {}).get("identical", [])
        text = "；".join(" 和 ".join(pair) for pair in twins)
        self.same.setText(f"有几份表逐格相同：{text}" if twins else "没有逐格相同的表")
        self.same.set_tone("warn" if twins else "second")

    def _card(self, title: str, line: Label, table: Table, model: Any) -> Card:
        card = Card()
        head = QVBoxLayout()
        head.setContentsMargins(16, 11, 16, 9)
        head.setSpacing(3)
        head.addWidget(Label(self._look, title, size=15, bold=True))
        head.addWidget(line)
        table.base_height = (34, 30)
        table.setItemDelegate(RowDelegate(self._look, table))
        table.attach(model)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(head)
        inside.addWidget(Rule(self._look))
        inside.addWidget(table, 1)
        return card
