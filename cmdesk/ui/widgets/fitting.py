"""Names and words that people typed, in the room there is: a little smaller, at last cut; printed lists are whole."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint


def cut(look: Look, text: str, room: float, size: float = 12, *, bold: bool = False) -> str:
    """Give as much of a text as there is room for."""
    metrics = QFontMetricsF(look.font(size, bold=bold))
    if metrics.horizontalAdvance(text) <= room:
        return text
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, room - 2))


def draw_name(
    painter: QPainter,
    look: Look,
    box: QRectF,
    name: str,
    *,
    bold: bool,
    tone: str,
    sizes: tuple[float, ...] = (13, 12, 11),
) -> float:
    """Write a name as large as its box allows, and give its width."""
    fits = (size for size in sizes if paint.width_of(name, look.font(size, bold=bold)) <= box.width())
    size = next(fits, 10.0)
    text = cut(look, name, box.width(), size, bold=bold)
    return paint.draw_text(painter, look, box, text, size=size, bold=bold, tone=tone)
