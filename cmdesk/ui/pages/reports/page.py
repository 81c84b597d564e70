"""报表签章: find a document, see the page as it lies on paper, sign it in the right order, check a file brought in."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from cmdesk.kernel.errors import CmdeskError, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.queries.reports import DocumentFile, DocumentRow, Documents, VerifyFiles
from cmdesk.queries.scoring import Periods
from cmdesk.ui.dialogs import paths
from cmdesk.ui.dialogs.packet import PacketDialog
from cmdesk.ui.failures import surface_of
from cmdesk.ui.pages.reports import orders
from cmdesk.ui.pages.reports.checking import CheckingCard
from cmdesk.ui.pages.reports.list import DocumentList
from cmdesk.ui.pages.reports.presenter import (
    ReportsState,
    batch_of,
    chain,
    chip_of,
    composable,
    composable_text,
    file_name,
    next_place,
    packet_periods,
    period_text,
    title_of,
    verdict_of,
)
from cmdesk.ui.pages.reports.preview import Preview
from cmdesk.ui.pages.reports.print_strip import PrintStrip
from cmdesk.ui.pages.reports.printing import PrintWish, print_files
from cmdesk.ui.pages.reports.rendering import Renderer, Sheet
from cmdesk.ui.pages.reports.signing import SigningCard
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import PartsLine

RIGHT = 316


class ReportsPage(Page):
    """The register, one document, its signatures, and the check."""

    watched = frozenset({"document", "document_signature"})

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.state = ReportsState()
        self.renderer = Renderer()
        self._file: tuple[str, bytes] | None = None
        self.head = PageHead(look, "报表签章")
        self.list = DocumentList(look, self.state)
        self.list.chosen.connect(self._chosen)
        self.list.picked.connect(self._follow_selection)
        self.compose = Button(look, "生成", icon="file-plus")
        self.compose.clicked.connect(self._offer_periods)
        self.pack = Button(look, "装订卷宗", icon="archive")
        self.pack.clicked.connect(self._ask_packet)
        self._closed: tuple[Period, ...] = ()
        may = room.desk.may("reports.render")
        self._may_compose = may and room.desk.may_read("scoring.compute")
        self._may_bind = may
        for button in (self.compose, self.pack):
            self.head.beside(button)
            button.hide()
        self.preview = Preview(look)
        self.preview.wanted.connect(self._render)
        self.save = Button(look, "另存 PDF", icon="save")
        self.save.clicked.connect(self._save)
        self.digest = PartsLine(look)
        self.preview.foot.addWidget(self.digest, 1)
        self.preview.foot.addWidget(self.save)
        self.strip = PrintStrip(look)
        self.strip.wanted.connect(self.print_out)
        self.strip.file_wanted.connect(self._save)
        self.preview.below.addWidget(self.strip)
        self.signing = SigningCard(look)
        self.signing.wanted.connect(self._sign)
        self.checking = CheckingCard(look)
        self.checking.wanted.connect(self.check_file)
        self._right = QVBoxLayout()
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.addWidget(self.signing)
        self._right.addWidget(self.checking, 1)
        self._side = QWidget()
        self._side.setLayout(self._right)
        self._row = QHBoxLayout()
        self._row.addWidget(self.list)
        self._row.addWidget(self.preview, 1)
        self._row.addWidget(self._side)
        self.body.addWidget(self.head)
        self.body.addLayout(self._row, 1)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.signing.press)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self._find)
        for key, turn in (("PgUp", self.preview.previous), ("PgDown", self.preview.following)):
            QShortcut(QKeySequence(key), self).activated.connect(turn)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.strip.press)
        self.relayout()

    def focus_first(self) -> None:
        """Put the focus on the list."""
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the register anew."""
        self.room.tasks.read(self._read, done=self._show, failed=self.fail, label="读取报告")

    def relayout(self) -> None:
        """Follow the density."""
        if hasattr(self, "_right"):
            self._side.setFixedWidth(max(self.room.look.pick(RIGHT, 300), self.room.look.scaled(270)))
            for layout in (self._right, self._row):
                layout.setSpacing(self.room.look.pick(16, 12, 10))

    def check_file(self, path: Path) -> None:
        """Check a file somebody brought."""

        def work(progress: Progress) -> Any:
            return self.room.desk.ask(VerifyFiles(files=(path,)), progress=progress)[0]

        self.room.tasks.read(work, done=self._checked, failed=self.fail, label="验证签名")

    def _read(self, progress: Progress) -> tuple[tuple[DocumentRow, ...], tuple[Period, ...]]:
        desk = self.room.desk
        closed = desk.ask(Periods()) if self._may_compose else ()
        rows: tuple[DocumentRow, ...] = desk.ask(Documents(void_too=True), progress=progress)
        return rows, tuple(row.period for row in closed if row.state == "closed")

    def _show(self, found: tuple[tuple[DocumentRow, ...], tuple[Period, ...]]) -> None:
        rows, self._closed = found
        kept, selected = self.list.current(), {row.number for row in self.list.selected()}
        self.state.rows = rows
        self.compose.setVisible(self._may_compose and bool(composable(self._closed)))
        self.pack.setVisible(self._may_bind and bool(packet_periods(rows)))
        self.room.look.fonts.cover(row.name for row in rows if row.name)
        self.head.say("报表签章", self.state.heading())
        self.list.show_rows(kept.number if kept else "")
        self.list.select(selected)

    def _chosen(self, row: DocumentRow | None) -> None:
        self.signing.setVisible(row is not None)
        self.save.setEnabled(row is not None)
        self.digest.show_parts(())
        if row is None:
            self._file = None
            self.preview.say("左边选一份报告")
            self.strip.show_pages(0)
            return
        self.strip.show_pages(row.pages)
        place = next_place(row)
        may = place is not None and self.room.desk.may("reports.sign")
        now = self.room.desk.clock.now()
        self.signing.show_chain(chain(row, now), chip_of(row), place.duty if may and place else "")
        self._follow_selection()
        self.digest.show_parts((f"{row.pages} 页", f"摘要 {row.digest[:12]}"))
        self.room.tasks.read(
            lambda progress: (row.number, self.room.desk.ask(DocumentFile(number=row.number)).data),
            done=self._file_read,
            failed=self._no_file,
        )

    def _file_read(self, found: tuple[str, bytes]) -> None:
        row = self.list.current()
        if row is None or row.number != found[0]:
            return
        self._file = found
        note = f"第 {row.edition} 版 · {row.number}"
        self.preview.begin(title_of(row), note)

    def _no_file(self, error: BaseException) -> None:
        self._file = None
        if isinstance(error, CmdeskError):
            self.preview.say(surface_of(error).text)
        else:
            self.fail(error)

    def _render(self, page: int, width: int) -> None:
        if self._file is None:
            return
        number, data = self._file

        def work(progress: Progress) -> tuple[str, Sheet]:
            return number, self.renderer.sheet(data, page, width, sharp=max(1.0, self.devicePixelRatioF() * 1.5))

        self.room.tasks.read(work, done=self._rendered, failed=self.fail)

    def _rendered(self, found: tuple[str, Sheet]) -> None:
        number, sheet = found
        row = self.list.current()
        if row is not None and row.number == number:
            self.preview.show_sheet(sheet.image, sheet.page, sheet.pages, void=False)

    def _sign(self, key: Path, password: str) -> None:
        batch = batch_of(self.list.current(), self.list.selected())
        if batch is None:
            return
        work = partial(orders.sign, self.room.desk, batch.numbers, batch.place.field, key, password)
        self.follow(self.room.tasks.write(work, done=self._signed, failed=self._not_signed, label="签署"))

    def _signed(self, done: Any) -> None:
        self.room.say(f"已签署 {done.ids[0]}" if done.count == 1 else f"已签署 {done.count} 份")
        self.refresh()

    def _not_signed(self, error: BaseException) -> None:
        if isinstance(error, Rejected) or (isinstance(error, CmdeskError) and error.code == "key_password_wrong"):
            self.signing.say(surface_of(error).text)
            self.signing.password.setFocus()
        else:
            self.fail(error)

    def _follow_selection(self) -> None:
        selected = self.list.selected()
        batch = batch_of(self.list.current(), selected)
        self.signing.show_batch(len(batch.numbers) if batch else 1, batch.line() if batch else "")
        self.save.say(f"另存 {len(selected)} 份" if self._saves_several() else "另存 PDF")

    def print_out(self, wish: PrintWish) -> None:
        """Print the documents selected, each on sheets of its own; a void one is not printed."""
        rows = [row for row in self.list.selected() or () if row.state != "void"]
        desk, renderer = self.room.desk, self.renderer

        def work(progress: Progress) -> int:
            files = [desk.ask(DocumentFile(number=row.number)).data for row in rows]
            # A range is one of the document looked at: of several documents each is printed whole.
            return print_files(files, wish if len(files) == 1 else replace(wish, pages=()), renderer, progress)

        self.follow(self.room.tasks.read(work, done=self._printed, failed=self._not_printed, label="打印"))

    def _printed(self, pages: int) -> None:
        self.room.say(f"已送去打印 {pages} 页")

    def _not_printed(self, error: BaseException) -> None:
        self.strip.read_printers()
        self.fail(error)

    def _saves_several(self) -> bool:
        return len(self.list.selected()) > 1 and self.room.desk.may("reports.render")

    def offers(self) -> QMenu:
        """Give the menu of what can be composed: a form and a closed period each."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in composable(self._closed):
            menu.addAction(composable_text(one)).triggered.connect(partial(self._compose, one))
        return menu

    def _offer_periods(self) -> None:
        self.offers().popup(self.compose.mapToGlobal(self.compose.rect().bottomLeft()))

    def _compose(self, wanted: orders.Composable, checked: bool = False) -> None:
        work = partial(orders.compose, self.room.desk, wanted)
        self.follow(self.room.tasks.write(work, done=self._composed, failed=self.fail, label="生成报告"))

    def _composed(self, done: Any) -> None:
        fresh, kept = done.answer["fresh"], done.count - done.answer["fresh"]
        self.room.say(f"已生成 {fresh} 份" + (f"，{kept} 份内容没有变，沿用原版" if kept else ""))
        self.refresh()

    def _ask_packet(self) -> None:
        dialog = PacketDialog(self.room.look, packet_periods(self.state.rows), self)
        dialog.accepted.connect(partial(self._packet_wanted, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _packet_wanted(self, dialog: PacketDialog) -> None:
        proposal = Path.home() / f"{period_text(dialog.period)}卷宗.pdf"
        out = paths.ask_save(self, "装订卷宗", "PDF (*.pdf)", proposal)
        if out is not None:
            self.bind(orders.PacketWish(dialog.period, out, dialog.key, dialog.password))

    def bind(self, wish: orders.PacketWish) -> None:
        """Write a packet."""
        work = partial(orders.bind, self.room.desk, wish)
        self.follow(self.room.tasks.write(work, done=self._bound, failed=self.fail, label="装订卷宗"))

    def _bound(self, done: Any) -> None:
        found = done.answer
        sealed = "，已盖单位电子签章" if found["sealed"] else ""
        self.room.say(f"卷宗 {found['pages']} 页，{found['people']} 人{sealed}：{Path(found['packet']).name}")
        self.refresh()

    def _save(self) -> None:
        row = self.list.current()
        if self._saves_several():
            self._save_several()
            return
        if row is None or self._file is None:
            return
        target = paths.ask_save(self, "另存 PDF", "PDF (*.pdf)", Path.home() / file_name(row))
        if target is None:
            return
        data = self._file[1]
        self.room.tasks.read(
            lambda progress: (target.write_bytes(data), target)[1],
            done=lambda path: self.room.say(f"已另存 {path.name}"),
            failed=self.fail,
        )

    def _save_several(self) -> None:
        numbers = tuple(row.number for row in self.list.selected())
        folder = paths.ask_folder(self, "另存到哪个文件夹")
        if folder is None:
            return
        work = partial(orders.hand_out, self.room.desk, numbers, folder)
        done = partial(self._handed_out, folder)
        self.follow(self.room.tasks.write(work, done=done, failed=self.fail, label="另存"))

    def _handed_out(self, folder: Path, done: Any) -> None:
        self.room.say(f"已另存 {done.count} 份到 {folder.name}")

    def _checked(self, found: Any) -> None:
        self.checking.show_verdict(verdict_of(found))

    def _find(self) -> None:
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()
