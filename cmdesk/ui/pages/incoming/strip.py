"""The strip of facts about an arriving file: name, sheet, heading row, data, total row."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.ui.pages.incoming.presenter import size_words
from cmdesk.ui.pages.incoming.rows import shorten
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.labels import Card, IconMark, Label
from cmdesk.usecases.incoming_rows import FileFace


class _Name(QWidget):
    """The name of the file, shortened in the middle of its room; the tooltip has it whole."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._name, self._line = look, "", ""
        self.setMinimumWidth(120)

    def say(self, name: str, line: str) -> None:
        """Show another file."""
        self._name, self._line = name, line
        self.setToolTip(name)
        self.setAccessibleName(f"{name}，{line}")
        self.update()

    def sizeHint(self) -> QSize:
        """Give room for two lines."""
        return QSize(240, self._look.scaled(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint name and line."""
        painter = QPainter(self)
        try:
            half = self.height() / 2
            shorten(painter, self._look, QRectF(0, 0, self.width(), half), self._name)
            box = QRectF(0, half, self.width(), half)
            shorten(painter, self._look, box, self._line, size=12, tone="second")
        finally:
            painter.end()


class _Part(QWidget):
    """A word with its figure, and a quiet line below."""

    def __init__(self, look: Look, word: str) -> None:
        super().__init__()
        self.figure = Label(look, "—", bold=True)
        self.line = Label(look, "", size=12, tone="second")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(Label(look, word, tone="second", size=12))
        top.addWidget(self.figure)
        top.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 0, 0, 0)
        whole.setSpacing(1)
        whole.addLayout(top)
        whole.addWidget(self.line)
        self._look = look

    def say(self, figure: str, line: str) -> None:
        """Show a figure with its line."""
        self.figure.setText(figure)
        self.line.setText(line)
        self.setToolTip(line)
        self.follow()

    def follow(self) -> None:
        """Leave the quiet line out where the text is large."""
        self.line.setVisible(bool(self.line.text()) and self._look.percent == 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line before it."""
        painter = QPainter(self)
        try:
            painter.fillRect(QRectF(0, 2, 1, self.height() - 4), self._look.colour("line"))
        finally:
            painter.end()


class FileStrip(Card):
    """The file at a glance; red with the reason where its period is closed."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._mark = IconMark(look, "file-text", tone="ok", size=22)
        self._name = _Name(look)
        self.sheet = _Part(look, "工作表")
        self.header = _Part(look, "表头")
        self.rows = _Part(look, "数据")
        self.total = _Part(look, "合计")
        self.closed = Label(look, "", tone="bad", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._name, 1)
        for part in (self.sheet, self.header, self.rows, self.total):
            row.addWidget(part)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(row)
        self._whole.addWidget(self.closed)
        self.closed.hide()
        look.changed.connect(self._follow)
        self._follow()

    def reading(self, name: str, further: int) -> None:
        """Show the name at once, while the file is being read."""
        self._name.say(name, f"还有 {further} 个文件" if further else "正在读…")
        for part in (self.sheet, self.header, self.rows, self.total):
            part.say("…", "")
        self.closed.hide()

    def show_file(self, faces: tuple[FileFace, ...], sender: str, closed: str, now: datetime) -> None:
        """Show what was read."""
        face = faces[0]
        several = f"等 {len(faces)} 个文件 · " if len(faces) > 1 else ""
        self._name.say(face.name, f"{several}{sender} · {size_words(face, now)}")
        self.sheet.say(face.sheet or "没找到", f"共 {face.sheets} 张，读这 1 张" if face.sheets > 1 else "只有 1 张")
        above = f"上面 {face.header_row - 1} 行是标题" if face.header_row and face.header_row > 1 else "第一行就是"
        self.header.say(f"第 {face.header_row} 行" if face.header_row else "没找到", above if face.header_row else "")
        span = f"第 {face.first} 行至第 {face.last} 行" if face.first else ""
        others = f"，另 {face.skipped} 行是别的单位" if face.skipped else ""
        rows = sum(one.rows for one in faces)
        self.rows.say(f"{rows} 行", "" if len(faces) > 1 else span)
        self.rows.setToolTip(f"{span}{others}")
        self.total.say(f"第 {face.total_row} 行" if face.total_row else "没有", "只用来核对" if face.total_row else "")
        self.closed.say(closed)
        self.closed.setVisible(bool(closed))

    def _follow(self) -> None:
        high = self._look.pick(14, 10, 8)
        self._whole.setContentsMargins(18, high, 16, high)
        for part in (self.sheet, self.header, self.rows, self.total):
            part.follow()
        self.header.setVisible(self._look.percent < 130)


def draw_grey_rows(painter: QPainter, look: Look, box: QRectF, step: float) -> None:
    """Paint rows as grey bars, while nothing is known of them."""
    y, number = box.top() + 12, 0
    while y + 12 < box.bottom():
        wide = box.width() * (0.9 - 0.1 * (number % 4))
        paint.draw_round(painter, QRectF(box.left() + 16, y, wide - 32, 12), ground=look.tokens.track, radius=6)
        y, number = y + step, number + 1
