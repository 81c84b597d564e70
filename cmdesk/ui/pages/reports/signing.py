"""The signing card: the chain of signatures, and the form that signs the next place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.reports.presenter import SignStep, StepState
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Card, Chip, Label

_MANY = 4


class Chain(QWidget):
    """Who has signed, who is next, who waits for whom."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._steps: tuple[SignStep, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)

    def show_steps(self, steps: tuple[SignStep, ...]) -> None:
        """Show a chain."""
        self._steps = steps
        self.setAccessibleName("签署：" + "；".join(f"{s.duty} {s.name} {s.word}" for s in steps))
        self._follow()

    def sizeHint(self) -> QSize:
        """Give the height of all steps."""
        return QSize(200, self._row() * len(self._steps))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the steps, joined by a line that is green as far as they are done."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, step in enumerate(self._steps):
                self._step(painter, step, number)
        finally:
            painter.end()

    def _step(self, painter: QPainter, step: SignStep, number: int) -> None:
        look, row = self._look, self._row()
        top, radius = number * row, look.scaled(11)
        middle = QPointF(radius + 1, top + radius + 3)
        if number + 1 < len(self._steps):
            tone = "ok" if step.state is StepState.DONE else "line"
            painter.setPen(QPen(look.colour(tone), 2))
            painter.drawLine(QPointF(middle.x(), middle.y() + radius), QPointF(middle.x(), middle.y() + row - radius))
        icons = {
            StepState.DONE: ("check", "ok", "on_fill"),
            StepState.NOW: ("pen-line", "fill", "primary"),
            StepState.LOCKED: ("lock", "ctl", "second"),
            StepState.CITY: ("send", "ctl", "second"),
        }
        icon, ring, tone = icons[step.state]
        done = step.state is StepState.DONE
        painter.setPen(QPen(look.colour(ring), 1.6))
        # The filled green of the light colours carries white; the dark one is too light for it.
        painter.setBrush(look.colour("ok") if done and not look.tokens.dark else look.colour("card"))
        painter.drawEllipse(middle, radius, radius)
        side = look.scaled(13)
        if done and look.tokens.dark:
            tone = "ok"
        painter.drawPixmap(round(middle.x() - side / 2), round(middle.y() - side / 2), look.icon(icon, tone, 13))
        left, half = 2 * radius + 12, look.scaled(20)
        first = QRectF(left, top, self.width() - left, half + 4)
        state_tone = {StepState.DONE: "ok", StepState.NOW: "primary"}.get(step.state, "second")
        used = paint.draw_text(painter, look, first, step.word, size=12, tone=state_tone, align=paint.RIGHT)
        first.setWidth(first.width() - used - 8)
        quiet = step.state in {StepState.LOCKED, StepState.CITY}
        used = paint.draw_text(painter, look, first, step.duty, bold=True, tone="second" if quiet else "text")
        first.setLeft(first.left() + used + 8)
        if step.name:
            paint.draw_text(painter, look, first, step.name)
        second = QRectF(left, top + half + 3, self.width() - left, half)
        paint.draw_text(painter, look, second, step.line, size=12, tone="second")

    def _row(self) -> int:
        # A meeting's report has six signatures: closer together they leave room for what stands below.
        many = len(self._steps) > _MANY
        return self._look.scaled(self._look.pick(52, 42 if many else 47))

    def _follow(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()


class SigningCard(Card):
    """Emits `wanted(key file, password)` when the next place shall be signed. The password leaves the field at once."""

    wanted = Signal(Path, str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._duty, self._count = "", 1
        self._key: Path | None = None
        self.title = Label(look, "签署", size=15, bold=True)
        self.chip = Chip(look, dot=True)
        self.chain = Chain(look)
        self.key = Button(look, "选签名密钥文件", icon="key-round", height=32)
        self.key.clicked.connect(self._pick)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密钥口令")
        self.password.setPlaceholderText("密钥口令")
        self.password.textChanged.connect(self._follow_state)
        self.password.returnPressed.connect(self._press)
        self.batch = Label(look, "", size=12, tone="second", wrap=True)
        self.batch.hide()
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.wrong.hide()
        self.button = Button(look, "签署本份", icon="signature", key="Ctrl+Enter", kind="fill", height=36)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self._press)
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        for widget in (self.batch, self.key, self.password, self.wrong, self.button):
            form.addWidget(widget)
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.chip)
        self._inside = QVBoxLayout(self)
        self._inside.addLayout(top)
        self._inside.addWidget(self.chain)
        self._inside.addWidget(self._form)
        look.changed.connect(self._follow)
        self._follow()

    def show_chain(self, steps: tuple[SignStep, ...], chip: tuple[str, str], duty: str) -> None:
        """Show a document's chain; `duty` is who signs next, empty where nobody can here."""
        self._duty = duty
        self.chip.say(*chip)
        self.chain.show_steps(steps)
        self._form.setVisible(bool(duty))
        self.say("")
        self._follow_state()

    def show_batch(self, count: int, line: str) -> None:
        """Show how many documents are signed at once, and one line about the selected ones."""
        self._count = count
        self.batch.setText(line)
        self.batch.setVisible(bool(line))
        self._follow_state()

    def say(self, wrong: str) -> None:
        """Show why signing was refused, or nothing."""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        mark_wrong(self.password, bool(wrong))

    def fields(self) -> tuple[QWidget, ...]:
        """Give where one types or chooses, the next thing missing first."""
        return (self.key, self.password) if self._key is None else (self.password, self.key)

    def press(self) -> None:
        """Sign, as the button does."""
        self._press()

    def _pick(self) -> None:
        found = paths.ask_open(self, "签名密钥文件", "签名密钥 (*.p12 *.pfx)")
        if found is not None:
            self.take_key(found)

    def take_key(self, path: Path) -> None:
        """Use a key file from now on."""
        self._key = path
        self.key.say(path.name, icon="key-round")
        self.password.setFocus()
        self._follow_state()

    def _press(self) -> None:
        if self._key is None or not self.password.text() or not self._duty:
            return
        password = self.password.text()
        self.password.setText("")
        self.wanted.emit(self._key, password)

    def _follow_state(self) -> None:
        missing = "还没选密钥" if self._key is None else "" if self.password.text() else "还没输口令"
        self.button.setEnabled(not missing)
        several = f" {self._count} 份" if self._count > 1 else ""
        text = f"签署{several or '本份'}（{missing}）" if missing else f"以{self._duty}签署{several}"
        self.button.say(text, key="" if missing else "Ctrl+Enter")

    def _follow(self) -> None:
        margin = self._look.pick(16, 12)
        self._inside.setContentsMargins(18, margin, 18, margin)
        self._inside.setSpacing(self._look.pick(10, 7))
