"""The window: sign-in, first start or workspace, with the status bar below; idle lock; undo with names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import CmdeskError
from cmdesk.runtime import doorstep
from cmdesk.ui import words
from cmdesk.ui.failures import Failures, Surface, surface_of
from cmdesk.ui.pages.access.page import SignInPage
from cmdesk.ui.panels import Panels
from cmdesk.ui.tasks import TaskRunner
from cmdesk.ui.theme.look import TEXT_SIZES, Look
from cmdesk.ui.widgets.statusbar import StatusBar

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.kernel.progress import Progress
    from cmdesk.ui.actions import Actions
    from cmdesk.ui.finder import Finder
    from cmdesk.ui.help import HelpPanel
    from cmdesk.ui.workspace import Workspace

LEAST = QSize(720, 480)
WHOLE = QSize(1180, 720)
"""Below this size the contents scroll."""
_STATUS = 42
BACKUP_EVERY = timedelta(days=1)
CLOSER_MS = 160
IDLE_MS = 10 * 60 * 1000
_WRONG = frozenset({"wrong_password", "sign_in_delayed"})


class Window(QMainWindow):
    """The one window. `opened` is sent when somebody has signed in, `first_start_wanted` where there is no database."""

    opened = Signal(object)

    def __init__(self, look: Look, clock: Clock, path: Path, settings: QSettings, version: str) -> None:
        super().__init__()
        self.look, self.clock, self.path, self.settings = look, clock, path, settings
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
        self.rooms.setMinimumSize(WHOLE - QSize(0, _STATUS))
        self._scroll.setWidget(self.rooms)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)
        self.panels = Panels(self, self)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.lock)
        self._looks = 0
        self._closer = QTimer(self)
        self._closer.setSingleShot(True)
        self._closer.setInterval(CLOSER_MS)
        self._closer.timeout.connect(self._begin_closer)
        self._connect()
        self._restore()

    def start(self) -> None:
        """Show the sign-in of the database at the path, or first start where there is none."""
        self.status.where.say(words.short_path(self.path))
        if not doorstep.exists(self.path):
            self.begin()
            return
        self.rooms.setCurrentWidget(self.sign_in)
        self._read_door()

    def begin(self) -> None:
        """Show first start."""
        from cmdesk.ui.pages.upkeep.page import FirstStartPage

        page = FirstStartPage(self.look, self.clock, self.tasks, self.failures, self.path)
        page.finished.connect(self._created)
        page.opened_existing.connect(self._other_chosen)
        self.rooms.addWidget(page)
        self.rooms.setCurrentWidget(page)
        self.status.where.say("")
        self.status.said.say("不联网也能用")

    def take(self, desk: Desk) -> None:
        """Show the workspace of an open desk."""
        from cmdesk.ui.workspace import Workspace

        self.desk = desk
        self.path = desk.database.path
        self.workspace = Workspace(
            self.look, desk, self.tasks, self.failures, self.actions_, self.say, self.warn, self.read_backup, self.rooms
        )
        self.workspace.moved.connect(self._after_move)
        self.tasks.ended.connect(self._follow_undo)
        self.workspace.rail.show_unit(self.sign_in.state.unit or doorstep.at_door(self.path).unit)
        self.rooms.addWidget(self.workspace)
        app = QApplication.instance()
        if app is not None:
            # Only now: hearing every event of the program would slow its start.
            app.installEventFilter(self)
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
        self.panels.hide()
        if self.workspace is not None:
            self.workspace.leaving.emit()
        self.sign_in.lock(self.desk.actor.number)
        self._read_door()
        self.rooms.setCurrentWidget(self.sign_in)
        self.actions_.allow(lambda permission, doing: False)
        self.actions_.show_page("")
        self._follow_undo()

    def say(self, text: str) -> None:
        """Write what was just done into the status bar."""
        self.status.said.say(text, icon="circle-check", tone="ok")

    def warn(self, text: str) -> None:
        """Write what did not work, and keeps nobody from going on, into the status bar."""
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
        """Keep the geometry, let the running write end, close the database."""
        self.settings.setValue("window/geometry", self.saveGeometry())
        self.settings.setValue("window/percent", self.look.percent)
        self.settings.setValue("window/dark", self.look.tokens.dark)
        self.tasks.cancel_all()
        if self.workspace is not None:
            # Not cancelled any more: what was typed last is written before the database closes.
            self.workspace.leaving.emit()
        self.tasks.wait()
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear keys and clicks anywhere: the window locks after ten minutes without."""
        if event.type() in {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel} and self.desk:
            self._idle.start()
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        self.sign_in.wanted.connect(self._sign_in)
        self.sign_in.other_wanted.connect(self._choose_other)
        self.sign_in.retry_wanted.connect(self._read_door)

    def _connect_actions(self, actions: Actions) -> None:
        on = actions.on
        on("find", self.panels.find)
        on("help", self.panels.swap_help)
        on("lock", self.lock)
        on("undo", self._undo)
        on("redo", self._redo)
        on("refresh", self._refresh)
        on("dark", self._swap_dark)
        on("text_size", self._choose_text_size)
        actions.allow(lambda permission, doing: False)
        for code in ("find", "undo", "redo", "refresh", "lock"):
            actions[code].setEnabled(False)

    def _restore(self) -> None:
        self.look.set_dark(self.settings.value("window/dark", False, type=bool) is True)
        percent = int(str(self.settings.value("window/percent", 100)))
        self.look.set_percent(percent if percent in TEXT_SIZES else 100)
        self.look.apply()
        self.resize(1440, 900)
        geometry = self.settings.value("window/geometry")
        if geometry is not None and self.restoreGeometry(geometry):
            screen = QGuiApplication.screenAt(self.geometry().center())
            if screen is None:
                # The screen that it lay on is gone.
                self.setGeometry(QGuiApplication.primaryScreen().availableGeometry().adjusted(40, 40, -40, -40))

    def _read_door(self) -> None:
        self.sign_in.banner.hide()
        try:
            door = doorstep.at_door(self.path)
        except CmdeskError as error:
            self.sign_in.show_trouble(surface_of(error).text)
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
        self._looks += 1
        self.tasks.read(self._look_closer, done=self._show_closer, failed=self._show_trouble)

    def _look_closer(self, progress: Progress) -> tuple[int, doorstep.Surety, CmdeskError | None]:
        look = self._looks
        held = doorstep.holder_problem(self.path) if self.desk is None else None
        return look, doorstep.surety(self.path), held

    def _show_closer(self, found: tuple[int, doorstep.Surety, CmdeskError | None]) -> None:
        look, sure, held = found
        if look != self._looks:
            # Somebody has asked again since.
            return
        self.sign_in.show_sure(sure)
        if held is not None:
            self.sign_in.show_trouble(surface_of(held).text)

    def _show_trouble(self, error: BaseException) -> None:
        shown = surface_of(error)
        if shown.surface is Surface.BUG:
            self.failures.show_bug(error)
        self.sign_in.show_trouble(shown.text)

    def _sign_in(self, number: str, password: str) -> None:
        self.sign_in.set_busy(True)
        desk, path, clock = self.desk, self.path, self.clock

        def work(progress: Progress) -> Any:
            if desk is not None:
                return desk.person(number, password)
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
        other = actor.number != self.desk.actor.number
        self.desk.switch(actor) if other else None
        if other:
            # Another person starts clean; the same one finds what he typed.
            self.workspace.sit_down()
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
        self.status.where.say(f"本机数据库 · {words.size(self.path.stat().st_size)}")
        self.status.who.say(f"{words.duties(self.desk.actor.duties)} {self.desk.actor.name}")
        self.workspace.focus_content()
        self.tasks.read(lambda progress: doorstep.surety(self.path), done=self._back_up_if_old)
        self._idle.start()

    def read_backup(self) -> None:
        """Read how safe the data are, and tell it everywhere."""
        self.tasks.read(lambda progress: doorstep.surety(self.path), done=self._show_backup)

    def _back_up_if_old(self, sure: doorstep.Surety) -> None:
        self._show_backup(sure)
        at, desk = sure.backup_at, self.desk
        if desk is not None and (at is None or self.clock.now() - at > BACKUP_EVERY) and desk.may("upkeep.backup"):
            # After the first page stands, so that nobody waits for it.
            self.tasks.write(
                lambda progress: desk.back_up(progress=progress), done=self._backed_up, failed=self._no_backup
            )

    def _show_backup(self, sure: doorstep.Surety) -> None:
        at = sure.backup_at
        said = f"上次备份 {words.moment(at, self.clock.now())}" if at else "还没有备份"
        self.status.backup.say(said, icon="history", tone="second")
        if self.workspace is not None:
            self.workspace.sure.emit(sure)

    def _backed_up(self, row: Any) -> None:
        self.read_backup()

    def _no_backup(self, error: BaseException) -> None:
        self.status.backup.say(f"没有备份：{surface_of(error).text}", icon="triangle-alert", tone="warn")

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

    def _undo(self) -> None:
        if self.desk is not None:
            self.tasks.write(lambda progress: self.desk and self.desk.undo(), done=self._undone, failed=self._failed)

    def _redo(self) -> None:
        if self.desk is not None:
            self.tasks.write(lambda progress: self.desk and self.desk.redo(), done=self._redone, failed=self._failed)

    def _undone(self, step: Any) -> None:
        self.say(f"已撤销：{_verb(step.verb)}")
        self._follow_undo()

    def _redone(self, step: Any) -> None:
        self.say(f"已重做：{_verb(step.verb)}")
        self._follow_undo()

    def _failed(self, error: BaseException) -> None:
        if self.workspace is not None and self.workspace.shown:
            self.workspace.pages[self.workspace.shown].fail(error)

    def _follow_undo(self) -> None:
        open_now = self.desk is not None and self.rooms.currentWidget() is self.workspace
        for code, word in (("undo", "撤销"), ("redo", "重做")):
            step = (self.desk.undoable if code == "undo" else self.desk.redoable) if self.desk and open_now else None
            self.actions_[code].setEnabled(step is not None)
            self.actions_[code].setText(f"{word}：{_verb(step.verb)}" if step else word)
        for code in ("find", "refresh", "lock"):
            self.actions_[code].setEnabled(open_now)

    def _refresh(self) -> None:
        if self.workspace is not None:
            self.workspace.refresh()

    def _swap_dark(self) -> None:
        self.look.set_dark(not self.look.tokens.dark)
        self.settings.setValue("window/dark", self.look.tokens.dark)

    def _choose_text_size(self) -> None:
        from PySide6.QtGui import QActionGroup
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        group = QActionGroup(menu)
        for percent in TEXT_SIZES:
            action = menu.addAction(f"文字 {percent}%")
            action.setCheckable(True)
            action.setChecked(percent == self.look.percent)
            action.setData(percent)
            group.addAction(action)
        group.triggered.connect(self._take_text_size)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(self.rect().center()))

    def _take_text_size(self, action: Any) -> None:
        self.look.set_percent(int(action.data()))
        self.settings.setValue("window/percent", self.look.percent)


def _verb(name: str) -> str:
    from cmdesk.ui.verbs import verb

    return verb(name)
