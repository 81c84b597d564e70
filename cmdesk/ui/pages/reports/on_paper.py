"""Cards over 报表签章: who is locked out by a signature, a signature on paper or refused, a document declared void."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import CmdeskError
from cmdesk.queries.reports import DocumentRow
from cmdesk.ui.dialogs import paths
from cmdesk.ui.failures import surface_of
from cmdesk.ui.forms.choices import ChoiceField
from cmdesk.ui.forms.lines import DateField, TextField
from cmdesk.ui.forms.specs import ChoiceSpec, DateSpec, TextSpec
from cmdesk.ui.forms.veil import VeiledCard
from cmdesk.ui.pages.reports import orders
from cmdesk.ui.pages.reports.presenter import APPRAISED, Batch, inkable
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Label

_INK, _REFUSED = "ink", "refused"
_NO_SCAN = "还没选扫描件"
_HOWS = ((_INK, "在打印件上手签"), (_REFUSED, "拒签，有两名见证人"))


class LeaveOutCard(VeiledCard):
    """Names who can sign on paper only from then on, and asks once for the whole batch."""

    def __init__(self, page: Page, batch: Batch, sign: Callable[[], Any]) -> None:
        super().__init__(page, f"不等{batch.duties_left_out()}签？", "triangle-alert", "先不签", None)
        self._sign = sign
        self.keep.clicked.connect(self.go_on)
        self.keep.say(f"不等，以{batch.place.duty}签 {len(batch.numbers)} 份", icon="signature", key="")
        look = page.room.look
        lines = tuple(Label(look, line, size=13, wrap=True) for line in batch.lines_left_out())
        why = f"{batch.place.duty}用密钥一签，前面的签名处就锁定，还没签的人以后只能在纸上签："
        self.lay(why, (*lines, Label(look, "已在纸上签的，先按“登记纸签”记下，就不算在内。", size=12, tone="second")))
        self.drop.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """Sign all the same."""
        if self.end():
            self._sign()


class _Deed(VeiledCard):
    """A card that carries out one order, and shows at its foot why it was refused."""

    def _run(self, work: Callable[[Any], Any], said: str, label: str, done: Callable[[], Any]) -> None:
        self._busy = True
        self._follow()
        self._page.room.tasks.write(
            work, done=lambda found: self._done(said, done), failed=partial(self._refused, done), label=label
        )

    def _done(self, said: str, done: Callable[[], Any]) -> None:
        self._page.room.say(said)
        self.end()
        done()

    def _refused(self, done: Callable[[], Any], error: BaseException) -> None:
        self._busy = False
        if isinstance(error, CmdeskError):
            self.say_wrong(surface_of(error).text)
        elif self.end():
            self._page.fail(error)
            done()
        self._follow()

    def _follow(self) -> None:
        raise NotImplementedError


class PaperCard(_Deed):
    """Asks which place, how, by whom and when, and for the scan or the witnesses; `noted` is called once it stands."""

    def __init__(self, page: Page, row: DocumentRow, field: str, noted: Callable[[], Any]) -> None:
        super().__init__(page, f"登记纸签 · {row.name or row.number}", "pen-line", "不登记", None)
        look, today = page.room.look, page.room.desk.clock.now().astimezone(CHINA).date()
        self._row, self._noted = row, noted
        self._scan: Path | None = None
        places = inkable(row)
        self.place = ChoiceField(
            look, ChoiceSpec("field", "签名处", choices=tuple((place.field, place.duty) for place in places))
        )
        self.how = ChoiceField(look, ChoiceSpec("kind", "怎么签的", choices=_HOWS))
        self.name = TextField(look, TextSpec("name", "签字人姓名", 60, example="签字人姓名"))
        self.day = DateField(look, DateSpec("on", "签字日期", near=today))
        self.witnesses = tuple(
            TextField(look, TextSpec("witnesses", label, 60, example=label))
            for label in ("见证人（一）", "见证人（二）")
        )
        self.scan = Button(look, "选签字页的扫描件", icon="file-plus", height=32)
        self.scan.clicked.connect(self._pick)
        self.keep.clicked.connect(self.go_on)
        why = "把打印件上的签字登记下来：从此算已签，要附签字页的扫描件。拒签的写两名见证人。"
        day = Label(look, "签字日期", size=12, tone="second")
        self.lay(why, (self.place, self.how, self.name, day, self.day, *self.witnesses, self.scan))
        self.how.put(_INK)
        self.day.put(today)
        self.place.put(field if any(place.field == field for place in places) else places[0].field)
        self.place.touched.connect(self._turn)
        self.how.touched.connect(self._follow)
        for one in (self.name, self.day, *self.witnesses):
            one.touched.connect(self._follow)
        self._turn()
        self.place.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_scan(self, path: Path) -> None:
        """Use a file as the scan of the signed sheet."""
        self._scan = path
        self.scan.say(path.name, icon="file-text")
        self._follow()

    def go_on(self) -> None:
        """Note it if nothing is missing; where only the scan is, look for it."""
        missing = self._missing()
        if missing:
            if missing == _NO_SCAN:
                self._pick()
            return
        wish = orders.PaperWish(
            number=self._row.number,
            field=self.place.value() or "",
            kind=self.how.value() or _INK,
            name=self.name.value() or "",
            on=self.day.value(),
            scan=self._scan,
            witnesses=tuple(text for one in self.witnesses if (text := one.value())) if self._refuses() else (),
        )
        self._run(partial(orders.note_paper, self._page.room.desk, wish), "已登记纸签", "登记纸签", self._noted)

    def _pick(self) -> None:
        found = paths.ask_open(self, "签字页的扫描件", "扫描件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)")
        if found is not None:
            self.take_scan(found)

    def _turn(self) -> None:
        """Propose the name that stands at the place; only who is appraised may refuse."""
        appraised = self.place.value() == APPRAISED
        self.name.put(self._row.name if appraised else "")
        if not appraised:
            self.how.put(_INK)
        self.how.setEnabled(appraised)
        self._follow()

    def _refuses(self) -> bool:
        return self.how.value() == _REFUSED

    def _missing(self) -> str:
        if self._busy:
            return "正在登记"
        if not self.place.value() or not self.name.value():
            return "还没写签字人"
        if self.day.value() is None:
            return "还没写日期"
        if self._refuses():
            return "" if all(one.value() for one in self.witnesses) else "还没写两名见证人"
        return "" if self._scan is not None else _NO_SCAN

    def _follow(self) -> None:
        for one in self.witnesses:
            one.setVisible(self._refuses())
        missing = self._missing()
        self.keep.setEnabled(not missing)
        self.keep.say(f"登记（{missing}）" if missing else "登记", icon="check", key="" if missing else "Enter")


class VoidCard(_Deed):
    """Asks why documents shall be void; it cannot be taken back."""

    def __init__(self, page: Page, numbers: tuple[str, ...], voided: Callable[[], Any]) -> None:
        what = numbers[0] if len(numbers) == 1 else f"{len(numbers)} 份报告"
        super().__init__(page, f"作废 {what}？", "triangle-alert", "不作废", None)
        self._numbers, self._voided = numbers, voided
        self.reason = TextField(
            page.room.look, TextSpec("reason", "作废的原因", 200, example="作废的原因，例如：工号写错")
        )
        self.keep.clicked.connect(self.go_on)
        why = "作废撤不回：签名随之失效，印出来有“作废”字样，编号留在登记簿里。再生成就是新的一版，要重新签。"
        self.lay(why, (self.reason,))
        self.reason.touched.connect(self._follow)
        self._follow()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """Declare them void, if a reason is given."""
        reason = self.reason.value()
        if self._busy or not reason:
            return
        work = partial(orders.void, self._page.room.desk, self._numbers, reason)
        self._run(work, f"已作废 {len(self._numbers)} 份", "作废报告", self._voided)

    def _follow(self) -> None:
        missing = "正在作废" if self._busy else "" if self.reason.value() else "还没写原因"
        self.keep.setEnabled(not missing)
        self.keep.say(f"作废（{missing}）" if missing else "作废", icon="circle-x", key="" if missing else "Enter")
