"""Reading 客户满意度调查结果: one row a questionnaire, or one row a manager where an agency gives no single answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.controls import PEOPLE, QUESTIONNAIRES
from cmdesk.exchange.sheets.fields import Field, Kind, Layout, Need
from cmdesk.exchange.sheets.intake import Asked, Intake, Sheet, Values
from cmdesk.exchange.sheets.person_fields import NAME, PERIOD, STAFF_NO, UNIT
from cmdesk.exchange.sheets.reading import Reading, Row
from cmdesk.exchange.sheets.table import named_sheet
from cmdesk.exchange.sheets.vocabulary import AREA, YES_NO
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import folded

QUESTIONS = (
    "拜访频次",
    "服务态度",
    "政策告知",
    "经营指导",
    "品牌介绍",
    "陈列标价指导",
    "诉求解决",
    "库存订货建议",
    "信息及时",
    "总体满意",
)
"""The ten questions of B.6, in their order."""
MOST_MISSING = 2
_RETAILER = re.compile(r"零售|店名|店铺|商户|客户(?!经理)|许可证|户主|电话|手机|地址|联系")
_MOST = Decimal(99_999)


@dataclass(frozen=True, kw_only=True)
class QuestionnaireRow(Row):
    """One questionnaire: ten answers 1–5 in the order of QUESTIONS, None where missing.

    `valid` is False where the sender says so, or where more than two answers are missing (`too_many_missing`).
    """

    number: str
    answers: tuple[int | None, ...]
    staff_no: str | None = None
    name: str | None = None
    period: Period | None = None
    area: str | None = None
    surveyed_on: date | None = None
    surveyor: str | None = None
    valid: bool = True
    invalid_reason: str | None = None
    too_many_missing: bool = False


@dataclass(frozen=True, kw_only=True)
class SummaryRow(Row):
    """The valid questionnaires of one manager together. `answers` are sums (`are_means` False) or means 1–5."""

    issued: int
    returned: int
    valid: int
    answers: tuple[Decimal, ...]
    are_means: bool
    staff_no: str | None = None
    name: str | None = None
    period: Period | None = None


SHEETS = Layout(
    names=("问卷", "问卷明细"),
    fields=(
        Field(name="number", heading="问卷编号", aliases=("问卷号",), kind=Kind.STAFF_NO, need=Need.VALUE, length=40),
        STAFF_NO,
        NAME,
        UNIT,
        PERIOD,
        Field(name="area", heading="城乡", kind=Kind.CHOICE, choices=AREA),
        *(
            Field(name=f"answer_{place}", heading=question, kind=Kind.INTEGER, need=Need.COLUMN)
            for place, question in enumerate(QUESTIONS)
        ),
        Field(name="surveyed_on", heading="调查日期", kind=Kind.DATE),
        Field(name="surveyor", heading="调查员", kind=Kind.NAME, length=50),
        Field(name="valid", heading="有效", aliases=("是否有效",), kind=Kind.YES_NO, choices=YES_NO),
        Field(name="invalid_reason", heading="无效原因", length=200),
    ),
    key=("number", "period"),
    unread=_RETAILER,
    unread_warning="retailer_named",
)


def _count(name: str, heading: str, *aliases: str) -> Field:
    return Field(
        name=name,
        heading=heading,
        aliases=aliases,
        kind=Kind.INTEGER,
        need=Need.VALUE,
        low=Decimal(),
        high=_MOST,
        total=True,
    )


SUMMARY = Layout(
    names=("汇总", "调查汇总"),
    fields=(
        STAFF_NO,
        NAME,
        UNIT,
        PERIOD,
        _count("issued", "发放", "发放数", "发放份数"),
        _count("returned", "回收", "回收数", "回收份数"),
        _count("valid", "有效", "有效数", "有效份数"),
        *(
            Field(name=f"sum_{place}", heading=f"{question}合计", kind=Kind.NUMBER, low=Decimal())
            for place, question in enumerate(QUESTIONS)
        ),
        *(
            Field(name=f"mean_{place}", heading=f"{question}均分", kind=Kind.NUMBER, low=Decimal(), high=Decimal(5))
            for place, question in enumerate(QUESTIONS)
        ),
    ),
    key=("staff_no", "period"),
    unread=_RETAILER,
    unread_warning="retailer_named",
)
LAYOUTS = (SHEETS, SUMMARY)


def read(
    path: Path,
    *,
    period: Period | None = None,
    mapping: Mapping[str, Any] | None = None,
    controls: Mapping[str, Decimal] | None = None,
    own_unit: Collection[str] = (),
    has_glyph: Callable[[str], bool] | None = None,
) -> Reading[QuestionnaireRow | SummaryRow]:
    """Read a survey: the sheet 问卷 where there is one, else 汇总. All rows of a reading are of one kind.

    Own problems: `answer_not_1_to_5`, `invalid_without_reason`, `surveyor_is_appraised`, `counts_disagree`; warnings
    `retailer_named`, `aggregate_means`.
    """
    asked = Asked(period=period, mapping=mapping, controls=controls, own_unit=own_unit, has_glyph=has_glyph)
    intake = Intake(path, asked, LAYOUTS)
    if intake.book and not named_sheet(intake.book, SHEETS.names) and named_sheet(intake.book, SUMMARY.names):
        return _summaries(intake)
    sheet = intake.main(SHEETS)
    if sheet is None:
        return intake.reading(None, ())
    intake.need_person(sheet)
    for values in sheet.values:
        _check_questionnaire(values)
    intake.twice(sheet)
    totals = intake.control(sheet, {QUESTIONNAIRES: Decimal(len(sheet.values))})
    rows = [_questionnaire(values) for values in sheet.values if values.sound]
    return intake.reading(sheet, rows, controls=totals)


def _check_questionnaire(values: Values) -> None:
    for place in range(len(QUESTIONS)):
        answer = values[f"answer_{place}"]
        if answer is not None and not 1 <= answer <= 5:
            values.problem("answer_not_1_to_5", f"answer_{place}", value=answer)
    if values["valid"] is False and not values["invalid_reason"]:
        values.problem("invalid_without_reason", "invalid_reason")
    surveyor = folded(values["surveyor"] or "")
    if surveyor and surveyor in {folded(values["name"] or ""), folded(values["staff_no"] or "")}:
        values.problem("surveyor_is_appraised", "surveyor", value=values["surveyor"])


def _questionnaire(values: Values) -> QuestionnaireRow:
    answers = tuple(values[f"answer_{place}"] for place in range(len(QUESTIONS)))
    too_many = sum(answer is None for answer in answers) > MOST_MISSING
    return QuestionnaireRow(
        place=values.place,
        number=values["number"],
        answers=answers,
        staff_no=values["staff_no"],
        name=values["name"],
        period=values["period"],
        area=values["area"],
        surveyed_on=values["surveyed_on"],
        surveyor=values["surveyor"],
        valid=values["valid"] is not False and not too_many,
        invalid_reason=values["invalid_reason"],
        too_many_missing=too_many,
    )


def _summaries(intake: Intake) -> Reading[QuestionnaireRow | SummaryRow]:
    sheet = intake.main(SUMMARY)
    if sheet is None:
        return intake.reading(None, ())
    intake.need_person(sheet)
    means = sum(sheet.has(f"mean_{place}") for place in range(len(QUESTIONS)))
    sums = sum(sheet.has(f"sum_{place}") for place in range(len(QUESTIONS)))
    kind = "sum" if sums >= means else "mean"
    _need_answers(sheet, kind)
    for values in sheet.values:
        _check_summary(sheet, values, kind)
    intake.twice(sheet)
    if kind == "mean" and sheet.values:
        sheet.values[0].warning("aggregate_means", "valid")
    counts = {QUESTIONNAIRES: sum(values["returned"] or 0 for values in sheet.values), PEOPLE: len(sheet.values)}
    totals = intake.control(sheet, {name: Decimal(count) for name, count in counts.items()})
    rows = [_summary(values, kind) for values in sheet.values if values.sound]
    return intake.reading(sheet, rows, controls=totals)


def _need_answers(sheet: Sheet, kind: str) -> None:
    for place in range(len(QUESTIONS)):
        name = f"{kind}_{place}"
        if not sheet.has(name):
            params = {"aliases": f"（或 {QUESTIONS[place]}均分）" if kind == "sum" else ""}
            sheet.cells.problems.append(sheet.about("column_missing", name, sheet.table.header_row, params))
            for values in sheet.values:
                values.sound = False


def _check_summary(sheet: Sheet, values: Values, kind: str) -> None:
    issued, returned, valid = values["issued"], values["returned"], values["valid"]
    if None not in (issued, returned, valid) and not valid <= returned <= issued:
        values.problem("counts_disagree", "valid", issued=issued, returned=returned, valid=valid)
    if valid is None:
        return
    for place in range(len(QUESTIONS)):
        name = f"{kind}_{place}"
        answer = values[name]
        if valid and sheet.has(name):
            values.need(name)
        # A sum also covers valid sheets that miss this answer, so that only its upper bound is sure.
        highest = 5 * valid if kind == "sum" else 5
        lowest = 0 if kind == "sum" or not valid else 1
        if answer is not None and not lowest <= answer <= highest:
            values.problem("out_of_range", name, value=str(answer), least=str(lowest), most=str(highest))


def _summary(values: Values, kind: str) -> SummaryRow:
    return SummaryRow(
        place=values.place,
        issued=values["issued"],
        returned=values["returned"],
        valid=values["valid"],
        answers=tuple(values[f"{kind}_{place}"] or Decimal() for place in range(len(QUESTIONS))),
        are_means=kind == "mean",
        staff_no=values["staff_no"],
        name=values["name"],
        period=values["period"],
    )
