"""The red line inside the open item: seven kinds by digit, then fact and evidence; nothing counts before all stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmdesk.rules.ruleset_scoring import Named
from cmdesk.ui.pages.inspections import cells
from cmdesk.ui.pages.inspections.cells import Cell, EvidencePicker, order_of
from cmdesk.ui.pages.inspections.typed import Red
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

_GAP = 6


class RedKinds(QWidget):
    """The kinds beside each other with their digits, in as many rows as they need."""

    chosen = Signal(str)
    ordered = Signal(str)
    dropped = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._kinds: tuple[Named, ...] = ()
        self._code = ""
        self.setAccessibleName("红线情形")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_kinds(self, kinds: Sequence[Named], code: str) -> None:
        """Show the kinds of the rule set and the one that was chosen."""
        self._kinds, self._code = tuple(kinds), code
        self.setAccessibleDescription(next((kind.name for kind in kinds if kind.code == code), "未选"))
        self.update()

    def height_for(self, width: int) -> int:
        """Give the height of all rows at a width."""
        boxes = self._boxes(width)
        return round(boxes[-1].bottom()) if boxes else 0

    def event(self, event: QEvent) -> bool:
        """Take Esc before a shortcut of the page does."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and order_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit."""
        text = unicodedata.normalize("NFKC", event.text())
        if event.isAutoRepeat():
            return
        if text.isdigit() and 1 <= int(text) <= len(self._kinds):
            self.chosen.emit(self._kinds[int(text) - 1].code)
        elif event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete} and self._code:
            self.dropped.emit()
        elif found := order_of(event):
            self.ordered.emit(found)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by a click."""
        for kind, box in zip(self._kinds, self._boxes(self.width()), strict=True):
            if box.contains(event.position()):
                self.chosen.emit(kind.code)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it is gone."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the kinds."""
        painter = QPainter(self)
        try:
            look, tokens = self._look, self._look.tokens
            for number, (kind, box) in enumerate(zip(self._kinds, self._boxes(self.width()), strict=True), 1):
                chosen = kind.code == self._code
                line = tokens.bad.text if chosen else tokens.fill if self.hasFocus() else tokens.ctl
                paint.draw_round(painter, box, ground=tokens.bad.ground if chosen else tokens.card, line=line)
                inside = box.adjusted(9, 0, -4, 0)
                used = paint.draw_text(painter, look, inside, str(number), size=12, bold=True, tone="second")
                inside.setLeft(inside.left() + used + 5)
                paint.draw_text(painter, look, inside, kind.name, bold=chosen, tone="bad" if chosen else "text")
        finally:
            painter.end()

    def _boxes(self, width: int) -> list[QRectF]:
        look, high = self._look, self._look.scaled(30)
        boxes, x, y = [], 0.0, 0.0
        for number, kind in enumerate(self._kinds, 1):
            wide = paint.width_of(kind.name, look.font(13, bold=True)) + paint.width_of(str(number), look.font(12)) + 22
            if x and x + wide > width:
                x, y = 0.0, y + high + _GAP
            boxes.append(QRectF(x, y, wide, high))
            x += wide + _GAP
        return boxes


class RedPart(QWidget):
    """Kinds and fields of a red line. `typed` tells a change of a field, `chosen` a kind, `left` Esc, `done` Ctrl+Enter
    or Enter in the last field, `dropped` that the red line is taken back."""

    typed = Signal()
    chosen = Signal(str)
    left = Signal()
    done = Signal()
    begun = Signal()
    dropped = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._red: Red | None = None
        self.kinds = RedKinds(look, self)
        self.fact = Cell(look, "红线事实", "写清楚事实，没写全不计", self)
        self.evidence = EvidencePicker(look, "红线证据类型", self)
        self.evidence_no = Cell(look, "红线证据编号", "编号", self)
        self.kinds.chosen.connect(self.chosen)
        self.kinds.ordered.connect(self._from_kinds)
        self.kinds.dropped.connect(self.dropped)
        self.fact.ordered.connect(self._from_fact)
        self.evidence.ordered.connect(self._from_evidence)
        self.evidence_no.ordered.connect(self._from_number)
        self.fact.textEdited.connect(self._edited)
        self.evidence_no.textEdited.connect(self._edited)
        self.evidence.chosen.connect(self._evidence)
        for part in (self.fact, self.evidence, self.evidence_no):
            part.focused.connect(self.begun)

    def show_red(self, kinds: Sequence[Named], red: Red | None) -> None:
        """Show the kinds and what was typed."""
        self._red = red
        self.kinds.show_kinds(kinds, red.kind if red else "")
        for cell, text in ((self.fact, red.fact if red else ""), (self.evidence_no, red.evidence_no if red else "")):
            if cell.text() != text:
                cell.setText(text)
        self.evidence.show_code(red.evidence if red else "", missing=bool(red and red.kind and not red.evidence))
        for part in (self.fact, self.evidence, self.evidence_no):
            part.setVisible(bool(red and red.kind))

    def height_for(self, width: int) -> int:
        """Give the height at a width."""
        line = self._line_height() + 8 if self._red and self._red.kind else 0
        return self.kinds.height_for(width) + line + self._look.scaled(24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Put the parts in their places."""
        wide, top = self.width(), self.kinds.height_for(self.width())
        self.kinds.setGeometry(0, 0, wide, top)
        high, evidence, number = self._line_height(), self.evidence.sizeHint().width(), self._look.scaled(100)
        y = top + 8
        self.fact.setGeometry(0, y, wide - evidence - number - 12, high)
        self.evidence.setGeometry(wide - evidence - number - 6, y, evidence, high)
        self.evidence_no.setGeometry(wide - number, y, number, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what a red line does."""
        painter = QPainter(self)
        try:
            row = self._look.scaled(22)
            box = QRectF(0, self.height() - row, self.width(), row)
            done = self._red is not None and self._red.kind and self._red.fact and self._red.evidence
            said = "按数字选情形；写全事实和证据才计，记在 1103"
            if done:
                said = "已记在 1103，整张表为 0 分；在情形上按退格撤回"
            paint.draw_text(painter, self._look, box, said, size=12, tone="bad" if done else "second")
        finally:
            painter.end()

    def sizeHint(self) -> QSize:
        """Give a usual size."""
        return QSize(600, self.height_for(600))

    def _line_height(self) -> int:
        return max(34, self.fact.sizeHint().height())

    def _edited(self) -> None:
        if self._red is not None:
            self._red.fact, self._red.evidence_no = self.fact.text(), self.evidence_no.text()
            self.update()
            self.typed.emit()

    def _evidence(self, code: str) -> None:
        if self._red is not None:
            self._red.evidence = code
            self.evidence.show_code(code, missing=False)
            self.update()
            self.typed.emit()

    def _from_kinds(self, order: str) -> None:
        if order == cells.LEAVE:
            self.left.emit()
        elif order == cells.NEXT and self._red and self._red.kind:
            self.fact.setFocus(Qt.FocusReason.OtherFocusReason)

    def _from_fact(self, order: str) -> None:
        self._follow(order, self.evidence)

    def _from_evidence(self, order: str) -> None:
        self._follow(order, self.evidence_no)

    def _from_number(self, order: str) -> None:
        self._follow(order, None)

    def _follow(self, order: str, following: QWidget | None) -> None:
        if order == cells.LEAVE:
            self.left.emit()
        elif order == cells.DONE or (order == cells.NEXT and following is None):
            self.done.emit()
        elif order == cells.NEXT and following is not None:
            following.setFocus(Qt.FocusReason.OtherFocusReason)
