"""The pages of the workspace in the order of the rail. Each is imported when it is first opened."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.rail import RailItem

_WORK, _RESULT = "考评", "结果"


@dataclass(frozen=True)
class PageEntry:
    """A page: its code, word, icon, group, and the permission whose readers may open it.

    `module` holds a class `Page…` named by `maker`; `words` are what else it is found by.
    """

    code: str
    text: str
    icon: str
    group: str
    permission: str
    module: str
    maker: str
    words: str = ""
    at_foot: bool = False

    def rail_item(self) -> RailItem:
        """Give what the rail shows."""
        return RailItem(self.code, self.text, self.icon, self.group, self.at_foot)

    def open(self, room: Room) -> Page:
        """Make the page."""
        made = getattr(importlib.import_module(f"cmdesk.ui.pages.{self.module}"), self.maker)(room)
        if not isinstance(made, Page):
            raise TypeError(self.maker)
        return made


PAGES: tuple[PageEntry, ...] = (
    PageEntry("home", "首页", "house", _WORK, "desk.home", "home.page", "HomePage", "shouye sy 待办 事项 今天"),
    PageEntry(
        "people", "人员", "users", _WORK, "org.change", "org.page", "PeoplePage", "renyuan ry 名单 花名册 客户经理"
    ),
    PageEntry(
        "reports",
        "报表签章",
        "signature",
        _RESULT,
        "reports.render",
        "reports.page",
        "ReportsPage",
        "baobiao bb qianzhang 报告 签字 验证",
    ),
)


def pages_for(may_read: Callable[[str], bool]) -> tuple[PageEntry, ...]:
    """Give the pages that somebody may open; `may_read(permission)` answers."""
    return tuple(entry for entry in PAGES if may_read(entry.permission))
