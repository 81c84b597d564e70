"""The signing card: the chain of signatures, and the form that signs the next place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.queries.reports import SignatureRow
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.choices import ChoiceField
from cmdesk.ui.forms.specs import ChoiceSpec
from cmdesk.ui.pages.reports.presenter import APPRAISED, Batch, SignStep, StepState
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Card, Chip, Label

_MANY = 4
WHENCE = "还没有密钥：请系统管理员在“设置 → 签名密钥”里签发。"
OPINIONS = (("agreed", "无异议"), ("objected", "有异议"))
"""The two boxes of the printed form; which of them holds stands in the signature."""


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
    """Emits `wanted(key file, password)` when the place chosen shall be signed, `turned` when another one is chosen.

    The place is the next one unless a later one is chosen. The password leaves the field at once.
    """

    wanted = Signal(Path, str)
    turned = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._places: tuple[SignatureRow, ...] = ()
        self._number, self._count = "", 1
        self._key: Path | None = None
        self.title = Label(look, "签署", size=15, bold=True)
        self.chip = Chip(look, dot=True)
        self.chain = Chain(look)
        self.place = ChoiceField(look, ChoiceSpec("field", "签哪一处"))
        self.place.touched.connect(self._turn)
        self.opinion = ChoiceField(
            look, ChoiceSpec("opinion", "有无异议", choices=OPINIONS, example="被考评人对结果：有无异议")
        )
        self.opinion.touched.connect(self._follow_state)
        self.key = Button(look, "选签名密钥文件", icon="key-round", height=32)
        self.key.clicked.connect(self._pick)
        self.whence = Label(look, WHENCE, size=12, tone="second", wrap=True)
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
        for widget in (
            self.place,
            self.batch,
            self.key,
            self.whence,
            self.opinion,
            self.password,
            self.wrong,
            self.button,
        ):
            form.addWidget(widget)
        self.ink = Button(look, "登记纸签", icon="pen-line", height=30)
        self.void = Button(look, "作废", icon="circle-x", height=30)
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.chip)
        self._inside = QVBoxLayout(self)
        self._inside.addLayout(top)
        self._inside.addWidget(self.chain)
        self._inside.addWidget(self._form)
        more = QHBoxLayout()
        more.setSpacing(8)
        more.addWidget(self.ink)
        more.addWidget(self.void)
        more.addStretch(1)
        self._inside.addLayout(more)
        look.changed.connect(self._follow)
        self._follow()

    def show_chain(
        self, steps: tuple[SignStep, ...], chip: tuple[str, str], places: tuple[SignatureRow, ...], number: str
    ) -> None:
        """Show a document's chain; `places` are those that can be signed here, the next one first."""
        if (number, places) != (self._number, self._places):
            self._offer(places)
        self._number, self._places = number, places
        self.chip.say(*chip)
        self.chain.show_steps(steps)
        self._form.setVisible(bool(places))
        self.place.setVisible(len(places) > 1)
        self.opinion.setVisible(self.field == APPRAISED)
        self.say("")
        self._follow_state()

    @property
    def field(self) -> str:
        """Give the field that is signed; empty where there is none."""
        return str(self.place.value() or "")

    def said(self) -> str:
        """Give what the person appraised says of the result, where he is the one who signs."""
        return str(self.opinion.value() or "") if self.field == APPRAISED else ""

    def show_batch(self, count: int, line: str, batch: Batch | None = None) -> None:
        """Show how many documents are signed at once, one line about the selected ones, and who would be left out."""
        self._count = count
        left_out = f"{batch.duties_left_out()}还没签：先签就不等了" if batch is not None and batch.left_out else ""
        self.batch.say("；".join(part for part in (line, left_out) if part), "warn" if left_out else "second")
        self.batch.setVisible(bool(line or left_out))
        self._follow_state()

    def _offer(self, places: tuple[SignatureRow, ...]) -> None:
        self.place.blockSignals(True)
        self.place.offer(
            tuple((one.field, f"{one.duty}（轮到这里）" if one is places[0] else one.duty) for one in places)
        )
        self.place.put(places[0].field if places else None)
        self.place.blockSignals(False)
        self.opinion.blockSignals(True)
        self.opinion.put(None)
        self.opinion.blockSignals(False)

    def _turn(self) -> None:
        self.opinion.setVisible(self.field == APPRAISED)
        self.say("")
        self._follow_state()
        self.turned.emit()

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
        self.whence.hide()
        (self.opinion if self._is_silent() else self.password).setFocus()
        self._follow_state()

    def _press(self) -> None:
        if self._key is None or not self.password.text() or not self.field or self._is_silent():
            return
        password = self.password.text()
        self.password.setText("")
        self.wanted.emit(self._key, password)

    def _follow_state(self) -> None:
        missing = "还没选密钥" if self._key is None else "还没说有无异议" if self._is_silent() else ""
        missing = missing or ("" if self.password.text() else "还没输口令")
        self.button.setEnabled(not missing)
        several = f" {self._count} 份" if self._count > 1 else ""
        text = f"签署{several or '本份'}（{missing}）" if missing else f"以{self._duty()}签署{several}"
        self.button.say(text, key="" if missing else "Ctrl+Enter")

    def _duty(self) -> str:
        return next((one.duty for one in self._places if one.field == self.field), "")

    def _is_silent(self) -> bool:
        """Say whether the person appraised signs and has not said yet whether he objects."""
        return self.field == APPRAISED and not self.opinion.value()

    def _follow(self) -> None:
        margin = self._look.pick(16, 12)
        self._inside.setContentsMargins(18, margin, 18, margin)
        self._inside.setSpacing(self._look.pick(10, 7))
