"""The tree of steps: what | how and why | score | rule set and clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from cmdesk.queries.scoring_steps import Step
from cmdesk.ui.itemmodels.rows import NOWHERE, ROW, Index
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

WHAT, HOW, SCORE, CLAUSE = range(4)
HEADINGS = ("步骤", "怎么算，凭什么", "得分", "规则集 · 条款")
_INDENT = 15


@dataclass
class _Line:
    step: Step
    above: int
    row: int
    below: list[int]


class StepsModel(QAbstractItemModel):
    """The steps of one derivation; the step itself is under the user role."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        self._tops: list[int] = []

    def show(self, steps: Sequence[Step]) -> None:
        """Show these steps."""
        self.beginResetModel()
        self._lines = []
        self._tops = self._add(steps, -1)
        self.endResetModel()

    def step(self, index: Index) -> Step | None:
        """Give the step of an index."""
        return self._lines[index.internalId()].step if index.isValid() else None

    def places(self) -> Iterable[tuple[str, QModelIndex]]:
        """Give every key with its index, from the top."""
        for number, line in enumerate(self._lines):
            yield line.step.key, self.createIndex(line.row, 0, number)

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """Give the index of a line."""
        below = self._below(parent)
        if not (0 <= row < len(below) and 0 <= column < len(HEADINGS)):
            return QModelIndex()
        return self.createIndex(row, column, below[row])

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Give the index of the line above."""
        if not index.isValid():
            return QModelIndex()
        above = self._lines[index.internalId()].above
        return QModelIndex() if above < 0 else self.createIndex(self._lines[above].row, 0, above)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of lines below one."""
        return 0 if parent.isValid() and parent.column() > 0 else len(self._below(parent))

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of columns."""
        return len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give text or step."""
        step = self.step(index)
        if step is None:
            return None
        if role == ROW:
            return step
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return text_of(step, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(filter(None, (text_of(step, column) for column in range(len(HEADINGS)))))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the headings."""
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(HEADINGS):
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADINGS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignHCenter if section == SCORE else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _below(self, parent: Index) -> list[int]:
        return self._lines[parent.internalId()].below if parent.isValid() else self._tops

    def _add(self, steps: Sequence[Step], above: int) -> list[int]:
        places = []
        for row, step in enumerate(steps):
            place = len(self._lines)
            places.append(place)
            self._lines.append(_Line(step, above, row, []))
            self._lines[place].below = self._add(step.inputs, place)
        return places


def text_of(step: Step, column: int) -> str:
    """Give the text of a step in a column."""
    if column == WHAT:
        return f"{step.letter} {step.label}".strip()
    if column == HOW:
        return step.how
    if column == SCORE:
        return f"{step.score} / {step.of}" if step.of else step.score
    return f"{step.version} · {step.clause}" if step.version else step.clause


def fitted(text: str, font: QFont, room: float) -> str:
    """Give as much of a text as fits: whole phrases first, then with …; the strip beside the tree has all of it."""
    shown = text
    while paint.width_of(shown, font) > room and "，" in shown:
        shown = shown.rpartition("，")[0]
    return QFontMetricsF(font).elidedText(shown, Qt.TextElideMode.ElideRight, max(0.0, room))


class _Delegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, max(self._look.pick(25, 24), self._look.scaled(23)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        step = index.data(ROW)
        if step is None:
            return
        painter.save()
        try:
            top = not index.parent().isValid()
            self._paint(painter, step, paint.cell_box(option), index.column(), paint.is_selected(option), top)
        finally:
            painter.restore()

    def _paint(self, painter: QPainter, step: Step, box: QRectF, column: int, chosen: bool, top: bool) -> None:
        look = self._look
        ground(painter, look, box, chosen=chosen, top=top)
        room = box.adjusted(6 if column else 4, 0, -6, 0)
        if column == WHAT:
            if step.letter:
                used = paint.draw_text(
                    painter, look, room, step.letter, bold=True, tone="onsel" if chosen else "primary"
                )
                room.setLeft(room.left() + used + look.scaled(8))
            text = fitted(step.label, look.font(13, bold=top), room.width())
            tone = "second" if step.kind in {"folded", "rounding"} else "text"
            paint.draw_text(painter, look, room, text, bold=top, tone=tone)
        elif column == HOW:
            text = fitted(step.how, look.font(12), room.width())
            tone = {"warn": "warnsel" if chosen else "warn", "info": "onsel" if chosen else "primary"}.get(
                step.tone if step.kind not in {"item"} else "", "second"
            )
            paint.draw_text(painter, look, room, text, size=12, tone=tone)
        elif column == SCORE:
            self._score(painter, step, room, chosen, top)
        else:
            tone = "primary" if step.old_rules else "second"
            tone = {"primary": "onsel"}.get(tone, tone) if chosen else tone
            text = text_of(step, CLAUSE)
            paint.draw_text(painter, look, room, fitted(text, look.font(12), room.width()), size=12, tone=tone)

    def _score(self, painter: QPainter, step: Step, room: QRectF, chosen: bool, top: bool) -> None:
        look = self._look
        warn = step.tone == "warn"
        tone = ("warnsel" if chosen else "warn") if warn else "bad" if step.tone == "bad" else "text"
        middle = room.right() - look.width_of("/ 58.82", 12) - 6
        left = QRectF(room.left(), room.top(), middle - room.left(), room.height())
        bold = (top or step.score.startswith("−") or warn) and step.kind != "rounding"
        tone = "second" if step.kind in {"folded", "rounding", "full"} else tone
        paint.draw_text(painter, look, left, step.score, bold=bold, tone=tone, align=paint.RIGHT)
        if step.of:
            rest = QRectF(middle + 5, room.top(), room.right() - middle - 3, room.height())
            paint.draw_text(painter, look, rest, f"/ {step.of}", size=12, tone="second")


def ground(painter: QPainter, look: Look, box: QRectF, *, chosen: bool, top: bool) -> None:
    """Paint what lies under a row of the tree."""
    if chosen:
        painter.fillRect(box, look.colour("selection"))
    elif top:
        painter.fillRect(box, look.colour("soft"))
    if top:
        paint.draw_line(painter, look, box.left(), box.right(), box.top() - 1)


class StepsTree(QTreeView):
    """`chosen` carries the step under the cursor, `opened` the step on Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.steps = StepsModel(self)
        self.setModel(self.steps)
        self.setItemDelegate(_Delegate(look, self))
        self.setAccessibleName("推导步骤")
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setIndentation(_INDENT)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setTabKeyNavigation(False)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.header().setStretchLastSection(False)
        self.header().setSectionsMovable(False)
        self.header().setAccessibleName("推导步骤的列")
        self.selectionModel().currentChanged.connect(self._changed)
        self.doubleClicked.connect(self._open)
        look.changed.connect(self._follow)
        self._follow()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show other steps: what was open stays open and the same step stays chosen, where there is one like it."""
        known = dict(self.steps.places())
        was_open = {key for key, index in known.items() if self.isExpanded(index)}
        current = self.steps.step(self.currentIndex())
        fresh = not known
        self.steps.show(steps)
        wanted = QModelIndex()
        for key, index in self.steps.places():
            if key in was_open or (fresh and not index.parent().isValid() and index.row() == 0):
                self.setExpanded(index, True)
            if current is not None and key == current.key:
                wanted = index
        first = self.steps.index(0, 0)
        self.setCurrentIndex(wanted if wanted.isValid() else first)
        if not first.isValid():
            self.chosen.emit(None)

    def pick(self, key: str) -> None:
        """Choose a step and open everything above it."""
        index = dict(self.steps.places()).get(key)
        if index is not None:
            above = index.parent()
            while above.isValid():
                self.setExpanded(above, True)
                above = above.parent()
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def current(self) -> Step | None:
        """Give the chosen step."""
        return self.steps.step(self.currentIndex())

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: letters are keys of the page."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter; `*` opens all below, `/` closes it again."""
        key, index = event.key(), self.currentIndex()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and index.isValid():
            self._open(index)
        elif key == Qt.Key.Key_Asterisk and index.isValid():
            self.expandRecursively(index.siblingAtColumn(0))
        elif key == Qt.Key.Key_Slash and index.isValid():
            self._collapse(index.siblingAtColumn(0))
        else:
            super().keyPressEvent(event)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Paint the ground before a row and its arrow."""
        box = QRectF(rect)
        chosen = self.selectionModel().isRowSelected(index.row(), index.parent())
        ground(painter, self._look, box, chosen=chosen, top=not index.parent().isValid())
        if chosen:
            painter.fillRect(QRectF(0, box.top(), 3, box.height()), self._look.colour("fill"))
        if self.steps.rowCount(index):
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            side = self._look.scaled(14)
            at = round(box.right() - side + 1), round(box.center().y() - side / 2)
            painter.drawPixmap(at[0], at[1], self._look.icon(name, "second", 14))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share()

    def _collapse(self, index: QModelIndex) -> None:
        for row in range(self.steps.rowCount(index)):
            self._collapse(self.steps.index(row, 0, index))
        self.collapse(index)

    def _share(self) -> None:
        look, room = self._look, self.viewport().width()
        score, clause = look.scaled(112), look.scaled(132)
        self.setColumnHidden(CLAUSE, room < look.scaled(520))
        rest = room - score - (0 if self.isColumnHidden(CLAUSE) else clause)
        what = max(look.scaled(150), round(rest * 0.47))
        for column, wide in ((WHAT, what), (HOW, rest - what), (SCORE, score), (CLAUSE, clause)):
            self.setColumnWidth(column, max(0, wide))

    def _follow(self) -> None:
        self.header().setFixedHeight(max(self._look.pick(30, 28), self._look.scaled(26)))
        self.header().setFont(self._look.font(12))
        self.setIndentation(self._look.scaled(_INDENT))
        # The heights of rows are kept by the view until its delegate is set anew.
        self.setItemDelegate(_Delegate(self._look, self))
        self._share()
        self.doItemsLayout()

    def _changed(self, current: QModelIndex) -> None:
        self.chosen.emit(self.steps.step(current))
        self.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        step = self.steps.step(index)
        if step is None:
            return
        if step.target is None and self.steps.rowCount(index.siblingAtColumn(0)):
            first = index.siblingAtColumn(0)
            self.setExpanded(first, not self.isExpanded(first))
        else:
            self.opened.emit(step)
