"""Files dropped on the window: a dashed frame while they hang over it, and what was let go of."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

BOOKS = frozenset({".xlsx", ".xls", ".ods", ".xlsm"})


class DropFrame(QWidget):
    """Lies over its parent while workbooks hang over it. `dropped` carries their paths."""

    dropped = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        parent.setAcceptDrops(True)
        parent.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take workbooks, and leave everything else alone."""
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter and books_in(event):
            event.acceptProposedAction()
            self._cover()
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.hide()
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.hide()
            found = books_in(event)
            if found:
                event.acceptProposedAction()
                self.dropped.emit(found)
                return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame and the promise."""
        look, painter = self._look, QPainter(self)
        try:
            box = QRectF(self.rect()).adjusted(10, 10, -10, -10)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.colour("fill"), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(box, 12, 12)
            text = "松手先看，不会写入"
            wide, high = paint.width_of(text, look.font(16, bold=True)) + 48, look.scaled(52)
            chip = QRectF(box.center().x() - wide / 2, box.center().y() - high / 2, wide, high)
            paint.draw_round(painter, chip, ground=look.tokens.card, line=look.tokens.fill, radius=12, pen=2)
            paint.draw_text(painter, look, chip, text, size=16, bold=True, tone="primary", align=paint.CENTRE)
        finally:
            painter.end()

    def _cover(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()


def books_in(event: QDropEvent) -> tuple[Path, ...]:
    """Give the local workbooks that an event carries."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return tuple(path for path in paths if path.suffix.lower() in BOOKS)
