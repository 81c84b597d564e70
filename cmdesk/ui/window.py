"""The window: sign-in, first start or workspace, with the status bar below; idle lock; undo with names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import CmdeskError, Damaged, Unavailable
from cmdesk.runtime import doorstep
from cmdesk.ui import words
from cmdesk.ui.appearance import Appearance
from cmdesk.ui.backup_watch import BackupWatch
from cmdesk.ui.demo_day import DemoDay
from cmdesk.ui.failures import Failures, Surface, surface_of
from cmdesk.ui.leaving import Leaving
from cmdesk.ui.pages.access.page import SignInPage
from cmdesk.ui.pages.access.rescue import Rescue
from cmdesk.ui.panels import Panels
from cmdesk.ui.tasks import TaskRunner
from cmdesk.ui.theme.look import Look
from cmdesk.ui.undoing import Undoing
from cmdesk.ui.widgets.statusbar import StatusBar

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.kernel.progress import Progress
    from cmdesk.runtime.upkeeping import Restored
    from cmdesk.ui.actions import Actions
    from cmdesk.ui.finder import Finder
    from cmdesk.ui.help import HelpPanel
    from cmdesk.ui.presence import Presence
    from cmdesk.ui.workspace import Workspace

LEAST = QSize(720, 480)
WHOLE = QSize(1180, 720)
"""Below this size the contents scroll."""
_STATUS, _BAR = 42, 12
CLOSER_MS = 160
IDLE_MS = 10 * 60 * 1000
WAIT_MS = 50
_WRONG = frozenset({"wrong_password", "sign_in_delayed"})
_GONE = frozenset({"database_missing", "database_taken_away", "key_file_missing", "key_slots_missing"})
"""Why nobody gets in although the data may be in order: they are not where they were."""


_Closer = tuple[int, doorstep.Surety | None, CmdeskError | None]
"""The number of the look, how safe the data are, and what is in the way."""


class Window(QMainWindow):
    """The one window. `opened` is sent when somebody has signed in, `first_start_wanted` where there is no database."""

    opened = Signal(object)

    def __init__(self, look: Look, clock: Clock, path: Path, settings: QSettings, version: str) -> None:
        super().__init__()
        self.look, self.computers, self.path, self.settings = look, clock, path, settings
        self.desk: Desk | None = None
        self.workspace: Workspace | None = None
        self.setWindowTitle(words.PRODUCT)
        self.setMinimumSize(LEAST)
        self.tasks = TaskRunner(self)
        self.failures = Failures(self)
        self._actions: Actions | None = None
        self.status = StatusBar(look)
        self.show_version(version)
        self.sign_in = SignInPage(look, clock)
        self.rooms = QStackedWidget()
        self.rooms.addWidget(self.sign_in)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        # Where a page is higher than the window, its scroll bar takes of the width and calls for no second one.
        self.rooms.setMinimumSize(WHOLE - QSize(_BAR, _STATUS))
        self._scroll.setWidget(self.rooms)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)
        self.panels = Panels(self, self)
        self.undoing = Undoing(self, self)
        self.demo = DemoDay(self, self)
        self._focus_before: QWidget | None = None
        self._presence: Presence | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.lock)
        self._looks = 0
        self._closer = QTimer(self)
        self._closer.setSingleShot(True)
        self._closer.setInterval(CLOSER_MS)
        self._closer.timeout.connect(self._begin_closer)
        self.rescue = Rescue(self, self)
        self.leaving = Leaving(self)
        self.backups = BackupWatch(self, self)
        self.appearance = Appearance(self, look, settings)
        self._connect()
        self.appearance.restore()

    def start(self) -> None:
        """Show the sign-in of the database at the path, or first start where there is none."""
        self.status.where.say(words.short_path(self.path))
        if not doorstep.exists(self.path) and not self._expected():
            self.begin()
            return
        self.rooms.setCurrentWidget(self.sign_in)
        self._read_door()

    def begin(self) -> None:
        """Show first start."""
        from cmdesk.ui.pages.upkeep.page import FirstStartPage

        page = FirstStartPage(self.look, self.computers, self.tasks, self.failures, self.path)
        page.finished.connect(self._created)
        page.opened_existing.connect(self._other_chosen)
        self.rooms.addWidget(page)
        self.rooms.setCurrentWidget(page)
        self.status.where.say("")
        self.status.said.say("不联网也能用")

    def _expected(self) -> bool:
        """Say whether a database should stand at the path: it was chosen, or something of it is left there."""
        chosen = str(self.settings.value("window/database") or "") == str(self.path)
        return chosen or doorstep.traces(self.path)

    def take(self, desk: Desk) -> None:
        """Show the workspace of an open desk."""
        from cmdesk.ui.presence import Presence
        from cmdesk.ui.workspace import Workspace

        self.desk = desk
        self.path = desk.database.path
        self.workspace = Workspace(
            self.look,
            desk,
            self.tasks,
            self.failures,
            self.actions_,
            self.say,
            self.warn,
            self.backups.read,
            self.rooms,
        )
        self.workspace.moved.connect(self._after_move)
        self.tasks.ended.connect(self._follow_undo)
        self.workspace.rail.show_unit(self.sign_in.state.unit or doorstep.at_door(self.path).unit)
        self.rooms.addWidget(self.workspace)
        if self._presence is None:
            self._presence = Presence(self)
            self._presence.felt.connect(self.stir)
        self._presence.listen_to(self.windowHandle())
        self._settle()
        self.opened.emit(desk)

    @property
    def actions_(self) -> Actions:
        """Give the actions with their keys, made when they are first wanted."""
        return self.take_keys()

    def take_keys(self) -> Actions:
        """Make the actions, so that their keys work. The first picture does not wait for them."""
        from cmdesk.ui.actions import Actions

        if self._actions is None:
            self._actions = Actions(self, self.look)
            self._connect_actions(self._actions)
        return self._actions

    @property
    def door(self) -> SignInPage:
        """Give the page of the sign-in."""
        return self.sign_in

    @property
    def foot(self) -> StatusBar:
        """Give the status bar."""
        return self.status

    @property
    def finder(self) -> Finder:
        """Give the search over everything."""
        return self.panels.finder

    @property
    def help(self) -> HelpPanel:
        """Give the panel of the help."""
        return self.panels.help

    def lock(self) -> None:
        """Cover the workspace: only a password opens it again. What was typed stays."""
        if self.desk is None or self.rooms.currentWidget() is self.sign_in:
            return
        self._focus_before = QApplication.focusWidget()
        self.panels.hide()
        self.leaving.hide_dialogs()
        if self.workspace is not None:
            self.workspace.leaving.emit()
        self.sign_in.lock(self.desk.actor.number)
        self._read_door()
        self.rooms.setCurrentWidget(self.sign_in)
        self.actions_.allow(lambda permission, doing: False)
        self.actions_.show_page("")
        self._follow_undo()

    def give_up_desk(self) -> Desk | None:
        """Leave the workspace for good and give the desk, which whoever asked closes; None where none is open."""
        desk, workspace = self.desk, self.workspace
        self.desk = self.workspace = None
        self._idle.stop()
        if workspace is not None:
            self.tasks.drop_readings()
            self.tasks.ended.disconnect(self._follow_undo)
            self.rooms.removeWidget(workspace)
            workspace.deleteLater()
        self._follow_undo()
        self.sign_in.unlock()
        return desk

    @property
    def clock(self) -> Clock:
        """Give the clock that the open database is worked by; the computer's where none is open."""
        return self.computers if self.desk is None else self.desk.clock

    def is_open(self) -> bool:
        """Say whether the workspace is shown, to be worked in."""
        return self.desk is not None and self.rooms.currentWidget() is self.workspace

    def say(self, text: str) -> None:
        """Write what was just done into the status bar."""
        self.undoing.hear()
        self.status.said.say(text, icon="circle-check", tone="ok")

    def warn(self, text: str) -> None:
        """Write what did not work, and keeps nobody from going on, into the status bar."""
        self.undoing.hear()
        self.status.said.say(text, icon="triangle-alert", tone="warn")

    def show_version(self, version: str) -> None:
        """Write the version of the program into the status bar; empty where it is not known yet."""
        self.status.version.setText(f"v{version}" if version else "")

    def may(self, permission: str, doing: bool) -> bool:
        """Say whether the present user does, or reads, an action."""
        if self.desk is None:
            return False
        return self.desk.may(permission) if doing else self.desk.may_read(permission)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the density that the height asks for."""
        super().resizeEvent(event)
        self.look.follow_height(self.height())
        self.panels.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the geometry, let the running write end, close the database; ask where something would be lost."""
        if not self.leaving.may_close():
            event.ignore()
            return
        self.appearance.keep()
        self.tasks.close()
        if self.desk is not None:
            # A disk that is gone refuses this as well; the window closes all the same.
            with suppress(CmdeskError):
                self.desk.close()
            self.desk = None
        super().closeEvent(event)

    def stir(self) -> None:
        """Put off the lock: the window locks after ten minutes in which nobody did anything."""
        if self.desk is not None:
            self._idle.start()

    def _connect(self) -> None:
        self.sign_in.wanted.connect(self._sign_in)
        self.sign_in.other_wanted.connect(self._choose_other)
        self.sign_in.retry_wanted.connect(self._read_door)
        self.sign_in.new_wanted.connect(self.begin)
        self.rescue.restored.connect(self._restored)
        self.failures.rescue_wanted.connect(self._rescue)
        self.status.who.clicked.connect(self._open_user_menu)
        self.tasks.failed.connect(self._task_failed)

    def _open_user_menu(self) -> None:
        from cmdesk.ui.usermenu import open_user_menu

        open_user_menu(self)

    def _connect_actions(self, actions: Actions) -> None:
        on = actions.on
        on("find", self.panels.find)
        on("help", self.panels.swap_help)
        on("lock", self.lock)
        self.demo.attach(actions)
        on("undo", self.undoing.undo)
        on("redo", self.undoing.redo)
        on("refresh", self._refresh)
        on("dark", self.appearance.swap_dark)
        on("text_size", self.appearance.choose_text_size)
        actions.allow(lambda permission, doing: False)
        for code in ("find", "undo", "redo", "refresh", "lock", "demo_day", "demo_guide"):
            actions[code].setEnabled(False)

    def _read_door(self) -> None:
        self.sign_in.forget_trouble()
        # What was asked before is no longer worth an answer.
        self._closer.stop()
        self._looks += 1
        if not doorstep.exists(self.path):
            self._show_trouble(Unavailable("database_missing", path=str(self.path)))
            return
        try:
            door = doorstep.at_door(self.path)
        except CmdeskError as error:
            self._show_trouble(error)
            return
        self.sign_in.show_door(door)
        if doorstep.is_sample(self.path):
            self.sign_in.banner.say("这是演示县：每个人的口令是“演示-”加工号，如 演示-9013", state="info")
        if self.isVisible():
            self._begin_closer()
        elif not self._closer.isActive():
            # What looks closer brings the database's library: not before the first picture.
            self._closer.start()

    def _begin_closer(self) -> None:
        self._closer.stop()
        self.tasks.read(partial(self._look_closer, self._looks), done=self._show_closer, failed=self._show_trouble)

    def _look_closer(self, look: int, progress: Progress) -> _Closer:
        try:
            sure = doorstep.surety(self.path)
        except CmdeskError as error:
            return look, None, error
        return look, sure, doorstep.holder_problem(self.path) if self.desk is None else None

    def _show_closer(self, found: _Closer) -> None:
        look, sure, problem = found
        if look != self._looks:
            # Somebody has asked again since.
            return
        if sure is not None:
            self.sign_in.show_sure(sure)
            if warning := self.sign_in.state.clock_warning(self.computers.now(), sure.backup_at):
                self.sign_in.banner.say(warning)
        if problem is not None:
            self._show_trouble(problem)

    def _show_trouble(self, error: BaseException) -> None:
        shown = surface_of(error)
        if shown.surface is Surface.BUG:
            self.failures.show_bug(error)
        code = error.code if isinstance(error, CmdeskError) else ""
        if code in _GONE or isinstance(error, Damaged):
            gone = not doorstep.exists(self.path) and self.desk is None
            self.sign_in.show_damage(shown.text, button="重试", gone=gone)
        else:
            self.sign_in.show_trouble(shown.text)

    def _rescue(self, text: str) -> None:
        self.lock()
        self.sign_in.show_damage(text)
        self.rescue.open()

    def _restored(self, done: Restored) -> None:
        self.sign_in.forget_trouble()
        self.sign_in.close_restore()
        self._read_door()
        now = self.clock.now()
        made = f"{words.moment(done.made_at, now)}的备份" if done.made_at else f"备份 {done.backup.name}"
        kept = f"恢复前的数据存在：{words.short_path(done.kept)}。" if done.kept else ""
        self.sign_in.banner.say(f"已恢复到{made}，操作记录到第 {done.entries} 条。{kept}请登录。", state="ok")

    def _task_failed(self, task: object, error: BaseException) -> None:
        # Of work that nobody asked for by name: the status bar is enough, unless the fault is ours.
        shown = surface_of(error)
        if shown.surface is Surface.BUG:
            self.failures.show_bug(error)
        elif shown.surface is not Surface.STATUS:
            self.warn(shown.text)

    def _sign_in(self, number: str, password: str) -> None:
        self.sign_in.set_busy(True)
        writing = self.tasks.writing
        if writing:
            what = f"“{writing[0]}”" if writing[0] else "上一步"
            self.sign_in.banner.say(f"{what}还没有做完，做完就打开；不用再按。", state="info")
        desk, path, clock = self.desk, self.path, self.computers

        def work(progress: Progress) -> Any:
            if desk is not None:
                return desk.sign_in(number, password)
            from cmdesk.desk import Desk

            return Desk.open(path, user=number, password=password, clock=clock)

        done: Callable[[Any], None] = self._entered_again if desk is not None else self._entered
        self.tasks.write(work, done=done, failed=self._not_entered)

    def _entered(self, desk: Desk) -> None:
        self.sign_in.set_busy(False)
        self.sign_in.card.field.setText("")
        self.take(desk)

    def _entered_again(self, actor: Any) -> None:
        self.sign_in.set_busy(False)
        self.sign_in.card.field.setText("")
        if self.desk is None or self.workspace is None:
            return
        if actor.number != self.desk.actor.number:
            if len(self.tasks.writing) > 1:
                # Besides this sign-in: what the one before has asked for is still to be written in his name.
                QTimer.singleShot(WAIT_MS, self, partial(self._entered_again, actor))
                return
            self.tasks.drop_readings()
            self.leaving.drop_dialogs()
            # Another person starts clean; the same one finds what he typed.
            self.workspace.sit_down(actor)
        self.sign_in.banner.hide()
        self._settle()

    def _not_entered(self, error: BaseException) -> None:
        if isinstance(error, CmdeskError) and error.code in _WRONG:
            try:
                door = doorstep.at_door(self.path)
            except CmdeskError as other:
                error = other
            else:
                self.sign_in.show_wrong(self.sign_in.state.chosen, door)
                return
        self._show_trouble(error)

    def _settle(self) -> None:
        if self.workspace is None or self.desk is None:
            return
        self.rooms.setCurrentWidget(self.workspace)
        self.actions_.allow(self.may)
        self.actions_.show_page(self.workspace.shown)
        self._follow_undo()
        self.status.said.say("")
        self.status.who.say(f"{words.duties(self.desk.actor.duties)} {self.desk.actor.name}")
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before) and self.workspace.isAncestorOf(before) and before.isVisible():
            # The same person goes on where he was: in the form that stands open.
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.workspace.focus_content()
        self.leaving.show_dialogs()
        self.backups.read_and_make()
        self._idle.start()

    def _created(self, desk: Desk) -> None:
        # It may lie on any drive: the next start must find it there.
        self.settings.setValue("window/database", str(desk.database.path))
        self.take(desk)

    def _choose_other(self) -> None:
        from cmdesk.ui.dialogs import paths

        found = paths.ask_open(self, "换一个数据库", "数据库 (*.db)", self.path.parent)
        if found is not None:
            self._other_chosen(found)

    def _other_chosen(self, path: Path) -> None:
        self.path = path
        self.settings.setValue("window/database", str(path))
        self.start()

    def _after_move(self, code: str) -> None:
        self._follow_undo()
        self.actions_.show_page(code)
        self.panels.follow(code)

    def fail(self, error: BaseException) -> None:
        """Let the shown page say what did not work."""
        if self.workspace is not None and self.workspace.shown:
            self.workspace.pages[self.workspace.shown].fail(error)

    def _follow_undo(self, *_: object) -> None:
        self.undoing.follow()
        self.demo.follow()
        for code in ("find", "refresh", "lock"):
            self.actions_[code].setEnabled(self.is_open())

    def _refresh(self) -> None:
        if self.workspace is not None:
            self.workspace.refresh()
