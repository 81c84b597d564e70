"""How the window looks at the moment: colours, text size, density. Handed to every widget that paints."""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from cmdesk.kernel.places import user_cache
from cmdesk.ui.theme.fonts import Fonts
from cmdesk.ui.theme.icons import Icons
from cmdesk.ui.theme.sheet import style_sheet
from cmdesk.ui.theme.tokens import DARK, LIGHT, Tokens

T = TypeVar("T")
STYLE = ("-style", "Fusion")
"""Arguments of the QApplication: the style that all colours are made for. Setting it later costs a class of Qt more."""
COMPACT_BELOW = 820
TIGHT_BELOW = 760
TEXT_SIZES = (100, 115, 130)


class Density(IntEnum):
    """How much room rows and gaps take; follows from the height of the window, never from a setting."""

    NORMAL = 0
    COMPACT = 1
    TIGHT = 2


class Look(QObject):
    """Colours, fonts, icons and density; `changed` is sent after each change, and what paints follows."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tokens: Tokens = LIGHT
        self.percent = 100
        self.density = Density.NORMAL
        self.fonts = Fonts()
        self.icons = Icons()
        self.elided: set[str] = set()
        """Every text that did not fit where it was painted; tests fail on it."""

    def set_dark(self, dark: bool) -> None:
        """Change between the light and the dark colours."""
        self._set(tokens=DARK if dark else LIGHT)

    def set_percent(self, percent: int) -> None:
        """Change the size of all text (100, 115 or 130 %)."""
        self._set(percent=percent)

    def follow_height(self, height: int) -> None:
        """Take the density that a window of that height has."""
        wanted = Density.NORMAL if height >= COMPACT_BELOW else Density.COMPACT
        self._set(density=wanted if height >= TIGHT_BELOW else Density.TIGHT)

    def apply(self) -> None:
        """Give colours and base font to the whole application."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(self.tokens))
            app.setFont(self.font(13))
            app.setStyleSheet(style_sheet(self.tokens, *self._pictures()))

    def font(self, pixels: float = 13, *, bold: bool = False) -> QFont:
        """Give the font of a nominal size, scaled by the user's text size."""
        return self.fonts.font(pixels * self.percent / 100, bold=bold)

    def width_of(self, text: str, pixels: float = 13, *, bold: bool = False) -> float:
        """Give the width of one line of text in that font."""
        return self.fonts.width_of(text, pixels * self.percent / 100, bold=bold)

    def scaled(self, pixels: int) -> int:
        """Give a height that must grow with the text."""
        return round(pixels * self.percent / 100)

    def pick(self, normal: T, compact: T, tight: T | None = None) -> T:
        """Give the value for the present density; tight is compact where nothing else is said."""
        if self.density is Density.NORMAL:
            return normal
        return compact if tight is None or self.density is Density.COMPACT else tight

    def colour(self, tone: str) -> QColor:
        """Give the colour of a tone (see `Tokens.tone`). Copy it before a change."""
        return shade(self.tokens.tone(tone))

    def icon(self, name: str, tone: str = "second", size: int = 18) -> QPixmap:
        """Give an icon in the colour of a tone."""
        return self.icons.pixmap(name, self.tokens.tone(tone), self.scaled(size))

    def _pictures(self) -> tuple[str, str]:
        """Give the pictures of the arrow in lists and of the tick: a style sheet takes pictures from files alone."""
        shade_word = "dark" if self.tokens.dark else "light"
        arrow = self._picture(f"arrow-{shade_word}", "chevron-down", self.tokens.second)
        return arrow, self._picture(f"tick-{shade_word}", "check", self.tokens.on_fill)

    def _picture(self, name: str, icon: str, colour: str) -> str:
        file = user_cache() / f"{name}.png"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return ""
        saved = file.is_file() or self.icons.pixmap(icon, colour, 14).save(str(file))
        return file.as_posix() if saved else ""

    def _set(self, **values: object) -> None:
        if any(getattr(self, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(self, name, value)
            if "density" not in values:
                self.apply()
            self.changed.emit()


@cache
def shade(name: str) -> QColor:
    """Give a colour by its `#RRGGBB`. Copy it before a change."""
    return QColor(name)


def palette(tokens: Tokens) -> QPalette:
    """Give the palette for everything that no style sheet reaches: menus, popups, item views."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.page,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.card,
        QPalette.ColorRole.AlternateBase: tokens.soft,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.Button: tokens.card,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.ToolTipBase: tokens.card,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.faint,
        QPalette.ColorRole.Highlight: tokens.selection,
        QPalette.ColorRole.HighlightedText: tokens.text,
        QPalette.ColorRole.Link: tokens.primary,
        QPalette.ColorRole.LinkVisited: tokens.primary,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return made
