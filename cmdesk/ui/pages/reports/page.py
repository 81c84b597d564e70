"""报表签章: find a document, see the page as it lies on paper, sign it in the right order, check files brought in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from cmdesk.kernel.errors import CmdeskError
from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.queries.reports import DocumentFile, DocumentRow, Documents
from cmdesk.queries.scoring import Periods
from cmdesk.ui.dropping import DropFrame, papers_in
from cmdesk.ui.failures import surface_of
from cmdesk.ui.forms.veil import VeiledCard
from cmdesk.ui.pages.reports import verifying
from cmdesk.ui.pages.reports.checking import CheckingCard
from cmdesk.ui.pages.reports.handing import Handing
from cmdesk.ui.pages.reports.list import DocumentList
from cmdesk.ui.pages.reports.making import Making
from cmdesk.ui.pages.reports.presenter import (
    ReportsState,
    composable,
    no_pdf,
    packet_periods,
    title_of,
)
from cmdesk.ui.pages.reports.preview import Preview
from cmdesk.ui.pages.reports.print_strip import PrintStrip
from cmdesk.ui.pages.reports.printing import PrintWish
from cmdesk.ui.pages.reports.remarks import year_of
from cmdesk.ui.pages.reports.signatures import Signatures
from cmdesk.ui.pages.reports.viewing import Viewer
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.side import Side

if TYPE_CHECKING:
    from cmdesk.ui.pages.reports.remarking import RemarkCard

RIGHT = 316
BESIDE_FROM = 1366
"""From this width of the window on the right column stands beside the preview, else F6 opens it over it."""


class ReportsPage(Page):
    """The register, one document, its signatures, and the check."""

    watched = frozenset({"document", "document_signature"})

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.state = ReportsState()
        self.making = Making(self)
        self.making.made.connect(self.refresh)
        self.head = PageHead(look, "报表签章")
        self.list = DocumentList(look, self.state)
        self.list.chosen.connect(self._chosen)
        self.list.picked.connect(self._follow_selection)
        self.compose = Button(look, "生成", icon="file-plus")
        self.compose.clicked.connect(self._offer_periods)
        self.pack = Button(look, "装订卷宗", icon="archive")
        self.pack.clicked.connect(lambda: self.making.ask_packet(self.state.rows))
        self.remark = Button(look, "评语", icon="message-square", key="F2")
        self.remark.clicked.connect(self.write_remark)
        self.save = Button(look, "另存 PDF", icon="save")
        self.save.clicked.connect(self._save)
        self.aside = Button(look, "签署和验证", icon="signature", key="F6")
        self.aside.clicked.connect(self._next_pane)
        may = room.desk.may("reports.render")
        self._may_compose = may and room.desk.may_read("scoring.compute")
        self._may_bind = may
        for button in (self.aside, self.remark, self.compose, self.pack, self.save):
            self.head.beside(button)
            button.hide()
        self.preview = Preview(look)
        self.preview.left.connect(self.focus_first)
        self.viewer = Viewer(room.tasks, self.preview, self.fail, self)
        self.handing = Handing(self, self.viewer.renderer, self._not_printed)
        self.strip = PrintStrip(look)
        self.strip.wanted.connect(self.print_out)
        self.strip.file_wanted.connect(self._save)
        self.preview.below.addWidget(self.strip)
        self.signatures = Signatures(self, self.list)
        self.signatures.changed.connect(self.refresh)
        self.signing = self.signatures.card
        self.checking = CheckingCard(look)
        self.checking.wanted.connect(self.check_files)
        self.frame = DropFrame(look, self, "松手验证签名，不会写入", papers_in)
        self.frame.dropped.connect(self.check_files)
        self._drawer = False
        # Where the drawer lies is known only after the layout has been done.
        self._placing = QTimer(self)
        self._placing.setSingleShot(True)
        self._placing.timeout.connect(self._place_side)
        self._build()
        self._bind_keys()
        self.relayout()

    def _build(self) -> None:
        self._side = Side(self.room.look, "签署和验证", self.signing, self.checking)
        self._row = QHBoxLayout()
        self._row.addWidget(self.list)
        self._row.addWidget(self.preview, 1)
        self._row.addWidget(self._side)
        self.body.addWidget(self.head)
        self.body.addLayout(self._row, 1)

    def _bind_keys(self) -> None:
        preview, desk = self.preview, self.preview.desk
        for keys, act in (
            ("Ctrl+Return", self._press_sign),
            ("Ctrl+Enter", self._press_sign),
            ("Ctrl+F", self._find),
            ("F3", partial(preview.go_on, 1)),
            ("Shift+F3", partial(preview.go_on, -1)),
            ("PgUp", partial(desk.step, -1)),
            ("PgDown", partial(desk.step, 1)),
            ("Ctrl+0", partial(preview.fit, "whole")),
            ("Ctrl+1", partial(preview.fit, "wide")),
            ("Ctrl++", partial(preview.zoom_by, 1)),
            ("Ctrl+=", partial(preview.zoom_by, 1)),
            ("Ctrl+-", partial(preview.zoom_by, -1)),
            ("Ctrl+T", preview.swap_thumbs),
            ("Ctrl+P", self.strip.press),
            ("F2", self.write_remark),
            ("F6", self._next_pane),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def focus_first(self) -> None:
        """Put the focus on the list."""
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the register anew, and look for printers."""
        self.strip.read_printers()
        self.room.tasks.read(self._read, done=self._show, failed=self.fail, label="读取报告")

    def relayout(self) -> None:
        """Follow the density."""
        if hasattr(self, "_row"):
            self._row.setSpacing(self.room.look.pick(16, 12, 10))
            self._place_side()
            self._placing.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the right column beside the preview or over it."""
        super().resizeEvent(event)
        self._place_side()
        self._placing.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the drawer."""
        if event.key() == Qt.Key.Key_Escape and self._drawer and self._is_narrow():
            self._swap_drawer()
        else:
            super().keyPressEvent(event)

    def poses(self) -> Iterator[str]:
        """Show a search, files that were checked, nothing found, and a batch."""
        self.preview.begin_search()
        self.preview.finder.words.setText("年度")
        self.preview.finder.words.onward.emit(1)
        yield "search"
        self.preview.end_search()
        with tempfile.TemporaryDirectory() as folder:
            brought = Path(folder) / "来件.pdf"
            brought.write_bytes(self.viewer.data)
            self.checking.show_verdicts([no_pdf(Path("县局来件.docx"))])
            self.check_files([brought])
            yield "checked"
        self.list.search.setText("没有这个人")
        yield "nothing"
        self.list.search.clear()
        self.list.table.selectAll()
        yield "batch"
        yield from self.signatures.poses()
        card = self.write_remark()
        if card is not None:
            yield "remark"
            card.put_away()

    def check_files(self, files: Sequence[Path]) -> None:
        """Check files somebody brought, whatever they are."""
        if self._is_narrow() and not self._drawer:
            self._swap_drawer()
        self.checking.show_busy(len(files))
        work = partial(verifying.verdicts, self.room.desk, tuple(files))
        done, failed = self.checking.show_verdicts, self._not_checked
        self.follow(self.room.tasks.read(work, done=done, failed=failed, label="验证签名"))

    def _read(self, progress: Progress) -> tuple[tuple[DocumentRow, ...], tuple[Period, ...]]:
        desk = self.room.desk
        closed = desk.ask(Periods()) if self._may_compose else ()
        rows: tuple[DocumentRow, ...] = desk.ask(Documents(void_too=True), progress=progress)
        return rows, tuple(row.period for row in closed if row.state == "closed")

    def _show(self, found: tuple[tuple[DocumentRow, ...], tuple[Period, ...]]) -> None:
        rows, self.making.closed = found
        kept, selected = self.list.current(), {row.number for row in self.list.selected()}
        number = kept.number if kept else ""
        if left := self.signatures.left:
            number, selected, self.signatures.left = left[0], set(left), ()
        self.state.rows = rows
        self.compose.setVisible(self._may_compose and bool(composable(self.making.closed)))
        self.pack.setVisible(self._may_bind and bool(packet_periods(rows)))
        self.room.look.fonts.cover(row.name for row in rows if row.name)
        self.head.say("报表签章", self.state.heading())
        self.list.show_rows(number)
        self.list.select(selected)

    def _chosen(self, row: DocumentRow | None) -> None:
        self.signatures.show(row)
        if row is None:
            self.viewer.forget()
            self.preview.say("没有选中的报告" if self.state.rows else "还没有报告：关账之后按“生成”")
            self._follow_selection()
            return
        self._follow_selection()
        self.room.tasks.read(
            lambda progress: (row, self.room.desk.ask(DocumentFile(number=row.number)).data),
            done=self._file_read,
            failed=self._no_file,
        )

    def _file_read(self, found: tuple[DocumentRow, bytes]) -> None:
        row, data = found
        current = self.list.current()
        if current is not None and current.number == row.number:
            if (self.viewer.number, self.viewer.data) == (row.number, data):
                # Only the register was read anew: page, size and search stay as they are.
                return
            notes = (f"第 {row.edition} 版", row.number, f"摘要 {row.digest[:12]}")
            self.viewer.show(row.number, data, title_of(row), notes, row.pages)

    def _no_file(self, error: BaseException) -> None:
        self.viewer.forget()
        if isinstance(error, CmdeskError):
            self.preview.say(surface_of(error).text)
        else:
            self.fail(error)

    def _follow_selection(self) -> None:
        selected, row = self.list.selected(), self.list.current()
        self.signatures.follow()
        self.save.say(f"另存 {len(selected)} 份" if self._saves_several() else "另存 PDF")
        self.remark.setVisible(self._remark_year() is not None)
        self.save.setVisible(row is not None and self.strip.has_printer())
        self.strip.show_pages(row.pages if row is not None else 0, max(1, len(selected)))

    def print_out(self, wish: PrintWish) -> None:
        """Print the documents selected, each on sheets of its own."""
        self.handing.print_out(self.list.selected(), wish)

    def _not_printed(self, error: BaseException) -> None:
        self.strip.read_printers()
        self.fail(error)

    def _saves_several(self) -> bool:
        return len(self.list.selected()) > 1 and self.room.desk.may("reports.render")

    def write_remark(self) -> RemarkCard | None:
        """Lay the card of 评语 over the page: for whom the report selected is about, else who has none yet."""
        from cmdesk.ui.pages.reports.remarking import RemarkCard

        year, row = self._remark_year(), self.list.current()
        open_cards = cast("list[RemarkCard]", self.findChildren(RemarkCard))
        if year is None or any(not card.isHidden() for card in open_cards):
            return None
        return RemarkCard(self, year, (row.staff_no or "") if row is not None else "", self.refresh)

    def _remark_year(self) -> Period | None:
        return year_of(self.list.current(), self.making.closed)

    def _offer_periods(self) -> None:
        menu = self.offers()
        menu.popup(self.compose.mapToGlobal(self.compose.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    def offers(self) -> QMenu:
        """Give the menu of what can be composed."""
        return self.making.offers()

    def _save(self) -> None:
        row = self.list.current()
        if self._saves_several():
            self.handing.save_several(self.list.selected())
        elif row is not None and self.viewer.number == row.number:
            self.handing.save(row, self.viewer.data)

    def _not_checked(self, error: BaseException) -> None:
        self.checking.show_verdicts(())
        self.fail(error)

    def _find(self) -> None:
        focus = self.focusWidget()
        if focus is not None and self.preview.isAncestorOf(focus):
            self.preview.begin_search()
        else:
            self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.list.search.selectAll()

    def _press_sign(self) -> None:
        if self._is_narrow() and not self._drawer:
            self._swap_drawer()
        else:
            self.signing.press()

    def _next_pane(self) -> None:
        """Go from the list to the page, to the right column, and back."""
        focus = self.focusWidget() or self
        if self._drawer and self._is_narrow():
            self._swap_drawer()
        elif self.list.isAncestorOf(focus) and self.sender() is not self.aside:
            self.preview.desk.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._side.isAncestorOf(focus):
            self.focus_first()
        elif self._is_narrow():
            self._swap_drawer()
        else:
            self._enter_side()

    def _swap_drawer(self) -> None:
        self._drawer = not self._drawer
        self._place_side()
        if self._drawer:
            self._enter_side()
        else:
            self.focus_first()

    def _enter_side(self) -> None:
        target = next((one for one in self.signing.fields() if one.isVisible()), self.checking.zone)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_narrow(self) -> bool:
        return self.window().width() < BESIDE_FROM or self.room.look.percent > 115

    def _place_side(self) -> None:
        look, narrow = self.room.look, self._is_narrow()
        self.aside.setVisible(narrow)
        wide, gap = max(look.pick(RIGHT, 300), look.scaled(270)), look.pick(16, 12, 10)
        self._side.place(self._row, self.preview, narrow=narrow, opened=self._drawer, width=wide, gap=gap)
        for card in cast("list[VeiledCard]", self.findChildren(VeiledCard)):
            # The drawer lies over the page, but under whatever must be answered first.
            card.raise_()
