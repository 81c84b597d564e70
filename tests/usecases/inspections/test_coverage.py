"""Who is in the list of coverage: the account managers of the base, and nobody else."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from factories.county import LEADER, RECORDER, County

from cmdesk.kernel.periods import Period
from cmdesk.models.org import PostSpell, StatusSpell
from cmdesk.queries.inspections import Coverage
from cmdesk.queries.org import People

MONTH = Period.parse("2025-03")
LAST = MONTH.last_day
AFTER = LAST + timedelta(days=1)


def lay_histories(county: County) -> None:
    """Give every manager another history of posts and status around the end of the month."""
    histories = itertools.cycle(
        (
            [StatusSpell(start=LAST, status="left")],
            [StatusSpell(start=AFTER, status="left")],
            [StatusSpell(start=date(2025, 2, 1), status="retired"), StatusSpell(start=LAST, status="in_post")],
            [StatusSpell(start=LAST, status="sick_leave")],
            [PostSpell(start=LAST, post="market_supervisor")],
            [PostSpell(start=AFTER, post="market_supervisor")],
            [PostSpell(start=date(2025, 2, 1), post="other"), PostSpell(start=LAST, post="account_manager")],
            [PostSpell(start=LAST - timedelta(days=5), post="account_manager", until=LAST - timedelta(days=1))],
        )
    )
    people = county.people()
    with county.rows() as session:
        for number, spells in zip(county.managers(), histories, strict=False):
            for spell in spells:
                spell.person_id = people[number].id
                session.add(spell)


def test_that_coverage_lists_the_managers_of_the_base_on_the_last_day(county: County) -> None:
    lay_histories(county)
    managers = [person.staff_no for person in county.ask(RECORDER, People(on=LAST, managers_only=True))]
    assert sorted(row.staff_no for row in county.ask(LEADER, Coverage(period=MONTH))) == managers
    assert 0 < len(managers) < 8


def test_that_who_has_no_sheet_stands_first_with_the_whole_plan_missing(county: County) -> None:
    rows = county.ask(LEADER, Coverage(period=MONTH))
    assert {(row.sheets, row.desk, row.field, row.missing) for row in rows} == {(0, 0, 0, 2)}
    assert [row.staff_no for row in rows] == sorted(row.staff_no for row in rows)
