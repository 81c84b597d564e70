"""Asking a second person for number and password, in a card over the page: two people stand before one screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.kernel.errors import CmdeskError
from cmdesk.kernel.progress import Progress
from cmdesk.queries.home_seconds import SecondPeople, SecondPerson
from cmdesk.ui import words
from cmdesk.ui.failures import surface_of
from cmdesk.ui.forms.choices import ChoiceField
from cmdesk.ui.forms.specs import ChoiceSpec
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import SecretField, mark_wrong
from cmdesk.ui.widgets.labels import Card, IconMark, Label

if TYPE_CHECKING:
    from cmdesk.runtime.context import Actor

_WIDE = 460
_SECOND_MS = 1000
_VEIL = {False: QColor(27, 36, 48, 70), True: QColor(0, 0, 0, 130)}


def ask_second(
    page: Page,
    permission: str,
    why: str,
    done: Callable[[Actor], Any],
    *,
    dropped: Callable[[], Any] | None = None,
) -> SecondAsked:
    """Lay a card over `page` that asks a second person for `permission`; `done` is given who has proved himself.

    `why` is one sentence on what is confirmed. Esc puts the card away, calls `dropped`, and the focus goes back.
    """
    return SecondAsked(page, permission, why, done, dropped)


class SecondAsked(QWidget):
    """Covers its page, which stays readable under a veil, and keeps the focus inside until it is answered."""

    def __init__(
        self,
        page: Page,
        permission: str,
        why: str,
        done: Callable[[Actor], Any],
        dropped: Callable[[], Any] | None,
    ) -> None:
        super().__init__(page)
        self._page, self._permission, self._done, self._dropped = page, permission, done, dropped
        self._before = QApplication.focusWidget()
        self._wait = 0
        look = page.room.look
        self.card = Card("open")
        self.card.setAccessibleName("请第二人确认")
        self.person = ChoiceField(look, ChoiceSpec("second", "第二人"))
        self.person.setEnabled(False)
        self.password = SecretField(look, "第二人的口令")
        self.password.setPlaceholderText("第二人的口令")
        self.password.textChanged.connect(self._follow)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.wrong.hide()
        self.keep = Button(look, "确认", icon="user-check", key="Enter", kind="fill", height=34)
        self.keep.clicked.connect(self._press)
        self.drop = Button(look, "不确认", key="Esc", height=34)
        self.drop.clicked.connect(self.put_away)
        self.person.touched.connect(self._follow)
        self._ticking = QTimer(self)
        self._ticking.setInterval(_SECOND_MS)
        self._ticking.timeout.connect(self._tick)
        self._busy = False
        self._build(why)
        page.installEventFilter(self)
        page.room.leaving.connect(self.put_away)
        look.changed.connect(self.update)
        self.setGeometry(page.rect())
        self.show()
        self.raise_()
        self._follow()
        self.drop.setFocus(Qt.FocusReason.OtherFocusReason)
        page.ask(SecondPeople(action=permission), self._show_people)

    def put_away(self) -> None:
        """Confirm nothing."""
        if self._end() and self._dropped is not None:
            self._dropped()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the page at every size."""
        if watched is self._page and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._page.rect())
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep Enter and Esc from the shortcuts of the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}
            event.setAccepted(own)
            return own
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter confirms, Esc puts away; no other key reaches the page below."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.person.hasFocus():
                self.password.setFocus(Qt.FocusReason.TabFocusReason)
            elif self.drop.hasFocus():
                self.put_away()
            else:
                self._press()
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go round inside the card: what lies under the veil takes no focus."""
        ring = [w for w in (self.person, self.password, self.password.eye, self.drop, self.keep) if w.isEnabled()]
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

    def _build(self, why: str) -> None:
        look = self._page.room.look
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(IconMark(look, "user-check", tone="primary", size=20))
        top.addWidget(Label(look, "请第二人确认", size=15, bold=True), 1)
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
        inside.addWidget(self.person)
        inside.addWidget(self.password)
        inside.addWidget(self.wrong)
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

    def _show_people(self, people: tuple[SecondPerson, ...]) -> None:
        if not people:
            self._say("没有可以做第二人的在用用户：请系统管理员先添加。")
            return
        self.person.offer(tuple((p.number, f"{p.name}　{words.duties(p.duties)}　{p.number}") for p in people))
        self.person.setEnabled(True)
        if len(people) == 1:
            self.person.put(people[0].number)
        first = self.password if len(people) == 1 else self.person
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._follow()

    def _press(self) -> None:
        number, password = self.person.value(), self.password.text()
        if not number or not password or self._wait or self._busy:
            return
        desk = self._page.room.desk
        self._busy = True
        self.password.setText("")
        self._say("")
        self._follow()

        def work(progress: Progress) -> Actor:
            return desk.person(number, password)

        self._page.room.tasks.write(work, done=self._proved, failed=self._refused, label="核对第二人的口令")

    def _proved(self, actor: Actor) -> None:
        if self._end():
            self._done(actor)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, CmdeskError):
            self._wait = int(error.params.get("seconds") or 0)
            self._say(surface_of(error).text)
            if self._wait:
                self._ticking.start()
        elif self._end():
            self._page.fail(error)
        self._follow()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tick(self) -> None:
        self._wait = max(0, self._wait - 1)
        if not self._wait:
            self._ticking.stop()
        self._follow()

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        mark_wrong(self.password, bool(text))

    def _follow(self, *_: object) -> None:
        if self._wait:
            word = f"请等 {self._wait} 秒"
        elif self._busy:
            word = "正在核对"
        elif self.person.value() is None:
            word = "还没选第二人"
        else:
            word = "确认" if self.password.text() else "还没输口令"
        self.keep.setEnabled(word == "确认")
        self.keep.say(word, key="Enter" if word == "确认" else "")

    def _end(self) -> bool:
        if self.isHidden():
            return False
        self.hide()
        self._page.removeEventFilter(self)
        self.password.setText("")
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()
        return True
