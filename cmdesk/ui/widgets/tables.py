"""A calm table: no grid, one row selected, sorted by its header, left with Tab, opened with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from cmdesk.ui.itemmodels.rows import ROW, RowsModel
from cmdesk.ui.theme.look import Look


class Table(QTableView):
    """Over a RowsModel. `chosen` carries the row selected, `opened` the row on Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.base_height = (46, 40)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setAccessibleName(f"{name}的列")
        header.sectionClicked.connect(self._sort)
        self._order: dict[int, Qt.SortOrder] = {}
        self.doubleClicked.connect(self._open)
        look.changed.connect(self._follow)

    def attach(self, model: RowsModel[object]) -> None:
        """Show a model."""
        self.setModel(model)
        self.selectionModel().currentRowChanged.connect(self._changed)
        self._follow()

    def pick(self, number: int) -> None:
        """Select a row and bring it into sight."""
        model = self.model()
        if model is not None and 0 <= number < model.rowCount():
            index = model.index(number, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: letters are keys of the page, not a search in the list."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, of both keyboards."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share()

    def show_less(self, columns: Sequence[int]) -> None:
        """Hide these columns and show all others."""
        for number in range(self.model().columnCount()):
            self.setColumnHidden(number, number in columns)
        self._share()

    def _stretch_rows(self) -> None:
        # Whole rows only: what is left over is shared among them, so that no half row stands at the foot.
        fit = max(1, self.viewport().height() // self.row_height())
        self.verticalHeader().setDefaultSectionSize(max(self.row_height(), self.viewport().height() // fit))

    def row_height(self) -> int:
        """Give the height of every row."""
        return max(self._look.pick(*self.base_height), self._look.scaled(self.base_height[1] - 6))

    def _share(self) -> None:
        model = self.model()
        if not isinstance(model, RowsModel):
            return
        shown = [(n, c.share) for n, c in enumerate(model.columns) if not self.isColumnHidden(n)]
        whole = sum(share for _, share in shown)
        room = self.viewport().width()
        for number, share in shown:
            self.setColumnWidth(number, int(room * share / whole))
        self._stretch_rows()

    def _follow(self) -> None:
        self.horizontalHeader().setFixedHeight(max(self._look.pick(38, 34), self._look.scaled(30)))
        self.horizontalHeader().setFont(self._look.font(12))
        self._share()

    def _sort(self, section: int) -> None:
        order = self._order.get(section, Qt.SortOrder.DescendingOrder)
        up = order == Qt.SortOrder.DescendingOrder
        self._order = {section: Qt.SortOrder.AscendingOrder if up else Qt.SortOrder.DescendingOrder}
        self.model().sort(section, self._order[section])

    def _changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.data(ROW))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ROW))
