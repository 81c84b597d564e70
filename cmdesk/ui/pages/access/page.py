"""The sign-in page: the people at the right, the promise at the left; also the page of a locked window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.kernel.clock import Clock
from cmdesk.runtime.doorstep import Doorstep, Surety
from cmdesk.ui import words
from cmdesk.ui.pages.access.card import OpenCard
from cmdesk.ui.pages.access.presenter import Mode, SignIn, facts, row_time
from cmdesk.ui.pages.access.user_row import UserRow
from cmdesk.ui.pages.access.welcome import Welcome
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.banner import Banner
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Keys, Label

if TYPE_CHECKING:
    from cmdesk.runtime.bringing_back import BackupFacts
    from cmdesk.ui.pages.access.restore_card import RestoreCard

COLUMN = 460
_LEAST_LIST = 100


class _PeopleList(QScrollArea):
    """As high as its rows where there is room; else it scrolls, so that many people do not stretch the window."""

    def __init__(self, rows: QVBoxLayout) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName("可以登录的人")
        inside = QWidget()
        inside.setProperty("plain", "true")
        inside.setLayout(rows)
        self.setWidget(inside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for another height once the rows have changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """Give the size of all rows."""
        return self.widget().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Give the size of the first few."""
        return QSize(0, min(_LEAST_LIST, self.widget().sizeHint().height()))


class SignInPage(QWidget):
    """Emits `wanted(number, password)`; `other_wanted` for another database, `retry_wanted` after a trouble.

    `restore_wanted` asks for the backups, `new_wanted` for first start where the database is gone.
    """

    wanted = Signal(str, str)
    other_wanted = Signal()
    retry_wanted = Signal()
    restore_wanted = Signal()
    new_wanted = Signal()
    restore_made = Signal(object)
    """Carries the card that goes back to a backup, when it is made."""

    def __init__(self, look: Look, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._clock = look, clock
        self.state = SignIn()
        self._door: Doorstep | None = None
        self._sure: Surety | None = None
        self.welcome = Welcome(look)
        self.title = Label(look, "", size=20, bold=True)
        self.line = Label(look, "", size=12, tone="second")
        self.banner = Banner(look)
        self.banner.pressed.connect(self.retry_wanted)
        self.box = Card()
        self.card = OpenCard(look)
        self.card.wanted.connect(self._wanted)
        self.card.moved.connect(self._move)
        self._rows = QVBoxLayout()
        self.rescue: RestoreCard | None = None
        self._damaged, self._gone = "", False
        self.restore = Button(look, "从备份恢复", icon="history", kind="link")
        self.restore.clicked.connect(self.restore_wanted)
        self.other = Button(look, "换一个数据库", icon="folder-open", kind="link")
        self.other.clicked.connect(self.other_wanted)
        self.new = Button(look, "新建数据库", icon="plus", kind="link")
        self.new.clicked.connect(self.new_wanted)
        self.keys = Keys(look, (("↑ ↓", "换人"),))
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._count_down)
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        self._inside = inside = QVBoxLayout(self.box)
        inside.setContentsMargins(8, 8, 8, 6)
        inside.setSpacing(2)
        inside.addWidget(self.card)
        self._rows.setSpacing(0)
        self._rows.setContentsMargins(2, 2, 2, 0)
        self.list = _PeopleList(self._rows)
        inside.addWidget(self.list)
        links = QHBoxLayout()
        links.setSpacing(24)
        for button in (self.restore, self.other, self.new):
            links.addWidget(button)
        self.new.hide()
        links.addStretch(1)
        links.addWidget(self.keys)
        column = QWidget()
        column.setProperty("plain", "true")
        column.setFixedWidth(COLUMN)
        self._column = column
        self._right = right = QVBoxLayout(column)
        right.setContentsMargins(0, 12, 0, 12)
        right.setSpacing(0)
        right.addStretch(5)
        right.addWidget(self.title)
        right.addSpacing(4)
        right.addWidget(self.line)
        right.addSpacing(14)
        right.addWidget(self.banner)
        right.addSpacing(4)
        right.addWidget(self.box)
        right.addSpacing(14)
        right.addLayout(links)
        right.addStretch(6)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.welcome)
        whole.addStretch(1)
        whole.addWidget(column)
        whole.addStretch(1)

    def show_door(self, door: Doorstep, sure: Surety | None = None) -> None:
        """Show who may sign in, and how safe the data are."""
        self._door, self._sure = door, sure or self._sure
        self.state.take(door, self._clock.now())
        self._refresh()

    def show_sure(self, sure: Surety) -> None:
        """Show how safe the data are."""
        self._sure = sure
        self._refresh()

    def lock(self, me: str) -> None:
        """Become the page of a locked window."""
        self.state.lock(me)
        self.card.field.setText("")
        self._refresh()

    def set_busy(self, busy: bool) -> None:
        """Show that the database is being opened."""
        self.card.set_busy(busy)
        self._refresh()

    def show_wrong(self, number: str, door: Doorstep | None = None) -> None:
        """Show that a password was wrong: field empty and focused, the count and the delay."""
        self.card.set_busy(False)
        self.state.refused(number)
        self.card.field.setText("")
        if door is not None:
            self._door = door
            self.state.take(door, self._clock.now())
        self._refresh()
        self.focus_field()

    def show_trouble(self, text: str, *, button: str = "重试") -> None:
        """Show what is in the way of signing in at all."""
        self.card.set_busy(False)
        self.banner.say(text, state="bad", button=button)
        self._refresh()

    def show_damage(self, text: str, *, button: str = "", gone: bool = False) -> None:
        """Show that these data cannot be opened as they are: going back to a backup is the next act.

        `gone` tells that there is no database at all, so that a new one may be made.
        """
        self._damaged, self._gone = text, gone
        self.card.field.setText("")
        self.new.setVisible(gone)
        self.show_trouble(text, button=button)

    def forget_trouble(self) -> None:
        """Take away what was in the way: it is looked at anew."""
        self._damaged, self._gone = "", False
        self.banner.hide()
        self.new.hide()

    def unlock(self) -> None:
        """Become the page of a database that nobody has open again."""
        self.state.mode, self.state.me = Mode.SIGN_IN, ""
        self.card.set_busy(False)
        self._refresh()

    def open_restore(self, backups: tuple[BackupFacts, ...]) -> None:
        """Show what there is to go back to, in the place of the people."""
        if self.rescue is None:
            from cmdesk.ui.pages.access.restore_card import RestoreCard

            self.rescue = RestoreCard(self._look)
            self.rescue.left.connect(self.close_restore)
            self._right.insertWidget(self._right.indexOf(self.box), self.rescue)
            self.restore_made.emit(self.rescue)
        self.banner.hide()
        self.card.field.setText("")
        self.rescue.show_backups(backups, self._clock.now(), self._damaged)
        self.rescue.show()
        self._refresh()
        self.rescue.focus_first()

    def close_restore(self) -> None:
        """Show the people again."""
        if self.rescue is not None:
            self.rescue.say_wrong("")
            self.rescue.hide()
        if self._damaged:
            self.banner.say(self._damaged, state="bad", button="重试")
        self._refresh()
        self.focus_field()

    @property
    def restoring(self) -> bool:
        """Say whether the backups are shown."""
        return self.rescue is not None and not self.rescue.isHidden()

    def hasHeightForWidth(self) -> bool:
        """Say no: the window would else keep room for every row of the list, even behind the workspace."""
        return False

    def focus_field(self) -> None:
        """Put the cursor into the password."""
        if self.restoring and self.rescue is not None:
            self.rescue.focus_first()
        elif self.box.isHidden():
            self.restore.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.card.field.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Start with the cursor in the password."""
        super().showEvent(event)
        self.focus_field()

    def _refresh(self) -> None:
        now = self._clock.now()
        title, line = self.state.heading(now)
        self.title.setText(title)
        self.line.setText(line)
        restoring = self.restoring
        there = self.state.person() is not None and not restoring and not self._gone
        self.box.setVisible(there)
        self.card.show_state(self.state, now)
        self._fill_rows()
        if self._door is not None:
            self.welcome.show_facts(self._door.unit, facts(self._sure, now))
        if restoring:
            self.title.setText("从备份恢复")
        self.restore.setVisible(not restoring)
        self.new.setVisible(self._gone and not restoring)
        self.restore.set_kind("fill" if self._damaged else "link")
        self.card.button.set_kind("plain" if self._damaged else "fill")
        self.other.setVisible(self.state.mode is Mode.SIGN_IN and not restoring)
        self.keys.setVisible(there and len(self.state.people) > 1)
        if self.state.waiting(now):
            self._tick.start()

    def _fill_rows(self) -> None:
        while (old := self._rows.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        now = self._clock.now()
        listed, rare = self.state.listed(now), self.state.rare(now)
        fold = bool(rare) and not self.state.unfolded
        for place, person in enumerate(listed):
            last = place == len(listed) - 1 and not fold
            row = UserRow(
                self._look, person.number, person.name, words.duties(person.duties), row_time(person, now), last=last
            )
            row.clicked.connect(self._choose)
            self._rows.addWidget(row)
        if fold:
            several = list(dict.fromkeys(d for p in rare for d in p.duties[:1]))
            duties = words.duties(several[:3]) + ("等" if len(several) > 3 else "")
            row = UserRow(self._look, "", "", f"另 {len(rare)} 人，每月登录几次", duties, last=True)
            row.clicked.connect(self._unfold)
            self._rows.addWidget(row)

    def _choose(self) -> None:
        sender = self.sender()
        if isinstance(sender, UserRow):
            self.state.chosen = sender.number
            self._changed_person()

    def _move(self, step: int) -> None:
        self.state.move(step, self._clock.now())
        self._changed_person()

    def _changed_person(self) -> None:
        # setText also forgets what could be undone: the password of one person must not come back for another.
        self.card.field.setText("")
        self._refresh()
        self.focus_field()

    def _unfold(self) -> None:
        self.state.unfolded = True
        self._refresh()
        self.focus_field()

    def _wanted(self, password: str) -> None:
        self.banner.hide()
        self.wanted.emit(self.state.chosen, password)

    def _count_down(self) -> None:
        waiting = self.state.waiting(self._clock.now())
        self.card.show_state(self.state, self._clock.now())
        if not waiting:
            self._tick.stop()
            # A field that was disabled has lost the focus and does not get it back by itself.
            self.focus_field()

    def _follow(self) -> None:
        self.welcome.setFixedWidth(self._look.pick(600, 560))
        self._column.setFixedWidth(max(COLUMN, self._look.scaled(COLUMN) if self._look.percent > 115 else COLUMN))
        self._inside.setContentsMargins(8, 8, 8, self._look.pick(6, 4))
