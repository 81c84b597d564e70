"""What the visit before left open: one line a finding, answered 已整改 (Y) or 未整改 (X)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from cmdesk.queries.inspections_entry import Finding
from cmdesk.ui import words
from cmdesk.ui.pages.inspections import keys
from cmdesk.ui.pages.inspections.keying import Sheet
from cmdesk.ui.pages.inspections.wording import VISITS
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.labels import Card

SHOWN = 3
PAD = 18


class FindingStrip(Card):
    """Emits `answered(item, put_right)`, and `left` for the keys back to the list. Hidden where there is nothing."""

    answered = Signal(int, bool)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._sheet: Sheet | None = None
        self._first, self.chosen = 0, 0
        self._boxes: list[tuple[QRectF, int, bool]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName("上次督察留下的问题")
        look.changed.connect(self._follow)

    @property
    def _findings(self) -> tuple[Finding, ...]:
        return self._sheet.entry.findings if self._sheet else ()

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show the findings of a sheet."""
        self._sheet = sheet
        self._first = 0
        self.chosen = self._next_open()
        self._follow()

    def refresh(self) -> None:
        """Show the answers given."""
        self.chosen = self._next_open() if self._is_answered(self.chosen) else self.chosen
        self._scroll_to(self.chosen)
        self.update()

    def next_item(self) -> int | None:
        """Give the item of the first finding without an answer."""
        place = self._next_open()
        return None if self._is_answered(place) or not self._findings else self._findings[place].item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer with Y and X, go with ↑ ↓, leave with Esc or Enter."""
        found = keys.meaning(event)
        if found in {keys.PUT_RIGHT, keys.NOT_PUT_RIGHT} and self._findings:
            self.answered.emit(self._findings[self.chosen].item, found == keys.PUT_RIGHT)
        elif found in {keys.UP, keys.DOWN}:
            self.chosen = max(0, min(len(self._findings) - 1, self.chosen + (1 if found == keys.DOWN else -1)))
            self._scroll_to(self.chosen)
            self.update()
        elif found in {keys.FULL, keys.LEAVE}:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Answer by a click."""
        for box, place, put_right in self._boxes:
            if box.contains(event.position()):
                self.chosen = place
                self.answered.emit(self._findings[place].item, put_right)
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by lines."""
        self._first += 1 if event.angleDelta().y() < 0 else -1
        self._first = max(0, min(len(self._findings) - SHOWN, self._first))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the line that keys answer."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the head and the lines in sight."""
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            self._boxes = []
            if self._sheet is not None and self._findings:
                self._paint_head(painter)
                for place in range(self._first, min(self._first + SHOWN, len(self._findings))):
                    self._paint_line(painter, place)
        finally:
            painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        look, found = self._look, self._findings
        open_ones = sum(not self._is_answered(n) for n in range(len(found)))
        box = QRectF(PAD, self._look.pick(8, 5), self.width() - 2 * PAD, look.scaled(24))
        side = look.scaled(17)
        painter.drawPixmap(PAD, round(box.center().y() - side / 2), look.icon("message-square-warning", "warn", 17))
        box.setLeft(PAD + side + 9)
        note = "答完自动带入 1101"
        wide = box.width()
        used = paint.draw_text(painter, look, box, note, size=12, tone="second", align=paint.RIGHT)
        box.setWidth(wide - used - 10)
        said = f"上次督察留下 {len(found)} 项，" + (f"还有 {open_ones} 项未答" if open_ones else "都答完了")
        used = paint.draw_text(painter, look, box, said, bold=True)
        box.setLeft(box.left() + used + 8)
        if open_ones:
            box.setLeft(box.left() + paint.draw_key(painter, look, box.left(), box.center().y(), "F7") + 10)
        first = found[0]
        line = f"{words.day(first.visited_on)}{VISITS.get(first.kind, '')}检查，整改限 {words.day(first.due)}"
        if look.width_of(line, 12) <= box.width():
            paint.draw_text(painter, look, box, line, size=12, tone="second")

    def _paint_line(self, painter: QPainter, place: int) -> None:
        look, finding = self._look, self._findings[place]
        high = self._row_height()
        top = self._look.pick(8, 5) + look.scaled(26) + (place - self._first) * high
        box = QRectF(PAD, top, self.width() - 2 * PAD, high)
        if self.hasFocus() and place == self.chosen:
            paint.draw_round(painter, box.adjusted(-8, 1, 8, -1), ground=look.tokens.selection)
        number = str(finding.item)
        chip = QRectF(box.left(), box.center().y() - look.scaled(11), look.scaled(40), look.scaled(22))
        paint.draw_round(painter, chip, ground=look.tokens.disabled_ground, radius=5)
        paint.draw_text(painter, look, chip, number, size=12, tone="second", align=paint.CENTRE)
        right = self._paint_answers(painter, place, box)
        room = QRectF(chip.right() + 9, top, right - chip.right() - 18, high)
        receipt = f"回执 {words.day(finding.done_on)}" if finding.done_on else "没有回执"
        wide = look.width_of(receipt, 12) + 10
        demand = finding.demand
        while look.width_of(demand, 13) > room.width() - wide and len(demand) > 4:
            demand = demand.rstrip("…")[:-1] + "…"
        used = paint.draw_text(painter, look, room, demand)
        room.setLeft(room.left() + used + 10)
        tone = "second" if finding.done_on else "warn"
        paint.draw_text(painter, look, room, receipt, size=12, tone=tone)

    def _paint_answers(self, painter: QPainter, place: int, box: QRectF) -> float:
        look, settled = self._look, self._sheet.settled if self._sheet else {}
        answer = settled.get(self._findings[place].item)
        wide, high = look.scaled(96), look.scaled(26)
        active = place == self.chosen
        right = box.right()
        for put_right, key, word in ((False, "X", "未整改"), (True, "Y", "已整改")):
            part = QRectF(right - wide, box.center().y() - high / 2, wide, high)
            self._boxes.append((part, place, put_right))
            chosen = answer is put_right
            tint = look.tokens.ok if put_right else look.tokens.warn
            if chosen:
                paint.draw_round(painter, part, ground=tint.ground, radius=6)
            elif answer is None:
                paint.draw_round(painter, part, ground=look.tokens.card, line=look.tokens.ctl, radius=6)
            tone = ("ok" if put_right else "warn") if chosen else "text" if answer is None else "second"
            inside = part.adjusted(8, 0, -4, 0)
            if answer is None and active:
                inside.setLeft(inside.left() + paint.draw_key(painter, look, inside.left(), part.center().y(), key) + 8)
            else:
                inside.setLeft(inside.left() + 14)
            paint.draw_text(painter, look, inside, word, size=12, bold=chosen, tone=tone)
            right -= wide + 6
        return right

    def _is_answered(self, place: int) -> bool:
        found = self._findings
        return self._sheet is None or not found or found[place].item in self._sheet.settled

    def _next_open(self) -> int:
        return next((n for n in range(len(self._findings)) if not self._is_answered(n)), 0)

    def _scroll_to(self, place: int) -> None:
        self._first = max(0, min(place, max(self._first, place - SHOWN + 1)))

    def _row_height(self) -> int:
        return max(self._look.pick(33, 28, 27), self._look.scaled(28))

    def _follow(self) -> None:
        lines = min(SHOWN, len(self._findings))
        self.setVisible(bool(self._findings))
        self.setFixedHeight(self._look.pick(8, 5) * 2 + self._look.scaled(26) + lines * self._row_height())
        self.update()
