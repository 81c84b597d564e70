"""The grid of marks: typed like a sheet, Enter down, Tab across; what is not written yet is blue, what is wrong red."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from cmdesk.queries.exams import ExamRow
from cmdesk.ui.pages.exams.presenter import CELLS, STATES, ExamState, failed, verdict_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import LEAD, PAD, inset
from cmdesk.ui.widgets.header import Header
from cmdesk.ui.widgets.tables import cover_half_row, stretch_rows

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
NAME, STATE, SCORE, VERDICT = 0, 3, 6, 7
_CELL_OF = {1: CELLS[0], 2: CELLS[1], 4: CELLS[2], 5: CELLS[3]}
_TITLES = ("姓名", "理论", "技能", "状态", "补考理论", "补考技能", "得分", "结果")
_SHARES = (2.5, 0.95, 0.95, 0.8, 1.1, 1.1, 0.9, 1.45)
_PLAIN = 100
"""The text size above which the column of states and the portraits make room for names and marks."""


class MarksModel(QAbstractTableModel):
    """The visible rows of the state, cells of marks editable while nothing is published."""

    edited = Signal()

    def __init__(self, state: ExamState, may_key: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._may_key = state, may_key
        self._rows: tuple[ExamRow, ...] = ()

    def show(self) -> None:
        """Show what the state leaves visible."""
        self.beginResetModel()
        self._rows = self._state.visible()
        self.endResetModel()

    def row(self, number: int) -> ExamRow | None:
        """Give the row of that number."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def place(self, staff_no: str) -> int:
        """Give the number of a person's row, −1 for none."""
        return next((n for n, row in enumerate(self._rows) if row.staff_no == staff_no), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Give the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Give the number of columns."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the headings."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_TITLES):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section in _CELL_OF or section == SCORE
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return _TITLES[section] if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let marks be typed where they may be."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() in _CELL_OF and self._may_key and self._state.may_change:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the text, the row, or what is wrong with a cell."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW:
            return row
        cell = _CELL_OF.get(index.column())
        if role == Qt.ItemDataRole.ToolTipRole and cell:
            return self._state.wrong.get((row.staff_no, *cell)) or None
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return None
        if cell:
            return self._state.text(row, *cell)
        if index.column() == STATE:
            return STATES[row.first.state] if row.first else ""
        return {NAME: row.name, SCORE: row.score or "", VERDICT: verdict_of(row)[0]}[index.column()]

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed."""
        row, cell = self.row(index.row()), _CELL_OF.get(index.column())
        if row is None or cell is None or role != Qt.ItemDataRole.EditRole:
            return False
        self._state.put(row, *cell, str(value))
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def changed(self) -> None:
        """Paint every cell anew: problems came."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(_TITLES) - 1))


class MarksDelegate(QStyledItemDelegate):
    """Paints cells, and edits them in a bare line; `entered` tells that a mark was taken with Enter."""

    entered = Signal()

    def __init__(self, look: Look, state: ExamState, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._state = look, state

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Give a line that fills the cell."""
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        editor.setStyleSheet("min-height: 20px; border-radius: 4px; padding: 0 6px;")
        return editor

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter in the editor takes the mark and goes down, as in a sheet."""
        if isinstance(editor, QWidget) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self.entered.emit()
                return True
        return super().eventFilter(editor, event)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over what was typed."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        row, box = index.data(ROW), paint.cell_box(option)
        if row is None:
            return
        painter.save()
        try:
            self._paint(painter, row, index, box, chosen=paint.is_selected(option))
        finally:
            painter.restore()

    def _paint(self, painter: QPainter, row: ExamRow, index: Index, box: QRectF, *, chosen: bool) -> None:
        look = self._look
        paint.draw_line(painter, look, box.left(), box.right(), box.bottom() - 1)
        room = box.adjusted(inset(index.model(), index.column(), PAD), 0, -PAD, 0)
        if index.column() == NAME:
            side = look.scaled(26) if look.percent <= _PLAIN else 0
            if side:
                mark = QRectF(box.left() + LEAD, box.center().y() - side / 2, side, side)
                paint.draw_avatar(painter, look, mark, row.name)
            paint.draw_text(
                painter, look, room.adjusted(side + 18 if side else LEAD - PAD, 0, PAD, 0), row.name, bold=True
            )
        elif index.column() == VERDICT:
            paint.draw_chip(painter, look, room.left(), box.center().y(), *verdict_of(row), dot=True)
        elif index.column() in _CELL_OF:
            self._mark(painter, row, index, box, chosen)
        else:
            right = index.column() == SCORE
            text = str(index.data() or "")
            tone = "text" if text else "second"
            paint.draw_text(painter, look, room, text or "—", tone=tone, align=paint.RIGHT if right else paint.LEFT)

    def _mark(self, painter: QPainter, row: ExamRow, index: Index, box: QRectF, chosen: bool) -> None:
        look, tokens, cell = self._look, self._look.tokens, _CELL_OF[index.column()]
        key = (row.staff_no, *cell)
        inside = box.adjusted(3, 3, -3, -4)
        wrong, typed = key in self._state.wrong, key in self._state.typed
        if wrong:
            paint.draw_round(painter, inside, ground=tokens.bad.ground, line=tokens.bad.line, radius=5)
        elif chosen or typed:
            paint.draw_round(painter, inside, ground=tokens.selection, radius=5)
        if chosen:
            paint.draw_round(painter, inside, ground=None, line=tokens.fill, radius=5, pen=2)
        tone = "bad" if wrong or (failed(row, *cell) and not typed) else "primary" if typed else "text"
        text = str(index.data() or "")
        empty = "" if cell[1] else "—"
        paint.draw_text(
            painter,
            look,
            inside.adjusted(4, 0, 3 - PAD, 0),
            text or empty,
            bold=typed,
            tone=tone if text else "second",
            align=paint.RIGHT,
        )


class MarksGrid(QTableView):
    """The sheet. `moved` tells the row under the cursor, `wanted_keep` that Ctrl+Enter was pressed in it."""

    moved = Signal(object)

    def __init__(self, look: Look, state: ExamState, model: MarksModel) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("成绩")
        self.setModel(model)
        delegate = MarksDelegate(look, state, self)
        delegate.entered.connect(self._down)
        self.setItemDelegate(delegate)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(Header(look, self, LEAD))
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setAccessibleName("成绩的列")
        self.selectionModel().currentChanged.connect(self._move)
        look.changed.connect(self._follow)
        self._follow()

    def current(self) -> ExamRow | None:
        """Give the row under the cursor."""
        row = self.currentIndex().data(ROW) if self.currentIndex().isValid() else None
        return row if isinstance(row, ExamRow) else None

    def pick(self, row: int, column: int = 1) -> None:
        """Put the cursor into a cell."""
        index = self.model().index(row, column)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down, Delete empties; Ctrl+Enter belongs to the page."""
        index = self.currentIndex()
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
            self._down()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and index.isValid():
            if self.model().flags(index) & Qt.ItemFlag.ItemIsEditable:
                self.model().setData(index, "")
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint whole rows only."""
        super().paintEvent(event)
        cover_half_row(self, self._look)

    def _down(self) -> None:
        index = self.currentIndex()
        self.pick(min(index.row() + 1, self.model().rowCount() - 1), index.column())

    def _move(self, now: QModelIndex, before: QModelIndex) -> None:
        row = now.data(ROW) if now.isValid() else None
        self.moved.emit(row)

    def _share(self) -> None:
        less = {STATE} if self._look.percent > _PLAIN else set()
        shown = [(column, share) for column, share in enumerate(_SHARES) if column not in less]
        room, whole = self.viewport().width(), sum(share for _, share in shown)
        for column in range(len(_SHARES)):
            self.setColumnHidden(column, column in less)
        for column, share in shown:
            self.setColumnWidth(column, int(room * share / whole))
        stretch_rows(self, max(self._look.pick(38, 34), self._look.scaled(32)))

    def _follow(self) -> None:
        self.horizontalHeader().setFixedHeight(max(self._look.pick(36, 32), self._look.scaled(30)))
        self._share()
