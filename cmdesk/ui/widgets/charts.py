"""Charts on the screen: thin painters over the geometry of `rules.charts`. Every value is also read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmdesk.rules.charts import Anchor, Point, QuotaBar, Radar, Trend
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

_ALIGN = {Anchor.START: paint.LEFT, Anchor.MIDDLE: paint.CENTRE, Anchor.END: paint.RIGHT}


class RadarChart(QWidget):
    """Ten abilities: this year filled blue, last year dashed grey, the weakest value in amber."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._radar: Radar | None = None
        self.setMinimumHeight(look.scaled(230))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("工作能力雷达图")
        look.changed.connect(self.update)

    def show_radar(self, radar: Radar | None) -> None:
        """Show a radar, or nothing."""
        self._radar = radar
        spoken = "，".join(f"{label.name} {label.value}" for label in radar.labels) if radar else ""
        self.setAccessibleDescription(spoken)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint rings, axes, polygons and labels."""
        if self._radar is None:
            return
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter, self._radar)
        finally:
            painter.end()

    def _paint(self, painter: QPainter, radar: Radar) -> None:
        look = self._look
        label_wide, label_high = look.scaled(78), look.scaled(34)
        radius = min(self.width() / 2 - label_wide, self.height() / 2 - label_high)
        centre = QPointF(self.width() / 2, self.height() / 2)
        if radius < 20:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ring in radar.rings:
            painter.setPen(QPen(look.colour("ctl" if ring.outer else "line"), 1))
            painter.drawPolygon(_polygon(ring.corners, centre, radius))
        painter.setPen(QPen(look.colour("line"), 1))
        for axis in radar.axes:
            painter.drawLine(centre, _at(axis, centre, radius))
        if radar.last is not None:
            painter.setPen(QPen(look.colour("second"), 1.3, Qt.PenStyle.DashLine))
            painter.drawPolygon(_polygon(radar.last, centre, radius))
        blue = QColor(look.colour("fill"))
        painter.setPen(QPen(blue, 1.8))
        blue.setAlphaF(0.18)
        painter.setBrush(blue)
        painter.drawPolygon(_polygon(radar.this, centre, radius))
        self._dots(painter, [_at(point, centre, radius) for point in radar.this])
        weakest = min(range(len(radar.labels)), key=lambda k: float(radar.labels[k].value or 0))
        for place, label in enumerate(radar.labels):
            at = _at(label.at, centre, radius)
            left = {Anchor.START: at.x(), Anchor.MIDDLE: at.x() - label_wide / 2, Anchor.END: at.x() - label_wide}
            box = QRectF(left[label.anchor], at.y() - label_high / 2, label_wide, label_high / 2)
            align = _ALIGN[label.anchor]
            paint.draw_text(painter, look, box, label.name, size=12, tone="second", align=align)
            box.translate(0, label_high / 2)
            tone = "warn" if place == weakest else "text"
            paint.draw_text(painter, look, box, label.value, size=12, bold=True, tone=tone, align=align)

    def _dots(self, painter: QPainter, points: Sequence[QPointF]) -> None:
        painter.setBrush(self._look.colour("fill"))
        painter.setPen(QPen(self._look.colour("card"), 1.5))
        for point in points:
            painter.drawEllipse(point, 4, 4)


class TrendChart(QWidget):
    """The months of a year as a line, its quarters as bars, 90 as a dashed line."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._trend: Trend | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("全年走势")
        look.changed.connect(self.update)

    def show_trend(self, trend: Trend | None) -> None:
        """Show a trend, or say that there is none yet."""
        self._trend = trend
        spoken = [f"{p.month} 月 {p.text}" for p in trend.points] if trend else []
        spoken += [f"{b.quarter} 季度 {b.text}" for b in trend.bars] if trend else []
        self.setAccessibleDescription("，".join(spoken))
        self.update()

    def sizeHint(self) -> QSize:
        """Give a comfortable size."""
        return QSize(320, 190)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint grid, bars, lines, dots and figures."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._trend is None:
                text = "第一个月关账后才有"
                paint.draw_text(painter, self._look, self.rect(), text, tone="second", align=paint.CENTRE)
            else:
                self._paint(painter, self._trend)
        finally:
            painter.end()

    def _paint(self, painter: QPainter, trend: Trend) -> None:
        look = self._look
        row = look.scaled(20)
        box = QRectF(30, row, self.width() - 38, self.height() - 2 * row - 6)

        def at(point: Point) -> QPointF:
            return QPointF(box.left() + point[0] * box.width(), box.top() + point[1] * box.height())

        step = max(1, round(len(trend.grid) * row / max(box.height(), 1)))
        for number, (y, value) in enumerate(trend.grid):
            if value > 100:
                continue
            level = at((0, y)).y()
            paint.draw_line(painter, look, box.left(), box.right(), level)
            if number % step == 0:
                mark = QRectF(0, level - row / 2, 26, row)
                paint.draw_text(painter, look, mark, str(value), size=11, tone="second", align=paint.RIGHT)
        if trend.line is not None:
            painter.setPen(QPen(look.colour("ok"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(at((0, trend.line)), at((1, trend.line)))
        for bar in trend.bars:
            painter.setPen(QPen(look.colour("same"), 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(at((bar.left, bar.y)), at((bar.right, bar.y)))
        painter.setPen(QPen(look.colour("fill"), 1.8))
        for line in trend.lines:
            painter.drawPolyline(QPolygonF([at(point) for point in line]))
        for point in trend.points:
            spot = at(point.at)
            painter.setBrush(look.colour("fill"))
            painter.setPen(QPen(look.colour("card"), 1.5))
            painter.drawEllipse(spot, 4, 4)
            text = QRectF(spot.x() - 30, spot.y() - row - 3 if point.above else spot.y() + 4, 60, row)
            size = 11 * 100 / look.percent
            paint.draw_text(painter, look, text, point.text, size=size, bold=True, align=paint.CENTRE)
        for month in range(12):
            foot = QRectF(box.left() + month * box.width() / 12, box.bottom() + 8, box.width() / 12, row)
            paint.draw_text(painter, look, foot, str(month + 1), size=11, tone="second", align=paint.CENTRE)


class QuotaLine(QWidget):
    """One level of the ladder: its name, a bar with a tick at the cap, how many of how many, what is left or over."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._level, self._taken, self._cap = "", 0, 0
        self._bar = QuotaBar(0, 1, 0)
        look.changed.connect(self._resize)
        self._resize()

    def show_level(self, level: str, taken: int, cap: int, bar: QuotaBar) -> None:
        """Show a level."""
        self._level, self._taken, self._cap, self._bar = level, taken, cap, bar
        self.setAccessibleName(f"{level} {taken} 人，上限 {cap} 人")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            look, box = self._look, QRectF(self.rect())
            name, count, rest = look.scaled(40), look.scaled(58), look.scaled(46)
            paint.draw_text(painter, look, QRectF(0, 0, name, box.height()), self._level)
            over = self._taken > self._cap
            word = f"超 {self._taken - self._cap}" if over else f"余 {self._cap - self._taken}"
            right = QRectF(box.right() - rest, 0, rest, box.height())
            tone = "warn" if over else "second"
            paint.draw_text(painter, look, right, word, size=12, tone=tone, bold=over, align=paint.RIGHT)
            middle = QRectF(right.left() - count, 0, count, box.height())
            text = f"{self._taken} / {self._cap}"
            paint.draw_text(painter, look, middle, text, bold=True, align=paint.RIGHT)
            bar = QRectF(name + 4, box.center().y() - 3, middle.left() - name - 12, 6)
            share = self._bar.over if over else self._bar.filled
            paint.draw_bar(painter, look, bar, share, "warn" if over else "fill")
            x = bar.left() + bar.width() * min(1.0, self._bar.cap)
            painter.fillRect(QRectF(x - 1, bar.center().y() - 7, 2, 14), look.colour("text"))
        finally:
            painter.end()

    def _resize(self) -> None:
        self.setFixedHeight(self._look.scaled(26))


def _at(point: Point, centre: QPointF, radius: float) -> QPointF:
    return QPointF(centre.x() + point[0] * radius, centre.y() + point[1] * radius)


def _polygon(points: Sequence[Point], centre: QPointF, radius: float) -> QPolygonF:
    return QPolygonF([_at(point, centre, radius) for point in points])
