"""The open item: its face, and below it the facts, the reason of 不适用, or the red line. Laid out by hand: a key
must not cost a whole layout."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmdesk.rules.inspection_sheets import Answer, step_of
from cmdesk.ui.pages.inspections import cells, wording
from cmdesk.ui.pages.inspections.cells import Cell
from cmdesk.ui.pages.inspections.face import PAD, Face
from cmdesk.ui.pages.inspections.factlines import FactHeads, FactLine
from cmdesk.ui.pages.inspections.keying import SINGLE_LINES, Sheet
from cmdesk.ui.pages.inspections.redline import RedPart
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.labels import Card


class CommonFacts(QWidget):
    """The common facts of the item with their keys, as many whole ones as fit; what is missing stands at the right."""

    chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._facts: tuple[str, ...] = ()
        self._missing = ""
        self._boxes: list[QRectF] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_facts(self, facts: tuple[str, ...], missing: str) -> None:
        """Show the facts and what is missing."""
        if (facts, missing) != (self._facts, self._missing):
            self._facts, self._missing = facts, missing
            self.setAccessibleName("常用事实：" + "；".join(facts) + (f"。{missing}" if missing else ""))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Write the fact under the pointer."""
        for number, box in enumerate(self._boxes):
            if box.contains(event.position()):
                self.chosen.emit(number)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            look, right = self._look, float(self.width())
            if self._missing:
                box = QRectF(0, 0, right, self.height())
                side = look.scaled(15)
                used = paint.draw_text(
                    painter, look, box, self._missing, size=12, bold=True, tone="warn", align=paint.RIGHT
                )
                right -= used + side + 6
                y = round((self.height() - side) / 2)
                painter.drawPixmap(round(right), y, look.icon("circle-alert", "warn", 15))
                right -= 12
            label = QRectF(0, 0, right, self.height())
            x = paint.draw_text(painter, look, label, "常用事实", size=12, tone="second") + 10
            self._boxes = []
            for number, fact in enumerate(self._facts, 1):
                key = f"Ctrl+{number}"
                wide = paint.key_size(look, key).width() + 6 + look.width_of(fact, 12)
                if x + wide > right:
                    break
                self._boxes.append(QRectF(x, 0, wide, self.height()))
                x += paint.draw_key(painter, look, x, self.height() / 2, key) + 6
                room = QRectF(x, 0, right - x, self.height())
                x += paint.draw_text(painter, look, room, fact, size=12) + 14
        finally:
            painter.end()


class OpenItem(Card):
    """Emits `keyed` (a tile was clicked), `typed` (a field changed), `recorded` (go on to the next item), `left` (back
    to the keys), `begun` (number of the fact being typed), `reason_given`, `red_chosen`, `red_dropped`, `dropped`
    (files of a fact)."""

    keyed = Signal(str)
    typed = Signal()
    recorded = Signal()
    left = Signal()
    begun = Signal(int)
    reason_given = Signal(str)
    red_chosen = Signal(str)
    red_dropped = Signal()
    dropped = Signal(list)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("open", parent)
        self._look = look
        self._sheet: Sheet | None = None
        self._part = ""
        self._wanted = ""
        self._shape: tuple[object, ...] = ()
        self._readonly = False
        self.face = Face(look, self)
        self.face.keyed.connect(self.keyed)
        self.heads = FactHeads(look, self)
        self.lines: list[FactLine] = []
        self._shown = 0
        for _ in range(SINGLE_LINES):
            # Made now: the first digit must not wait for them.
            self.lines.append(self._new_line())
        self.common = CommonFacts(look, self)
        self.common.chosen.connect(self.write_common)
        self.reason = Cell(look, "不适用的理由", "为什么不适用", self)
        self.reason.ordered.connect(self._reason_ordered)
        self.red = RedPart(look, self)
        self.red.typed.connect(self.typed)
        self.red.chosen.connect(self.red_chosen)
        self.red.left.connect(self.left)
        self.red.done.connect(self.recorded)
        self.red.begun.connect(self._red_begun)
        self.red.dropped.connect(self.red_dropped)
        for part in (self.heads, self.common, self.reason, self.red):
            part.hide()

    @property
    def part(self) -> str:
        """Give what stands below the face: facts, reason, red, words, or nothing."""
        return self._part

    def show_item(self, sheet: Sheet, *, readonly: bool = False, asking: bool = False, part: str = "") -> bool:
        """Show the current item; `part` opens the reason or the red line. Says whether its height has changed."""
        self._sheet, self._readonly, self._wanted = sheet, readonly, part
        self.face.show_item(sheet, readonly=readonly, asking=asking)
        self._part = self._part_of(sheet)
        self._fill(sheet)
        self.arrange()
        self.update()
        before, self._shape = self._shape, self._signature()
        return self._shape != before

    def heightForWidth(self, width: int) -> int:
        """Give the height of everything at a width."""
        look, inside = self._look, width - 2 * PAD
        high = self.face.height_for(width)
        if self._part == "facts":
            high += look.scaled(24) + self._shown * (self._line_height() + look.pick(6, 4)) + look.scaled(30)
        elif self._part == "words":
            high += len(self._words()) * look.scaled(22) + 8
        elif self._part == "reason":
            high += self._line_height() + 10
        elif self._part == "red":
            high += self.red.height_for(inside) + 6
        return high + look.pick(6, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Put the parts in their places."""
        look, wide = self._look, self.width()
        inside = wide - 2 * PAD
        y = self.face.height_for(wide)
        self.face.setGeometry(2, 2, wide - 4, y)
        if self._part == "facts":
            self.heads.setGeometry(PAD, y, inside, look.scaled(22))
            y += look.scaled(24)
            for line in self.lines[: self._shown]:
                line.setGeometry(PAD, y, inside, self._line_height())
                y += self._line_height() + look.pick(6, 4)
            self.common.setGeometry(PAD, y, inside, look.scaled(26))
        elif self._part == "reason":
            self.reason.setGeometry(PAD, y, inside, self._line_height())
        elif self._part == "red":
            self.red.setGeometry(PAD, y, inside, self.red.height_for(inside))
            self.red.arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, and the facts as words where nothing may be changed."""
        super().paintEvent(event)
        if self._part != "words":
            return
        painter = QPainter(self)
        try:
            look, y = self._look, self.face.height_for(self.width())
            for said in self._words():
                paint.draw_text(painter, look, QRectF(PAD, y, self.width() - 2 * PAD, look.scaled(22)), said)
                y += look.scaled(22)
        finally:
            painter.end()

    def show_gaps(self) -> None:
        """Mark what is missing in the facts."""
        sheet = self._sheet
        if sheet is None or self._part != "facts":
            return
        gaps = sheet.gaps_of(sheet.current)
        for number, line in enumerate(self.lines[: self._shown], 1):
            line.show_gaps({gap.kind for gap in gaps if gap.line == number})
        kinds = {gap.kind for gap in gaps}
        missing = "还差事实" if "fact" in kinds else "还差扣分" if "points" in kinds else ""
        if not missing and "evidence" in kinds:
            missing = "还差证据"
        self.common.show_facts(sheet.entry.common.get(sheet.current, ()), missing)

    def warm(self) -> None:
        """Have the fields styled before they are shown first."""
        for line in self.lines:
            for name in ("points", "fact", "place", "day", "evidence", "evidence_no"):
                line.field(name).ensurePolished()

    def begin(self, line: int = 0, name: str = "") -> bool:
        """Put the cursor into a fact line; says whether there is one."""
        if self._part != "facts" or not 0 <= line < self._shown:
            return False
        target = self.lines[line]
        target.field(name or target.fields()[0]).setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def ask_reason(self) -> None:
        """Put the cursor into the reason, the usual one selected."""
        self.reason.setText(self.reason.text() or wording.USUAL_REASON)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reason.selectAll()

    def ask_red(self) -> None:
        """Put the focus on the kinds of red line, or on its fact where a kind stands."""
        sheet = self._sheet
        begun = sheet is not None and sheet.red is not None and bool(sheet.red.kind) and sheet.red_line() is None
        target = self.red.fact if begun else self.red.kinds
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def write_common(self, number: int) -> None:
        """Write a common fact into the line that is being typed, else into the first empty one."""
        sheet = self._sheet
        facts = sheet.entry.common.get(sheet.current, ()) if sheet else ()
        if self._part != "facts" or number >= len(facts):
            return
        shown = self.lines[: self._shown]
        line = next((one for one in shown if one.isAncestorOf(self.focusWidget() or self)), None)
        line = line or next((one for one in shown if not one.fact.text()), shown[0])
        line.put_fact(facts[number])
        line.evidence.setFocus(Qt.FocusReason.OtherFocusReason)

    def typing_in(self) -> int:
        """Give the place of the line with the focus, −1 for none."""
        focus = self.focusWidget()
        for place, line in enumerate(self.lines[: self._shown]):
            if focus is not None and line.isAncestorOf(focus) and focus.hasFocus():
                return place
        return -1

    def _part_of(self, sheet: Sheet) -> str:
        entry = sheet.entries[sheet.current]
        if self._wanted in {"reason", "red"} and not self._readonly:
            return self._wanted
        if entry.answer is Answer.DEDUCTED and entry.facts:
            return "words" if self._readonly else "facts"
        return ""

    def _fill(self, sheet: Sheet) -> None:
        entry, item = sheet.entries[sheet.current], sheet.item(sheet.current)
        self._shown = len(entry.facts) if self._part == "facts" else 0
        while len(self.lines) < self._shown:
            self.lines.append(self._new_line())
        frees = []
        for fact in entry.facts[: self._shown]:
            step = step_of(item, fact.step)
            frees.append(step is not None and step.points is None)
        for number, line in enumerate(self.lines):
            if number < self._shown:
                line.show_fact(entry.facts[number], number + 1, free=any(frees))
                line.points.setEnabled(frees[number])
            if line.isVisibleTo(self) != (number < self._shown):
                line.setVisible(number < self._shown)
        self.heads.show_free(any(frees))
        self.heads.setVisible(self._part == "facts")
        self.common.setVisible(self._part == "facts")
        self.reason.setVisible(self._part == "reason")
        if self._part == "reason":
            self.reason.setText(entry.reason)
        self.red.setVisible(self._part == "red")
        if self._part == "red":
            self.red.show_red(sheet.entry.rule_set.red_lines.kinds, sheet.red)
        self.show_gaps()

    def _new_line(self) -> FactLine:
        line = FactLine(self._look, self)
        line.hide()
        place = len(self.lines)
        line.typed.connect(self.typed)
        line.dropped.connect(self.dropped)
        line.ordered.connect(lambda name, order: self._line_ordered(place, name, order))
        line.begun.connect(lambda: self.begun.emit(place + 1))
        if self.lines:
            QWidget.setTabOrder(self.lines[-1].evidence_no, line.points)
        return line

    def _line_ordered(self, place: int, name: str, order: str) -> None:
        line = self.lines[place]
        names = line.fields()
        if order == cells.LEAVE:
            self.left.emit()
        elif order == cells.DONE:
            self.recorded.emit()
        elif order in {cells.ABOVE, cells.BELOW}:
            self.begin(place + (1 if order == cells.BELOW else -1), name)
        elif name != names[-1]:
            line.field(names[names.index(name) + 1]).setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.begin(place + 1):
            self.recorded.emit()

    def _reason_ordered(self, order: str) -> None:
        if order == cells.LEAVE:
            self.left.emit()
        elif order in {cells.NEXT, cells.DONE} and self.reason.text().strip():
            self.reason_given.emit(self.reason.text())

    def _red_begun(self) -> None:
        self.begun.emit(0)

    def _words(self) -> list[str]:
        sheet = self._sheet
        if sheet is None:
            return []
        return [
            f"{number}．{fact.fact}（{fact.day.month}月{fact.day.day}日，{fact.place}）　"
            + wording.evidence(fact.evidence, fact.evidence_no)
            + (f"　×{fact.times}" if fact.times > 1 else "")
            for number, fact in enumerate(sheet.entries[sheet.current].facts, 1)
        ]

    def _line_height(self) -> int:
        return max(34, self.reason.sizeHint().height())

    def _signature(self) -> tuple[object, ...]:
        red = self._sheet.red if self._sheet else None
        current = self._sheet.current if self._sheet else 0
        return (current, self._part, self._shown, bool(red and red.kind))
