"""Undo and redo in the window: the two orders, what their menus say, and the sign that an order was carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.runtime.dispatcher import Step
    from cmdesk.ui.actions import Actions
    from cmdesk.ui.tasks import TaskRunner
    from cmdesk.ui.widgets.statusbar import StatusBar


class Around(Protocol):
    """What is asked of the window."""

    desk: Desk | None
    tasks: TaskRunner
    status: StatusBar

    @property
    def actions_(self) -> Actions:
        """Give the actions with their keys."""

    def is_open(self) -> bool:
        """Say whether the workspace is shown."""

    def say(self, text: str) -> None:
        """Write what was just done into the status bar."""

    def fail(self, error: BaseException) -> None:
        """Let the shown page say what did not work."""


class Undoing(QObject):
    """Takes the newest step back and does it again. Where nobody says what an order did, its name is said."""

    def __init__(self, window: Around, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._newest: Step | None = None
        self._heard = False

    def undo(self) -> None:
        """Take back the newest step of the session."""
        window = self._window
        if window.desk is not None:
            window.tasks.write(
                lambda progress: window.desk and window.desk.undo(), done=self._undone, failed=window.fail
            )

    def redo(self) -> None:
        """Do again what was taken back last."""
        window = self._window
        if window.desk is not None:
            window.tasks.write(
                lambda progress: window.desk and window.desk.redo(), done=self._redone, failed=window.fail
            )

    def hear(self) -> None:
        """Notice that something was said of the order that ends now."""
        self._heard = True

    def follow(self, *_: object) -> None:
        """Name the steps in the menu; say the newest one where it is news and nothing was said of it."""
        window = self._window
        desk = window.desk if window.is_open() else None
        for code, word in (("undo", "撤销"), ("redo", "重做")):
            step = None if desk is None else desk.undoable if code == "undo" else desk.redoable
            window.actions_[code].setEnabled(step is not None)
            window.actions_[code].setText(f"{word}：{_verb(step.verb)}" if step else word)
        newest = None if desk is None else desk.undoable
        if desk is not None and newest != self._newest and not self._heard:
            # What was said of the order before would stand as if it were said of this one.
            if newest is not None:
                window.say(f"已记下：{_verb(newest.verb)}")
            else:
                window.status.said.say("")
        self._newest, self._heard = newest, False

    def _undone(self, step: Any) -> None:
        self._window.say(f"已撤销：{_verb(step.verb)}")
        self.follow()
        self.hear()

    def _redone(self, step: Any) -> None:
        self._window.say(f"已重做：{_verb(step.verb)}")
        self.follow()
        self.hear()


def _verb(name: str) -> str:
    from cmdesk.ui.verbs import verb

    return verb(name)
