"""The letters of the window: the same font files as on paper, loaded when they are needed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QRawFont

from cmdesk.kernel.places import resources

FAMILY = "cmdesk Sans"
WIDTHS_KEPT = 4096
_FIRST = ("cmdesk-sans-regular.ttf", "cmdesk-sans-bold.ttf")
_RARE = ("cmdesk-serif-regular.ttf", "cmdesk-rare-a.ttf", "cmdesk-rare-b.ttf")
_FAMILIES = (FAMILY, "cmdesk Serif", "cmdesk Rare A", "cmdesk Rare B")


class Fonts:
    """Loads the files once per program. The rare characters (40 MB) come only when a text has one."""

    def __init__(self) -> None:
        for name in _FIRST:
            self._load(name)
        self._rare_loaded = False
        self._made: dict[tuple[int, bool], QFont] = {}
        self._known: QRawFont | None = None
        self._widths: dict[tuple[str, int, bool], float] = {}

    def font(self, pixels: float, *, bold: bool = False) -> QFont:
        """Give the font of a size in device-independent pixels; two weights, 400 and 700. Copy it before a change."""
        key = (max(1, round(pixels)), bold)
        font = self._made.get(key)
        if font is None:
            font = self._made[key] = _made(*key)
        return font

    def width_of(self, text: str, pixels: float, *, bold: bool = False) -> float:
        """Give the width of one line of text; a page paints the same words again and again."""
        key = (text, max(1, round(pixels)), bold)
        wide = self._widths.get(key)
        if wide is None:
            if len(self._widths) >= WIDTHS_KEPT:
                self._widths.clear()
            wide = self._widths[key] = QFontMetricsF(self.font(pixels, bold=bold)).horizontalAdvance(text)
        return wide

    def cover(self, texts: Iterable[str]) -> bool:
        """Load the rare characters if one of `texts` needs them; say whether they were loaded now."""
        if self._rare_loaded or all(self.draws(text) for text in texts):
            return False
        for name in _RARE:
            self._load(name)
        self._rare_loaded = True
        self._widths.clear()
        return True

    def draws(self, text: str) -> bool:
        """Say whether the everyday font has every character of `text`."""
        if self._known is None:
            self._known = QRawFont.fromFont(self.font(13))
        return all(character.isspace() or self._known.supportsCharacter(ord(character)) for character in text)

    @staticmethod
    def _load(name: str) -> None:
        QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))


def _made(pixels: int, bold: bool) -> QFont:
    font = QFont(list(_FAMILIES))
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
