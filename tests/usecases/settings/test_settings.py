"""Rule sets put in force by two, and holiday tables of a year."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories.county import ADMINISTRATOR, HEAD, LEADER, RECORDER, County
from sqlalchemy import select

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Forbidden, Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.settings import Holiday, RuleSetRow
from cmdesk.queries.scoring import Preview
from cmdesk.rules import working_days
from cmdesk.runtime.reading import Surroundings
from cmdesk.sample import books
from cmdesk.usecases.settings.activate_rule_set import ActivateRuleSet
from cmdesk.usecases.settings.import_holidays import ImportHolidays

FESTIVALS = (
    ("2027-01-01", "元旦"),
    ("2027-02-06", "春节"),
    ("2027-04-05", "清明节"),
    ("2027-05-01", "劳动节"),
    ("2027-06-09", "端午节"),
    ("2027-10-01", "国庆节、中秋节"),
)
HEADINGS = ("日期", "类型", "名称", "依据文号")


def holiday_rows(*more: tuple[str, str, str]) -> list[list[Any]]:
    rows = [(day, "放假", name) for day, name in FESTIVALS]
    return [[*row, "国办发明电〔2026〕1号"] for row in (*rows, *more)]


def write(county: County, rows: list[list[Any]]) -> Path:
    return books.write_book(county.folder / "h.xlsx", [("节假日", HEADINGS, rows)])


def rule_file(county: County, **changes: Any) -> Path:
    raw = Desk.closed().rule_set_json() | changes
    return county.file("next.json", json.dumps(raw, ensure_ascii=False))


def problems_of(county: County, number: str, command: Any, second: str | None = None) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        county.run(number, command, second=second)
    return list(caught.value.problems)


@pytest.mark.shows("R02", "5")
def test_that_rules_are_put_in_force_by_two_and_the_former_ones_can_come_back(county: County) -> None:
    before = county.folder / "rules.json"
    done = county.run(HEAD, ActivateRuleSet(file=rule_file(county), notes="试行"), second=LEADER)
    assert done.answer["state"] == "trial"
    assert county.desk.undoable is None
    back = county.run(HEAD, ActivateRuleSet(file=before), second=LEADER)
    assert back.answer["state"] == "in_force"
    with county.desk.database.reading() as session:
        rows = {row.state: row.activated_by for row in session.scalars(select(RuleSetRow)).all()}
    assert rows == {"trial": HEAD, "in_force": HEAD}
    found = problems_of(county, HEAD, ActivateRuleSet(file=before), LEADER)
    assert [p.code for p in found] == ["rule_set_in_force_already"]


@pytest.mark.shows("3", "6")
def test_that_rules_with_faults_or_wrong_examples_are_never_in_force(county: County) -> None:
    raw = Desk.closed().rule_set_json()
    raw["weights"]["quarter"]["performance"] = "51"
    found = problems_of(county, HEAD, ActivateRuleSet(file=county.file("x.json", json.dumps(raw))), LEADER)
    assert found
    assert all(p.code != "example_differs" for p in found)
    raw = Desk.closed().rule_set_json()
    raw["pay"]["performance_base"] = "900"
    found = problems_of(county, HEAD, ActivateRuleSet(file=county.file("x.json", json.dumps(raw))), LEADER)
    assert {p.code for p in found} == {"example_differs"}
    with county.desk.database.reading() as session:
        assert len(session.scalars(select(RuleSetRow.digest)).all()) == 1
    county.ask(LEADER, Preview(period=Period.parse("2025-01")))


def test_that_a_holiday_table_replaces_its_year_and_moves_deadlines(county: County) -> None:
    done = county.run(ADMINISTRATOR, ImportHolidays(file=write(county, holiday_rows(("2027-02-07", "放假", "春节")))))
    assert done.answer["accepted"] == 7
    with county.desk.database.reading() as session:
        context = Surroundings(county.desk.database).context(session, actor=county.desk.actor, clock=county.clock)
        assert working_days.after(date(2026, 12, 31), 1, context.tables.holidays) == date(2027, 1, 4)
    worked = holiday_rows(("2027-02-20", "调休上班", "春节调休"))
    done = county.run(ADMINISTRATOR, ImportHolidays(file=write(county, worked)))
    assert {row.staff_no: row.state for row in done.answer["rows"]} == {"2027-02-20": "new"}
    with county.desk.database.reading() as session:
        days = session.scalars(select(Holiday.day).order_by(Holiday.day)).all()
    assert date(2027, 2, 7) not in days
    assert len(days) == 7
    assert county.run(ADMINISTRATOR, ImportHolidays(file=write(county, worked))).answer["unchanged"] == 7
    county.desk.undo()
    county.desk.undo()
    with county.desk.database.reading() as session:
        assert date(2027, 2, 7) in session.scalars(select(Holiday.day)).all()


def test_that_a_table_with_faults_is_refused_whole(county: County) -> None:
    rows = [*holiday_rows(), ["2028-01-01", "放假", "元旦", "x"], ["2027-03-03", "调休上班", "x", "x"]]
    found = {p.code for p in problems_of(county, ADMINISTRATOR, ImportHolidays(file=write(county, rows)))}
    assert found == {"other_year", "not_a_weekend"}
    less = ImportHolidays(file=write(county, holiday_rows()[1:]))
    assert [p.code for p in problems_of(county, ADMINISTRATOR, less)] == ["festival_missing"]
    with county.desk.database.reading() as session:
        assert session.scalars(select(Holiday.day)).all() == []
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(RECORDER, ImportHolidays(file=write(county, rows)))
