"""The rows of the three lists, painted in one place; and their columns."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from cmdesk.queries.inspections_board import ActionLine, PlanRow, SheetLine
from cmdesk.ui import words
from cmdesk.ui.itemmodels.rows import Column
from cmdesk.ui.pages.inspections.presenter import (
    Line,
    action_state,
    due_words,
    kind_words,
    last_words,
    month_words,
    sheet_state,
)
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import Cell, RowDelegate

PLAN_LESS, SHEETS_LESS, ACTIONS_LESS = (1, 3, 4), (3, 4), (2,)
"""Columns that make room for large text; the card beside the list tells the same."""


def plan_columns() -> tuple[Column[PlanRow], ...]:
    """Give the columns of the plan of visits."""
    return (
        Column("客户经理", lambda r: f"{r.name} {r.staff_no}", lambda r: r.staff_no, 2.4),
        Column("线路", lambda r: r.line or "—", lambda r: r.line, 1.15),
        Column("本月", month_words, lambda r: r.desk + r.field + r.combined, 1.5),
        Column("本季", lambda r: f"{r.quarter} 次", lambda r: r.quarter, 0.7),
        Column("最近一次", last_words, lambda r: r.last_on, 0.95),
        Column("谁查的", lambda r: "、".join(r.last_by) or "—", lambda r: r.last_by, 1.5),
        Column("还差", lambda r: due_words(r)[0], lambda r: -r.missing, 1.55),
    )


def sheet_columns() -> tuple[Column[SheetLine], ...]:
    """Give the columns of the sheets."""
    return (
        Column("客户经理", lambda r: f"{r.name} {r.staff_no}", lambda r: r.staff_no, 2.0),
        Column("日期", lambda r: words.day(r.visited_on), lambda r: r.visited_on, 0.95),
        Column("方式", kind_words, lambda r: r.kind, 0.8),
        Column("督察员", lambda r: "、".join(r.inspectors), lambda r: r.inspectors, 1.5),
        Column("扣分项", lambda r: f"{r.deducted} 项" if r.deducted else "—", lambda r: r.deducted, 0.75),
        Column("得分", lambda r: r.score or "—", lambda r: float(r.score) if r.score else None, 0.8),
        Column("状态", lambda r: sheet_state(r)[0], lambda r: r.state, 1.3),
    )


def action_columns() -> tuple[Column[ActionLine], ...]:
    """Give the columns of the corrective actions."""
    return (
        Column("客户经理", lambda r: f"{r.name} {r.staff_no}", lambda r: r.staff_no, 2.2),
        Column("项目", lambda r: str(r.item), lambda r: r.item, 0.55),
        Column("检查表", lambda r: r.sheet, lambda r: r.sheet, 1.45),
        Column("要整改什么", lambda r: r.demand, lambda r: r.demand, 3.0),
        Column("限期", lambda r: words.day(r.due), lambda r: r.due, 0.95),
        Column("状态", lambda r: action_state(r)[0], lambda r: -r.days_late, 1.25),
    )


class BoardDelegate(RowDelegate[Line]):
    """Paints a row: the person with his avatar, plain cells, the last column as a state with its word."""

    def __init__(self, look: Look, columns: int, parent: QObject) -> None:
        super().__init__(look, parent)
        self._columns = columns

    def face(self, painter: QPainter, cell: Cell[Line]) -> None:
        """Paint one cell."""
        look, row, column, box = self._look, cell.row, cell.column, cell.box
        if column == 0:
            self._person(painter, row.name, box)
            return
        room = box.adjusted(8, 0, -6, 0)
        if column == self._columns - 1:
            word, state = _state(row)
            paint.draw_chip(painter, look, room.left(), box.center().y(), word, state, dot=True)
            return
        said = cell.text
        said = _shortened(said, look, room.width()) if isinstance(row, ActionLine) and column == 3 else said
        bold = isinstance(row, SheetLine) and column == 5 and row.score is not None
        paint.draw_text(painter, look, room, said, tone=_tone(row, column, said), bold=bold)

    def _person(self, painter: QPainter, name: str, box: QRectF) -> None:
        side = self._look.scaled(28)
        mark = QRectF(box.left() + 16, box.center().y() - side / 2, side, side)
        paint.draw_avatar(painter, self._look, mark, name)
        room = QRectF(mark.right() + 10, box.top(), box.right() - mark.right() - 12, box.height())
        paint.draw_text(painter, self._look, room, name, bold=True)


def _state(row: Line) -> tuple[str, str]:
    if isinstance(row, PlanRow):
        return due_words(row)
    return sheet_state(row) if isinstance(row, SheetLine) else action_state(row)


def _tone(row: Line, column: int, said: str) -> str:
    if said == "—":
        return "second"
    if isinstance(row, SheetLine) and column == 5:
        return "bad" if row.red_line else "text"
    if isinstance(row, SheetLine) and column == 4:
        return "warn"
    if isinstance(row, ActionLine) and column == 4 and row.days_late and row.done_on is None:
        return "bad"
    return "text" if column in {1, 3} or isinstance(row, PlanRow) else "second"


def _shortened(said: str, look: Look, room: float) -> str:
    # The card beside the list shows the whole text.
    if paint.width_of(said, look.font(13)) <= room:
        return said
    return QFontMetricsF(look.font(13)).elidedText(said, Qt.TextElideMode.ElideRight, room)
