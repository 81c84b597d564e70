"""The first days of January in the window: peer papers, the leaders' ratings, the close of the year."""

from __future__ import annotations

from datetime import date

from office import HEAD, LEADER, RECORDER, UNIT, WHOLE, YEAR, Office
from PySide6.QtCore import Qt
from working import close

from cmdesk.kernel.periods import Period
from cmdesk.queries.peers import PeerLists
from cmdesk.rules import working_days
from cmdesk.runtime.registry import Command
from cmdesk.sample import figures, meetings
from cmdesk.sample.county import SamplePerson
from cmdesk.sample.year import Sample
from cmdesk.storage import resources
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.lines import NumberField
from cmdesk.usecases.evaluations.enter_leader import EnterLeader
from cmdesk.usecases.evaluations.lead import Lead


def peers(office: Office) -> None:
    """Plan the group, tick off who hands in, count the box, key every paper from its paper, close."""
    mouse, count = office.mouse, len(office.managers)
    office.sit(RECORDER, date(YEAR + 1, 1, 5))
    mouse.page("同事互评")
    mouse.click("安排一组")
    form = next(mouse.seen(Form))
    mouse.fill("截止日", f"{YEAR + 1}-01-05", within=form)
    mouse.click("安排", within=form)
    for person in office.managers:
        mouse.row("交表名单", person.name)
        mouse.click("登记交表")
    mouse.fill("箱里有多少份", str(count))
    mouse.click("记下份数")
    with_papers = _papers(office)
    mouse.set_day(date(YEAR + 1, 1, 6), 9)
    for paper, ratees in enumerate(with_papers):
        for row, name in enumerate(ratees):
            mouse.row("录一份互评表", name, 1)
            for place in range(10):
                mouse.type("9" if place < 2 + 2 * row + paper else "7")
                mouse.key(Qt.Key.Key_Return)
        mouse.click(f"封存这一份，评 {len(ratees)} 人")
    office.sit(LEADER)
    mouse.page("同事互评")
    mouse.agree("关闭")
    mouse.click("关闭互评")
    assert mouse.says(f"已关闭：有效 {count} 份")


def _papers(office: Office) -> list[tuple[str, ...]]:
    """Give whom each paper rates: nobody himself, nor his wife."""
    desk = office.mouse.window.desk
    assert desk is not None
    return [tuple(name for _, name in one.ratees) for one in desk.ask(PeerLists(period=WHOLE))]


def leaders(office: Office) -> None:
    """Open the leaders' round; the head rates the first manager in the form; the leader of the team closes it."""
    mouse, first = office.mouse, office.managers[0]
    office.sit(RECORDER)
    mouse.page("五项评价")
    mouse.click("领导评")
    mouse.click("开启领导评")
    office.sit(HEAD)
    mouse.page("五项评价")
    mouse.click("领导评")
    mouse.row("领导评名单", first.name, twice=True)
    form = next(mouse.seen(Form))
    for place, field in enumerate(list(mouse.seen(NumberField, form))):
        mouse.fill(field, "9" if place % 2 else "8.5")
    mouse.click("记下，到下一人", within=form)
    with office.between() as sample:
        for number, rater, duty in ((HEAD, "", ""), (RECORDER, "赵国庆", "deputy_head")):
            people = office.managers if rater else office.managers[1:]
            sample.run_all(number, [_rating(sample, person, rater, duty) for person in people])
    office.sit(LEADER)
    mouse.page("五项评价")
    mouse.click("领导评")
    mouse.click("关闭领导评")


def working_day(number: int) -> date:
    """Give the n-th working day of the January in which the year is decided."""
    return working_days.nth_of(Period.month(YEAR + 1, 1), number, resources.tables().holidays)


def _rating(sample: Sample, person: SamplePerson, rater: str, duty: str) -> Command:
    scores = figures.ability_scores(sample.chance, person.merit, rater or "head", person.staff_no)
    if not rater:
        return Lead(period=WHOLE, staff_no=person.staff_no, scores=scores)
    return EnterLeader(period=WHOLE, staff_no=person.staff_no, rater=rater, duty=duty, scores=scores)


def seats(office: Office) -> None:
    """Take in the places that the city grants: the file is dropped into 导入数据, whatever it is."""
    mouse, count = office.mouse, len(office.managers)
    granted = (count * 20 // 100, count * 50 // 100, count * 30 // 100)
    book = office.books / "X5-名额.xlsx"
    figures.seats_book(book, YEAR, *UNIT, count, granted)
    office.sit(RECORDER, working_day(9), 10)
    mouse.answer(book)
    mouse.click("导入数据")
    mouse.click("选一个文件")
    mouse.click("全部写入")
    assert mouse.says("整批撤销")


def first_sitting(office: Office) -> None:
    """Hold the democratic rating in bulk, and close the year."""
    with office.between() as sample:
        meetings.first_sitting(sample, working_day(10))
    close(office, "年度", working_day(10))
