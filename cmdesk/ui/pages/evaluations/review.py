"""审核评价: mean of the inspections plus an adjustment with its reason, and how the others were adjusted."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.queries.evaluations_board import EvaluationRow
from cmdesk.queries.evaluations_forms import PersonForms, reviewed_figure
from cmdesk.queries.scoring_steps import signed
from cmdesk.ui.forms.choices import NotesField
from cmdesk.ui.forms.specs import NotesSpec
from cmdesk.ui.pages.evaluations.bodies import Body, Hidden
from cmdesk.ui.pages.evaluations.card import Person
from cmdesk.ui.pages.evaluations.presenter import REASONS
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.labels import Keys, Label, Rule

STEP, MOST = Decimal("0.5"), Decimal(5)


class Scale(QWidget):
    """From −5 to +5 by 0.5. `changed` tells a new value; −, +, 0 and the arrows work while it has the focus."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.value = Decimal(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("审核调整")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self._follow)
        self._follow()

    def put(self, value: Decimal) -> None:
        """Show a value, held within the scale."""
        self.value = min(MOST, max(-MOST, value))
        self.setAccessibleDescription(signed(self.value))
        self.update()

    def move_by(self, steps: int) -> None:
        """Go up or down by steps of 0.5."""
        if self.isEnabled():
            self.put(self.value + steps * STEP)
            self.changed.emit()

    def sizeHint(self) -> QSize:
        """Give the height of line and numbers."""
        return QSize(200, 22 + self._look.scaled(18))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """−, + and arrows move, 0 takes the adjustment away."""
        key = event.key()
        if key in {Qt.Key.Key_Minus, Qt.Key.Key_Left}:
            self.move_by(-1)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Right}:
            self.move_by(1)
        elif key == Qt.Key.Key_0:
            self.put(Decimal(0))
            self.changed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the nearest step."""
        self._take(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer while it is pressed."""
        self._take(event.position().x())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint line, marks and knob."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            look, middle = self._look, 10.0
            track = QRectF(self._x(-MOST), middle - 2, self._x(MOST) - self._x(-MOST), 4)
            paint.draw_round(painter, track, ground=look.tokens.track, radius=2)
            zero, here = self._x(Decimal(0)), self._x(self.value)
            blue = QRectF(min(zero, here), middle - 2, abs(here - zero), 4)
            paint.draw_round(painter, blue, ground=look.tokens.fill, radius=2)
            painter.setPen(QPen(look.colour("ctl"), 1))
            for number in range(-5, 6):
                x = self._x(Decimal(number))
                painter.drawLine(QPointF(x, middle + 6), QPointF(x, middle + 10))
            for number in (-5, -3, 0, 3, 5):
                text = f"{number:+d}".replace("-", "−") if number else "0"
                box = QRectF(self._x(Decimal(number)) - 16, 21, 32, look.scaled(18))
                paint.draw_text(painter, look, box, text, size=12, tone="second", align=paint.CENTRE)
            painter.setPen(QPen(look.colour("card"), 2))
            painter.setBrush(look.colour("fill" if self.isEnabled() else "ctl"))
            painter.drawEllipse(QPointF(here, middle), 8, 8)
            if self.hasFocus():
                painter.setPen(QPen(look.colour("text"), 1.6))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(here, middle), 9.5, 9.5)
        finally:
            painter.end()

    def _x(self, value: Decimal) -> float:
        return 16 + float((value + MOST) / (2 * MOST)) * (self.width() - 32)

    def _take(self, x: float) -> None:
        if not self.isEnabled():
            return
        steps = round((x - 16) / max(1, self.width() - 32) * 20)
        self.put(Decimal(steps) * STEP - MOST)
        self.changed.emit()

    def _follow(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()


class Spread(QWidget):
    """How many people got which adjustment: one bar a whole point."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._bars: dict[int, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)
        self._follow()

    def show_spread(self, spread: tuple[tuple[Decimal, int], ...]) -> None:
        """Show it; halves stand with the whole point that is nearer to 0."""
        self._bars = {}
        for value, count in spread:
            self._bars[int(value)] = self._bars.get(int(value), 0) + count
        self.setAccessibleName("；".join(f"{value:+d} 分 {count} 人" for value, count in sorted(self._bars.items())))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars with their counts."""
        painter = QPainter(self)
        try:
            look, most = self._look, max(self._bars.values(), default=1)
            text, step = look.scaled(17), self.width() / 11
            room = self.height() - 2 * text - 4
            for place in range(-5, 6):
                count, x = self._bars.get(place, 0), (place + 5) * step
                high = max(2.0, room * count / most)
                bar = QRectF(x + 4, text + room - high, step - 8, high)
                ground = look.tokens.same if place == 0 else look.tokens.primary if count else look.tokens.track
                paint.draw_round(painter, bar, ground=ground, radius=2)
                if count:
                    over = QRectF(x, bar.top() - text, step, text)
                    paint.draw_text(painter, look, over, str(count), size=12, align=paint.CENTRE)
                below = QRectF(x, self.height() - text, step, text)
                shown = f"{place:+d}".replace("-", "−") if place else "0"
                paint.draw_text(painter, look, below, shown, size=11, tone="second", align=paint.CENTRE)
        finally:
            painter.end()

    def _follow(self) -> None:
        self.setFixedHeight(max(self._look.pick(112, 92, 74), self._look.scaled(70)))
        self.update()


class ReviewBody(Body):
    """`changed` tells that something was typed."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._forms: PersonForms | None = None
        self.person = Person(look)
        self.mean = Label(look, "", size=18, bold=True)
        self.plus = Label(look, "", size=18, bold=True, tone="primary")
        self.result = Label(look, "", size=20, bold=True)
        self.how = Label(look, "", size=12, tone="second", wrap=True)
        self.scale = Scale(look)
        self.scale.changed.connect(self._moved)
        self.scale_keys = Keys(look, (("Alt+↑ Alt+↓", "每按 0.5"), ("Alt+0", "不调整")))
        self.reason = NotesField(look, NotesSpec("reason", "理由", lines=2, example="调整就必须写，印在审核表上"))
        self.reason.touched.connect(self._typed)
        self.common = Keys(look)
        self.comment = NotesField(
            look, NotesSpec("comment", "谈话记录", lines=1, example="和自评相差 15 分以上要先谈话")
        )
        self.comment.touched.connect(self.changed)
        self.hidden = Hidden(look)
        self.spread_title = Label(look, "", bold=True)
        self.spread_line = Label(look, "", size=12, tone="second")
        self.spread = Spread(look)
        self._build()

    def _build(self) -> None:
        look = self.look
        sums = QHBoxLayout()
        sums.setSpacing(8)
        for title, label in (("督察均分", self.mean), ("调整", self.plus)):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(Label(look, title, size=12, tone="second"))
            cell.addWidget(label)
            sums.addLayout(cell)
            sums.addStretch(1)
        last = QVBoxLayout()
        last.setSpacing(0)
        last.addWidget(Label(look, "审核评价", size=12, tone="second"), 0, Qt.AlignmentFlag.AlignRight)
        last.addWidget(self.result, 0, Qt.AlignmentFlag.AlignRight)
        sums.addLayout(last)
        self.column.addWidget(self.person)
        self.column.addLayout(sums)
        self.column.addWidget(self.how)
        self.column.addWidget(self.scale)
        self.column.addWidget(self.scale_keys)
        self.column.addWidget(Label(look, "理由", bold=True))
        self.column.addWidget(self.reason)
        self.column.addWidget(self.common)
        self.column.addWidget(Label(look, "谈话记录（可以不写）", size=12, tone="second"))
        self.column.addWidget(self.comment)
        self.column.addWidget(Rule(look))
        self.column.addWidget(self.hidden)
        heads = QHBoxLayout()
        heads.addWidget(self.spread_title, 1)
        heads.addWidget(self.spread_line)
        self.column.addLayout(heads)
        self.column.addWidget(self.spread)
        self.column.addStretch(1)
        self.common.show_pairs(tuple((f"Ctrl+{n}", word) for n, (word, _) in enumerate(REASONS, 1)))

    def show_person(self, row: EvaluationRow, forms: PersonForms, *, editable: bool) -> None:
        """Show one person's review, as far as it may be seen."""
        self._forms = forms
        self.person.say(*self.said_of(row))
        self.mean.setText(forms.mean or "—")
        months = " + ".join(figure for _, figure in forms.months)
        count = len(forms.months)
        how = (
            f"({months}) ÷ {count}，共 {forms.sheets} 张检查表"
            if count > 1
            else f"{count} 个月，{forms.sheets} 张检查表"
        )
        self.how.setText(how if count else "这一季还没有督察成绩，先录检查表")
        self.scale.put(forms.adjustment or Decimal(0))
        for field, text in ((self.reason, forms.reason), (self.comment, forms.comment)):
            field.blockSignals(True)
            field.setPlainText(text)
            field.setReadOnly(not editable)
            field.blockSignals(False)
        self.scale.setEnabled(editable)
        for widget in (self.scale, self.reason, self.comment):
            widget.setVisible(forms.review_seen)
        for hint in (self.scale_keys, self.common):
            hint.setVisible(editable and self.look.percent <= 100)
        self.hidden.setVisible(not forms.review_seen or (forms.self_in and forms.self_marks is None))
        if forms.review_seen:
            self.hidden.say("自评已交，两边都锁定后互相看见", "相差 15 分以上，先谈话再关账")
        else:
            done = "审核已交" if forms.reviewed else "审核还没有写"
            self.hidden.say(f"{done}，两边都锁定后互相看见", "自评收完以前，不让经手的人看到审核")
        given = sum(n for _, n in forms.spread)
        moved = sum(n for value, n in forms.spread if value)
        self.spread_title.setText(f"本轮已审 {given} 人")
        self.spread_line.setText(f"调了 {moved} 人")
        for label in (self.spread_title, self.spread_line):
            label.setVisible(bool(forms.spread))
        self.spread.setVisible(bool(forms.spread))
        self.spread.show_spread(forms.spread)
        self._moved(tell=False)

    def given(self) -> tuple[Decimal, str, str]:
        """Give adjustment, reason and comment as they stand."""
        return self.scale.value, self.reason.whole_text().strip(), self.comment.whole_text().strip()

    def ready(self) -> bool:
        """Say whether nothing is missing: a reason is, as soon as the adjustment is not 0."""
        adjustment, reason, _ = self.given()
        return not adjustment or bool(reason)

    def add_reason(self, number: int) -> None:
        """Put a common reason into the field."""
        if not self.reason.isReadOnly() and 1 <= number <= len(REASONS):
            before = self.reason.toPlainText().strip()
            self.reason.setPlainText(f"{before}；{REASONS[number - 1][1]}" if before else REASONS[number - 1][1])
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        self.changed.emit()

    def _moved(self, *, tell: bool = True) -> None:
        value, forms = self.scale.value, self._forms
        seen = forms is not None and forms.review_seen
        self.plus.setText("不显示" if not seen else signed(value) if value else "0.00")
        shown = "—"
        if seen and forms is not None and forms.mean_exact is not None:
            shown = reviewed_figure(forms.mean_exact, value)
        self.result.setText(shown)
        if tell:
            self.changed.emit()
