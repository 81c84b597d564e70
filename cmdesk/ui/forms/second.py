"""Asking a second person for number and password, in a card over the page: two people stand before one screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer

from cmdesk.kernel.errors import CmdeskError
from cmdesk.kernel.progress import Progress
from cmdesk.queries.home_seconds import SecondPeople, SecondPerson
from cmdesk.ui import words
from cmdesk.ui.failures import surface_of
from cmdesk.ui.forms.choices import ChoiceField
from cmdesk.ui.forms.specs import ChoiceSpec
from cmdesk.ui.forms.veil import VeiledCard
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.fields import SecretField

if TYPE_CHECKING:
    from cmdesk.runtime.context import Actor

_SECOND_MS = 1000


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


class SecondAsked(VeiledCard):
    """Asks who the second person is and for his password."""

    def __init__(
        self,
        page: Page,
        permission: str,
        why: str,
        done: Callable[[Actor], Any],
        dropped: Callable[[], Any] | None,
    ) -> None:
        super().__init__(page, "请第二人确认", "user-check", "不确认", dropped)
        self._done, self._wait = done, 0
        look = page.room.look
        self.person = ChoiceField(look, ChoiceSpec("second", "第二人"))
        self.person.setEnabled(False)
        self.person.touched.connect(self._follow)
        self.password = SecretField(look, "第二人的口令")
        self.password.setPlaceholderText("第二人的口令")
        self.password.textChanged.connect(self._follow)
        self.keep.clicked.connect(self._press)
        self._ticking = QTimer(self)
        self._ticking.setInterval(_SECOND_MS)
        self._ticking.timeout.connect(self._tick)
        self.lay(why, (self.person, self.password))
        self._follow()
        self.drop.setFocus(Qt.FocusReason.OtherFocusReason)
        page.ask(SecondPeople(action=permission), self._show_people)

    def go_on(self) -> None:
        """Go from the person to the password, and confirm."""
        if self.person.hasFocus():
            self.password.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._press()

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
        if self.end():
            self._done(actor)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, CmdeskError):
            self._wait = int(error.params.get("seconds") or 0)
            self._say(surface_of(error).text)
            if self._wait:
                self._ticking.start()
        elif self.end():
            self._page.fail(error)
        self._follow()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tick(self) -> None:
        self._wait = max(0, self._wait - 1)
        if not self._wait:
            self._ticking.stop()
        self._follow()

    def _say(self, text: str) -> None:
        self.say_wrong(text, self.password)

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
