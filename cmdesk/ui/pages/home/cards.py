"""The cards at the right of the first page: how far the periods are, the seats, the backup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from cmdesk.queries.home_progress import PeriodProgress, SeatLine, Step
from cmdesk.rules.charts import quota_bar
from cmdesk.ui import words
from cmdesk.ui.pages.home.presenter import BackupFact
from cmdesk.ui.pages.org.presenter import short_period
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.charts import QuotaLine
from cmdesk.ui.widgets.labels import Card, IconMark, Label


class ProgressCard(Card):
    """Open month, open quarter, current month; whole periods are left out where there is no room."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._periods: tuple[PeriodProgress, ...] = ()
        self._today = date.min
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    def show_periods(self, periods: Sequence[PeriodProgress], today: date) -> None:
        """Show these."""
        self._periods, self._today = tuple(periods), today
        spoken = (f"{short_period(p.period)}：" + "，".join(_spoken(s) for s in p.steps) for p in periods)
        self.setAccessibleName("进度")
        self.setAccessibleDescription("；".join(spoken))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them over the card."""
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look = self._look
        head, row = look.scaled(look.pick(34, 28, 26)), look.scaled(look.pick(23, 20, 19))
        y, right, foot = look.pick(12.0, 8.0), self.width() - 18.0, self.height() - 6.0
        for number, period in enumerate(self._periods):
            if y + head + row * len(period.steps) > foot:
                return
            if number:
                paint.draw_line(painter, look, 18, right, y)
                y += 4
            box = QRectF(18, y, right - 18, head)
            used = paint.draw_text(painter, look, box, short_period(period.period), size=15, bold=True)
            box.setLeft(box.left() + used + 9)
            if (chip := due_chip(period, self._today)) is not None:
                wide = paint.chip_width(look, chip[0])
                paint.draw_chip(painter, look, right - wide, box.center().y(), *chip)
                box.setRight(right - wide - 8)
            paint.draw_text(painter, look, box, period.about, size=12, tone="second")
            y += head
            for place, step in enumerate(period.steps):
                last = place == len(period.steps) - 1
                self._step(painter, step, QRectF(18, y, right - 18, row), last)
                y += row
            y += 8

    def _step(self, painter: QPainter, step: Step, box: QRectF, last: bool) -> None:
        look = self._look
        centre = QPointF(box.left() + 8, box.center().y())
        if not last:
            painter.setPen(look.colour("line"))
            painter.drawLine(QPointF(centre.x(), centre.y() + 8), QPointF(centre.x(), centre.y() + box.height() - 8))
        if step.complete:
            side = look.scaled(17)
            icon = look.icon("circle-check", "ok", 17)
            painter.drawPixmap(round(centre.x() - side / 2), round(centre.y() - side / 2), icon)
        else:
            share = step.done / step.total if step.total else 0.0
            paint.draw_ring(painter, look, centre, 6.5, share)
        busy = 0 < step.done < step.total
        name = QRectF(box.left() + 24, box.top(), look.scaled(100), box.height())
        tone = "text" if busy or step.complete else "second"
        paint.draw_text(painter, look, name, step.name, bold=busy, tone=tone)
        count = f"{step.done} / {step.total}" if step.total else step.note
        number = QRectF(box.right() - look.scaled(76), box.top(), look.scaled(76), box.height())
        paint.draw_text(painter, look, number, count, size=12, tone="second", align=paint.RIGHT)
        if step.total:
            bar = QRectF(name.right() + 6, box.center().y() - 2.5, number.left() - name.right() - 10, 5)
            share = step.done / step.total
            paint.draw_bar(painter, look, bar, share, "ok" if step.complete else "fill")


class SeatsCard(Card):
    """How many hold each level, and how many may."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.title = Label(look, "级别名额", size=15, bold=True)
        self.note = Label(look, "", size=12, tone="second")
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.note)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(top)
        self.lines = [QuotaLine(look) for _ in range(3)]
        for line in self.lines:
            self._whole.addWidget(line)
        look.changed.connect(self._follow)
        self._follow()

    def show_seats(self, seats: Sequence[SeatLine], base: int | None) -> None:
        """Show the levels, or hide the card before the city has issued seats."""
        self.setVisible(bool(seats))
        self.note.setText(f"基数 {base} 人 · 竖线为名额" if base else "")
        for line, seat in zip(self.lines, seats, strict=False):
            line.show_level(
                words.LEVELS.get(seat.level, seat.level), seat.held, seat.cap, quota_bar(seat.held, seat.cap)
            )

    def _follow(self) -> None:
        margin = self._look.pick(14, 10)
        self._whole.setContentsMargins(18, margin, 18, margin)
        self._whole.setSpacing(self._look.pick(4, 1))


class BackupCard(Card):
    """Whether the data are safe."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.mark = IconMark(look, "shield-check", tone="ok", size=20)
        self.title = Label(look, "", bold=True)
        self.line = Label(look, "", size=12, tone="second")
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(self.title)
        texts.addWidget(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 11, 18, 11)
        row.setSpacing(14)
        self.button = Button(look, "立即备份", height=32)
        self.button.hide()
        row.addWidget(self.mark)
        row.addLayout(texts, 1)
        row.addWidget(self.button)

    def show_fact(self, fact: BackupFact) -> None:
        """Show the state of the backup."""
        self.mark.show_icon("shield-check" if fact.state == "ok" else "triangle-alert", fact.state)
        self.title.say(fact.title, "text" if fact.state == "ok" else fact.state)
        self.line.setText(fact.line)


def due_chip(period: PeriodProgress, today: date) -> tuple[str, str] | None:
    """Give how late the close of a period is, or how many days are left, with the state of its chip."""
    if period.due is None:
        return None
    if period.days_late:
        return f"晚 {period.days_late} 天", "bad"
    left = (period.due - today).days
    return ("今天", "info") if left <= 0 else (f"剩 {left} 天", "none")


def _spoken(step: Step) -> str:
    return f"{step.name} {step.done}/{step.total}" if step.total else f"{step.name} {step.note}"
