"""Tabs of which one is down: the filters of a list, the shapes of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QButtonGroup, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button

K = TypeVar("K")


def make_tabs(
    owner: QWidget,
    look: Look,
    words: Mapping[K, str],
    chosen: K,
    choose: Callable[[K], object],
    *,
    height: int = 34,
) -> dict[K, Button]:
    """Make a tab a key with its word, `chosen` down, and give them by key; whoever presses one calls `choose`.

    They are not laid out yet. `owner` keeps them together.
    """
    group = QButtonGroup(owner)
    tabs: dict[K, Button] = {}
    for key, word in words.items():
        tab = tabs[key] = Button(look, word, kind="tab", height=height)
        tab.clicked.connect(partial(_press, choose, key))
        group.addButton(tab)
    tabs[chosen].setChecked(True)
    return tabs


def _press(choose: Callable[[K], object], key: K, _checked: bool = False) -> None:
    choose(key)
