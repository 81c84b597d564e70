"""The journal: who did what and when, and whether the chain of digests is whole."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import CmdeskError
from cmdesk.queries.audit import Chain, Entries, EntryRow, Head
from cmdesk.ui.failures import surface_of
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.settings.section import Section
from cmdesk.ui.room import Page
from cmdesk.ui.verbs import verb
from cmdesk.ui.widgets.banner import Banner
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import RowDelegate
from cmdesk.ui.widgets.labels import Card
from cmdesk.ui.widgets.tables import Table


class JournalSection(Section):
    """Reads the journal from the newest entry on; the auditor checks the whole chain."""

    code, title, icon = "journal", "操作日志", "history"
    line = "每一步都留下记录，一条接一条，改不了也删不掉"
    permission = "audit.read"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        look = self.look
        self.check = Button(look, "核对整条链", icon="shield-check")
        self.check.clicked.connect(self._check)
        self.older = Button(look, "再往前", icon="chevron-down")
        self.older.clicked.connect(self._more)
        self.buttons.addWidget(self.older)
        self.buttons.addWidget(self.check)
        self.check.setVisible(page.room.desk.may("audit.verify"))
        self.banner = Banner(look)
        columns = (
            Column[EntryRow]("号", lambda row: str(row.seq), share=0.5),
            Column[EntryRow]("时间", lambda row: f"{row.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}", share=1.2),
            Column[EntryRow]("谁", lambda row: row.actor, share=0.7),
            Column[EntryRow]("第二人", lambda row: row.second or "", share=0.7),
            Column[EntryRow]("做了什么", _deed, share=2),
            Column[EntryRow]("摘要", lambda row: row.digest[:16], share=1.2),
        )
        self.model: RowsModel[EntryRow] = RowsModel(columns, self)
        self.table = Table(look, "操作日志")
        self.table.base_height = (32, 28)
        self.table.setItemDelegate(RowDelegate(look, self.table))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.first = self.table
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self.body.addWidget(self.banner)
        self.body.addWidget(card, 1)
        self._rows: tuple[EntryRow, ...] = ()

    def refresh(self) -> None:
        """Read the newest entries."""
        self.page.ask(Entries(), self._show_first)

    def _show_first(self, rows: tuple[EntryRow, ...]) -> None:
        self._rows = ()
        self._add(rows)

    def _add(self, rows: tuple[EntryRow, ...]) -> None:
        self._rows += rows
        self.older.setEnabled(bool(rows) and rows[-1].seq > 1)
        self.model.show(self._rows)

    def _more(self) -> None:
        if self._rows:
            self.page.ask(Entries(before=self._rows[-1].seq), self._add)

    def _check(self) -> None:
        desk = self.page.room.desk
        task = self.page.room.tasks.read(
            lambda progress: desk.ask(Chain(), progress=progress),
            done=self._whole,
            failed=self._broken,
            label="核对操作日志",
        )
        self.page.follow(task)

    def _whole(self, head: Head) -> None:
        self.banner.say(f"{head.entries} 条记录一条不缺、一字未改。链首摘要 {head.digest[:16]}…", state="ok")

    def _broken(self, error: BaseException) -> None:
        if isinstance(error, CmdeskError):
            self.banner.say(surface_of(error).text, state="bad")
        else:
            self.page.fail(error)


def _deed(row: EntryRow) -> str:
    said = verb(row.verb)
    return f"{said}（撤销第 {row.undoes} 条）" if row.undoes is not None else said
