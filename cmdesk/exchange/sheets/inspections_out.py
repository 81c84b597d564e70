"""Writing the template of 督察检查单 with the item columns of the checklist in force, blank or filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cmdesk.exchange.sheets.checklist_columns import OTHER_STEP, ChecklistColumns
from cmdesk.exchange.sheets.files_out import put, saved
from cmdesk.exchange.sheets.inspections import InspectionRow, deductions_layout, sheets_layout
from cmdesk.exchange.sheets.sent import SentSheet
from cmdesk.exchange.sheets.sent import write as write_sent
from cmdesk.exchange.sheets.vocabulary import VISIT
from cmdesk.exchange.sheets.writer import dress

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ITEMS_SHEET = "项目"


def write(checklist: ChecklistColumns, made_at: datetime, sheets: Sequence[InspectionRow] = ()) -> bytes:
    """Give the workbook: 检查单, 扣分, and 项目 with the items and steps to choose from."""
    from openpyxl import load_workbook

    title = (f"督察检查单 · 检查表版本：{checklist.version}",)
    facts = [_fact(deduction) for sheet in sheets for deduction in sheet.deductions]
    content = write_sent(
        [
            SentSheet(sheets_layout(checklist), [_values(sheet) for sheet in sheets], title),
            SentSheet(deductions_layout(checklist), facts, title),
        ],
        made_at,
    )
    book = load_workbook(BytesIO(content))
    _write_items(book.create_sheet(ITEMS_SHEET), checklist)
    return saved(book, made_at)


def _values(row: InspectionRow) -> dict[str, Any]:
    parts = {name: getattr(row, name) for name in row.__dataclass_fields__}
    witnesses = (*row.witnesses, None, None)
    return {
        **parts,
        "inspector_1": row.inspectors[0],
        "inspector_2": row.inspectors[1],
        "put_right": "、".join(map(str, row.put_right)) or None,
        "witness_1": witnesses[0],
        "witness_2": witnesses[1],
        **{f"item_{number}": answer for number, answer in row.answers.items()},
    }


def _fact(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _write_items(target: Worksheet, checklist: ChecklistColumns) -> None:
    from openpyxl.styles import Font

    headings = ("编号", "职责", "项目", "分值", "方式", "条款", "条款内容", "每次扣分", "单位")
    for place, heading in enumerate(headings, 1):
        put(target.cell(1, place), heading)
        target.cell(1, place).font = Font(name="宋体", bold=True)
    lines: list[tuple[Any, ...]] = []
    for item in checklist.items:
        whole = (item.number, item.duty, item.text, item.points, VISIT.word(item.seen_at))
        lines += [(*whole, step.code, step.text, step.points, step.unit) for step in item.steps]
        lines.append((*whole, OTHER_STEP, "另写事实和理由", None, ""))
    for number, line in enumerate(lines, 2):
        for place, value in enumerate(line, 1):
            put(target.cell(number, place), value)
    printed = [["" if value is None else str(value) for value in line] for line in lines]
    dress(target, headings, printed, header_row=1)
