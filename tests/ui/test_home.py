"""What is due and what is late, from the real county; and how the first page says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from factories.seat import HEAD, RECORDER, Seat
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cmdesk.queries.home import Home, Today
from cmdesk.queries.home_tasks import HomeTask, TaskState
from cmdesk.runtime.doorstep import Surety
from cmdesk.ui.pages.home.presenter import Group, Heading, HomeState, Whose, backup_fact, group_of, late_text

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
