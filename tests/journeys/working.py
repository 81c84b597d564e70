"""The work of a year in the window: plans, inspection sheets, figures, evaluations, exams and the closes."""

from __future__ import annotations

from datetime import date

from mouse import Mouse
from office import (
    COUNTY_LEADER,
    HEAD,
    INSPECTOR,
    KEYING_INSPECTOR,
    LEADER,
    PAY_CLERK,
    RECORDER,
    YEAR,
    Office,
)
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton

from cmdesk.kernel.periods import Period
from cmdesk.sample import corrections, month_books, year
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.people import PersonField
from cmdesk.ui.pages.inspections.face import Face
from cmdesk.ui.pages.inspections.rows import ItemList

JANUARY, MARCH = Period.month(YEAR, 1), Period.month(YEAR, 3)


def plans(office: Office, day: date = date(YEAR, 1, 2)) -> None:
    """Key the plans of January one by one; the head of the department confirms them all at once."""
    mouse = office.mouse
    office.sit(RECORDER, day, 10)
    mouse.page("计划")
    for person in office.managers:
        mouse.row("月计划", person.name)
        for name, text in (
            ("销量", "118.5"),
            ("单箱收入", "28000"),
            ("重点品牌上柜率", "90"),
            ("毛利提升率", "3"),
            ("拜访户次", str(person.urban + person.rural)),
            ("经营客户", "每户每月实地拜访不少于一次，弱势客户重点帮扶"),
            ("经营品牌", "重点品牌上柜、陈列、动销逐户跟踪"),
            ("经营市场", "每周采集信息点，月末做好社会库存采集"),
            ("经营服务", "诉求两个工作日内答复，明码标价到位"),
            ("工作重点", "新品推介"),
        ):
            mouse.fill(name, text)
        mouse.click("记下计划", QAbstractButton)
    office.sit(HEAD)
    mouse.page("计划")
    mouse.click(f"全部确认（{len(office.managers)} 份）")
    assert mouse.says(f"已确认 {len(office.managers)} 人")


def press_tile(mouse: Mouse, key: str) -> None:
    """Press a key of the open item's answer bar with the mouse."""
    face = next(mouse.seen(Face))
    places = [place for place, tile in enumerate(face._tiles) if tile.key == key]
    assert places, f"the bar has no {key!r} but {[tile.key for tile in face._tiles]}"
    mouse.press(face, face._boxes[places[0]].center().toPoint())


def pick_item(mouse: Mouse, number: int) -> None:
    """Click an item of the sheet in the list."""
    items = next(mouse.seen(ItemList))
    row = items._at[number]
    at = QPoint(60, row.top - items.verticalScrollBar().value() + row.height // 2)
    mouse.press(items.viewport(), at)


def sheet(office: Office, day: date = date(YEAR, 1, 8)) -> None:
    """Key one sheet item by item: a deduction with its fact and evidence, the rest full; signed on paper, approved."""
    mouse = office.mouse
    office.sit(KEYING_INSPECTOR, day)
    mouse.page("督察检查")
    mouse.row("检查安排", office.managers[1].name)
    mouse.click("录检查表（内业、外业）")
    form = next(mouse.seen(Form))
    mouse.choose("方式", "综合", within=form)
    second = next(one for one in mouse.seen(PersonField, form) if one.accessibleName() == "督察员二")
    mouse.pick_person(second, office.users[INSPECTOR].name)
    mouse.fill("地点", "城关镇新世纪便利店", within=form)
    mouse.click("开始录", within=form)
    for _ in range(4):
        press_tile(mouse, "full")
    press_tile(mouse, "1")
    mouse.fill("第 1 处事实", "工作日志有三天没有填写，与 PDA 记录不一致")
    mouse.click("第 1 处证据类型")
    mouse.fill("第 1 处编号 / 页码", "PDA7")
    pick_item(mouse, 106)
    for _ in range(32):
        press_tile(mouse, "full")
    mouse.click("完成，去签字")
    form = next(mouse.seen(Form))
    mouse.click("完成", within=form)
    office.sit(LEADER)
    mouse.page("督察检查")
    mouse.click("检查表 1")
    mouse.click("审定全部 1 张")
    assert mouse.says("已审定 1 张")


def correction(office: Office, day: date = date(YEAR, 1, 13)) -> None:
    """Take in what was done about the finding; somebody else looks again and closes it."""
    mouse, found = office.mouse, f"D04-{day:%y%m}-001"
    office.sit(KEYING_INSPECTOR, day)
    mouse.page("督察检查")
    mouse.click("整改 …")
    mouse.row("整改", found)
    mouse.click("登记整改回执")
    mouse.fill("措施", "已逐日补登，台帐与数据采集工具核对一致")
    mouse.click("记下", within=next(mouse.seen(Form)))
    office.sit(INSPECTOR)
    mouse.page("督察检查")
    mouse.click("整改 …")
    mouse.row("整改", found)
    mouse.click("复查通过")
    mouse.click("通过", within=next(mouse.seen(Form)))
    assert mouse.says("已复查")


def import_sheets(office: Office, month: Period = JANUARY) -> None:
    """Take in the other sheets of a month from a workbook; the leader approves them all."""
    mouse = office.mouse
    with office.between() as sample:
        month_books.write(sample.month_books, month)
        book = sample.month_books.sheets(month)
    office.sit(KEYING_INSPECTOR, month.last_day, 15)
    mouse.page("督察检查")
    mouse.answer(book)
    mouse.click("导入")
    assert mouse.says(f"已导入 {2 * len(office.managers)} 张检查表")
    office.sit(LEADER, month.last_day, 16)
    mouse.page("督察检查")
    mouse.click(f"审定全部 {2 * len(office.managers)} 张")
    assert mouse.says(f"已审定 {2 * len(office.managers)} 张")


def indicators(office: Office, month: Period = JANUARY) -> None:
    """Take the month's figures in through 导入预览, with the head count typed from the paper."""
    mouse = office.mouse
    office.sit(RECORDER, office.working_day(month, 3), 10)
    mouse.page("指标")
    mouse.answer(office.books / f"X1-月度指标-{month}.xlsx")
    mouse.click("导入 X1")
    mouse.fill("人数，纸上的数", str(len(office.managers)))
    mouse.click("全部写入")
    mouse.page("指标")
    assert mouse.says(f"全部 {len(office.managers)}")


def close(office: Office, tab: str, day: date) -> None:
    """Let the head close a period: nothing stands in its way, and its scores never change again."""
    mouse = office.mouse
    office.sit(HEAD, day, 10)
    mouse.page("计分")
    mouse.click(tab)
    mouse.click("关账")
    assert mouse.says("没有挡住关账的事")
    mouse.click("关账，…")
    mouse.click("确定关账")
    assert mouse.says(f"已关账，{len(office.managers)} 人有得分")


def close_month(office: Office) -> None:
    """Close January."""
    close(office, "1 月", office.working_day(JANUARY, 6))


def pay(office: Office) -> None:
    """Compute January's pay and release it, confirmed by the county's leader; the D19 file goes out."""
    mouse = office.mouse
    office.sit(PAY_CLERK)
    mouse.page("薪酬测算")
    mouse.click("测算")
    assert mouse.says(f"已测算 {len(office.managers)} 人")
    mouse.click("发放，请负责人确认")
    office.confirm(COUNTY_LEADER)
    target = office.folder / "D19.xlsx"
    mouse.answer(target)
    mouse.click("导出 D19")
    assert target.stat().st_size > 0


def months_between(office: Office, first: int, last: int) -> None:
    """Live some months in bulk, with the corrective actions of each."""
    with office.between() as sample:
        for number in range(first, last + 1):
            month = Period.month(YEAR, number)
            year.month(sample, month)
            corrections.month(sample, month)


def rest_of_the_quarter(office: Office) -> None:
    """Live February in bulk; March as January, click by click, with its pay."""
    months_between(office, 2, 2)
    plans(office, date(YEAR, 2, 28))
    sheet(office, date(YEAR, 3, 11))
    correction(office, date(YEAR, 3, 14))
    import_sheets(office, MARCH)
    indicators(office, MARCH)
    close(office, "3 月", office.working_day(MARCH, 6))
    mouse = office.mouse
    office.sit(PAY_CLERK)
    mouse.page("薪酬测算")
    mouse.click("测算")
    assert mouse.says(f"已测算 {len(office.managers)} 人")
    with office.between() as sample:
        corrections.month(sample, MARCH)
