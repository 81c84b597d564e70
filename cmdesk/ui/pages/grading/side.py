"""The right column of the board: the person, 步骤和异议, or a form in their place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.grading.lifecard import LifeCard
from cmdesk.ui.pages.grading.panel import PersonPanel


class Side(QStackedWidget):
    """Shows one of three; `turned` tells that it is another one now."""

    turned = Signal()

    def __init__(self, panel: PersonPanel, life: LifeCard) -> None:
        super().__init__()
        self._panel, self._life = panel, life
        self.form: Form | None = None
        self.addWidget(panel)
        self.addWidget(life)

    @property
    def shows_life(self) -> bool:
        """Say whether 步骤和异议 is shown."""
        return self.currentWidget() is self._life

    def swap_life(self) -> None:
        """Show 步骤和异议, or the person again; an open form goes."""
        wanted: QWidget = self._panel if self.shows_life else self._life
        self._drop_form()
        self.setCurrentWidget(wanted)
        self.turned.emit()

    def show_form(self, form: Form) -> None:
        """Show a form, kept as high as it needs."""
        self._drop_form()
        self.form = form
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form)
        column.addStretch(1)
        self.addWidget(holder)
        self.setCurrentWidget(holder)
        self.turned.emit()

    def close_form(self) -> None:
        """Put the form away and show the person."""
        if self.form is not None:
            self._drop_form()
            self.setCurrentWidget(self._panel)
            self.turned.emit()

    def _drop_form(self) -> None:
        holder = None if self.form is None else self.form.parentWidget()
        self.form = None
        if holder is not None:
            self.removeWidget(holder)
            holder.deleteLater()
