"""The strip under the preview: copies, two-sided, pages, printer. Where there is no printer it saves a PDF instead."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Rejected
from cmdesk.runtime.sentences import message
from cmdesk.ui.pages.reports import printing
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Label

_ROOM_FOR_PRINTER, _ROOM_FOR_SIDES, _ROOM_FOR_COPIES = 600, 440, 370


class PrintStrip(QWidget):
    """Emits `wanted` with a PrintWish, `file_wanted` where only a file can be made."""

    wanted = Signal(object)
    file_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._most = 0
        self.copies = QSpinBox()
        self.copies.setRange(1, 99)
        self.copies.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.copies.setSuffix(" 份")
        self.copies.setAccessibleName("份数")
        self.two_sided = QCheckBox("双面")
        self.two_sided.setChecked(True)
        self.pages = QLineEdit()
        self.pages.setPlaceholderText("全部页")
        self.pages.setAccessibleName("页码范围，如 1-3,5")
        self.pages.setToolTip("页码范围，如 1-3,5；空着是全部")
        self.pages.textChanged.connect(self._look_at_range)
        self.pages.returnPressed.connect(self.press)
        self.printer = QComboBox()
        self.printer.setAccessibleName("打印机")
        self.wrong = Label(look, "", size=12, tone="bad")
        self.wrong.hide()
        self.button = Button(look, "打印", icon="printer", key="Ctrl+P")
        self.button.clicked.connect(self.press)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.copies, self.two_sided, self.pages, self.printer):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self.wrong)
        whole.addLayout(row)
        look.changed.connect(self._follow)
        self.read_printers()
        self._follow()

    def read_printers(self) -> None:
        """Look which printers there are now."""
        names = printing.printers()
        kept = self.printer.currentText()
        self.printer.clear()
        self.printer.addItems(list(names) or ["没有打印机"])
        self.printer.setCurrentIndex(max(0, self.printer.findText(kept)))
        self._has_printer = bool(names)
        for widget in (self.copies, self.two_sided, self.printer):
            widget.setEnabled(self._has_printer)
        self._follow_button()

    def show_pages(self, most: int) -> None:
        """Say how many pages there are to choose from."""
        self._most = most
        self._look_at_range()

    def wish(self) -> printing.PrintWish:
        """Give what is set. Raises Rejected for a range that cannot be read."""
        return printing.PrintWish(
            self.printer.currentText() if self._has_printer else "",
            self.copies.value(),
            self.two_sided.isChecked(),
            printing.pages_typed(self.pages.text(), self._most),
        )

    def press(self) -> None:
        """Print, or save where there is no printer."""
        if not self.button.isEnabled():
            return
        if self._has_printer:
            self.wanted.emit(self.wish())
        else:
            self.file_wanted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for: then the usual printer takes it, on both sides."""
        super().resizeEvent(event)
        self.printer.setVisible(self.width() >= self._look.scaled(_ROOM_FOR_PRINTER))
        self.two_sided.setVisible(self.width() >= self._look.scaled(_ROOM_FOR_SIDES))
        self.copies.setVisible(self.width() >= self._look.scaled(_ROOM_FOR_COPIES))

    def _look_at_range(self) -> None:
        try:
            printing.pages_typed(self.pages.text(), self._most)
            said = ""
        except Rejected as refused:
            said = message(refused.problems[0])
        mark_wrong(self.pages, bool(said))
        self.wrong.setText(said)
        self.wrong.setVisible(bool(said))
        self._follow_button()

    def _follow_button(self) -> None:
        self.button.setEnabled(self._most > 0 and not self.wrong.isVisibleTo(self))
        self.button.say("打印" if self._has_printer else "没有打印机", icon="printer" if self._has_printer else "save")

    def _follow(self) -> None:
        self.copies.setFixedWidth(self._look.scaled(84))
        self.pages.setFixedWidth(self._look.scaled(88))
        self.printer.setMaximumWidth(self._look.scaled(150))
