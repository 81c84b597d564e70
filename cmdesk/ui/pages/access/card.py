"""The open card of the person who signs in: who, password, what is wrong, the button, the ladder of delays."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui import words
from cmdesk.ui.pages.access.caps import caps_lock_after, caps_lock_now
from cmdesk.ui.pages.access.presenter import SignIn, countdown
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import SecretField, mark_wrong
from cmdesk.ui.widgets.labels import Avatar, Card, IconMark, Label

FORGOTTEN = "请系统管理员给您重设口令；管理员也忘了，就启用封存的恢复密钥。"


class Ladder(QWidget):
    """The delays after wrong passwords in one line, the present one bold and red."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._steps: tuple[tuple[str, bool], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_steps(self, steps: tuple[tuple[str, bool], ...]) -> None:
        """Show them; none hides the line."""
        self._steps = steps
        self.setAccessibleName("，".join(text for text, _ in steps))
        self.setVisible(bool(steps))
        self.update()

    def sizeHint(self) -> QSize:
        """Give one line."""
        return QSize(300, self._look.scaled(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Spread the steps over the width."""
        if not self._steps:
            return
        look, painter = self._look, QPainter(self)
        try:
            widths = [paint.width_of(text, look.font(12, bold=now)) + 1 for text, now in self._steps]
            gap = (self.width() - sum(widths)) / max(1, len(widths) - 1)
            x = 0.0
            for (text, now), wide in zip(self._steps, widths, strict=True):
                box = QRectF(x, 0, wide, self.height())
                paint.draw_text(painter, look, box, text, size=12, bold=now, tone="bad" if now else "second")
                x += wide + gap
        finally:
            painter.end()


class OpenCard(Card):
    """Emits `wanted` with the password, `moved` with −1 or 1 for another person."""

    wanted = Signal(str)
    moved = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("open", parent)
        self._look = look
        self._caps = False
        self._busy = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("登录")
        self.avatar = Avatar(look, 44)
        self.name = Label(look, "", size=18, bold=True)
        self.duty = Label(look, "", size=12, tone="second")
        self.last = Label(look, "", size=12, tone="second")
        self.since = Label(look, "", size=12, tone="second")
        self.field = SecretField(look, "口令")
        self.field.key_seen.connect(self._key_seen)
        self.field.focused.connect(self._focus_seen)
        self.field.returnPressed.connect(self._press)
        self._hint_mark = IconMark(look, "circle-alert", tone="bad", size=16)
        self.hint = Label(look, "", size=12, tone="warn")
        self.forgotten = Button(look, "忘了口令", kind="link", height=24)
        self.forgotten.clicked.connect(self._show_forgotten)
        self.ways = Label(look, FORGOTTEN, size=12, tone="second", wrap=True)
        self.ways.hide()
        self.button = Button(look, "登录", icon="log-in", key="Enter", kind="fill", height=42)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self._press)
        self.ladder = Ladder(look)
        self.ladder.hide()
        self._build()

    def _build(self) -> None:
        who = QVBoxLayout()
        who.setSpacing(2)
        who.addWidget(self.name)
        who.addWidget(self.duty)
        facts = QVBoxLayout()
        facts.setSpacing(3)
        facts.addWidget(self.last, 0, Qt.AlignmentFlag.AlignRight)
        facts.addWidget(self.since, 0, Qt.AlignmentFlag.AlignRight)
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(self.avatar)
        top.addLayout(who)
        top.addStretch(1)
        top.addLayout(facts)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._hint_mark)
        line.addWidget(self.hint)
        line.addStretch(1)
        line.addWidget(self.forgotten)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(17, 15, 17, 15)
        whole.setSpacing(11)
        whole.addLayout(top)
        whole.addWidget(self.field)
        whole.addLayout(line)
        whole.addWidget(self.ways)
        whole.addWidget(self.button)
        whole.addWidget(self.ladder)

    def show_state(self, state: SignIn, now: datetime) -> None:
        """Show the chosen person as he stands at `now`."""
        person = state.person()
        if person is None:
            return
        self.avatar.show_name(person.name)
        self.name.setText(person.name)
        self.duty.setText(words.duties(person.duties))
        last, since, warns = state.last_lines(now)
        self.last.setText(last)
        self.since.say(since, "bad" if warns else "second")
        waiting = state.waiting(now)
        if (waiting or self._busy) and self.field.hasFocus():
            # A field that is disabled hands its focus to whatever comes next: here it waits for its return.
            self.setFocus()
        self.field.setEnabled(not waiting and not self._busy)
        self.button.setEnabled(not waiting and not self._busy)
        if waiting:
            self.button.say(countdown(waiting), icon="clock", key="")
        elif self._busy:
            self.button.say("正在打开…", icon="lock-open", key="")
        else:
            self.button.say("登录", icon="log-in", key="Enter")
        self.ladder.show_steps(state.ladder())
        self._show_hint(state.wrong_line())

    def set_busy(self, busy: bool) -> None:
        """Show that the database is being opened."""
        self._busy = busy

    def _show_hint(self, wrong: str) -> None:
        mark_wrong(self.field, bool(wrong))
        if wrong:
            self._hint_mark.show_icon("circle-alert", "bad")
            self.hint.say(wrong, "bad")
        elif self._caps:
            self._hint_mark.show_icon("arrow-up", "warn")
            self.hint.say("大写锁定开着", "warn")
        else:
            self.hint.setText("")
        self._hint_mark.setVisible(bool(self.hint.text()))

    def _key_seen(self, typed: str, shifted: bool) -> None:
        known = caps_lock_now()
        self._set_caps(known if known is not None else caps_lock_after(typed, shifted, self._caps))

    def _focus_seen(self) -> None:
        known = caps_lock_now()
        if known is not None:
            self._set_caps(known)

    def _set_caps(self, on: bool) -> None:
        if on != self._caps:
            self._caps = on
            wrong = self.hint.text() if self.hint.text() != "大写锁定开着" else ""
            self._show_hint(wrong)

    def _show_forgotten(self) -> None:
        self.ways.setVisible(not self.ways.isVisible())
        self.field.setFocus()

    def _press(self) -> None:
        if self.field.text() and self.field.isEnabled():
            self.wanted.emit(self.field.text())
        else:
            self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down come here from the password and choose another person; Esc empties the field."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Escape:
            self.field.setText("")
        else:
            super().keyPressEvent(event)
