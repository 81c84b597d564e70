"""Beside the tree: what has changed since last time, and the chosen step with its clause, facts and effect."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.queries.scoring_comparison import Comparison, WeightRow
from cmdesk.queries.scoring_steps import Step, StepFact
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Chip, Label, Rule

PAGE_WORDS = {
    "inspections": ("打开检查表", "clipboard-check"),
    "indicators": ("打开指标", "chart-column"),
    "evaluations": ("打开五项评价", "star"),
    "exams": ("打开考试", "graduation-cap"),
    "peers": ("打开同事互评", "users"),
}


class _Tinted(QWidget):
    """A sentence on a tinted ground."""

    def __init__(self, look: Look, state: str) -> None:
        super().__init__()
        self._look, self._state = look, state
        self.label = Label(look, "", size=12, tone=state, wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(10, 7, 10, 7)
        inside.addWidget(self.label)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        try:
            tint = self._look.tokens.tint(self._state)
            paint.draw_round(painter, QRectF(self.rect()), ground=tint.ground)
        finally:
            painter.end()


class _Quote(QWidget):
    """The wording of a clause with a bar at its left."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.label = Label(look, "", size=12, tone="second", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(10, 1, 0, 1)
        inside.addWidget(self.label)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar."""
        painter = QPainter(self)
        try:
            painter.fillRect(QRectF(0, 0, 2, self.height()), self._look.colour("ctl"))
        finally:
            painter.end()


class _Weights(QWidget):
    """The weights then and now as fractions, with their sums."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[WeightRow, ...] = ()
        self._sums = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)

    def show_rows(self, rows: tuple[WeightRow, ...], sums: tuple[str, str]) -> None:
        """Show these weights."""
        self._rows, self._sums = rows, sums
        spoken = [f"{row.label} 上次 {row.before or '—'} 这次 {row.now}" for row in rows]
        self.setAccessibleName("；".join([*spoken, f"合计 {sums[0]} 和 {sums[1]}"]))
        self._follow()

    def sizeHint(self) -> QSize:
        """Give the height of all rows."""
        return QSize(150, (len(self._rows) + 2) * self._high() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heads, rows and sums."""
        painter = QPainter(self)
        try:
            high = self._high()
            self._row(painter, 0, "", "权重", "上次", "这次", heavy=False, tone="second")
            for number, row in enumerate(self._rows, 1):
                name = row.label.removeprefix("营销部").replace("工业企业评价", "工业企业")
                self._row(painter, number * high, row.letter, name, row.before, row.now, heavy=row.moved)
            y = (len(self._rows) + 1) * high
            paint.draw_line(painter, self._look, 0, self.width(), y)
            self._row(painter, y + 3, "", "合计", *self._sums, heavy=False)
        finally:
            painter.end()

    def _row(
        self,
        painter: QPainter,
        y: float,
        letter: str,
        name: str,
        old: str,
        new: str,
        *,
        heavy: bool,
        tone: str = "text",
    ) -> None:
        look, high, column = self._look, self._high(), self._look.scaled(58)
        box = QRectF(0, y, self.width() - 2 * column - 4, high)
        if letter:
            paint.draw_text(painter, look, box, letter, size=12, bold=True, tone="primary")
        box.setLeft(look.scaled(18) if letter or name == "合计" else 0)
        name = paint.fitting(look, box.width(), name, name.removeprefix("客户").removesuffix("评价"), "", size=12)
        paint.draw_text(painter, look, box, name, size=12, tone="second" if tone == "second" else "text")
        for place, text in ((2, old), (1, new)):
            cell = QRectF(self.width() - place * column, y, column, high)
            missing = text == "缺"
            shade = "warn" if missing else "second" if place == 2 else tone
            bold = missing or (heavy and place == 1)
            paint.draw_text(painter, look, cell, text, size=12, bold=bold, tone=shade, align=paint.RIGHT)

    def _high(self) -> int:
        return max(self._look.pick(21, 19), self._look.scaled(18))

    def _follow(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()


class _Fact(QWidget):
    """One fact with its number, the evidence below or beside it."""

    def __init__(self, look: Look, number: int, fact: StepFact) -> None:
        super().__init__()
        self._look, self._number = look, number
        row = QHBoxLayout(self)
        row.setContentsMargins(look.scaled(26) if number else 0, 0, 0, 0)
        row.setSpacing(8)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Label(look, fact.text, size=12, wrap=True))
        if fact.evidence:
            texts.addWidget(Label(look, fact.evidence, size=12, tone="second", wrap=True))
        row.addLayout(texts, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the number."""
        if not self._number:
            return
        painter = QPainter(self)
        try:
            side = self._look.scaled(18)
            box = QRectF(0, 1, side, side)
            paint.draw_round(painter, box, ground=self._look.tokens.selection, radius=side / 2)
            paint.draw_text(
                painter, self._look, box, str(self._number), size=12, bold=True, tone="onsel", align=paint.CENTRE
            )
        finally:
            painter.end()


class Strip(QWidget):
    """Emits `opened` where the origin of the chosen step is wanted."""

    opened = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.title = Label(look, "与上次相比", size=15, bold=True)
        self.when = Label(look, "", size=12, tone="second")
        self.before = Label(look, "", size=15, tone="second")
        self.arrow = Label(look, "→", tone="second")
        self.now = Label(look, "", size=15, bold=True)
        self.change = Chip(look)
        self.why = _Tinted(look, "info")
        self.weights = _Weights(look)
        self.step = Label(look, "", size=15, bold=True, wrap=True)
        self.points = Label(look, "", size=15, bold=True)
        self.how = Label(look, "", size=12, tone="second", wrap=True)
        self.quote = _Quote(look)
        self.effect = Label(look, "", bold=True, wrap=True)
        self.effect_how = Label(look, "", size=12, tone="second", wrap=True)
        self.button = Button(look, "打开检查表", icon="clipboard-check", key="Enter", height=34)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.opened)
        self.compared = QWidget()
        self.chosen = QWidget()
        self._facts = QVBoxLayout()
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        self._upper, self._lower = QVBoxLayout(self.compared), QVBoxLayout(self.chosen)
        first = QVBoxLayout()
        first.setSpacing(0)
        first.addWidget(self.title)
        first.addWidget(self.when)
        self._upper.addLayout(first)
        figures = QHBoxLayout()
        figures.setSpacing(6)
        for widget in (self.before, self.arrow, self.now):
            figures.addWidget(widget)
        figures.addStretch(1)
        figures.addWidget(self.change)
        self._upper.addLayout(figures)
        self._upper.addWidget(self.why)
        self._upper.addWidget(self.weights)
        head = QHBoxLayout()
        head.addWidget(self.step, 1)
        head.addWidget(self.points, 0, Qt.AlignmentFlag.AlignTop)
        self._lower.addLayout(head)
        self._lower.addWidget(self.how)
        self._lower.addWidget(self.quote)
        self._lower.addLayout(self._facts)
        self._lower.addWidget(self.effect)
        self._lower.addWidget(self.effect_how)
        self._lower.addStretch(1)
        inner = QWidget()
        inner.setProperty("plain", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.compared)
        self._rule = Rule(self._look)
        column.addWidget(self._rule)
        column.addWidget(self.chosen, 1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setAccessibleName("与上次相比，选中的一步")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inner)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self.button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addLayout(self._foot)

    def show_comparison(self, title: str, when: str, found: Comparison | None) -> None:
        """Show a comparison, or that there is nothing to compare with."""
        self.title.setText(title)
        self.when.setText(when)
        for widget in (self.before, self.arrow, self.now, self.weights, self.change):
            widget.setVisible(found is not None)
        if found is None:
            self.why.label.setText("第一次算，还没有可以比的数。")
            self.why.show()
            return
        self.before.setText(found.before)
        self.now.setText(found.now)
        state = "none" if not found.difference else "bad" if found.difference.startswith("−") else "ok"
        self.change.say(found.difference, state)
        self.why.label.setText(found.sentence)
        self.why.setVisible(bool(found.sentence))
        self.weights.show_rows(found.weights, found.sums)

    def show_step(self, step: Step | None, name: str, *, has_page: bool) -> None:
        """Show a step; `name` is what the effect is on."""
        self.chosen.setVisible(step is not None)
        self.button.setVisible(step is not None and step.target is not None and has_page)
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        if step is None:
            return
        self.step.setText(step.label)
        score = f"{step.score} / {step.of}" if step.of else step.score
        lost = step.score.startswith("−") and step.kind != "rounding"
        self.points.say(score, "warn" if step.tone == "warn" or lost else "text")
        self.how.setText(step.how)
        self.how.setVisible(bool(step.how))
        clause = f"规则集 {step.version} {step.clause}" if step.version else step.clause
        self.quote.label.setText(f"{clause}：{step.quoted}" if step.quoted else clause)
        self.quote.setVisible(bool(step.clause))
        several = step.kind == "item"
        for number, fact in enumerate(step.facts, 1):
            self._facts.addWidget(_Fact(self._look, number if several else 0, fact))
        self.effect.setText(f"让{name}少了 {step.effect}" if step.effect else "")
        self.effect.setVisible(bool(step.effect))
        self.effect_how.setText(f"= {step.effect_how}" if step.effect_how else "")
        self.effect_how.setVisible(bool(step.effect and step.effect_how))
        if step.target is not None:
            word, icon = PAGE_WORDS.get(step.target[0], ("打开来源", "external-link"))
            self.button.say(word, icon=icon)

    def _follow(self) -> None:
        look = self._look
        margin = look.pick(16, 12, 10)
        for layout in (self._upper, self._lower):
            layout.setContentsMargins(16, margin, 14, margin)
            layout.setSpacing(look.pick(9, 7, 6))
        self._facts.setSpacing(6)
        self._foot.setContentsMargins(16, 6, 14, margin)
        self.setFixedWidth(max(look.pick(250, 234), look.scaled(224)))
