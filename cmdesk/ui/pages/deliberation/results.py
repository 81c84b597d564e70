"""The results of an item once every paper of it is booked: one row a person; before that there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.queries.deliberation_results import ItemResult, PersonResult
from cmdesk.ui import words
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.deliberation.meaning import Meaning, means
from cmdesk.ui.pages.deliberation.presenter import GRADED, PROPOSAL, RATING
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import Cell, RowDelegate
from cmdesk.ui.widgets.fitting import cut, draw_name
from cmdesk.ui.widgets.labels import Card, Chip, Label
from cmdesk.ui.widgets.tables import Table

FEW = "有效票不足5张，不单列"


def rung(code: str | None) -> str:
    """Give a rung as people write it, a dash for none."""
    return words.rung(code) if code else "—"


def verdict(kind: str, person: PersonResult) -> tuple[str, str]:
    """Give what a ballot gave a person, as word and tone."""
    if kind == PROPOSAL:
        return ("通过", "ok") if person.passed else ("未通过", "warn")
    if kind == GRADED:
        return (rung(person.voted), "text") if person.voted else ("无有效票", "warn")
    return person.score or "—", "bad" if person.blocked else "text"


def marks_text(kind: str, person: PersonResult) -> str:
    """Give the marks in one line; nothing where so few ballots would betray the voters."""
    if person.marks is None:
        return FEW
    if kind == PROPOSAL:
        marks = person.marks
        told = f"同意 {marks.get('agree', 0)}，不同意 {marks.get('against', 0)}，缓议 {marks.get('deferred', 0)}"
        return f"{told}，须 {person.needed}"
    if kind == GRADED:
        return "，".join(
            f"{words.rung(code, short=True)} {count}" for code, count in person.marks.items() if count and "-" in code
        )
    names = {"excellent": "优", "competent": "称", "basic": "基", "incompetent": "不称", "unknown": "不了解"}
    return "，".join(f"{word} {person.marks.get(code, 0)}" for code, word in names.items())


def _columns(kind: str) -> tuple[Column[PersonResult], ...]:
    first: tuple[Column[PersonResult], ...] = (
        Column("姓名", lambda r: f"{r.name}　{r.staff_no}", lambda r: r.staff_no, 1.7),
    )
    present: Column[PersonResult] = Column("现级档", lambda r: rung(r.present), None, 0.9)
    proposed: Column[PersonResult] = Column("拟提", lambda r: rung(r.proposed), None, 0.9)
    account: Column[PersonResult] = Column(
        "收回 = 有效 + 无效", lambda r: f"{r.returned} = {r.valid} + {r.invalid}", None, 1.6, short="收回"
    )
    marks: Column[PersonResult] = Column("票数", lambda r: marks_text(kind, r), None, 3.4)
    title = {PROPOSAL: "结果", GRADED: "表决", RATING: "得分"}[kind]
    key: Callable[[PersonResult], object] = lambda r: verdict(kind, r)[0]  # noqa: E731
    last: Column[PersonResult] = Column(title, lambda r: verdict(kind, r)[0], key, 0.9)
    middle = {PROPOSAL: (present, proposed), GRADED: (present,), RATING: ()}[kind]
    return (*first, *middle, account, marks, last)


class ResultsCard(Card):
    """The released items; `printed` asks for the report of the count (D18) of the item shown."""

    printed = Signal(int)
    turned = Signal()
    """Another item is shown."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._items: tuple[ItemResult, ...] = ()
        self._wanted: int | None = None
        self.item = QComboBox()
        self.item.setAccessibleName("议题")
        self.item.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.item.activated.connect(self._turn)
        self.chip = Chip(look)
        self.model: RowsModel[PersonResult] = RowsModel(_columns(PROPOSAL), self)
        self.table = Table(look, "计票结果", lead=6, pad=6)
        self.table.base_height = (36, 31)
        self._delegate = _Delegate(look, self.table)
        self.table.setItemDelegate(self._delegate)
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.meaning = Meaning(look)
        self.note = Label(look, "", size=12, tone="second", wrap=True)
        self.report = Button(look, "生成本项报告单 D18", icon="file-text")
        self.report.clicked.connect(self._print)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(Label(look, "计票结果", size=15, bold=True))
        top.addWidget(self.chip)
        top.addStretch(1)
        top.addWidget(self.item)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(self.report)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        inside.addLayout(top)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.meaning)
        inside.addStretch(0)
        inside.addLayout(foot)
        look.changed.connect(self._fit_table)

    def show_results(self, results: tuple[ItemResult, ...]) -> bool:
        """Show what is released; says whether anything is."""
        self._items = tuple(item for item in results if item.released)
        before = self.item.currentData() if self._wanted is None else self._wanted
        self.item.clear()
        for item in self._items:
            self.item.addItem(item.title, item.item)
        self.item.setCurrentIndex(max(0, self.item.findData(before)))
        self.item.setVisible(len(self._items) > 1)
        self._show_item()
        return bool(self._items)

    def current(self) -> ItemResult | None:
        """Give the item shown."""
        return next((item for item in self._items if item.item == self.item.currentData()), None)

    def prefer(self, number: int) -> None:
        """Show an item, as soon as it is released."""
        self._wanted = number
        place = self.item.findData(number)
        if place >= 0:
            self.item.setCurrentIndex(place)
            self._show_item()

    def _turn(self) -> None:
        self._wanted = None
        self._show_item()
        self.turned.emit()

    def _print(self) -> None:
        found = self.current()
        if found is not None:
            self.printed.emit(found.item)

    def _show_item(self) -> None:
        found = self.current()
        if found is None:
            self.model.show(())
            return
        self._delegate.kind = found.kind
        self.model.beginResetModel()
        self.model.columns = _columns(found.kind)
        self.model.endResetModel()
        self.model.show(found.people)
        self.table.show_less(())
        self.meaning.say(means(found))
        self._fit_table()
        self.chip.say("已入账，只留合计", "ok")
        few = sum(person.few for person in found.people)
        told = f"{found.title}：{len(found.people)} 人。"
        self.note.setText(told + (f"{few} 人{FEW}。" if few else "单张票已从内存里清除。"))

    def _fit_table(self) -> None:
        """Let the table end with its last row: what it means stands right below."""
        rows = self.model.rowCount() * self.table.verticalHeader().defaultSectionSize()
        self.table.setMaximumHeight(self.table.horizontalHeader().sizeHint().height() + rows + 4)


class _Delegate(RowDelegate[PersonResult]):
    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(look, parent)
        self.kind = PROPOSAL

    def face(self, painter: QPainter, cell: Cell[PersonResult]) -> None:
        look, person, box, text = self._look, cell.row, cell.box, cell.text
        room = QRectF(box.left() + 6, box.top(), box.width() - 8, box.height())
        if cell.column == cell.index.model().columnCount() - 1:
            word, tone = verdict(self.kind, person)
            paint.draw_text(painter, look, room, word, bold=True, tone=tone)
        elif cell.column == 0:
            used = draw_name(painter, look, room, person.name, bold=True, tone="text") + 8
            rest = QRectF(room.left() + used, room.top(), room.width() - used, room.height())
            if paint.width_of(person.staff_no, look.font(12)) <= rest.width():
                paint.draw_text(painter, look, rest, person.staff_no, size=12, tone="second")
        else:
            if paint.width_of(text, look.font(12)) > room.width():
                text = cut(look, text.replace("，", " ").replace(" ", ""), room.width())
            paint.draw_text(painter, look, room, text, size=12, tone="second")
