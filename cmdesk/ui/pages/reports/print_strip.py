"""The strip under the preview: copies, two-sided, pages, printer. Where there is no printer it saves a PDF instead."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Rejected
from cmdesk.runtime.sentences import message
from cmdesk.ui.pages.reports import printing
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Label

NO_PRINTER = "没有打印机"
_REMEDY = "这台电脑上没有打印机：在系统设置里添加后按 F5，或者另存 PDF，到别的电脑上打印。"
_GONE = "打印机“{name}”不见了：检查电源和连线后按 F5，或者换一台。"


class PrintStrip(QWidget):
    """Emits `wanted` with a PrintWish, `file_wanted` where only a file can be made."""

    wanted = Signal(object)
    file_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._most, self._count = 0, 1
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
        self.printer.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.remedy = Label(look, _REMEDY, size=12, tone="second", wrap=True)
        self.button = Button(look, "打印", icon="printer", key="Ctrl+P")
        self.button.clicked.connect(self.press)
        self._upper, self._lower = QHBoxLayout(), QHBoxLayout()
        for row in (self._upper, self._lower):
            row.setSpacing(8)
        for widget in (self.copies, self.two_sided, self.pages):
            self._upper.addWidget(widget)
        self._fill = QWidget()
        self._upper.addWidget(self._fill, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        for label in (self.remedy, self.wrong):
            whole.addWidget(label)
            label.hide()
        whole.addLayout(self._upper)
        whole.addLayout(self._lower)
        look.changed.connect(self._follow)
        self.read_printers()
        self._follow()

    def has_printer(self) -> bool:
        """Say whether there is anything to print on."""
        return self._has_printer

    def read_printers(self) -> None:
        """Look which printers there are now; one that has gone is said."""
        names = printing.printers()
        kept = self.printer.currentText()
        self.printer.clear()
        self.printer.addItems(list(names) or [NO_PRINTER])
        self.printer.setCurrentIndex(max(0, self.printer.findText(kept)))
        self._has_printer = bool(names)
        gone = bool(names) and kept not in {"", NO_PRINTER, *names}
        self.remedy.setText(_GONE.format(name=kept) if gone else _REMEDY)
        self.remedy.setVisible(gone or not names)
        for widget in (self.copies, self.two_sided, self.printer):
            widget.setEnabled(self._has_printer)
        self._follow_button()

    def show_pages(self, most: int, count: int = 1) -> None:
        """Say how many pages there are to choose from, and how many documents go out: of several all pages do."""
        self._most, self._count = most, count
        self.pages.setEnabled(count == 1 and self._has_printer)
        self._look_at_range()

    def wish(self) -> printing.PrintWish:
        """Give what is set. Raises Rejected for a range that cannot be read."""
        return printing.PrintWish(
            self.printer.currentText() if self._has_printer else "",
            self.copies.value(),
            self.two_sided.isChecked(),
            printing.pages_typed(self.pages.text(), self._most) if self._count == 1 else (),
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
        """Put printer and button into a row of their own where one is too short."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        needed = (self.copies.width(), self.two_sided.sizeHint().width(), self.pages.width())
        one = self.width() >= sum(needed) + self.printer.minimumWidth() + self.button.sizeHint().width() + 4 * 8
        row = self._upper if one else self._lower
        if row.indexOf(self.button) < 0:
            row.addWidget(self.printer, 1)
            row.addWidget(self.button)
        self._fill.setVisible(not one)

    def _look_at_range(self) -> None:
        try:
            if self._count == 1:
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
        several = f" {self._count} 份" if self._count > 1 else ""
        if self._has_printer:
            self.button.say(f"打印{several}", icon="printer")
        else:
            self.button.say(f"另存{several or ' PDF'}", icon="save")
        self._place()

    def _follow(self) -> None:
        self.copies.setFixedWidth(self._look.scaled(64))
        self.pages.setFixedWidth(self._look.scaled(78))
        self.printer.setMinimumWidth(self._look.scaled(112))
        self._place()
