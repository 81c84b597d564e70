"""再录一遍: the items of a sheet in one list, a key each; then only the items on which the two keyings differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Problem
from cmdesk.queries.inspections_twice import ItemToKey, SheetToKey, SheetToKeyAgain
from cmdesk.rules.inspection_sheets import Answer
from cmdesk.ui import words
from cmdesk.ui.forms.drafts import DraftKeeper
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.inspections import orders, wording
from cmdesk.ui.pages.inspections.again import DIGITS, Again, Unlike
from cmdesk.ui.pages.inspections.standard import Standard
from cmdesk.ui.room import Page
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import RowDelegate
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Card, Keys, Label
from cmdesk.ui.widgets.tables import Table

WIDTH = 300
_KEYING = (("Enter", "满分"), ("数字", "扣几分"), ("N", "不适用"), ("U", "未查"), ("退格", "重来"), ("F12", "比较"))
_SETTLING = (("1", "第一次对"), ("2", "第二次对"), ("F12", "照此定下"), ("Esc", "回去改"))
_RIGHT = {"first": "第一次", "second": "第二次"}


class KeyTable(Table):
    """A list whose letters and digits are keys; `keyed` carries the sign, or enter, back, leave."""

    keyed = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the shortcuts of the page."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell what a key means; full-width signs of an input method count."""
        named = {
            Qt.Key.Key_Return: "enter",
            Qt.Key.Key_Enter: "enter",
            Qt.Key.Key_Backspace: "back",
            Qt.Key.Key_Delete: "back",
            Qt.Key.Key_Escape: "leave",
        }.get(Qt.Key(event.key()), "")
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        sign = unicodedata.normalize("NFKC", event.text()).replace("。", ".").upper()
        found = named or (sign if sign and (sign in DIGITS or sign in {"N", "U", "*"}) else "")
        if found and plain:
            if not event.isAutoRepeat():
                self.keyed.emit(found)
            event.accept()
            return
        super().keyPressEvent(event)


class AgainView(QWidget):
    """Serves the second keying of one sheet. `ended` is sent when it is left."""

    ended = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.page, self._look = page, page.room.look
        self.state: Again | None = None
        self._keeper: DraftKeeper | None = None
        look = self._look
        self.head = PageHead(look, "再录一遍")
        self.leave = Button(look, "存着，离开", key="Esc")
        self.leave.clicked.connect(self.put_aside)
        self.head.beside(self.leave)
        self.items: RowsModel[ItemToKey] = RowsModel(self._item_columns(), self)
        self.unlike: RowsModel[Unlike] = RowsModel(self._unlike_columns(), self)
        self.table = self._table("再录的各项", self.items, self._key)
        self.settling = self._table("两次不一样的各项", self.unlike, self._settle)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.settling)
        self.keys = Keys(look, _KEYING)
        self.title = Label(look, "", size=15, bold=True)
        self.note = Label(look, "", tone="second", wrap=True)
        self.wrong = Label(look, "", tone="bad", wrap=True)
        self.standard = Standard(look)
        self.button = Button(look, "", icon="list-checks", key="F12", kind="fill", height=36)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.hand_over)
        self.marks = tuple(Button(look, word, height=32) for word in ("满分", "不适用", "未查"))
        self.proofs = tuple(Button(look, word, height=32) for word in ("第一次对", "第二次对"))
        for buttons, signs, slot in ((self.marks, "+NU", self._key), (self.proofs, "12", self._settle)):
            for button, sign in zip(buttons, signs, strict=True):
                button.clicked.connect(partial(self._pressed, slot, sign))
        self.anew = Button(look, "回去改第二次的", key="Esc", height=32)
        self.anew.clicked.connect(self._key_anew)
        QShortcut(QKeySequence("F12"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(
            self.hand_over
        )
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def open(self, number: str) -> None:
        """Read the empty sheet, and what was keyed of it before."""
        self.state = None
        self.head.say("再录一遍", number)
        self.page.ask(SheetToKeyAgain(number=number), self._show)

    def put_aside(self) -> None:
        """Leave; what was keyed stays the user's draft."""
        if self._keeper is not None:
            self._keeper.flush()
        self._end()

    def focus_list(self) -> None:
        """Put the focus on the list in work."""
        self.stack.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def hand_over(self) -> None:
        """Compare, or settle what differs; where something is missing go there."""
        state = self.state
        if state is None:
            return
        missing = state.unsettled() if state.unlike else state.missing()
        if missing:
            model: RowsModel[Any] = self.unlike if state.unlike else self.items
            table = self.settling if state.unlike else self.table
            table.pick(model.place(lambda row: row.item == missing[0]))
            self.focus_list()
            return
        work = partial(
            orders.key_again, self.page.room.desk, state.sheet.number, state.keyed(), tuple(state.right.items())
        )
        task = self.page.room.tasks.write(work, done=self._kept, failed=self.page.fail, label="再录一遍检查表")
        self.page.follow(task)

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show what differs; anything else is told across the page."""
        state = self.state
        if state is None or not state.compare(problems):
            return False
        self.unlike.show(state.unlike)
        self.stack.setCurrentWidget(self.settling)
        self.settling.pick(0)
        self._say()
        self.focus_list()
        return True

    def _show(self, found: SheetToKey) -> None:
        state = self.state = Again(found)
        self._keeper = DraftKeeper(self.page.room, f"inspections-again:{found.number}", state.draft, self)
        self.page.room.look.fonts.cover((found.name,))
        line = (found.number, f"{wording.VISITS[found.kind]}检查", words.day(found.visited_on), found.staff_no)
        self.head.say(f"再录一遍 · {found.name}", " · ".join(line))
        self.items.show(state.items)
        self.stack.setCurrentWidget(self.table)
        self.table.pick(0)
        self._keeper.found(lambda body, at: self._restore(state, body))
        self._say()
        self.focus_list()

    def _restore(self, state: Again, body: dict[str, Any]) -> None:
        if self.state is not state:
            return
        state.restore(body)
        missing = state.missing()
        self.table.pick(self.items.place(lambda row: not missing or row.item == missing[0]))
        self._say()

    def _key(self, sign: str) -> None:
        state, row = self.state, self.items.row(self.table.currentIndex().row())
        if state is None or row is None:
            return
        if sign == "leave":
            self.put_aside()
            return
        if sign in {"enter", "+"}:
            if sign == "+" or not state.is_typing(row.item):
                state.answer(row.item, Answer.MET)
            self._on(1 if not state.wrong(row.item) else 0)
        elif sign in {"N", "*", "U"}:
            state.answer(row.item, Answer.NOT_SEEN if sign == "U" else Answer.NOT_APPLICABLE)
            self._on(1)
        elif sign == "back":
            if not state.back(row.item):
                self._on(-1)
        else:
            state.type(row.item, sign)
        self._touched()

    def _settle(self, sign: str) -> None:
        state, row = self.state, self.unlike.row(self.settling.currentIndex().row())
        if state is None or row is None:
            return
        if sign == "leave":
            self._key_anew()
        elif sign in {"1", "2"}:
            state.settle(row.item, "first" if sign == "1" else "second")
            self.settling.pick(min(self.settling.currentIndex().row() + 1, self.unlike.rowCount() - 1))
            self._touched()

    def _pressed(self, slot: Callable[[str], None], sign: str, checked: bool = False) -> None:
        slot(sign)
        self.focus_list()

    def _key_anew(self) -> None:
        if self.state is None:
            return
        first = self.state.unlike[0].item if self.state.unlike else 0
        self.state.key_anew()
        self.stack.setCurrentWidget(self.table)
        self.table.pick(max(0, self.items.place(lambda row: row.item == first)))
        self._say()
        self.focus_list()

    def _on(self, by: int) -> None:
        here = self.table.currentIndex().row()
        self.table.pick(max(0, min(here + by, self.items.rowCount() - 1)))

    def _touched(self) -> None:
        if self._keeper is not None:
            self._keeper.touched()
        self.table.viewport().update()
        self.settling.viewport().update()
        self._say()

    def _say(self) -> None:
        state = self.state
        if state is None:
            return
        settling = bool(state.unlike)
        self._say_standard(state)
        self.keys.show_pairs(_SETTLING if settling else _KEYING)
        self.anew.setVisible(settling)
        self.leave.say("存着，离开", key="" if settling else "Esc")
        for button in (*self.marks, *self.proofs):
            button.setVisible((button in self.proofs) is settling)
        if settling:
            self._say_settling(state)
            return
        missing = state.missing()
        self.title.setText(f"已录 {len(state.items) - len(missing)} / {len(state.items)} 项")
        self.note.setText("照纸质表从头录，一项一键；第一次录了什么，比较以前看不到。")
        row = self.items.row(self.table.currentIndex().row())
        said = state.wrong(row.item) if row is not None else ""
        self.wrong.setText(f"{row.item}：{said}" if row is not None and said else "")
        self.button.setEnabled(not missing)
        self.button.say(f"比较（还差 {len(missing)} 项）" if missing else "比较两次录入")

    def _say_standard(self, state: Again) -> None:
        model: RowsModel[Any] = self.unlike if state.unlike else self.items
        table = self.settling if state.unlike else self.table
        row = model.row(table.currentIndex().row())
        self.standard.show_item(state.entry(row.item) if row is not None else None)

    def _say_settling(self, state: Again) -> None:
        left = len(state.unsettled())
        back = [str(item) for item, right in state.right.items() if right == "second"]
        self.title.setText(f"{len(state.unlike)} 项不一样")
        self.note.setText("对着纸质表逐项定。第一次对：照第一次记下。第二次对：检查表退回，由录表人照纸质表改正。")
        self.wrong.setText(f"第 {'、'.join(back)} 项要退回改正" if back else "")
        self.button.setEnabled(not left)
        self.button.say(f"照此定下（还差 {left} 项）" if left else "照此定下" + ("并退回" if back else ""))

    def _kept(self, done: Any) -> None:
        state = self.state
        if self._keeper is not None:
            self._keeper.drop()
        if state is not None:
            agreed = done.answer["agreed"]
            said = "两次录入一致" if agreed else "两次录入不一样的已定下，检查表已退回改正"
            self.page.room.say(f"{state.sheet.number} {said}，可以撤销（Ctrl+Z）")
        self._end()

    def _end(self) -> None:
        self.state, self._keeper = None, None
        self.ended.emit()

    def _table(self, name: str, model: RowsModel[Any], slot: Any) -> KeyTable:
        table = KeyTable(self._look, name)
        table.base_height = (36, 32)
        table.setItemDelegate(RowDelegate(self._look, table))
        table.attach(model)
        table.keyed.connect(slot)
        table.chosen.connect(lambda row: self._say())
        return table

    def _item_columns(self) -> tuple[Column[ItemToKey], ...]:
        return (
            Column("项", lambda row: str(row.item), share=0.6),
            Column("检查项目", lambda row: wording.head_of(row.text), share=4.4),
            Column("分值", lambda row: wording.number(row.points), share=0.7, right=True),
            Column("再录", lambda row: self.state.said(row.item) if self.state else "", share=1.2),
        )

    def _unlike_columns(self) -> tuple[Column[Unlike], ...]:
        return (
            Column("项", lambda row: str(row.item), share=0.6),
            Column("检查项目", lambda row: wording.head_of(row.text), share=3.2),
            Column("第一次", lambda row: row.first, share=1),
            Column("第二次", lambda row: row.second, share=1),
            Column("哪次对", lambda row: _RIGHT.get(self.state.right.get(row.item, ""), "—") if self.state else ""),
        )

    def _build(self) -> None:
        left = Card("true", self)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 4, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.addWidget(self.keys)
        foot.addStretch(1)
        inside.addLayout(foot)
        self.card = Card("true", self)
        side = QVBoxLayout(self.card)
        side.setContentsMargins(18, 16, 18, 16)
        side.setSpacing(10)
        for widget in (self.title, self.note, self.wrong):
            side.addWidget(widget)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        for button in (*self.marks, *self.proofs):
            acts.addWidget(button)
        acts.addStretch(1)
        side.addLayout(acts)
        side.addWidget(self.standard, 1)
        side.addWidget(self.anew)
        side.addWidget(self.button)
        self._row = QHBoxLayout()
        self._row.addWidget(left, 1)
        self._row.addWidget(self.card)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.head)
        whole.addLayout(self._row, 1)

    def _follow(self) -> None:
        look: Look = self._look
        self.card.setFixedWidth(WIDTH if look.percent == 100 else WIDTH + 40)
        self._row.setSpacing(look.pick(16, 12, 10))
