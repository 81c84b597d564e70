"""原票复核: one card a difference with both marks over the printed line, and two blind fields for the new keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.rules.keyed_ballots import WHOLE
from cmdesk.ui.forms.specs import plain
from cmdesk.ui.pages.deliberation.session import (
    ABSTAINED,
    INVALID,
    SCRUTINEER,
    TELLER,
    CountSession,
    Recount,
    place_on_paper,
)
from cmdesk.ui.pages.deliberation.strip import cell_name, recount_state
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.labels import Card, Chip, Label


class PrintedLine(QWidget):
    """The boxes of the printed line: 计票人 marks from above, 监票人 from below."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._boxes: tuple[tuple[str, str], ...] = ()
        self._marks = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_marks(self, session: CountSession, teller: str, scrutineer: str) -> None:
        """Show what each has keyed, as codes."""
        self._boxes = tuple((code, word) for cap, code, word in session.choices if code not in {ABSTAINED, INVALID})
        self._marks = teller, scrutineer
        self.setAccessibleName(f"计票人 {session.word(teller)}，监票人 {session.word(scrutineer)}")
        self.update()

    def sizeHint(self) -> QSize:
        """Give the boxes with room above and below."""
        return QSize(300, self._look.scaled(self._look.pick(84, 72, 64)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look = self._look
        left, count = look.scaled(50), max(1, len(self._boxes))
        third = self.height() / 3
        for place, word in enumerate(("计票人", "票面", "监票人")):
            cell = QRectF(0, place * third, left, third)
            paint.draw_text(painter, look, cell, word, size=12, tone="second")
        wide = min(look.scaled(64), (self.width() - left) / count)
        high = min(third + 12, look.scaled(34))
        middle = self.height() / 2
        longest = [word for _, word in self._boxes]
        size = next(
            (
                n
                for n in (12.0, 10.5, 9.0)
                if all(paint.width_of(w, look.font(n, bold=True)) <= wide - 5 for w in longest)
            ),
            0.0,
        )
        for place, (code, word) in enumerate(self._boxes):
            box = QRectF(left + place * wide + 1.5, middle - high / 2, wide - 3, high)
            taken = code in self._marks
            tint = look.tokens.warn
            paint.draw_round(
                painter,
                box,
                ground=tint.ground if taken else look.tokens.card,
                line=tint.text if taken else look.tokens.ctl,
                radius=5,
                pen=1.5 if taken else 1,
            )
            if size:
                colour = tint.text if taken else look.tokens.second
                paint.draw_text(painter, look, box, word, size=size, bold=taken, colour=colour, align=paint.CENTRE)
            self._arrows(painter, code, box)
        for row, mark in ((0, self._marks[0]), (2, self._marks[1])):
            if mark in {ABSTAINED, INVALID}:
                cell = QRectF(left, row * third, self.width() - left, third)
                word = "没有勾选" if mark == ABSTAINED else "本行无效"
                paint.draw_text(painter, look, cell, word, size=12, tone="warn")

    def _arrows(self, painter: QPainter, code: str, box: QRectF) -> None:
        painter.setPen(QPen(self._look.colour("warn"), 2))
        x = box.center().x()
        if code == self._marks[0]:
            y = box.top() - 5
            painter.drawPolyline([QPointF(x - 5, y - 5), QPointF(x, y), QPointF(x + 5, y - 5)])
        if code == self._marks[1]:
            y = box.bottom() + 5
            painter.drawPolyline([QPointF(x - 5, y + 5), QPointF(x, y), QPointF(x + 5, y + 5)])


class BlindField(QWidget):
    """One key of one person, as a dot; a blue frame where the key is awaited."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._name, self._state = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_state(self, name: str, state: str) -> None:
        """Show whose field it is; `state` is wait, awaited or done."""
        self._name, self._state = name, state
        words = {"wait": "待录", "awaited": "按一键", "done": "已录"}
        self.setAccessibleName(f"{name} {words[state]}")
        self.update()

    def sizeHint(self) -> QSize:
        """Give one row."""
        return QSize(120, self._look.scaled(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint name and state."""
        painter = QPainter(self)
        try:
            look, box = self._look, QRectF(self.rect())
            awaited, done = self._state == "awaited", self._state == "done"
            ground = look.tokens.card if awaited or done else look.tokens.soft
            line = look.tokens.fill if awaited else look.tokens.line
            paint.draw_round(painter, box, ground=ground, line=line, pen=2 if awaited else 1)
            inner = box.adjusted(12, 0, -12, 0)
            paint.draw_text(painter, look, inner, self._name, tone="second")
            word, tone = {"awaited": ("按一键", "primary"), "done": ("●　已录", "ok")}.get(
                self._state, ("待录", "second")
            )
            paint.draw_text(painter, look, inner, word, tone=tone, align=paint.RIGHT)
        finally:
            painter.end()


class _Value(QWidget):
    def __init__(self, look: Look, duty: str) -> None:
        super().__init__()
        self._look, self._duty = look, duty
        self._cap, self._word = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_value(self, cap: str, word: str) -> None:
        self._cap, self._word = cap, word
        self.setAccessibleName(f"{self._duty} {word}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self._look.scaled(self._look.pick(52, 44, 40)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            look, box = self._look, QRectF(self.rect())
            paint.draw_round(painter, box, ground=look.tokens.warn.ground)
            x = 14 + paint.draw_text(painter, look, box.adjusted(14, 0, 0, 0), self._cap, size=22, bold=True) + 12
            x += paint.draw_text(painter, look, QRectF(x, 0, box.width() - x, box.height()), self._word, bold=True) + 8
            if box.width() - x - 12 >= paint.width_of(self._duty, look.font(12)):
                room = box.adjusted(x, 0, -12, 0)
                paint.draw_text(painter, look, room, self._duty, size=12, tone="second", align=paint.RIGHT)
        finally:
            painter.end()


class RecountCard(Card):
    """One difference. Only the open one takes keys."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.title = Label(look, "", size=15, bold=True)
        self.chip = Chip(look, dot=True)
        self.person = Label(look, "", bold=True)
        self.where = Label(look, "", size=12, tone="second")
        self.printed = PrintedLine(look)
        self.teller, self.scrutineer = _Value(look, "计票人"), _Value(look, "监票人")
        self.apart = Label(look, "≠", size=18, tone="second")
        self.attempt = Label(look, "", size=12, bold=True)
        self.hint = Label(look, "", size=12, tone="second")
        self.fields = {TELLER: BlindField(look), SCRUTINEER: BlindField(look)}
        self._build()

    def show_recount(self, session: CountSession, recount: Recount, opened: Recount | None) -> None:
        """Show a difference; the marks are those of the first keying."""
        sheet, line = recount.cell
        self.setProperty("card", "open" if recount is opened else "true")
        self.style().unpolish(self)
        self.style().polish(self)
        self.title.setText(cell_name(recount.cell))
        self.chip.say(*recount_state(recount, opened))
        if line != WHOLE:
            number, name = session.people[line]
            self.person.setText(f"{name}　{number}")
            self.where.setText(place_on_paper(line, len(session.people)))
            marks = [session.keyings[duty].marks[sheet][line] or ABSTAINED for duty in (TELLER, SCRUTINEER)]
            self.printed.show_marks(session, marks[0], marks[1])
            for value, mark in zip((self.teller, self.scrutineer), marks, strict=True):
                value.show_value(session.cap(mark), session.word(mark))
        open_now = recount is opened and not recount.settled
        self.attempt.setText(f"原票复核 第 {recount.attempt} 次" if open_now else "原票复核")
        self.hint.setText(f"取出 {sheet + 1:02} 号原票，两人各自再录" if open_now else "上一处一致后开始")
        for duty, field in self.fields.items():
            state = "done" if duty in recount.entered else "wait"
            if open_now and recount.awaited == duty and duty not in recount.entered:
                state = "awaited"
            field.show_state(session.names.get(duty, ""), state)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.chip)
        who = QHBoxLayout()
        who.addWidget(self.person)
        who.addStretch(1)
        who.addWidget(self.where)
        values = QHBoxLayout()
        values.setSpacing(8)
        values.addWidget(self.teller, 1)
        values.addWidget(self.apart)
        values.addWidget(self.scrutineer, 1)
        below = QHBoxLayout()
        below.addWidget(self.attempt)
        below.addStretch(1)
        below.addWidget(self.hint)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        for field in self.fields.values():
            fields.addWidget(field, 1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 12, 18, 14)
        inside.setSpacing(8)
        inside.addLayout(top)
        inside.addLayout(who)
        inside.addWidget(self.printed)
        inside.addLayout(values)
        inside.addStretch(1)
        inside.addLayout(below)
        inside.addLayout(fields)


class RecountView(QWidget):
    """Two cards side by side: the open difference and the next. `changed` after each key."""

    changed = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._session: CountSession | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName("原票复核")
        self.cards = (RecountCard(look), RecountCard(look))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for card in self.cards:
            self._row.addWidget(card, 1)
        look.changed.connect(self._follow)
        self._follow()

    def show_session(self, session: CountSession) -> None:
        """Show the open difference and the one after it."""
        self._session = session
        opened = session.open_recount()
        waiting = [recount for recount in session.unsettled() if recount is not opened and recount.cell[1] != WHOLE]
        shown = [recount for recount in (opened, *waiting) if recount is not None][:2]
        for card, recount in zip(self.cards, shown, strict=False):
            card.show_recount(session, recount, opened)
        for place, card in enumerate(self.cards):
            card.setVisible(place < len(shown))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take one blind key; 退格 clears the one that stands alone, Enter goes to the next difference."""
        session, key = self._session, event.key()
        if session is None or event.isAutoRepeat() or session.locked:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Backspace:
            session.take_back()
            self.changed.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            session.next_difference()
            self.changed.emit()
        elif (mark := session.mark_for(plain(event.text()))) is not None:
            session.recount(mark)
            self.changed.emit()
        else:
            super().keyPressEvent(event)

    def _follow(self) -> None:
        self._row.setSpacing(self._look.pick(16, 12, 10))
