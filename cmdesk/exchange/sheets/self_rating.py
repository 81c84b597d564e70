"""自我评价表 (D11), out and back: one workbook a person, one row a duty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.fields import Field, Kind, Layout, Need
from cmdesk.exchange.sheets.form_sheet import NUMBER_LABEL, Blank, FormSheet, GivenOut, check_number, write_form
from cmdesk.exchange.sheets.intake import Asked, Intake, Sheet, Values
from cmdesk.exchange.sheets.reading import Person, Reading, Row
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import folded

DUTIES = (
    "分析市场动态",
    "把握客户需求",
    "实施营销策略",
    "培育重点品牌",
    "当好客户参谋",
    "帮助客户理财",
    "联络客户情感",
    "引导终端消费",
    "遵守工作规范",
    "主动接受监督",
)
"""The ten duties of R07, in their order."""
HIGHEST = Decimal(10)
FACT_FROM = Decimal(9)
SHORTEST_FACT = 10
_HEAD = ("单位", "期间", "规则版本", NUMBER_LABEL, "工号", "姓名")


@dataclass(frozen=True, kw_only=True)
class SelfForm(GivenOut):
    """One person's form (D11)."""

    staff_no: str
    name: str


@dataclass(frozen=True, kw_only=True)
class SelfRow(Row):
    """One duty: its number 1–10 in the order of DUTIES, 0–10 points, and the fact that shows them."""

    duty: int
    score: Decimal
    fact: str | None = None


SHEET = Layout(
    names=("自评", "自我评价"),
    fields=(
        Field(name="number", heading="序号", kind=Kind.INTEGER),
        Field(name="duty", heading="职责", need=Need.VALUE, length=40),
        Field(
            name="score",
            heading="得分",
            kind=Kind.NUMBER,
            need=Need.COLUMN,
            places=1,
            low=Decimal(),
            high=HIGHEST,
            as_shown=False,
        ),
        Field(name="fact", heading="事实", need=Need.COLUMN, length=400),
    ),
    key=("duty",),
)


def write(form: SelfForm, ratings: Sequence[SelfRow] = ()) -> bytes:
    """Give the form as a file, filled in with `ratings` where there are some."""
    filled: dict[tuple[int, str], Any] = {}
    for rating in ratings:
        filled[rating.duty - 1, "得分"] = rating.score
        filled[rating.duty - 1, "事实"] = rating.fact
    sheet = FormSheet(
        sheet=SHEET.names[0],
        name="自我评价表",
        form=form,
        to=(("工号", form.staff_no), ("姓名", form.name)),
        fixed=("序号", "职责"),
        rows=tuple(enumerate(DUTIES, 1)),
        blanks=(Blank("得分", HIGHEST), Blank("事实", width=60)),
        advice="只填黄色格：每项 0 至 10 分，可一位小数，十项都要填；9 分及以上须写明事实，不少于 10 个字",
    )
    return write_form(sheet, filled)


def read(
    path: Path,
    *,
    period: Period | None = None,
    mapping: Mapping[str, Any] | None = None,
    controls: Mapping[str, Decimal] | None = None,
    has_glyph: Callable[[str], bool] | None = None,
) -> Reading[SelfRow]:
    """Read a form that came back. `head` holds 表单编号 and what must agree with it: 单位 期间 规则版本 工号 姓名.

    Own problems: `form_unknown`, `form_of_other_period`, `blank_item`, `fact_missing`.
    """
    intake = Intake(path, Asked(period=period, mapping=mapping, controls=controls, has_glyph=has_glyph), (SHEET,))
    sheet = intake.main(SHEET)
    if sheet is None:
        return intake.reading(None, ())
    number = check_number(intake, sheet, "D11")
    for values in sheet.values:
        _check(values)
    intake.twice(sheet)
    _need_all(sheet)
    totals = intake.control(sheet, {})
    rows = [_row(values) for values in sheet.values if values.sound]
    reading = intake.reading(sheet, rows, controls=totals)
    head = {label: value for label, value in reading.head.items() if label in _HEAD}
    where = Where(file=intake.file, sheet=sheet.table.sheet, row=sheet.table.head_rows.get("工号"))
    people = (Person(where, head.get("工号"), head.get("姓名")),)
    return replace(reading, head={**head, NUMBER_LABEL: number} if number else head, people=people)


def duty_number(text: str) -> int | None:
    """Give the number of a duty by its name; None where it is none of the ten."""
    plain = folded(text)
    return DUTIES.index(plain) + 1 if plain in DUTIES else None


def _check(values: Values) -> None:
    if values["duty"] and duty_number(values["duty"]) is None:
        values.problem("value_not_allowed", "duty", value=values["duty"], allowed="、".join(DUTIES))
    score = values["score"]
    if score is None and not values.refused("score"):
        values.problem("blank_item", "score", item=values["duty"] or "")
    if score is not None and score >= FACT_FROM and len(folded(values["fact"] or "")) < SHORTEST_FACT:
        values.problem("fact_missing", "fact", item=values["duty"] or "")


def _need_all(sheet: Sheet) -> None:
    found = {duty_number(values["duty"]) for values in sheet.values if values["duty"]}
    for number, duty in enumerate(DUTIES, 1):
        if number not in found and sheet.has("duty"):
            where = Where(file=sheet.cells.file, sheet=sheet.cells.sheet, field="score")
            sheet.cells.problems.append(Problem("blank_item", where, {"heading": "得分", "item": duty}))


def _row(values: Values) -> SelfRow:
    return SelfRow(
        place=values.place, duty=duty_number(values["duty"]) or 0, score=values["score"], fact=values["fact"]
    )
