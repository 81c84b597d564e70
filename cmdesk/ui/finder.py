"""Ctrl+K: one field that finds pages, people and actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cmdesk.kernel.text import folded
from cmdesk.rules.name_search import matches
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.fields import SearchField

MOST = 9
LEAST_OF_HELP = 2
"""Fewer characters than this are in every text of the help."""


@dataclass(frozen=True)
class Find:
    """One thing that can be found. `kind` is page, person, action or help; `keys` is what else finds it: for help its
    whole text, folded."""

    kind: str
    code: str
    text: str
    note: str
    icon: str
    keys: str = ""


def ranked(finds: Iterable[Find], typed: str) -> tuple[Find, ...]:
    """Give what fits `typed`, best first: begins with it, holds it, is found by pinyin or its other words."""
    wanted = folded(typed).lower()
    if not wanted:
        return tuple(find for find in finds if find.kind not in {"person", "help"})[:MOST]
    scored = [(score, find) for find in finds if (score := _score(find, wanted)) is not None]
    return tuple(find for _, find in sorted(scored, key=lambda pair: pair[0]))[:MOST]


def _score(find: Find, wanted: str) -> int | None:
    text = folded(find.text).lower()
    if text.startswith(wanted):
        return 0
    if wanted in text:
        return 1
    if find.kind == "person":
        return 2 if matches(wanted, find.text, find.keys, find.code) else None
    if find.kind == "help":
        return 4 if len(wanted) >= LEAST_OF_HELP and wanted in find.keys else None
    return 3 if any(word.startswith(wanted) for word in find.keys.split()) else None


class _Row(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self._look.scaled(38))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, find = self._look, index.data(Qt.ItemDataRole.UserRole)
        box = paint.cell_box(option)
        chosen = paint.is_selected(option)
        painter.save()
        try:
            if chosen:
                paint.draw_round(painter, box.adjusted(6, 1, -6, -1), ground=look.tokens.selection)
            side = look.scaled(16)
            icon = look.icon(find.icon, "onsel" if chosen else "second", 16)
            painter.drawPixmap(round(box.left() + 18), round(box.center().y() - side / 2), icon)
            room = box.adjusted(28 + side, 0, -18, 0)
            used = paint.draw_text(painter, look, room, find.note, size=12, tone="second", align=paint.RIGHT)
            room.setWidth(room.width() - used - 10)
            paint.draw_text(painter, look, room, find.text, bold=chosen)
        finally:
            painter.restore()


class Finder(QWidget):
    """Lies over the middle of the window while it is open. `chosen` carries the Find."""

    chosen = Signal(object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._window = look, parent
        self._finds: tuple[Find, ...] = ()
        self._before: QWidget | None = None
        self.field = SearchField(look, "找页面、人或操作：汉字、拼音首字母、工号")
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("找到的")
        self.list.setItemDelegate(_Row(look, self))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.itemClicked.connect(self._take)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 12, 12, 10)
        whole.addWidget(self.field)
        whole.addWidget(self.list, 1)
        self.hide()

    def open(self, finds: Sequence[Find]) -> None:
        """Show it, empty, over the middle of the window."""
        self._finds = tuple(finds)
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.field.clear()
        self._search("")
        window = self._window
        wide = min(560, window.width() - 80)
        self.setGeometry((window.width() - wide) // 2, window.height() // 7, wide, self._look.scaled(38) * MOST + 84)
        self.show()
        self.raise_()
        self.field.setFocus()

    def add(self, finds: Sequence[Find]) -> None:
        """Take more that was read meanwhile (the people)."""
        self._finds = (*self._finds, *finds)
        self._search(self.field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let ↑ ↓ Enter and Esc work while the cursor is in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            row = self.list.currentRow()
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
                return True
            if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, row + step)))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                if (item := self.list.currentItem()) is not None:
                    self._take(item)
                return True
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box."""
        painter = QPainter(self)
        try:
            tokens = self._look.tokens
            paint.draw_round(painter, QRectF(self.rect()), ground=tokens.card, line=tokens.ctl, radius=12)
        finally:
            painter.end()

    def _search(self, typed: str) -> None:
        self.list.clear()
        for find in ranked(self._finds, typed):
            item = QListWidgetItem(find.text)
            item.setData(Qt.ItemDataRole.UserRole, find)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take(self, item: QListWidgetItem) -> None:
        find = item.data(Qt.ItemDataRole.UserRole)
        self._leave()
        self.chosen.emit(find)

    def _leave(self) -> None:
        """Go away, and put the focus back where it was before: what was chosen goes on from there."""
        before, self._before = self._before, None
        self.hide()
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._window.setFocus()
