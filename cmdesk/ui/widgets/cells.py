"""How rows of tables are painted: the ground they share, and plain text padded like its header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractItemModel, QObject, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from cmdesk.ui.itemmodels.rows import ROW, Index
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

R = TypeVar("R")
LEAD = 16
"""How far the first text of a row stands from the edge of the list."""
PAD = 8
_APART = 22


def alignment(model: QAbstractItemModel, column: int) -> Qt.AlignmentFlag:
    """Give how a column is aligned: its heading and its cells the same."""
    said = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
    asked = int(said or 0)
    if asked & Qt.AlignmentFlag.AlignRight.value:
        return paint.RIGHT
    return paint.CENTRE if asked & Qt.AlignmentFlag.AlignHCenter.value else paint.LEFT


def inset(model: QAbstractItemModel, column: int, lead: int = LEAD, pad: int = PAD) -> int:
    """Give how far the text of a column stands from the left edge of its cells: a text after a figure stands apart."""
    if column == 0:
        return lead
    after_figure = alignment(model, column - 1) == paint.RIGHT and alignment(model, column) == paint.LEFT
    return _APART if after_figure else pad


@dataclass(frozen=True)
class Cell(Generic[R]):
    """A cell that is to be painted: its row, its place, and whether its row is chosen."""

    row: R
    index: Index
    box: QRectF
    chosen: bool

    @property
    def column(self) -> int:
        """Give the number of its column."""
        return self.index.column()

    @property
    def text(self) -> str:
        """Give what its model says there."""
        return str(self.index.data() or "")


class RowDelegate(QStyledItemDelegate, Generic[R]):
    """Paints what all rows share: the ground of the chosen one with a bar at its left, the pointed one, a hairline.

    `face` paints what stands on it. `margin` is how far the hairline stands from both edges.
    """

    margin = 0

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell; nothing where its row cannot be read now."""
        row = index.data(ROW)
        if row is None:
            return
        cell: Cell[R] = Cell(row, index, paint.cell_box(option), paint.is_selected(option))
        painter.save()
        try:
            self.ground(painter, cell, hovered=paint.is_hovered(option))
            self.face(painter, cell)
        finally:
            painter.restore()

    def ground(self, painter: QPainter, cell: Cell[R], *, hovered: bool) -> None:
        """Paint what lies under the cell."""
        look, box = self._look, cell.box
        if cell.chosen or hovered:
            painter.fillRect(box, look.colour("selection" if cell.chosen else "hover"))
        if cell.chosen and cell.column == 0:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), look.colour("fill"))
        paint.draw_line(painter, look, box.left() + self.margin, box.right() - self.margin, box.bottom() - 1)

    def face(self, painter: QPainter, cell: Cell[R]) -> None:
        """Paint what stands in the cell: its text, right-aligned where its column is."""
        model = cell.index.model()
        room = cell.box.adjusted(inset(model, cell.column), 0, -PAD, 0)
        paint.draw_text(painter, self._look, room, cell.text, align=alignment(model, cell.column))
