"""Texts, icons, avatars and chips as widgets that follow the look."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint


class Label(QLabel):
    """A text in one size, weight and tone. It may wrap; it is never cut in silence."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        size: float = 13,
        bold: bool = False,
        tone: str = "text",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look, self._size, self._bold, self._tone = look, size, bold, tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_tone(self, tone: str) -> None:
        """Change the colour."""
        self._tone = tone
        self._restyle()

    def say(self, text: str, tone: str | None = None) -> None:
        """Change the text, and the tone with it."""
        self.setText(text)
        if tone is not None and tone != self._tone:
            self.set_tone(tone)

    def _restyle(self) -> None:
        self.setFont(self._look.font(self._size, bold=self._bold))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.WindowText, self._look.colour(self._tone))
        self.setPalette(colours)


class IconMark(QWidget):
    """An icon in a tone."""

    def __init__(
        self, look: Look, name: str, *, tone: str = "second", size: int = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._name, self._tone, self._size = look, name, tone, size
        look.changed.connect(self._resize)
        self._resize()

    def show_icon(self, name: str, tone: str) -> None:
        """Change icon and tone."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        painter = QPainter(self)
        try:
            painter.drawPixmap(0, 0, self._look.icon(self._name, self._tone, self._size))
        finally:
            painter.end()

    def _resize(self) -> None:
        side = self._look.scaled(self._size)
        self.setFixedSize(side, side)
        self.update()


class Avatar(QWidget):
    """The first character of a name on its hue."""

    def __init__(self, look: Look, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._side, self._name = look, side, ""
        look.changed.connect(self._resize)
        self._resize()

    def show_name(self, name: str) -> None:
        """Show another person."""
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            paint.draw_avatar(painter, self._look, QRectF(self.rect()), self._name)
        finally:
            painter.end()

    def _resize(self) -> None:
        side = self._look.scaled(self._side)
        self.setFixedSize(side, side)
        self.update()


class Chip(QWidget):
    """A state as a pill with its word."""

    def __init__(self, look: Look, text: str = "", state: str = "none", *, dot: bool = False) -> None:
        super().__init__()
        self._look, self._text, self._state, self._dot = look, text, state, dot
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def say(self, text: str, state: str) -> None:
        """Show another state; an empty text hides the chip."""
        self._text, self._state = text, state
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size of word and padding."""
        return QSize(round(paint.chip_width(self._look, self._text, dot=self._dot)), self._look.scaled(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            paint.draw_chip(painter, self._look, 0, self.height() / 2, self._text, self._state, dot=self._dot)
        finally:
            painter.end()


class Keys(QWidget):
    """A row of hints: key caps and what they do here. `pairs` are (keys, word); keys are parted by blanks."""

    def __init__(self, look: Look, pairs: tuple[tuple[str, str], ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._pairs = look, pairs
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_pairs(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Show other keys: those that work where the focus is."""
        self._pairs = pairs
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size of all caps and words."""
        return QSize(round(self._walk(None)), self._look.scaled(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            self._walk(painter)
        finally:
            painter.end()

    def _walk(self, painter: QPainter | None) -> float:
        look, x, middle = self._look, 0.0, self.height() / 2
        for number, (keys, word) in enumerate(self._pairs):
            x += 16 if number else 0
            for key in keys.split(" "):
                wide = paint.key_size(look, key).width()
                if painter:
                    paint.draw_key(painter, look, x, middle, key)
                x += wide + 4
            room = look.width_of(word, 12)
            if painter:
                box = QRectF(x + 2, 0, room + 1, self.height())
                paint.draw_text(painter, look, box, word, size=12, tone="second")
            x += room + 3
        return x + 1


class PartsLine(QWidget):
    """Short texts in one line, as many whole ones as there is room for."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._parts: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_parts(self, parts: tuple[str, ...]) -> None:
        """Show these."""
        self._parts = parts
        self.setAccessibleName("；".join(parts))
        self.update()

    def sizeHint(self) -> QSize:
        """Give one line."""
        return QSize(100, self._look.scaled(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the parts that fit."""
        painter = QPainter(self)
        try:
            x, look = 0.0, self._look
            for number, part in enumerate(self._parts):
                text = f"·　{part}" if number else part
                wide = look.width_of(text, 12) + 1
                if x + wide > self.width():
                    return
                paint.draw_text(painter, look, QRectF(x, 0, wide, self.height()), text, size=12, tone="second")
                x += wide + 12
        finally:
            painter.end()


class Card(QFrame):
    """A white box with a line around it; `kind` is true, open (blue, in work) or soft."""

    def __init__(self, kind: str = "true", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


class Rule(QWidget):
    """A hairline between two parts of a card."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._look.colour("line"))
        finally:
            painter.end()
