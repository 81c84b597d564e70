"""The right card: always deadline, what is in, the person, what happens if it stays empty, and the button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Problem
from cmdesk.runtime.sentences import message
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Chip, Label, Rule


class Tinted(QWidget):
    """A bold sentence and a quiet one on a tinted ground."""

    def __init__(self, look: Look, state: str = "warn") -> None:
        super().__init__()
        self._look, self._state = look, state
        self.title = Label(look, "", bold=True, tone=state, wrap=True)
        self.line = Label(look, "", size=12, tone="text", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.setSpacing(3)
        inside.addWidget(self.title)
        inside.addWidget(self.line)
        look.changed.connect(self.update)

    def say(self, title: str, line: str = "") -> None:
        """Show other words; empty ones hide it."""
        self.title.setText(title)
        self.line.setText(line)
        self.line.setVisible(bool(line))
        self.setVisible(bool(title))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        try:
            tint = self._look.tokens.tint(self._state)
            paint.draw_round(painter, QRectF(self.rect()), ground=tint.ground, line=tint.line)
        finally:
            painter.end()


class Person(QWidget):
    """Name with rung and line, above the part of the form that is about one person."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.name = Label(look, "", size=15, bold=True)
        self.line = Label(look, "", size=12, tone="second")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name)
        row.addWidget(self.line, 1)

    def say(self, name: str, line: str) -> None:
        """Show a person."""
        self.name.setText(name)
        self.line.setText(line)


class SourceCard(Card):
    """Holds one body a source; `pressed` tells that the button was pressed, `other_pressed` the quiet one."""

    pressed = Signal()
    other_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.title = Label(look, "", size=15, bold=True)
        self.chip = Chip(look)
        self.due = Label(look, "", size=12, tone="second")
        self.right = Label(look, "", size=12, tone="second")
        self.bodies = QStackedWidget()
        self.bodies.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.problems = Label(look, "", size=12, tone="bad", wrap=True)
        self.amber = Tinted(look)
        self.button = Button(look, "", kind="fill", height=36)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.pressed)
        self.other = Button(look, "", height=32)
        self.other.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.other.clicked.connect(self.other_pressed)
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(18, 13, 18, 10)
        head.setSpacing(2)
        first = QHBoxLayout()
        first.addWidget(self.title, 1)
        first.addWidget(self.chip)
        second = QHBoxLayout()
        second.addWidget(self.due, 1)
        second.addWidget(self.right)
        head.addLayout(first)
        head.addLayout(second)
        inner = QWidget()
        inner.setProperty("plain", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(18, 10, 16, 10)
        column.setSpacing(10)
        column.addWidget(self.problems)
        column.addWidget(self.bodies, 1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("所选来源的表")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inner)
        foot = QVBoxLayout()
        foot.setContentsMargins(18, 8, 18, 14)
        foot.setSpacing(8)
        foot.addWidget(self.amber)
        foot.addWidget(self.other)
        foot.addWidget(self.button)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(head)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self.area, 1)
        inside.addLayout(foot)
        self.problems.hide()
        self.amber.hide()
        self.other.hide()

    def show_body(self, body: QWidget) -> None:
        """Show one body alone; it takes the height that it needs."""
        if self.bodies.indexOf(body) < 0:
            self.bodies.addWidget(body)
        for place in range(self.bodies.count()):
            other = self.bodies.widget(place)
            policy = QSizePolicy.Policy.Preferred if other is body else QSizePolicy.Policy.Ignored
            other.setSizePolicy(policy, policy)
        self.bodies.setCurrentWidget(body)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what was refused, all of it; an empty list takes it away."""
        said = [message(problem) for problem in problems]
        more = f"\n还有 {len(said) - 12} 条" if len(said) > 12 else ""
        self.problems.setText("\n".join(said[:12]) + more)
        self.problems.setVisible(bool(said))
        if said:
            self.area.verticalScrollBar().setValue(0)

    def act(self, word: str, *, icon: str = "", key: str = "", ready: bool = True) -> None:
        """Show the one button of the card; an empty word hides it."""
        self.button.say(word, icon=icon, key=key if ready and self._look.percent <= 115 else "")
        self.button.setEnabled(ready)
        self.button.setVisible(bool(word))

    def act_too(self, word: str, icon: str = "") -> None:
        """Show the quiet button; an empty word hides it."""
        self.other.say(word, icon=icon)
        self.other.setVisible(bool(word))

    def _follow(self) -> None:
        self.setFixedWidth(max(self._look.pick(348, 340), self._look.scaled(316)))
