"""The card over 报表签章 in which 评语 are written, one person after the other; what is typed is kept as a draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import CmdeskError
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import tidy
from cmdesk.queries.reports_remarks import RemarkBoard, Remarked, Remarks
from cmdesk.ui.failures import surface_of
from cmdesk.ui.forms.choices import ChoiceField, NotesField
from cmdesk.ui.forms.drafts import DraftKeeper
from cmdesk.ui.forms.specs import ChoiceSpec, NotesSpec
from cmdesk.ui.forms.veil import VeiledCard
from cmdesk.ui.pages.reports import orders, remarks
from cmdesk.ui.pages.reports.presenter import period_text
from cmdesk.ui.pages.reports.remarks import RemarkWish
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.labels import Label

_WHY = "评语等意见印在年度考评报告（D25）上，第一个人签名之前都可以写。"
_LINES = 7


class RemarkCard(VeiledCard):
    """Asks whose report and which box, shows what stands, keeps it by Ctrl+Enter and goes on to the next person.

    `staff_no` is who is shown first; `written` is called after each that is kept. Esc leaves; what was typed and not
    kept waits as a draft.
    """

    def __init__(self, page: Page, period: Period, staff_no: str, written: Callable[[], Any]) -> None:
        super().__init__(page, f"评语 · {period_text(period)}", "message-square", "关闭", None)
        look = page.room.look
        self._period, self._wanted, self._written = period, staff_no, written
        self._board: RemarkBoard | None = None
        self._keeper: DraftKeeper | None = None
        self.box = ChoiceField(look, ChoiceSpec("duty", "哪一栏", choices=tuple(remarks.BOX_WORDS.items())))
        self.person = ChoiceField(look, ChoiceSpec("staff_no", "写谁"))
        self.stands = Label(look, "", size=12, tone="second", wrap=True)
        self.text = NotesField(look, NotesSpec("remark", "评语", _LINES, example="写在这里"))
        self.count = Label(look, "", size=12, tone="second", wrap=True)
        for field in (self.box, self.person, self.text):
            field.setEnabled(False)
        self.box.touched.connect(self._box_chosen)
        self.person.touched.connect(self._turn)
        self.text.touched.connect(self._typed)
        self.keep.clicked.connect(self.go_on)
        self.lay(_WHY, (self.box, self.person, self.stands, self.text, self.count))
        self._follow()
        self.drop.setFocus(Qt.FocusReason.OtherFocusReason)
        page.ask(Remarks(period=period), self._show)

    def go_on(self) -> None:
        """Keep what was written, if there is anything to keep."""
        person, duty = self._now(), self.box.value()
        if self.box.hasFocus() or self.person.hasFocus():
            self.text.setFocus(Qt.FocusReason.TabFocusReason)
            return
        if person is None or duty is None or self._missing():
            return
        self._busy = True
        self._follow()
        wish = RemarkWish(self._period, person.staff_no, duty, self._typed_text(), redraw=bool(person.drawn))
        work = partial(orders.write_remark, self._page.room.desk, wish)
        self._page.room.tasks.write(
            work, done=partial(self._kept, person), failed=partial(self._refused, person), label="写评语"
        )

    def end(self) -> bool:
        """Take the card away; what is typed goes into the draft before."""
        self._leave_box()
        return super().end()

    def _show(self, board: RemarkBoard) -> None:
        first = self._board is None
        self._board = board
        self._page.room.look.fonts.cover(one.name for one in board.people)
        if not board.people:
            self.say_wrong("这一年还没有人有考评结果：先在“计分”里关账。")
            return
        self.box.setEnabled(True)
        if first:
            self.box.blockSignals(True)
            self.box.put(remarks.own_box(board))
            self.box.blockSignals(False)
        duty = self.box.value() or remarks.own_box(board)
        self._offer(remarks.first_person(board, self._wanted, duty))
        self._turn()

    def _offer(self, staff_no: str) -> None:
        assert self._board is not None
        self.person.blockSignals(True)
        self.person.offer(remarks.people_words(self._board, self.box.value() or ""))
        self.person.put(staff_no)
        self.person.setEnabled(True)
        self.person.blockSignals(False)

    def _box_chosen(self) -> None:
        if self._board is not None:
            self._offer(self.person.value() or "")
            self._turn()

    def _turn(self) -> None:
        """Show the box of the person chosen: what stands, whether it may be written, and a draft if there is one."""
        self._leave_box()
        person, duty = self._now(), self.box.value()
        if person is None or duty is None:
            return
        stands, why = remarks.box_of(person, duty), remarks.closed_why(person, duty)
        self._put(stands.text)
        self.text.setAccessibleName(f"{person.name}的{remarks.BOX_WORDS[duty]}")
        self.text.setReadOnly(bool(why))
        self.text.setEnabled(True)
        said = f"现在是{stands.by}写的。" if stands.text else "现在是空的。"
        self.stands.say(why or said + remarks.effect_of(person), "warn" if why else "second")
        self.say_wrong("")
        if not why:
            self._keep_draft(person, duty)
        self._follow()
        if not self.person.hasFocus() and not self.box.hasFocus():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_draft(self, person: Remarked, duty: str) -> None:
        key = f"reports:remark/{self._period}/{person.staff_no}/{duty}"
        self._keeper = keeper = DraftKeeper(self._page.room, key, lambda: {"text": self.text.raw()}, self)
        shown = self.text.raw()

        def bring_back(body: dict[str, Any], at: datetime) -> None:
            if self._keeper is keeper and self.text.raw() == shown and body.get("text", shown) != shown:
                self._put(str(body["text"]))
                self.stands.say(f"接着 {at.astimezone(CHINA):%m-%d %H:%M} 没写完的草稿，还没有记下。", "info")
                self._follow()

        keeper.found(bring_back)

    def _leave_box(self) -> None:
        if self._keeper is not None:
            self._keeper.flush()
            self._keeper.deleteLater()
            self._keeper = None

    def _typed(self) -> None:
        if self._keeper is not None:
            self._keeper.touched()
        self.say_wrong("")
        self._follow()

    def _put(self, text: str) -> None:
        self.text.blockSignals(True)
        self.text.put(text)
        self.text.blockSignals(False)

    def _kept(self, person: Remarked, done: Any) -> None:
        self._page.room.say(f"{person.name}的{remarks.BOX_WORDS[self.box.value() or '']}已记下")
        self._busy, self._wanted = False, ""
        if self._keeper is not None:
            self._keeper.drop()
            self._keeper = None
        self._written()
        if not self.isHidden():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            self._page.ask(Remarks(period=self._period), self._show)

    def _refused(self, person: Remarked, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, CmdeskError):
            self.say_wrong(surface_of(error).text)
        elif self.end():
            self._page.fail(error)
        self._follow()

    def _now(self) -> Remarked | None:
        number = self.person.value()
        people = () if self._board is None else self._board.people
        return next((one for one in people if one.staff_no == number), None)

    def _typed_text(self) -> str:
        return tidy(self.text.value() or "")

    def _missing(self) -> str:
        person, duty = self._now(), self.box.value()
        if self._busy:
            return "正在记下"
        if self._board is None or person is None or duty is None:
            return "还没选人"
        if remarks.closed_why(person, duty):
            return "这一栏不能写"
        if len(self._typed_text()) > self._board.most:
            return "字数超了"
        return "" if self._typed_text() != remarks.box_of(person, duty).text else "还没有改动"

    def _follow(self) -> None:
        missing = self._missing()
        self.keep.setEnabled(not missing)
        self.keep.say(missing or "记下，写下一位", icon="check", key="" if missing else "Ctrl+Enter")
        if self._board is not None and self.box.value():
            used = len(self._typed_text())
            over = used > self._board.most
            words = remarks.written_count(self._board, self.box.value() or "")
            self.count.say(f"{used} / {self._board.most} 字 · {words}", "bad" if over else "second")
