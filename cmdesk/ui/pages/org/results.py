"""Past results of a person, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmdesk.queries.org_year import PastResult
from cmdesk.ui import words
from cmdesk.ui.pages.org.presenter import long_period
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

BANDS = {"excellent": "优秀", "competent": "称职", "basic": "基本称职", "incompetent": "不称职"}
_HEADINGS = (
    ("期间", 0.0, False),
    ("得分", 0.48, True),
    ("名次", 0.61, True),
    ("等次", 0.67, False),
    ("级档", 0.87, False),
)


class PastResults(QWidget):
    """As many whole rows as there is room for."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._results: tuple[PastResult, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    def show_results(self, results: Sequence[PastResult]) -> None:
        """Show these."""
        self._results = tuple(results)
        self.setAccessibleName("历次结果")
        spoken = (f"{long_period(r.period)} {r.score or '无得分'} {BANDS.get(r.band or '', '')}" for r in results)
        self.setAccessibleDescription("；".join(spoken))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint headings and rows."""
        painter = QPainter(self)
        try:
            row = self._look.scaled(self._look.pick(30, 26))
            if not self._results:
                paint.draw_text(painter, self._look, self.rect(), "还没有结果", tone="second", align=paint.CENTRE)
                return
            self._line(painter, 0, row, [title for title, _, _ in _HEADINGS], heading=True)
            for number, result in enumerate(self._results[: max(0, self.height() // row - 1)]):
                top = (number + 1) * row
                paint.draw_line(painter, self._look, 0, self.width(), top)
                cells = [
                    long_period(result.period),
                    result.score or "—",
                    str(result.rank) if result.rank else "—",
                    BANDS.get(result.band or "", "—"),
                    words.rung(result.rung, short=True),
                ]
                self._line(painter, top, row, cells, heading=False)
        finally:
            painter.end()

    def _line(self, painter: QPainter, top: int, row: int, cells: Sequence[str], *, heading: bool) -> None:
        wide = self.width()
        for number, ((_, start, right), text) in enumerate(zip(_HEADINGS, cells, strict=True)):
            if right:
                box = QRectF(0, top, wide * start, row)
                align = paint.RIGHT
            else:
                end = _HEADINGS[number + 1][1] - 0.18 if number == 0 else 1.0
                box = QRectF(wide * start, top, wide * (end - start), row)
                align = paint.LEFT
            size, tone = (12, "second") if heading else (13, "text")
            told = text
            if number == 0:
                # The year stands in the row of the year as well.
                told = paint.fitting(self._look, box.width(), text, text.rpartition(" ")[2], size=size)
            paint.draw_text(
                painter, self._look, box, told, size=size, bold=number == 1 and not heading, tone=tone, align=align
            )
