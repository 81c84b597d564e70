"""The second view of what is due: a month, day by day, with the things of the chosen day beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.kernel.periods import Period
from cmdesk.queries.home_calendar import CalendarDay, CalendarMonth, DayItem
from cmdesk.queries.home_tasks import HomeTask, TaskState
from cmdesk.ui import words
from cmdesk.ui.pages.home.presenter import late_text
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Chip, Keys, Label

WEEKS = 6
MARKS = 4
"""More things than this on a day are told by their number alone."""


def mark_of(item: DayItem, today: date) -> str:
    """Give the state of an item's mark: late, due, waiting, or nothing to do."""
    if item.task is None:
        return "none"
    if item.task.days_late:
        return "bad"
    return "warn" if item.task.state is TaskState.WAITING else "info"


def said_of(item: DayItem, today: date) -> tuple[str, str]:
    """Give the chip of an item: late or left, waiting, or that nothing is open here."""
    if item.task is None:
        return "没有待办", "none"
    if item.task.state is TaskState.WAITING and not item.task.days_late:
        return "等前一步", "none"
    return late_text(item.task, today)


class MonthGrid(QWidget):
    """Seven columns from Monday. `chosen` carries the day, `turned` the step to another month, `opened` Enter."""

    chosen = Signal(object)
    turned = Signal(int)
    opened = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._month: CalendarMonth | None = None
        self.day = date.min
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("月历")
        look.changed.connect(self.update)

    def show_month(self, month: CalendarMonth, day: date) -> None:
        """Show a month with a day chosen."""
        self._month = month
        self.choose(day)

    def choose(self, day: date) -> None:
        """Choose a day of the month shown."""
        self.day = day
        found = self.found(day)
        told = "，".join(item.text for item in found.items) if found and found.items else "没有到期的事"
        self.setAccessibleDescription(f"{words.day(day)} {words.weekday(day)}：{told}")
        self.chosen.emit(day)
        self.update()

    def found(self, day: date) -> CalendarDay | None:
        """Give a day of the month shown."""
        return next((each for each in self._month.days if each.day == day), None) if self._month else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go by days and weeks, PgUp and PgDn by months, Home to today, Enter to the first thing of the day."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        key = event.key()
        if self._month is None:
            super().keyPressEvent(event)
        elif key in steps:
            self._go(self.day + timedelta(days=steps[Qt.Key(key)]))
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.turned.emit(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Home:
            self._go(self._month.today)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.opened.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the day that is pressed."""
        if self._month is None:
            return
        for each in self._month.days:
            if self._cell(each.day).contains(event.position()):
                self.choose(each.day)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the names of the days and the cells."""
        if self._month is None:
            return
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for column, name in enumerate("一二三四五六日"):
                box = QRectF(column * self.width() / 7, 0, self.width() / 7, self._head())
                paint.draw_text(painter, self._look, box, name, size=12, tone="second", align=paint.CENTRE)
            for each in self._month.days:
                self._day(painter, each, self._month.today)
        finally:
            painter.end()

    def _go(self, day: date) -> None:
        if self._month is None or self._month.month.contains(day):
            self.choose(day)
        else:
            self.day = day
            self.turned.emit(1 if day > self._month.month.last_day else -1)

    def _head(self) -> float:
        return float(self._look.scaled(24))

    def _cell(self, day: date) -> QRectF:
        first = day.replace(day=1)
        place = first.weekday() + day.day - 1
        wide, high = self.width() / 7, (self.height() - self._head()) / WEEKS
        return QRectF((place % 7) * wide, self._head() + (place // 7) * high, wide, high).adjusted(2, 2, -2, -2)

    def _day(self, painter: QPainter, each: CalendarDay, today: date) -> None:
        look, tokens, box = self._look, self._look.tokens, self._cell(each.day)
        chosen = each.day == self.day
        ground = tokens.selection if chosen else tokens.soft if each.off else tokens.card
        line = tokens.fill if chosen and self.hasFocus() else tokens.line
        paint.draw_round(painter, box, ground=ground, line=line, pen=2 if chosen and self.hasFocus() else 1)
        side = float(look.scaled(22))
        number = QRectF(box.left() + 6, box.top() + 4, side, side)
        if each.day == today:
            paint.draw_round(painter, number, ground=tokens.fill, radius=side / 2)
        tone = "on_fill" if each.day == today else "second" if each.off else "text"
        paint.draw_text(painter, look, number, str(each.day.day), bold=each.day == today, tone=tone, align=paint.CENTRE)
        if each.off and each.day.weekday() < 5:
            paint.draw_text(painter, look, box.adjusted(0, 4, -7, 0), "休", size=11, tone="second", align=_TOP_RIGHT)
        self._marks(painter, each, box, today)

    def _marks(self, painter: QPainter, each: CalendarDay, box: QRectF, today: date) -> None:
        if not each.items:
            return
        look, y, x = self._look, box.bottom() - 11, box.left() + 12
        if box.height() < look.scaled(22) + 24:
            # No room below the number: the marks stand beside it.
            y, x = box.center().y(), box.left() + look.scaled(22) + 14
        painter.setPen(Qt.PenStyle.NoPen)
        most = max(1, min(MARKS, int((box.right() - x - look.scaled(16)) / 11)))
        for item in each.items[:most]:
            state = mark_of(item, today)
            painter.setBrush(look.colour("ctl" if state == "none" else state))
            painter.drawEllipse(QPointF(x, y), 3.5, 3.5)
            x += 11
        room = QRectF(x, y - 9, box.right() - x - 6, 18)
        count = str(len(each.items))
        if paint.width_of(count, look.font(12)) < room.width():
            paint.draw_text(painter, look, room, count, size=12, tone="second", align=paint.RIGHT)


_TOP_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class _Agenda(QScrollArea):
    """The things of one day, each with its verb."""

    wanted = Signal(object)

    def __init__(self, look: Look, verb: Callable[[HomeTask], str]) -> None:
        super().__init__()
        self._look, self._verb = look, verb
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("这一天的事")

    def show_day(self, found: CalendarDay, today: date) -> None:
        """Show a day."""
        inner = QWidget()
        inner.setProperty("plain", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        for item in found.items:
            column.addWidget(self._row(item, today))
        if not found.items:
            column.addWidget(Label(self._look, "这一天没有到期的事。", tone="second", wrap=True))
        column.addStretch(1)
        self.setWidget(inner)

    def _row(self, item: DayItem, today: date) -> QWidget:
        look, card = self._look, Card("soft")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.setSpacing(4)
        top = QHBoxLayout()
        chip = Chip(look)
        top.addWidget(chip)
        top.addStretch(1)
        inside.addLayout(top)
        inside.addWidget(Label(look, item.text, bold=True, wrap=True))
        told = " · ".join(part for part in ("、".join(item.forms), item.who) if part)
        inside.addWidget(Label(look, told, size=12, tone="second", wrap=True))
        chip.say(*said_of(item, today))
        task = item.task
        if task is not None:
            inside.addWidget(Label(look, task.why, size=12, tone="second", wrap=True))
            if verb := self._verb(task):
                button = Button(look, verb, icon="chevron-right", kind="link", height=24)
                button.setAccessibleName(f"{item.text}：{verb}")
                button.clicked.connect(lambda: self.wanted.emit(task))
                top.addWidget(button)
        return card


class CalendarView(QWidget):
    """Emits `month_wanted` with the month to be read, `wanted` with the task whose page is wanted, `left` on Esc."""

    month_wanted = Signal(object)
    wanted = Signal(object)
    left = Signal()

    def __init__(self, look: Look, verb: Callable[[HomeTask], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._verb = look, verb
        self._month: CalendarMonth | None = None
        self.grid = MonthGrid(look)
        self.agenda = _Agenda(look, verb)
        self.title = Label(look, "", size=15, bold=True)
        self.day = Label(look, "", bold=True)
        self.before = Button(look, "上个月（PgUp）", icon="chevron-left", kind="icon", height=28)
        self.after = Button(look, "下个月（PgDn）", icon="chevron-right", kind="icon", height=28)
        self.keys = Keys(look, (("PgUp PgDn", "换月"), ("Home", "今天")))
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.grid.turned.connect(self.turn)
        self.grid.chosen.connect(self._show_day)
        self.grid.opened.connect(self._open_first)
        self.grid.left.connect(self.left)
        self.agenda.wanted.connect(self.wanted)
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def show_month(self, month: CalendarMonth) -> None:
        """Show a month; the day chosen stays chosen where the month has it."""
        self._month = month
        self.title.setText(f"{month.month.year}年{month.month.number}月")
        day = self.grid.day
        if not month.month.contains(day):
            day = month.today if month.month.contains(month.today) else month.month.first_day
        self.grid.show_month(month, day)

    def turn(self, step: int) -> None:
        """Ask for the month after (1) or before (−1)."""
        if self._month is not None:
            shown = self._month.month
            self.month_wanted.emit(shown.next() if step > 0 else shown.previous())

    def wanted_month(self, today: date) -> Period:
        """Give the month to be read: the one shown, or today's."""
        return self._month.month if self._month is not None else Period.month_of(today)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        for widget in (self.before, self.title, self.after):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.keys)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(top)
        left.addWidget(self.grid, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.day)
        right.addWidget(self.agenda, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(16)
        row.addLayout(left, 3)
        row.addLayout(right, 2)

    def _show_day(self, day: date) -> None:
        found = self.grid.found(day)
        if found is None or self._month is None:
            return
        off = "，放假" if found.off and day.weekday() < 5 else "，休息" if found.off else ""
        self.day.setText(f"{words.day(day)} {words.weekday(day, long=True)}{off}")
        self.agenda.show_day(found, self._month.today)

    def _open_first(self) -> None:
        found = self.grid.found(self.grid.day)
        tasks = [item.task for item in (found.items if found else ()) if item.task is not None]
        first = next((task for task in tasks if self._verb(task)), None)
        if first is not None:
            self.wanted.emit(first)

    def _follow(self) -> None:
        self.keys.setVisible(self._look.percent <= 100)
