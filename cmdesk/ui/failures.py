"""Which error goes where, and the only message boxes of the window."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum, auto
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from cmdesk.kernel.errors import Cancelled, CmdeskError, Conflict, Damaged, Forbidden, Rejected, Unavailable
from cmdesk.kernel.places import user_logs

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

_LOG = logging.getLogger("cmdesk.window")


class Surface(Enum):
    """Where a failure is shown."""

    FIELDS = auto()
    """Under each field, focus on the first."""
    LINE = auto()
    """A line across the page."""
    RETRY = auto()
    """A line with 重试."""
    BOX = auto()
    """A dialog: what, which file, how to go on."""
    STATUS = auto()
    """The status bar alone."""
    BUG = auto()
    """One dialog with a report number."""


class Shown(NamedTuple):
    """A failure as a user meets it."""

    surface: Surface
    text: str


def surface_of(error: BaseException) -> Shown:
    """Give where and in which words an error is shown."""
    if isinstance(error, Cancelled):
        return Shown(Surface.STATUS, "已停止，什么都没有改变")
    if isinstance(error, CmdeskError):
        # The sentences bring the rules with them, which the first picture of the window must not wait for.
        from cmdesk.runtime.sentences import error_message

        kinds: tuple[tuple[type[CmdeskError], Surface], ...] = (
            (Rejected, Surface.FIELDS),
            (Forbidden, Surface.LINE),
            (Conflict, Surface.RETRY),
            (Unavailable, Surface.RETRY),
            (Damaged, Surface.BOX),
        )
        for kind, surface in kinds:
            if isinstance(error, kind):
                return Shown(surface, error_message(error))
    if isinstance(error, OSError):
        from cmdesk.runtime.disk_errors import meant_by

        # A disk that is full, read-only or gone is nobody's mistake in the program, wherever it was met.
        known = meant_by(error)
        if known is not None:
            return surface_of(known)
    return Shown(Surface.BUG, "程序出错了")


class Failures(QObject):
    """Shows what cannot be shown in place, and catches what nobody caught."""

    rescue_wanted = Signal(str)
    """Asks for a backup to go back to; carries what is damaged."""
    _caught = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._caught.connect(self._show_caught)

    def install(self) -> None:
        """Catch every exception of every thread that nobody answers; the program goes on."""
        sys.excepthook = self._from_main
        threading.excepthook = self._from_thread

    def ask(self, title: str, text: str, yes: str, no: str = "取消") -> bool:
        """Ask where neither preventing nor undoing is possible. Says whether the user agreed."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=self._window)
        agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is agreed

    def show_box(self, text: str, title: str = "数据可能已损坏") -> None:
        """Show what is damaged and how to go on."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Critical, title, text, parent=self._window)
        box.setInformativeText("请不要继续录入；先从备份恢复，或请系统管理员检查。")
        rescue = box.addButton("从备份恢复…", QMessageBox.ButtonRole.ActionRole)
        box.setEscapeButton(box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole))
        box.buttonClicked.connect(lambda pressed: self.rescue_wanted.emit(text) if pressed is rescue else None)
        _open(box)

    def _show_caught(self, error: BaseException) -> None:
        shown = surface_of(error)
        if shown.surface is Surface.BUG:
            self.show_bug(error)
        elif shown.surface is Surface.BOX:
            self.show_box(shown.text)
        elif shown.surface is not Surface.STATUS:
            self.show_notice(shown.text)

    def show_notice(self, text: str) -> None:
        """Show what did not work where no page has a place for it."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Warning, "没有做成", text, parent=self._window)
        box.setEscapeButton(box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole))
        _open(box)

    def show_bug(self, error: BaseException) -> str:
        """Show one dialog for a fault of ours and write it to the log; gives the report number.

        While such a dialog is open, further faults go to the log alone: one that comes again and again must not bury
        the window.
        """
        import traceback

        from PySide6.QtWidgets import QMessageBox, QPushButton

        number = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        _LOG.error("report %s", number, exc_info=error)
        shown = self._window.findChild(QMessageBox, "bug")
        if shown is not None and shown.isVisible():
            return number
        detail = "".join(traceback.format_exception(error))
        box = QMessageBox(
            QMessageBox.Icon.Warning, "程序出错了", f"这一步没有做成，报告编号 {number}。", parent=self._window
        )
        box.setObjectName("bug")
        box.setInformativeText(f"已保存的数据没有受影响，可以接着用。日志在：{user_logs()}")
        box.setDetailedText(detail)
        copy = box.addButton("复制详情", QMessageBox.ButtonRole.ActionRole)
        box.setEscapeButton(box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole))
        if isinstance(copy, QPushButton):
            copy.clicked.disconnect()
            copy.clicked.connect(_copier(f"{number}\n{detail}"))
        _open(box)
        return number

    def _from_main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self._caught.emit(error)

    def _from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._caught.emit(args.exc_value)


def _open(box: QMessageBox) -> None:
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def _copier(text: str) -> Callable[[], None]:
    def copy() -> None:
        QGuiApplication.clipboard().setText(text)

    return copy
