"""Every action of the window once: its words, icon, keys, permission and page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from cmdesk.ui.theme.look import Look


@dataclass(frozen=True)
class ActionSpec:
    """One action. `permission` is the action code that one must do (`doing`) or may read; empty is for everybody.

    `page` is the page it belongs to; empty is the whole window.
    """

    code: str
    text: str
    icon: str
    keys: tuple[str, ...] = ()
    permission: str = ""
    doing: bool = True
    page: str = ""


WINDOW_ACTIONS = (
    ActionSpec("find", "找页面、人和操作", "search", ("Ctrl+K",)),
    ActionSpec("undo", "撤销", "undo-2", ("Ctrl+Z",)),
    ActionSpec("redo", "重做", "redo-2", ("Ctrl+Y", "Ctrl+Shift+Z")),
    ActionSpec("refresh", "重新读取", "refresh-cw", ("F5",)),
    ActionSpec("lock", "锁定", "lock", ("Ctrl+L",)),
    ActionSpec("dark", "深色显示", "moon", ("Ctrl+Shift+D",)),
    ActionSpec("text_size", "文字大小", "list", ()),
    ActionSpec("previous_person", "上一人", "chevron-up", ("Ctrl+Up",), page="people"),
    ActionSpec("next_person", "下一人", "chevron-down", ("Ctrl+Down",), page="people"),
)


class Actions(QObject):
    """The actions of an open window; pages connect to them and buttons obey them."""

    def __init__(self, window: QWidget, look: Look) -> None:
        super().__init__(window)
        self._window = window
        self._made: dict[str, QAction] = {}
        self.specs: dict[str, ActionSpec] = {}
        for spec in WINDOW_ACTIONS:
            self._make(spec)

    def __getitem__(self, code: str) -> QAction:
        return self._made[code]

    def on(self, code: str, slot: Callable[[], object]) -> QAction:
        """Let an action do something."""
        action = self._made[code]
        action.triggered.connect(slot)
        return action

    def allow(self, may: Callable[[str, bool], bool]) -> None:
        """Enable what the user may do; what he may not says why. `may(permission, doing)` answers."""
        for code, spec in self.specs.items():
            allowed = not spec.permission or may(spec.permission, spec.doing)
            self._made[code].setEnabled(allowed)
            self._made[code].setToolTip(_tip(spec) if allowed else f"{spec.text}：您没有这项权限")

    def listed(self) -> tuple[ActionSpec, ...]:
        """Give the actions that can be done now, for the search."""
        return tuple(spec for code, spec in self.specs.items() if self._made[code].isEnabled() and code != "find")

    def _make(self, spec: ActionSpec) -> None:
        action = QAction(spec.text, self._window)
        action.setObjectName(spec.code)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(_tip(spec))
        self._window.addAction(action)
        self._made[spec.code] = action
        self.specs[spec.code] = spec


def _tip(spec: ActionSpec) -> str:
    return f"{spec.text}（{spec.keys[0]}）" if spec.keys else spec.text
