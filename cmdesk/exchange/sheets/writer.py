"""Writing the workbooks that go out: title, stamp, header, typed cells, and the sheet 校验."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cmdesk.exchange.content_digest import content_digest, printed_cell
from cmdesk.exchange.sheets.files_out import clean, put, saved, width_of
from cmdesk.exchange.sheets.vocabulary import RULE_STATE
from cmdesk.kernel.amounts import rounded
from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.periods import Period

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

CHECK_SHEET = "校验"
HEADER_ROW = 3
_WIDEST = 60


class Shape(StrEnum):
    """How the cells of a column are written. Codes (工号, 身份证号) are text, so that no zero is lost."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    FIGURE = "figure"
    DATE = "date"


@dataclass(frozen=True)
class OutColumn:
    """One column: its heading, how its cells are written, and what of a row stands in it.

    A figure is rounded once, to `places`, as it is written; `total` adds it up on 校验.
    """

    heading: str
    get: Callable[[Any], Any]
    shape: Shape = Shape.TEXT
    places: int = 2
    total: bool = False

    @property
    def number_format(self) -> str:
        """Give the number format of the cells."""
        if self.shape is Shape.FIGURE:
            return f"0.{'0' * self.places}" if self.places else "0"
        return {Shape.INTEGER: "0", Shape.DATE: "yyyy-mm-dd", Shape.CODE: "@"}.get(self.shape, "General")

    def cell(self, row: Any) -> Any:
        """Give the value of the cell for a row, as it is written."""
        value = clean(self.get(row))
        if value is None or self.shape is not Shape.FIGURE:
            return value
        return rounded(value, self.places)


@dataclass(frozen=True)
class OutSheet:
    """One sheet of data: its name, and the cells of its rows as they are written."""

    name: str
    columns: tuple[OutColumn, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Form:
    """Which file it is: code (X2), title, version of its format, and the name of its last sheet."""

    code: str
    title: str
    version: str = "1"
    check_sheet: str = CHECK_SHEET


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What a file says of itself. `made_at` is aware; `rule_state` is `trial` or `in_force`."""

    unit_code: str
    unit: str
    period: Period
    revision: int
    rule_set: str
    rule_version: str
    rule_state: str
    made_at: datetime
    made_by: str
    adopted_on: date | None = None
    document_number: str | None = None
    notice_on: date | None = None
    checklist_version: str | None = None


def out_sheet(name: str, columns: Sequence[OutColumn], rows: Iterable[Any], *, numbered: bool = False) -> OutSheet:
    """Give a sheet of `rows` (frozen values), with 序号 before the columns where it is `numbered`."""
    cells = [tuple(column.cell(row) for column in columns) for row in rows]
    if not numbered:
        return OutSheet(name, tuple(columns), tuple(cells))
    running = OutColumn("序号", lambda row: row, Shape.INTEGER)
    return OutSheet(name, (running, *columns), tuple((number, *line) for number, line in enumerate(cells, 1)))


def digest_of(sheets: Iterable[OutSheet]) -> str:
    """Give 内容摘要: the same content keeps its 版次, changed content gets the next one."""
    return content_digest(_printed(sheet, row) for sheet in sheets for row in sheet.rows)


def workbook(
    sheets: Sequence[OutSheet], stamp: Stamp, form: Form, extra: Sequence[tuple[str, str | None]] = ()
) -> bytes:
    """Give the file. `extra` are further lines of 校验 (item, value). The same input gives the same bytes."""
    book = started()
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet, stamp, form, alone=len(sheets) == 1)
    _write_check(book.create_sheet(form.check_sheet), check_lines(sheets, stamp, form, extra))
    return saved(book, stamp.made_at)


def started() -> Workbook:
    """Give a workbook without sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def check_lines(
    sheets: Sequence[OutSheet], stamp: Stamp, form: Form, extra: Sequence[tuple[str, str | None]] = ()
) -> list[tuple[str, str]]:
    """Give the lines of 校验, in their order."""
    lines: list[tuple[str, str | None]] = [
        ("格式", form.code),
        ("格式版本", form.version),
        ("单位代码", stamp.unit_code),
        ("单位", stamp.unit),
        ("期间", str(stamp.period)),
        ("版次", str(stamp.revision)),
        ("规则集", stamp.rule_set),
        ("规则版本", stamp.rule_version),
        ("规则状态", RULE_STATE.word(stamp.rule_state)),
        ("通过日期", _iso(stamp.adopted_on)),
        ("文号", stamp.document_number),
        ("公示日期", _iso(stamp.notice_on)),
        ("检查表版本", stamp.checklist_version),
        *extra,
        ("行数", str(sum(len(sheet.rows) for sheet in sheets))),
    ]
    if len(sheets) > 1:
        lines += [(f"行数 {sheet.name}", str(len(sheet.rows))) for sheet in sheets]
    lines += [line for sheet in sheets for line in _totals(sheet, alone=len(sheets) == 1)]
    made = stamp.made_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    lines += [("内容摘要", digest_of(sheets)), ("生成时间", made), ("制表人", stamp.made_by)]
    return [(item, value or "") for item, value in lines]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _totals(sheet: OutSheet, *, alone: bool) -> list[tuple[str, str]]:
    lines = []
    for place, column in enumerate(sheet.columns):
        if not column.total:
            continue
        total = sum((Decimal(row[place]) for row in sheet.rows if row[place] is not None), Decimal())
        name = column.heading if alone else f"{sheet.name} {column.heading}"
        lines.append((f"合计 {name}", printed_cell(total, column.number_format)))
    return lines


def _printed(sheet: OutSheet, row: Sequence[Any]) -> list[str]:
    return [printed_cell(value, column.number_format) for column, value in zip(sheet.columns, row, strict=True)]


def _write_sheet(target: Worksheet, sheet: OutSheet, stamp: Stamp, form: Form, *, alone: bool) -> None:
    from openpyxl.styles import Alignment, Font

    name = form.title if alone else f"{form.title} {sheet.name}"
    put(target.cell(1, 1), f"{stamp.unit}{stamp.period.chinese}{name}")
    target.cell(1, 1).font = Font(name="宋体", bold=True, size=14)
    put(target.cell(2, 1), stamp_line(stamp))
    for place, column in enumerate(sheet.columns, 1):
        put(target.cell(HEADER_ROW, place), column.heading)
        target.cell(HEADER_ROW, place).font = Font(name="宋体", bold=True)
        target.cell(HEADER_ROW, place).alignment = Alignment(wrap_text=True, vertical="center")
    for number, row in enumerate(sheet.rows, HEADER_ROW + 1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True), 1):
            if value is not None:
                put(target.cell(number, place), value, column.number_format)
    dress(target, [column.heading for column in sheet.columns], [_printed(sheet, row) for row in sheet.rows])


def stamp_line(stamp: Stamp) -> str:
    """Give the second row of a sheet: unit, period, rule version, 版次; labelled, so that it is read back."""
    rule = f"{stamp.rule_version}（{RULE_STATE.word(stamp.rule_state)}）"
    return f"单位：{stamp.unit} · 期间：{stamp.period} · 规则版本：{rule} · 版次：{stamp.revision}"


def dress(
    target: Worksheet, headings: Sequence[str], printed: Sequence[Sequence[str]], header_row: int = HEADER_ROW
) -> None:
    """Freeze what lies above the data, set widths, and lay the sheet out for landscape A4."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    target.freeze_panes = f"A{header_row + 1}"
    target.print_title_rows = f"1:{header_row}"
    target.page_setup.orientation = "landscape"
    target.page_setup.paperSize = 9
    target.page_setup.fitToHeight = 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for place, heading in enumerate(headings):
        widest = max([width_of(heading), *(width_of(row[place]) for row in printed)])
        target.column_dimensions[get_column_letter(place + 1)].width = min(widest, _WIDEST) + 2


def _write_check(target: Worksheet, lines: Sequence[tuple[str, str]]) -> None:
    from openpyxl.styles import Font

    for place, heading in enumerate(("项目", "值"), 1):
        put(target.cell(1, place), heading)
        target.cell(1, place).font = Font(name="宋体", bold=True)
    for number, (item, value) in enumerate(lines, 2):
        put(target.cell(number, 1), item)
        put(target.cell(number, 2), value, "@")
    dress(target, ("项目", "值"), lines, header_row=1)
