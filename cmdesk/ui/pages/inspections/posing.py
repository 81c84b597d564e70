"""The states of the page that are worth a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cmdesk.kernel.errors import Problem
from cmdesk.ui.pages.inspections.presenter import Tab


def poses(page: Any, *, may_begin: bool) -> Iterator[str]:
    """Show each list of the page, the form of a new sheet, a sheet in work, and one that is keyed again."""
    yield "plan"
    page.lists.show_tab(Tab.SHEETS)
    yield "sheets"
    board = page.lists.state.board
    sheets = board.sheets if board else ()
    page.lists.show_tab(Tab.ACTIONS)
    yield "actions"
    page.lists.show_tab(Tab.PLAN)
    if may_begin:
        page._begin_new()
        yield "new-sheet"
        page._drop_form()
    if sheets:
        number = max(sheets, key=lambda row: row.deducted).number
        page.open_sheet(number)
        yield "sheet"
        page.session.leave()
        yield "back"
        yield from _keyed_again(page, number)


def _keyed_again(page: Any, number: str) -> Iterator[str]:
    page.key_again(number)
    yield "again"
    view = page.again
    if view.state is not None:
        for _ in view.state.items:
            view.table.keyed.emit("+")
        # What the order would say: handing over would write where the two happen to agree.
        said = ({"item": 101, "first": "2", "second": "met"}, {"item": 1002, "first": "not_seen", "second": "0.5"})
        view.show_problems(tuple(Problem("keyings_differ", params=one) for one in said))
        view.settling.keyed.emit("2")
        yield "again-unlike"
    view.put_aside()
