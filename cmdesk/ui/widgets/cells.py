"""The delegate of tables that hold nothing but text: padded like their header, and no cut in silence."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from cmdesk.ui.itemmodels.rows import Index, RowsModel
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

PAD = 8


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
            right = isinstance(model, RowsModel) and model.columns[index.column()].right
            room = box.adjusted(PAD, 0, -PAD, 0)
            paint.draw_text(painter, look, room, str(index.data() or ""), align=paint.RIGHT if right else paint.LEFT)
        finally:
            painter.restore()
