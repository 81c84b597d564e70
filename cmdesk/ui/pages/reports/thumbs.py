"""The pages of a document small, side by side with the preview; drawn only while they are in sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
KEPT = 160
"""So many small pictures are kept; a packet has hundreds of pages."""
PICTURE = 66
"""The width of a small page."""
_A4 = 297 / 210
_ROOT = QModelIndex()


class Pages(QAbstractListModel):
    """The pages of one document, and the pictures of those that were in sight last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self.hits: frozenset[int] = frozenset()

    def begin(self, count: int) -> None:
        """Show another document of so many pages."""
        self.beginResetModel()
        self._count = count
        self._images.clear()
        self.hits = frozenset()
        self.endResetModel()

    def image(self, page: int) -> QImage | None:
        """Give the picture of a page where it is there."""
        if page in self._images:
            self._images.move_to_end(page)
        return self._images.get(page)

    def put(self, page: int, image: QImage) -> None:
        """Take the picture of a page."""
        self._images[page] = image
        while len(self._images) > KEPT:
            self._images.popitem(last=False)
        self.dataChanged.emit(self.index(page), self.index(page))

    def mark(self, pages: Collection[int]) -> None:
        """Mark the pages on which something was found."""
        self.hits = frozenset(pages)
        if self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Give the number of pages."""
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Give the words for a screen reader."""
        if index.isValid() and role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            found = "，有找到的字" if index.row() in self.hits else ""
            return f"第 {index.row() + 1} 页{found}"
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, look: Look, pages: Pages, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._pages = look, pages

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(PICTURE + 20, round(PICTURE * _A4) + self._look.scaled(20) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, box = self._look, paint.cell_box(option)
        page, chosen = index.row(), paint.is_selected(option)
        image = self._pages.image(page)
        painter.save()
        try:
            if chosen or paint.is_hovered(option):
                paint.draw_round(
                    painter, box.adjusted(3, 2, -3, -2), ground=look.tokens.selection if chosen else look.tokens.hover
                )
            high = round(PICTURE * _A4)
            paper = QRectF(box.center().x() - PICTURE / 2, box.top() + 8, PICTURE, high)
            painter.fillRect(paper, Qt.GlobalColor.white)
            if image is not None:
                size = image.deviceIndependentSize()
                shown = QRectF(0, 0, PICTURE, min(high, PICTURE * size.height() / max(1.0, size.width())))
                shown.moveCenter(paper.center())
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(shown, image)
            line = look.tokens.fill if chosen else look.tokens.ctl
            paint.draw_round(painter, paper, ground=None, line=line, radius=1, pen=2 if chosen else 1)
            if page in self._pages.hits:
                dot = QRectF(paper.right() - 5, paper.top() - 5, 10, 10)
                amber = look.tokens.warn.text
                paint.draw_round(painter, dot, ground=amber, line=look.tokens.card, radius=5, pen=2)
            label = QRectF(box.left(), paper.bottom() + 2, box.width(), box.bottom() - paper.bottom() - 4)
            tone = "onsel" if chosen else "second"
            paint.draw_text(painter, look, label, str(page + 1), size=12, bold=chosen, tone=tone, align=paint.CENTRE)
        finally:
            painter.restore()


class Thumbs(QListView):
    """Emits `wanted` with the pages in sight that have no picture yet, `picked` with the page somebody chose."""

    wanted = Signal(object)
    picked = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.pages = Pages(self)
        self.setModel(self.pages)
        self.setItemDelegate(_Delegate(look, self.pages, self))
        self.setAccessibleName("缩略图")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.selectionModel().currentChanged.connect(self._current)
        self.verticalScrollBar().valueChanged.connect(self.look_for_missing)
        self._quiet = False
        look.changed.connect(self._follow)
        self._follow()

    def begin(self, count: int) -> None:
        """Show another document of so many pages."""
        self.pages.begin(count)
        self.look_for_missing()

    def show_page(self, page: int) -> None:
        """Mark the page that is shown large, and bring it into sight."""
        index = self.pages.index(page)
        if index.isValid() and index != self.currentIndex():
            self._quiet = True
            self.setCurrentIndex(index)
            self._quiet = False
        self.look_for_missing()

    def look_for_missing(self) -> None:
        """Ask for the pictures that are in sight and not there."""
        if not self.isVisible() or not self.pages.rowCount():
            return
        first = self.indexAt(self.viewport().rect().topLeft())
        high = max(1, self.sizeHintForRow(0))
        start = max(0, first.row())
        some = range(start, min(self.pages.rowCount(), start + self.viewport().height() // high + 2))
        missing = tuple(page for page in some if self.pages.image(page) is None)
        if missing:
            self.wanted.emit(missing)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: letters are keys of the page."""

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came into sight."""
        super().showEvent(event)
        self.scrollTo(self.currentIndex())
        self.look_for_missing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw what came into sight."""
        super().resizeEvent(event)
        self.look_for_missing()

    def _current(self, current: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.picked.emit(current.row())

    def _follow(self) -> None:
        self.setFixedWidth(PICTURE + 20 + 12)
        self.doItemsLayout()
