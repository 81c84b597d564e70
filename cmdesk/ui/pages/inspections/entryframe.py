"""The parts of an open sheet and where they stand: findings, items, foot, and the panel beside or over them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.queries.inspections_entry import EntrySheet
from cmdesk.rules.inspection_sheets import Answer
from cmdesk.ui.pages.inspections.findings import FindingStrip
from cmdesk.ui.pages.inspections.footer import Footer
from cmdesk.ui.pages.inspections.keying import Sheet
from cmdesk.ui.pages.inspections.opened import OpenItem
from cmdesk.ui.pages.inspections.panel import Panel
from cmdesk.ui.pages.inspections.rows import ItemList
from cmdesk.ui.pages.inspections.stateline import StateLine
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.labels import Card, Label, Rule

BESIDE_FROM = 1366
"""The width of the window, at 100 % text, from which the panel stands beside the list."""
HINT = "按纸质表的顺序录，一项一键"
FILTERS = ("全部", "未录", "扣分")


class EntryFrame(QWidget):
    """Layout alone; what keys and clicks do is the business of the view."""

    photo_wanted = Signal()
    photo_pasted = Signal(object)
    """Ctrl+V; carries the item whose facts are typed in, or None."""
    narrowed = Signal(bool)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.sheet: Sheet | None = None
        self.readonly = False
        self._drawer = False
        self._filter = 0
        self.findings = FindingStrip(look)
        self.opened = OpenItem(look)
        self.items = ItemList(look, self.opened)
        self.footer = Footer(look)
        self.panel = Panel(look)
        self.line = StateLine(look)
        self.loading = Empty(look, "clipboard-list", "正在读检查表…", "")
        self.tabs = tuple(Button(look, word, kind="tab") for word in FILTERS)
        self.aside: QWidget = self.panel
        self._build()
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self._paste)

    def show_loading(self) -> None:
        """Show the frame while a sheet is read."""
        self.sheet = None
        self.items.show_sheet(None)
        self.findings.show_sheet(None)
        self.loading.show()
        self.items.hide()

    def show_photos(self, entry: EntrySheet) -> None:
        """Show photos that have come or gone."""
        self.panel.photos.show_photos(entry.photos, may=not self.readonly)
        self.panel.show_photos(len(entry.photos))

    def focus_items(self) -> None:
        """Let keys answer items."""
        self.items.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_aside(self, widget: QWidget) -> None:
        """Put another card in the panel's place, or the panel back."""
        if widget is self.aside:
            return
        self.aside.hide()
        self._row.removeWidget(self.aside)
        self.aside = widget
        widget.setParent(self)
        self._drawer = widget is not self.panel
        self.place_aside()

    def swap_drawer(self) -> None:
        """Open or close the panel where the window is too narrow to keep it beside the list; else change sides."""
        if self._narrow():
            self._drawer = not self._drawer
            self.place_aside()
            if not self._drawer:
                self.focus_items()

    def place_aside(self) -> None:
        """Lay the panel beside the list or over it."""
        narrow, aside = self._narrow(), self.aside
        beside = self._row.indexOf(aside) >= 0
        if narrow and beside:
            self._row.removeWidget(aside)
        elif not narrow and not beside:
            self._row.addWidget(aside)
        self.panel.show_close(narrow)
        self.narrowed.emit(narrow)
        aside.setVisible(self._drawer or not narrow)
        if narrow:
            wide = max(aside.width(), aside.minimumWidth())
            aside.setGeometry(self.width() - wide, 0, wide, self.height())
            aside.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the panel."""
        super().resizeEvent(event)
        self.place_aside()

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(18, 8, 18, 8)
        bar.setSpacing(4)
        bar.addWidget(Label(self._look, "检查项目", size=15, bold=True))
        bar.addSpacing(8)
        self._group = QButtonGroup(self)
        for tab in self.tabs:
            self._group.addButton(tab)
            bar.addWidget(tab)
        bar.addStretch(1)
        self.hint = Label(self._look, HINT, size=12, tone="second")
        bar.addWidget(self.hint)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(bar)
        inside.addWidget(self.items, 1)
        inside.addWidget(self.loading, 1)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self.footer)
        self.loading.hide()
        self._left = QVBoxLayout()
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.addWidget(self.line)
        self._left.addWidget(self.findings)
        self._left.addWidget(card, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(self._left, 1)
        self._row.addWidget(self.panel)

    def _paste(self) -> None:
        if self.sheet is not None and not self.readonly:
            self.photo_pasted.emit(self.sheet.current if self.opened.typing_in() >= 0 else None)

    def _narrow(self) -> bool:
        return self.window().width() * 100 < BESIDE_FROM * self._look.percent

    def _fits(self, no: int) -> bool:
        sheet = self.sheet
        if sheet is None or self._filter == 0:
            return True
        given = sheet.answer(no)
        return given is None if self._filter == 1 else given is not None and given.answer is Answer.DEDUCTED

    def count_tabs(self, sheet: Sheet) -> None:
        """Show how many items each filter has."""
        blank = len(sheet.items) - sheet.answered()
        lost = sum(1 for item in sheet.items if (a := sheet.answer(item.no)) and a.answer is Answer.DEDUCTED)
        counts = (len(sheet.items), blank, lost)
        for tab, word, count in zip(self.tabs, FILTERS, counts, strict=True):
            said = word if self._look.percent > 115 else f"{word} {count}"
            if tab.text() != said:
                tab.say(said)
