"""What is done about signatures: signed with a key, asked about before somebody is locked out, noted from paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cmdesk.kernel.errors import CmdeskError, Rejected
from cmdesk.queries.reports import DocumentRow
from cmdesk.ui.failures import surface_of
from cmdesk.ui.pages.reports import orders
from cmdesk.ui.pages.reports.list import DocumentList
from cmdesk.ui.pages.reports.presenter import Batch, batch_of, chain, chip_of, inkable, signable
from cmdesk.ui.pages.reports.signing import SigningCard

if TYPE_CHECKING:
    from cmdesk.ui.room import Page


class Signatures(QObject):
    """Joins the list, the signing card and the orders. Emits `changed` where the register was written or may have been.

    `left` are the numbers of a batch that was stopped: they stay selected.
    """

    changed = Signal()

    def __init__(self, page: Page, documents: DocumentList) -> None:
        super().__init__(page)
        self._page, self._list = page, documents
        self.left: tuple[str, ...] = ()
        self.card = SigningCard(page.room.look)
        self.card.wanted.connect(self._ask_and_sign)
        self.card.turned.connect(self.follow)
        self.card.ink.clicked.connect(self.note_paper)
        self.card.void.clicked.connect(self.void)

    def show(self, row: DocumentRow | None) -> None:
        """Show the chain of a document, and what the reader may do about it."""
        self.card.setVisible(row is not None)
        if row is None:
            return
        desk = self._page.room.desk
        places = signable(row) if desk.may("reports.sign") else ()
        self.card.show_chain(chain(row, desk.clock.now()), chip_of(row), places, row.number)
        self.card.ink.setVisible(desk.may("reports.render") and bool(inkable(row)))
        self.card.void.setVisible(desk.may("scoring.close") and row.state != "void")

    def follow(self) -> None:
        """Follow what is selected, and in which place it shall be signed."""
        selected = self._list.selected()
        batch = self._batch()
        voided = sum(row.state != "void" for row in selected)
        self.card.void.say(f"作废 {voided} 份" if voided > 1 else "作废")
        self.card.show_batch(len(batch.numbers) if batch else 1, batch.line() if batch else "", batch)

    def note_paper(self) -> None:
        """Lay the card over the page that takes down a signature in ink, or a refusal."""
        from cmdesk.ui.pages.reports.on_paper import PaperCard

        row = self._list.current()
        if row is not None and inkable(row):
            PaperCard(self._page, row, self.card.field, self.changed.emit)

    def void(self) -> None:
        """Ask why, and declare what is selected void."""
        from cmdesk.ui.pages.reports.on_paper import VoidCard

        current = self._list.current()
        rows = self._list.selected() or ((current,) if current is not None else ())
        numbers = tuple(row.number for row in rows if row.state != "void")
        if numbers:
            VoidCard(self._page, numbers, self.changed.emit)

    def poses(self) -> Iterator[str]:
        """Show the card of a signature on paper, that of a document void, and that of those who are locked out."""
        from cmdesk.ui.pages.reports.on_paper import LeaveOutCard, PaperCard, VoidCard

        place = self._list.model.place(lambda one: len(signable(one)) > 1)
        self._list.table.pick(max(0, place))
        row, selected = self._list.current(), self._list.selected()
        if row is None or not inkable(row):
            return
        yield "turn"
        paper = PaperCard(self._page, row, self.card.field, lambda: None)
        yield "paper"
        paper.put_away()
        void = VoidCard(self._page, tuple(one.number for one in selected), lambda: None)
        yield "void"
        void.put_away()
        batch = next(
            (
                found
                for place in reversed(signable(row))
                if (found := batch_of(row, selected, place.field)) and found.left_out
            ),
            None,
        )
        if batch is not None:
            asked = LeaveOutCard(self._page, batch, lambda: None)
            yield "left-out"
            asked.put_away()

    def _batch(self) -> Batch | None:
        return batch_of(self._list.current(), self._list.selected(), self.card.field)

    def _ask_and_sign(self, key: Path, password: str) -> None:
        """Sign at once, or where others would be locked out ask once for all of them."""
        batch = self._batch()
        if batch is None:
            return
        if not batch.left_out:
            self._sign(batch, key, password)
            return
        from cmdesk.ui.pages.reports.on_paper import LeaveOutCard

        LeaveOutCard(self._page, batch, lambda: self._sign(batch, key, password))

    def _sign(self, batch: Batch, key: Path, password: str) -> None:
        opinion = self.card.said()
        wish = orders.SignWish(batch.numbers, batch.place.field, key, password, batch.fields_left_out, opinion)
        work = partial(orders.sign, self._page.room.desk, wish)
        done = partial(self._signed, password)
        tasks = self._page.room.tasks
        self._page.follow(tasks.write(work, done=done, failed=self._not_signed, label="签署"))

    def _signed(self, password: str, done: orders.SignedSome) -> None:
        count, left = len(done.signed), len(done.left)
        if left:
            # Asked once a batch: what is left goes on with one key.
            self.card.password.setText(password)
            self.left = done.left
            self._page.room.say(f"已停下：签好 {count} 份，还剩 {left} 份；再按 Ctrl+Enter 接着签")
        else:
            self._page.room.say(f"已签署 {done.signed[0]}" if count == 1 else f"已签署 {count} 份")
        self.changed.emit()

    def _not_signed(self, error: BaseException) -> None:
        if isinstance(error, Rejected) or (isinstance(error, CmdeskError) and error.code == "key_password_wrong"):
            self.card.say(surface_of(error).text)
            self.card.password.setFocus()
        else:
            self._page.fail(error)
            self.changed.emit()
