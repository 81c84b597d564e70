"""Tab alone comes to every control of every page that can be used, and home again; Shift+Tab the same way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories.lived import quarter_template
from factories.seat import ADMINISTRATOR, HEAD, RECORDER, database
from keyboard import LEADER, Clerk, clerk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from cmdesk.ui.pages.registry import PAGES

__all__ = ["clerk", "database", "quarter_template"]

_FAR = 150
READERS = (RECORDER, HEAD, LEADER, ADMINISTRATOR, "9010", "9011")


def usable(page: QWidget) -> list[QWidget]:
    """Give what of a page takes keys or presses: what has Tab's focus, and every button but those inside a field."""
    found = [page, *page.findChildren(QWidget)]
    return [one for one in found if one.isVisible() and one.isEnabled() and _wanted(one)]


def _wanted(one: QWidget) -> bool:
    if isinstance(one, QAbstractButton) and one.group() is not None:
        # The arrows go from the chosen one to the others.
        return one.isChecked()
    return bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus) and one.focusProxy() is None


def walk(clerk: Clerk, key: str) -> list[QWidget]:
    """Press a key until the focus is where it was, and give where it has been."""
    start = QApplication.focusWidget()
    been: list[QWidget] = []
    for _ in range(_FAR):
        clerk.press(key)
        been.append(clerk.focus)
        if clerk.focus is start:
            return been
    raise AssertionError(f"{key} never comes back to {start.accessibleName() if start else None!r} on {clerk.page}")


@pytest.mark.shows("131")
def test_that_every_part_of_the_settings_is_entered_and_left_by_keys(clerk: Clerk, quarter_template: Path) -> None:
    clerk.become(ADMINISTRATOR)
    clerk.go("sz", "settings")
    entered: list[str] = []
    for _ in range(8):
        clerk.at("设置的各部分")
        clerk.press("F6")
        entered.append(clerk.here)
        walk(clerk, "Tab")
        clerk.press("F6", "↓")
    assert "设置的各部分" not in entered
    assert {"用户", "现在的口令"} < set(entered)


@pytest.mark.shows("131", "132")
@pytest.mark.parametrize("number", READERS)
def test_that_tab_comes_to_everything_and_home_again(clerk: Clerk, number: str, quarter_template: Path) -> None:
    clerk.become(number)
    workspace = clerk.seat.window.workspace
    assert workspace is not None
    for entry in PAGES:
        if not workspace.has_page(entry.code):
            continue
        workspace.go(entry.code)
        clerk.seat.wait()
        page = workspace.pages[entry.code]
        assert page.isAncestorOf(clerk.focus), f"{entry.code} begins at {clerk.here!r}"
        been = walk(clerk, "Tab")
        missed = [one for one in usable(page) if one not in been]
        assert not missed, f"{entry.code}: Tab misses {[(type(m).__name__, m.accessibleName()) for m in missed]}"
        assert set(walk(clerk, "Shift+Tab")) == set(been)
