"""Signing in, without a widget: who is chosen, what is said, how long one waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cmdesk.runtime.doorstep import Doorstep, Standing, Surety
from cmdesk.ui.pages.access.caps import caps_lock_after
from cmdesk.ui.pages.access.presenter import SignIn, countdown, facts

NOW = datetime(2026, 7, 8, 0, 31, tzinfo=UTC)


def person(number: str, *, days: int | None = 1, failures: int = 0, wait: int = 0) -> Standing:
    """Give somebody who was here so many days ago."""
    last = None if days is None else NOW - timedelta(days=days)
    until = NOW + timedelta(seconds=wait) if wait else None
    return Standing(number, f"人{number}", ("recorder",), last, failures, until)


def page(*people: Standing) -> SignIn:
    """Give the page with these people."""
    state = SignIn()
    state.take(Doorstep(Path("x"), "榆次区营销部", people), NOW)
    return state


def test_that_the_first_of_the_list_is_chosen() -> None:
    assert page(person("1"), person("2")).chosen == "1"


def test_that_down_and_up_go_round_the_people_shown() -> None:
    state = page(person("1"), person("2"), person("3"))
    state.move(1, NOW)
    state.move(1, NOW)
    state.move(1, NOW)
    assert state.chosen == "1"
    state.move(-1, NOW)
    assert state.chosen == "3"


def test_that_people_who_seldom_come_are_folded_until_asked_for() -> None:
    people = [person(str(n), days=n) for n in range(1, 5)] + [person(str(n), days=90) for n in range(5, 9)]
    state = page(*people)
    assert [p.number for p in state.rare(NOW)] == ["5", "6", "7", "8"]
    assert [p.number for p in state.listed(NOW)] == ["2", "3", "4"]
    state.unfolded = True
    assert len(state.listed(NOW)) == 7


def test_that_a_step_over_the_end_reaches_those_who_seldom_come() -> None:
    people = [person(str(n), days=n) for n in range(1, 5)] + [person(str(n), days=90) for n in range(5, 9)]
    forth, back = page(*people), page(*people)
    for _ in range(4):
        forth.move(1, NOW)
    back.move(-1, NOW)
    assert (forth.chosen, forth.unfolded) == ("5", True)
    assert back.chosen == "8"


def test_that_a_short_list_folds_nobody() -> None:
    assert page(person("1"), person("2", days=None)).rare(NOW) == ()


@pytest.mark.parametrize(
    ("failures", "said"),
    [(1, "口令不对，已错 1 次，再错 4 次要等 30 秒。"), (6, "口令不对，已错 6 次。其他人照常能登录。")],
)
def test_that_a_wrong_password_is_counted_aloud(failures: int, said: str) -> None:
    state = page(person("1", failures=failures), person("2"))
    state.refused("1")
    assert state.wrong_line() == said


def test_that_the_ladder_marks_the_present_delay() -> None:
    ladder = page(person("1", failures=6, wait=42)).ladder()
    assert [text for text, now in ladder if now] == ["6 次 1 分"]
    assert page(person("1", failures=25)).ladder()[-1] == ("10 次起 15 分", True)
    assert page(person("1", failures=4)).ladder() == ()


def test_that_the_delay_is_counted_down_to_nothing() -> None:
    state = page(person("1", failures=6, wait=42))
    assert countdown(state.waiting(NOW)) == "0:42 后可以再试"
    assert state.waiting(NOW + timedelta(seconds=42)) == 0


def test_that_old_wrong_passwords_are_told_to_the_person() -> None:
    _, since, warns = page(person("1", failures=2)).last_lines(NOW)
    assert since == "之后输错过 2 次"
    assert warns


def test_that_a_locked_page_opens_the_own_card_first() -> None:
    state = page(person("1"), person("2"))
    state.lock("2")
    state.take(Doorstep(Path("x"), "榆次区营销部", (person("1"), person("2"))), NOW)
    assert state.chosen == "2"
    assert state.heading(NOW)[0] == "已锁定"


@pytest.mark.shows("117")
@pytest.mark.parametrize(
    ("days", "off", "verified", "tone"),
    [(0, 1, True, "ok"), (4, 1, True, "warn"), (0, 8, True, "warn"), (0, 1, False, "warn")],
)
def test_that_the_fact_about_the_backup_turns_amber(days: int, off: int, verified: bool, tone: str) -> None:
    at = NOW - timedelta(days=days, hours=1)
    sure = Surety(Path("x"), 18 << 20, at, verified, NOW - timedelta(days=off))
    assert facts(sure, NOW)[1].tone == tone


@pytest.mark.parametrize(
    ("typed", "shifted", "on"), [("A", False, True), ("a", False, False), ("a", True, True), ("7", False, True)]
)
def test_that_caps_lock_is_guessed_from_letters(typed: str, shifted: bool, on: bool) -> None:
    assert caps_lock_after(typed, shifted, True) is on
