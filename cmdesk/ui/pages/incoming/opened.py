"""The row worked on, open in its place: the piece of the sender's sheet, the sentence, the remedy or the answers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.pages.incoming.presenter import Line, candidates_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Avatar, Card, Chip, Label
from cmdesk.usecases.incoming_rows import Candidate, SheetPiece

_LETTERS_HEIGHT, _ROW = 24, 25
_LEFT = 360


class PieceView(QWidget):
    """Paints a piece of a sheet as the sender sees it, the wrong cell ringed."""

    def __init__(self, look: Look, piece: SheetPiece, row: int, letter: str, bad: bool) -> None:
        super().__init__()
        self._look, self._piece, self._row, self._letter = look, piece, row, letter
        self._state = "bad" if bad else "warn"
        self.setAccessibleName("来件中的这一块")
        self.setToolTip("\n".join("  ".join((str(number), *texts)) for number, texts in piece.rows))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give room for the letters and the rows."""
        return QSize(_LEFT, self._look.scaled(_LETTERS_HEIGHT + _ROW * len(self._piece.rows)) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look, tokens = self._look, self._look.tokens
        box = QRectF(self.rect())
        paint.draw_round(painter, box, ground=tokens.card, line=tokens.ctl, radius=7)
        head, number = look.scaled(_LETTERS_HEIGHT), look.scaled(34)
        step = (box.width() - number) / max(1, len(self._piece.letters))
        line = (box.height() - head - 2) / len(self._piece.rows)
        painter.save()
        painter.setClipPath(paint.rounded_path(box.adjusted(1, 1, -1, -1), 6))
        painter.fillRect(QRectF(1, 1, box.width(), head), look.colour("soft"))
        painter.fillRect(QRectF(1, 1, number, box.height()), look.colour("soft"))
        for place, letter in enumerate(self._piece.letters):
            self._word(painter, QRectF(number + place * step, 1, step, head), letter, letter == self._letter)
        for place, (row, texts) in enumerate(self._piece.rows):
            top = head + 1 + place * line
            self._word(painter, QRectF(1, top, number, line), str(row), row == self._row)
            self._texts(painter, number, top, step, line, row, texts)
            paint.draw_line(painter, look, 1, box.width(), top)
        for place in range(len(self._piece.letters)):
            painter.fillRect(QRectF(number + place * step, 1, 1, box.height()), look.colour("line"))
        painter.restore()
        self._ring(painter, number, head + 1, step, line)

    def _word(self, painter: QPainter, box: QRectF, text: str, hot: bool) -> None:
        tone = self._state if hot else "second"
        paint.draw_text(painter, self._look, box, text, size=12, bold=hot, tone=tone, align=paint.CENTRE)

    def _texts(
        self, painter: QPainter, left: float, top: float, step: float, high: float, row: int, texts: tuple[str, ...]
    ) -> None:
        own = row == self._row
        for place, text in enumerate(texts):
            box = QRectF(left + place * step + 7, top, step - 12, high)
            hot = own and self._piece.letters[place] == self._letter
            tone = self._state if hot else "text" if own else "second"
            font = self._look.font(12, bold=hot)
            short = text
            while short and paint.width_of(short, font) > box.width():
                short = short[:-2] + "…" if len(short) > 2 else ""
            align = paint.RIGHT if text[:1].isdigit() and place > 1 else paint.LEFT
            paint.draw_text(painter, self._look, box, short, size=12, bold=hot, tone=tone, align=align)

    def _ring(self, painter: QPainter, left: float, top: float, step: float, high: float) -> None:
        rows = [row for row, _ in self._piece.rows]
        if self._letter in self._piece.letters and self._row in rows:
            x = left + self._piece.letters.index(self._letter) * step
            box = QRectF(x, top + rows.index(self._row) * high, step + 1, high + 1)
            tint = self._look.tokens.tint(self._state)
            paint.draw_round(painter, box, ground=None, line=tint.text, radius=3, pen=2)


class PersonOffer(QWidget):
    """Somebody who may be meant, as an answer with its key."""

    def __init__(self, look: Look, person: Candidate, best: bool) -> None:
        super().__init__()
        self._look = look
        mark = Avatar(look, 26)
        mark.show_name(person.name)
        name = Label(look, person.name, bold=True)
        line = Label(look, " · ".join(part for part in (person.staff_no, person.line) if part), size=12, tone="second")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 12, 4)
        row.setSpacing(10)
        row.addWidget(mark)
        row.addWidget(name)
        row.addWidget(line)
        row.addStretch(1)
        if best:
            row.addWidget(Label(look, "最像的一位", size=12, tone="onsel"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tinted ground."""
        painter = QPainter(self)
        try:
            paint.draw_round(painter, QRectF(self.rect()), ground=self._look.tokens.selection)
        finally:
            painter.end()


class OpenedRow(QWidget):
    """Emits `answered` with the place of who is meant; the place after the last means nobody of them."""

    answered = Signal(int)

    def __init__(
        self,
        look: Look,
        line: Line,
        place: tuple[int, int],
        sender: str,
        *,
        refused: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._line, self._sender = look, line, sender
        self.buttons: list[Button] = []
        self.setAutoFillBackground(True)
        card = Card("open")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 4, 10, 6)
        whole.addWidget(card)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(14, look.pick(10, 8), 14, look.pick(12, 9))
        inside.setSpacing(look.pick(10, 7))
        inside.addLayout(self._head(place))
        row = QHBoxLayout()
        row.setSpacing(22)
        self._right = QVBoxLayout()
        self._right.setSpacing(look.pick(8, 6))
        piece = line.row.piece if line.row is not None else None
        if piece is not None and line.row is not None and line.row.number is not None:
            letter = next((note.letter for note in line.notes if note.letter), "")
            view = PieceView(look, piece, line.row.number, letter, line.bad)
            row.addWidget(view, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._right, 1)
        inside.addLayout(row)
        inside.addStretch(1)
        self._fill(refused)
        self._right.addStretch(1)

    def height_in(self, width: int) -> int:
        """Give the height that the row needs at a width."""
        self.ensurePolished()
        layout = self.layout()
        needed = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else 0
        return max(needed or self.sizeHint().height(), self._look.pick(150, 130))

    def _head(self, place: tuple[int, int]) -> QHBoxLayout:
        look, line = self._look, self._line
        head = QHBoxLayout()
        head.setSpacing(10)
        number, of = place
        if number:
            head.addWidget(Chip(look, f"{number} / {of}", "bad"))
        title = line.notes[0].title if line.notes else "这一行会改的"
        head.addWidget(Label(look, title, size=15, bold=True))
        head.addStretch(1)
        head.addWidget(Label(look, self._place(), size=12, tone="second"))
        return head

    def _place(self) -> str:
        row = self._line.row
        if row is None:
            return "整份文件"
        note = next((note for note in self._line.notes if note.letter), None)
        column = f"{note.letter} 列 {note.heading}" if note else ""
        where = f"第 {row.number} 行" if row.number else f"{row.staff_no} {row.name}"
        return " · ".join(part for part in (row.sheet, where, column) if part)

    def _fill(self, refused: bool) -> None:
        look, line = self._look, self._line
        offered = candidates_of(line)
        for note in line.notes:
            several = len(line.notes) > 1 and note.heading
            self._right.addWidget(Label(look, f"{note.heading}：{note.fact}" if several else note.fact, wrap=True))
            if note.remedy and not offered:
                tone = "second" if not note.bad else "bad"
                self._right.addWidget(Label(look, note.remedy, size=12, tone=tone, wrap=True))
        if offered and not refused:
            self._offer(offered)
        elif line.bad and line.row is not None and line.row.number is not None:
            text = f"请{self._sender}改第 {line.row.number} 行，改好按 F5 重读"
            self._right.addWidget(Label(look, text, size=12, tone="second", wrap=True))
        for change in line.row.changes if line.row is not None else ():
            text = f"{change.letter} {change.heading}：{change.old} → {change.new}".strip()
            self._right.addWidget(Label(look, text, wrap=True))

    def _offer(self, people: tuple[Candidate, ...]) -> None:
        look = self._look
        for person in people[:1] if len(people) == 1 else people:
            self._right.addWidget(PersonOffer(look, person, best=person is people[0] and len(people) > 0))
        row = QHBoxLayout()
        row.setSpacing(8)
        for number, person in enumerate(people):
            word = f"是他，按 {person.staff_no} 收" if len(people) == 1 else f"是{person.name} {person.staff_no}"
            self._button(row, word, number)
        self._button(row, "不是他" if len(people) == 1 else "都不是", len(people))
        row.addStretch(1)
        self._right.addLayout(row)

    def _button(self, row: QHBoxLayout, text: str, number: int) -> None:
        button = Button(self._look, text, key=str(number + 1), height=32)
        button.clicked.connect(lambda: self.answered.emit(number))
        self.buttons.append(button)
        row.addWidget(button)
