"""Painting by hand: text that notes where it was cut, key caps, chips, avatars, rungs, bars. One drawing each."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from cmdesk.ui.theme.look import Look, shade

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def width_of(text: str, font: QFont) -> float:
    """Give the width of one line of text."""
    return QFontMetricsF(font).horizontalAdvance(text)


def fitting(look: Look, room: float, *wordings: str, size: float = 13, bold: bool = False) -> str:
    """Give the first of several wordings that fits into a room, else the last."""
    font = look.font(size, bold=bold)
    return next((text for text in wordings if width_of(text, font) <= room + 0.5), wordings[-1])


def draw_text(
    painter: QPainter,
    look: Look,
    box: QRectF | QRect,
    text: str,
    *,
    size: float = 13,
    bold: bool = False,
    tone: str = "text",
    colour: str | None = None,
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """Write one line into a box and give its width. A text that is too wide is cut with … and noted in the look."""
    font = look.font(size, bold=bold)
    room = QRectF(box)
    wide = look.width_of(text, size, bold=bold)
    shown = text
    if wide > room.width() + 0.5:
        look.elided.add(text)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, room.width()))
    painter.setFont(font)
    painter.setPen(shade(colour) if colour else look.colour(tone))
    painter.drawText(room, _one_line(align), shown)
    return min(wide, room.width())


@cache
def _one_line(align: Qt.AlignmentFlag) -> int:
    return int(align | Qt.TextFlag.TextSingleLine)


def draw_round(
    painter: QPainter, box: QRectF, *, ground: str | None, line: str | None = None, radius: float = 8, pen: float = 1
) -> None:
    """Fill a box with round corners; its line lies inside the box and on whole pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inside = box.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2) if line else box
    painter.setPen(QPen(shade(line), pen) if line else Qt.PenStyle.NoPen)
    painter.setBrush(shade(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inside, radius, radius)


def key_size(look: Look, key: str) -> QSize:
    """Give the size of a key cap."""
    return QSize(max(22, round(look.width_of(key, 12)) + 12), look.scaled(20))


def draw_key(painter: QPainter, look: Look, left: float, middle: float, key: str, *, on_fill: bool = False) -> float:
    """Paint a key cap whose left edge and vertical middle are given; gives its width."""
    size = key_size(look, key)
    box = QRectF(left, middle - size.height() / 2, size.width(), size.height())
    tokens = look.tokens
    draw_round(
        painter, box, ground=None if on_fill else tokens.card, line="#FFFFFF" if on_fill else tokens.ctl, radius=4
    )
    if not on_fill:
        painter.setPen(QPen(shade(tokens.ctl), 1))
        painter.drawLine(QPointF(box.left() + 3, box.bottom() - 1.5), QPointF(box.right() - 3, box.bottom() - 1.5))
    draw_text(painter, look, box, key, size=12, colour="#FFFFFF" if on_fill else tokens.second, align=CENTRE)
    return float(size.width())


def chip_width(look: Look, text: str, *, dot: bool = False, size: float = 12) -> float:
    """Give the width of a chip."""
    return look.width_of(text, size) + 20 + (10 if dot else 0)


def draw_chip(
    painter: QPainter,
    look: Look,
    left: float,
    middle: float,
    text: str,
    state: str,
    *,
    dot: bool = False,
    size: float = 12,
    bold: bool = False,
) -> float:
    """Paint a state as a pill with its word; gives its width."""
    tint = look.tokens.tint(state)
    wide, high = chip_width(look, text, dot=dot, size=size) + (4 if bold else 0), look.scaled(24)
    box = QRectF(left, middle - high / 2, wide, high)
    draw_round(painter, box, ground=tint.ground, radius=high / 2)
    start = left + 10
    if dot:
        painter.setBrush(shade(tint.text))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(start + 2.5, middle), 2.5, 2.5)
        start += 10
    draw_text(painter, look, QRectF(start, box.top(), wide, high), text, size=size, colour=tint.text, bold=bold)
    return wide


def hue_of(name: str) -> int:
    """Give which of the six hues a surname has, the same on every computer."""
    return sum(name[:1].encode()) % 6


def draw_avatar(painter: QPainter, look: Look, box: QRectF, name: str) -> None:
    """Paint the first character of a name on its hue."""
    hue = look.tokens.hues[hue_of(name)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade(hue.ground))
    painter.drawEllipse(box)
    size = box.height() * 0.42 * 100 / look.percent
    draw_text(painter, look, box, name[:1], size=size, bold=True, colour=hue.text, align=CENTRE)


def draw_letter(
    painter: QPainter, look: Look, left: float, middle: float, letter: str, *, chosen: bool = False
) -> float:
    """Paint the letter of a rung in a small square; gives its width."""
    side = look.scaled(20)
    box = QRectF(left, middle - side / 2, side, side)
    draw_round(painter, box, ground=look.tokens.card if chosen else look.tokens.selection, radius=5)
    draw_text(painter, look, box, letter, size=12, bold=True, tone="onsel", align=CENTRE)
    return float(side)


def draw_bar(
    painter: QPainter, look: Look, box: QRectF, share: float, tone: str = "fill", *, chosen: bool = False
) -> None:
    """Paint a bar filled to a share from 0 to 1."""
    radius = box.height() / 2
    draw_round(painter, box, ground=look.tokens.ctl if chosen else look.tokens.track, radius=radius)
    if share > 0:
        part = QRectF(box.left(), box.top(), max(box.height(), box.width() * min(share, 1.0)), box.height())
        draw_round(painter, part, ground=look.tokens.tone(tone), radius=radius)


def draw_line(painter: QPainter, look: Look, left: float, right: float, y: float, tone: str = "line") -> None:
    """Paint a hairline."""
    painter.setPen(QPen(look.colour(tone), 1))
    painter.drawLine(QPointF(left, y + 0.5), QPointF(right, y + 0.5))


def draw_ring(painter: QPainter, look: Look, centre: QPointF, radius: float, share: float) -> None:
    """Paint how far a step is: an empty ring, a part of it in blue, or a full one."""
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.colour("ctl"), 1.6))
    painter.drawEllipse(box)
    if share > 0:
        pen = QPen(look.colour("fill"), 2.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(box, 90 * 16, -round(360 * 16 * min(share, 1.0)))


def cell_box(option: QStyleOptionViewItem) -> QRectF:
    """Give the box of a cell that a delegate paints."""
    return QRectF(cast(Any, option).rect)


def is_selected(option: QStyleOptionViewItem) -> bool:
    """Say whether the cell belongs to a selected row."""
    # Imported late: making this class of Qt costs as much as a tenth of the sign-in page.
    from PySide6.QtWidgets import QStyle

    return bool(cast(Any, option).state & QStyle.StateFlag.State_Selected)


def is_hovered(option: QStyleOptionViewItem) -> bool:
    """Say whether the pointer is over the cell."""
    from PySide6.QtWidgets import QStyle

    return bool(cast(Any, option).state & QStyle.StateFlag.State_MouseOver)


def rounded_path(box: QRectF, radius: float) -> QPainterPath:
    """Give the outline of a box with round corners, for clipping."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    return path
