"""评语: whose annual report, which box, what may be written there and what it will do. No widget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.reports import DocumentRow
from cmdesk.queries.reports_remarks import BOXES, Remark, RemarkBoard, Remarked

BOX_WORDS = {"department_head": "营销部主任评语", "inspection_leader": "督察组意见", "appraised": "被考评人意见"}
_WHO = {
    "department_head": "这一栏由营销部主任本人写：请用有这项职责的用户登录。",
    "inspection_leader": "这一栏由督察组长本人写：请用有这项职责的用户登录。",
    "appraised": "这一栏由经办报告的人替本人录入：您的职责只能看。",
}


@dataclass(frozen=True)
class RemarkWish:
    """What is written into which box of whose year; `redraw`: the report drawn already shall carry it at once."""

    period: Period
    staff_no: str
    duty: str
    text: str
    redraw: bool


def year_of(current: DocumentRow | None, closed: Iterable[Period]) -> Period | None:
    """Give the year to write about: that of the annual report selected, else the latest with a closed period."""
    if current is not None and current.form == "D25":
        return current.period
    years = {period.year for period in closed} | ({current.period.year} if current is not None else set())
    return Period(PeriodKind.YEAR, max(years)) if years else None


def own_box(board: RemarkBoard) -> str:
    """Give the box that the reader writes by duty, else that of the people's own words."""
    boxes = board.people[0].boxes if board.people else ()
    return next((box.duty for box in boxes if box.own), BOXES[-1])


def first_person(board: RemarkBoard, wanted: str, duty: str) -> str:
    """Give the 工号 wanted where it is there, else of the first person whose box is still empty."""
    numbers = [person.staff_no for person in board.people]
    if wanted in numbers:
        return wanted
    empty = (
        person.staff_no for person in board.people if not box_of(person, duty).text and not closed_why(person, duty)
    )
    return next(empty, numbers[0] if numbers else "")


def people_words(board: RemarkBoard, duty: str) -> tuple[tuple[str, str], ...]:
    """Give the choices of people: number and name, and whether the box is written."""
    return tuple(
        (one.staff_no, f"{one.staff_no}　{one.name}　" + ("已写" if box_of(one, duty).text else "未写"))
        for one in board.people
    )


def written_count(board: RemarkBoard, duty: str) -> str:
    """Give how many have this box filled: 已写 3 / 24 人."""
    return f"已写 {sum(bool(box_of(one, duty).text) for one in board.people)} / {len(board.people)} 人"


def box_of(person: Remarked, duty: str) -> Remark:
    """Give a box of a person."""
    return next(box for box in person.boxes if box.duty == duty)


def closed_why(person: Remarked, duty: str) -> str:
    """Give why the reader cannot write there, empty where he can."""
    box = box_of(person, duty)
    if person.signed:
        return f"{person.signed} 已经有人签名，上面的话随它定下。确需改写，先在“计分”里重开年度。"
    if not box.own:
        return _WHO[duty]
    if person.stands_aside and duty != BOXES[-1]:
        return "写的是您本人或亲属：按回避规定，这一栏不能由您写。"
    return ""


def effect_of(person: Remarked) -> str:
    """Give what keeping will do."""
    if person.drawn:
        return "记下后这份年度考评报告马上出新的一版，原来一版作废。"
    return "记下后，年度关账生成报告时印在这一栏。"
