"""What stands in the card for 工业企业, 客户满意度, 自我评价 and 经营业绩."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.queries.evaluations_board import EvaluationRow
from cmdesk.queries.evaluations_forms import PersonForms, RaterForm
from cmdesk.ui import words
from cmdesk.ui.pages.evaluations.card import Person
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.facts import FactRow, FactRows
from cmdesk.ui.widgets.labels import IconMark, Label, Rule


class Drop(QAbstractButton):
    """Takes workbooks by dropping; a click chooses. Emits `dropped` with the paths."""

    dropped = Signal(tuple)
    wanted = Signal()

    def __init__(self, look: Look, text: str, note: str) -> None:
        super().__init__()
        self._look, self._note, self._over = look, note, False
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(note)
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.wanted)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Give the size of the zone."""
        return QSize(200, max(self._look.pick(54, 48), self._look.scaled(46)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take workbooks alone."""
        if self.isEnabled() and _books(event):
            self._over = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the files over."""
        self._over = False
        self.update()
        self.dropped.emit(_books(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashed frame with its two lines."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            look, box = self._look, QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.setBrush(look.colour("selection" if self._over else "soft"))
            line = "fill" if self._over or self.hasFocus() else "ctl"
            painter.setPen(QPen(look.colour(line), 1.4, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(box, 8, 8)
            side = look.scaled(18)
            painter.drawPixmap(14, round(box.center().y() - side / 2), look.icon("upload", "second", 18))
            left, half = 14 + side + 10, self.height() / 2
            tone = "text" if self.isEnabled() else "disabled"
            upper = QRectF(left, 3, self.width() - left - 8, half - 3)
            lower = QRectF(left, half, self.width() - left - 8, half - 4)
            paint.draw_text(painter, look, upper, self.text(), tone=tone)
            paint.draw_text(painter, look, lower, self._note, size=12, tone="second")
        finally:
            painter.end()


def _books(event: QDropEvent) -> tuple[Path, ...]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return tuple(path for path in paths if path.suffix.lower() in {".xlsx", ".xls", ".csv"})


class _Table(QWidget):
    """Items by rater with a bar for the first one, the sums at the foot."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._items: tuple[str, ...] = ()
        self._columns: tuple[tuple[str, tuple[str, ...], str], ...] = ()
        self._most = Decimal(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)

    def show_marks(
        self, items: tuple[str, ...], columns: Sequence[tuple[str, tuple[str, ...], str]], most: Decimal
    ) -> None:
        """Show items; a column has a heading, its points and the printed sum."""
        self._items, self._columns, self._most = items, tuple(columns), most
        self.setAccessibleName("；".join(f"{name} 合计 {total}" for name, _, total in columns) or "没有评分")
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heading, items and sums."""
        painter = QPainter(self)
        try:
            look, high, wide = self._look, self._high(), self._look.scaled(58)
            shown = self._columns[-3:]
            for place, (name, _, _) in enumerate(shown):
                self._figure(painter, name, 0, len(shown) - place, tone="second")
            for line, item in enumerate(self._items, 1):
                room = QRectF(0, line * high, self.width() - wide * len(shown) - 8, high)
                used = paint.draw_text(painter, look, room, item, size=12)
                if shown and shown[0][1]:
                    self._bar(painter, room, used, Decimal(shown[0][1][line - 1]))
                for place, (_, points, _) in enumerate(shown):
                    self._figure(painter, points[line - 1] if points else "—", line * high, len(shown) - place)
            y = (len(self._items) + 1) * high
            paint.draw_line(painter, look, 0, self.width(), y)
            paint.draw_text(painter, look, QRectF(0, y, self.width() / 2, high), "合计 / 100", bold=True, size=12)
            for place, (_, points, total) in enumerate(shown):
                tone = "text" if points else "warn"
                self._figure(painter, total, y, len(shown) - place, tone=tone, bold=bool(points))
        finally:
            painter.end()

    def _bar(self, painter: QPainter, room: QRectF, used: float, value: Decimal) -> None:
        wide = self._look.scaled(44)
        if used + wide + 14 < room.width():
            bar = QRectF(room.right() - wide, room.center().y() - 2, wide, 4)
            paint.draw_bar(painter, self._look, bar, float(value / self._most))

    def _figure(
        self, painter: QPainter, text: str, y: float, place: int, *, tone: str = "text", bold: bool = False
    ) -> None:
        wide = self._look.scaled(58)
        box = QRectF(self.width() - place * wide, y, wide, self._high())
        paint.draw_text(painter, self._look, box, text, size=12, tone=tone, bold=bold, align=paint.RIGHT)

    def _high(self) -> int:
        return max(self._look.pick(22, 20), self._look.scaled(19))

    def _follow(self) -> None:
        self.setFixedHeight((len(self._items) + 2) * self._high() if self._items else 0)
        self.update()


class Body(QWidget):
    """A body of the card: column with the gaps of the look."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)

    def said_of(self, row: EvaluationRow) -> tuple[str, str]:
        """Give name and line of a person."""
        parts = (row.person.line or "", words.rung(row.person.rung, short=True))
        return row.person.name, " · ".join(part for part in parts if part)


class IndustryBody(Body):
    """Raters with form number and rows rated; the eight items of each for the chosen person."""

    issue_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.list = _Raters(look)
        self.drop = Drop(look, "把收回的 D10 拖到这里", "只认表单编号，别的都要和它对上")
        self.issue = Button(look, "发一份 D10", icon="file-plus", height=32)
        self.issue.clicked.connect(self.issue_wanted)
        self.person = Person(look)
        self.table = _Table(look)
        self.opinions = Label(look, "", size=12, tone="second", wrap=True)
        for widget in (self.list, self.drop, self.issue, Rule(look), self.person, self.table, self.opinions):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def show_raters(self, forms: tuple[RaterForm, ...], whole: int, late: int) -> None:
        """Show to whom forms were given and what came back."""
        self.list.show_forms(forms, whole, late)

    def show_person(self, row: EvaluationRow, forms: PersonForms, raters: tuple[RaterForm, ...]) -> None:
        """Show one person's points."""
        self.person.say(*self.said_of(row))
        by_name = {marks.who: marks for marks in forms.industry}
        names = [form.rater for form in raters] or list(by_name)
        columns = []
        for name in names:
            marks = by_name.get(name)
            back = next((form.returned for form in raters if form.rater == name), False)
            empty = "没评" if back else "等表"
            columns.append((name, marks.points, marks.total) if marks else (name, (), empty))
        self.table.show_marks(forms.industry_items, columns, Decimal("12.5"))
        said = [f"{marks.who}：{marks.note}" for marks in forms.industry if marks.note]
        self.opinions.setText("\n".join(said))
        self.opinions.setVisible(bool(said))

    def allow(self, *, take: bool, give: bool) -> None:
        """Show what the reader may do."""
        self.drop.setVisible(take)
        self.issue.setVisible(give)


class _Raters(QWidget):
    """One rater a line: name and company, form number below, people rated or how late at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._forms: tuple[RaterForm, ...] = ()
        self._whole, self._late = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)

    def show_forms(self, forms: tuple[RaterForm, ...], whole: int, late: int) -> None:
        """Show these forms."""
        self._forms, self._whole, self._late = forms, whole, late
        self.setAccessibleName(
            "；".join(f"{f.rater} {'收回' if f.returned else '未收回'}" for f in forms) or "还没有发表"
        )
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        painter = QPainter(self)
        try:
            look, high = self._look, self._high()
            if not self._forms:
                text = "还没有发出 D10：每个企业评价人一份"
                paint.draw_text(painter, look, QRectF(0, 0, self.width(), high), text, size=12, tone="second")
            for number, form in enumerate(self._forms):
                self._paint(painter, form, QRectF(0, number * high, self.width(), high))
        finally:
            painter.end()

    def _paint(self, painter: QPainter, form: RaterForm, box: QRectF) -> None:
        look, half = self._look, box.height() / 2
        side = look.scaled(28)
        paint.draw_avatar(painter, look, QRectF(0, box.center().y() - side / 2, side, side), form.rater)
        blank = self._whole - form.rated
        if form.returned:
            upper_right, tone = f"{form.rated} 人", "warn" if blank else "text"
            lower_right = f"{blank} 人空白" if blank else "收回"
        else:
            upper_right, tone = "未收回", "bad" if self._late > 0 else "second"
            lower_right = f"晚 {self._late} 天" if self._late > 0 else "等表"
        up, down = QRectF(0, box.top() + 3, box.width(), half - 2), QRectF(0, box.top() + half, box.width(), half - 4)
        used = paint.draw_text(painter, look, up, upper_right, bold=True, tone=tone, align=paint.RIGHT)
        low = paint.draw_text(painter, look, down, lower_right, size=12, tone="second", align=paint.RIGHT)
        left = side + 10
        room = QRectF(left, up.top(), box.width() - left - used - 8, up.height())
        name = paint.draw_text(painter, look, room, form.rater, bold=True)
        rest = QRectF(left + name + 8, up.top(), room.width() - name - 8, up.height())
        if paint.width_of(form.company, look.font(12)) <= rest.width():
            paint.draw_text(painter, look, rest, form.company, size=12, tone="second")
        number = QRectF(left, down.top(), box.width() - left - low - 8, down.height())
        text = form.number
        if paint.width_of(text, look.font(12)) > number.width():
            text = text.rpartition("-")[2]
        paint.draw_text(painter, look, number, text, size=12, tone="second")
        paint.draw_line(painter, look, 0, box.width(), box.bottom() - 1)

    def _high(self) -> int:
        return max(self._look.pick(46, 42), self._look.scaled(40))

    def _follow(self) -> None:
        self.setFixedHeight(max(1, len(self._forms)) * self._high())
        self.update()


class SurveyBody(Body):
    """How many sheets, and the mean of each question."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.drop = Drop(look, "把满意度结果拖到这里", "营销中心的问卷或汇总表")
        self.person = Person(look)
        self.count = Label(look, "", size=12, tone="second", wrap=True)
        self.rows = FactRows(look, label_width=150, row=(24, 22))
        for widget in (self.drop, self.person, self.count, self.rows):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def show_person(self, row: EvaluationRow, forms: PersonForms) -> None:
        """Show one person's survey."""
        self.person.say(*self.said_of(row))
        invalid = f"，{forms.invalid} 份无效" if forms.invalid else ""
        self.count.setText(
            f"有效 {forms.valid} 份{invalid}；至少 8 份有效才用本人的数" if forms.valid else "还没有问卷"
        )
        pairs = zip(forms.questions, forms.answers, strict=False)
        self.rows.show_rows([FactRow(name, "", note=f"{mean} / 5", tone="text") for name, mean in pairs])


class SelfBody(Body):
    """The ten duties, or that they are in and hidden."""

    paper_wanted = Signal()
    issue_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.drop = Drop(look, "把收回的 D11 拖到这里", "可以一次拖很多份")
        self.issue = Button(look, "发自我评价表", icon="file-plus", height=32)
        self.issue.clicked.connect(self.issue_wanted)
        self.person = Person(look)
        self.hidden = Hidden(look)
        self.table = _Table(look)
        self.facts = Label(look, "", size=12, tone="second", wrap=True)
        self.paper = Button(look, "录这个人的纸表", icon="pen-line", height=32)
        self.paper.clicked.connect(self.paper_wanted)
        for widget in (self.drop, self.issue, Rule(look), self.person, self.hidden, self.table, self.facts, self.paper):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def show_person(self, row: EvaluationRow, forms: PersonForms) -> None:
        """Show one person's self-rating, as far as it may be seen."""
        self.person.say(*self.said_of(row))
        seen = forms.self_marks
        self.hidden.setVisible(forms.self_in and seen is None)
        self.hidden.say("自评已交，两边都锁定后互相看见", "审核评价写完以前，不让审核的人看到自评")
        self.table.setVisible(seen is not None)
        if seen is not None:
            self.table.show_marks(forms.duties, [("本人", seen.points, seen.total)], Decimal(10))
        facts = [f"{duty}：{fact}" for duty, fact in zip(forms.duties, forms.self_facts, strict=False) if fact]
        self.facts.setText("\n".join(facts))
        self.facts.setVisible(bool(facts))
        self.paper.say("改这个人的纸表" if forms.self_in else "录这个人的纸表")

    def allow(self, *, take: bool, give: bool) -> None:
        """Show what the reader may do."""
        self.drop.setVisible(take)
        self.paper.setVisible(take)
        self.issue.setVisible(give)


class Hidden(QWidget):
    """That something is in and cannot be seen yet."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.title = Label(look, "", wrap=True)
        self.line = Label(look, "", size=12, tone="second", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(IconMark(look, "eye-off", size=18), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.title)
        texts.addWidget(self.line)
        row.addLayout(texts, 1)

    def say(self, title: str, line: str) -> None:
        """Show these words."""
        self.title.setText(title)
        self.line.setText(line)


class PerformanceBody(Body):
    """The month's figures come with X1; they are walked down on 计分."""

    scoring_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.person = Person(look)
        self.line = Label(look, "", wrap=True)
        self.note = Label(
            look, "经营业绩由营销中心的指标表导入，每月关账时锁定，这里只看。", size=12, tone="second", wrap=True
        )
        self.open = Button(look, "看怎么算的", icon="calculator", height=32)
        self.open.clicked.connect(self.scoring_wanted)
        for widget in (self.person, self.line, self.note, self.open):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def show_person(self, row: EvaluationRow) -> None:
        """Show one person's figure."""
        self.person.say(*self.said_of(row))
        cell = row.cells[0]
        self.line.setText(f"三个月平均 {cell.text}" if cell.text != "缺" else "还没有经营业绩")
