"""The panel beside the list: the month's arrivals and sums, and the figures of the person chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.kernel.periods import Period
from cmdesk.queries.indicators_board import FigureRow, MonthBoard, MonthRow, PersonMonth
from cmdesk.ui.pages.indicators.presenter import arrival_words, growth_words, state_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.facts import FactRow, FactRows
from cmdesk.ui.widgets.labels import Chip, Label
from cmdesk.ui.widgets.sidepanel import PersonHead, SidePanel

WIDTH = 348
_HALF = 50


class Months(QWidget):
    """Twelve months of a person as bars of P with their figure; the month shown is filled."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._months: tuple[PersonMonth, ...] = ()
        self._shown: Period | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_months(self, months: Sequence[PersonMonth], shown: Period) -> None:
        """Show these, oldest first."""
        self._months, self._shown = tuple(months), shown
        self.setAccessibleName("近 12 个月：" + "，".join(f"{m.period.chinese} {m.score or '没有'}" for m in months))
        self.update()

    def sizeHint(self) -> QSize:
        """Give room for bars and months."""
        return QSize(280, self._look.scaled(74))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        if not self._months:
            return
        look, step = self._look, self.width() / len(self._months)
        foot = look.scaled(18)
        for place, month in enumerate(self._months):
            box = QRectF(place * step, 0, step, self.height() - foot)
            now = month.period == self._shown
            share = max(0.0, (float(month.score) - _HALF) / _HALF) if month.score else 0.0
            ground = QRectF(box.left() + 3, 2, step - 6, box.height() - 4)
            paint.draw_round(painter, ground, ground=look.tokens.cell, radius=3)
            if month.score:
                high = max(4.0, ground.height() * share)
                bar = QRectF(ground.left(), ground.bottom() - high, ground.width(), high)
                paint.draw_round(painter, bar, ground=look.tokens.fill if now else look.tokens.same, radius=3)
            word = QRectF(box.left(), self.height() - foot, step, foot)
            tone = "text" if now else "second"
            paint.draw_text(
                painter, look, word, str(month.period.number), size=12, bold=now, tone=tone, align=paint.CENTRE
            )


class IndicatorPanel(SidePanel):
    """What came in the month, and the figures of the person chosen."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, WIDTH, 40)
        self.arrivals = FactRows(look, label_width=112)
        self.sums = Label(look, "", size=12, tone="second", wrap=True)
        self.import_ = Button(look, "导入 X1", icon="upload", key="F3", kind="fill")
        self.import_.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._none = Label(look, "", tone="second", wrap=True)
        self.above.addWidget(Label(look, "来过的文件", size=15, bold=True))
        for widget in (self._none, self.arrivals, self.sums, self.import_):
            self.above.addWidget(widget)
        self._head = PersonHead(look)
        self._chip = Chip(look)
        self._score = Label(look, "", size=20, bold=True)
        self._figures = FactRows(look, label_width=96)
        self._growth = Label(look, "", size=12, tone="second", wrap=True)
        self._missing = Label(look, "", size=12, tone="warn", wrap=True)
        self._source = Label(look, "", size=12, tone="second", wrap=True)
        self._months = Months(look)
        self._person = self._build()
        self.below.addWidget(self._person)

    def _build(self) -> QScrollArea:
        self._head.beside(self._score)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self._head)
        chip = QHBoxLayout()
        chip.addWidget(self._chip)
        chip.addStretch(1)
        column.addLayout(chip)
        for widget in (self._figures, self._missing, self._growth, self._source):
            column.addWidget(widget)
        column.addWidget(Label(self._look, "近 12 个月的经营业绩", size=12, bold=True))
        column.addWidget(self._months)
        column.addStretch(1)
        return self.scrolled(column, "这个人的指标")

    def show_month(self, board: MonthBoard, today: date) -> None:
        """Show what came."""
        rows = []
        for arrival in board.arrivals[: self._look.pick(4, 3, 2)]:
            when, did = arrival_words(arrival, today)
            rows.append(FactRow(when, did))
        self.arrivals.show_rows(rows)
        self.arrivals.setVisible(bool(rows))
        self.arrivals.setToolTip("\n".join(f"{one.file}（{one.by}）" for one in board.arrivals))
        self._none.setText("这个月还没有文件来。营销中心送来 X1 后按 F3，先看再写入。")
        self._none.setVisible(not rows)
        sums = f"销量目标 {board.sales_target or '—'} 箱，实际 {board.sales_actual or '—'} 箱"
        self.sums.setText(f"{sums}；平均得分 {board.mean_score}" if board.mean_score else sums)
        self.sums.setVisible(bool(rows))

    def show_row(self, row: MonthRow | None, period: Period) -> None:
        """Show a person's figures, or nothing."""
        self._person.setVisible(row is not None)
        if row is None:
            return
        self._head.show_person(row.name, row.staff_no, row.line)
        self._chip.say(*state_of(row))
        self._score.setText(row.score or "—")
        self._figures.show_rows([_fact(figure) for figure in row.figures])
        self._figures.setVisible(bool(row.figures))
        self._missing.setText(
            "没有数：" + "、".join(row.missing) + "。不计入，其余折成 100 分。" if row.missing else ""
        )
        self._missing.setVisible(bool(row.missing))
        growth = growth_words(row)
        self._growth.say(growth, "warn" if row.warned else "second")
        self._growth.setVisible(bool(growth))
        line = next((figure.source_row for figure in row.figures if figure.source_row), None)
        self._source.setText(f"来自“{row.file}”第 {line} 行" if row.file and line else "")
        self._source.setVisible(bool(row.file and line))

    def show_months(self, months: Sequence[PersonMonth], period: Period) -> None:
        """Show a person's year."""
        self._months.show_months(months, period)


def _fact(figure: FigureRow) -> FactRow:
    parts = f"{figure.actual} / {figure.target}" if figure.target and figure.actual else figure.figure
    note = f"{figure.points} / {figure.full}" if figure.points else "没有数"
    full = figure.points and float(figure.points) >= float(figure.full)
    return FactRow(_SHORT.get(figure.code, figure.name), parts or "—", note, tone="second" if full else "warn")


_SHORT = {
    "sales": "销量",
    "revenue": "单箱收入",
    "brand_shelf": "重点上柜",
    "brand_sell": "重点动销",
    "forecast": "需求预测",
    "margin": "毛利提升",
    "price_tags": "明码标价",
    "base_data": "信息维护",
}
