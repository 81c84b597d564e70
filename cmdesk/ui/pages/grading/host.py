"""What the parts that carry acts out may ask of the board's view, so that none of them knows the view itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cmdesk.kernel.periods import Period
from cmdesk.queries.grading_decisions import ObjectionRow
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.grading.board import BoardList
from cmdesk.ui.pages.grading.panel import PersonPanel
from cmdesk.ui.pages.grading.presenter import BoardState
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from cmdesk.runtime.context import Done


class BoardHost(QWidget):
    """The view as its parts see it."""

    page: Page
    state: BoardState
    board: BoardList
    panel: PersonPanel
    print: Button
    objections: tuple[ObjectionRow, ...]

    @property
    def year(self) -> Period:
        """Give the year that is shown."""
        raise NotImplementedError

    @property
    def form(self) -> Form | None:
        """Give the form that is open."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read everything anew."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Show the state as it is now."""
        raise NotImplementedError

    def show_moment(self, moment: str) -> None:
        """Show the board at another moment."""
        raise NotImplementedError

    def open_person(self) -> None:
        """Go to the panel of the person chosen."""
        raise NotImplementedError

    def show_form(self, form: Form) -> None:
        """Show a form in the place of the person."""
        raise NotImplementedError

    def close_form(self) -> None:
        """Put the form away."""
        raise NotImplementedError

    def forget_moves(self) -> None:
        """Forget trial, conflict and waiting proposal."""
        raise NotImplementedError

    def told(self, done: Done) -> None:
        """Read anew after an order."""
        raise NotImplementedError
