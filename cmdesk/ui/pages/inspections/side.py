"""The card beside the lists: what is known of the row, what can be done with it, and the form of doing it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.queries.inspections_board import ActionLine, Board, PlanRow, SheetLine
from cmdesk.ui import words
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.inspections.besides import Besides, of_action, of_plan, of_sheet
from cmdesk.ui.pages.inspections.presenter import Line, action_state, due_words, kind_words, lost_words, sheet_state
from cmdesk.ui.pages.inspections.wording import VISITS
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.facts import FactRow, FactRows
from cmdesk.ui.widgets.labels import Avatar, Card, Chip, Label, Rule

WIDTH = 348
TWICE = {"agreed": "两次一致", "differs": "两次不一样，先改正"}


class SideCard(Card):
    """Emits `asked` with what a button stands for: open, new, approve, return, again, city, print, correct, verify."""

    asked = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.form: Form | None = None
        self.avatar = Avatar(look, 40)
        self.name = Label(look, "", size=17, bold=True)
        self.line = Label(look, "", size=12, tone="second", wrap=True)
        self.chip = Chip(look, dot=True)
        self.facts = FactRows(look, label_width=72)
        self.text = Label(look, "", wrap=True)
        self.note = Label(look, "", size=12, tone="warn", wrap=True)
        self.besides = Besides(look)
        self.fill = Button(look, "", kind="fill", height=36)
        self.fill.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.others = tuple(Button(look, "", height=32) for _ in range(4))
        self.close_button = Button(look, "收起", icon="x", key="F6", kind="icon", height=26)
        self.close_button.clicked.connect(self.closed)
        self._asks = [""] * (1 + len(self.others))
        self.fill.clicked.connect(lambda: self.asked.emit(self._asks[0]))
        for place, button in enumerate(self.others, 1):
            button.clicked.connect(lambda checked=False, n=place: self.asked.emit(self._asks[n]))
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def show_row(self, row: Line | None, board: Board | None, may: frozenset[str], actor: str) -> None:
        """Show a row with what its reader may do about it."""
        if row is None or board is None:
            self._say_nothing()
            return
        self.avatar.show_name(row.name)
        self.avatar.show()
        self.name.setText(row.name)
        others = of_plan if isinstance(row, PlanRow) else of_sheet if isinstance(row, SheetLine) else of_action
        self.besides.say(*others(row, board))  # type: ignore[arg-type]
        if isinstance(row, PlanRow):
            self._show_plan(row, board, may)
        elif isinstance(row, SheetLine):
            self._show_sheet(row, board, may, actor)
        else:
            self._show_action(row, board, may)
        self._place_chip()

    def show_form(self, form: Form) -> None:
        """Put a form in the place of the buttons, and the cursor into it."""
        self.drop_form()
        self.form = form
        self._buttons.hide()
        self._details.hide()
        holder = QWidget()
        holder.setProperty("plain", "true")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(form)
        inside.addStretch(1)
        self._holder.setWidget(holder)
        self._holder.show()
        form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def drop_form(self) -> None:
        """Take the form away."""
        if self.form is not None:
            holder = self._holder.takeWidget()
            holder.setParent(None)
            holder.deleteLater()
            self.form = None
        self._holder.hide()
        self._buttons.show()
        self._details.show()

    def focus_first(self) -> None:
        """Put the focus on the open form, or on the first button that can be pressed."""
        if self.form is not None:
            self.form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        first = next((one for one in (self.fill, *self.others) if one.isVisible() and one.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def press(self) -> None:
        """Do what the filled button does."""
        if self.fill.isVisible() and self.fill.isEnabled() and self.form is None:
            self.asked.emit(self._asks[0])

    def _show_plan(self, row: PlanRow, board: Board, may: frozenset[str]) -> None:
        self.line.setText(" · ".join(part for part in (words.rung(row.rung), row.line, row.staff_no) if part))
        self.chip.say(*due_words(row))
        mine = [sheet for sheet in board.sheets if sheet.staff_no == row.staff_no]
        facts = [
            FactRow("本月", f"内业 {row.desk}　外业 {row.field}" + (f"　综合 {row.combined}" if row.combined else "")),
            FactRow("本季", f"{row.quarter} 次"),
            FactRow("最近", words.day(row.last_on) if row.last_on else "还没有", "、".join(row.last_by)),
            FactRow("未复查整改", f"{row.open_actions} 项" if row.open_actions else "没有"),
        ]
        facts += [
            FactRow(words.day(s.visited_on), f"{kind_words(s)} {s.score or '—'}", sheet_state(s)[0]) for s in mine[:4]
        ]
        self._say(facts, "", "")
        closed = "period" if board.closed else ""
        kinds = "、".join(VISITS[kind] for kind in row.due)
        self._offer("new", f"录检查表{f'（{kinds}）' if kinds else ''}", "clipboard-list", "F2", may, "record", closed)
        self._others((("print_blank", "打印空白表", "printer"),))

    def _show_sheet(self, row: SheetLine, board: Board, may: frozenset[str], actor: str) -> None:
        self.line.setText(f"{row.number} · {kind_words(row)} · {words.day(row.visited_on)}")
        self.chip.say(*sheet_state(row))
        taken = {"signed": "已签收", "refused": "拒签"}.get(row.acknowledgement or "", "还没有")
        facts = [
            FactRow("得分", row.score or "还没有", "有红线情形" if row.red_line else "", tone="bad", bold=True),
            FactRow("扣分项", f"{row.deducted} 项" if row.deducted else "没有"),
            FactRow("督察员", "、".join(row.inspectors)),
            FactRow("签收", taken),
        ]
        facts += [FactRow("再录一遍", TWICE[row.twice])] if row.twice else []
        note = f"退回原因：{row.returned_reason}" if row.returned_reason and row.state == "draft" else ""
        facts += [FactRow(str(item), text, f"−{points}", tone="warn") for item, text, points in lost_words(row)]
        self._say(facts, f"地点：{row.place}", note)
        closed = "period" if board.closed else ""
        if row.state == "finished" and "approve" in may:
            own = "own" if row.recorded_by == actor else "twice" if row.twice == "differs" else closed
            self._offer("approve", "审定这张", "check-check", "F12", may, "approve", own)
        else:
            word = "接着录" if row.state == "draft" and "record" in may and not closed else "打开看"
            self._offer("open", word, "clipboard-check", "Enter", may, "", "")
        offers = [("open", "打开", "clipboard-check")] if self._asks[0] != "open" else []
        if row.state != "draft":
            offers.append(("print", "打印 D04", "printer"))
            if "approve" in may and not closed:
                offers.append(("return", "退回…", "rotate-ccw"))
            if row.state == "finished" and "record" in may and not closed and row.recorded_by != actor:
                offers.append(("again", "再录一遍", "copy"))
            if "record" in may and not closed and row.tier == "county" and len(offers) < len(self.others):
                offers.append(("city", "市复查…", "shield-check"))
        self._others(tuple(offers))

    def _show_action(self, row: ActionLine, board: Board, may: frozenset[str]) -> None:
        self.line.setText(f"{row.sheet} · 第 {row.item} 项")
        self.chip.say(*action_state(row))
        facts = [
            FactRow("限期", words.day(row.due, today=board.today), f"逾期 {row.days_late} 天" * bool(row.days_late)),
            FactRow("回执", words.day(row.done_on, today=board.today) if row.done_on else "还没有"),
        ]
        said = f"{row.item} {row.text}\n要整改：{row.demand}" + (f"\n措施：{row.measure}" if row.measure else "")
        self._say(facts, said, "")
        if row.done_on is None:
            self._offer("correct", "登记整改回执", "file-check", "Enter", may, "record", "")
            self._others((("open", "打开检查表", "clipboard-check"),))
        else:
            self._offer("verify", "复查通过", "badge-check", "Enter", may, "verify", "")
            self._others((("correct", "改回执", "pen-line"), ("open", "打开检查表", "clipboard-check")))

    def _say(self, facts: list[FactRow], text: str, note: str) -> None:
        self.facts.show_rows(facts)
        for label, said in ((self.text, text), (self.note, note)):
            label.setText(said)
            label.setVisible(bool(said))

    def _say_nothing(self) -> None:
        self.avatar.hide()
        self.name.setText("没有选中")
        self.line.setText("左边选一行，这里是它的详情和下一步")
        self.chip.say("", "none")
        self._place_chip()
        self.besides.say("", ())
        self._say([], "", "")
        self.fill.hide()
        for button in self.others:
            button.hide()

    def _offer(self, ask: str, text: str, icon: str, key: str, may: frozenset[str], need: str, bar: str) -> None:
        reasons = {"period": "本月已关账", "own": "自己录的不能自己审定", "twice": "两次录的不一样"}
        who = {"record": "由督察员办", "approve": "由督察组长办", "verify": "由督察员或组长复查"}
        why = who[need] if need and need not in may else reasons.get(bar, "")
        self._asks[0] = ask
        self.fill.show()
        self.fill.setEnabled(not why)
        self.fill.say(f"{text}（{why}）" if why else text, icon=icon, key="" if why else key)

    def _others(self, offers: tuple[tuple[str, str, str], ...]) -> None:
        for place, button in enumerate(self.others):
            button.setVisible(place < len(offers))
            if place < len(offers):
                ask, text, icon = offers[place]
                self._asks[place + 1] = ask
                button.say(text, icon=icon)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        names = QVBoxLayout()
        names.setSpacing(2)
        self._first = QHBoxLayout()
        self._first.addWidget(self.name)
        self._first.addStretch(1)
        self._first.addWidget(self.chip)
        self._first.addWidget(self.close_button)
        self._below = QHBoxLayout()
        self._below.addStretch(1)
        names.addLayout(self._first)
        names.addWidget(self.line)
        names.addLayout(self._below)
        top.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(names, 1)
        self._details = QWidget()
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 0)
        details.setSpacing(10)
        details.addWidget(self.facts)
        details.addWidget(self.text)
        details.addWidget(self.note)
        details.addWidget(self.besides)
        details.addStretch(1)
        self._buttons = QWidget()
        buttons = QVBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self.fill)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        for button in self.others:
            self._row.addWidget(button)
        self._row.addStretch(1)
        buttons.addLayout(self._row)
        self._holder = QScrollArea()
        self._holder.setWidgetResizable(True)
        self._holder.setFrameShape(QScrollArea.Shape.NoFrame)
        self._holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._holder.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._holder.setAccessibleName("表单")
        self._holder.hide()
        self._inside = QVBoxLayout(self)
        self._inside.addLayout(top)
        self._inside.addWidget(Rule(self._look))
        self._inside.addWidget(self._details, 1)
        self._inside.addWidget(self._holder, 1)
        self._inside.addWidget(self._buttons)

    def _place_chip(self) -> None:
        """Put the state beside the name, or below where a long name needs the width."""
        margin = self._inside.contentsMargins().left()
        closing = self.close_button.sizeHint().width() + 6 if self.close_button.isVisibleTo(self) else 0
        room = self.width() - 2 * margin - self.avatar.width() - 12 - closing
        fits = self.name.sizeHint().width() + self.chip.sizeHint().width() + 12 <= room
        wanted = self._first if fits else self._below
        if wanted.indexOf(self.chip) < 0:
            (self._below if fits else self._first).removeWidget(self.chip)
            wanted.insertWidget(2 if fits else 0, self.chip)

    def _follow(self) -> None:
        margin = self._look.pick(18, 14, 10)
        self._inside.setContentsMargins(margin, margin, margin, margin)
        self._inside.setSpacing(self._look.pick(12, 9, 7))
        self.setFixedWidth(max(WIDTH, self._look.scaled(310)))
