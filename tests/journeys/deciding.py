"""The decision of the year in the window: the board, a move with its reason, two people decide, the city answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from office import COUNTY_LEADER, HEAD, LEADER, RECORDER, UNIT, WHOLE, YEAR, Office
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from yearend import working_day

from cmdesk.exchange.sheets import sent
from cmdesk.exchange.sheets.decision import DecisionRow
from cmdesk.kernel.periods import Period
from cmdesk.queries.grading import Board, BoardPerson
from cmdesk.rules.ladder import LEVELS, Rung
from cmdesk.sample import city
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.grading.board import BoardList


def proposed(office: Office) -> None:
    """Let the head make the suggestions of the year on the board."""
    mouse = office.mouse
    office.sit(HEAD, working_day(11))
    mouse.page("等级评定")
    mouse.click("定级板")
    mouse.click("生成建议")
    assert mouse.says("到评议会表决")


def drag(office: Office, name: str, to: Rung) -> None:
    """Take somebody's card with the mouse and let it go on another rung."""
    board = next(office.mouse.seen(BoardList))
    office.mouse.press_row(board, name)
    port, start = board.viewport(), board.visualRect(board.currentIndex()).center()
    line = next(line for line in board.plan.lines if line.rung is to)
    end = QPoint(start.x(), int(line.top + line.height / 2) - board.verticalOffset())
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for spot in (start + QPoint(14, 14), end):
        _move(port, spot)
        office.mouse.rest()
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    office.mouse.rest()


def _move(port: QWidget, spot: QPoint) -> None:
    where = QPointF(port.mapToGlobal(spot))
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(port, QMouseEvent(QEvent.Type.MouseMove, QPointF(spot), where, none, left, plain))


def allocated(office: Office) -> None:
    """Let the votes and the places set the rungs."""
    mouse = office.mouse
    office.sit(LEADER, working_day(12), 10)
    mouse.page("等级评定")
    mouse.click("定级板")
    mouse.click("按票和名额定级")


def decided(office: Office) -> None:
    """Move one card down with the mouse, write the reason, and let two people decide."""
    mouse = office.mouse
    office.sit(RECORDER, working_day(12), 11)
    mouse.page("等级评定")
    mouse.click("定级板")
    name = office.managers[2].name
    drag(office, name, Rung.INTERMEDIATE_C)
    assert mouse.says(f"作出决定（{name}没写原因）")
    mouse.fill("调整的原因", "本人申请暂缓晋档")
    mouse.key(Qt.Key.Key_Return)
    mouse.click("作出决定")
    form = next(mouse.seen(Form))
    mouse.fill("文号", "榆烟党〔2026〕3号", within=form)
    mouse.fill("纪要", "会议听取了评议会结果的汇报，经集体研究，同意按拟定级档上报。", within=form)
    mouse.press(form.keep)
    office.confirm(COUNTY_LEADER)


def levels_book(office: Office) -> Path:
    """Write the list for the city from the window, and give the file."""
    mouse = office.mouse
    office.sit(RECORDER)
    mouse.page("数据上报")
    mouse.row("上报包", f"{YEAR}年度上报包")
    target = office.folder / f"X4-{YEAR}.xlsx"
    mouse.answer(target)
    mouse.choose_then("X4")
    mouse.click("导出工作簿")
    assert target.is_file()
    return target


def answered(office: Office, book: Path) -> None:
    """Take the city's decision in: all agreed but one; figures from its paper, and a second person."""
    mouse, day = office.mouse, date(YEAR + 1, 2, 20)
    office.sit(HEAD, day, 10)
    desk = mouse.window.desk
    assert desk is not None
    people = sorted(desk.ask(Board(year=WHOLE)).people, key=lambda person: person.staff_no)
    rows = [_row(person, deferred=person.staff_no == office.managers[1].staff_no) for person in people]
    decision = office.books / "市局决定.xlsx"
    decision.write_bytes(sent.decision(rows, mouse.clock.now(), answers=city.content_digest_of(book)))
    office.sit(RECORDER)
    mouse.answer(decision)
    mouse.click("导入数据")
    mouse.click("选一个文件")
    for name, figure in (("人数", len(rows)), *_levels(rows)):
        mouse.fill(f"{name}，纸上的数", str(figure))
    mouse.until("全部写入")
    mouse.click("全部写入")
    office.confirm(HEAD)


def _levels(rows: list[DecisionRow]) -> list[tuple[str, int]]:
    decided = [Rung(row.decided_rung) for row in rows if row.decided_rung is not None]
    return [(level.chinese, sum(rung.level is level for rung in decided)) for level in LEVELS]


def _row(person: BoardPerson, *, deferred: bool) -> DecisionRow:
    day = date(YEAR + 1, 2, 20)
    return DecisionRow(
        year=WHOLE,
        staff_no=person.staff_no,
        name=person.name,
        decision="deferred" if deferred else "agreed",
        document_number=f"市烟〔{YEAR + 1}〕8号",
        decided_on=day,
        effect=Period.month_of(day).next(),
        unit_code=UNIT[0],
        proposed_rung=person.final,
        decided_rung=None if deferred else person.final,
        reason="待补充材料后再议" if deferred else None,
    )


def city_decided(office: Office) -> None:
    """Send the list and take the answer."""
    answered(office, levels_book(office))
    assert office.mouse.says("整批撤销")
    desk = office.mouse.window.desk
    assert desk is not None
    board = {person.staff_no: person for person in desk.ask(Board(year=WHOLE)).people}
    assert sum(person.decided is not None for person in board.values()) >= len(board) - 1
