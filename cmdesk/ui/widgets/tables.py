"""A calm table: no grid, one row selected, sorted by its header, left with Tab, opened with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from cmdesk.ui.itemmodels.rows import ROW, RowsModel
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.cells import LEAD, PAD
from cmdesk.ui.widgets.header import Header


class Table(QTableView):
    """Over a RowsModel. `chosen` carries the row selected, `opened` the row on Enter or a double click.

    `lead` is how far the first text of a row stands from the left edge, `pad` every other from its own: the headings
    stand over them.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(
        self, look: Look, name: str, parent: QWidget | None = None, *, lead: int = LEAD, pad: int = PAD
    ) -> None:
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
        header = self._header = Header(look, self, lead, pad)
        self.setHorizontalHeader(header)
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint whole rows only."""
        super().paintEvent(event)
        cover_half_row(self, self._look)

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
        stretch_rows(self, self.row_height())

    def _follow(self) -> None:
        self.horizontalHeader().setFixedHeight(max(self._look.pick(38, 34), self._look.scaled(30)))
        self.horizontalHeader().setFont(self._look.font(12))
        self._share()

    def _sort(self, section: int) -> None:
        order = self._order.get(section, Qt.SortOrder.DescendingOrder)
        up = order == Qt.SortOrder.DescendingOrder
        self._order = {section: Qt.SortOrder.AscendingOrder if up else Qt.SortOrder.DescendingOrder}
        self.model().sort(section, self._order[section])
        if isinstance(model := self.model(), RowsModel) and model.columns[section].key is not None:
            self._header.show_sorted(section, self._order[section])

    def _changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.data(ROW))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ROW))


def stretch_rows(view: QTableView, least: int) -> None:
    """Share what whole rows leave over among them, so that next to no half row stands at the foot."""
    room = view.viewport().height()
    view.verticalHeader().setDefaultSectionSize(max(least, room // max(1, room // least)))


def cover_half_row(view: QTableView, look: Look) -> None:
    """Cover the sliver of a row at the foot of a view that scrolls by rows; called at the end of its painting."""
    foot = view.viewport().height()
    row = view.rowAt(foot - 1)
    top = view.rowViewportPosition(row)
    if row < 0 or top <= 0 or top + view.rowHeight(row) <= foot:
        return
    painter = QPainter(view.viewport())
    try:
        painter.fillRect(0, top, view.viewport().width(), foot - top, look.colour("card"))
    finally:
        painter.end()
