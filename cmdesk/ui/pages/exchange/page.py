"""数据上报: what goes to the city and by when, checked as the city checks it, sealed by two people."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.errors import CmdeskError, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.queries.exchange import CheckBeforeSending, CheckPackage, CityFileRow, CityFiles, Preflight
from cmdesk.queries.scoring import Periods
from cmdesk.ui.dialogs import paths
from cmdesk.ui.dropping import DropFrame, papers_in
from cmdesk.ui.failures import surface_of
from cmdesk.ui.forms.second import ask_second
from cmdesk.ui.pages.exchange import orders
from cmdesk.ui.pages.exchange.cards import CheckCard, SealCard, StrangerCard
from cmdesk.ui.pages.exchange.list import PeriodList
from cmdesk.ui.pages.exchange.presenter import (
    BOOKS,
    ExchangeState,
    Filter,
    Finding,
    books_for,
    checks_of,
    contents,
    editions,
    file_name,
    findings,
    missing,
    next_edition,
    no_package,
    stranger_verdict,
    title_of,
    verdict_of,
)
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.side import Side

if TYPE_CHECKING:
    from cmdesk.runtime.context import Actor

LEFT, RIGHT = 380, 348
BESIDE_FROM = 1366
"""From this width of the window on the right column stands beside the check, else F6 opens it over it."""
_UNCHECKED = "上报前先核对，市局会退回的这里先看到。核对不写任何东西，要看的是："
_NOT_CLOSED = "这个期间还没有关账；关账后才有上报的数，到时要核对的是："


class ExchangePage(Page):
    """The periods, the check before sending, the sealing, and the check of a stranger's file."""

    watched = frozenset({"export_run", "period_state", "document", "document_signature"})

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.state = ExchangeState(today(room.desk.clock))
        self._year: int | None = None
        self._wanted: Period | None = None
        self.head = PageHead(look, "数据上报")
        self.books = Button(look, "导出工作簿", icon="download")
        self.books.clicked.connect(lambda: self.offers().exec(self.books.mapToGlobal(self.books.rect().bottomLeft())))
        self.list = PeriodList(look, self.state)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._check)
        self.list.year_chosen.connect(self._choose_year)
        self.aside = Button(look, "盖章和核对", icon="stamp", key="F6")
        self.aside.clicked.connect(self._swap_drawer)
        for widget in (self.aside, self.list.year, self.books):
            self.head.beside(widget)
        self.check = CheckCard(look)
        self.check.wanted.connect(self._check)
        self.seal = SealCard(look)
        self.seal.changed.connect(self._follow_seal)
        self.seal.wanted.connect(self._ask_second)
        self.stranger = StrangerCard(look)
        self.stranger.wanted.connect(self.check_file)
        self.frame = DropFrame(look, self, "松手核对上报包，不会写入", papers_in)
        self.frame.dropped.connect(self._dropped)
        self._side = Side(look, "盖章和核对", self.seal, self.stranger)
        self.seal.setVisible(room.desk.may("exchange.submit"))
        self._row = QHBoxLayout()
        self._row.addWidget(self.list)
        self._row.addWidget(self.check, 1)
        self._row.addWidget(self._side)
        self.body.addWidget(self.head)
        self.body.addLayout(self._row, 1)
        self._drawer = False
        # Where the drawer lies is known only after the layout has been done.
        self._placing = QTimer(self)
        self._placing.setSingleShot(True)
        self._placing.timeout.connect(self.relayout)
        QShortcut(QKeySequence("F6"), self).activated.connect(self._next_pane)
        QShortcut(QKeySequence("F12"), self).activated.connect(self._press_seal)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._check)
        self.relayout()

    def arrive(self, argument: Any = None) -> None:
        """Show the periods; the one that is given stands selected."""
        self._wanted = argument if isinstance(argument, Period) else None
        if self._wanted is not None:
            self._year = self._wanted.year
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the list."""
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the periods anew."""
        self.room.tasks.read(self._read, done=self._show, failed=self.fail, label="读取上报情况")

    def relayout(self) -> None:
        """Follow the density."""
        if not hasattr(self, "_placing"):
            return
        look, narrow = self.room.look, self._is_narrow()
        gap = look.pick(16, 12, 10)
        self.list.setFixedWidth(max(376 if narrow else look.pick(LEFT, 360), look.scaled(330)))
        self._row.setSpacing(gap)
        self.aside.setVisible(narrow)
        wide = max(look.pick(RIGHT, 320), look.scaled(282))
        self._side.place(self._row, self.check, narrow=narrow, opened=self._drawer, width=wide, gap=gap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the right column beside the check or over it."""
        super().resizeEvent(event)
        self._placing.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the drawer."""
        if event.key() == Qt.Key.Key_Escape and self._drawer and self._is_narrow():
            self._swap_drawer()
        else:
            super().keyPressEvent(event)

    def poses(self) -> Iterator[str]:
        """Show a period checked, one that has been made, a filter without periods and a stranger's file."""
        self._check()
        yield "checked"
        self.list.tabs[Filter.SENT].click()
        with tempfile.TemporaryDirectory() as folder:
            brought = Path(folder) / "邻县上报包.zip"
            brought.write_bytes(b"PK")
            self.check_file(brought)
            yield "made"
        self.list.tabs[Filter.OPEN].click()
        yield "nothing"
        self.list.tabs[Filter.ALL].click()

    def offers(self) -> QMenu:
        """Give the menu of single workbooks of the period chosen."""
        menu = QMenu(self)
        row = self.list.current()
        for kind in books_for(row.period) if row is not None else ():
            text = f"{BOOKS[kind]}（{row.period.chinese if row else ''}）"
            action = menu.addAction(text)
            action.setEnabled(row is not None and row.closed and self.room.desk.may("exchange.export"))
            action.triggered.connect(partial(self._hand_out, kind))
        return menu

    def check_file(self, path: Path) -> None:
        """Check a city file as the city does, and say what is found."""

        if self._is_narrow() and not self._drawer:
            self._swap_drawer()
        known = no_package(path)
        if known:
            self.stranger.show_verdict((f"{path.name} 不是上报包", "bad"), known)
            return
        self.stranger.show_busy(path)
        desk = self.room.desk

        def work(progress: Progress) -> Any:
            return desk.ask(CheckPackage(file=path), progress=progress)

        task = self.room.tasks.read(work, done=self._show_stranger, failed=self._no_package, label="核对上报包")
        self.follow(task)

    def _is_narrow(self) -> bool:
        return self.window().width() < BESIDE_FROM or self.room.look.percent > 115

    def _next_pane(self) -> None:
        if self._is_narrow():
            self._swap_drawer()
        elif self._side.isAncestorOf(self.focusWidget() or self):
            self.focus_first()
        else:
            self._enter_side()

    def _swap_drawer(self) -> None:
        self._drawer = not self._drawer
        self.relayout()
        if self._drawer:
            self._enter_side()
        else:
            self.focus_first()

    def _enter_side(self) -> None:
        target = self.seal.next_field() if self.seal.isVisible() else self.stranger.button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _press_seal(self) -> None:
        if self._is_narrow() and not self._drawer:
            self._swap_drawer()
        else:
            self.seal.press()

    def _dropped(self, files: tuple[Path, ...]) -> None:
        self.check_file(files[0])

    def _read(self, progress: Progress) -> tuple[tuple[int, ...], int, tuple[CityFileRow, ...]]:
        desk = self.room.desk
        closed = {row.period.year for row in desk.ask(Periods())} if desk.may_read("scoring.compute") else set()
        year = self._year or max(closed, default=self.state.today.year)
        years = sorted({year, self.state.today.year, *closed}, reverse=True)
        return tuple(years), year, desk.ask(CityFiles(year=year))

    def _show(self, found: tuple[tuple[int, ...], int, tuple[CityFileRow, ...]]) -> None:
        years, self._year, rows = found
        self.state.rows = rows
        self.list.show_years(years, self._year)
        self.head.say("数据上报", self.state.heading())
        current = self.list.current()
        self.list.show_rows(self._wanted or (current.period if current else None))
        self._wanted = None
        self._chosen(self.list.current())

    def _choose_year(self, year: int) -> None:
        self._year = year
        self.refresh()

    def _chosen(self, row: CityFileRow | None) -> None:
        if row is None:
            self.check.show_period("没有选中的期间", (), closed=False)
            self.check.show_verdict(None, "", ())
            self.check.show_editions(())
        else:
            self.check.show_editions(editions(row, self.room.desk.clock.now()))
            checked = self.state.checked if self.state.checked and self.state.checked.period == row.period else None
            self.state.checked = checked
            self.check.show_period(title_of(row), contents(checked, row), closed=row.closed)
            if checked is None:
                self.check.show_verdict(None, _UNCHECKED if row.closed else _NOT_CLOSED, checks_of(row))
            else:
                self._show_checked(checked)
        self.books.setEnabled(row is not None and row.closed)
        self.seal.say("")
        self._follow_seal()

    def _check(self) -> None:
        row = self.list.current()
        if row is None or not row.closed:
            return
        self.check.show_verdict(None, "正在核对…", ())
        desk, order = self.room.desk, CheckBeforeSending(period=row.period)
        task = self.room.tasks.read(
            lambda progress: desk.ask(order, progress=progress),
            done=self._checked,
            failed=partial(self._not_checked, row),
            label="按市局的办法核对",
        )
        self.follow(task)

    def _checked(self, found: Preflight) -> None:
        self.state.checked = found
        row = self.list.current()
        if row is not None and row.period == found.period:
            self._chosen(row)

    def _not_checked(self, row: CityFileRow, error: BaseException) -> None:
        if isinstance(error, Rejected):
            # What the workbooks refuse belongs to the findings, not across the page.
            nothing = Preflight(row.period, (), 0, 0, error.problems, error.warnings)
            self._checked(nothing)
            return
        self.check.show_verdict(None, _UNCHECKED, ())
        self.fail(error)

    def _show_checked(self, found: Preflight) -> None:
        self.check.show_verdict(verdict_of(found), "", findings(found.problems, found.warnings))

    def _follow_seal(self) -> None:
        row = self.list.current()
        found = self.state.checked
        wanted = missing(row, found, self.seal.key, self.seal.password.text())
        ready = found is not None and not found.problems
        self.check.show_next(due=row is not None and row.closed and not ready)
        self.seal.show_missing(wanted, next_edition(row) if row else 1, due=ready)

    def _ask_second(self, key: Path, password: str) -> None:
        row = self.list.current()
        if row is None:
            return
        proposal = Path(file_name(row.period, next_edition(row)))
        out = paths.ask_save(self, "上报包写到哪里", "上报包 (*.zip)", proposal)
        if out is None:
            return
        why = f"{title_of(row)}由两位经办人共同生成"
        ask_second(self, "exchange.submit", why, partial(self._make, row.period, out, key, password))

    def _make(self, period: Period, out: Path, key: Path, password: str, second: Actor) -> None:
        desk = self.room.desk
        task = self.room.tasks.write(
            lambda progress: orders.make(desk, period, out, key, password, second, progress),
            done=self._made,
            failed=self._not_made,
            label="生成上报包",
        )
        self.follow(task)

    def _made(self, done: Any) -> None:
        self.seal.password.clear()
        self.room.say(f"已写出 {done.answer['file']}")
        self.state.checked = None
        self.refresh()

    def _not_made(self, error: BaseException) -> None:
        if isinstance(error, CmdeskError) and error.code.startswith("key_"):
            self.seal.say(surface_of(error).text)
            self.seal.password.setFocus()
            return
        if isinstance(error, Rejected):
            row = self.list.current()
            if row is not None:
                self._not_checked(row, error)
                return
        self.fail(error)

    def _hand_out(self, kind: str) -> None:
        row = self.list.current()
        if row is None:
            return
        proposal = Path(f"{BOOKS[kind].replace(' ', '-')}-{row.period}.xlsx")
        out = paths.ask_save(self, BOOKS[kind], "工作簿 (*.xlsx)", proposal)
        if out is None:
            return
        desk, period = self.room.desk, row.period
        task = self.room.tasks.write(
            lambda progress: orders.hand_out(desk, kind, period, out, progress),
            done=lambda done: self.room.say(f"已写出 {done.answer['file']}，第 {done.answer['edition']} 版"),
            failed=self.fail,
            label="导出工作簿",
        )
        self.follow(task)

    def _show_stranger(self, answer: Any) -> None:
        self.stranger.show_verdict(stranger_verdict(answer), findings(answer.problems, answer.warnings))

    def _no_package(self, error: BaseException) -> None:
        if isinstance(error, CmdeskError):
            self.stranger.show_verdict(("不能接收", "bad"), (Finding("bad", surface_of(error).text),))
            return
        self.fail(error)
