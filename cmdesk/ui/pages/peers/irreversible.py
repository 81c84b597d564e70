"""The two acts of a peer round that nothing undoes: each is tried first, and what it would do is told and asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from cmdesk.kernel.errors import NOWHERE, Problem
from cmdesk.kernel.periods import Period
from cmdesk.queries.peers_board import PeerGroup
from cmdesk.runtime.context import Done
from cmdesk.runtime.sentences import message
from cmdesk.ui.room import Page
from cmdesk.ui.tasks import Task


class Irreversible:
    """Seals a paper or closes a round for a page, one at a time."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._running = 0

    def seal(
        self, period: Period, group: str, sheet: Mapping[str, tuple[Decimal, ...]], done: Callable[[Done], Any]
    ) -> None:
        """Seal one paper; one that will not count is asked about first, as it may have been keyed wrong."""
        from cmdesk.usecases.peers.enter import EnterSheets

        if self._running:
            return
        order = EnterSheets(period=period, group=group, sheets=(sheet,))

        def tried(what: Done) -> None:
            text = f"{_joined(what.warnings)}\n封存以后不能改，也不能撤销。"
            if not what.warnings or self._page.room.failures.ask("封存这一份", text, "纸上就是这样，封存", "回去看"):
                self._follow(self._page.order(order, done, "录互评表"))

        self._follow(self._page.order(order, tried, "核对互评表", dry_run=True))

    def close(self, period: Period, group: PeerGroup, done: Callable[[Done], Any]) -> None:
        """Close the round of a group once it is said how many sheets count, and who gets no figure."""
        from cmdesk.usecases.peers.close import ClosePeers

        if self._running:
            return

        def tried(what: Done) -> None:
            invalid = f"（其中无效 {what.answer['invalid']} 份）" if what.answer["invalid"] else ""
            text = f"关闭 {group.group} 的互评：{group.keyed} 份表{invalid}改写成每人的结果，原表删除。"
            text += f"\n{_joined(what.warnings)}" if what.warnings else ""
            if self._page.room.failures.ask("关闭互评", f"{text}\n关闭以后不能撤销。", "关闭"):
                order = ClosePeers(period=period, group=group.group, without_score=bool(what.warnings))
                self._follow(self._page.order(order, done, "关闭互评"))

        order = ClosePeers(period=period, group=group.group, without_score=True)
        self._follow(self._page.order(order, tried, "核对互评", dry_run=True))

    def _follow(self, task: Task[Done]) -> None:
        self._running += 1
        task.ended.connect(self._ended)

    def _ended(self) -> None:
        self._running -= 1


def said_of(warnings: Iterable[Problem]) -> list[str]:
    """Give warnings as sentences; the place in the order means nothing on the page."""
    return [message(replace(warning, where=NOWHERE)) for warning in warnings]


def _joined(warnings: Iterable[Problem]) -> str:
    return "\n".join(said_of(warnings))
