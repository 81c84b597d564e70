"""A finding may say which of the four complaints of retailers it is about (R06)."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from factories.county import INSPECTOR, LEADER, County

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.inspections import OneSheet
from cmdesk.queries.reports import DocumentFile
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer
from cmdesk.usecases.inspections.finish import Finish
from cmdesk.usecases.inspections.record import Record
from cmdesk.usecases.inspections.sheet_store import Acknowledgement, SheetEntry
from cmdesk.usecases.reports.compose import Compose

DAY = date(2025, 1, 2)
RULES = Desk.closed().rule_set_json()
CODES = [one["code"] for one in RULES["problem_codes"]["items"]]
ITEMS = [item["no"] for item in RULES["checklist"]["items"]]
JANUARY = Period.parse("2025-01")


def sheet_with(lines: tuple[DeductionLine, ...]) -> SheetEntry:
    """Give a whole sheet, signed, that found fault with one item."""
    lost = ItemAnswer(item=302, answer=Answer.DEDUCTED, deductions=lines)
    return SheetEntry(
        number="1月-1",
        staff_no="0001",
        visited_on=DAY,
        kind=Visit.COMBINED,
        inspectors=("9003", "9004"),
        place="城关镇",
        answers=tuple(lost if no == 302 else ItemAnswer(item=no, answer=Answer.MET) for no in ITEMS),
        acknowledgement=Acknowledgement(kind="signed", on=DAY),
    )


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
    county.run(INSPECTOR, Record(sheet=sheet_with(lines)))
    answers = county.ask(INSPECTOR, OneSheet(number="1月-1")).answers
    assert [line.problem for answer in answers for line in answer.deductions] == CODES
    assert len(CODES) == 4


@pytest.mark.shows("R06")
def test_that_the_printed_sheet_says_which_complaint_it_is_about(county: County) -> None:
    line = DeductionLine(
        step="each",
        times=1,
        fact="诉求没有登记",
        place="店",
        happened_on=DAY,
        evidence="ledger",
        evidence_no="台帐1",
        problem="cannot_buy",
    )
    county.run(INSPECTOR, Record(sheet=sheet_with((line,))))
    county.run(INSPECTOR, Finish(number="1月-1"))
    (number,) = county.run(LEADER, Compose(form="D04", period=JANUARY, people=("0001",))).ids
    with pikepdf.open(BytesIO(county.ask(LEADER, DocumentFile(number=number)).data)) as document:
        content = json.loads(document.attachments["appraisal.json"].get_file().read_bytes())["content"]
    facts = [item["fact"] for duty in content["duties"] for item in duty["items"] if item["fact"]]
    assert facts == ["诉求没有登记（1月2日，店，客户问题：买不到）"]


@pytest.mark.shows("R06")
def test_that_a_fifth_complaint_is_refused(county: County) -> None:
    line = DeductionLine(
        step="each",
        times=1,
        fact="诉求没有登记",
        place="店",
        happened_on=DAY,
        evidence="ledger",
        evidence_no="台帐1",
        problem="too_far",
    )
    with pytest.raises(Rejected) as caught:
        county.run(INSPECTOR, Record(sheet=sheet_with((line,))))
    assert [problem.params["code"] for problem in caught.value.problems] == ["too_far"]
