"""The nine steps of a meeting on one line: done with time and fact, now in a tinted block, later with a lock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cmdesk.ui.pages.deliberation.presenter import StepState
from cmdesk.ui.pages.deliberation.steps import Step
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.labels import Card, IconMark, Label

_RADIUS = 10
_LEFT = 18.0


class StepRow(QAbstractButton):
    """One step; pressing it shows its card."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        self._look, self._last = look, number == 8
        self.step: Step | None = None
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self.updateGeometry)

    def show_step(self, step: Step) -> None:
        """Show a step."""
        self.step = step
        words = {StepState.DONE: "已完成", StepState.NOW: "现在", StepState.LATER: "未到"}
        told = "，".join((step.title, words[step.state], step.time, *step.facts, step.lock))
        self.setText(step.title)
        self.setAccessibleName(told.replace("，，", "，").strip("，"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give the height of title and facts."""
        look, step = self._look, self.step
        facts = 0 if step is None else max(1, len(self._lines()))
        pad = look.pick(20, 10, 4) + (6 if step is not None and step.state is StepState.NOW else 0)
        return QSize(120, look.scaled(19) + facts * look.scaled(17) + pad)

    def minimumSizeHint(self) -> QSize:
        """Give the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            if self.step is not None:
                self._paint(painter, self.step)
        finally:
            painter.end()

    def _lines(self) -> tuple[str, ...]:
        step = self.step
        if step is None:
            return ()
        if step.state is StepState.LATER:
            return (step.lock,)
        return step.facts if step.state is StepState.NOW else step.facts[:1]

    def _paint(self, painter: QPainter, step: Step) -> None:
        look, now = self._look, step.state is StepState.NOW
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if now or self.isChecked():
            paint.draw_round(painter, box, ground=look.tokens.selection if now else look.tokens.soft)
        if self.hasFocus():
            paint.draw_round(painter, box, ground=None, line=look.tokens.fill, pen=2)
        top = look.pick(8, 4, 2) + (3 if now else 0)
        row = look.scaled(19)
        middle = QPointF(_LEFT, top + row / 2)
        self._line(painter, step, middle)
        self._mark(painter, step, middle)
        left, right = _LEFT + 20, box.width() - 8
        used = 0.0
        if step.time:
            cell = QRectF(left, top, right - left, row)
            tone = "onsel" if now else "second"
            used = paint.draw_text(painter, look, cell, step.time, size=12, tone=tone, align=paint.RIGHT) + 6
        if step.state is StepState.LATER:
            side = look.scaled(14)
            painter.drawPixmap(round(right - side), round(middle.y() - side / 2), look.icon("lock", "faint", 14))
            used = side + 6
        tone = "onsel" if now else "second" if step.state is StepState.LATER else "text"
        paint.draw_text(painter, look, QRectF(left, top, right - left - used, row), step.title, bold=now, tone=tone)
        for place, line in enumerate(self._lines()):
            cell = QRectF(left, top + row + place * look.scaled(17), right - left, look.scaled(17))
            paint.draw_text(painter, look, cell, line, size=12, tone="second")

    def _line(self, painter: QPainter, step: Step, middle: QPointF) -> None:
        look = self._look
        done = step.state is StepState.DONE
        if step.number > 1:
            tone = "line" if step.state is StepState.LATER else "fill"
            painter.setPen(QPen(look.colour(tone), 2))
            painter.drawLine(QPointF(_LEFT, 0), QPointF(_LEFT, middle.y() - _RADIUS))
        if not self._last:
            painter.setPen(QPen(look.colour("fill" if done else "line"), 2))
            painter.drawLine(QPointF(_LEFT, middle.y() + _RADIUS), QPointF(_LEFT, self.height()))

    def _mark(self, painter: QPainter, step: Step, middle: QPointF) -> None:
        look = self._look
        done = step.state is StepState.DONE
        painter.setBrush(look.colour("fill" if done else "card"))
        painter.setPen(QPen(look.colour("ctl" if step.state is StepState.LATER else "fill"), 2 if not done else 1))
        painter.drawEllipse(middle, _RADIUS, _RADIUS)
        cell = QRectF(middle.x() - _RADIUS, middle.y() - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
        if done:
            pen = QPen(look.colour("on_fill"), 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            x, y = middle.x(), middle.y()
            painter.drawPolyline([QPointF(x - 4, y), QPointF(x - 1, y + 3.5), QPointF(x + 4.5, y - 3.5)])
            return
        tone = "onsel" if step.state is StepState.NOW else "second"
        size = 12 * 100 / look.percent
        paint.draw_text(painter, look, cell, str(step.number), size=size, tone=tone, align=paint.CENTRE)


class AgendaCard(Card):
    """The steps and, at the foot, what the next one waits for. `chosen` carries the code of a step."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.title = Label(look, "议程", size=15, bold=True)
        self.count = Label(look, "", size=12, tone="second")
        self.rows = [StepRow(look, number) for number in range(9)]
        self._group = QButtonGroup(self)
        for row in self.rows:
            self._group.addButton(row)
        self._group.buttonClicked.connect(self._clicked)
        inside = QWidget()
        steps = QVBoxLayout(inside)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(0)
        for row in self.rows:
            steps.addWidget(row)
        steps.addStretch(1)
        self.area = QScrollArea()
        self.area.setAccessibleName("会议的九步")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        for ground in (self.area.viewport(), inside):
            ground.setAutoFillBackground(False)
        self.foot = Card("soft")
        self.foot_title = Label(look, "", size=12, bold=True, wrap=True)
        self._missing = [_MissingLine(look) for _ in range(3)]
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(12, 10, 12, 10)
        foot.setSpacing(4)
        foot.addWidget(self.foot_title)
        for line in self._missing:
            foot.addWidget(line)
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.count)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 14)
        whole.setSpacing(8)
        whole.addLayout(top)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.foot)
        look.changed.connect(self._follow)

    def show_steps(self, steps: Sequence[Step], chosen: str, missing: tuple[str, tuple[str, ...]]) -> None:
        """Show the steps; `chosen` is the one whose card is shown."""
        now = next((step.number for step in steps if step.state is StepState.NOW), None)
        self.count.setText(f"第 {now} 步，共 {len(steps)} 步" if now else f"{len(steps)} 步都已完成")
        self._group.setExclusive(False)
        for row, step in zip(self.rows, steps, strict=True):
            row.show_step(step)
            row.setChecked(step.code == chosen)
        self._group.setExclusive(True)
        heading, wanted = missing
        self.foot_title.setText(heading)
        self._wanted = wanted
        self._follow()
        shown = next((row for row in self.rows if row.isChecked()), None)
        if shown is not None:
            self.area.ensureWidgetVisible(shown, 0, 20)

    def focus_now(self) -> None:
        """Put the focus on the step that is shown."""
        row = next((row for row in self.rows if row.isChecked()), self.rows[0])
        row.setFocus(Qt.FocusReason.OtherFocusReason)

    _wanted: tuple[str, ...] = ()

    def _follow(self) -> None:
        most = self._look.pick(3, 1, 0)
        for place, line in enumerate(self._missing):
            inside = place < min(most, len(self._wanted))
            line.setVisible(inside)
            if inside:
                line.say(self._wanted[place])
        self.foot.setVisible(bool(self.foot_title.text()))

    def _clicked(self, row: QAbstractButton) -> None:
        if isinstance(row, StepRow) and row.step is not None:
            self.chosen.emit(row.step.code)


class _MissingLine(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._text = Label(look, "", size=12, tone="second", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconMark(look, "circle", tone="faint", size=14), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)

    def say(self, text: str) -> None:
        self._text.setText(text)
