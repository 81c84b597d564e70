"""首页: in three seconds a clerk knows the one thing to do next and what waits behind it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.kernel.progress import Progress
from cmdesk.queries.home import Home, Today
from cmdesk.queries.home_tasks import HomeTask
from cmdesk.runtime import doorstep
from cmdesk.ui import words
from cmdesk.ui.pages.home.cards import BackupCard, ProgressCard, SeatsCard
from cmdesk.ui.pages.home.hero import HeroBand
from cmdesk.ui.pages.home.presenter import HomeState, Whose, backup_fact
from cmdesk.ui.pages.home.tasks import TaskDelegate, TaskModel, TaskView
from cmdesk.ui.room import Page, Room
from cmdesk.ui.theme.look import Density
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Card, Keys, Label, PartsLine, Rule

RIGHT = 348


class HomePage(Page):
    """Reads what is due, what is late, and how far everything is."""

    watched = frozenset({"*"})

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.state = HomeState(room.has_page)
        self.head = PageHead(look, "首页")
        self.search = Button(look, "找人、找页面", icon="search", key="Ctrl+K")
        self.search.clicked.connect(room.actions["find"].trigger)
        self.head.beside(self.search)
        self.hero = HeroBand(look)
        self.hero.pressed.connect(self._do_hero)
        self.model = TaskModel(self)
        self.list = TaskView(look, self.model, TaskDelegate(look, self.state, self))
        self.list.chosen.connect(self._task_chosen)
        self.list.wanted.connect(self._do)
        self.list.hero.connect(self._do_hero)
        self.empty = Empty(look, "list-checks", "没有待办的事", "")
        self.tabs: dict[Whose, Button] = {whose: Button(look, whose.value, kind="tab") for whose in Whose}
        self._group = QButtonGroup(self)
        for tab in self.tabs.values():
            self._group.addButton(tab)
        self.tabs[Whose.ALL].setChecked(True)
        self._group.buttonClicked.connect(self._choose)
        self.ahead = PartsLine(look)
        self.keys = Keys(look, (("↑ ↓", "选择"), ("Enter", "去做")))
        self.progress_card = ProgressCard(look)
        self.seats = SeatsCard(look)
        self.backup = BackupCard(look)
        self.backup.button.setVisible(room.desk.may("upkeep.backup"))
        self.backup.button.clicked.connect(self._back_up)
        self._build()
        self.relayout()

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 10, 16, 10)
        bar.setSpacing(4)
        bar.addWidget(Label(self.room.look, "本期事项", size=15, bold=True))
        bar.addSpacing(12)
        for tab in self.tabs.values():
            bar.addWidget(tab)
        bar.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.addWidget(self.ahead, 1)
        foot.addWidget(self.keys)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(bar)
        inside.addWidget(Rule(self.room.look))
        inside.addWidget(self.list, 1)
        inside.addWidget(self.empty, 1)
        inside.addWidget(Rule(self.room.look))
        inside.addLayout(foot)
        self.empty.hide()
        self._side = QWidget()
        self._right = QVBoxLayout(self._side)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.addWidget(self.progress_card, 1)
        self._right.addWidget(self.seats)
        self._right.addWidget(self.backup)
        self._right.addStretch(0)
        self._row = QHBoxLayout()
        self._row.addWidget(card, 1)
        self._row.addWidget(self._side)
        self.body.addWidget(self.head)
        self.body.addWidget(self.hero)
        self.body.addLayout(self._row, 1)

    def arrive(self, argument: Any = None) -> None:
        """Read everything."""
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the list: Enter does the next thing."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read what is due, and the backup."""
        self.room.tasks.read(self._read, done=self._show, failed=self.fail, label="读取待办")
        self.room.tasks.read(self._read_backup, done=self._show_backup, failed=self.fail)

    def relayout(self) -> None:
        """Follow the density: the backup is said in the status bar too, so it goes first."""
        if not hasattr(self, "_right"):
            return
        look = self.room.look
        self._side.setFixedWidth(max(RIGHT, look.scaled(320)))
        for layout in (self._right, self._row):
            layout.setSpacing(look.pick(16, 12, 10))
        self.backup.setVisible(look.density is not Density.TIGHT and look.percent <= 115)
        self.keys.setVisible(look.percent <= 100)

    def _read(self, progress: Progress) -> Home:
        home: Home = self.room.desk.ask(Today(), progress=progress)
        return home

    def _read_backup(self, progress: Progress) -> doorstep.Surety:
        return doorstep.surety(self.room.desk.database.path)

    def _show(self, home: Home) -> None:
        self.state.home = home
        self.head.say(*self.state.heading())
        self.hero.show_hero(self.state.hero(), home.today)
        self._fill(home.first.key if home.first else "")
        self.ahead.show_parts(self.state.ahead())
        self.progress_card.setVisible(bool(home.progress))
        self.progress_card.show_periods(home.progress)
        self.seats.show_seats(home.seats, home.seats_base)

    def _show_backup(self, sure: doorstep.Surety) -> None:
        self.backup.show_fact(backup_fact(sure, self.room.desk.clock.now()))

    def _back_up(self) -> None:
        self.backup.button.setEnabled(False)
        self.room.tasks.write(
            lambda progress: self.room.desk.back_up(progress=progress),
            done=self._backed_up,
            failed=self._not_backed_up,
            label="备份",
        )

    def _backed_up(self, row: Any) -> None:
        self.backup.button.setEnabled(True)
        self.room.say(f"已备份并校验，{words.size(row.size)}")
        self.refresh()

    def _not_backed_up(self, error: BaseException) -> None:
        self.backup.button.setEnabled(True)
        self.fail(error)

    def _fill(self, key: str = "") -> None:
        entries = self.state.entries()
        self.model.show(entries)
        self.list.setVisible(bool(entries))
        self.empty.setVisible(not entries)
        place = self.model.place_of(key)
        if place >= 0:
            self.list.setCurrentIndex(self.model.index(place))
        for whose, tab in self.tabs.items():
            tab.say(f"{whose.value} {len(self.state.tasks(whose))}")

    def _choose(self, button: Button) -> None:
        self.state.whose = next(whose for whose, tab in self.tabs.items() if tab is button)
        self._fill()

    def _task_chosen(self, task: HomeTask) -> None:
        first = self.state.home.first if self.state.home else None
        self.hero.show_key("Enter" if first is not None and task.key == first.key else "Ctrl+Enter")

    def _do(self, task: HomeTask) -> None:
        if self.state.verb(task):
            self.room.go(task.area, task.key)

    def _do_hero(self) -> None:
        hero = self.state.hero()
        if hero.verb:
            self.room.go(hero.area, None)
