"""The document shown: its title, the page on the desk, small pages beside it, and looking for words in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.ui.pages.reports.finding import FindBar
from cmdesk.ui.pages.reports.paper import MARGIN, Desk
from cmdesk.ui.pages.reports.searching import MOST, Hit
from cmdesk.ui.pages.reports.thumbs import Thumbs
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Label, PartsLine, Rule

_A4 = 297 / 210
_LEAST, _MOST = 160, 1800
_STEP = 1.25


class Preview(Card):
    """Emits `wanted(page, width)` whenever another picture is needed, `sought` with words to look for."""

    wanted = Signal(int, int)
    sought = Signal(str)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.page, self.pages = 0, 0
        self._shown = -1
        self._fit = "whole"
        self._width = 0
        self._thumbs_wanted: bool | None = None
        self.hits: tuple[Hit, ...] = ()
        self.hit = -1
        self.title = Label(look, "", size=15, bold=True)
        self.note = PartsLine(look)
        self.count = Label(look, "")
        self.search = Button(look, "在这份报告里找（Ctrl+F）", icon="search", kind="icon", height=30)
        self.search.clicked.connect(self.begin_search)
        self.swap = Button(look, "缩略图（Ctrl+T）", icon="panel-left", kind="icon", height=30)
        self.swap.clicked.connect(self.swap_thumbs)
        self.before = Button(look, "上一页", icon="chevron-left", kind="icon", height=30)
        self.before.clicked.connect(self.previous)
        self.after = Button(look, "下一页", icon="chevron-right", kind="icon", height=30)
        self.after.clicked.connect(self.following)
        self.zoom = Button(look, "页宽", height=30)
        self.zoom.clicked.connect(self.swap_zoom)
        self.finder = FindBar(look)
        self.finder.hide()
        self.finder.wanted.connect(self._seek)
        self.finder.onward.connect(self.go_on)
        self.finder.left.connect(self.end_search)
        self.thumbs = Thumbs(look)
        self.thumbs.hide()
        self.thumbs.picked.connect(self.turn_to)
        self.desk = Desk(look)
        self.desk.turned.connect(self._turn)
        self.desk.ended.connect(lambda last: self.turn_to(self.pages - 1 if last else 0))
        self.desk.zoomed.connect(self.zoom_by)
        self.desk.left.connect(self.left)
        self.paper = self.desk.paper
        self.below = QVBoxLayout()
        """What stands under the desk: the print strip."""
        self._build()
        self._follow_buttons()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(18, 9, 12, 9)
        top.setSpacing(6)
        top.addWidget(self.title)
        top.addSpacing(4)
        top.addWidget(self.note, 1)
        for widget in (self.search, self.swap, self.before, self.count, self.after, self.zoom):
            top.addWidget(widget)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.thumbs)
        middle.addWidget(self.desk, 1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(top)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self.finder)
        inside.addLayout(middle, 1)
        inside.addWidget(Rule(self._look))
        self.below.setContentsMargins(14, 9, 14, 9)
        inside.addLayout(self.below)

    def begin(self, title: str, notes: Sequence[str], pages: int) -> None:
        """Show another document from its first page; what is looked for is looked for in it too."""
        self.title.setText(title)
        self.note.show_parts(tuple(notes))
        self.page, self.pages, self._shown = 0, pages, -1
        self._place_thumbs()
        self.thumbs.begin(pages)
        self.show_hits(())
        self._ask()
        if self.finder.isVisible() and self.finder.words.text().strip():
            self._seek(self.finder.words.text())

    def say(self, text: str) -> None:
        """Show a sentence on the desk instead of a page."""
        self.title.setText("")
        self.note.show_parts(())
        self.count.setText("")
        self.page, self.pages, self._shown = 0, 0, -1
        self.thumbs.begin(0)
        self._place_thumbs()
        self.show_hits(())
        self.paper.show_image(None, text)
        self._follow_buttons()

    def show_sheet(self, image: QImage, page: int, pages: int) -> None:
        """Show a page."""
        fresh, self._shown = page != self._shown, page
        self.page, self.pages = page, pages
        self.count.setText(f"{page + 1} / {pages}")
        self.count.setAccessibleName(f"第 {page + 1} 页，共 {pages} 页")
        self.desk.show_page(image, fresh=fresh)
        self.thumbs.show_page(page)
        self._mark()
        self._follow_buttons()

    def previous(self) -> None:
        """Show the page before."""
        self._turn(-1)

    def following(self) -> None:
        """Show the next page."""
        self._turn(1)

    def turn_to(self, page: int) -> None:
        """Show a page (from 0)."""
        if 0 <= page < self.pages and page != self.page:
            self.page = page
            self._ask()

    def fit(self, how: str) -> None:
        """Show the `whole` page, or as `wide` as the desk."""
        self._fit = how
        self._ask()

    def swap_zoom(self) -> None:
        """Change between the whole page and the full width."""
        self.fit("wide" if self._fit == "whole" else "whole")

    def zoom_by(self, by: int) -> None:
        """Show the page larger (+1) or smaller (−1)."""
        if self.pages:
            width = self._width * _STEP**by
            self._fit = "own"
            self._width = int(max(_LEAST, min(_MOST, width)))
            self._ask()

    def swap_thumbs(self) -> None:
        """Open or close the small pages."""
        if self.pages > 1:
            self._thumbs_wanted = not self.thumbs.isVisible()
            self._place_thumbs()

    def begin_search(self) -> None:
        """Open the bar that looks for words."""
        if self.pages:
            self.finder.show()
            self.finder.begin()

    def end_search(self) -> None:
        """Close the bar and forget the places."""
        self.finder.hide()
        self.show_hits(())
        self.desk.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Take what was found, and go to the first place from the page shown on."""
        self.hits = tuple(hits)
        self.hit = next((n for n, hit in enumerate(self.hits) if hit.page >= self.page), 0) if self.hits else -1
        self.thumbs.pages.mark({hit.page for hit in self.hits})
        self._show_hit()

    def go_on(self, by: int) -> None:
        """Go to the next place (+1) or the one before (−1), from the last to the first."""
        if self.hits:
            self.hit = (self.hit + by) % len(self.hits)
            self._show_hit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Render again at the new size."""
        super().resizeEvent(event)
        self._place_thumbs()
        if self.pages and self._fit != "own" and abs(self._fitting() - self._width) > 8:
            self._ask()

    def _seek(self, text: str) -> None:
        if text.strip() and self.pages:
            self.finder.show_busy()
            self.sought.emit(text)
        else:
            self.show_hits(())

    def _show_hit(self) -> None:
        places = len(self.hits)
        self.finder.show_place(self.hit + 1, places, most=places >= MOST)
        if self.hits and self.hits[self.hit].page != self.page:
            self.turn_to(self.hits[self.hit].page)
        self._mark()

    def _mark(self) -> None:
        """Mark the places on the page shown, and bring the one looked at into sight."""
        here = [number for number, hit in enumerate(self.hits) if hit.page == self._shown]
        now = here.index(self.hit) if self.hit in here else -1
        self.paper.show_hits([self.hits[number].boxes for number in here], now)
        if now >= 0 and self.hits[self.hit].boxes:
            self.desk.bring(self.hits[self.hit].boxes[0])

    def _turn(self, by: int) -> None:
        self.turn_to(self.page + by)

    def _fitting(self) -> int:
        room = self.desk.viewport().size()
        if self._fit == "own":
            return self._width
        if self._fit == "wide":
            return max(_LEAST, self.desk.width() - 2 * MARGIN - self.desk.verticalScrollBar().sizeHint().width())
        self.paper.setMinimumSize(0, 0)
        return int(max(120, min(room.width() - 2 * MARGIN, (self.desk.height() - 2 * MARGIN) / _A4)))

    def _ask(self) -> None:
        if self.pages:
            self._width = self._fitting()
            self.zoom.say("页宽" if self._fit == "whole" else "整页")
            self.wanted.emit(self.page, self._width)

    def _place_thumbs(self) -> None:
        # By themselves the small pages come where they do not make the large one smaller.
        large = (self.desk.height() - 2 * MARGIN) / _A4
        wide = self.width() - self.thumbs.width() - 2 * MARGIN >= large
        self.thumbs.setVisible(self.pages > 1 and (wide if self._thumbs_wanted is None else self._thumbs_wanted))

    def _follow_buttons(self) -> None:
        self.before.setEnabled(self.page > 0)
        self.after.setEnabled(self.page + 1 < self.pages)
        self.swap.setVisible(self.pages > 1)
        for button in (self.zoom, self.search, self.before, self.after):
            button.setVisible(self.pages > 0)
