"""Taking lists and slips out of the board: printed or saved."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from cmdesk.ui.dialogs import listing
from cmdesk.ui.pages.grading import printing
from cmdesk.ui.pages.grading.host import BoardHost


class Handing:
    """Offers the lists of the board and the slip of a person."""

    def __init__(self, view: BoardHost) -> None:
        self._view = view

    def offers(self) -> QMenu:
        """Give the menu of lists."""
        view = self._view
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page, life = view.state.page, view.state.life
        if page is not None and life is not None:
            whole = menu.addAction("等级评定名单")
            whole.triggered.connect(lambda: self._print(printing.everybody(view.state, page)))
            public = menu.addAction("公示名单（不列分数和薪酬）")
            public.setEnabled(life.decided_on is not None)
            public.triggered.connect(lambda: self._print(printing.notice(page, life)))
        return menu

    def print_list(self) -> None:
        """Offer the lists below their button."""
        button, menu = self._view.print, self.offers()
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def print_slip(self) -> None:
        """Print or save 下调说明 of the person chosen."""
        case = self._view.panel.case
        if case is not None and case.certificate is not None:
            made = printing.slip(case, self._view.year.year)
            listing.ask(self._view, made, self._view.page.room.say, self._view.panel.slip)

    def _print(self, made: listing.Listing) -> None:
        listing.ask(self._view, made, self._view.page.room.say, self._view.print)
