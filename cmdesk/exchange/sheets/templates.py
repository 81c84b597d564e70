"""Empty workbooks for what comes in: every column that is read, and a sheet that says what to write in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmdesk.exchange.sheets import decision, exams, holidays, indicators, roster, seats, survey
from cmdesk.exchange.sheets.fields import Field, Kind, Layout, Need
from cmdesk.exchange.sheets.files_out import put, width_of
from cmdesk.exchange.sheets.template_examples import EXAMPLES
from cmdesk.exchange.sheets.vocabulary import Words
from cmdesk.exchange.sheets.writer import dress, started

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

GUIDE_SHEET = "填写说明"
_PREPARED_ROWS = 1000
_LONGEST_LIST = 250
_GUIDE = ("工作表", "列", "要不要写", "写什么", "例")


@dataclass(frozen=True)
class Template:
    """An empty workbook of one kind: its title, its sheets, and what the columns alone do not say."""

    title: str
    layouts: tuple[Layout, ...]
    remarks: tuple[str, ...] = ()


_WHO = "每一行用工号认人；没有工号列时按姓名认，重名的要写工号。"
_WHICH = "期间列可以不要：读入时写明期间即可；写了就要与读入的期间一致。"
TEMPLATES: Mapping[str, Template] = {
    "roster": Template(
        "客户经理花名册",
        roster.LAYOUTS,
        (
            "只有“人员”表是必须的，另外三张表没有内容可以删掉。",
            "客户经理要有任客户经理日期、学历，以及现级和现档两列（或只用“级档”一列）；见习不写档。",
            "上年得分、上年等次是读入那一天的上一个年度的，前年等次再早一年。",
            "单位列写了别的单位的行会跳过；整列不要就都算本单位。",
        ),
    ),
    "indicators": Template(
        "月度经营业绩指标（X1）",
        (indicators.SHEET,),
        (
            _WHO,
            _WHICH,
            "完成率、准确率可以只写率，也可以只写目标和实际；都写时要对得上。",
            "各项得分列和经营业绩得分列只用来与本程序算出的核对，可以不要。",
            "没有数的格留空，不要写 0。",
        ),
    ),
    "survey": Template(
        "客户满意度调查问卷",
        (survey.SHEETS,),
        (
            "一行一份问卷，十个问题写 1 到 5 的整数，没有答的留空；留空超过两题的这份无效。",
            "不要写零售户的店名、许可证号、电话：写了也不读。",
            _WHO,
            _WHICH,
        ),
    ),
    "survey-summary": Template(
        "客户满意度调查汇总",
        (survey.SUMMARY,),
        ("调查机构不给单份问卷时用：一行一人。", "各题的“合计”和“均分”两组列留一组，另一组删掉。", _WHO, _WHICH),
    ),
    "exams": Template(
        "技能考试成绩",
        (exams.SHEET,),
        ("缺考的两项留空按 0 分；缓考的两项留空，备注写批准的文号。", "补考另起一行，补考写“是”。", _WHO, _WHICH),
    ),
    "seats": Template(
        "名额分配表（X5）",
        (seats.SHEET,),
        ("要有本单位的一行。名额是这一级的全部名额，现有人员也算在内；没有下达的留空，下达为零写 0。",),
    ),
    "decision": Template(
        "市局决定表",
        (decision.SHEET,),
        (
            "同意的确定级档与拟定相同；调整的要写理由；暂缓和不同意的确定级、确定档留空，不同意要写理由。",
            "生效月份是决定日期的下一个月。",
            "上报摘要写所答复的等级上报表“校验”表里的内容摘要；不写也能读入，会提醒没有对上是哪一份。",
        ),
    ),
    "holidays": Template(
        "节假日表",
        (holidays.SHEET,),
        ("写全年与周一到周五不同的日子：放假的和调休上班的。元旦、春节、清明、劳动节、端午、国庆都要有。",),
    ),
}
"""The kinds that have a template here. Checklists, D10 and D11 are made with what they ask of whom."""

_WHAT = {
    Kind.TEXT: "文字",
    Kind.NAME: "姓名",
    Kind.STAFF_NO: "编号（按文本写，前面的 0 不能丢）",
    Kind.ID_NUMBER: "18 位身份证号（按文本写）",
    Kind.INTEGER: "整数",
    Kind.NUMBER: "数",
    Kind.PERCENT: "百分数：标题带（%）时写 98.5，也可以设成百分比格式写 98.5%",
    Kind.DATE: "日期，如 2026-03-02",
    Kind.MONTH: "年月，如 1990-05",
    Kind.PERIOD: "期间，如 2026-03、2026Q1、2026H1、2026",
    Kind.CHOICE: "",
    Kind.YES_NO: "",
}
_NEEDS = {
    Need.OPTIONAL: "可以没有",
    Need.CELL: "有这一列就每行都写",
    Need.COLUMN: "要有这一列，格可以空",
    Need.VALUE: "必须，每行都写",
}
_TEXT_KINDS = (Kind.STAFF_NO, Kind.ID_NUMBER)


def template(kind: str) -> Workbook:
    """Give the empty workbook of a kind of TEMPLATES. What it asks for, `read` of that kind takes in."""
    wanted = TEMPLATES[kind]
    book = started()
    for layout in wanted.layouts:
        _write_sheet(book.create_sheet(layout.names[0]), layout, wanted.title)
    _write_guide(book.create_sheet(GUIDE_SHEET), wanted, EXAMPLES[kind])
    return book


def heading_of(field: Field) -> str:
    """Give the heading as the template writes it: with the unit in brackets, where the column has one."""
    return f"{field.heading}（{field.unit}）" if field.unit else field.heading


def _write_sheet(target: Worksheet, layout: Layout, title: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    put(target.cell(1, 1), f"{title} {layout.names[0]}")
    target.cell(1, 1).font = Font(name="宋体", bold=True, size=14)
    headings = [heading_of(field) for field in layout.fields]
    for place, (field, heading) in enumerate(zip(layout.fields, headings, strict=True), 1):
        put(target.cell(2, place), heading)
        target.cell(2, place).font = Font(name="宋体", bold=field.need.of_column)
        if field.kind in _TEXT_KINDS:
            # Typed under General, 0001 would become 1.
            for row in range(3, 3 + _PREPARED_ROWS):
                target.cell(row, place).number_format = "@"
        if field.choices is not None:
            _offer(target, get_column_letter(place), field.choices)
    dress(target, headings, [], header_row=2)


def _offer(target: Worksheet, letter: str, words: Words) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = words.allowed.replace("、", ",")
    if len(listed) <= _LONGEST_LIST:
        choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
        choice.add(f"{letter}3:{letter}{2 + _PREPARED_ROWS}")
        target.add_data_validation(choice)


def _write_guide(target: Worksheet, wanted: Template, examples: Sequence[Mapping[str, str]]) -> None:
    from openpyxl.styles import Alignment, Font

    lines = [
        (layout.names[0], heading_of(field), _NEEDS[field.need], what(field), example.get(field.name, ""))
        for layout, example in zip(wanted.layouts, examples, strict=True)
        for field in layout.fields
    ]
    for place, heading in enumerate(_GUIDE, 1):
        put(target.cell(1, place), heading)
        target.cell(1, place).font = Font(name="宋体", bold=True)
    for row, line in enumerate(lines, 2):
        for place, text in enumerate(line, 1):
            put(target.cell(row, place), text or None, "@")
            target.cell(row, place).alignment = Alignment(wrap_text=True, vertical="top")
    for row, remark in enumerate(wanted.remarks, len(lines) + 3):
        put(target.cell(row, 1), remark)
    shown = [line for line in lines if all(width_of(text) < 200 for text in line)]
    dress(target, _GUIDE, shown, header_row=1)


def what(field: Field) -> str:
    """Say what may stand in the cells of a column: its words, or its kind and bounds."""
    if field.choices is not None:
        return field.choices.allowed
    said = _WHAT[field.kind]
    if field.kind is Kind.INTEGER or field.kind is Kind.NUMBER:
        low, high = field.low, field.high
        bounds = [f"不小于 {low:f}"] if low is not None else []
        bounds += [f"不大于 {high:f}"] if high is not None else []
        said = "，".join([said, *bounds])
    return f"{said}，单位{field.unit}" if field.unit and field.kind is not Kind.PERCENT else said
