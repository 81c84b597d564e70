"""Text as people type it: widths, blanks, and characters that no printer has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable


def folded(text: str) -> str:
    """Give `text` after NFKC, without any blank or line break: the form in which headings and names are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def tidy(text: str) -> str:
    """Give `text` in NFC with outer blanks cut and inner runs of blanks made one; full-width blanks count."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def has_full_width(text: str) -> bool:
    """Say whether a digit, letter or sign is written full width."""
    return any(unicodedata.east_asian_width(c) == "F" for c in text)


def is_private(character: str) -> bool:
    """Say whether a character lies in a private use area, where every PC may show something else."""
    return unicodedata.category(character) == "Co"


def unprintable(text: str, has_glyph: Callable[[str], bool]) -> str:
    """Give the characters of `text` that cannot be printed, each once, in order.

    Private-use characters never can, even where a font has one.
    """
    return "".join(c for c in dict.fromkeys(text) if not c.isspace() and (is_private(c) or not has_glyph(c)))


def masked_id(number: str) -> str:
    """Give an 18-digit ID number with all but the first four and last four characters hidden."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
