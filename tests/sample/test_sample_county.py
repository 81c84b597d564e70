"""The sample county: the people of the brief, all invented, the same each time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cmdesk.kernel.periods import Period
from cmdesk.runtime.permissions import Duty, person_conflicts
from cmdesk.sample import county, figures
from cmdesk.sample.chance import Chance
from cmdesk.storage.resources import has_glyph

PEOPLE = county.managers("cmdesk", 71, 2025)


@pytest.mark.shows("R47", "R48", "R49", "140")
def test_that_the_county_has_the_people_of_the_brief() -> None:
    assert Counter(p.employment for p in PEOPLE) == {"在册": 56, "聘用": 15}
    assert Counter(p.rung.partition("-")[0] for p in PEOPLE) == {
        "senior": 6,
        "intermediate": 36,
        "junior": 18,
        "trainee": 11,
    }
    assert all(p.education in {"大专", "本科"} for p in PEOPLE if p.employment == "聘用")
    assert all(p.employment == "聘用" for p in PEOPLE if p.rung == "trainee")
    assert len({p.staff_no for p in PEOPLE}) == len({p.name for p in PEOPLE}) == 71


def test_that_dates_of_a_person_follow_each_other() -> None:
    for person in PEOPLE:
        born = date.fromisoformat(f"{person.birth_month}-01")
        assert born.year + 16 < person.working_since.year
        assert person.working_since <= person.post_since <= date(2025, 1, 1)
        assert person.rung_since <= date(2025, 1, 1)


@pytest.mark.shows("84")
def test_that_every_name_can_be_printed() -> None:
    named = [p.name for p in (*PEOPLE, *county.staff(2025))]
    assert [n for n in named if not all(has_glyph(c) for c in n)] == []
    assert {"白玛·次仁", "单雄信"} <= set(named)


def test_that_the_same_seed_gives_the_same_county_and_another_seed_another() -> None:
    assert county.managers("cmdesk", 71, 2025) == PEOPLE
    assert county.managers("other", 71, 2025) != PEOPLE


@pytest.mark.parametrize("people", [1, 2, 4, 6, 30, 71, 90])
def test_that_a_county_of_any_size_is_made(people: int) -> None:
    made = county.managers("cmdesk", people, 2025)
    assert len(made) == people
    assert len({p.staff_no for p in made}) == people


@pytest.mark.shows("135")
def test_that_no_sample_user_holds_duties_that_exclude_each_other() -> None:
    users = county.users()
    assert all(person_conflicts(map(Duty, user.duties)) == () for user in users)
    assert {duty for user in users for duty in user.duties} == set(Duty)


def test_that_chance_is_even_and_repeatable() -> None:
    chance = Chance("seed")
    assert chance.share("a", 1) == Chance("seed").share("a", 1) != chance.share("a", 2)
    drawn = [chance.whole(1, 6, n) for n in range(3000)]
    assert set(drawn) == set(range(1, 7))
    assert all(400 < drawn.count(side) < 600 for side in range(1, 7))
    assert all(Fraction("1.5") <= Fraction(chance.amount("1.5", "2.5", 2, n)) <= Fraction("2.5") for n in range(50))
    assert sorted(chance.order(list(range(20)), "x")) == list(range(20))
    assert chance.order(list(range(20)), "x") != list(range(20))
    assert 200 < sum(chance.often(25, n) for n in range(1000)) < 300


def test_that_a_workbook_drawn_again_says_the_same(tmp_path: Path) -> None:
    month = Period.parse("2025-03")
    books = [
        figures.indicator_book(tmp_path / f"{n}.xlsx", PEOPLE[:5], Chance("cmdesk"), month) for n in ("one", "other")
    ]
    rows = [list(load_workbook(book).worksheets[0].iter_rows(values_only=True)) for book in books]
    assert rows[0] == rows[1]
    assert len(rows[0]) == 6
