"""Reading 技能考试成绩表 (D14): the marks of a half-year."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.controls import PEOPLE
from cmdesk.exchange.sheets.fields import Field, Kind, Layout
from cmdesk.exchange.sheets.intake import Asked, Intake, Values
from cmdesk.exchange.sheets.person_fields import NAME, NOTE, PERIOD, STAFF_NO, UNIT
from cmdesk.exchange.sheets.reading import Reading, Row
from cmdesk.exchange.sheets.vocabulary import EXAM_STATE, YES_NO
from cmdesk.kernel.periods import Period

PASS_MARK = Decimal(60)
_HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class ExamRow(Row):
    """The marks of one person (0–100, two decimals). `state` is `normal`, `absent` or `deferred`.

    An absent person's empty parts are 0; a deferred person has none. A `retake` is a second record.
    """

    staff_no: str | None = None
    name: str | None = None
    period: Period | None = None
    theory: Decimal | None = None
    practice: Decimal | None = None
    state: str = "normal"
    retake: bool = False
    admission_no: str | None = None
    examined_on: date | None = None
    invigilator: str | None = None
    marker: str | None = None
    checker: str | None = None
    note: str | None = None


def _mark(name: str, heading: str, *aliases: str) -> Field:
    return Field(
        name=name,
        heading=heading,
        aliases=aliases,
        kind=Kind.NUMBER,
        places=2,
        low=Decimal(),
        high=_HUNDRED,
        total=True,
    )


SHEET = Layout(
    names=("成绩", "技能考试成绩", "考试成绩"),
    fields=(
        STAFF_NO,
        NAME,
        UNIT,
        replace(PERIOD, aliases=(*PERIOD.aliases, "半年")),
        Field(name="admission_no", heading="准考证号", aliases=("准考证",), kind=Kind.STAFF_NO, length=30),
        Field(name="examined_on", heading="考试日期", kind=Kind.DATE),
        _mark("theory", "理论", "理论成绩", "笔试"),
        _mark("practice", "技能", "实操", "技能成绩"),
        Field(name="state", heading="状态", aliases=("考试状态",), kind=Kind.CHOICE, choices=EXAM_STATE),
        Field(name="retake", heading="补考", aliases=("是否补考",), kind=Kind.YES_NO, choices=YES_NO),
        Field(name="invigilator", heading="监考", aliases=("监考人",), length=60),
        Field(name="marker", heading="阅卷", aliases=("阅卷人",), length=60),
        Field(name="checker", heading="复核", aliases=("复核人",), length=60),
        NOTE,
    ),
    key=("staff_no", "period", "retake"),
)


def read(
    path: Path,
    *,
    period: Period | None = None,
    mapping: Mapping[str, Any] | None = None,
    controls: Mapping[str, Decimal] | None = None,
    own_unit: Collection[str] = (),
    has_glyph: Callable[[str], bool] | None = None,
    pass_mark: Decimal = PASS_MARK,
) -> Reading[ExamRow]:
    """Read marks. Own problems: `mark_missing`, `mark_with_deferral`; warning `fail` for a part below `pass_mark`."""
    asked = Asked(period=period, mapping=mapping, controls=controls, own_unit=own_unit, has_glyph=has_glyph)
    intake = Intake(path, asked, (SHEET,))
    sheet = intake.main(SHEET)
    if sheet is None:
        return intake.reading(None, ())
    intake.need_person(sheet)
    for values in sheet.values:
        values.got["retake"] = bool(values["retake"])
        _check(values, pass_mark)
    intake.twice(sheet)
    totals = intake.control(sheet, {PEOPLE: Decimal(len(sheet.values))})
    return intake.reading(sheet, [_row(values) for values in sheet.values if values.sound], controls=totals)


def _check(values: Values, pass_mark: Decimal) -> None:
    state = values["state"] or "normal"
    for part in ("theory", "practice"):
        mark = values[part]
        if state == "deferred" and mark is not None:
            values.problem("mark_with_deferral", part, value=mark)
        elif state == "absent" and mark is None and not values.refused(part):
            values.got[part] = Decimal()
        elif state == "normal" and mark is None and not values.refused(part):
            values.problem("mark_missing", part)
        elif state == "normal" and mark is not None and mark < pass_mark:
            values.warning("fail", part, person=values["name"] or values["staff_no"] or "", value=mark)
    if state == "deferred":
        # The exam is left out only where the deferral was approved: 备注 names the document.
        values.need("note")


def _row(values: Values) -> ExamRow:
    got = {name: value for name, value in values.got.items() if value is not None and name != "unit"}
    return ExamRow(place=values.place, **got)
