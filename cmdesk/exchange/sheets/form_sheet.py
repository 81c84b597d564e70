"""A form that goes out as a workbook and comes back filled in: locked but for the yellow cells, known by its number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cmdesk.exchange.sheets.files_out import Looks, put, saved, width_of
from cmdesk.exchange.sheets.intake import Intake, Sheet
from cmdesk.exchange.sheets.writer import started
from cmdesk.kernel.errors import Problem, Rejected, Where
from cmdesk.kernel.periods import Period

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

NUMBER_LABEL = "表单编号"
HEADER_ROW = 5
_NUMBER = re.compile(r"(?P<form>D1[01])-(?P<period>[0-9QH]+)-(?P<random>[A-Z0-9]{8})")
_QR_PIXELS = 84


@dataclass(frozen=True)
class Blank:
    """One column to fill in: its heading, the range of its figures (None = free text) and its width."""

    heading: str
    highest: Decimal | None = None
    width: int = 12


@dataclass(frozen=True, kw_only=True)
class GivenOut:
    """What every form says of itself. `form_number` is `<form>-<period>-<8 characters>`; `made_at` is aware."""

    form_number: str
    unit: str
    period: Period
    rule_version: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class FormSheet:
    """A form: `to` are the labelled values of who has it, `fixed` the printed columns with their rows, `blanks` what is
    filled in.
    """

    sheet: str
    name: str
    form: GivenOut
    to: tuple[tuple[str, str], ...]
    fixed: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    blanks: tuple[Blank, ...]
    advice: str

    @property
    def title(self) -> str:
        """Give what stands above the form."""
        return f"{self.form.unit}{self.form.period.chinese}{self.name}"

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """Give the labelled values below the title."""
        form = self.form
        return (("单位", form.unit), ("期间", str(form.period)), ("规则版本", form.rule_version), *self.to)


def write_form(form: FormSheet, filled: Mapping[tuple[int, str], Any] | None = None) -> bytes:
    """Give the form as a file; `filled` puts values into blanks by (row from 0, heading), as a rater would."""
    book = started()
    target = book.create_sheet(form.sheet)
    _write_head(target, form)
    _write_table(target, form, filled or {})
    _lock(target)
    return saved(book, form.form.made_at)


def _write_head(target: Worksheet, form: FormSheet) -> None:
    from openpyxl.drawing.image import Image
    from openpyxl.styles import Font

    put(target.cell(1, 1), form.title)
    target.cell(1, 1).font = Font(name="宋体", bold=True, size=14)
    put(target.cell(2, 1), " · ".join(f"{label}：{value}" for label, value in form.head))
    put(target.cell(3, 1), f"{NUMBER_LABEL}：{form.form.form_number}")
    put(target.cell(4, 1), form.advice)
    picture = Image(BytesIO(_qr(form.form.form_number)))
    picture.width = picture.height = _QR_PIXELS
    target.add_image(picture, f"{_letter(len(form.fixed) + len(form.blanks) + 2)}1")


def _write_table(target: Worksheet, form: FormSheet, filled: Mapping[tuple[int, str], Any]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    yellow = PatternFill("solid", fgColor="FFFFE699")
    line = Side(style="thin", color="FF999999")
    border = Border(left=line, right=line, top=line, bottom=line)
    headings = [*form.fixed, *(blank.heading for blank in form.blanks)]
    for place, heading in enumerate(headings, 1):
        cell = target.cell(HEADER_ROW, place)
        put(cell, heading)
        cell.font = Font(name="宋体", bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = border

    def printed(cell: Any) -> None:
        cell.border = border

    def to_fill(cell: Any, *, text: bool) -> None:
        cell.border, cell.fill, cell.protection = border, yellow, Protection(locked=False)
        cell.alignment = Alignment(wrap_text=text, vertical="center")

    looks = Looks()
    for index, row in enumerate(form.rows):
        for place, heading in enumerate(headings, 1):
            cell = target.cell(HEADER_ROW + 1 + index, place)
            if place <= len(row):
                looks.give(cell, "printed", printed)
                put(cell, row[place - 1], "@" if isinstance(row[place - 1], str) else "0")
                continue
            text = form.blanks[place - 1 - len(row)].highest is None
            looks.give(cell, "text" if text else "figure", partial(to_fill, text=text))
            put(cell, filled.get((index, heading)), "@" if text else "0.0")
    _limit(target, form)
    for place, heading in enumerate(form.fixed, 1):
        widest = max(width_of(heading), *(width_of(str(row[place - 1])) for row in form.rows), 6)
        target.column_dimensions[_letter(place)].width = widest + 2
    for place, blank in enumerate(form.blanks, len(form.fixed) + 1):
        target.column_dimensions[_letter(place)].width = blank.width


def _limit(target: Worksheet, form: FormSheet) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    last = HEADER_ROW + len(form.rows)
    for place, blank in enumerate(form.blanks, len(form.fixed) + 1):
        if blank.highest is None or not form.rows:
            continue
        rule = DataValidation(type="decimal", operator="between", formula1="0", formula2=str(blank.highest))
        rule.errorTitle, rule.error = "分值", f"请填 0 到 {blank.highest} 之间的数，一位小数"
        target.add_data_validation(rule)
        rule.add(f"{_letter(place)}{HEADER_ROW + 1}:{_letter(place)}{last}")


def _lock(target: Worksheet) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    target.protection.sheet = True
    target.freeze_panes = f"A{HEADER_ROW + 1}"
    target.page_setup.orientation = "landscape"
    target.page_setup.paperSize = 9
    target.page_setup.fitToHeight = 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)


def _qr(text: str) -> bytes:
    import segno

    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=4, border=2)
    return out.getvalue()


def check_number(intake: Intake, sheet: Sheet, form: str) -> str | None:
    """Give 表单编号 of a form that came back, or None after a problem.

    `form_unknown`: none there, or none of ours for `form` (D10, D11). `form_of_other_period`: it belongs to another
    period than the one asked for. The period of the reading is the form's.
    """
    written = sheet.table.head.get(NUMBER_LABEL, "")
    match = _NUMBER.fullmatch(written.strip().upper())
    where = Where(file=intake.file, sheet=sheet.table.sheet, row=sheet.table.head_rows.get(NUMBER_LABEL))
    period = _period(match["period"]) if match else None
    if match is None or match["form"] != form or period is None:
        sheet.cells.problems.append(Problem("form_unknown", where, {"number": written}))
        return None
    asked = intake.asked.period
    if asked is not None and asked != period:
        params = {"number": match[0], "period": period.chinese}
        sheet.cells.problems.append(Problem("form_of_other_period", where, params))
    intake.period = period
    return match[0]


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except Rejected:
        return None
