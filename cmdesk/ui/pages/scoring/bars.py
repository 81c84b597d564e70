"""The head of a derivation: who, the formula with its figures, and one bar a part, as wide as its weight."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.queries.scoring_derivation import Derivation, Part
from cmdesk.ui import words
from cmdesk.ui.pages.scoring.presenter import BANDS, NOTES
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.labels import Avatar, Chip, Label

_GAP = 4


class _Bars(QWidget):
    """Blue is what was reached, grey is where the points went."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._parts: tuple[Part, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        """Show these parts."""
        self._parts = tuple(part for part in parts if part.share)
        self.setAccessibleName("；".join(f"{p.label} {p.reached} / {p.most}" for p in self._parts))
        self._follow()

    def sizeHint(self) -> QSize:
        """Give the height of bars and words."""
        return QSize(200, 12 + self._look.scaled(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars and words."""
        painter = QPainter(self)
        try:
            room = self.width() - _GAP * (len(self._parts) - 1)
            left = 0.0
            for part in self._parts:
                wide = room * part.share / max(1, sum(p.share for p in self._parts))
                paint.draw_bar(painter, self._look, QRectF(left, 0, wide, 12), part.filled / 1000)
                self._words(painter, part, QRectF(left, 14, wide, self._look.scaled(22)))
                left += wide + _GAP
        finally:
            painter.end()

    def _words(self, painter: QPainter, part: Part, box: QRectF) -> None:
        """Write as much as stands below the bar: letter, name, figure; what is too wide for it is left out whole."""
        look = self._look
        figure = f"{part.reached} / {part.most}"
        small, bold = look.font(12), look.font(12, bold=True)
        letter = paint.width_of(part.letter, bold) + 6 if part.letter else 0.0
        name = part.label.removeprefix("营销部")
        if letter + paint.width_of(f"{name}  ", small) + paint.width_of(figure, bold) <= box.width():
            texts = [(name, "second", False), (figure, "text", True)]
        elif letter + paint.width_of(figure, bold) <= box.width():
            texts = [(figure, "text", True)]
        elif letter + paint.width_of(part.reached, bold) <= box.width():
            texts = [(part.reached, "text", True)]
        else:
            texts = []
        if part.letter and letter <= box.width() + 6:
            paint.draw_text(painter, look, box, part.letter, size=12, bold=True, tone="primary")
            box.setLeft(box.left() + letter)
        for text, tone, heavy in texts:
            used = paint.draw_text(painter, look, box, text, size=12, bold=heavy, tone=tone)
            box.setLeft(box.left() + used + 8)

    def _follow(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()


class FigureHead(QWidget):
    """Shows one derivation's person, state, formula and bars."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.avatar = Avatar(look, 40)
        self.name = Label(look, "", size=18, bold=True)
        self.chip = Chip(look)
        self.line = Label(look, "", size=12, tone="second")
        self.formula = Label(look, "", size=12, tone="second")
        self.sum = Label(look, "", size=12)
        self.score = Label(look, "", size=26, bold=True)
        self.bars = _Bars(look)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.name)
        first.addWidget(self.chip)
        first.addStretch(1)
        who = QVBoxLayout()
        who.setSpacing(1)
        who.addLayout(first)
        who.addWidget(self.line)
        how = QVBoxLayout()
        how.setSpacing(2)
        how.addStretch(1)
        for label in (self.formula, self.sum):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label)
            how.addLayout(row)
        how.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.avatar)
        top.addLayout(who, 1)
        top.addLayout(how)
        top.addWidget(self.score)
        self._inside = QVBoxLayout(self)
        self._inside.addLayout(top)
        self._inside.addWidget(self.bars)
        look.changed.connect(self._follow)
        self._follow()

    def show_derivation(self, found: Derivation, rank: int | None) -> None:
        """Show another figure."""
        person = found.person
        self.avatar.show_name(person.name)
        self.name.setText(person.name)
        chip = ("已关账", "ok") if found.closed else ("试算", "info")
        note = next((NOTES[code] for code in found.notes if code in NOTES), "")
        self.chip.say(note or BANDS.get(found.band or "", "") or chip[0], "warn" if note else chip[1])
        parts = [words.rung(person.rung), words.EMPLOYMENT.get(person.employment, ""), person.line or ""]
        if rank:
            parts.append(f"第 {rank} 名")
        if found.closed and (note or found.band):
            parts.append("已关账")
        self.line.setText(" · ".join(part for part in parts if part))
        counted = [part for part in found.parts if part.share]
        self.formula.setText(" + ".join(f"{_weight(part)}{part.letter or part.label}" for part in counted))
        equals = " =" if found.score is not None and counted else ""
        self.sum.setText(" + ".join(part.reached for part in counted) + equals)
        self.score.setText(found.score or "—")
        self.bars.show_parts(found.parts)
        self.setAccessibleName(f"{person.name} {found.score or '没有得分'}")
        self._fit()

    def _fit(self) -> None:
        # At the largest text the sums have no room beside the name; the first lines of the tree say the same.
        large = self._look.percent > 115
        self.formula.setVisible(not large)
        self.sum.setVisible(not large)

    def _follow(self) -> None:
        self._inside.setContentsMargins(18, self._look.pick(13, 9), 18, self._look.pick(8, 5))
        self._inside.setSpacing(self._look.pick(10, 7))
        self._fit()


def _weight(part: Part) -> str:
    counted, _, whole = part.fraction.partition("/")
    return f"{int(counted) / 100:.2f}" if whole == "100" else f"{part.fraction} "
