"""The list of tasks: headings that are skipped, rows that say when, how late, what, who, how far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cmdesk.queries.home_tasks import HomeTask, TaskState
from cmdesk.ui import words
from cmdesk.ui.itemmodels.rows import NOWHERE, ROW
from cmdesk.ui.pages.home.presenter import Entry, Group, Heading, HomeState, doer, late_text
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex


class TaskModel(QAbstractListModel):
    """Headings and tasks in one list; headings can be neither chosen nor reached."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def place_of(self, key: str) -> int:
        """Give the row of a task, or of the first one where it is gone; −1 where there is none."""
        places = [n for n, e in enumerate(self._entries) if isinstance(e, HomeTask)]
        return next((n for n in places if getattr(self._entries[n], "key", "") == key), places[0] if places else -1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of entries."""
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let tasks alone be chosen."""
        if index.isValid() and isinstance(self._entries[index.row()], HomeTask):
            return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the entry, or what is read aloud of it."""
        if not index.isValid() or not 0 <= index.row() < len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ROW:
            return entry
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(entry, HomeTask):
            return f"{entry.why}\n{'、'.join(entry.names) or entry.who}"
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            if isinstance(entry, Heading):
                return f"{entry.group.value} {entry.count}"
            return f"{entry.due.year}年{words.day(entry.due)} {entry.title}，{entry.why}"
        return None


class TaskDelegate(QStyledItemDelegate):
    """Paints headings and tasks."""

    def __init__(self, look: Look, state: HomeState, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._state = look, state

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the height of a heading or a row."""
        look = self._look
        if isinstance(index.data(ROW), Heading):
            return QSize(200, max(look.pick(30, 25), look.scaled(24)))
        return QSize(200, max(look.pick(47, 40), look.scaled(40)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry."""
        entry, box = index.data(ROW), paint.cell_box(option)
        painter.save()
        try:
            if isinstance(entry, Heading):
                self._heading(painter, entry, box)
            elif isinstance(entry, HomeTask):
                self._ground(painter, option, box)
                self._task(painter, entry, box, paint.is_selected(option))
        finally:
            painter.restore()

    def _heading(self, painter: QPainter, entry: Heading, box: QRectF) -> None:
        look = self._look
        painter.fillRect(box, look.colour("soft"))
        tone = {Group.LATE: "bad", Group.TODAY: "primary"}.get(entry.group, "second")
        room = box.adjusted(17, 0, -10, 0)
        used = paint.draw_text(painter, look, room, entry.group.value, size=12, bold=True, tone=tone)
        room.setLeft(room.left() + used + 8)
        paint.draw_text(painter, look, room, str(entry.count), size=12, bold=True, tone=tone)
        paint.draw_line(painter, look, box.left(), box.right(), box.bottom() - 1)

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF) -> None:
        look = self._look
        if paint.is_selected(option):
            painter.fillRect(box, look.colour("selection"))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), look.colour("fill"))
        elif paint.is_hovered(option):
            painter.fillRect(box, look.colour("hover"))
        paint.draw_line(painter, look, box.left() + 16, box.right() - 16, box.bottom() - 1)

    def _task(self, painter: QPainter, task: HomeTask, box: QRectF, chosen: bool) -> None:
        look = self._look
        today = self._state.home.today if self._state.home else task.due
        half = box.height() / 2
        upper = QRectF(box.left(), box.top() + 2, box.width(), half - 1)
        lower = QRectF(box.left(), box.top() + half - 1, box.width(), half - 3)
        x = box.left() + 17
        paint.draw_text(painter, look, _at(upper, x, look.scaled(58)), words.day(task.due))
        below = words.weekday(task.due) if task.due.year == today.year else f"{task.due.year}年"
        paint.draw_text(painter, look, _at(lower, x, look.scaled(58)), below, size=12, tone="second")
        x += look.scaled(60)
        word, state = late_text(task, today)
        wide = paint.draw_chip(painter, look, x, box.center().y(), word, state)
        x += max(look.scaled(78), wide + 10)
        right = box.right() - 17
        right -= self._verb(painter, task, right, box, chosen)
        # Large text leaves no room for all columns: then how far and who go, the title and its reason never.
        if box.width() > look.scaled(680):
            right -= self._count(painter, task, right, box, chosen)
            right -= look.scaled(84)
            self._who(painter, task, right, upper, lower)
        room = right - x - 8
        used = paint.draw_text(painter, look, _at(upper, x, room), task.title, bold=True)
        self._forms(painter, task, x + used + 8, right - 8, upper, chosen)
        why = paint.fitting(look, room, task.why, task.why.rpartition("，")[2], size=12)
        paint.draw_text(painter, look, _at(lower, x, room), why, size=12, tone="second")

    def _who(self, painter: QPainter, task: HomeTask, left: float, upper: QRectF, lower: QRectF) -> None:
        look, wide = self._look, float(self._look.scaled(84))
        mine = task.mine and task.state is TaskState.READY
        body = short_who(task.who)
        name = doer(task) if task.names and paint.width_of(doer(task), look.font(13)) <= wide else body
        paint.draw_text(painter, look, _at(upper, left, wide), "我" if mine else name)
        if mine or name != body:
            paint.draw_text(painter, look, _at(lower, left, wide), body, size=12, tone="second")

    def _verb(self, painter: QPainter, task: HomeTask, right: float, box: QRectF, chosen: bool) -> float:
        look, wide = self._look, float(self._look.scaled(92))
        verb, waits = self._state.verb(task), self._state.waits(task)
        room = QRectF(right - wide, box.top(), wide, box.height())
        if verb:
            side = look.scaled(14)
            painter.drawPixmap(
                round(room.right() - side),
                round(box.center().y() - side / 2),
                look.icon("chevron-right", "primary", 14),
            )
            room.setRight(room.right() - side - 5)
            tone = "onsel" if chosen else "primary"
            paint.draw_text(painter, look, room, verb, bold=chosen, tone=tone, align=paint.RIGHT)
        elif task.state is TaskState.WAITING:
            used = paint.draw_text(painter, look, room, waits, size=12, tone="second", align=paint.RIGHT)
            side = look.scaled(14)
            at = room.right() - used - side - 5
            painter.drawPixmap(round(at), round(box.center().y() - side / 2), look.icon("lock", "second", 14))
        return wide + 10

    def _count(self, painter: QPainter, task: HomeTask, right: float, box: QRectF, chosen: bool) -> float:
        look, wide = self._look, float(self._look.scaled(112))
        number = look.scaled(56)
        if task.total:
            done = task.done or 0
            text = QRectF(right - number, box.top(), number, box.height())
            paint.draw_text(painter, look, text, f"{done} / {task.total}", size=12, tone="second", align=paint.RIGHT)
            bar = QRectF(right - wide, box.center().y() - 3, wide - number - 6, 6)
            paint.draw_bar(painter, look, bar, done / task.total, chosen=chosen)
        return wide + 12

    def _forms(self, painter: QPainter, task: HomeTask, x: float, right: float, line: QRectF, chosen: bool) -> None:
        look = self._look
        for form in task.forms:
            wide = paint.width_of(form, look.font(12)) + 12
            if x + wide > right:
                return
            box = QRectF(x, line.center().y() - look.scaled(9), wide, look.scaled(18))
            ground = look.tokens.card if chosen else look.tokens.none.ground
            paint.draw_round(painter, box, ground=ground, radius=4)
            paint.draw_text(painter, look, box, form, size=12, tone="second", align=paint.CENTRE)
            x += wide + 5


class TaskView(QListView):
    """Emits `chosen` with the task selected, `wanted` with the one on Enter or a double click, `hero` on Ctrl+Enter."""

    chosen = Signal(object)
    wanted = Signal(object)
    hero = Signal()

    def __init__(self, look: Look, model: TaskModel, delegate: TaskDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName("本期事项")
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._changed)
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: letters are no search here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the row's verb, Ctrl+Enter the hero's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.hero.emit()
            else:
                self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        entry = index.data(ROW) if index.isValid() else None
        if isinstance(entry, HomeTask):
            self.wanted.emit(entry)

    def _changed(self, current: QModelIndex) -> None:
        entry = current.data(ROW) if current.isValid() else None
        if isinstance(entry, HomeTask):
            self.chosen.emit(entry)


def short_who(who: str) -> str:
    """Give the first of several who act."""
    return who.split("、", maxsplit=1)[0].replace("（公司）", "")


def _at(line: QRectF, left: float, width: float) -> QRectF:
    return QRectF(left, line.top(), max(0.0, width), line.height())
