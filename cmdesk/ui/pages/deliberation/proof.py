"""A duty holder proves himself at the desk: by sitting there, or by the PIN that he set himself for this meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from cmdesk.kernel.errors import CmdeskError, Forbidden, Unavailable
from cmdesk.kernel.progress import Progress
from cmdesk.queries.deliberation import DutyRow
from cmdesk.ui.failures import surface_of
from cmdesk.ui.forms.choices import ChoiceField
from cmdesk.ui.forms.specs import ChoiceSpec
from cmdesk.ui.pages.deliberation.presenter import DUTY_NAMES
from cmdesk.ui.pages.settings.secret import secret_files
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import SecretField, mark_wrong
from cmdesk.ui.widgets.labels import Card, IconMark, Label

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.runtime.context import Actor

Work = Callable[[str, Path | None, Progress], Any]
"""Carries an order out for a holder: his name, and the file with his PIN (None where he sits at the desk)."""
_WIDE = 460
_SHORTEST = 6
_VEIL = {False: QColor(27, 36, 48, 70), True: QColor(0, 0, 0, 130)}
_OF_THE_PIN = frozenset({"pin_wrong", "pin_needed", "pin_not_set", "pin_short", "pin_of_another"})
_OF_THE_PASSWORD = frozenset({"wrong_password", "sign_in_delayed"})


def ask_holder(
    page: Page,
    holders: Sequence[DutyRow],
    why: str,
    work: Work,
    done: Callable[[Any, str, str], Any],
    *,
    failed: Callable[[BaseException], Any] | None = None,
    dropped: Callable[[], Any] | None = None,
    label: str = "",
) -> HolderAsked | None:
    """Let one of `holders` prove himself and carry `work` out; `done` gets the result, his name and his PIN.

    Whoever sits at the desk needs no PIN, and no card is shown. `failed` hears of what is not about the proof.
    """
    sitting = next((row for row in holders if row.user_no == page.room.desk.actor.number), None)
    if sitting is None:
        return HolderAsked(page, holders, why, work, done, failed or page.fail, dropped)
    name = sitting.name
    page.follow(
        page.room.tasks.write(
            lambda progress: work(name, None, progress),
            done=lambda result: done(result, name, ""),
            failed=failed or page.fail,
            label=label,
        )
    )
    return None


def set_pin(desk: Desk, meeting: str, holder: DutyRow, pin: str, password: str) -> None:
    """Set a holder's PIN; one with an account proves himself by his password."""
    from cmdesk.usecases.deliberation.set_pin import SetPin

    second: Actor | None = None
    if holder.user_no is not None and holder.user_no != desk.actor.number:
        second = desk.person(holder.user_no, password)
    with secret_files(pin) as (file,):
        desk.run(SetPin(meeting=meeting, name=holder.name, pin_file=file), second=second)


class HolderAsked(QWidget):
    """Covers its page; asks for the holder and his PIN. Who has none yet sets it here, in the same step."""

    def __init__(
        self,
        page: Page,
        holders: Sequence[DutyRow],
        why: str,
        work: Work | None,
        done: Callable[[Any, str, str], Any],
        failed: Callable[[BaseException], Any],
        dropped: Callable[[], Any] | None = None,
        *,
        meeting: str = "",
    ) -> None:
        super().__init__(page)
        self._page, self._work, self._done, self._failed, self._dropped = page, work, done, failed, dropped
        self._holders = {str(place): row for place, row in enumerate(holders)}
        self._meeting = meeting or str(getattr(page, "meeting_number", ""))
        self._before = QApplication.focusWidget()
        self._busy = False
        look = page.room.look
        duty = DUTY_NAMES.get(holders[0].duty, "") if len({row.duty for row in holders}) == 1 else "本人"
        self.title = f"请{duty}证明" if work is not None else "设会议口令"
        self.card = Card("open")
        self.card.setAccessibleName(self.title)
        self.person = ChoiceField(look, ChoiceSpec("holder", "担任职责的人"))
        self.password = SecretField(look, "登录口令")
        self.password.setPlaceholderText("本人的登录口令")
        self.pin = SecretField(look, "会议口令")
        self.again = SecretField(look, "再输一次会议口令")
        self.again.setPlaceholderText("再输一次")
        self.hint = Label(look, "", size=12, tone="second", wrap=True)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.wrong.hide()
        self.keep = Button(look, "确认", icon="user-check", key="Enter", kind="fill", height=34)
        self.drop = Button(look, "不做", key="Esc", height=34)
        self.keep.clicked.connect(self._press)
        self.drop.clicked.connect(self.put_away)
        self._build(why)
        self.person.offer(tuple((code, _told(row)) for code, row in self._holders.items()))
        self.person.touched.connect(self._chosen)
        for field in (self.password, self.pin, self.again):
            field.textChanged.connect(self._follow)
        page.installEventFilter(self)
        page.room.leaving.connect(self.put_away)
        look.changed.connect(self.update)
        self.setGeometry(page.rect())
        self.show()
        self.raise_()
        if len(self._holders) == 1:
            self.person.put("0")
        self._chosen()
        (self.person if self.holder is None else self._first_field()).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def holder(self) -> DutyRow | None:
        """Give who is chosen."""
        return self._holders.get(self.person.value() or "")

    @property
    def setting(self) -> bool:
        """Say whether a PIN is being set: the chosen holder has none yet."""
        return self.holder is not None and not self.holder.has_pin

    def put_away(self) -> None:
        """Do nothing."""
        if self._end() and self._dropped is not None:
            self._dropped()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the page at every size."""
        if watched is self._page and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._page.rect())
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep every key from the shortcuts of the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}
            event.setAccepted(own)
            return own
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on and confirms, Esc puts away."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.drop.hasFocus():
                self.put_away()
            else:
                self._go_on()
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go round inside the card."""
        ring = [w for w in self._ring() if w.isVisible() and w.isEnabled()]
        if not ring:
            # While the card is being put away Qt looks for the next focus.
            return False
        now = QApplication.focusWidget()
        place = ring.index(now) if now in ring else -1
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        ring[(place + (1 if next else -1)) % len(ring)].setFocus(reason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the veil."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), _VEIL[self._page.room.look.tokens.dark])
        finally:
            painter.end()

    def _ring(self) -> tuple[QWidget, ...]:
        fields = (self.password, self.pin, self.again)
        eyes = [widget for field in fields for widget in (field, field.eye)]
        return (self.person, *eyes, self.drop, self.keep)

    def _fields(self) -> list[SecretField]:
        return [field for field in (self.password, self.pin, self.again) if not field.isHidden()]

    def _first_field(self) -> QWidget:
        return self._fields()[0]

    def _go_on(self) -> None:
        empty = next((field for field in self._fields() if not field.text()), None)
        if self.holder is None:
            self.person.setFocus(Qt.FocusReason.TabFocusReason)
        elif empty is not None:
            empty.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._press()

    def _build(self, why: str) -> None:
        look = self._page.room.look
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(IconMark(look, "key-round", tone="primary", size=20))
        top.addWidget(Label(look, self.title, size=15, bold=True), 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.drop)
        buttons.addWidget(self.keep)
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(20, 16, 20, 16)
        inside.setSpacing(10)
        inside.addLayout(top)
        inside.addWidget(Label(look, why, wrap=True))
        for widget in (self.person, self.password, self.pin, self.again, self.hint, self.wrong):
            inside.addWidget(widget)
        inside.addLayout(buttons)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.card)
        row.addStretch(1)
        self.card.setFixedWidth(look.scaled(_WIDE))
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addLayout(row)
        whole.addStretch(3)

    def _chosen(self) -> None:
        holder, own = self.holder, self._page.room.desk.actor.number
        account = holder is not None and holder.user_no is not None and holder.user_no != own
        self.person.setVisible(len(self._holders) > 1 or self._work is None)
        self.pin.setVisible(holder is not None)
        self.password.setVisible(self.setting and account)
        self.again.setVisible(self.setting)
        self.pin.setPlaceholderText("新的会议口令，至少 6 个字" if self.setting else "会议口令")
        if self.setting and holder is not None:
            how = "先用本人的登录口令证明，再" if account else ""
            self.hint.setText(f"{holder.name}还没有会议口令：{how}设一个只用于这次会议的口令。")
        else:
            self.hint.setText("" if holder is None else f"由{holder.name}本人输入，别人不看。")
        self.hint.setVisible(bool(self.hint.text()))
        self._follow()

    def _follow(self, *_: object) -> None:
        word = "确认" if self._work is not None else "设好口令"
        ready = word
        if self._busy:
            word = "正在核对"
        elif self.holder is None:
            word = "还没选本人"
        elif any(not field.text() for field in self._fields()):
            word = "还没输口令"
        elif self.setting and len(self.pin.text()) < _SHORTEST:
            word = f"口令至少 {_SHORTEST} 个字"
        elif self.setting and self.pin.text() != self.again.text():
            word = "两次输的不一样"
        elif self._work is None and not self.setting:
            word = "已经设好口令"
        self.keep.setEnabled(word == ready)
        self.keep.say(word, key="Enter" if word == ready else "")

    def _press(self) -> None:
        holder = self.holder
        if holder is None or self._busy or not self.keep.isEnabled():
            return
        desk, pin, password, setting = self._page.room.desk, self.pin.text(), self.password.text(), self.setting
        meeting, work = self._meeting, self._work
        self._busy = True
        self._say("")
        self._follow()

        def act(progress: Progress) -> Any:
            if setting:
                set_pin(desk, meeting, holder, pin, password)
            if work is None:
                return None
            with secret_files(pin) as (file,):
                return work(holder.name, file, progress)

        self._page.follow(
            self._page.room.tasks.write(
                act,
                done=lambda result: self._ended(result, holder.name, pin),
                failed=self._refused,
                label="核对会议口令",
            )
        )

    def _ended(self, result: Any, name: str, pin: str) -> None:
        if self._end():
            self._done(result, name, pin)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        code = error.code if isinstance(error, CmdeskError) else ""
        if isinstance(error, (Forbidden, Unavailable)) and code in _OF_THE_PIN | _OF_THE_PASSWORD:
            field = self.password if code in _OF_THE_PASSWORD else self.pin
            for each in self._fields():
                each.setText("")
            self._say(surface_of(error).text)
            mark_wrong(field, True)
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._end():
            self._failed(error)
        self._follow()

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        for field in (self.password, self.pin, self.again):
            mark_wrong(field, False)

    def _end(self) -> bool:
        if self.isHidden():
            return False
        self.hide()
        self._page.removeEventFilter(self)
        for field in (self.password, self.pin, self.again):
            field.setText("")
        # The button that was pressed may be gone: the card below it follows the meeting.
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._page.isVisible():
            self._page.focus_first()
        self.deleteLater()
        return True


def _told(row: DutyRow) -> str:
    return f"{row.name}　{DUTY_NAMES.get(row.duty, row.duty)}"
