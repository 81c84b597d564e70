"""What is due and what is late, from the real county; and how the first page says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from factories.seat import HEAD, RECORDER, Seat
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.queries.home import Home, Today
from cmdesk.queries.home_calendar import DueDays
from cmdesk.queries.home_tasks import HomeTask, TaskState
from cmdesk.runtime.doorstep import Surety
from cmdesk.ui.dialogs.listing import write_pdf
from cmdesk.ui.pages.home.cards import due_chip
from cmdesk.ui.pages.home.presenter import (
    Group,
    Heading,
    HomeState,
    Whose,
    argument_of,
    backup_fact,
    badges,
    closing,
    doer,
    group_of,
    late_text,
    page_of,
)
from cmdesk.ui.widgets.labels import Label

DAY = date(2026, 7, 8)


def task(key: str, due: date, *, late: int = 0, mine: bool = True, waits: tuple[str, ...] = ()) -> HomeTask:
    """Give a task."""
    return HomeTask(
        key=key,
        title=key,
        why="",
        forms=(),
        due=due,
        area="indicators",
        action="indicators.import",
        who="营销中心",
        waits_for=waits,
        days_late=late,
        mine=mine,
        state=TaskState.WAITING if waits else TaskState.READY,
    )


def home(*tasks: HomeTask, first: HomeTask | None = None) -> Home:
    """Give a page with these tasks."""
    return Home(
        today=DAY,
        working_day=6,
        roster=71,
        tasks=tasks,
        first=first,
        chain=(first,) if first else (),
        ahead=(),
        progress=(),
        seats=(),
        seats_base=None,
    )


@pytest.mark.parametrize(
    ("due", "late", "group"),
    [
        (DAY - timedelta(days=3), 3, Group.LATE),
        (DAY, 0, Group.TODAY),
        (date(2026, 7, 5), 0, Group.TODAY),
        (date(2026, 7, 12), 0, Group.WEEK),
        (date(2026, 7, 13), 0, Group.LATER),
    ],
)
def test_that_a_task_stands_in_one_group(due: date, late: int, group: Group) -> None:
    assert group_of(task("a", due, late=late), DAY) is group


def test_that_lateness_is_said_in_days() -> None:
    assert late_text(task("a", DAY, late=5), DAY) == ("晚 5 天", "bad")
    assert late_text(task("a", DAY), DAY) == ("今天", "info")
    assert late_text(task("a", date(2026, 7, 10)), DAY) == ("剩 2 天", "none")


def test_that_the_filters_add_up_and_headings_count_their_tasks() -> None:
    state = HomeState(lambda code: True)
    state.home = home(task("a", DAY), task("b", DAY, mine=False), task("c", DAY, waits=("a",)))
    assert len(state.tasks(Whose.MINE)) + len(state.tasks(Whose.OTHERS)) == len(state.tasks(Whose.ALL)) == 3
    headings = [entry for entry in state.entries() if isinstance(entry, Heading)]
    assert headings == [Heading(Group.TODAY, 3)]


def test_that_no_verb_leads_to_a_page_that_is_not_there() -> None:
    state = HomeState(lambda code: False)
    assert state.verb(task("a", DAY)) == ""
    state = HomeState(lambda code: True)
    assert state.verb(task("a", DAY)) == "去导入"
    assert state.verb(task("a", DAY, waits=("b",))) == ""


def test_that_a_day_without_tasks_says_so() -> None:
    state = HomeState(lambda code: True)
    state.home = home()
    assert state.hero().title == "今天没有到期的事"


def test_that_an_empty_roster_is_the_first_thing() -> None:
    state = HomeState(lambda code: True)
    state.home = replace(home(), roster=0)
    assert state.hero().pill == "第一次使用"


def test_that_somebody_without_own_task_reads_who_must_act() -> None:
    state = HomeState(lambda code: True)
    state.home = home(task("a", DAY, mine=False))
    assert state.hero().title == "等营销中心：a"


@pytest.mark.shows("116", "117")
def test_that_an_old_backup_warns() -> None:
    now = datetime(2026, 7, 8, 3, tzinfo=UTC)
    fresh = Surety(Path("x"), 1, now - timedelta(hours=2), True, None)
    assert backup_fact(fresh, now).state == "ok"
    old = Surety(Path("x"), 1, now - timedelta(days=4), True, None)
    assert backup_fact(old, now) == replace(backup_fact(old, now), state="warn", title="4 天没有备份")


def asked(seat: Seat, number: str, day: date) -> Home:
    """Give the first page of a user on a day."""
    if seat.window.desk is None:
        seat.sign_in(number)
    assert seat.window.desk is not None
    seat.window.desk.switch(seat.window.desk.person(number, f"演示-{number}"))
    seat.clock.set(day)
    found: Home = seat.window.desk.ask(Today())
    return found


def test_that_a_month_not_closed_asks_for_figures_first_and_lets_the_close_wait(seat: Seat) -> None:
    page = asked(seat, RECORDER, date(2025, 5, 9))
    tasks = {one.key: one for one in page.tasks}
    assert tasks["indicators/2025-04"].mine
    assert tasks["indicators/2025-04"].state is TaskState.READY
    assert tasks["month_close/2025-04"].state is TaskState.WAITING
    assert tasks["month_close/2025-04"].waits_for[0] == "indicators/2025-04"
    assert tasks["month_export/2025-04"].waits_for == ("month_close/2025-04",)
    assert page.first is not None
    assert page.first.key == "indicators/2025-04"
    assert [one.key for one in page.chain][:2] == ["indicators/2025-04", "month_close/2025-04"]


def test_that_a_closed_month_asks_for_nothing_but_its_export(seat: Seat) -> None:
    keys = {one.key for one in asked(seat, RECORDER, date(2025, 5, 9)).tasks}
    assert "month_export/2025-03" in keys
    assert not {"indicators/2025-03", "month_close/2025-03", "quarter_close/2025Q1"} & keys


def test_that_lateness_counts_from_the_next_working_day(seat: Seat) -> None:
    # X1 of April is due on the third working day of May 2025, Thursday the 8th: the 1st to the 5th are days off.
    late = {one.key: one for one in asked(seat, RECORDER, date(2025, 5, 9)).tasks}["indicators/2025-04"]
    assert (late.due, late.days_late) == (date(2025, 5, 8), 1)
    early = {one.key: one for one in asked(seat, RECORDER, date(2025, 5, 8)).tasks}["indicators/2025-04"]
    assert early.days_late == 0


def test_that_each_sees_the_own_tasks_marked(seat: Seat) -> None:
    head = {one.key: one.mine for one in asked(seat, HEAD, date(2025, 5, 9)).tasks}
    assert head["month_close/2025-04"]
    assert not head["indicators/2025-04"]


def test_that_each_task_names_who_may_do_it_and_what_its_page_opens_with(seat: Seat) -> None:
    tasks = {one.key: one for one in asked(seat, RECORDER, date(2025, 5, 9)).tasks}
    assert tasks["indicators/2025-04"].period == Period.parse("2025-04")
    assert argument_of(tasks["month_plan/2025-05"]) == Period.parse("2025-06")
    assert seat.window.desk is not None
    assert seat.window.desk.actor.name in tasks["indicators/2025-04"].names
    assert doer(tasks["indicators/2025-04"]) == f"{tasks['indicators/2025-04'].names[0]}等"
    assert doer(replace(tasks["indicators/2025-04"], names=())) == tasks["indicators/2025-04"].who
    correction = next(one for key, one in tasks.items() if key.startswith("correction/"))
    assert correction.staff_no or correction.title.endswith("人")


def test_that_the_closing_period_tells_how_late_it_is(seat: Seat) -> None:
    page = asked(seat, RECORDER, date(2025, 5, 26))
    april = next(one for one in page.progress if one.period == Period.parse("2025-04"))
    assert april.due is not None
    assert april.days_late > 0
    assert due_chip(april, page.today) == (f"晚 {april.days_late} 天", "bad")
    shown = closing(page)
    assert shown is not None
    assert shown.title == "4 月收尾"
    assert 0 <= shown.share <= 1


@pytest.mark.parametrize("name", ["home", "people", "deliberation"])
def test_that_a_verb_opens_the_page_of_its_task_with_its_period(name: str) -> None:
    period = Period.parse("2025-04")
    given = replace(task("a", DAY), area="grading" if name == "deliberation" else name, period=period)
    state = HomeState(lambda code: code == name)
    assert (state.verb(given) != "", page_of(given), argument_of(given)) == (True, name, period)
    assert state.verb(replace(given, mine=False)) == "看进度"
    assert state.verb(replace(given, state=TaskState.WAITING)) == ""


def test_that_an_old_backup_is_a_task_of_who_may_make_one() -> None:
    now = datetime(2026, 7, 8, 3, tzinfo=UTC)
    state = HomeState(lambda code: False, lambda action: action == "upkeep.backup")
    state.home = home()
    state.take_backup(Surety(Path("x"), 1, now - timedelta(days=47), True, None), now)
    assert [one.title for one in state.tasks()] == ["备份数据"]
    assert (state.hero().title, state.hero().verb) == ("备份数据", "立即备份")
    state.take_backup(Surety(Path("x"), 1, now, True, None), now)
    assert state.tasks() == ()


def test_that_badges_count_what_the_user_can_do_now() -> None:
    tasks = (task("a", DAY, late=2), task("b", DAY), task("c", DAY, mine=False), task("d", DAY, waits=("a",)))
    assert badges(home(*tasks)) == {"indicators": ("2", "bad")}


def test_that_who_must_be_reminded_is_printed_where_nobody_here_may_act(seat: Seat, tmp_path: Path) -> None:
    state = HomeState(lambda code: True)
    state.home = replace(asked(seat, HEAD, date(2025, 5, 9)), first=None)
    assert state.hero().verb == "打印催办单"
    listing = state.reminders()
    assert listing.rows
    assert not any("关账" in row[1] for row in listing.rows), "what the head does himself needs no reminder"
    assert write_pdf(listing, tmp_path / "reminders.pdf") >= 1
    text = pypdfium2.PdfDocument(tmp_path / "reminders.pdf")[0].get_textpage().get_text_bounded()
    assert listing.rows[0][1] in text


@pytest.mark.shows("131")
def test_that_the_calendar_is_walked_by_keyboard_and_opens_a_page(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("home")
    seat.window.activateWindow()
    page.shapes["日历"].click()
    seat.wait()
    grid = page.calendar.grid
    assert grid.hasFocus()
    assert grid.day == date(2025, 5, 9)
    assert page.calendar.title.text() == "2025年5月"
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert grid.day == date(2025, 5, 8)
    assert "4 月经营业绩导入" in [label.text() for label in page.calendar.agenda.findChildren(Label)]
    qtbot.keyClick(grid, Qt.Key.Key_PageUp)
    seat.wait()
    assert page.calendar.title.text() == "2025年4月"
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert page.list.isVisible()
    assert not page.calendar.isVisible()


def test_that_the_month_tells_days_off_and_what_is_due(seat: Seat) -> None:
    asked(seat, RECORDER, date(2025, 5, 9))
    assert seat.window.desk is not None
    month = seat.window.desk.ask(DueDays(month=Period.parse("2025-05")))
    days = {each.day.day: each for each in month.days}
    assert len(days) == 31
    assert [number for number in range(1, 12) if days[number].off] == [1, 2, 3, 4, 5, 10, 11]
    open_items = [item for each in month.days for item in each.items if item.task]
    assert "indicators/2025-04" in {item.task.key for item in open_items if item.task}
    assert any(item.task is None for each in month.days for item in each.items)


def test_that_card_and_status_bar_tell_the_same_backup(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    seat.wait()
    page = seat.go("home")
    said = seat.window.status.backup.label.text().removeprefix("上次备份 ")
    assert page.backup.line.text().startswith(said)
    seat.clock.set(date(2025, 5, 20))
    page.backup.button.click()
    seat.wait()
    seat.wait()
    again = seat.window.status.backup.label.text().removeprefix("上次备份 ")
    assert again.startswith("今天")
    assert page.backup.line.text().startswith(again)


def test_that_the_rail_counts_what_waits_and_tells_the_closing_period(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    seat.go("home")
    assert seat.window.workspace is not None
    rail = seat.window.workspace.rail
    waiting = badges(seat.window.workspace.pages["home"].state.home)
    told = {code: item._badge for code, item in rail.items.items() if item._badge}
    assert told == {code: count for code, (count, _) in waiting.items() if code in rail.items}
    assert rail.box.isVisible()
    seat.settle(1366, 720)
    assert not rail.box.isVisible()


def test_that_enter_on_a_task_goes_to_its_page_only_if_there_is_one(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("home")
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    seat.wait()
    assert seat.window.workspace is not None
    wanted = page.state.home.first.area
    expected = wanted if seat.window.workspace.has_page(wanted) else "home"
    assert seat.window.workspace.shown == expected


@pytest.mark.shows("116")
def test_that_a_backup_is_made_by_itself_after_the_first_page(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    seat.wait()
    assert "上次备份" in seat.window.status.backup.label.text()
    assert list((seat.path.parent / "backups").glob("*.db"))
