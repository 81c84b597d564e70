"""The delegate of tables that hold nothing but text: padded like their header, and no cut in silence."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QObject, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from cmdesk.ui.itemmodels.rows import Index
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

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


class TextDelegate(QStyledItemDelegate):
    """Paints the text of each cell, right-aligned where its column is."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, hairline, bar and text."""
        look, box, model = self._look, paint.cell_box(option), index.model()
        painter.save()
        try:
            chosen = paint.is_selected(option)
            if chosen or paint.is_hovered(option):
                painter.fillRect(box, look.colour("selection" if chosen else "hover"))
            if chosen and index.column() == 0:
                painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), look.colour("fill"))
            paint.draw_line(painter, look, box.left(), box.right(), box.bottom() - 1)
            room = box.adjusted(inset(model, index.column()), 0, -PAD, 0)
            paint.draw_text(painter, look, room, str(index.data() or ""), align=alignment(model, index.column()))
        finally:
            painter.restore()
