"""What the parts that carry acts out may ask of the page, so that none of them knows the page itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from cmdesk.queries.deliberation_results import ItemResult
from cmdesk.ui.pages.deliberation.askings import Asking
from cmdesk.ui.pages.deliberation.calling import CallView
from cmdesk.ui.pages.deliberation.count import CountView
from cmdesk.ui.pages.deliberation.head import Head
from cmdesk.ui.pages.deliberation.minutes import MinutesView
from cmdesk.ui.room import Page


class Host(Page):
    """The page as its parts see it."""

    head: Head
    stack: QStackedWidget
    calling: CallView
    minutes: MinutesView
    count: CountView
    results: tuple[ItemResult, ...]

    def show_view(self, view: str) -> None:
        """Change to another view."""
        raise NotImplementedError

    def show_widget(self, widget: QWidget) -> None:
        """Show one widget of the page."""
        raise NotImplementedError

    def show_form(self, asking: Asking) -> None:
        """Open a form in the meeting."""
        raise NotImplementedError

    def show_minutes(self) -> None:
        """Show the minutes as they stand."""
        raise NotImplementedError

    def form_kept(self, done: Any) -> None:
        """Put the form away whose order was carried out."""
        raise NotImplementedError

    def told(self, done: Any) -> None:
        """Read anew after an order."""
        raise NotImplementedError

    def wish(self, number: str) -> None:
        """Show another meeting at the next reading."""
        raise NotImplementedError

    def collected(self) -> None:
        """Show that one sheet more or less is back."""
        raise NotImplementedError

    def may_work(self) -> bool:
        """Say whether the user may do anything here."""
        raise NotImplementedError
