"""The program's sign, with its name and a line below."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint


def draw_sign(painter: QPainter, look: Look, left: float, top: float, height: float, line: str, width: float) -> None:
    """Paint the sign: a blue square with the award, the program's name, and one line below."""
    side = look.scaled(34)
    box = QRectF(left, top + (height - side) / 2, side, side)
    paint.draw_round(painter, box, ground=look.tokens.fill)
    inner = look.scaled(20)
    painter.drawPixmap(
        round(box.center().x() - inner / 2), round(box.center().y() - inner / 2), look.icon("award", "on_fill", 20)
    )
    x, room = box.right() + 10, left + width - box.right() - 10
    half = height / 2
    paint.draw_text(painter, look, QRectF(x, top, room, half + 2), "客户经理考评", size=15, bold=True)
    paint.draw_text(painter, look, QRectF(x, top + half + 1, room, half - 1), line, size=12, tone="second")
