"""One person's week: the type of each day, ticked off when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.queries.plans_board import DayLine, Named
from cmdesk.ui import words
from cmdesk.ui.pages.plans.presenter import monday_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Label


class WeekView(QWidget):
    """`moved` carries the Monday of the week wanted, `kept` the days as `PlannedDay` takes them."""

    moved = Signal(object)
    kept = Signal(list)

    def __init__(self, look: Look, today: date, *, may_change: bool) -> None:
        super().__init__()
        self._look, self._today, self._may_change = look, today, may_change
        self.setProperty("plain", "true")
        self.monday = monday_of(today)
        self._days: tuple[DayLine, ...] = ()
        self.types: dict[date, QComboBox] = {}
        self.ticks: dict[date, QCheckBox] = {}
        self._codes: tuple[Named, ...] = ()
        self._asked: date | None = None
        self._back = Button(look, "前一周", icon="chevron-left", kind="icon", height=28)
        self._on = Button(look, "后一周", icon="chevron-right", kind="icon", height=28)
        self._title = Label(look, "", bold=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._back.clicked.connect(lambda: self.moved.emit(self.monday - timedelta(days=7)))
        self._on.clicked.connect(lambda: self.moved.emit(self.monday + timedelta(days=7)))
        self.keep = Button(look, "还没有改动", icon="check", height=32)
        self.keep.clicked.connect(self.try_keep)
        self.keep.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.steps = Label(look, "", size=12, tone="second", wrap=True)
        head = QHBoxLayout()
        head.addWidget(self._back)
        head.addWidget(self._title, 1)
        head.addWidget(self._on)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 8, 0)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addLayout(self._grid)
        whole.addWidget(self.steps)
        whole.addWidget(self.keep)
        whole.addStretch(1)

    def show_week(self, days: Sequence[DayLine], codes: Sequence[Named]) -> None:
        """Show seven days."""
        self._days, self._codes, self.monday = tuple(days), tuple(codes), days[0].day
        last = days[-1].day
        self._title.setText(f"{words.day(self.monday)}至{words.day(last)}")
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.types, self.ticks = {}, {}
        self._asked = self._today if any(day.day == self._today for day in days) else self.monday
        for row, day in enumerate(days):
            self._add(row, day)
        self._follow()

    def try_keep(self) -> None:
        """Hand over the days that differ."""
        changed = self.changed_days()
        if changed:
            self.kept.emit(changed)

    def changed_days(self) -> list[dict[str, Any]]:
        """Give the days that differ from what is stored, as fields of `PlannedDay`."""
        found = []
        for line in self._days:
            code = self.types[line.day].currentData() or None
            done = self.ticks[line.day].isChecked() and code is not None
            if (code, done) != (line.day_type, line.done):
                rest = {"note": line.note or None, "result": line.result or None}
                found.append({"day": line.day, "day_type": code, "done": done, **rest})
        return found

    def _add(self, row: int, line: DayLine) -> None:
        word = f"{words.weekday(line.day)} {line.day.day}日"
        now = line.day == self._today
        label = Label(self._look, word, bold=now, tone="text" if line.working else "second")
        box = QComboBox()
        box.setAccessibleName(f"{words.day(line.day)}的工作日类型")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(6)
        box.addItem("未安排" if line.working else "休息", "")
        for one in self._codes:
            box.addItem(one.name, one.code)
            box.setItemData(box.count() - 1, "、".join(one.steps), Qt.ItemDataRole.ToolTipRole)
        box.setCurrentIndex(max(0, box.findData(line.day_type or "")))
        box.setEnabled(self._may_change)
        tick = QCheckBox("做完")
        tick.setAccessibleName(f"{words.day(line.day)}做完")
        tick.setChecked(line.done)
        tick.setEnabled(self._may_change and line.day <= self._today)
        box.currentIndexChanged.connect(partial(self._follow_day, line.day))
        box.highlighted.connect(partial(self._say_steps_at, box))
        tick.toggled.connect(self._follow)
        self.types[line.day], self.ticks[line.day] = box, tick
        for column, widget in enumerate((label, box, tick)):
            self._grid.addWidget(widget, row, column)

    def _follow_day(self, day: date, *_: object) -> None:
        self._asked = day
        self._follow()

    def _say_steps_at(self, box: QComboBox, place: int) -> None:
        self._say_steps(box.itemData(place))

    def _say_steps(self, code: str | None) -> None:
        """Say how a kind of workday goes, step by step (R17)."""
        one = next((one for one in self._codes if one.code == code), None)
        self.steps.setText(f"{one.name}的流程：{'、'.join(one.steps)}" if one is not None else "")

    def _follow(self, *_: object) -> None:
        if self._asked in self.types:
            self._say_steps(self.types[self._asked].currentData())
        count = len(self.changed_days())
        self.keep.setVisible(self._may_change)
        self.keep.setEnabled(count > 0)
        self.keep.say(f"记下 {count} 天" if count else "还没有改动", key="Ctrl+Enter" if count else "")
