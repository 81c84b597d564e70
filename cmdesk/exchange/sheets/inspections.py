"""Reading 督察检查单: sheets keyed elsewhere, with their deductions (D04)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.checklist_columns import OTHER_STEP, ChecklistColumns
from cmdesk.exchange.sheets.controls import SHEETS as SHEET_COUNT
from cmdesk.exchange.sheets.fields import Field, Kind, Layout, Need
from cmdesk.exchange.sheets.intake import Asked, Intake, Sheet, Values
from cmdesk.exchange.sheets.person_fields import NAME, NOTE, STAFF_NO, UNIT, required
from cmdesk.exchange.sheets.reading import Reading, Row
from cmdesk.exchange.sheets.vocabulary import ANSWER, EVIDENCE, INSPECTING_LEVEL, SIGNING, VISIT, YES_NO, Words
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import folded

_REASONS = re.compile(r"(\d{3,4})\s*[:：]\s*([^;；]+)")
_SEPARATORS = re.compile(r"[\s、,，;；]+")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class DeductionRow(Row):
    """One fact: `points` deducted under an item (positive). `step` is a step's code, or 其他 for a free figure.

    `complaint` is the code of what retailers complain of, where the fact is about one (R06).
    """

    number: str
    item: str
    step: str
    count: int
    points: Decimal
    fact: str
    location: str
    occurred_on: date
    evidence: str
    evidence_number: str | None = None
    complaint: str | None = None


@dataclass(frozen=True, kw_only=True)
class InspectionRow(Row):
    """One sheet. `answers`: item → `met`, `deducted`, `not_applicable` or `not_seen`; `reasons` of 不适用 by item.

    `level` is `county` or `city_re_check`; `signing` is `acknowledged` or `refused_to_sign`; `given_score` is the
    sender's own score: compared, not taken. `put_right` are the items that the visit before found and that were seen
    to be put right.
    """

    number: str
    staff_no: str
    name: str
    inspected_on: date
    visit: str
    level: str
    inspectors: tuple[str, str]
    location: str
    checklist_version: str
    answers: Mapping[str, str]
    red_line: bool
    signing: str
    signed_on: date
    re_check_of: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    red_line_fact: str | None = None
    witnesses: tuple[str, ...] = ()
    put_right: tuple[int, ...] = ()
    given_score: Decimal | None = None
    note: str | None = None
    deductions: tuple[DeductionRow, ...] = ()


def _choice(name: str, heading: str, words: Words, *aliases: str) -> Field:
    return Field(name=name, heading=heading, aliases=aliases, kind=Kind.CHOICE, choices=words, need=Need.VALUE)


def _code(name: str, heading: str, *aliases: str, need: Need = Need.VALUE, length: int = 20) -> Field:
    return Field(name=name, heading=heading, aliases=aliases, kind=Kind.STAFF_NO, need=need, length=length)


def sheets_layout(checklist: ChecklistColumns) -> Layout:
    """Give the columns of 检查单 for a version of the checklist."""
    return Layout(
        names=("检查单", "督察检查单"),
        fields=(
            _code("number", "单号"),
            required(STAFF_NO),
            required(NAME),
            UNIT,
            Field(name="inspected_on", heading="检查日期", kind=Kind.DATE, need=Need.VALUE),
            _choice("visit", "方式", VISIT, "检查方式"),
            _choice("level", "层级", INSPECTING_LEVEL),
            _code("re_check_of", "被复查单号", need=Need.OPTIONAL),
            _code("inspector_1", "督察员1"),
            _code("inspector_2", "督察员2"),
            Field(name="location", heading="地点", need=Need.VALUE),
            Field(name="checklist_version", heading="检查表版本", need=Need.VALUE, length=40),
            *(
                Field(
                    name=f"item_{item.number}", heading=item.number, kind=Kind.CHOICE, choices=ANSWER, need=Need.COLUMN
                )
                for item in checklist.items
            ),
            Field(name="red_line", heading="红线", kind=Kind.YES_NO, choices=YES_NO, need=Need.VALUE),
            Field(name="red_line_fact", heading="红线事实", length=400),
            Field(name="put_right", heading="上次问题已整改"),
            _choice("signing", "签收", SIGNING),
            Field(name="signed_on", heading="签收日期", kind=Kind.DATE, need=Need.VALUE),
            Field(name="witness_1", heading="见证人1", kind=Kind.NAME, length=50),
            Field(name="witness_2", heading="见证人2", kind=Kind.NAME, length=50),
            Field(name="given_score", heading="得分", kind=Kind.NUMBER, low=Decimal(), high=_HUNDRED),
            NOTE,
        ),
        key=("number",),
    )


def deductions_layout(checklist: ChecklistColumns) -> Layout:
    """Give the columns of 扣分; which complaint of retailers one is about may be left out (R06)."""
    fields = [
        _code("number", "单号"),
        _code("item", "项目", "项目编号"),
        Field(name="step", heading="条款", need=Need.VALUE),
        Field(name="count", heading="次数", kind=Kind.INTEGER, need=Need.VALUE, low=Decimal(1), high=Decimal(999)),
        Field(name="points", heading="扣分", kind=Kind.NUMBER, need=Need.VALUE),
        Field(name="fact", heading="事实", length=400, need=Need.COLUMN),
        Field(name="location", heading="地点", need=Need.VALUE),
        Field(name="occurred_on", heading="发生日期", kind=Kind.DATE, need=Need.VALUE),
        Field(name="evidence", heading="依据", kind=Kind.CHOICE, choices=EVIDENCE, need=Need.COLUMN),
        Field(name="evidence_number", heading="依据编号", length=60),
    ]
    if checklist.complaints:
        words = Words(checklist.complaints)
        fields.append(Field(name="complaint", heading="客户问题", kind=Kind.CHOICE, choices=words))
    return Layout(names=("扣分", "扣分明细"), fields=tuple(fields), key=())


def read(
    path: Path,
    checklist: ChecklistColumns,
    *,
    period: Period | None = None,
    mapping: Mapping[str, Any] | None = None,
    controls: Mapping[str, Decimal] | None = None,
    own_unit: Collection[str] = (),
    has_glyph: Callable[[str], bool] | None = None,
) -> Reading[InspectionRow]:
    """Read sheets under a version of the checklist; `period` only says which days are `outside_period` (warning).

    Own problems: `blank_item`, `deduction_missing`, `item_not_marked`, `fact_missing`, `evidence_missing`,
    `red_line_without_fact`, `witness_missing`, `inspector_twice`, `checklist_version`, `reason_missing`,
    `deduction_differs`, `deduction_without_sheet`; warning `photo_expected`.
    """
    layout = sheets_layout(checklist)
    asked = Asked(mapping=mapping, controls=controls, own_unit=own_unit, has_glyph=has_glyph)
    further = deductions_layout(checklist)
    intake = Intake(path, asked, (layout, further))
    sheet = intake.main(layout)
    if sheet is None:
        return intake.reading(None, ())
    facts = intake.further(further)
    by_number = _by_number(facts, sheet, checklist)
    for values in sheet.values:
        _check(values, checklist, period)
        _check_marks(values, checklist, by_number.get(values["number"], []))
    intake.twice(sheet)
    totals = intake.control(sheet, {SHEET_COUNT: Decimal(len(sheet.values))})
    rows = [_row(values, checklist, by_number.get(values["number"], [])) for values in sheet.values if values.sound]
    return intake.reading(sheet, rows, controls=totals)


def _by_number(facts: Sheet | None, sheets: Sheet, checklist: ChecklistColumns) -> dict[str, list[Values]]:
    known = {values["number"] for values in sheets.values}
    # Sheets of other units were skipped, and so are their facts.
    column = sheets.table.column("number")
    others = {str(row.cells[column.index].value).strip() for row in sheets.skipped} if column else set()
    found: dict[str, list[Values]] = defaultdict(list)
    for values in facts.values if facts else ():
        number = values["number"]
        if number is None or number in others:
            continue
        if number not in known:
            values.problem("deduction_without_sheet", "number", value=number)
        _check_fact(values, checklist)
        found[number].append(values)
    return found


def _check_fact(values: Values, checklist: ChecklistColumns) -> None:
    item = checklist.item(values["item"]) if values["item"] else None
    if values["item"] and item is None:
        allowed = f"检查表 {checklist.version} 的项目编号"
        values.problem("value_not_allowed", "item", value=values["item"], allowed=allowed)
    if values["points"] is not None:
        values.got["points"] = abs(values["points"])
    if item and values["step"]:
        _check_step(values, checklist)
    if not values["fact"] and not values.refused("fact"):
        values.problem("fact_missing", "fact", item=values["item"] or "")
    if not values.refused("evidence") and (
        values["evidence"] is None or (values["evidence"] != "other" and not values["evidence_number"])
    ):
        name = "evidence_number" if values["evidence"] else "evidence"
        values.problem("evidence_missing", name, item=values["item"] or "")
    if values["evidence"] == "photo":
        values.warning("photo_expected", "evidence", item=values["item"] or "", number=values["evidence_number"] or "")


def _check_step(values: Values, checklist: ChecklistColumns) -> None:
    item = checklist.item(values["item"])
    count, points = values["count"], values["points"]
    if item is None or folded(values["step"]) == OTHER_STEP:
        return
    step = item.step(values["step"])
    if step is None:
        allowed = "、".join([*(step.code for step in item.steps), OTHER_STEP])
        values.problem("value_not_allowed", "step", value=values["step"], allowed=allowed)
        return
    values.got["step"] = step.code
    if count is not None and points is not None and points != count * step.points:
        expected = count * step.points
        values.problem("deduction_differs", "points", value=points, count=count, step=step.points, expected=expected)


def _check(values: Values, checklist: ChecklistColumns, period: Period | None) -> None:
    if values["level"] == "city_re_check":
        values.need("re_check_of")
    if values["red_line"] and not values["red_line_fact"]:
        values.problem("red_line_without_fact", "red_line_fact")
    if values["signing"] == "refused_to_sign" and len(_witnesses(values)) < 2:
        values.problem("witness_missing", "witness_2" if values["witness_1"] else "witness_1")
    first, second = values["inspector_1"], values["inspector_2"]
    if first and first == second:
        values.problem("inspector_twice", "inspector_2", value=first)
    words = _SEPARATORS.split(values["put_right"] or "")
    unknown = [word for word in words if word and checklist.item(word) is None]
    if unknown:
        allowed = f"检查表 {checklist.version} 的项目编号，用顿号隔开"
        values.problem("value_not_allowed", "put_right", value="、".join(unknown), allowed=allowed)
    version = values["checklist_version"]
    if version and folded(version) != folded(checklist.version):
        values.problem("checklist_version", "checklist_version", value=version, expected=checklist.version)
    day = values["inspected_on"]
    if period and day and not period.contains(day):
        values.warning("outside_period", "inspected_on", value=day, period=str(period))


def _witnesses(values: Values) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (values["witness_1"], values["witness_2"]) if name))


def _check_marks(values: Values, checklist: ChecklistColumns, facts: list[Values]) -> None:
    reasons = _reasons(values["note"])
    with_facts = {fact["item"] for fact in facts}
    for item in checklist.items:
        name = f"item_{item.number}"
        answer = values[name]
        if answer is None and not values.refused(name):
            values.problem("blank_item", name, item=item.number)
        elif answer == "deducted" and item.number not in with_facts:
            values.problem("deduction_missing", name, item=item.number)
        elif answer == "not_applicable" and item.number not in reasons:
            values.problem("reason_missing", name, item=item.number)
    for fact in facts:
        answer = values[f"item_{fact['item']}"]
        if answer is not None and answer != "deducted":
            values.sound = False
            fact.problem("item_not_marked", "item", item=fact["item"], answer=ANSWER.word(answer))
        values.sound = values.sound and fact.sound


def _reasons(note: str | None) -> dict[str, str]:
    return {number: reason.strip() for number, reason in _REASONS.findall(note or "")}


def _row(values: Values, checklist: ChecklistColumns, facts: list[Values]) -> InspectionRow:
    answers = {item.number: values[f"item_{item.number}"] for item in checklist.items}
    reasons = _reasons(values["note"])
    return InspectionRow(
        place=values.place,
        number=values["number"],
        staff_no=values["staff_no"],
        name=values["name"],
        inspected_on=values["inspected_on"],
        visit=values["visit"],
        level=values["level"],
        re_check_of=values["re_check_of"],
        inspectors=(values["inspector_1"], values["inspector_2"]),
        location=values["location"],
        checklist_version=values["checklist_version"],
        answers=answers,
        reasons={number: reasons[number] for number, answer in answers.items() if answer == "not_applicable"},
        red_line=values["red_line"],
        red_line_fact=values["red_line_fact"],
        put_right=tuple(int(word) for word in _SEPARATORS.split(values["put_right"] or "") if word),
        signing=values["signing"],
        signed_on=values["signed_on"],
        witnesses=_witnesses(values),
        given_score=values["given_score"],
        note=values["note"],
        deductions=tuple(_deduction(fact) for fact in facts),
    )


def _deduction(values: Values) -> DeductionRow:
    return DeductionRow(place=values.place, **values.got)
