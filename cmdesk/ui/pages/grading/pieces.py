"""Painted pieces of the person's panel: the four moments, the two rows of ballots, the pay table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmdesk.queries.grading_case import Moment, PayRow, money
from cmdesk.queries.grading_certificate import CIRCLED, Strips
from cmdesk.rules.ladder import Rung, rung_of
from cmdesk.ui import words
from cmdesk.ui.pages.grading.presenter import WORDS
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.fitting import draw_name


class Piece(QWidget):
    """A painted block as wide as its room; subclasses give height and picture."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def high(self) -> int:
        """Give the height."""
        raise NotImplementedError

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        """Give the height in any width."""
        return QSize(200, self.high())

    def minimumSizeHint(self) -> QSize:
        """Give the same height: nothing is squeezed."""
        return QSize(60, self.high())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and end the painter in any case."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(painter)
        finally:
            painter.end()


def short_day(moment: Moment) -> str:
    """Give the day of a moment."""
    return "" if moment.on is None else words.day(moment.on)


class MomentBoxes(Piece):
    """建议 › 拟提 › 表决 › 拟定 as boxes: rung, who moved, on which day; amber where it is less than before."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._moments: tuple[Moment, ...] = ()

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show four of them: the city's decision takes the last place."""
        kept = [moment for moment in moments if moment.code != "decided"]
        decided = [moment for moment in moments if moment.code == "decided"]
        self._moments = tuple([*kept[:3], *decided] if decided else kept)
        told = (
            f"{WORDS[m.code]} {words.rung(m.rung) if m.rung else '还没有'}" + (f"，{m.by}" if m.by else "")
            for m in self._moments
        )
        self.setAccessibleName("；".join(told))
        self.update()

    def high(self) -> int:
        """Give four lines."""
        return self._look.scaled(84)

    def draw(self, painter: QPainter) -> None:
        """Paint the boxes with an angle between."""
        look, count, gap = self._look, max(1, len(self._moments)), 15.0
        wide = (self.width() - gap * (count - 1)) / count
        for place, moment in enumerate(self._moments):
            box = QRectF(place * (wide + gap), 0, wide, self.height())
            self._box(painter, moment, box)
            if place:
                x, y = box.left() - gap / 2, box.center().y()
                painter.setPen(QPen(look.colour("faint"), 1.3))
                painter.drawPolyline([QPointF(x - 2, y - 4), QPointF(x + 2, y), QPointF(x - 2, y + 4)])

    def _box(self, painter: QPainter, moment: Moment, box: QRectF) -> None:
        look, tokens = self._look, self._look.tokens
        ground, line = (tokens.warn.ground, tokens.warn.line) if moment.fallen else (tokens.soft, tokens.line)
        paint.draw_round(painter, box, ground=ground, line=line, radius=7)
        lines = (
            (WORDS[moment.code], 12.0, False, "second", 0.20),
            (words.rung(moment.rung, short=True), 17.0, True, "warn" if moment.fallen else "text", 0.28),
            (moment.by, 12.0, False, "second", 0.23),
            (short_day(moment), 12.0, False, "second", 0.20),
        )
        y = self.height() * 0.045
        for text, size, bold, tone, share in lines:
            room = QRectF(box.left() + 3, y, box.width() - 6, self.height() * share)
            if text and size < 13:
                wide = min(room.width(), paint.width_of(text, look.font(size)))
                room = QRectF(room.center().x() - wide / 2, y, wide, room.height())
                draw_name(painter, look, room, text, bold=bold, tone=tone, sizes=(12, 11, 10))
            elif text:
                paint.draw_text(painter, look, room, text, size=size, bold=bold, tone=tone, align=paint.CENTRE)
            y += self.height() * share


class BallotStrips(Piece):
    """Two rows of ballots, low to high; ①②③ number the middle ones taken off, the ring marks where they part."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._strips: Strips | None = None

    def show_strips(self, strips: Strips | None) -> None:
        """Show them, or nothing."""
        self._strips = strips
        self.setVisible(strips is not None)
        if strips is not None:
            told = (
                f"{name}：{'、'.join(words.rung(rung, short=True) for rung in row)}"
                for name, row in zip(strips.names, strips.rows, strict=True)
            )
            self.setAccessibleName("；".join(told))
        self.updateGeometry()
        self.update()

    def high(self) -> int:
        """Give the numbers and two rows."""
        return self._look.scaled(18) + 2 * self._look.scaled(28) if self._strips is not None else 0

    def draw(self, painter: QPainter) -> None:
        """Paint numbers, names, boxes and the ring."""
        strips, look = self._strips, self._look
        if strips is None:
            return
        top, step = look.scaled(18), look.scaled(28)
        left = look.scaled(46)
        count = max(len(row) for row in strips.rows)
        wide = min(look.scaled(30), (self.width() - left) / count)
        numbers = {place: CIRCLED[n] for n, place in enumerate(strips.walk)}
        last = strips.walk[-1] if strips.walk else -1
        least = rung_of(Rung(strips.rows[0][last]).level, "C").place
        for place, number in numbers.items():
            box = QRectF(left + place * wide, 0, wide, top)
            tone = "primary" if place == last else "second"
            paint.draw_text(painter, look, box, number, size=12, bold=place == last, tone=tone, align=paint.CENTRE)
        for row, (name, ballots) in enumerate(zip(strips.names, strips.rows, strict=True)):
            y = top + row * step
            draw_name(
                painter, look, QRectF(0, y, left - 4, step), name, bold=bool(row), tone="text", sizes=(12, 11, 10)
            )
            for place, rung in enumerate(ballots):
                box = QRectF(left + place * wide + 1, y + 3, wide - 2, step - 6)
                self._ballot(painter, box, Rung(rung), high=Rung(rung).place >= least, ringed=place == last)
        if last >= 0:
            ring = QRectF(left + last * wide - 1, top, wide + 2, 2 * step)
            paint.draw_round(painter, ring, ground=None, line=look.tokens.fill, radius=5, pen=1.5)

    def _ballot(self, painter: QPainter, box: QRectF, rung: Rung, *, high: bool, ringed: bool) -> None:
        look = self._look
        paint.draw_round(painter, box, ground=look.tokens.same if high else look.tokens.cell, radius=4)
        word = words.rung(rung, short=True)
        sizes = (12.0, 11.0, 10.0, 9.0, 8.0)
        size = next((n for n in sizes if paint.width_of(word, look.font(n)) <= box.width()), 0.0)
        # So many ballots that a whole rung has no room: its letter alone.
        shown, size = (word, size) if size else (word[-1], 9.0)
        paint.draw_text(painter, look, box, shown, size=size, bold=ringed, align=paint.CENTRE)


class PayTable(Piece):
    """薪酬影响: what each rung would change, component by component."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._rows: tuple[PayRow, ...] = ()

    def show_rows(self, rows: Sequence[PayRow]) -> None:
        """Show these."""
        self._rows = tuple(rows)
        told = (
            f"{WORDS[row.moment]} {words.rung(row.rung)}：合计 {money(row.step.total if row.step else None)}"
            for row in rows
        )
        self.setAccessibleName("；".join(told))
        self.updateGeometry()
        self.update()

    def high(self) -> int:
        """Give the heading and the rows."""
        return self._look.scaled(22) * (1 + len(self._rows)) if self._rows else 0

    def draw(self, painter: QPainter) -> None:
        """Paint the table, money at the right."""
        look, step = self._look, self._look.scaled(22)
        first = self.width() * 0.28
        third = (self.width() - first) / 3
        for place, word in enumerate(("浮动工资", "效益工资", "合计")):
            box = QRectF(first + place * third, 0, third, step)
            paint.draw_text(painter, look, box, word, size=12, tone="second", align=paint.RIGHT)
        for number, row in enumerate(self._rows, 1):
            y, bold = number * step, number == len(self._rows)
            name = f"{WORDS[row.moment]} {words.rung(row.rung, short=True)}"
            paint.draw_text(painter, look, QRectF(0, y, first, step), name, bold=bold)
            parts = (
                (None, None, None) if row.step is None else (row.step.floating, row.step.performance, row.step.total)
            )
            for place, amount in enumerate(parts):
                box = QRectF(first + place * third, y, third, step)
                strong = bold or place == 2
                paint.draw_text(painter, look, box, money(amount), bold=strong, align=paint.RIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
