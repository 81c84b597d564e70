"""Leaving the window, for a while or for good: what is still being written, what was typed and is kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

if TYPE_CHECKING:
    from cmdesk.ui.failures import Failures
    from cmdesk.ui.tasks import TaskRunner
    from cmdesk.ui.workspace import Workspace

WRITTEN_WITHIN_MS = 2000
"""How long a window that is closed waits for what is being written before it asks."""


class Around(Protocol):
    """What is asked of the window."""

    tasks: TaskRunner
    failures: Failures
    workspace: Workspace | None


class Leaving:
    """Asks before anything is lost, and takes away the dialogs that would stand over a locked window."""

    def __init__(self, window: Around) -> None:
        self._window = window
        self._hidden: list[QDialog] = []
        self.unattended = False
        """Whether nobody sits before the window who could be asked: pictures are drawn."""

    def may_close(self) -> bool:
        """Write what is pending, and say whether the window may close; where something would be lost, ask."""
        window = self._window
        if window.workspace is None:
            return True
        window.workspace.leaving.emit()
        if self.unattended:
            return True
        if not window.tasks.wait_for_writes(WRITTEN_WITHIN_MS):
            what = "、".join(f"“{label}”" for label in window.tasks.writing if label) or "上一步"
            text = f"{what}还没有做完。现在退出会停下它，已经做好的部分不留。"
            return window.failures.ask("还没有做完", text, "停下并退出", "等它做完")
        # What the writing threads have told since waits for the window to hear it.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)
        places = (*window.workspace.unwritten(), *window.workspace.typed_places())
        if not places:
            return True
        text = f"打了字还没有记下：{'；'.join(dict.fromkeys(places))}。现在退出，这些字就没有了。"
        return window.failures.ask("还有没记下的内容", text, "不要了，退出", "回去记下")

    def hide_dialogs(self) -> None:
        """Take away what stands over the window; questions and choosers are answered with no."""
        for widget in QApplication.topLevelWidgets():
            if not isinstance(widget, QDialog) or not widget.isVisible():
                continue
            if isinstance(widget, QMessageBox | QFileDialog) or widget.inherits("QAbstractPrintDialog"):
                widget.reject()
            else:
                widget.hide()
                self._hidden.append(widget)

    def show_dialogs(self) -> None:
        """Show again what was taken away: the same person is back."""
        for dialog in self._taken():
            dialog.open()

    def drop_dialogs(self) -> None:
        """Answer with no what was taken away: somebody else sits down."""
        for dialog in self._taken():
            dialog.reject()

    def _taken(self) -> list[QDialog]:
        from shiboken6 import isValid

        hidden, self._hidden = self._hidden, []
        return [dialog for dialog in hidden if isValid(dialog)]
