"""步骤和异议: the way from the seats to the city's answer, open objections, and what else can be done now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cmdesk.queries.grading_decisions import ObjectionRow
from cmdesk.queries.grading_life import Life
from cmdesk.ui import words
from cmdesk.ui.pages.grading.acts import KINDS, Stage, other_acts, stages
from cmdesk.ui.pages.grading.pieces import Piece
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Label, Rule


class Way(Piece):
    """The stages as a line of circles."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._stages: tuple[Stage, ...] = ()

    def show_stages(self, found: tuple[Stage, ...]) -> None:
        """Show them."""
        self._stages = found
        said = {"done": "已办", "now": "现在", "later": "以后"}
        self.setAccessibleName("；".join(f"{s.name} {said[s.state]} {s.fact}" for s in found))
        self.updateGeometry()
        self.update()

    def high(self) -> int:
        """Give one row a stage."""
        return len(self._stages) * self._look.scaled(32)

    def draw(self, painter: QPainter) -> None:
        """Paint the line, the circles, names and facts."""
        look, step = self._look, self._look.scaled(32)
        for place, stage in enumerate(self._stages):
            middle = QPointF(10, place * step + step / 2)
            if place + 1 < len(self._stages):
                painter.setPen(QPen(look.colour("ctl"), 1.5))
                painter.drawLine(middle + QPointF(0, 9), middle + QPointF(0, step - 9))
            done, now = stage.state == "done", stage.state == "now"
            painter.setPen(QPen(look.colour("fill" if done or now else "ctl"), 1.6))
            painter.setBrush(look.colour("fill" if done else "card"))
            painter.drawEllipse(middle, 7, 7)
            if done:
                painter.setPen(QPen(look.colour("on_fill"), 1.6))
                tick = (QPointF(-3, 0), QPointF(-1, 2.5), QPointF(3.5, -2.5))
                painter.drawPolyline([middle + spot for spot in tick])
            box = QRectF(28, place * step, self.width() - 28, step)
            tone = "text" if done or now else "second"
            used = paint.draw_text(painter, look, box, stage.name, bold=now, tone=tone)
            room = box.adjusted(used + 10, 0, 0, 0)
            paint.draw_text(
                painter, look, room, _cut(look, stage.fact, room.width()), size=12, tone="second", align=paint.RIGHT
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _cut(look: Look, text: str, room: float) -> str:
    """Give a document number and day in the room there is: the list of documents has all of it."""
    shown = text
    while shown and paint.width_of(shown, look.font(12)) > room:
        shown = f"{shown[:-2]}…" if len(shown) > 2 else ""
    return shown


class LifeCard(Card):
    """Emits `wanted` with the code of an act, `answer_wanted` with the number of an objection, `closed`."""

    wanted = Signal(str)
    answer_wanted = Signal(str)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.way = Way(look)
        self.close_button = Button(look, "回到选中的人", icon="x", kind="icon", height=28)
        self.close_button.clicked.connect(self.closed)
        self.none = Label(look, "", size=12, tone="second", wrap=True)
        self._objections = QVBoxLayout()
        self._objections.setSpacing(8)
        self._acts = QVBoxLayout()
        self._acts.setSpacing(8)
        self.answers: dict[str, Button] = {}
        self.acts: dict[str, Button] = {}
        top = QHBoxLayout()
        top.addWidget(Label(look, "步骤和异议", size=15, bold=True))
        top.addStretch(1)
        top.addWidget(self.close_button)
        inner = QWidget()
        inner.setProperty("plain", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.way)
        column.addWidget(Rule(look))
        column.addWidget(Label(look, "异议、复核、申诉", size=13, bold=True))
        column.addWidget(self.none)
        column.addLayout(self._objections)
        column.addWidget(Rule(look))
        column.addWidget(Label(look, "还可以", size=13, bold=True))
        column.addLayout(self._acts)
        column.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName("步骤和异议")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(area)

    def show_life(self, life: Life, rows: tuple[ObjectionRow, ...], may: Collection[str], today: date) -> None:
        """Show how far it is."""
        self.way.show_stages(stages(life, today))
        _empty(self._objections)
        _empty(self._acts)
        self.answers, self.acts = {}, {}
        self.none.setText("还没有" if not rows else "")
        self.none.setVisible(not rows)
        for row in rows:
            self._add_objection(row, "grading.decide" in may, today)
        for act in other_acts(life, may):
            button = self.acts[act.code] = Button(self._look, act.text, icon=act.icon)
            button.clicked.connect(lambda _=False, code=act.code: self.wanted.emit(code))
            self._acts.addWidget(button)
        if not self.acts:
            self._acts.addWidget(Label(self._look, "现在没有别的", size=12, tone="second"))

    def _add_objection(self, row: ObjectionRow, may_answer: bool, today: date) -> None:
        outcome = {"upheld": "已采纳", "rejected": "已维持", "to_city": "已报市局"}.get(row.outcome or "")
        late = outcome is None and row.due_on < today
        state = outcome or f"{words.day(row.due_on, today=today)}前答复"
        title = " · ".join(part for part in (f"{KINDS[row.kind]} {row.number}", row.name or "", state) if part)
        head = Label(self._look, title, bold=outcome is None, tone="bad" if late else "text", wrap=True)
        self._objections.addWidget(head)
        told = row.answer if outcome and row.answer else f"{row.objector or '匿名'}：{row.facts}"
        self._objections.addWidget(Label(self._look, told, size=12, tone="second", wrap=True))
        if outcome is None and may_answer:
            button = self.answers[row.number] = Button(self._look, "答复", icon="message-square", height=30)
            button.setAccessibleName(f"答复{row.number}")
            button.clicked.connect(lambda _=False, number=row.number: self.answer_wanted.emit(number))
            self._objections.addWidget(button)


def _empty(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
