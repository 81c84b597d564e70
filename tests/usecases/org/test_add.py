"""One person added by hand: stands as the roster would have put him, is found and undone, or is refused in one go."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from factories.county import HEAD, RECORDER, YEAR, County

from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.queries.org import OnePerson, People
from cmdesk.usecases.org.add import Add

NEW: dict[str, Any] = {
    "staff_no": "0101",
    "name": "王 小明",
    "since": date(YEAR, 1, 2),
    "employment": "regular",
    "education": "college",
    "rung": "junior-C",
    "rung_since": date(YEAR, 1, 2),
    "line": "白马镇",
    "urban": 20,
    "rural": 60,
}


def add(county: County, **changes: Any) -> Any:
    return county.run(RECORDER, Add(**{**NEW, **changes}))


def refused(county: County, **changes: Any) -> set[tuple[str, str | None]]:
    """Give the codes and fields of what is refused, having seen that nothing was written."""
    with pytest.raises(Rejected) as caught:
        add(county, **changes)
    assert "0101" not in county.people()
    return {(problem.code, problem.where.field) for problem in caught.value.problems}


@pytest.mark.shows("120")
def test_that_a_new_person_stands_is_found_and_undone(county: County) -> None:
    done = add(county, staff_no="０１０１", working_since=date(YEAR - 2, 7, 1), sex="male", note=" 新调来 ")
    assert done.ids == ("0101",)
    assert [person.staff_no for person in county.ask(RECORDER, People(search="wxm"))] == ["0101"]
    page = county.ask(RECORDER, OnePerson(staff_no="0101"))
    person = page.person
    assert (person.name, person.post, person.status, person.rung) == (
        "王 小明",
        "account_manager",
        "in_post",
        "junior-C",
    )
    assert (person.urban, person.rural, person.line) == (20, 60, "白马镇")
    assert (person.post_since, person.rung_since) == (date(YEAR, 1, 2), date(YEAR, 1, 2))
    assert (page.working_since, page.note) == (date(YEAR - 2, 7, 1), "新调来")
    county.desk.undo()
    assert "0101" not in county.people()


def test_that_somebody_on_another_post_needs_no_rung(county: County) -> None:
    add(county, post="pay_clerk", rung=None, education=None, line=None, urban=None, rural=None)
    assert county.people()["0101"].rung is None


def test_that_everything_wrong_is_told_at_once(county: County) -> None:
    assert refused(
        county,
        staff_no="0101",
        name=" ",
        employment="x",
        education=None,
        rung="junior",
        urban=None,
        since=date(YEAR + 5, 1, 1),
        working_since=date(1930, 1, 1),
    ) == {
        ("empty_text", "name"),
        ("value_not_allowed", "employment"),
        ("empty_text", "education"),
        ("value_not_allowed", "rung"),
        ("retailers_both", "urban"),
        ("date_ahead", "since"),
        ("date_before", "working_since"),
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "\ue000明"}, ("glyph_missing", "name")),
        ({"name": "王" * 51}, ("too_many_characters", "name")),
        ({"staff_no": "01-01"}, ("staff_no_odd", "staff_no")),
        ({"urban": 10_000}, ("out_of_range", "urban")),
        ({"working_since": date(YEAR - 1, 7, 2), "since": date(YEAR - 1, 7, 1)}, ("date_before", "since")),
        ({"post": "king"}, ("value_not_allowed", "post")),
    ],
)
def test_that_a_value_that_cannot_be_is_refused_at_its_field(
    county: County, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert refused(county, **changes) == {expected}


def test_that_a_number_that_is_somebodys_is_refused_with_his_name(county: County) -> None:
    with pytest.raises(Rejected) as caught:
        add(county, staff_no="0001")
    assert [problem.code for problem in caught.value.problems] == ["person_exists"]
    assert caught.value.problems[0].params["name"] == county.people()["0001"].name


def test_that_a_namesake_and_a_rung_without_a_day_are_warned_of(county: County) -> None:
    done = add(county, name=county.people()["0001"].name, rung_since=None)
    assert {warning.code for warning in done.warnings} >= {"same_name", "level_since_missing"}


def test_that_only_who_keeps_the_roster_may(county: County) -> None:
    with pytest.raises(Forbidden):
        county.run(HEAD, Add(**NEW))
