"""What the head of 报表签章 makes: the documents of a closed period, and the packet."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu

from cmdesk.kernel.periods import Period
from cmdesk.ui.dialogs import paths
from cmdesk.ui.dialogs.packet import PacketDialog
from cmdesk.ui.pages.reports import orders
from cmdesk.ui.pages.reports.presenter import composable, composable_text, packet_periods, period_text
from cmdesk.ui.room import Page


class Making(QObject):
    """Orders for its page; `made` is sent when there is something new to show."""

    made = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.closed: tuple[Period, ...] = ()

    def offers(self) -> QMenu:
        """Give the menu of what can be composed: a form and a closed period each."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in composable(self.closed):
            menu.addAction(composable_text(one)).triggered.connect(partial(self._compose, one))
        return menu

    def ask_packet(self, rows: Any) -> None:
        """Ask which packet, and whether it is sealed."""
        dialog = PacketDialog(self._page.room.look, packet_periods(rows), self._page)
        dialog.accepted.connect(partial(self._packet_wanted, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def bind(self, wish: orders.PacketWish) -> None:
        """Write a packet."""
        page = self._page
        work = partial(orders.bind, page.room.desk, wish)
        page.follow(page.room.tasks.write(work, done=self._bound, failed=page.fail, label="装订卷宗"))

    def _compose(self, wanted: orders.Composable, checked: bool = False) -> None:
        page = self._page
        work = partial(orders.compose, page.room.desk, wanted)
        page.follow(page.room.tasks.write(work, done=self._composed, failed=page.fail, label="生成报告"))

    def _composed(self, done: Any) -> None:
        fresh, kept = done.answer["fresh"], done.count - done.answer["fresh"]
        self._page.room.say(f"已生成 {fresh} 份" + (f"，{kept} 份内容没有变，沿用原版" if kept else ""))
        self.made.emit()

    def _packet_wanted(self, dialog: PacketDialog) -> None:
        proposal = Path.home() / f"{period_text(dialog.period)}卷宗.pdf"
        out = paths.ask_save(self._page, "装订卷宗", "PDF (*.pdf)", proposal)
        if out is not None:
            self.bind(orders.PacketWish(dialog.period, out, dialog.key, dialog.password))

    def _bound(self, done: Any) -> None:
        found = done.answer
        sealed = "，已盖单位电子签章" if found["sealed"] else ""
        name = Path(found["packet"]).name
        self._page.room.say(f"卷宗 {found['pages']} 页，{found['people']} 人{sealed}：{name}")
        self.made.emit()
