"""The fact lines of the open item: one line of fields a fact, made once and shown again."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmdesk.ui import words
from cmdesk.ui.forms.specs import day_typed
from cmdesk.ui.pages.inspections.cells import Cell, EvidencePicker
from cmdesk.ui.pages.inspections.photos import files_of
from cmdesk.ui.pages.inspections.typed import Fact
from cmdesk.ui.pages.inspections.wording import EVIDENCE
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

BADGE, GAP = 32, 6
_WIDTHS = {"points": 58, "place": 112, "day": 76, "evidence_no": 88}
_HEADS = {
    "points": "扣分",
    "fact": "事实（必填）",
    "place": "地点 / 客户",
    "day": "日期",
    "evidence": "证据类型",
    "evidence_no": "编号 / 页码",
}


class FactLine(QWidget):
    """One fact. `typed` tells that something changed, `ordered` (name of the field, order) where Enter and its kin
    lead from, `begun` that a field has the focus, `dropped` files that were let go over it."""

    typed = Signal()
    ordered = Signal(str, str)
    begun = Signal()
    dropped = Signal(list)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._fact: Fact | None = None
        self._number, self._free, self._badge = 1, False, "1"
        self.setAcceptDrops(True)
        self.points = Cell(look, "扣分", "扣分", self)
        self.fact = Cell(look, "事实", "写清楚看到了什么", self)
        self.place = Cell(look, "地点或客户", "在哪里", self)
        self.day = Cell(look, "日期", "月-日", self)
        self.evidence = EvidencePicker(look, parent=self)
        self.evidence_no = Cell(look, "编号或页码", "编号", self)
        self._cells = {
            "points": self.points,
            "fact": self.fact,
            "place": self.place,
            "day": self.day,
            "evidence_no": self.evidence_no,
        }
        for name, cell in self._cells.items():
            cell.textEdited.connect(self._text_edited)
            cell.ordered.connect(self._order_of(name))
            cell.focused.connect(self.begun)
        self.evidence.chosen.connect(self._evidence_chosen)
        self.evidence.ordered.connect(self._order_of("evidence"))
        self.evidence.focused.connect(self.begun)

    def fields(self) -> tuple[str, ...]:
        """Give the names of the fields in order."""
        return (*(("points",) if self._free else ()), "fact", "place", "day", "evidence", "evidence_no")

    def field(self, name: str) -> QWidget:
        """Give a field."""
        return self.evidence if name == "evidence" else self._cells[name]

    def show_fact(self, fact: Fact, number: int, *, free: bool) -> None:
        """Show a fact; its fields write into it."""
        self._fact, self._number, self._free = fact, number, free
        self._badge = f"×{fact.times}" if fact.times > 1 else str(number)
        shown = {
            "points": fact.points,
            "fact": fact.fact,
            "place": fact.place,
            "day": words.day(fact.day),
            "evidence_no": fact.evidence_no,
        }
        for name, text in shown.items():
            if self._cells[name].text() != text:
                self._cells[name].setText(text)
                self._cells[name].setCursorPosition(0)
            self._cells[name].setAccessibleName(f"第 {number} 处{_HEADS[name].split('（')[0]}")
        self.evidence.setAccessibleName(f"第 {number} 处证据类型")
        self.points.setVisible(free)
        self.arrange()
        self.update()

    def show_gaps(self, kinds: set[str]) -> None:
        """Mark what is missing: fact, points, evidence."""
        fact = self._fact
        if fact is None:
            return
        # An empty field under the cursor is not scolded: it is about to be filled.
        self.fact.mark("fact" in kinds and len(fact.fact.strip()) < 2 and not self.fact.hasFocus())
        self.place.mark("fact" in kinds and not fact.place.strip() and not self.place.hasFocus())
        self.points.mark("points" in kinds and not self.points.hasFocus())
        missing = "evidence" in kinds
        self.evidence.show_code(fact.evidence, missing=missing and not fact.evidence)
        wanted = missing and bool(fact.evidence) and not fact.evidence_no.strip()
        self.evidence_no.mark(wanted and not self.evidence_no.hasFocus())

    def put_fact(self, text: str) -> None:
        """Write a common fact."""
        if self._fact is not None:
            self.fact.setText(text)
            self._fact.fact = text
            self.typed.emit()

    def sizeHint(self) -> QSize:
        """Give one line of fields."""
        return QSize(600, max(34, self.fact.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Put the fields in their columns."""
        high = self.height()
        for name, (left, wide) in columns(self._look, self.width(), free=self._free).items():
            field = self.field(name)
            field.setGeometry(round(left), 0, round(wide), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the number of the fact."""
        painter = QPainter(self)
        try:
            side = self._look.scaled(20)
            wide = max(side, round(paint.width_of(self._badge, self._look.font(12, bold=True))) + 8)
            box = QRectF(0, (self.height() - side) / 2, wide, side)
            paint.draw_round(painter, box, ground=self._look.tokens.selection, radius=side / 2)
            paint.draw_text(painter, self._look, box, self._badge, size=12, bold=True, tone="onsel", align=paint.CENTRE)
        finally:
            painter.end()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures."""
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A photo let go here is evidence of this fact."""
        files = files_of(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)

    def _text_edited(self) -> None:
        fact = self._fact
        if fact is None:
            return
        fact.points, fact.fact = self.points.text(), self.fact.text()
        fact.place, fact.evidence_no = self.place.text(), self.evidence_no.text()
        day = day_typed(self.day.text(), fact.day)
        self.day.mark(day is None)
        if isinstance(day, date):
            fact.day = day
        self.typed.emit()

    def _evidence_chosen(self, code: str) -> None:
        if self._fact is not None:
            self._fact.evidence = code
            self.evidence.show_code(code, missing=False)
            self.typed.emit()

    def _order_of(self, name: str) -> _Order:
        return _Order(self, name)


class _Order:
    """Carries the name of the field that an order came from."""

    def __init__(self, line: FactLine, name: str) -> None:
        self._line, self._name = line, name

    def __call__(self, order: str) -> None:
        self._line.ordered.emit(self._name, order)


class FactHeads(QWidget):
    """The headings over the columns of the fact lines."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._free = look, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_free(self, free: bool) -> None:
        """Show the column of the typed figure, or not."""
        self._free = free
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            for name, (left, wide) in columns(self._look, self.width(), free=self._free).items():
                said = _HEADS[name]
                if paint.width_of(said, self._look.font(12)) > wide:
                    said = said.split("（")[0].split(" / ")[0]
                box = QRectF(left, 0, wide, self.height())
                paint.draw_text(painter, self._look, box, said, size=12, tone="second")
        finally:
            painter.end()


def columns(look: Look, width: int, *, free: bool) -> dict[str, tuple[float, float]]:
    """Give left edge and width of each field; the fact takes what is left."""
    badge = look.scaled(BADGE)
    font, digit = look.font(12, bold=True), paint.width_of("1", look.font(12))
    evidence = 4.0 + sum(paint.width_of(word, font) + digit + 14 for _, word in EVIDENCE)
    fixed = {name: float(look.scaled(wide)) for name, wide in _WIDTHS.items()}
    if width < look.scaled(760):
        fixed["place"], fixed["evidence_no"] = float(look.scaled(92)), float(look.scaled(70))
    names = (*(("points",) if free else ()), "fact", "place", "day", "evidence", "evidence_no")
    taken = badge + evidence + sum(fixed[name] for name in names if name in fixed) + GAP * (len(names) - 1)
    found, x = {}, float(badge)
    for name in names:
        wide = evidence if name == "evidence" else max(90.0, width - taken) if name == "fact" else fixed[name]
        found[name] = (x, wide)
        x += wide + GAP
    return found
