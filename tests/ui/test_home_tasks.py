"""What 首页 asks for across months and in January: late plans, every step of the year by its own name and page."""

from __future__ import annotations

from datetime import date

from factories.seat import RECORDER, Seat

from cmdesk.kernel.periods import Period
from cmdesk.queries.home import Home, Today
from cmdesk.queries.home_tasks import HomeTask, TaskState
from cmdesk.ui.pages.home.hero import short_name
from cmdesk.ui.pages.home.presenter import HomeState, argument_of, page_of


def asked(seat: Seat, day: date, number: str = RECORDER) -> Home:
    """Give the first page of a user on a day."""
    seat.sign_in(number)
    assert seat.window.desk is not None
    seat.clock.set(day)
    found: Home = seat.window.desk.ask(Today())
    return found


def by_key(page: Home) -> dict[str, HomeTask]:
    """Give the tasks by their keys."""
    return {task.key: task for task in page.tasks}


def test_that_plans_of_this_month_are_late_while_those_of_the_next_are_due(seat: Seat) -> None:
    tasks = by_key(asked(seat, date(2025, 5, 9)))
    late, coming = tasks["month_plan/2025-04"], tasks["month_plan/2025-05"]
    assert (late.title[:3], str(late.period)) == ("5 月", "2025-05")
    assert late.days_late > 0
    assert (coming.title[:3], str(coming.period), coming.days_late) == ("6 月", "2025-06", 0)
    assert short_name(late) == "5 月计划"


def test_that_every_step_of_january_has_its_own_name_and_says_what_it_waits_for(seat: Seat) -> None:
    page = asked(seat, date(2026, 1, 16))
    tasks = [task for task in page.tasks if task.key.endswith("/2025") and task.area != "scoring"]
    codes = {task.key.partition("/")[0] for task in tasks}
    assert {"base_date", "peer_rounds", "leader_round", "first_sitting", "second_sitting"} <= codes
    named = [short_name(task) for task in page.tasks if task.key.endswith("/2025")]
    assert len(set(named)) == len(named)
    assert not any("2025 年" in name for name in named)
    close = by_key(page)["year_close/2025"]
    assert close.title == "2025 年度关账"
    assert "first_sitting/2025" in close.waits_for
    assert "quarter_close/2025Q4" in close.waits_for
    assert "base_date/2025" not in close.waits_for
    assert by_key(page)["second_sitting/2025"].waits_for == ("year_close/2025", "base_date/2025")
    state = HomeState(lambda code: True)
    state.home = page
    waiting = [task for task in page.tasks if task.state is TaskState.WAITING]
    assert waiting
    assert "等前一步" not in {state.waits(task) for task in waiting}


def test_that_the_seats_are_taken_in_on_the_page_that_takes_files(seat: Seat) -> None:
    page = asked(seat, date(2026, 1, 16))
    task = by_key(page)["base_date/2025"]
    state = HomeState(lambda code: True)
    state.home = page
    assert (page_of(task), argument_of(task)) == ("incoming", ("seats", Period.parse("2025")))
    assert state.verb(task) == "导入名额"


def test_that_what_belongs_to_another_year_says_which(seat: Seat) -> None:
    titles = {task.title for task in asked(seat, date(2026, 1, 16)).tasks}
    assert "2025 年 12 月关账、公布并签字" in titles
    assert "2025 年四季度关账，逐人谈话" in titles
