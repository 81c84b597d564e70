"""Files dropped on the window: a dashed frame while they hang over it, and what was let go of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

BOOKS = frozenset({".xlsx", ".xls", ".ods", ".xlsm"})


class DropFrame(QWidget):
    """Lies over its parent while files that it takes hang over it: workbooks, or what `takes` finds in the event.

    `dropped` carries their paths; `text` promises what happens to them.
    """

    dropped = Signal(object)

    def __init__(
        self,
        look: Look,
        parent: QWidget,
        text: str = "松手先看，不会写入",
        takes: Callable[[QDropEvent], tuple[Path, ...]] | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._text = look, text
        self._takes = takes or books_in
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        parent.setAcceptDrops(True)
        parent.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take workbooks, and leave everything else alone."""
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter and self._takes(event):
            event.acceptProposedAction()
            self._cover()
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.hide()
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.hide()
            found = self._takes(event)
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
            text = self._text
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


def files_in(event: QDropEvent) -> tuple[Path, ...]:
    """Give the local files that an event carries."""
    return tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())


def books_in(event: QDropEvent) -> tuple[Path, ...]:
    """Give the local workbooks that an event carries."""
    return tuple(path for path in files_in(event) if path.suffix.lower() in BOOKS)


def papers_in(event: QDropEvent) -> tuple[Path, ...]:
    """Give the local files that an event carries beside workbooks, which the whole window takes."""
    return tuple(path for path in files_in(event) if path.suffix.lower() not in BOOKS)
