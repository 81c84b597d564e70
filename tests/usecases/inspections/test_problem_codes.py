"""A finding may say which of the four complaints of retailers it is about (R06)."""

from __future__ import annotations

from datetime import date

import pytest
from factories.county import INSPECTOR, County

from cmdesk.desk import Desk
from cmdesk.queries.inspections import OneSheet
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer
from cmdesk.usecases.inspections.record import Record
from cmdesk.usecases.inspections.sheet_store import SheetEntry

DAY = date(2025, 1, 2)
CODES = [one["code"] for one in Desk.closed().rule_set_json()["problem_codes"]["items"]]


@pytest.mark.shows("R06")
def test_that_a_finding_keeps_the_complaint_it_is_about(county: County) -> None:
    lines = tuple(
        DeductionLine(
            step="each",
            times=1,
            fact=f"客户反映{number}",
            place="店",
            happened_on=DAY,
            evidence="ledger",
            evidence_no=f"台帐{number}",
            problem=code,
        )
        for number, code in enumerate(CODES, 1)
    )
    sheet = SheetEntry(
        number="1月-1",
        staff_no="0001",
        visited_on=DAY,
        kind=Visit.FIELD,
        inspectors=("9003", "9004"),
        place="城关镇",
        answers=(ItemAnswer(item=302, answer=Answer.DEDUCTED, deductions=lines),),
    )
    county.run(INSPECTOR, Record(sheet=sheet))
    (answer,) = county.ask(INSPECTOR, OneSheet(number="1月-1")).answers
    assert [line.problem for line in answer.deductions] == CODES
    assert len(CODES) == 4
