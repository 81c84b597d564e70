"""Lists of frozen rows for views: plain for short ones, by keys and pages for sheets and journals."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
SHORT = Qt.ItemDataRole.UserRole + 1
PAGE, PAGES_KEPT = 128, 64
MOST_PLAIN = 2000
NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: its heading, the text of a row in it, and what it is sorted by (None: it cannot be)."""

    title: str
    text: Callable[[R], str]
    key: Callable[[R], Any] | None = None
    share: float = 1.0
    right: bool = False
    short: str = ""
    """The heading where the whole one has no room."""


class _TableModel(QAbstractTableModel, Generic[R]):
    """What both models share: headings and roles. The row itself is under the user role."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    def row(self, number: int) -> R | None:
        """Give the row with that number, or None where it cannot be read now."""
        raise NotImplementedError

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give text, alignment or the row; nothing for the other roles, at once."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, ROW}:
            return None
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        return row if role == ROW else self.columns[index.column()].text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the headings; left like their cells."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == SHORT:
            return self.columns[section].short
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class RowsModel(_TableModel[R]):
    """Up to 2 000 rows, all in memory, sorted here."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows: list[R] = []
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    def show(self, rows: Sequence[R]) -> None:
        """Show these rows, in the order chosen before."""
        self.beginResetModel()
        self._rows = list(rows)
        self._order()
        self.endResetModel()

    def row(self, number: int) -> R | None:
        """Give the row with that number."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def place(self, wanted: Callable[[R], bool]) -> int:
        """Give the number of the first row that is wanted, −1 for none."""
        return next((number for number, row in enumerate(self._rows) if wanted(row)), -1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column that can be; rows of equal key keep their order, rows without key come last."""
        if not 0 <= column < len(self.columns) or self.columns[column].key is None:
            return
        self.layoutAboutToBeChanged.emit()
        before = {id(self._rows[i.row()]): i for i in self.persistentIndexList()}
        self._sorted = (column, order)
        self._order()
        for number, row in enumerate(self._rows):
            if (old := before.get(id(row))) is not None:
                self.changePersistentIndex(old, self.index(number, old.column()))
        self.layoutChanged.emit()

    def _order(self) -> None:
        if self._sorted is None:
            return
        column, order = self._sorted
        key = self.columns[column].key
        if key is None:
            return
        known = [row for row in self._rows if key(row) is not None]
        rest = [row for row in self._rows if key(row) is None]
        self._rows = sorted(known, key=key, reverse=order == Qt.SortOrder.DescendingOrder) + rest


class KeysModel(_TableModel[R]):
    """Many rows: the packed keys of the whole result in order, and the rows themselves by pages of 128.

    `fetch` gives the rows of some keys, in their order. `count` keys of `width` bytes lie in `keys`.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        fetch: Callable[[Sequence[bytes]], Sequence[R]],
        *,
        width: int = 16,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._fetch, self._width = fetch, width
        self._keys = bytearray()
        self._pages: OrderedDict[int, Sequence[R]] = OrderedDict()

    def show(self, keys: bytes | bytearray) -> None:
        """Show the rows of these keys. Raises ValueError where they are not whole."""
        if len(keys) % self._width:
            raise ValueError("keys are not whole")
        self.beginResetModel()
        self._keys = bytearray(keys)
        self._pages.clear()
        self.endResetModel()

    def key(self, number: int) -> bytes:
        """Give the key of a row."""
        return bytes(self._keys[number * self._width : (number + 1) * self._width])

    def row(self, number: int) -> R | None:
        """Give a row, reading its page where it is not kept."""
        if not 0 <= number < self.rowCount():
            return None
        page, place = divmod(number, PAGE)
        if page not in self._pages:
            first, last = page * PAGE, min((page + 1) * PAGE, self.rowCount())
            self._pages[page] = self._fetch([self.key(k) for k in range(first, last)])
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of rows: exact, so that the scroll bar does not lie."""
        return 0 if parent.isValid() else len(self._keys) // self._width
