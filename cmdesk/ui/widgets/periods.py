"""Choosing a period: one step back, its name, one step on; Alt with the arrows from anywhere on the page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cmdesk.kernel.periods import Period
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Label


class PeriodSteps(QWidget):
    """`moved` carries the period that was stepped to. Keys work in `page` and everything in it."""

    moved = Signal(object)

    def __init__(self, look: Look, period: Period, page: QWidget) -> None:
        super().__init__()
        self._look = look
        self.period = period
        self.back = Button(look, "前一期", icon="chevron-left", kind="icon", height=30)
        self.on = Button(look, "后一期", icon="chevron-right", kind="icon", height=30)
        self.label = Label(look, "", bold=True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.back, self.label, self.on):
            row.addWidget(widget)
        self.back.clicked.connect(self._back)
        self.on.clicked.connect(self._on)
        for keys, slot in (("Alt+Left", self._back), ("Alt+Right", self._on)):
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.back.setToolTip("前一期（Alt+←）")
        self.on.setToolTip("后一期（Alt+→）")
        look.changed.connect(self._follow)
        self.show_period(period)

    def show_period(self, period: Period) -> None:
        """Show a period."""
        self.period = period
        self.label.setText(period.chinese)
        self._follow()

    def _follow(self) -> None:
        self.label.setMinimumWidth(round(paint.width_of("2025年第四季度", self._look.font(13, bold=True))) + 6)

    def _back(self) -> None:
        self.show_period(self.period.previous())
        self.moved.emit(self.period)

    def _on(self) -> None:
        self.show_period(self.period.next())
        self.moved.emit(self.period)
