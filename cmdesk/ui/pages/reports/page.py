"""报表签章: find a document, see the page as it lies on paper, sign it in the right order, check a file brought in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.kernel.errors import CmdeskError, Rejected
from cmdesk.kernel.progress import Progress
from cmdesk.queries.reports import DocumentFile, DocumentRow, Documents, VerifyFiles
from cmdesk.ui.dialogs import paths
from cmdesk.ui.failures import surface_of
from cmdesk.ui.pages.reports.checking import CheckingCard
from cmdesk.ui.pages.reports.list import DocumentList
from cmdesk.ui.pages.reports.presenter import (
    ReportsState,
    chain,
    chip_of,
    file_name,
    next_place,
    title_of,
    verdict_of,
)
from cmdesk.ui.pages.reports.preview import Preview
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
        self.preview = Preview(look)
        self.preview.wanted.connect(self._render)
        self.save = Button(look, "另存 PDF", icon="save")
        self.save.clicked.connect(self._save)
        self.digest = PartsLine(look)
        self.preview.foot.addWidget(self.digest, 1)
        self.preview.foot.addWidget(self.save)
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

    def _read(self, progress: Progress) -> tuple[DocumentRow, ...]:
        rows: tuple[DocumentRow, ...] = self.room.desk.ask(Documents(void_too=True), progress=progress)
        return rows

    def _show(self, rows: tuple[DocumentRow, ...]) -> None:
        kept = self.list.current()
        self.state.rows = rows
        self.room.look.fonts.cover(row.name for row in rows if row.name)
        self.head.say("报表签章", self.state.heading())
        self.list.show_rows(kept.number if kept else "")

    def _chosen(self, row: DocumentRow | None) -> None:
        self.signing.setVisible(row is not None)
        self.save.setEnabled(row is not None)
        self.digest.show_parts(())
        if row is None:
            self._file = None
            self.preview.say("左边选一份报告")
            return
        place = next_place(row)
        may = place is not None and self.room.desk.may("reports.sign")
        now = self.room.desk.clock.now()
        self.signing.show_chain(chain(row, now), chip_of(row), place.duty if may and place else "")
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
        row = self.list.current()
        place = next_place(row)
        if row is None or place is None:
            return
        from cmdesk.usecases.reports.sign import Sign

        def work(progress: Progress) -> Any:
            # An order takes a password as a file that only its owner can read; it is gone as soon as it was read.
            with tempfile.TemporaryDirectory() as folder:
                secret = Path(folder) / "password"
                secret.touch(mode=0o600)
                secret.write_text(password, encoding="utf-8")
                order = Sign(numbers=(row.number,), field=place.field, key=key, key_password_file=secret)
                return self.room.desk.run(order, progress=progress)

        self.room.tasks.write(work, done=self._signed, failed=self._not_signed, label="签署")

    def _signed(self, done: Any) -> None:
        self.room.say(f"已签署 {'、'.join(done.ids)}")
        self.refresh()

    def _not_signed(self, error: BaseException) -> None:
        if isinstance(error, Rejected) or (isinstance(error, CmdeskError) and error.code == "key_password_wrong"):
            self.signing.say(surface_of(error).text)
            self.signing.password.setFocus()
        else:
            self.fail(error)

    def _save(self) -> None:
        row = self.list.current()
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

    def _checked(self, found: Any) -> None:
        self.checking.show_verdict(verdict_of(found))

    def _find(self) -> None:
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()
