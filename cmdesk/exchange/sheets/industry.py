"""工业企业评价表 (D10), out and back: one workbook a rater, one row a person rated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.controls import PEOPLE
from cmdesk.exchange.sheets.fields import Field, Kind, Layout, Need
from cmdesk.exchange.sheets.form_sheet import NUMBER_LABEL, Blank, FormSheet, GivenOut, check_number, write_form
from cmdesk.exchange.sheets.intake import Asked, Intake, Sheet, Values
from cmdesk.exchange.sheets.person_fields import NAME, STAFF_NO, required
from cmdesk.exchange.sheets.reading import Reading, Row
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period

ITEMS = ("品牌宣传", "上柜", "陈列", "新品铺货", "市场信息反馈", "活动配合", "终端数据", "总体配合")
"""The eight items of B.6, in their order."""
HIGHEST = Decimal("12.5")
_ALIKE = 3


@dataclass(frozen=True, kw_only=True)
class IndustryForm(GivenOut):
    """One rater's form (D10); `people` are (工号, 姓名)."""

    company: str
    rater: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class IndustryRow(Row):
    """One person rated: eight scores 0–12.5 in the order of ITEMS. People left wholly empty have no row."""

    staff_no: str
    name: str
    scores: tuple[Decimal, ...]
    opinion: str | None = None

    @property
    def total(self) -> Decimal:
        """Give the sum of the eight scores, 0–100."""
        return sum(self.scores, Decimal())


SHEET = Layout(
    names=("评价", "工业企业评价"),
    fields=(
        required(STAFF_NO),
        required(NAME),
        *(
            Field(
                name=f"item_{place}",
                heading=item,
                kind=Kind.NUMBER,
                need=Need.COLUMN,
                places=1,
                low=Decimal(),
                high=HIGHEST,
                as_shown=False,
            )
            for place, item in enumerate(ITEMS)
        ),
        Field(name="opinion", heading="意见", aliases=("评价意见",), length=400),
    ),
)
# 工号 and 姓名 stand in the table of this form, and not in its head.
_HEAD = ("单位", "期间", "规则版本", NUMBER_LABEL, "企业", "评价人")


def write(form: IndustryForm, ratings: Sequence[IndustryRow] = ()) -> bytes:
    """Give the form as a file, filled in with `ratings` where there are some."""
    filled: dict[tuple[int, str], Any] = {}
    places = {staff_no: index for index, (staff_no, _) in enumerate(form.people)}
    for rating in ratings:
        index = places[rating.staff_no]
        filled |= {(index, item): score for item, score in zip(ITEMS, rating.scores, strict=True)}
        filled[index, "意见"] = rating.opinion
    return write_form(_sheet_of(form), filled)


def _sheet_of(form: IndustryForm) -> FormSheet:
    return FormSheet(
        sheet=SHEET.names[0],
        name="工业企业评价表",
        form=form,
        to=(("企业", form.company), ("评价人", form.rater)),
        fixed=("工号", "姓名"),
        rows=form.people,
        blanks=(*(Blank(item, HIGHEST) for item in ITEMS), Blank("意见", width=36)),
        advice="只填黄色格：每项 0 至 12.5 分，可一位小数；不了解的人整行留空，不要只填一部分",
    )


def read(
    path: Path,
    *,
    period: Period | None = None,
    mapping: Mapping[str, Any] | None = None,
    controls: Mapping[str, Decimal] | None = None,
    has_glyph: Callable[[str], bool] | None = None,
) -> Reading[IndustryRow]:
    """Read a form that came back. `head` holds 表单编号 and what must agree with it: 单位 期间 规则版本 企业 评价人.

    Own problems: `form_unknown`, `form_of_other_period`, `blank_item`; warning `all_equal`.
    """
    intake = Intake(path, Asked(period=period, mapping=mapping, controls=controls, has_glyph=has_glyph), (SHEET,))
    sheet = intake.main(SHEET)
    if sheet is None:
        return intake.reading(None, ())
    number = check_number(intake, sheet, "D10")
    for values in sheet.values:
        _check(values)
    intake.twice(sheet)
    rows = [_row(values) for values in sheet.values if values.sound and _is_rated(values)]
    _say_equal(sheet, rows)
    totals = intake.control(sheet, {PEOPLE: Decimal(sum(_is_rated(values) for values in sheet.values))})
    reading = intake.reading(sheet, rows, controls=totals)
    head = {label: value for label, value in reading.head.items() if label in _HEAD}
    return replace(reading, head={**head, NUMBER_LABEL: number} if number else head)


def _is_rated(values: Values) -> bool:
    return any(values[f"item_{place}"] is not None for place in range(len(ITEMS)))


def _check(values: Values) -> None:
    refused = any(values.refused(f"item_{place}") for place in range(len(ITEMS)))
    if not _is_rated(values) and not refused and values["opinion"] is None:
        return
    for place, item in enumerate(ITEMS):
        if values[f"item_{place}"] is None and not values.refused(f"item_{place}"):
            values.problem("blank_item", f"item_{place}", item=item)


def _say_equal(sheet: Sheet, rows: Sequence[IndustryRow]) -> None:
    if len(rows) >= _ALIKE and len({row.total for row in rows}) == 1:
        where = Where(file=sheet.cells.file, sheet=sheet.cells.sheet)
        params = {"count": len(rows), "total": rows[0].total}
        sheet.cells.warnings.append(Problem("all_equal", where, params))


def _row(values: Values) -> IndustryRow:
    return IndustryRow(
        place=values.place,
        staff_no=values["staff_no"],
        name=values["name"],
        scores=tuple(values[f"item_{place}"] for place in range(len(ITEMS))),
        opinion=values["opinion"],
    )
