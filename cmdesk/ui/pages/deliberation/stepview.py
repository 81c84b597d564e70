"""The card of the step in work: figures with their derivation, sheets that are back as pips, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.pages.deliberation.card import Act, StepCard, Tile
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Chip, Keys, Label

_MOST_PIPS = 40
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Tiles(QWidget):
    """Four figures in a row: label, figure, derivation."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tiles: tuple[Tile, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Show these, or nothing."""
        self._tiles = tiles
        self.setVisible(bool(tiles))
        self.setAccessibleName("；".join(f"{t.label} {t.value}，{t.note}" for t in tiles))
        self.update()

    def sizeHint(self) -> QSize:
        """Give three lines."""
        look = self._look
        return QSize(300, look.scaled(17) * 2 + look.scaled(28) + look.pick(22, 14, 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            look, box = self._look, QRectF(self.rect())
            paint.draw_round(painter, box, ground=look.tokens.soft, line=look.tokens.line, radius=10)
            wide = box.width() / max(1, len(self._tiles))
            for place, tile in enumerate(self._tiles):
                self._tile(painter, tile, QRectF(place * wide, 0, wide, box.height()), place)
        finally:
            painter.end()

    def _tile(self, painter: QPainter, tile: Tile, box: QRectF, place: int) -> None:
        look = self._look
        pad = look.pick(11, 7, 5)
        if place:
            painter.setPen(QPen(look.colour("line"), 1))
            x = round(box.left()) + 0.5
            painter.drawLine(round(x), round(box.top() + 12), round(x), round(box.bottom() - 12))
        left, room = box.left() + 16, box.width() - 22
        small, large = look.scaled(17), look.scaled(28)
        paint.draw_text(painter, look, QRectF(left, pad, room, small), tile.label, size=12, tone="second")
        figure = QRectF(left, pad + small, room, large)
        used = paint.draw_text(painter, look, figure, tile.value, size=20, bold=True)
        if tile.sound:
            side = look.scaled(18)
            top = round(figure.center().y() - side / 2)
            painter.drawPixmap(round(left + used + 6), top, look.icon("circle-check", "ok", 18))
        paint.draw_text(
            painter, look, QRectF(left, pad + small + large, room, small), tile.note, size=12, tone="second"
        )


class BackCounter(QWidget):
    """How many sheets have come back: a large figure and one pip a sheet (a bar where there are too many)."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.back, self.issued = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_count(self, back: int, issued: int) -> None:
        """Show `back` of `issued`."""
        self.back, self.issued = back, issued
        self.setAccessibleName(f"收回 {back} 张，发出 {issued} 张")
        self.update()

    def sizeHint(self) -> QSize:
        """Give one row of large figures."""
        return QSize(240, self._look.scaled(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint label, figure and pips."""
        painter = QPainter(self)
        try:
            look, box = self._look, QRectF(self.rect())
            over = self.back > self.issued
            x = paint.draw_text(painter, look, box, "收回", size=13, tone="second") + 8
            tone = "bad" if over else "text"
            figure = QRectF(x, 0, box.width() - x, box.height())
            x += paint.draw_text(painter, look, figure, str(self.back), size=26, bold=True, tone=tone) + 6
            rest = QRectF(x, 0, box.width() - x, box.height())
            x += paint.draw_text(painter, look, rest, f"/ {self.issued} 张", size=12, tone="second") + 18
            self._pips(painter, x, box)
        finally:
            painter.end()

    def _pips(self, painter: QPainter, left: float, box: QRectF) -> None:
        look = self._look
        room, count = box.width() - left, max(self.issued, self.back)
        if count == 0 or room < 40:
            return
        step = min(19.0, room / count)
        if count > _MOST_PIPS or step < 8:
            bar = QRectF(left, box.center().y() - 4, min(room, 220), 8)
            paint.draw_bar(painter, look, bar, self.back / max(1, self.issued))
            return
        for place in range(count):
            cell = QRectF(left + place * step, box.center().y() - 8, step - 6, 16)
            if place >= self.issued:
                paint.draw_round(painter, cell, ground=look.tokens.bad.text, radius=3)
            elif place < self.back:
                paint.draw_round(painter, cell, ground=look.tokens.fill, radius=3)
            else:
                paint.draw_round(painter, cell, ground=look.tokens.card, line=look.tokens.ctl, radius=3, pen=1.2)


class StepView(Card):
    """Shows a StepCard; `acted` carries the code of what was pressed. 空格, 退格 and Enter work while it has focus."""

    acted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.card: StepCard | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.title = Label(look, "", size=15, bold=True)
        self.chip = Chip(look, dot=True)
        self.right = Label(look, "", size=12, tone="second")
        self.about = Label(look, "", bold=True, wrap=True)
        self.lines = Label(look, "", tone="second", wrap=True)
        self.leaving = Label(look, "", size=12, tone="warn", wrap=True)
        self.tiles = Tiles(look)
        self.back = BackCounter(look)
        self.note = Label(look, "", size=12, tone="second", wrap=True)
        self.keys = Keys(look)
        self.buttons: dict[str, Button] = {}
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._build()

    def show_card(self, card: StepCard) -> None:
        """Show a card; the focus stays on a button that is still there."""
        focused = next((code for code, button in self.buttons.items() if button.hasFocus()), "")
        within = self.hasFocus() or bool(focused)
        self.card = card
        self.setAccessibleName(f"{card.title}，{card.chip[0]}")
        self.title.setText(card.title)
        self.chip.say(*card.chip)
        self.right.setText(card.right)
        for label, text in (
            (self.about, card.about),
            (self.lines, "\n".join(card.lines)),
            (self.leaving, f"回避离场：{'；'.join(card.leaving)}" if card.leaving else ""),
            (self.note, card.note[0]),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self.note.set_tone(card.note[1])
        self.tiles.show_tiles(card.tiles)
        self.back.setVisible(card.back is not None)
        if card.back is not None:
            self.back.show_count(*card.back)
        self._fill(card)
        if focused in self.buttons and self.buttons[focused].isEnabled():
            self.buttons[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        elif within:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """空格 one sheet back, 退格 one less, Enter the blue button; a resting finger counts once."""
        card = self.card
        if card is None or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space and "more" in self.buttons:
            self.acted.emit("more")
        elif event.key() == Qt.Key.Key_Backspace and "less" in self.buttons:
            if self.buttons["less"].isEnabled():
                self.acted.emit("less")
        elif event.key() in _ENTER and card.blue is not None and card.blue.enabled and card.blue.code != "more":
            self.acted.emit(card.blue.code)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring of the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            try:
                paint.draw_round(painter, QRectF(self.rect()), ground=None, line=self._look.tokens.fill, radius=12)
            finally:
                painter.end()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.title)
        top.addWidget(self.chip)
        top.addStretch(1)
        top.addWidget(self.right)
        last = QHBoxLayout()
        last.setSpacing(12)
        last.addWidget(self.note, 1)
        last.addWidget(self.keys, 0, Qt.AlignmentFlag.AlignBottom)
        self._inside = QVBoxLayout(self)
        self._inside.addLayout(top)
        for widget in (self.about, self.lines, self.leaving, self.tiles, self.back):
            self._inside.addWidget(widget)
        self._inside.addLayout(self._row)
        self._inside.addLayout(last)
        self._look.changed.connect(self._follow)
        self._follow()

    def _fill(self, card: StepCard) -> None:
        while (old := self._row.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        self._row.addStretch(1)
        for act in card.acts:
            self._row.addWidget(self._made(act, "plain"))
        if card.rest:
            self._row.addWidget(self._more(card.rest))
        if card.blue is not None:
            self._row.addWidget(self._made(card.blue, "fill"))
        pairs = []
        if "more" in self.buttons:
            pairs = [("空格", "收回一张"), ("退格", "减一张")]
        self.keys.show_pairs(tuple(pairs))
        self.keys.setVisible(bool(pairs))

    def _more(self, rest: tuple[Act, ...]) -> Button:
        button = Button(self._look, "更多", icon="ellipsis")
        button.clicked.connect(lambda: self.offers(rest).popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button

    def offers(self, rest: tuple[Act, ...]) -> QMenu:
        """Give the menu of what is rarely done."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act in rest:
            action = menu.addAction(act.text)
            action.triggered.connect(lambda _=False, code=act.code: self.acted.emit(code))
        menu.setActiveAction(menu.actions()[0])
        return menu

    def _made(self, act: Act, kind: str) -> Button:
        button = Button(self._look, act.text, icon=act.icon, key=act.key, kind=kind)
        if act.code == "less":
            # The sign says it; the name for a screen reader stays.
            button.setText("")
        button.setEnabled(act.enabled)
        button.clicked.connect(lambda _=False, code=act.code: self.acted.emit(code))
        self.buttons[act.code] = button
        return button

    def _follow(self) -> None:
        pad = self._look.pick(16, 12, 10)
        self._inside.setContentsMargins(18, pad, 18, pad)
        self._inside.setSpacing(self._look.pick(10, 7, 5))
