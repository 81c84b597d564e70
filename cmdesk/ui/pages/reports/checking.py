"""The card that checks a file somebody brings: drop it, read the verdict."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.reports.presenter import Verdict
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.labels import Card, IconMark, Label


class DropZone(QAbstractButton):
    """Takes one PDF by dropping or choosing."""

    dropped = Signal(Path)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._over = False
        self.setText("拖入 PDF，或选择文件")
        self.setAccessibleName("选择要验证的 PDF")
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._choose)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Give the size of the zone."""
        return QSize(200, max(self._look.pick(44, 38), self._look.scaled(36)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take PDF files alone."""
        if _pdf(event) is not None:
            self._over = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check the file."""
        self._over = False
        self.update()
        path = _pdf(event)
        if path is not None:
            self.dropped.emit(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashed frame."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            look, box = self._look, QRectF(self.rect()).adjusted(1, 1, -1, -1)
            active = self._over or self.hasFocus()
            painter.setBrush(look.colour("selection" if self._over else "soft"))
            painter.setPen(QPen(look.colour("fill" if active else "ctl"), 1.4, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(box, 8, 8)
            wide = paint.width_of(self.text(), look.font(13))
            side = look.scaled(16)
            left = (self.width() - wide - side - 8) / 2
            icon = look.icon("file-check", "second", 16)
            painter.drawPixmap(round(left), round((self.height() - side) / 2), icon)
            room = QRectF(left + side + 8, 0, self.width() - left - side - 8, self.height())
            paint.draw_text(painter, look, room, self.text(), tone="second")
        finally:
            painter.end()

    def _choose(self) -> None:
        found = paths.ask_open(self, "验证签名", "PDF (*.pdf)")
        if found is not None:
            self.dropped.emit(found)


class _Answer(QWidget):
    """The verdict in its tinted box."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._state = look, "ok"
        self.mark = IconMark(look, "shield-check", tone="ok", size=18)
        self.sentence = Label(look, "", bold=True, tone="ok", wrap=True)
        self.reasons = Label(look, "", size=12, tone="ok", wrap=True)
        self.file = Label(look, "", size=12, tone="second", wrap=True)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        for label in (self.sentence, self.reasons, self.file):
            texts.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        look.changed.connect(self.update)

    def show_verdict(self, verdict: Verdict) -> None:
        self._state = verdict.state
        icons = {"ok": "shield-check", "bad": "circle-x", "warn": "circle-question-mark"}
        self.mark.show_icon(icons[verdict.state], verdict.state)
        self.sentence.say(verdict.sentence, verdict.state)
        self.reasons.say("\n".join(verdict.reasons), verdict.state)
        self.reasons.setVisible(bool(verdict.reasons))
        self.file.setText(Path(verdict.file).name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tint = self._look.tokens.tint(self._state)
        painter = QPainter(self)
        try:
            paint.draw_round(painter, QRectF(self.rect()), ground=tint.ground, line=tint.line)
        finally:
            painter.end()


class CheckingCard(Card):
    """Emits `wanted` with the file to check."""

    wanted = Signal(Path)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.zone = DropZone(look)
        self.zone.dropped.connect(self.wanted)
        self.answer = _Answer(look)
        self.answer.hide()
        top = QHBoxLayout()
        top.addWidget(Label(look, "验证", size=15, bold=True))
        top.addStretch(1)
        top.addWidget(Label(look, "离线，用本单位根证书", size=12, tone="second"))
        self._inside = QVBoxLayout(self)
        self._inside.addLayout(top)
        self._inside.addWidget(self.zone)
        self._inside.addWidget(self.answer)
        self._inside.addStretch(1)
        look.changed.connect(self._follow)
        self._follow()

    def show_verdict(self, verdict: Verdict) -> None:
        """Show what the check said."""
        self.answer.show_verdict(verdict)
        self.answer.show()

    def _follow(self) -> None:
        margin = self._look.pick(16, 12)
        self._inside.setContentsMargins(18, margin, 18, margin)
        self._inside.setSpacing(self._look.pick(10, 8))


def _pdf(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() == ".pdf" else None
