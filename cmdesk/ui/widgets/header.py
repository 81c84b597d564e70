"""The heading row of a table: each word stands exactly over the text of its cells."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from cmdesk.ui.itemmodels.rows import SHORT
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import PAD, alignment, inset

_ARROW = 12


class Header(QHeaderView):
    """Paints the headings with the insets of their cells, and an arrow at the one that the rows are sorted by."""

    def __init__(self, look: Look, table: QTableView, lead: int, pad: int = PAD) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._look, self._lead, self._pad = look, lead, pad
        self._sorted: tuple[int, bool] | None = None
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def show_sorted(self, section: int, order: Qt.SortOrder) -> None:
        """Mark the heading that the rows are sorted by."""
        self._sorted = (section, order == Qt.SortOrder.AscendingOrder)
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one heading."""
        look, box, model = self._look, QRectF(rect), self.model()
        painter.save()
        try:
            painter.fillRect(rect, look.colour("card"))
            paint.draw_line(painter, look, box.left(), box.right() + 1, box.bottom() - 1)
            words = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
            align = alignment(self.model(), section)
            if align != paint.CENTRE:
                box = box.adjusted(inset(model, section, self._lead, self._pad), 0, -PAD, 0)
            short = str(model.headerData(section, Qt.Orientation.Horizontal, SHORT) or words)
            words = paint.fitting(look, box.width(), words, short, size=12)
            tone = "text" if self._sorted and self._sorted[0] == section else "second"
            used = paint.draw_text(painter, look, box, words, size=12, tone=tone, align=align)
            self._arrow(painter, box, used, section)
        finally:
            painter.restore()

    def _arrow(self, painter: QPainter, room: QRectF, used: float, section: int) -> None:
        if self._sorted is None or self._sorted[0] != section:
            return
        side = self._look.scaled(_ARROW)
        if used + side + 3 > room.width():
            return
        x = (
            room.right() - used - side - 3
            if alignment(self.model(), section) == paint.RIGHT
            else room.left() + used + 3
        )
        name = "chevron-up" if self._sorted[1] else "chevron-down"
        pixmap = self._look.icon(name, "second", _ARROW)
        painter.drawPixmap(round(x), round(room.center().y() - side / 2), pixmap)

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Give no size: the table shares its width out."""
        return QSize(20, self._look.scaled(30))
