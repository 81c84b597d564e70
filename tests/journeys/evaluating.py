"""The five evaluations of a quarter and the exam of a half-year in the window, each source its own way."""

from __future__ import annotations

from datetime import timedelta

from office import HEAD, LEADER, RECORDER, YEAR, Office
from PySide6.QtCore import QPoint, Qt
from working import close, months_between

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.sample import corrections, figures, forms, year
from cmdesk.sample.chance import Chance
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.lines import NumberField

QUARTER = Period(PeriodKind.QUARTER, YEAR, 1)
CHANCE = Chance("cmdesk")
LIST = "五项评价名单"
CUSTOMER, INDUSTRY, OWN, DEPARTMENT = 3, 4, 5, 6
"""The columns of the four sources that come from outside the indicators."""


def open_rounds(office: Office) -> None:
    """Open the four rounds of the first quarter: a cell of the list turns to its source."""
    mouse = office.mouse
    office.sit(RECORDER, QUARTER.last_day - timedelta(days=10))
    mouse.page("五项评价")
    for source in (CUSTOMER, INDUSTRY, OWN, DEPARTMENT):
        mouse.row(LIST, office.managers[0].name, source)
        mouse.click("开启本轮")
        mouse.click("开启本轮", within=next(mouse.seen(Form)))


def customer(office: Office) -> None:
    """Take the questionnaires of the customers in."""
    mouse = office.mouse
    book = figures.survey_book(office.books / f"C-{QUARTER}.xlsx", office.managers, CHANCE, QUARTER)
    mouse.row(LIST, office.managers[0].name, CUSTOMER)
    mouse.answer(book)
    mouse.click("导入满意度结果")
    mouse.click("全部写入")
    mouse.page("五项评价")


def industry(office: Office) -> None:
    """Give D10 out to two companies and take both back."""
    mouse = office.mouse
    mouse.row(LIST, office.managers[0].name, INDUSTRY)
    for company, rater in (("山西昆明烟草公司", "郭代表"), ("湖北中烟工业公司", "江代表")):
        mouse.click("发一份 D10")
        form = next(mouse.seen(Form))
        mouse.fill("企业", company, within=form)
        mouse.fill("评价人", rater, within=form)
        book = office.books / f"D10-{rater}.xlsx"
        mouse.answer(book)
        mouse.click("写出工作簿", within=form)
        forms.fill_industry(book, office.managers, CHANCE, rater, QUARTER)
        mouse.answer(book)
        mouse.click("导入收回的 D10")
        mouse.click("全部写入")
        mouse.page("五项评价")
    assert mouse.says("郭代表 收回；江代表 收回")


def own(office: Office) -> None:
    """Give D11 out; all but one send the workbook back, the last one's paper is keyed."""
    mouse = office.mouse
    mouse.row(LIST, office.managers[0].name, OWN)
    folder = office.books / "D11"
    mouse.answer(folder)
    mouse.click("发自我评价表")
    senders, last = office.managers[:-1], office.managers[-1]
    files = tuple(folder / f"D11-{QUARTER}-{person.staff_no}.xlsx" for person in senders)
    for file, person in zip(files, senders, strict=True):
        forms.fill_self(file, person, CHANCE, QUARTER)
    mouse.answer(*files)
    mouse.click("导入收回的 D11")
    mouse.click("全部写入")
    mouse.page("五项评价")
    mouse.row(LIST, last.name, OWN)
    mouse.click("录这个人的纸表")
    form = next(mouse.seen(Form))
    for field in list(mouse.seen(NumberField, form)):
        mouse.fill(field, "8.8")
    mouse.click("记下", within=form)
    assert mouse.says(f"缺 R {len(office.managers)} 人")


def review(office: Office) -> None:
    """Let the head review everybody, one with a point more and the reason for it."""
    mouse = office.mouse
    office.sit(HEAD, office.working_day(QUARTER, 7))
    mouse.page("五项评价")
    mouse.click("一季度")
    for place, person in enumerate(office.managers):
        mouse.row(LIST, person.name, DEPARTMENT)
        if place == 0:
            scale = mouse.find("审核调整")
            mouse.press(scale, QPoint(scale.width() * 3 // 5, scale.height() // 3))
            mouse.fill("理由", "临时任务完成得好")
        mouse.click("记下，到下一人")
    assert mouse.says("{0} / {0} 人来源齐".format(len(office.managers)))


def close_quarter(office: Office) -> None:
    """Close the four rounds and the quarter."""
    mouse = office.mouse
    office.sit(LEADER)
    mouse.page("五项评价")
    mouse.click("一季度")
    for source in (CUSTOMER, INDUSTRY, OWN, DEPARTMENT):
        mouse.row(LIST, office.managers[0].name, source)
        mouse.click("关闭本轮")
    assert mouse.says("本轮已关闭")
    close(office, "一季度", office.working_day(QUARTER, 9))


def evaluations(office: Office) -> None:
    """Live the evaluations of the first quarter from the opening of the rounds to its close."""
    for step in (open_rounds, customer, industry, own, review, close_quarter):
        step(office)


def exam(office: Office) -> None:
    """Key the marks of the first half-year into the sheet; the leader publishes them; the half-year is closed."""
    mouse, half = office.mouse, Period(PeriodKind.HALF_YEAR, YEAR, 1)
    office.sit(RECORDER, office.working_day(half, 2))
    mouse.page("考试")
    for place, person in enumerate(office.managers):
        for column, mark in ((1, str(84 - 2 * place)), (2, f"{78 + place}.5")):
            mouse.row("成绩", person.name, column)
            mouse.type(mark)
            mouse.key(Qt.Key.Key_Return)
    mouse.click(f"记下 {len(office.managers)} 人")
    office.sit(LEADER)
    mouse.page("考试")
    mouse.agree("公布")
    mouse.click("公布成绩…")
    assert mouse.says("成绩已公布")
    close(office, "上半年", office.working_day(half, 9))


def rest_of_the_year(office: Office) -> None:
    """Live July to December in bulk, with its quarters and the second exam."""
    with office.between() as sample:
        for number in range(7, 13):
            month = Period.month(YEAR, number)
            year.month(sample, month)
            corrections.month(sample, month)
            if number % 3 == 0:
                year.quarter(sample, Period(PeriodKind.QUARTER, YEAR, number // 3))
        year.half_year(sample, Period(PeriodKind.HALF_YEAR, YEAR, 2))


def second_quarter(office: Office) -> None:
    """Live April to June in bulk, with their quarter."""
    months_between(office, 4, 6)
    with office.between() as sample:
        year.quarter(sample, Period(PeriodKind.QUARTER, YEAR, 2))
