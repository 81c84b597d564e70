"""Calling a meeting: day, place and agenda, and the list of 应到 with a tick a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.deliberation_calling import CallingPage
from cmdesk.rules.name_search import matches
from cmdesk.runtime.sentences import message
from cmdesk.ui import words
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.specs import ChoiceSpec, DateSpec, FieldSpec, TextSpec
from cmdesk.ui.itemmodels.rows import ROW, Column, RowsModel
from cmdesk.ui.pages.deliberation.presenter import SITTINGS
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import Cell, RowDelegate
from cmdesk.ui.widgets.fields import SearchField
from cmdesk.ui.widgets.fitting import cut, draw_name
from cmdesk.ui.widgets.labels import Card, Keys, Label
from cmdesk.ui.widgets.tables import Table

if TYPE_CHECKING:
    from cmdesk.usecases.deliberation.call_meeting import CallMeeting

_KINDS = (("proposal_vote", "推荐表决"), ("graded_ballot", "分档票决"))
NOT, VOTER, OBSERVER = "", "voter", "observer"
_ROLES = {NOT: "", VOTER: "应到", OBSERVER: "列席"}


@dataclass(frozen=True)
class Line:
    """Somebody who may be called; `role` is empty, voter or observer."""

    staff_no: str | None
    name: str
    keys: str
    position: str
    ticket: str | None
    role: str


def lines_for(calling: CallingPage) -> tuple[Line, ...]:
    """Give everybody of the roster, those on the list first; the list as it stood, else as it is proposed."""
    listed = {member[0]: member for member in calling.members if member[0]}
    found = []
    for person in calling.people:
        member = listed.get(person.staff_no)
        position = member[2] if member else words.POSTS.get(person.post, "")
        role = VOTER if person.proposed else NOT
        if calling.members:
            role = NOT if member is None else OBSERVER if member[4] else VOTER
        found.append(Line(person.staff_no, person.name, person.search_keys, position, person.ticket, role))
    found += [
        Line(None, name, "", position, ticket, OBSERVER if observer else VOTER)
        for number, name, position, ticket, observer in calling.members
        if number is None
    ]
    return tuple(sorted(found, key=lambda line: line.role == NOT))


class CallView(QWidget):
    """Emits `ordered` with the order, `left` when nothing more is wanted."""

    ordered = Signal(object)
    left = Signal()
    sitting_chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._calling: CallingPage | None = None
        self.lines: list[Line] = []
        self.form: Form | None = None
        self._left = QVBoxLayout()
        self.model: RowsModel[Line] = RowsModel(self._columns(), self)
        self.table = _Ticks(look)
        self.table.setItemDelegate(_Delegate(look, self.table))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.turned.connect(self._turn)
        self.search = SearchField(look, "姓名、拼音首字母、工号", 200)
        self.search.textChanged.connect(self._fill)
        self.search.wanted_list.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.title = Label(look, "应到名单", size=15, bold=True)
        self.count = Label(look, "", size=12, tone="second", wrap=True)
        self.outside = Button(look, "加一个名册外的人", icon="user-plus", height=30)
        self.outside.clicked.connect(self._ask_outside)
        self.keys = Keys(look, (("空格", "应到 / 列席 / 不列"),))
        self.other: Form | None = None
        self.card = Card("true")
        self._build()

    def show_page(self, calling: CallingPage, day: date) -> None:
        """Show what may be called; a list that was begun for the same sitting stays as it is."""
        self._calling = calling
        self.lines = list(lines_for(calling))
        if self.form is not None:
            self._left.removeWidget(self.form)
            self.form.deleteLater()
        again = calling.state == "called"
        self.form = Form(
            self._look,
            specs_for(calling, day),
            title=f"{calling.year} 年度等级评定 · {SITTINGS[calling.sitting]}",
            note=note_of(calling),
            keep="改好名单和议程" if again else "召集会议",
            drop="不召集" if not again else "不改",
            keep_icon="users",
        )
        self.form.kept.connect(self._keep)
        self.form.dropped.connect(self.left)
        self._left.insertWidget(0, self.form)
        self.search.setText("")
        self._fill()

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Show what the order refused; what is wrong with a person names him in its sentence."""
        return self.form is not None and self.form.show_problems(tuple(problems))

    def _build(self) -> None:
        look = self._look
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.search)
        foot = QHBoxLayout()
        foot.addWidget(self.keys)
        foot.addStretch(1)
        foot.addWidget(self.outside)
        self._list = QVBoxLayout(self.card)
        self._list.setContentsMargins(14, 14, 14, 12)
        self._list.setSpacing(8)
        self._list.addLayout(top)
        self._list.addWidget(self.count)
        self._list.addWidget(self.table, 1)
        self._list.addLayout(foot)
        holder = QWidget()
        holder.setLayout(self._left)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName("召集会议的表单")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(area, 5)
        self._row.addWidget(self.card, 6)
        look.changed.connect(self._follow)
        self._follow()

    def _columns(self) -> tuple[Column[Line], ...]:
        return (
            Column("列入", lambda r: _ROLES[r.role] or "不列", lambda r: r.role, 0.9),
            Column("姓名", lambda r: r.name, lambda r: r.name, 1.3),
            Column("工号", lambda r: r.staff_no or "名册外", lambda r: r.staff_no or "", 1.0),
            Column("职务", lambda r: r.position, lambda r: r.position, 1.5),
            Column("票种", lambda r: f"{r.ticket} 票" if r.ticket else "", lambda r: r.ticket or "", 0.8),
        )

    def _fill(self, *_: object) -> None:
        wanted = self.search.text().strip()
        shown = [
            line for line in self.lines if not wanted or matches(wanted, line.name, line.keys, line.staff_no or "")
        ]
        place = self.table.currentIndex().row()
        self.model.show(shown)
        self.table.pick(max(0, min(place, len(shown) - 1)))
        self._tell()

    def _tell(self) -> None:
        calling = self._calling
        if calling is None:
            return
        voters = sum(line.role == VOTER for line in self.lines)
        observers = sum(line.role == OBSERVER for line in self.lines)
        told, wrong = f"应到 {voters} 人，列席 {observers} 人。", False
        if calling.sitting == 2:
            wrong = bool(wanted_of(calling, voters))
            told += f"第二次会议要 {calling.least}–{calling.most} 人，单数。"
        else:
            told += "第一次会议请全体人员，A 票领导，B 票督察组、市场经理，C 票客户经理。"
        self.count.say(told, "warn" if wrong else "second")
        if self.form is not None:
            self.form.say_wanted(wanted_of(calling, voters))

    def _turn(self, line: Line) -> None:
        order = (NOT, VOTER, OBSERVER)
        following = replace(line, role=order[(order.index(line.role) + 1) % 3])
        self.lines[self.lines.index(line)] = following
        self._fill()

    def _ask_outside(self) -> None:
        if self.other is not None:
            return
        specs: list[FieldSpec] = [
            TextSpec("name", "姓名", 30, required=True),
            TextSpec("position", "职务", 40),
            ChoiceSpec("role", "列入", choices=((OBSERVER, "列席"), (VOTER, "应到")), value=OBSERVER, required=True),
        ]
        if self._calling is not None and self._calling.sitting == 1:
            tickets = (("A", "A 票"), ("B", "B 票"), ("C", "C 票"))
            specs.append(ChoiceSpec("ticket", "票种", choices=tickets, empty="不投票"))
        self.other = Form(self._look, specs, keep="加入", drop="不加", columns=2)
        self.other.kept.connect(self._add_outside)
        self.other.dropped.connect(self._drop_outside)
        self._list.insertWidget(2, self.other)
        self.other.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_outside(self, values: dict[str, Any]) -> None:
        line = Line(None, values["name"], "", values["position"] or "", values.get("ticket"), values["role"])
        self.lines.insert(0, line)
        self._drop_outside()
        self._fill()

    def _drop_outside(self) -> None:
        if self.other is not None:
            self._list.removeWidget(self.other)
            self.other.hide()
            self.other.deleteLater()
            self.other = None
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self, values: dict[str, Any]) -> None:
        if self._calling is not None:
            self.ordered.emit(order_of(self._calling, values, self.lines))

    def _follow(self) -> None:
        self._row.setSpacing(self._look.pick(16, 12, 10))


def wanted_of(calling: CallingPage, voters: int) -> str:
    """Give what the list of 应到 still wants, in the words of the grey button; empty where it can be called."""
    if calling.sitting == 1:
        return "" if voters else "应到名单还没有人"
    if voters < calling.least:
        return f"应到还差 {calling.least - voters} 人"
    if voters > calling.most:
        return f"应到多了 {voters - calling.most} 人"
    return f"应到 {voters} 人，须是单数" if voters % 2 == 0 else ""


def note_of(calling: CallingPage) -> str:
    """Give what to know before the list is settled: what the sitting is for, and what it still waits for."""
    if calling.sitting == 1:
        return "名单会前定好、签字。第一次会议民主测评；关了年度账以后，第二次会议表决级档。"
    told = "名单会前定好、签字。第二次会议表决级档。"
    waiting = [f"可以先召集，还不能开会：{message(problem)}。" for problem in calling.hindrances]
    return "\n".join((told, *waiting, *(f"{message(caution)}。" for caution in calling.cautions)))


def specs_for(calling: CallingPage, day: date) -> tuple[FieldSpec, ...]:
    """Give the fields of the form."""
    common: tuple[FieldSpec, ...] = (
        DateSpec("held_on", "开会日期", near=day, value=day, required=True),
        TextSpec("place", "地点", 60, value=calling.place or None, required=True),
        TextSpec("seed", "抽签依据", 120, value=calling.seed, hint="可以到宣布开会时再写"),
    )
    if calling.sitting == 1:
        people = calling.trainees + calling.others
        return (*common, TextSpec("title", "议题", 60, value="年度民主测评", required=True, hint=f"测评 {people} 人"))
    kinds = list(calling.items)
    specs: list[FieldSpec] = list(common)
    if calling.trainees:
        specs.append(
            ChoiceSpec(
                "trainees",
                "见习首次定级",
                choices=_KINDS,
                value=kinds[0] if kinds else "proposal_vote",
                required=True,
                hint=f"{calling.trainees} 人，第 1 项议题",
            )
        )
    specs.append(
        ChoiceSpec(
            "others",
            "其他人的级档",
            choices=_KINDS,
            value=kinds[-1] if kinds else "graded_ballot",
            required=True,
            hint=f"{calling.others} 人；推荐表决投同意、不同意、缓议，分档票决投九档",
        )
    )
    return tuple(specs)


def order_of(calling: CallingPage, values: dict[str, Any], lines: Sequence[Line]) -> CallMeeting:
    """Give the order: the list in the order shown, voters before observers."""
    from cmdesk.usecases.deliberation.call_meeting import Called, CallMeeting, Item

    listed = sorted((line for line in lines if line.role != NOT), key=lambda line: line.role == OBSERVER)
    members = tuple(
        Called(
            staff_no=line.staff_no,
            name=line.name if line.staff_no is None else "",
            position=line.position,
            ticket=line.ticket if calling.sitting == 1 and line.role == VOTER else None,  # type: ignore[arg-type]
            observer=line.role == OBSERVER,
        )
        for line in listed
    )
    if calling.sitting == 1:
        items: tuple[Item, ...] = (Item(kind="democratic_rating", title=values["title"]),)
    else:
        first = [Item(kind=values["trainees"], title="见习客户经理首次定级", trainees=True)] if calling.trainees else []
        items = (*first, Item(kind=values["others"], title="其他客户经理级档", trainees=False))
        if not calling.others:
            items = tuple(first)
    return CallMeeting(
        year=Period(PeriodKind.YEAR, calling.year),
        sitting=calling.sitting,
        held_on=values["held_on"],
        place=values["place"],
        members=members,
        items=items,
        seed=values["seed"],
    )


class _Ticks(Table):
    """Space turns the row that is selected."""

    turned = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "应到名单")
        self.base_height = (34, 30)
        self.doubleClicked.connect(self._turn_at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn on Space."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._turn_at(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _turn_at(self, index: QModelIndex) -> None:
        line = index.data(ROW) if index.isValid() else None
        if line is not None:
            self.turned.emit(line)


class _Delegate(RowDelegate[Line]):
    def face(self, painter: QPainter, cell: Cell[Line]) -> None:
        look, line, box = self._look, cell.row, cell.box
        room = QRectF(box.left() + 8, box.top(), box.width() - 10, box.height())
        if cell.column == 0:
            tone = {VOTER: "ok", OBSERVER: "info"}.get(line.role)
            if tone is None:
                paint.draw_text(painter, look, room, "不列", size=12, tone="second")
            else:
                paint.draw_chip(painter, look, room.left(), room.center().y(), _ROLES[line.role], tone)
            return
        listed = line.role != NOT
        if cell.column == 1:
            draw_name(painter, look, room, cell.text, bold=listed, tone="text" if listed else "second")
        else:
            paint.draw_text(painter, look, room, cut(look, cell.text, room.width(), 13), tone="second")
