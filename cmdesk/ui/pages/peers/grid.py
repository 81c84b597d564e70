"""The grid in which one paper is keyed: a line a person, a column an ability. Kept in memory alone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from cmdesk.ui.itemmodels.rows import NOWHERE, Index
from cmdesk.ui.pages.peers.presenter import Sheet
from cmdesk.ui.theme.look import Look

_TYPED = "0123456789."


class SheetModel(QAbstractTableModel):
    """Names at the left, ten abilities, the sum at the right. `typed` tells that a cell has changed."""

    typed = Signal()

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.sheet = Sheet()

    def show(self, people: tuple[tuple[str, str], ...], abilities: tuple[tuple[str, int], ...]) -> None:
        """Begin an empty paper for these people; the same people keep what was typed."""
        if (people, abilities) == (self.sheet.people, self.sheet.abilities):
            return
        self.beginResetModel()
        self.sheet = Sheet(people, abilities)
        self.endResetModel()
        self.typed.emit()

    def clear(self) -> None:
        """Forget what was typed."""
        self.beginResetModel()
        self.sheet.clear()
        self.endResetModel()
        self.typed.emit()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of people."""
        return 0 if parent.isValid() else len(self.sheet.people)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Give abilities, name and sum."""
        return 0 if parent.isValid() else len(self.sheet.abilities) + 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let scores alone be chosen."""
        base = super().flags(index)
        if index.isValid() and 0 < index.column() <= len(self.sheet.abilities):
            return base
        return base & ~Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give text, alignment and colour."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        last = len(self.sheet.abilities) + 1
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            if column == 0:
                return self.sheet.people[row][1]
            return self.sheet.total(row) if column == last else self.sheet.cells.get((row, column - 1), "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignHCenter
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.FontRole and column == 0:
            return self._look.font(size_of(self.sheet.people[row][1]))
        if role == Qt.ItemDataRole.ForegroundRole and 0 < column < last and self.sheet.wrong(row, column - 1):
            return self._look.colour("bad")
        if role == Qt.ItemDataRole.AccessibleTextRole and 0 < column < last:
            name, ability = self.sheet.people[row][1], self.sheet.abilities[column - 1][0]
            return f"{name} {ability} {self.sheet.cells.get((row, column - 1), '空')}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a typed score."""
        if role != Qt.ItemDataRole.EditRole or not 0 < index.column() <= len(self.sheet.abilities):
            return False
        self.sheet.cells[index.row(), index.column() - 1] = str(value).strip()
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), self.columnCount() - 1))
        self.typed.emit()
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the abilities, two characters a line."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        last = len(self.sheet.abilities) + 1
        if role == Qt.ItemDataRole.DisplayRole:
            if section in {0, last}:
                return "姓名" if section == 0 else "合计"
            name = self.sheet.abilities[section - 1][0]
            return "\n".join(name[start : start + 2] for start in range(0, len(name), 2))
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole} and 0 < section < last:
            return self.sheet.abilities[section - 1][0]
        return None


def size_of(name: str) -> int:
    """Give how large a name is written: the long ones of minorities smaller, so that none is cut."""
    return 13 if len(name) < 6 else 11


class SheetGrid(QTableView):
    """Keys are typed straight into the cell, so that the number pad alone is enough; Enter goes on to the next."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._fresh: tuple[int, int] | None = None
        self.sheet = SheetModel(look, self)
        self.setModel(self.sheet)
        self.setAccessibleName("录一份互评表")
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setAccessibleName("能力")
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(20)
        self.sheet.modelReset.connect(self._share)
        look.changed.connect(self._follow)
        self._follow()

    def begin(self) -> None:
        """Put the cursor into the first cell."""
        self.setCurrentIndex(self.sheet.index(0, 1))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit or point is typed into the cell, Enter goes on, Backspace takes one back, Delete empties."""
        index, key, typed = self.currentIndex(), event.key(), event.text()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            else:
                self.go_on()
        elif len(typed) == 1 and typed in _TYPED:
            before = str(index.data() or "") if self._fresh != (index.row(), index.column()) else ""
            self._fresh = None
            self.sheet.setData(index, before + typed)
        elif key == Qt.Key.Key_Backspace:
            self._fresh = None
            self.sheet.setData(index, str(index.data() or "")[:-1])
        elif key == Qt.Key.Key_Delete:
            self.sheet.setData(index, "")
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The first key in a cell begins it anew; the next ones go on."""
        super().currentChanged(current, previous)
        self._fresh = (current.row(), current.column())

    def go_on(self) -> None:
        """Move to the next cell: along the line, then to the next person."""
        index, last = self.currentIndex(), self.sheet.columnCount() - 2
        row, column = index.row(), index.column() + 1
        if column > last:
            row, column = row + 1, 1
        if row < self.sheet.rowCount():
            self.setCurrentIndex(self.sheet.index(row, column))

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: a key is a score."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        columns = self.sheet.columnCount()
        if columns < 3:
            return
        look, room = self._look, self.viewport().width()
        total, least = look.scaled(52), look.scaled(26)
        longest = max((look.width_of(name, size_of(name)) for _, name in self.sheet.sheet.people), default=0.0)
        name = max(look.scaled(76), min(round(longest) + 14, room - total - least * (columns - 2)))
        each = max(least, (room - name - total) // (columns - 2))
        for column in range(columns):
            self.setColumnWidth(column, name if column == 0 else total if column == columns - 1 else each)

    def _follow(self) -> None:
        self.verticalHeader().setDefaultSectionSize(max(self._look.pick(32, 28), self._look.scaled(26)))
        self.horizontalHeader().setFixedHeight(self._look.scaled(56))
        self.horizontalHeader().setFont(self._look.font(11))
        self.setFont(self._look.font(13))
        tokens = self._look.tokens
        self.setStyleSheet(
            f"QTableView {{ background: {tokens.card}; gridline-color: {tokens.line}; }}"
            f"QTableView::item:selected {{ background: {tokens.selection}; color: {tokens.text};"
            f" border: 2px solid {tokens.fill}; }}"
        )
        self._share()
