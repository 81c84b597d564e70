"""The day of a sample county: told at the foot of the window, and where the user goes on to a later one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QStackedWidget

from cmdesk.ui import words

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.queries.demo_day import DemoDays
    from cmdesk.ui.actions import Actions
    from cmdesk.ui.backup_watch import BackupWatch
    from cmdesk.ui.panels import Panels
    from cmdesk.ui.tasks import TaskRunner
    from cmdesk.ui.widgets.statusbar import StatusBar
    from cmdesk.ui.workspace import Workspace

GUIDE = "demo-guide"
_OFFERS = {"next": "下一个工作日", "month_end": "到月末", "month_close": "到月度关账"}


class Around(Protocol):
    """What is asked of the window."""

    desk: Desk | None
    workspace: Workspace | None
    rooms: QStackedWidget
    status: StatusBar
    tasks: TaskRunner
    panels: Panels
    backups: BackupWatch

    @property
    def actions_(self) -> Actions:
        """Give the actions with their keys."""

    def is_open(self) -> bool:
        """Say whether the workspace is shown."""

    def say(self, text: str) -> None:
        """Write what was just done into the status bar."""

    def warn(self, text: str) -> None:
        """Write what keeps nobody from going on into the status bar."""

    def fail(self, error: BaseException) -> None:
        """Let the shown page say what did not work."""


class DemoDay(QObject):
    """Shows the day of a sample county and moves it. For a real county it shows nothing and does nothing."""

    def __init__(self, window: Around, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        window.status.day.clicked.connect(self.open_menu)

    def attach(self, actions: Actions) -> None:
        """Let the actions of the window do what belongs to a sample county."""
        actions.on("demo_day", self.ask_day)
        actions.on("demo_guide", self.open_guide)

    def follow(self) -> None:
        """Show the day of the open county, or nothing."""
        window = self._window
        day = window.desk.demo_day() if window.desk is not None and window.is_open() else None
        said = f"演示日期 {words.day(day, today=date.min)} {words.weekday(day)}" if day else ""
        if said != window.status.day.text():
            window.status.day.say(said)
        for code in ("demo_day", "demo_guide"):
            window.actions_[code].setVisible(day is not None)
            window.actions_[code].setEnabled(day is not None)

    def open_guide(self) -> None:
        """Open the guide for who is new here."""
        self._window.panels.open_help(GUIDE)

    def open_menu(self) -> None:
        """Offer the days ahead above the day."""
        self._read(self._pop_up)

    def ask_day(self) -> None:
        """Ask for any later day, in a card over the page."""
        self._read(self._lay_card)

    def go_on(self, day: date) -> None:
        """Let the county live on that day from now on, and read everything anew."""
        from cmdesk.usecases.settings.move_demo_day import MoveDemoDay

        window, desk = self._window, self._window.desk
        if desk is None or window.workspace is None:
            return
        window.workspace.leaving.emit()
        if places := (*window.workspace.unwritten(), *window.workspace.typed_places()):
            window.warn(f"打了字还没有记下：{'；'.join(dict.fromkeys(places))}。先记下，再换日期")
            return
        window.tasks.write(
            lambda progress: desk.run(MoveDemoDay(day=day)),
            done=partial(self._moved, day),
            failed=window.fail,
            label="换演示日期",
        )

    def _read(self, done: Callable[[DemoDays], Any]) -> None:
        from cmdesk.queries.demo_day import Offers

        desk = self._window.desk
        if desk is not None and self._window.is_open():
            self._window.tasks.read(lambda progress: desk.ask(Offers(), progress=progress), done=done)

    def _pop_up(self, days: DemoDays) -> None:
        window = self._window
        workspace = window.workspace
        if workspace is None or not window.is_open():
            return
        menu, plate = QMenu(window.rooms), window.status.day
        for code, day in days.offers:
            word = f"{_OFFERS[code]}：{words.day(day, today=days.present)} {words.weekday(day)}"
            menu.addAction(word).triggered.connect(partial(self.go_on, day))
        menu.addAction(window.actions_["demo_day"])
        menu.addSeparator()
        menu.addAction(window.actions_["demo_guide"])
        menu.aboutToHide.connect(menu.deleteLater)
        workspace.leaving.connect(menu.close)
        size = menu.sizeHint()
        menu.popup(plate.mapToGlobal(QPoint(plate.width() - size.width(), -size.height() - 4)))

    def _lay_card(self, days: DemoDays) -> None:
        from cmdesk.ui.forms.later_day import LaterDayAsked

        workspace = self._window.workspace
        if workspace is not None and workspace.shown and self._window.is_open():
            first = days.offers[0][1] if days.offers else days.present
            LaterDayAsked(workspace.pages[workspace.shown], days.present, first, self.go_on)

    def _moved(self, day: date, done: Any) -> None:
        window = self._window
        workspace = window.workspace
        if workspace is None:
            return
        shown = workspace.shown
        # Pages keep the day that they were made on.
        window.tasks.drop_readings()
        workspace.sit_down()
        workspace.go(shown)
        self.follow()
        window.say(f"演示日期换到 {words.day(day, today=date.min)}")
        window.backups.read_and_make()
