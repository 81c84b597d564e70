"""A person's year: eight sources by twelve months, each cell as final as it looks."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmdesk.queries.org_year import Cell, CellState, PersonYear
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

LEGEND = (
    (CellState.LOCKED, "已关账"),
    (CellState.IN, "已收"),
    (CellState.MISSING, "缺"),
    (CellState.NOT_DUE, "未到期"),
)


def draw_cell(painter: QPainter, look: Look, box: QRectF, state: CellState, text: str = "") -> None:
    """Paint one cell: filled is always more final than outlined. The same drawing on every page."""
    tokens = look.tokens
    ground, line, tone = {
        CellState.LOCKED: (tokens.same, None, "text"),
        CellState.IN: (tokens.card, tokens.fill, "text"),
        CellState.MISSING: (tokens.warn.ground, tokens.warn.text, "warn"),
        CellState.NOT_DUE: (tokens.cell, None, "second"),
    }[state]
    paint.draw_round(painter, box, ground=ground, line=line, radius=4)
    if text:
        bold = state is CellState.MISSING
        # A month's cell is narrow: there the text stays at its smallest size, whatever the text size chosen.
        fits = paint.width_of(text, look.font(12, bold=bold)) <= box.width()
        size = 12.0 if fits else 11 * 100 / look.percent
        paint.draw_text(painter, look, box, text, size=size, bold=bold, tone=tone, align=paint.CENTRE)


class YearLegend(QWidget):
    """What the cells mean."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName("，".join(word for _, word in LEGEND))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Give the size of all marks and words."""
        font = self._look.font(12)
        return QSize(round(sum(paint.width_of(w, font) + 34 for _, w in LEGEND)), self._look.scaled(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            x, look = 0.0, self._look
            for state, word in LEGEND:
                draw_cell(painter, look, QRectF(x, self.height() / 2 - 5, 12, 10), state)
                wide = paint.width_of(word, look.font(12)) + 1
                paint.draw_text(painter, look, QRectF(x + 18, 0, wide, self.height()), word, size=12, tone="second")
                x += wide + 33
        finally:
            painter.end()


class YearStrip(QWidget):
    """The strip; the blue line is today."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._year: PersonYear | None = None
        self._today = date.min
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)
        self._follow()

    def show_year(self, year: PersonYear, today: date) -> None:
        """Show a year."""
        self._year, self._today = year, today
        missing = [line.name for line in year.lines if any(c.state is CellState.MISSING for c in line.cells)]
        self.setAccessibleName(f"{year.year} 年的来源")
        self.setAccessibleDescription(f"缺：{'、'.join(missing)}" if missing else "没有缺的来源")
        self.update()

    def sizeHint(self) -> QSize:
        """Give the height of heading and eight rows."""
        return QSize(600, self._row() * 9 + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint months, rows and today."""
        if self._year is None:
            return
        painter = QPainter(self)
        try:
            self._paint(painter, self._year)
        finally:
            painter.end()

    def _paint(self, painter: QPainter, year: PersonYear) -> None:
        look, row = self._look, self._row()
        left = look.scaled(112)
        step = (self.width() - left) / 12
        for month in range(12):
            now = self._today.year == year.year and self._today.month == month + 1
            box = QRectF(left + month * step, 0, step, row)
            tone = "primary" if now else "second"
            paint.draw_text(painter, look, box, f"{month + 1}月", size=12, bold=now, tone=tone, align=paint.CENTRE)
        for number, line in enumerate(year.lines):
            top = (number + 1) * row
            paint.draw_text(painter, look, QRectF(0, top, 18, row), line.letter, bold=True, tone="primary")
            paint.draw_text(painter, look, QRectF(look.scaled(20), top, left - look.scaled(22), row), line.name)
            for cell in line.cells:
                draw_cell(painter, look, self._box(cell, left, step, top, row), cell.state, cell.text)
        if self._today.year == year.year:
            share = (self._today.timetuple().tm_yday - 1) / 365
            x = left + share * step * 12
            painter.setPen(QPen(look.colour("fill"), 2))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawLine(QPointF(x, row), QPointF(x, row * 7 - 3))

    @staticmethod
    def _box(cell: Cell, left: float, step: float, top: float, row: int) -> QRectF:
        return QRectF(left + (cell.first - 1) * step, top, (cell.last - cell.first + 1) * step, row).adjusted(
            2, 2, -2, -2
        )

    def _row(self) -> int:
        return max(self._look.pick(25, 21, 20), self._look.scaled(20))

    def _follow(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
