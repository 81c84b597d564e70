"""The people of a quarter with their five sources; opens on those for whom something is missing."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.queries.evaluations_board import MISSING, POLICY, EvaluationRow
from cmdesk.queries.evaluations_board import Cell as SourceCell
from cmdesk.ui.itemmodels.rows import Column, Index, RowsModel
from cmdesk.ui.pages.evaluations.presenter import LETTERS, SHORT, SOURCES, EvaluationState, Filter
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import PAD, Cell, RowDelegate, inset
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.fields import SearchField
from cmdesk.ui.widgets.fitting import draw_name
from cmdesk.ui.widgets.labels import Card, Keys, Label, Rule
from cmdesk.ui.widgets.tables import Table
from cmdesk.ui.widgets.tabs import make_tabs

NAME, LINE, FIRST, LAST = 0, 1, 2, 7


def columns() -> tuple[Column[EvaluationRow], ...]:
    """Give name, line, the five sources and the consequence."""

    def text(place: int) -> Column[EvaluationRow]:
        return Column(
            f"{LETTERS[SOURCES[place]]} {SHORT[SOURCES[place]]}",
            lambda row: row.cells[place].text,
            lambda row: row.cells[place].text if row.cells[place].text[:1].isdigit() else None,
            1.0,
            right=True,
            short=SHORT[SOURCES[place]],
        )

    return (
        Column("姓名", lambda row: row.person.name, lambda row: row.person.pinyin, 1.6),
        Column("线路", lambda row: row.person.line or "—", lambda row: row.person.line, 1.0),
        *(text(place) for place in range(5)),
        Column("到期仍缺", lambda row: row.consequence, lambda row: row.consequence or None, 1.7),
    )


class _Delegate(RowDelegate[EvaluationRow]):
    def __init__(self, look: Look, state: EvaluationState, parent: QObject) -> None:
        super().__init__(look, parent)
        self._state = state

    def face(self, painter: QPainter, cell: Cell[EvaluationRow]) -> None:
        look, row, column = self._look, cell.row, cell.column
        room = cell.box.adjusted(inset(cell.index.model(), column), 0, -PAD, 0)
        if column == NAME:
            draw_name(painter, look, room, row.person.name, bold=True, tone="text")
        elif column == LINE:
            paint.draw_text(painter, look, room, row.person.line or "—", size=12, tone="second")
        elif column == LAST:
            paint.draw_text(painter, look, room, row.consequence, size=12, tone="second")
        else:
            here = cell.chosen and self._state.source == SOURCES[column - FIRST]
            self._source(painter, row.cells[column - FIRST], room, here)

    def _source(self, painter: QPainter, cell: SourceCell, room: QRectF, here: bool) -> None:
        look = self._look
        if here:
            mark = QRectF(room.left() + 6, room.bottom() - 3, room.width() - 6, 2)
            painter.fillRect(mark, look.colour("fill"))
        if cell.state == MISSING:
            wide = paint.width_of(cell.text, look.font(12)) + 16
            high = look.scaled(22)
            box = QRectF(room.right() - wide, room.center().y() - high / 2, wide, high)
            tint = look.tokens.warn
            paint.draw_round(painter, box, ground=tint.ground, line=tint.line, radius=5)
            paint.draw_text(painter, look, box, cell.text, size=12, colour=tint.text, align=paint.CENTRE)
            return
        if cell.hidden:
            side = look.scaled(14)
            at = round(room.right() - side), round(room.center().y() - side / 2)
            told = room.adjusted(0, 0, -side - 6, 0)
            paint.draw_text(painter, look, told, cell.text, size=12, tone="second", align=paint.RIGHT)
            painter.drawPixmap(at[0], at[1], look.icon("eye-off", "second", 14))
            return
        tone = "primary" if cell.state == POLICY else "second" if cell.state == "not_due" else "text"
        size = 12 if cell.state == POLICY else 13
        paint.draw_text(painter, look, room, cell.text, size=size, tone=tone, align=paint.RIGHT)


class _Sources(Table):
    """← and → go to another source of the same person."""

    turned = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn to another source, or do what tables do."""
        turn = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if turn is not None and event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }:
            self.turned.emit(turn)
        else:
            super().keyPressEvent(event)


class EvaluationList(Card):
    """Emits `chosen` with the row, `opened` on Enter, `turned` with −1 or 1 for another source, `pointed` with the
    source whose cell was clicked."""

    chosen = Signal(object)
    opened = Signal(object)
    turned = Signal(int)
    pointed = Signal(str)

    def __init__(self, look: Look, state: EvaluationState, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look, self._state = look, state
        words = {wanted: wanted.value for wanted in Filter}
        self.tabs = make_tabs(self, look, words, state.filter, self._choose, height=30)
        self.summary = Label(look, "", size=12, tone="second")
        self.search = SearchField(look, "姓名、工号", 120)
        self.search.textChanged.connect(self._searched)
        self.model: RowsModel[EvaluationRow] = RowsModel(columns(), self)
        self.table = _Sources(look, "五项评价名单")
        self.table.setItemDelegate(_Delegate(look, state, self))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.base_height = (35, 31)
        self.table.chosen.connect(self.chosen)
        self.table.opened.connect(self.opened)
        self.table.turned.connect(self.turned)
        self.table.clicked.connect(self._clicked)
        self.search.wanted_list.connect(self.table.setFocus)
        self.empty = Empty(look, "circle-check", "都齐了", "请督察组长关闭各轮")
        self.keys = Keys(look, (("↑ ↓", "换人"), ("← →", "换来源"), ("Enter", "填表"), ("F8", "下一处缺")))
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 8, 12, 8)
        top.setSpacing(4)
        for tab in self.tabs.values():
            top.addWidget(tab)
        top.addStretch(1)
        top.addWidget(self.summary)
        top.addSpacing(8)
        top.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 7, 16, 7)
        foot.addWidget(self.keys)
        foot.addStretch(1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addLayout(top)
        inside.addWidget(Rule(self._look))
        inside.addWidget(self.table, 1)
        inside.addWidget(self.empty, 1)
        inside.addWidget(Rule(self._look))
        inside.addLayout(foot)

    def show_rows(self, staff_no: str = "") -> None:
        """Show what fits; that person stays selected."""
        rows = self._state.visible()
        self.model.show(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if self._state.search:
            self.empty.say("没有这样的人", "按 Esc 清空搜索")
        else:
            self.empty.say("没有人", "换一个筛选")
        for wanted, count in self._state.counts().items():
            self.tabs[wanted].say(f"{wanted.value} {count}")
        self.tabs[self._state.filter].setChecked(True)
        self.summary.setText(self._state.summary())
        self._fit()
        place = self.model.place(lambda row: row.person.staff_no == staff_no) if staff_no else 0
        if rows:
            self.table.pick(max(0, place))
        else:
            self.chosen.emit(None)

    def pick(self, staff_no: str) -> None:
        """Select a person, dropping filter and search that hide him."""
        place = self.model.place(lambda row: row.person.staff_no == staff_no)
        if place < 0:
            self._state.filter, self._state.search = Filter.ALL, ""
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
            self.show_rows(staff_no)
        else:
            self.table.pick(place)

    def current(self) -> EvaluationRow | None:
        """Give the selected row."""
        return self.model.row(self.table.currentIndex().row())

    def step(self, by: int) -> bool:
        """Select the next or the previous person; says whether there was one."""
        wanted = self.table.currentIndex().row() + by
        if not 0 <= wanted < self.model.rowCount():
            return False
        self.table.pick(wanted)
        return True

    def _clicked(self, index: Index) -> None:
        if FIRST <= index.column() < LAST:
            self.pointed.emit(SOURCES[index.column() - FIRST])

    def _choose(self, wanted: Filter) -> None:
        self._state.filter = wanted
        row = self.current()
        self.show_rows(row.person.staff_no if row else "")

    def _searched(self, text: str) -> None:
        self._state.search = text.strip()
        row = self.current()
        self.show_rows(row.person.staff_no if row else "")

    def _fit(self) -> None:
        wide = self.width() - sum(tab.sizeHint().width() for tab in self.tabs.values()) - self.search.minimumWidth()
        self.summary.setVisible(self.summary.sizeHint().width() < wide - 60)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the summary out where it has no room: the tabs and cells say the same."""
        super().resizeEvent(event)
        self._fit()
        self.table.show_less((LINE,) if self.width() < self._look.scaled(640) else ())

    def _follow(self) -> None:
        large = self._look.percent > 100
        pairs = (("↑ ↓", "换人"), ("← →", "换来源"), ("Enter", "填表"), ("F8", "下一处缺"))
        self.keys.show_pairs(pairs[:2] if large else pairs)
        self._fit()
