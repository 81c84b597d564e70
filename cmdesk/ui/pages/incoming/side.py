"""The cards beside the list: what the file is, 核对数, 列和单位, and the act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cmdesk.kernel.periods import Period
from cmdesk.ui.pages.incoming.presenter import figure_of, shown_figure
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Card, IconMark, Label
from cmdesk.usecases.incoming_kinds import KINDS
from cmdesk.usecases.incoming_rows import ControlLine


class WhatCard(Card):
    """Kind and period of the file, both to be changed. `changed` (kind, period)."""

    changed = Signal(str, object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.kind = QComboBox()
        self.kind.setAccessibleName("这份文件是")
        self.period = QComboBox()
        self.period.setAccessibleName("期间")
        for box in (self.kind, self.period):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        self.kind.activated.connect(self._change)
        self.period.activated.connect(self._change)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.kind, 1)
        row.addWidget(self.period, 1)

    def show_choices(self, kinds: Sequence[str], kind: str, periods: Sequence[Period], period: Period | None) -> None:
        """Show what can be chosen and what is."""
        self.kind.clear()
        for code in dict.fromkeys([*kinds, *([kind] if kind else [])]):
            self.kind.addItem(KINDS[code].word, code)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.period.clear()
        for one in periods:
            # As short as the box is narrow: 2025年一季度.
            self.period.addItem(one.chinese.replace("第", ""), str(one))
        self.period.setCurrentIndex(self.period.findData(str(period)) if period else -1)
        self.period.setVisible(bool(periods))

    def _change(self) -> None:
        text = self.period.currentData()
        self.changed.emit(str(self.kind.currentData()), Period.parse(text) if text else None)


class ControlsCard(Card):
    """核对数: typed from paper, beside the total row and the sum of the rows. `typed` (name, text)."""

    typed = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.fields: dict[str, QLineEdit] = {}
        self._lines: dict[str, tuple[Label, Label]] = {}
        self.note = Label(look, "", size=12, tone="warn", wrap=True)
        head = QHBoxLayout()
        head.addWidget(Label(look, "核对数", size=15, bold=True))
        head.addStretch(1)
        head.addWidget(Label(look, "纸上的数由您输入", size=12, tone="second"))
        self._inner = QWidget()
        self._inner.setProperty("plain", "true")
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(0, 0, 4, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self._area = QScrollArea()
        self._area.setAccessibleName("核对数")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inner)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(head)
        self._whole.addWidget(self._area)
        self._whole.addWidget(self.note)
        self.note.hide()
        look.changed.connect(self._follow)
        self._follow()

    def show_lines(self, lines: Sequence[ControlLine], typed: dict[str, str], waits: str) -> None:
        """Show the figures; `waits` says what a difference waits for (a row that could not be read)."""
        names = [line.name for line in lines]
        if list(self.fields) != names:
            self._build(lines, typed)
        differences = []
        for line in lines:
            total, found = self._lines[line.name]
            total.setText(shown_figure(line.total))
            mark = "" if line.paper is None and line.total is None else " ✓" if line.agrees else " ≠"
            found.say(f"{shown_figure(line.found)}{mark}", "text" if line.agrees else "warn")
            text = typed.get(line.name, "")
            mark_wrong(self.fields[line.name], bool(text) and figure_of(text) is None)
            wanted = line.paper if line.paper is not None else line.total
            if not line.agrees and wanted is not None:
                differences.append(f"{line.name}差 {shown_figure(abs(wanted - line.found))}")
        self.note.say("；".join(differences) + (f"：{waits}" if waits else "") if differences else "")
        self.note.setVisible(bool(differences))
        self.setVisible(bool(lines))
        self._follow()

    def _build(self, lines: Sequence[ControlLine], typed: dict[str, str]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.fields, self._lines = {}, {}
        for column, word in ((1, "纸上"), (2, "合计行"), (3, "逐行加")):
            label = Label(self._look, word, size=12, tone="second")
            self._grid.addWidget(label, 0, column, Qt.AlignmentFlag.AlignRight)
        for row, line in enumerate(lines, 1):
            field = QLineEdit(typed.get(line.name, ""))
            field.setAccessibleName(f"{line.name}，纸上的数")
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setFixedWidth(self._look.scaled(84))
            field.textEdited.connect(lambda text, name=line.name: self.typed.emit(name, text))
            self.fields[line.name] = field
            self._lines[line.name] = (Label(self._look, "", tone="second"), Label(self._look, "", bold=True))
            self._grid.addWidget(Label(self._look, line.name), row, 0)
            self._grid.addWidget(field, row, 1)
            for column, label in enumerate(self._lines[line.name], 2):
                self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _follow(self) -> None:
        look = self._look
        margin, high = look.pick(18, 14), look.pick(14, 10, 8)
        self._whole.setContentsMargins(margin, high, margin - 4, high)
        self._whole.setSpacing(look.pick(8, 5))
        for field in self.fields.values():
            field.setFixedWidth(look.scaled(84))
        shown = min(len(self.fields), look.pick(3, 2))
        row = max(34, look.scaled(28)) + 6
        self._area.setFixedHeight(look.scaled(20) + shown * row + 2)


class Steps(QWidget):
    """核对 → 写入 → 可整批撤销, the one in work filled."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._at = 0
        self._lines = ("", "", "")
        self.setAccessibleName("步骤")
        look.changed.connect(self.updateGeometry)

    def show_at(self, at: int, lines: tuple[str, str, str]) -> None:
        """Show which step is in work, with a line under each."""
        self._at, self._lines = at, lines
        self.setAccessibleDescription("；".join(lines))
        self.update()

    def sizeHint(self) -> QSize:
        """Give room for circle and two lines."""
        return QSize(280, self._look.scaled(64))

    def minimumSizeHint(self) -> QSize:
        """Give the same height."""
        return QSize(200, self._look.scaled(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint circles, lines and words."""
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look, third, radius = self._look, self.width() / 3, self._look.scaled(10)
        middle = radius + 1
        painter.setPen(QPen(look.colour("ctl"), 1, Qt.PenStyle.DashLine))
        for place in range(2):
            left, right = (place + 0.5) * third + radius + 4, (place + 1.5) * third - radius - 4
            painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        for place, (word, line) in enumerate(zip(("核对", "写入", "可整批撤销"), self._lines, strict=True)):
            self._circle(painter, place, QPointF((place + 0.5) * third, middle), radius)
            top = 2 * radius + 4
            box = QRectF(place * third, top, third, look.scaled(20))
            paint.draw_text(painter, look, box, word, size=12, bold=True, align=paint.CENTRE)
            tone = "bad" if place == 0 and line.startswith("还差") else "second"
            below = QRectF(place * third, top + look.scaled(19), third, look.scaled(18))
            paint.draw_text(painter, look, below, line, size=12, tone=tone, align=paint.CENTRE)

    def _circle(self, painter: QPainter, place: int, centre: QPointF, radius: int) -> None:
        look = self._look
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        now, done = place == self._at, place < self._at
        line = None if now else look.tokens.ok.text if done else look.tokens.ctl
        paint.draw_round(painter, box, ground=look.tokens.fill if now else look.tokens.card, line=line, radius=radius)
        tone = "on_fill" if now else "ok" if done else "second"
        text = "✓" if done else str(place + 1)
        paint.draw_text(painter, look, box, text, size=12, bold=True, tone=tone, align=paint.CENTRE)


class ActCard(Card):
    """What happens next: the sentence, the steps, the page's one filled button. `pressed` when it is.

    Once the file is written a plain button takes everything back (`taken_back`), beside the filled one.
    """

    pressed = Signal()
    taken_back = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("card", "true")
        self.mark = IconMark(look, "eye", tone="primary", size=22)
        self.title = Label(look, "", size=14, bold=True, wrap=True)
        self.line = Label(look, "", size=12, tone="second", wrap=True)
        self.steps = Steps(look)
        self.button = Button(look, "全部写入", icon="lock", key="F12", kind="fill", height=36)
        self.button.clicked.connect(self.pressed)
        self.back = Button(look, "整批撤销", icon="undo-2", key="Ctrl+Z", height=36)
        self.back.clicked.connect(self.taken_back)
        self.back.hide()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.title)
        texts.addWidget(self.line)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(texts, 1)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(head)
        self._whole.addWidget(self.steps)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.back)
        acts.addWidget(self.button, 1)
        self._whole.addLayout(acts)
        from PySide6.QtWidgets import QSizePolicy

        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        margin, high = self._look.pick(18, 14), self._look.pick(16, 12, 8)
        self._whole.setContentsMargins(margin, high, margin, high)
        self._whole.setSpacing(self._look.pick(12, 8, 6))
