"""首页: in three seconds a clerk knows the one thing to do next and what waits behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.queries.home import Home, Today
from cmdesk.queries.home_calendar import DueDays
from cmdesk.queries.home_tasks import HomeTask
from cmdesk.runtime import doorstep
from cmdesk.ui import words
from cmdesk.ui.dialogs.listing import ask
from cmdesk.ui.itemmodels.rows import ROW
from cmdesk.ui.pages.home.calendar import CalendarView
from cmdesk.ui.pages.home.cards import BackupCard, ProgressCard, SeatsCard
from cmdesk.ui.pages.home.hero import HeroBand
from cmdesk.ui.pages.home.presenter import BACKUP, INCOMING, HomeState, Whose, argument_of, backup_fact, page_of
from cmdesk.ui.pages.home.tasks import TaskDelegate, TaskModel, TaskView
from cmdesk.ui.room import Page, Room
from cmdesk.ui.theme.look import Density
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Card, Keys, Label, PartsLine, Rule
from cmdesk.ui.widgets.tabs import make_tabs

RIGHT = 348
WAITING, CALENDAR = "待办", "日历"


class Way(NamedTuple):
    """A button of the head that leads to a page."""

    word: str
    icon: str
    key: str
    page: str


WAYS = {
    "enter_sheet": Way("录检查表", "clipboard-check", "F2", "inspections"),
    "import_data": Way("导入数据", "upload", "F3", INCOMING),
    "open_reports": Way("打印报表", "printer", "F4", "reports"),
}


class HomePage(Page):
    """Reads what is due, what is late, and how far everything is."""

    watched = frozenset({"*"})

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.state = HomeState(room.has_page, room.desk.may)
        self.head = PageHead(look, "首页")
        self.search = Button(look, "找人、找页面", icon="search", key="Ctrl+K")
        self.search.clicked.connect(room.actions["find"].trigger)
        self.head.beside(self.search)
        slots = {
            "enter_sheet": self._enter_sheet,
            "import_data": self._take_in,
            "open_reports": self._print_reports,
        }
        self.ways = {code: Button(look, way.word, icon=way.icon, key=way.key) for code, way in WAYS.items()}
        for code, button in self.ways.items():
            button.obey(room.actions.on(code, slots[code]))
            self.head.beside(button)
            spec = room.actions.specs[code]
            allowed = not spec.permission or room.desk.may(spec.permission)
            if not allowed or not room.has_page(WAYS[code].page):
                button.hide()
        self.hero = HeroBand(look)
        self.hero.pressed.connect(self._do_hero)
        self.model = TaskModel(self)
        self.list = TaskView(look, self.model, TaskDelegate(look, self.state, self))
        self.list.chosen.connect(self._task_chosen)
        self.list.wanted.connect(self._do)
        self.list.hero.connect(self._do_hero)
        self.empty = Empty(look, "list-checks", "没有待办的事", "")
        self.tabs = make_tabs(self, look, {whose: whose.value for whose in Whose}, Whose.ALL, self._choose)
        self.shapes = make_tabs(self, look, {word: word for word in (WAITING, CALENDAR)}, WAITING, self._reshape)
        self.calendar = CalendarView(look, self.state.verb)
        self.calendar.month_wanted.connect(self._read_month)
        self.calendar.wanted.connect(self._do)
        self.calendar.left.connect(self._show_list)
        self.remind = Button(look, "打印催办单", icon="printer", height=32)
        self.remind.clicked.connect(self._remind)
        self.ahead = PartsLine(look)
        self.keys = Keys(look, (("↑ ↓", "选择"), ("Enter", "去做")))
        self.progress_card = ProgressCard(look)
        self.seats = SeatsCard(look)
        self.backup = BackupCard(look)
        self.backup.button.setVisible(room.desk.may("upkeep.backup"))
        self.backup.button.clicked.connect(self._back_up)
        room.sure.connect(self._show_backup)
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
        bar.addWidget(self.remind)
        bar.addSpacing(8)
        for shape in self.shapes.values():
            bar.addWidget(shape)
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
        inside.addWidget(self.calendar, 1)
        inside.addWidget(Rule(self.room.look))
        inside.addLayout(foot)
        self.empty.hide()
        self.calendar.hide()
        self.remind.hide()
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
        shown = self.calendar.grid if self.in_calendar else self.list
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read what is due, and the backup."""
        self.room.tasks.read(self._read, done=self._show, failed=self.fail, label="读取待办")
        self.room.read_backup()
        if self.in_calendar:
            self._read_month(self.calendar.wanted_month(today(self.room.desk.clock)))

    @property
    def in_calendar(self) -> bool:
        """Say whether the month is shown in the place of the list."""
        return self.shapes[CALENDAR].isChecked()

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

    def _show(self, home: Home) -> None:
        self.state.home = home
        self.head.say(*self.state.heading())
        self.hero.show_hero(self.state.hero(), home.today)
        self._fill(home.first.key if home.first else "")
        self.ahead.show_parts(self.state.ahead())
        self.progress_card.setVisible(bool(home.progress))
        self.progress_card.show_periods(home.progress, home.today)
        self.seats.show_seats(home.seats, home.seats_base)
        self.room.counted.emit(home)

    def _show_backup(self, sure: doorstep.Surety) -> None:
        now = self.room.desk.clock.now()
        self.backup.show_fact(backup_fact(sure, now))
        before = self.state.backup
        self.state.take_backup(sure, now)
        if self.state.home is not None and self.state.backup != before:
            self.hero.show_hero(self.state.hero(), self.state.home.today)
            self._fill(self._chosen_key())

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
        self.room.read_backup()

    def _not_backed_up(self, error: BaseException) -> None:
        self.backup.button.setEnabled(True)
        self.fail(error)

    def _chosen_key(self) -> str:
        entry = self.list.currentIndex().data(ROW)
        return entry.key if isinstance(entry, HomeTask) else ""

    def _fill(self, key: str = "") -> None:
        entries = self.state.entries()
        self.model.show(entries)
        self._place_views()
        place = self.model.place_of(key)
        if place >= 0:
            self.list.setCurrentIndex(self.model.index(place))
        for whose, tab in self.tabs.items():
            tab.say(f"{whose.value} {len(self.state.tasks(whose))}")
        waiting = self.state.whose is Whose.OTHERS and not self.in_calendar
        self.remind.setVisible(waiting and bool(self.state.home and self.state.reminders().rows))

    def _place_views(self) -> None:
        there = self.model.rowCount() > 0
        self.list.setVisible(there and not self.in_calendar)
        self.empty.setVisible(not there and not self.in_calendar)
        self.calendar.setVisible(self.in_calendar)
        for tab in self.tabs.values():
            tab.setVisible(not self.in_calendar)
        self.keys.setVisible(not self.in_calendar and self.room.look.percent <= 100)

    def _reshape(self, _word: str) -> None:
        self._fill(self._chosen_key())
        if self.in_calendar:
            self._read_month(self.calendar.wanted_month(today(self.room.desk.clock)))
        self.focus_first()

    def _show_list(self) -> None:
        self.shapes[WAITING].setChecked(True)
        self._reshape(WAITING)

    def _read_month(self, month: Period) -> None:
        self.ask(DueDays(month=month), self.calendar.show_month)

    def _choose(self, whose: Whose) -> None:
        self.state.whose = whose
        self._fill()

    def _task_chosen(self, task: HomeTask) -> None:
        first = self.state.hero().task
        self.hero.show_key("Enter" if first is not None and task.key == first.key else "Ctrl+Enter")

    def _do(self, task: HomeTask) -> None:
        if not self.state.verb(task):
            self.room.say(f"{task.title}：{self.state.waits(task) or '这里没有可做的'}")
        elif task.area == BACKUP:
            self._back_up()
        else:
            self.room.go(page_of(task), argument_of(task))

    def _do_hero(self) -> None:
        hero = self.state.hero()
        if not hero.verb:
            return
        if hero.task is not None:
            self._do(hero.task)
        elif hero.page:
            self.room.go(hero.page, hero.argument)
        else:
            self._remind()

    def _remind(self) -> None:
        ask(self, self.state.reminders(), self.room.say, self.remind if self.remind.isVisible() else self.hero.button)

    def _enter_sheet(self) -> None:
        self.room.go("inspections", None)

    def _take_in(self) -> None:
        self.room.go(INCOMING, None)

    def _print_reports(self) -> None:
        self.room.go("reports", None)

    def poses(self) -> Iterator[str]:
        """Show the month, then the list again."""
        self.shapes[CALENDAR].click()
        yield "calendar"
        self._show_list()
