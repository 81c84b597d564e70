"""The page as it will lie on paper, on a grey desk; white in the dark too."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Label, PartsLine, Rule

_A4 = 297 / 210
_MARGIN = 16


class _Paper(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.image: QImage | None = None
        self.void = False
        self.said = ""
        look.changed.connect(self.update)

    def show_image(self, image: QImage | None, *, void: bool, said: str = "") -> None:
        self.image, self.void, self.said = image, void, said
        if image is not None:
            size = image.deviceIndependentSize()
            self.setMinimumSize(QSize(int(size.width()) + 2 * _MARGIN, int(size.height()) + 2 * _MARGIN))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._look.colour("desk"))
            if self.image is None:
                painter.setPen(self._look.colour("second"))
                painter.setFont(self._look.font(13))
                painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.said)
                return
            size = self.image.deviceIndependentSize()
            left, top = (self.width() - size.width()) / 2, max(_MARGIN, (self.height() - size.height()) / 2)
            box = QRectF(left, top, size.width(), size.height())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self.image)
            painter.setPen(QPen(self._look.colour("ctl"), 1))
            painter.drawRect(box)
            if self.void:
                self._strike(painter, box)
        finally:
            painter.end()

    def _strike(self, painter: QPainter, box: QRectF) -> None:
        painter.save()
        painter.translate(box.center())
        painter.rotate(-35)
        font = QFont(self._look.font(90, bold=True))
        painter.setFont(font)
        painter.setPen(QColor(120, 120, 120, 90))
        painter.drawText(QRectF(-box.width(), -80, 2 * box.width(), 160), int(Qt.AlignmentFlag.AlignCenter), "作废")
        painter.restore()


class Preview(Card):
    """Emits `wanted(page, width)` whenever another picture is needed."""

    wanted = Signal(int, int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._page, self._pages = 0, 0
        self._whole = True
        self._width = 0
        self.title = Label(look, "", size=15, bold=True)
        self.note = PartsLine(look)
        self.count = Label(look, "")
        self.before = Button(look, "上一页", icon="chevron-left", kind="icon", height=30)
        self.before.clicked.connect(self.previous)
        self.after = Button(look, "下一页", icon="chevron-right", kind="icon", height=30)
        self.after.clicked.connect(self.following)
        self.zoom = Button(look, "页宽", height=30)
        self.zoom.clicked.connect(self.swap_zoom)
        self.paper = _Paper(look)
        self.desk = QScrollArea()
        self.desk.setWidgetResizable(True)
        self.desk.setFrameShape(QScrollArea.Shape.NoFrame)
        self.desk.setAccessibleName("报告预览")
        self.desk.setWidget(self.paper)
        self.foot = QHBoxLayout()
        self.below = QVBoxLayout()
        """What stands under the foot: the print strip."""
        top = QHBoxLayout()
        top.setContentsMargins(18, 9, 12, 9)
        top.setSpacing(8)
        top.addWidget(self.title)
        top.addWidget(self.note, 1)
        for widget in (self.before, self.count, self.after, self.zoom):
            top.addWidget(widget)
        self.foot.setContentsMargins(14, 9, 14, 9)
        self.foot.setSpacing(8)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(top)
        inside.addWidget(Rule(look))
        inside.addWidget(self.desk, 1)
        inside.addWidget(Rule(look))
        inside.addLayout(self.foot)
        self.below.setContentsMargins(14, 0, 14, 9)
        inside.addLayout(self.below)

    def begin(self, title: str, note: str) -> None:
        """Show another document from its first page."""
        self.title.setText(title)
        self.note.show_parts((note,))
        self._page, self._pages = 0, 0
        self._ask()

    def say(self, text: str) -> None:
        """Show a sentence on the desk instead of a page."""
        self.title.setText("")
        self.note.show_parts(())
        self.count.setText("")
        self._pages = 0
        self.paper.show_image(None, void=False, said=text)
        self._follow_buttons()

    def show_sheet(self, image: QImage, page: int, pages: int, *, void: bool) -> None:
        """Show a page."""
        self._page, self._pages = page, pages
        self.count.setText(f"{page + 1} / {pages}")
        self.paper.show_image(image, void=void)
        self._follow_buttons()

    def previous(self) -> None:
        """Show the page before."""
        self._turn(-1)

    def following(self) -> None:
        """Show the next page."""
        self._turn(1)

    def swap_zoom(self) -> None:
        """Change between the whole page and the full width."""
        self._whole = not self._whole
        self.zoom.say("页宽" if self._whole else "整页")
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Render again at the new size."""
        super().resizeEvent(event)
        if self._pages and abs(self._fitting() - self._width) > 8:
            self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PgUp and PgDn turn pages."""
        if event.key() == Qt.Key.Key_PageUp:
            self.previous()
        elif event.key() == Qt.Key.Key_PageDown:
            self.following()
        else:
            super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        if 0 <= self._page + by < self._pages:
            self._page += by
            self._ask()

    def _fitting(self) -> int:
        room = self.desk.viewport().size()
        if not self._whole:
            return max(120, room.width() - 2 * _MARGIN - 4)
        self.paper.setMinimumSize(QSize(0, 0))
        return int(max(120, min(room.width() - 2 * _MARGIN, (room.height() - 2 * _MARGIN) / _A4)))

    def _ask(self) -> None:
        self._width = self._fitting()
        self.wanted.emit(self._page, self._width)

    def _follow_buttons(self) -> None:
        self.before.setEnabled(self._page > 0)
        self.after.setEnabled(self._page + 1 < self._pages)
        self.zoom.setEnabled(self._pages > 0)
