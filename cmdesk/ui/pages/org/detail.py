"""The panel beside the people's table: who it is, the last result, what is in for the quarter."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.kernel.periods import Period
from cmdesk.queries.org_board import BoardRow
from cmdesk.ui import words
from cmdesk.ui.pages.org.presenter import is_rural, retailers, score_tone, short_period, state_of, years_since
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.facts import FactRow, FactRows
from cmdesk.ui.widgets.labels import Avatar, Card, Chip, Label, Rule

WIDTH = 348
SOURCE_NAMES = ("经营业绩", "客户满意度", "工业企业评价", "自我评价", "审核评价")


class _Sources(QWidget):
    """The five evaluations of the quarter: what is in."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._there: tuple[bool, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)

    def show_sources(self, there: tuple[bool, ...]) -> None:
        """Show them."""
        self._there = there
        spoken = (f"{n}{'已收' if t else '未收'}" for n, t in zip(SOURCE_NAMES, there, strict=True))
        self.setAccessibleName("，".join(spoken))
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint one line a source."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            look, high = self._look, self._high()
            for number, (name, there) in enumerate(zip(SOURCE_NAMES, self._there, strict=True)):
                box = QRectF(0, number * high, self.width(), high)
                side = look.scaled(16)
                icon = look.icon("circle-check" if there else "circle", "ok" if there else "ctl", 16)
                painter.drawPixmap(0, round(box.center().y() - side / 2), icon)
                used = paint.draw_text(
                    painter,
                    look,
                    box,
                    "已收" if there else "未收",
                    size=12,
                    tone="ok" if there else "second",
                    align=paint.RIGHT,
                )
                box.setLeft(side + 9)
                box.setWidth(box.width() - used - 8)
                paint.draw_text(painter, look, box, name)
        finally:
            painter.end()

    def _high(self) -> int:
        return max(self._look.pick(28, 25), self._look.scaled(22))

    def _follow(self) -> None:
        self.setFixedHeight(self._high() * 5)
        self.update()


class _Score(QWidget):
    """The last result: large, with its rank, a bar below."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._row: BoardRow | None = None
        look.changed.connect(self._follow)
        self._follow()

    def show_row(self, row: BoardRow) -> None:
        """Show a person's last result."""
        self._row = row
        self.setAccessibleName(f"得分 {row.score}" if row.score else "还没有得分")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self._row is None:
            return
        painter = QPainter(self)
        try:
            look, row = self._look, self._row
            small = look.scaled(20)
            title = f"{short_period(row.of)}得分" if row.of else "季度得分"
            paint.draw_text(painter, look, QRectF(0, 0, self.width(), small), title, size=12, tone="second")
            big = QRectF(0, small, self.width(), look.scaled(36))
            if row.score is None:
                paint.draw_text(painter, look, big, "还没有关账的季度", tone="second")
                return
            used = paint.draw_text(painter, look, big, row.score, size=26, bold=True)
            if row.rank:
                rest = QRectF(used + 10, big.top() + look.scaled(6), self.width() - used - 10, big.height() - 6)
                paint.draw_text(painter, look, rest, f"第 {row.rank} 名", size=12, tone="second")
            bar = QRectF(0, big.bottom() + 4, self.width(), 6)
            paint.draw_bar(painter, look, bar, float(row.score) / 100, score_tone(row.score))
        finally:
            painter.end()

    def _follow(self) -> None:
        self.setFixedHeight(self._look.scaled(56) + 16)
        self.update()


class PersonPanel(Card):
    """Shows the selected person. `opened` asks for the person's page, `closed` to put the panel away."""

    opened = Signal()
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.avatar = Avatar(look, 46)
        self.name = Label(look, "", size=18, bold=True)
        self.chip = Chip(look, dot=True)
        self.line = Label(look, "", size=12, tone="second")
        self.facts = FactRows(look, label_width=64)
        self.score = _Score(look)
        self.title = Label(look, "", size=15, bold=True)
        self.count = Label(look, "", size=12, tone="second")
        self.sources = _Sources(look)
        self.button = Button(look, "打开个人页", icon="user", key="Enter", kind="fill", height=36)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.opened)
        self.close_button = Button(look, "收起资料（F6）", icon="x", kind="icon", height=28)
        self.close_button.clicked.connect(self.closed)
        self.close_button.hide()
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def show_close(self, wanted: bool) -> None:
        """Offer to put the panel away where it lies over the list."""
        self.close_button.setVisible(wanted)

    def _build(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.name)
        first.addWidget(self.chip)
        first.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addLayout(first)
        texts.addWidget(self.line)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.avatar)
        top.addLayout(texts, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        heading = QHBoxLayout()
        heading.addWidget(self.title)
        heading.addStretch(1)
        heading.addWidget(self.count)
        self._heading = QWidget()
        self._heading.setLayout(heading)
        heading.setContentsMargins(0, 0, 0, 0)
        self._whole = QVBoxLayout(self)
        for widget in (self.facts, Rule(self._look), self.score, Rule(self._look), self._heading, self.sources):
            self._whole.addWidget(widget)
        self._whole.insertLayout(0, top)
        self._whole.addStretch(1)
        self._whole.addWidget(self.button)

    def show_row(self, row: BoardRow, quarter: Period, closed: bool, today: date) -> None:
        """Show a person."""
        person = row.person
        self.avatar.show_name(person.name)
        self.name.setText(person.name)
        self.chip.say(*state_of(row, closed))
        parts = (
            words.rung(person.rung) if person.is_manager else words.POSTS.get(person.post or "", ""),
            words.EMPLOYMENT.get(person.employment, ""),
            person.staff_no,
        )
        self.line.setText(" · ".join(part for part in parts if part))
        rows = [FactRow("学历", words.EDUCATION.get(person.education or "", "—"), icon="graduation-cap")]
        if person.is_manager:
            rural = "农村线路" if is_rural(person.urban, person.rural) else ""
            rows.insert(0, FactRow("服务线路", person.line or "—", icon="map-pin"))
            rows.insert(1, FactRow("户数", retailers(person.urban, person.rural), rural, icon="store"))
            rows.append(FactRow("任职", years_since(person.post_since, today), icon="calendar"))
        self.facts.show_rows(rows)
        self.score.show_row(row)
        for widget in (self.score, self._heading, self.sources):
            widget.setVisible(person.is_manager)
        self.title.setText(f"{short_period(quarter)}五项评价")
        self.count.setText("已关账" if closed else f"收到 {sum(row.sources)} / 5")
        self.sources.show_sources(row.sources)

    def _follow(self) -> None:
        self.setFixedWidth(max(WIDTH, self._look.scaled(320)))
        margin = self._look.pick(18, 16)
        self._whole.setContentsMargins(margin, margin, margin, margin)
        self._whole.setSpacing(self._look.pick(14, 10))
        self._whole.setAlignment(Qt.AlignmentFlag(0))
