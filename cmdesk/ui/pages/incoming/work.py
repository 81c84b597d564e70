"""The preview itself: file strip, filters and rows at the left, the cards at the right."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cmdesk.ui.pages.incoming.columns import ColumnsCard
from cmdesk.ui.pages.incoming.presenter import Filter, Incoming, Line
from cmdesk.ui.pages.incoming.rows import RowsView
from cmdesk.ui.pages.incoming.side import ActCard, ControlsCard, WhatCard
from cmdesk.ui.pages.incoming.strip import FileStrip, draw_grey_rows
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.labels import Card, Keys, Rule
from cmdesk.usecases.incoming_kinds import KINDS

WIDTH = 348
BESIDE_FROM = 1366
"""Width of the window from which the cards stand beside the list."""
_SETTLE_MS = 500


class _GreyRows(QWidget):
    """Rows as grey bars while the file is read."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("正在读")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            draw_grey_rows(painter, self._look, QRectF(self.rect()), self._look.pick(35, 30))
        finally:
            painter.end()


class WorkView(QWidget):
    """Emits `reread` when an answer was given and the file must be weighed again, `pressed` for the act.

    `taken_back` asks for everything that was written to be taken back.
    """

    reread = Signal()
    pressed = Signal()
    taken_back = Signal()

    def __init__(self, look: Look, state: Incoming) -> None:
        super().__init__()
        self._look, self.state = look, state
        self.strip = FileStrip(look)
        self.tabs: dict[Filter, Button] = {}
        self._group = QButtonGroup(self)
        for which in Filter:
            tab = Button(look, which.value, kind="tab")
            self.tabs[which] = tab
            self._group.addButton(tab)
            tab.clicked.connect(partial(self.choose_filter, which))
        self.rows = RowsView(look)
        self.rows.wanted.connect(self.open_line)
        self.rows.answered.connect(self.answer)
        self.empty = Empty(look, "circle-check", "没有这样的行", "换一个筛选")
        self.grey = _GreyRows(look)
        self.keys = Keys(look)
        self.marked_key = Keys(look, (("Ctrl+E", "导出标注副本"),))
        self.drawer_key = Keys(look, (("F6", "核对"),))
        self.what = WhatCard(look)
        self.what.changed.connect(self._say_what)
        self.controls = ControlsCard(look)
        self.controls.typed.connect(self._type)
        self.columns = ColumnsCard(look)
        self.columns.named.connect(self._name)
        self.columns.unit_chosen.connect(self._unit)
        self.act = ActCard(look)
        self.act.pressed.connect(self.pressed)
        self.act.taken_back.connect(self.taken_back)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.reread)
        self._placing = QTimer(self)
        self._placing.setSingleShot(True)
        self._placing.timeout.connect(self._place_side)
        self._drawer = False
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        self._bar = QHBoxLayout()
        self._bar.setSpacing(2)
        for tab in self.tabs.values():
            self._bar.addWidget(tab)
        self._bar.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(14)
        foot.addWidget(self.keys)
        foot.addWidget(self.drawer_key)
        foot.addStretch(1)
        foot.addWidget(self.marked_key)
        self._stack = QStackedWidget()
        for widget in (self.rows, self.empty, self.grey):
            self._stack.addWidget(widget)
        inside.addLayout(self._bar)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self._stack, 1)
        inside.addWidget(Rule(self._look))
        inside.addLayout(foot)
        self._left = QVBoxLayout()
        self._left.addWidget(self.strip)
        self._left.addWidget(card, 1)
        self.side = QWidget()
        self._right = QVBoxLayout(self.side)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.addWidget(self.what)
        self._right.addWidget(self.controls)
        self._right.addWidget(self.columns, 1)
        self._right.addWidget(self.act)
        self.side.setAutoFillBackground(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(self._left, 1)
        self._row.addWidget(self.side)

    def show_reading(self) -> None:
        """Show the strip at once, and rows as grey bars."""
        files = self.state.files
        self.strip.reading(files[0].name, len(files) - 1)
        self._stack.setCurrentWidget(self.grey)
        self._show_what()

    def show_state(self, now: datetime) -> None:
        """Show everything as it stands; what is selected stays selected."""
        state, preview = self.state, self.state.preview
        if preview is None:
            return
        sender = KINDS[state.kind].sender
        self.strip.show_file(preview.files, sender, preview.closed, now)
        counts = state.counts()
        for which, tab in self.tabs.items():
            tab.say(f"{which.value} {counts[which]}")
            tab.setChecked(which is state.filter)
            tab.setVisible(which in {Filter.LOOK, Filter.ALL} or counts[which] > 0 or which is state.filter)
        self._show_rows()
        sums = {line.name for line in preview.controls}
        waits = next(
            (row.number for row in preview.rows if any(note.bad and note.heading in sums for note in row.notes)), None
        )
        self.controls.show_lines(preview.controls, state.controls, f"第 {waits} 行读不出，改好后再比" if waits else "")
        self.columns.show_lines(preview.headings, preview.free, preview.same_headings)
        self._show_what()
        self._place_side()

    def _show_what(self) -> None:
        state = self.state
        self.what.show_choices(state.kinds(), state.kind, state.periods(), state.period)

    def _show_rows(self) -> None:
        state = self.state
        items = state.items()
        opened = next((line for line in state.lines() if line.key == state.opened), None)
        place = state.place_of(opened) if opened else (0, 0)
        sender = KINDS[state.kind].sender
        refused = opened is not None and opened.key in state.refused
        self.rows.show_items(items, state.opened, place, sender, refused)
        self._stack.setCurrentWidget(self.rows if items else self.empty)
        if not items:
            same = state.nothing_new() and state.filter is Filter.LOOK
            self.empty.say("没有要看的行" if same else "没有这样的行", "与库里完全相同" if same else "换一个筛选")
        pairs = [("↑ ↓", "换行"), ("Enter", "打开")]
        if any(line.notes for line in state.lines()):
            pairs.insert(0, ("F8", "下一处"))
            pairs.insert(1, ("Shift+F8", "上一处"))
        self.keys.show_pairs((*pairs, ("F5", "重读文件")) if self._look.percent == 100 else tuple(pairs))

    def choose_filter(self, which: Filter) -> None:
        """Show other rows."""
        self.state.filter = which
        for each, tab in self.tabs.items():
            tab.setChecked(each is which)
        self._show_rows()

    def open_line(self, line: Line) -> None:
        """Open a line in its place, or close the one that is open."""
        self.state.opened = None if line.key == self.state.opened else line.key
        self._show_rows()
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """Go to the next or previous problem, from anywhere."""
        if self.state.step(by) is not None:
            if not any(isinstance(i, Line) and i.key == self.state.opened for i in self.rows.model_.items):
                self.state.filter = Filter.LOOK
            self._show_rows()
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self, line: Line, choice: int) -> None:
        """Answer who is meant."""
        if self.state.answer(line, choice):
            self.reread.emit()
        else:
            self._show_rows()
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name(self, line: object, name: str) -> None:
        self.state.name_heading(line, name)  # type: ignore[arg-type]
        self.reread.emit()

    def _unit(self, line: object, unit: str) -> None:
        self.state.choose_unit(line, unit)  # type: ignore[arg-type]
        self.reread.emit()

    def _type(self, name: str, text: str) -> None:
        self.state.controls[name] = text
        self._settle.start()

    def _say_what(self, kind: str, period: object) -> None:
        if kind != self.state.kind:
            self.state.choose_kind(kind)
        else:
            self.state.period = period  # type: ignore[assignment]
        self.reread.emit()

    def swap_drawer(self) -> None:
        """Go to the cards and back; where they have no room beside the list they open over it."""
        if self.is_narrow():
            self._drawer = not self._drawer
            self._place_side()
        inside = self.side.isVisible() and not self.side.isAncestorOf(self.focusWidget() or self)
        target = next(iter(self.controls.fields.values()), self.what.kind) if inside else self.rows
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_narrow(self) -> bool:
        """Say whether the cards have no room beside the list."""
        return self.window().width() < BESIDE_FROM

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the cards beside the list or over it."""
        super().resizeEvent(event)
        self._placing.start()

    def _place_side(self) -> None:
        narrow, beside = self.is_narrow(), self._row.indexOf(self.side) >= 0
        if narrow and beside:
            self._row.removeWidget(self.side)
        elif not narrow and not beside:
            self._row.addWidget(self.side)
        self.drawer_key.setVisible(narrow)
        self.side.setVisible(self._drawer or not narrow)
        if narrow:
            self.side.setGeometry(self.width() - self.side.width(), 0, self.side.width(), self.height())
            self.side.raise_()

    def _follow(self) -> None:
        gap = self._look.pick(16, 12, 10)
        for layout in (self._left, self._right, self._row):
            layout.setSpacing(gap)
        self._bar.setContentsMargins(12, self._look.pick(9, 6), 12, self._look.pick(9, 6))
        self.side.setFixedWidth(WIDTH if self._look.percent == 100 else WIDTH + 22)
