"""The card that checks files somebody brings: drop them, read the verdict; those before stand below."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.reports.presenter import Verdict
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.labels import Card, IconMark, Label

PROMPT = "拖入 PDF，或选择文件"


class DropZone(QAbstractButton):
    """Takes one PDF by dropping or choosing."""

    dropped = Signal(Path)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._over = False
        self.setText(PROMPT)
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


_ICONS = {"ok": "shield-check", "bad": "circle-x", "warn": "circle-question-mark"}
_WORDS = {"ok": "有效", "bad": "无效", "warn": "不能判断"}
_EARLIER = 4


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
        self.mark.show_icon(_ICONS[verdict.state], verdict.state)
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


class _Line(QWidget):
    """An earlier verdict in one line: icon, word, file."""

    def __init__(self, look: Look, verdict: Verdict) -> None:
        super().__init__()
        self._look, self._verdict = look, verdict
        self.setAccessibleName(f"{_WORDS[verdict.state]}，{Path(verdict.file).name}")
        self.setToolTip(f"{Path(verdict.file).name}\n{verdict.sentence}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, self._look.scaled(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, state, painter = self._look, self._verdict.state, QPainter(self)
        try:
            side, font = look.scaled(15), look.font(12)
            top = round((self.height() - side) / 2)
            painter.drawPixmap(0, top, look.icon(_ICONS[state], state, 15))
            left = side + 7
            word = QRectF(left, 0, self.width() - left, self.height())
            left += round(paint.draw_text(painter, look, word, _WORDS[state], size=12, bold=True, tone=state)) + 8
            room = self.width() - left
            # A file may be called anything: its whole name is in the tip.
            name = QFontMetricsF(font).elidedText(Path(self._verdict.file).name, Qt.TextElideMode.ElideMiddle, room)
            paint.draw_text(painter, look, QRectF(left, 0, room, self.height()), name, size=12, tone="second")
        finally:
            painter.end()


class CheckingCard(Card):
    """Emits `wanted` with the files to check."""

    wanted = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.zone = DropZone(look)
        self.zone.dropped.connect(lambda path: self.wanted.emit((path,)))
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
        self.before = Label(look, "此前验证", size=12, tone="second")
        self.before.hide()
        self._inside.addWidget(self.before)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._inside.addLayout(self._lines)
        self._inside.addStretch(1)
        self.verdicts: list[Verdict] = []
        look.changed.connect(self._follow)
        self._follow()

    def show_busy(self, count: int) -> None:
        """Say that files are being checked."""
        self.zone.setText("正在验证…" if count == 1 else f"正在验证 {count} 个文件…")
        self.zone.update()

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """Show what the check said of these files: the gravest in full, the others and earlier ones as lines."""
        self.zone.setText(PROMPT)
        self.zone.update()
        gravest = sorted(verdicts, key=lambda one: ("bad", "warn", "ok").index(one.state))
        self.verdicts = [*gravest, *self.verdicts][: _EARLIER + 1]
        if not self.verdicts:
            return
        self.answer.show_verdict(self.verdicts[0])
        self.answer.show()
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for verdict in self.verdicts[1:]:
            self._lines.addWidget(_Line(self._look, verdict))
        self.before.setVisible(len(self.verdicts) > 1)

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
