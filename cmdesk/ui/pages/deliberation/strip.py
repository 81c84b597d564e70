"""The five steps of a count on one line, and the overview of equal and unequal cells; neither shows a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.rules.keyed_ballots import WHOLE
from cmdesk.ui.pages.deliberation.session import LINES_A_PAGE, CountSession, Recount
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.labels import Card, Label


@dataclass(frozen=True)
class StripStep:
    """One step of the strip; `state` is done, now or later."""

    title: str
    fact: str
    state: str


class StepStrip(Card):
    """计票人录入 → 监票人录入 → 比对 → 原票复核 → 入账."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._steps: Sequence[StripStep] = ()
        self._told = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_steps(self, steps: Sequence[StripStep]) -> None:
        """Show these."""
        self._steps = steps
        words = {"done": "已完成", "now": "现在", "later": "未到"}
        self.setAccessibleName("；".join(f"{s.title} {words[s.state]} {s.fact}" for s in steps))
        self.update()

    def sizeHint(self) -> QSize:
        """Give two lines with their margins."""
        look = self._look
        return QSize(400, look.scaled(36) + look.pick(28, 20, 14))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint steps and the lines between them."""
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look = self._look
        titles = [paint.width_of(s.title, look.font(13, bold=True)) + 32 for s in self._steps]
        facts = [paint.width_of(s.fact, look.font(12)) + 32 for s in self._steps]
        widths = [max(pair) for pair in zip(titles, facts, strict=True)]
        room, between = self.width() - 36, max(1, len(widths) - 1)
        # Facts are left out, whole, where they would touch: the cards beside tell them too.
        self._told = room - sum(widths) >= 12 * between
        widths = widths if self._told else titles
        gap = (room - sum(widths)) / between
        x, middle = 18.0, self.height() / 2
        for place, (step, wide) in enumerate(zip(self._steps, widths, strict=True)):
            self._step(painter, step, x, place + 1, wide)
            x += wide
            if place + 1 < len(widths) and gap > 14:
                done = self._steps[place + 1].state != "later"
                painter.setPen(QPen(look.colour("fill" if done else "line"), 2))
                painter.drawLine(QPointF(x + 8, middle), QPointF(x + gap - 8, middle))
            x += gap

    def _step(self, painter: QPainter, step: StripStep, x: float, number: int, wide: float) -> None:
        look, middle = self._look, QPointF(x + 11, self.height() / 2)
        done, now = step.state == "done", step.state == "now"
        painter.setPen(QPen(look.colour("fill" if done or now else "ctl"), 1 if done else 2))
        painter.setBrush(look.colour("fill" if done else "card"))
        painter.drawEllipse(middle, 10, 10)
        cell = QRectF(x + 1, middle.y() - 10, 20, 20)
        if done:
            pen = QPen(look.colour("on_fill"), 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            left, y = middle.x(), middle.y()
            painter.drawPolyline([QPointF(left - 4, y), QPointF(left - 1, y + 3.5), QPointF(left + 4.5, y - 3.5)])
        else:
            tone = "primary" if now else "second"
            size = 12 * 100 / look.percent
            paint.draw_text(painter, look, cell, str(number), size=size, tone=tone, align=paint.CENTRE)
        row = look.scaled(18)
        room = QRectF(x + 28, middle.y() - (row if self._told else row / 2), wide - 28, row)
        tone = "primary" if now else "text" if done else "second"
        paint.draw_text(painter, look, room, step.title, bold=now, tone=tone)
        if self._told:
            room.translate(0, row)
            paint.draw_text(painter, look, room, step.fact, size=12, tone="second")


class Cells(QWidget):
    """One small cell a key: a row a ballot, a column a line, broken where the paper has its pages."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows, self._lines = 0, 0
        self._apart: frozenset[tuple[int, int]] = frozenset()
        self._open: tuple[int, int] | None = None
        self._settled: frozenset[tuple[int, int]] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_session(self, session: CountSession) -> None:
        """Show a count that is compared."""
        self._rows, self._lines = session.returned, len(session.people)
        self._apart = frozenset(recount.cell for recount in session.unsettled())
        self._settled = frozenset(recount.cell for recount in session.recounts if recount.settled)
        found = session.open_recount()
        self._open = found.cell if found is not None and not found.settled else None
        told = "、".join(cell_name(cell) for cell in sorted(self._apart))
        self.setAccessibleName(f"{self._rows} 张票，每张 {self._lines} 行；不同：{told or '没有'}")
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Give the least height of a few rows."""
        return QSize(200, self._look.scaled(self._look.pick(150, 110, 90)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint headings and cells."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._rows and self._lines:
                self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look = self._look
        head, left = look.scaled(20), look.scaled(44)
        pages = -(-self._lines // LINES_A_PAGE)
        gap = 12.0
        wide = min(34.0, (self.width() - left - gap * (pages - 1)) / self._lines)
        high = min(26.0, (self.height() - head - 4) / self._rows)
        paint.draw_text(painter, look, QRectF(0, 0, left, head), "计票号", size=11, tone="second")
        for page in range(pages):
            first, last = page * LINES_A_PAGE + 1, min((page + 1) * LINES_A_PAGE, self._lines)
            x = left + page * (LINES_A_PAGE * wide + gap)
            room = (last - first + 1) * wide
            full = f"票面第 {page + 1} 页，{first}–{last} 行"
            text = full if paint.width_of(full, look.font(11)) <= room else f"{first}–{last} 行"
            if paint.width_of(text, look.font(11)) <= self.width() - x:
                paint.draw_text(painter, look, QRectF(x, 0, self.width() - x, head), text, size=11, tone="second")
        for row in range(self._rows):
            self._row(painter, row, QPointF(left, head + row * high), wide, high, gap)

    def _row(self, painter: QPainter, row: int, at: QPointF, wide: float, high: float, gap: float) -> None:
        look, tokens = self._look, self._look.tokens
        apart = any(sheet == row for sheet, _ in self._apart)
        if high >= 10 or apart:
            text = QRectF(0, at.y(), at.x() - 6, high)
            tone = "warn" if apart else "second"
            paint.draw_text(painter, look, text, f"{row + 1:02}", size=min(11, high), bold=apart, tone=tone)
        whole = (row, WHOLE) in self._apart
        inset = 1.0 if high < 8 else 1.5
        for line in range(self._lines):
            x = at.x() + line * wide + (line // LINES_A_PAGE) * gap
            cell = QRectF(x + inset, at.y() + inset, wide - 2 * inset, high - 2 * inset)
            differs = whole or (row, line) in self._apart
            ground = tokens.warn.text if differs else tokens.same
            paint.draw_round(painter, cell, ground=ground, radius=min(3.0, cell.height() / 3))
            if self._open in {(row, line), (row, WHOLE)}:
                ring = cell.adjusted(-2, -2, 2, 2)
                paint.draw_round(painter, ring, ground=None, line=tokens.warn.text, radius=4, pen=1.5)


class OverviewCard(Card):
    """比对总览: equal or not, never what was keyed, so that it may stand on the screen."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.cells = Cells(look)
        self.legend = Label(look, "", size=12, tone="second")
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(Label(look, "比对总览", size=15, bold=True))
        top.addWidget(Label(look, "每格一键，只显示是否一致", size=12, tone="second"))
        top.addStretch(1)
        top.addWidget(self.legend)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 12, 18, 14)
        inside.setSpacing(8)
        inside.addLayout(top)
        inside.addWidget(self.cells, 1)

    def show_session(self, session: CountSession) -> None:
        """Show a count that is compared."""
        self.cells.show_session(session)
        whole = session.returned * len(session.people)
        apart = len(session.unsettled())
        self.legend.say(f"一致 {whole - apart}　不同 {apart}", "warn" if apart else "second")


def cell_name(cell: tuple[int, int]) -> str:
    """Give the name of a cell: ballot and line, both from 1."""
    sheet, line = cell
    return f"{sheet + 1:02} 号票" + (" 整票" if line == WHOLE else f" 第 {line + 1} 行")


def recount_state(recount: Recount, opened: Recount | None) -> tuple[str, str]:
    """Give word and tint of a difference."""
    if recount.settled:
        return "已一致", "ok"
    return ("复核中", "info") if recount is opened else ("待复核", "warn")
