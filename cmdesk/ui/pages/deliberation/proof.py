"""A duty holder proves himself at the desk: by sitting there, or by the PIN that he set himself for this meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from cmdesk.kernel.errors import CmdeskError, Forbidden, Unavailable
from cmdesk.kernel.progress import Progress
from cmdesk.queries.deliberation import DutyRow
from cmdesk.ui.failures import surface_of
from cmdesk.ui.forms.choices import ChoiceField
from cmdesk.ui.forms.specs import ChoiceSpec
from cmdesk.ui.forms.veil import VeiledCard
from cmdesk.ui.pages.deliberation.presenter import DUTY_NAMES
from cmdesk.ui.room import Page
from cmdesk.ui.secret_files import secret_files
from cmdesk.ui.widgets.fields import SecretField
from cmdesk.ui.widgets.labels import Label

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.runtime.context import Actor

Work = Callable[[str, Path | None, Progress], Any]
"""Carries an order out for a holder: his name, and the file with his PIN (None where he sits at the desk)."""
_SHORTEST = 6
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


class HolderAsked(VeiledCard):
    """Asks for the holder and his PIN. Who has none yet sets it here, in the same step."""

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
        duty = DUTY_NAMES.get(holders[0].duty, "") if len({row.duty for row in holders}) == 1 else "本人"
        title = f"请{duty}证明" if work is not None else "设会议口令"
        super().__init__(page, title, "key-round", "不做", dropped)
        self._work, self._done, self._failed = work, done, failed
        self._holders = {str(place): row for place, row in enumerate(holders)}
        self._meeting = meeting or str(getattr(page, "meeting_number", ""))
        look = page.room.look
        self.person = ChoiceField(look, ChoiceSpec("holder", "担任职责的人"))
        self.password = SecretField(look, "登录口令")
        self.password.setPlaceholderText("本人的登录口令")
        self.pin = SecretField(look, "会议口令")
        self.again = SecretField(look, "再输一次会议口令")
        self.again.setPlaceholderText("再输一次")
        self.hint = Label(look, "", size=12, tone="second", wrap=True)
        self.keep.clicked.connect(self._press)
        self.person.offer(tuple((code, _told(row)) for code, row in self._holders.items()))
        self.person.touched.connect(self._chosen)
        for field in (self.password, self.pin, self.again):
            field.textChanged.connect(self._follow)
        self.lay(why, (self.person, self.password, self.pin, self.again, self.hint))
        if len(self._holders) == 1:
            self.person.put("0")
        self._chosen()
        first = self.person if self.holder is None else self._asked()[0]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def holder(self) -> DutyRow | None:
        """Give who is chosen."""
        return self._holders.get(self.person.value() or "")

    @property
    def setting(self) -> bool:
        """Say whether a PIN is being set: the chosen holder has none yet."""
        return self.holder is not None and not self.holder.has_pin

    def go_on(self) -> None:
        """Go to the first field that is empty, and confirm."""
        empty = next((field for field in self._asked() if not field.text()), None)
        if self.holder is None:
            self.person.setFocus(Qt.FocusReason.TabFocusReason)
        elif empty is not None:
            empty.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._press()

    def _asked(self) -> list[SecretField]:
        return [field for field in self.secrets() if not field.isHidden()]

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
        elif any(not field.text() for field in self._asked()):
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
        self.say_wrong("")
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
        if self.end():
            self._done(result, name, pin)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        code = error.code if isinstance(error, CmdeskError) else ""
        if isinstance(error, (Forbidden, Unavailable)) and code in _OF_THE_PIN | _OF_THE_PASSWORD:
            field = self.password if code in _OF_THE_PASSWORD else self.pin
            for each in self._asked():
                each.setText("")
            self.say_wrong(surface_of(error).text, field)
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.end():
            self._failed(error)
        self._follow()


def _told(row: DutyRow) -> str:
    return f"{row.name}　{DUTY_NAMES.get(row.duty, row.duty)}"
