"""One page as it lies on paper, on a grey desk that scrolls, zooms and turns pages; white in the dark too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from cmdesk.ui.theme.look import Look

MARGIN = 16
_HIT, _HIT_NOW = QColor(255, 213, 0, 90), QColor(255, 140, 0, 120)
_TURNS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENDS = {Qt.Key.Key_Home: False, Qt.Key.Key_End: True}

Box = tuple[float, float, float, float]


class Paper(QWidget):
    """The picture of a page with what was found on it, or a sentence where there is no page."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.image: QImage | None = None
        self.said = ""
        self.hits: tuple[tuple[Box, ...], ...] = ()
        self.hit = -1
        look.changed.connect(self.update)

    def show_image(self, image: QImage | None, said: str = "") -> None:
        """Show a page, or a sentence."""
        self.image, self.said = image, said
        size = QSize(0, 0)
        if image is not None:
            shown = image.deviceIndependentSize()
            size = QSize(int(shown.width()) + 2 * MARGIN, int(shown.height()) + 2 * MARGIN)
        self.setMinimumSize(size)
        self.update()

    def show_hits(self, hits: Sequence[Sequence[Box]], hit: int) -> None:
        """Mark the places found on this page; `hit` is the one looked at, -1 for none."""
        self.hits, self.hit = tuple(tuple(boxes) for boxes in hits), hit
        self.update()

    def page_box(self) -> QRectF:
        """Give where the page lies on the desk."""
        if self.image is None:
            return QRectF()
        size = self.image.deviceIndependentSize()
        left, top = (self.width() - size.width()) / 2, max(MARGIN, (self.height() - size.height()) / 2)
        return QRectF(left, top, size.width(), size.height())

    def box_of(self, box: Box) -> QRectF:
        """Give where a box, in shares of the page, lies on the desk."""
        page = self.page_box()
        left, top, right, bottom = box
        found = QRectF(
            page.left() + left * page.width(),
            page.top() + top * page.height(),
            (right - left) * page.width(),
            (bottom - top) * page.height(),
        )
        return found.adjusted(-1.5, -1.5, 1.5, 1.5)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint desk, page and places."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._look.colour("desk"))
            if self.image is None:
                painter.setPen(self._look.colour("second"))
                painter.setFont(self._look.font(13))
                words = self.rect().adjusted(24, 0, -24, 0)
                painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.said)
                return
            box = self.page_box()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self.image)
            painter.setPen(QPen(self._look.colour("ctl"), 1))
            painter.drawRect(box)
            for number, boxes in enumerate(self.hits):
                self._mark(painter, boxes, now=number == self.hit)
        finally:
            painter.end()

    def _mark(self, painter: QPainter, boxes: Sequence[Box], *, now: bool) -> None:
        for box in boxes:
            shown = self.box_of(box)
            painter.fillRect(shown, _HIT_NOW if now else _HIT)
            if now:
                # A frame too: the place looked at must be told from the others without colour.
                painter.setPen(QPen(QColor(150, 60, 0), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(shown)


class Desk(QScrollArea):
    """Emits `turned` with −1 or +1 at the edges of a page, `ended` for the first or last page, `zoomed` with ±1."""

    turned = Signal(int)
    ended = Signal(bool)
    zoomed = Signal(int)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paper = Paper(look)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("报告预览")
        self.setWidget(self.paper)
        self._to_foot = False

    def step(self, by: int) -> None:
        """Scroll by one screen; at the edge of the page turn it."""
        bar = self.verticalScrollBar()
        at_edge = bar.value() <= bar.minimum() if by < 0 else bar.value() >= bar.maximum()
        if at_edge:
            self._to_foot = by < 0
            self.turned.emit(by)
        else:
            bar.setValue(bar.value() + by * max(40, bar.pageStep() - 40))

    def show_page(self, image: QImage, *, fresh: bool) -> None:
        """Lay a page down; a fresh one from where reading goes on."""
        self.paper.show_image(image)
        if fresh:
            # The bar knows the height of the new page only once the layout has been asked.
            self.widget().resize(self.widget().minimumSize().expandedTo(self.viewport().size()))
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum() if self._to_foot else bar.minimum())
        self._to_foot = False

    def bring(self, box: Box) -> None:
        """Bring a place of the page into sight."""
        middle = self.paper.box_of(box).center().toPoint()
        self.ensureVisible(middle.x(), middle.y(), 60, max(60, self.viewport().height() // 3))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PgUp, PgDn, Home and End turn pages, Esc leaves."""
        key = Qt.Key(event.key())
        if key in _TURNS:
            self.step(_TURNS[key])
        elif key in _ENDS:
            self.ended.emit(_ENDS[key])
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the page where the wheel reaches its edge; with Ctrl zoom."""
        turn = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if turn > 0 else -1)
            event.accept()
            return
        bar = self.verticalScrollBar()
        if turn and (bar.value() >= bar.maximum() if turn < 0 else bar.value() <= bar.minimum()):
            self._to_foot = turn > 0
            self.turned.emit(-1 if turn > 0 else 1)
            event.accept()
            return
        super().wheelEvent(event)
