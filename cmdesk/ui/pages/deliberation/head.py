"""The head of the page: which meeting, and what can be taken out of the view that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from cmdesk.queries.deliberation import MeetingRow
from cmdesk.ui.pages.deliberation.presenter import SITTINGS
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead

MEETING, COUNT, BOARD = "meeting", "count", "board"
VIEWS = ((MEETING, "评议会"), (COUNT, "计票录入"), (BOARD, "定级板"))


class Head(PageHead):
    """Emits `meeting_chosen` with the number of a meeting."""

    meeting_chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "评议会", parent)
        self.choice = QComboBox()
        self.choice.setAccessibleName("哪一次会议")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.activated.connect(lambda place: self.meeting_chosen.emit(str(self.choice.itemData(place))))
        self.papers = Button(look, "打印", icon="printer")
        self.projector = Button(look, "投影屏", icon="monitor")
        self.minutes = Button(look, "纪要草稿", icon="file-text")
        self.back = Button(look, "换一种票", icon="list")
        self.slip = Button(look, "差异单", icon="printer")
        self.again = Button(look, "整张重录", icon="rotate-ccw")
        buttons = (self.papers, self.projector, self.minutes, self.back, self.slip, self.again)
        for widget in (self.choice, *buttons):
            self.beside(widget)

    def take_in(self, widgets: Sequence[QWidget]) -> None:
        """Put what a view brings along at the right end; the view shows and hides it."""
        for widget in widgets:
            widget.hide()
            self.beside(widget)

    def fill(self, meetings: Sequence[MeetingRow], number: str) -> None:
        """Offer the meetings; `number` is the one that is shown."""
        self.choice.blockSignals(True)
        self.choice.clear()
        for row in meetings:
            self.choice.addItem(f"{row.year} 年 {SITTINGS.get(row.sitting, row.number)}", row.number)
        self.choice.setCurrentIndex(self.choice.findData(number))
        self.choice.blockSignals(False)

    def tell(self, title: str, parts: Sequence[str]) -> None:
        """Show a title, and below it as many whole parts as there is room for."""
        self.say(title, " · ".join(parts))

    def show_buttons(self, view: str, *, in_meeting: bool, may_leave: bool, apart: bool, may_key_again: bool) -> None:
        """Show what belongs to the view; `apart` where a count has differences that wait."""
        self.choice.setVisible(self.choice.count() > 1 and view != BOARD)
        for button in (self.papers, self.projector, self.minutes):
            button.setVisible(in_meeting)
        self.back.setVisible(view == COUNT and may_leave)
        self.slip.setVisible(view == COUNT and apart)
        self.again.setVisible(view == COUNT and apart and may_key_again)
