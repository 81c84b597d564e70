"""Days and ID numbers as people write them."""

from __future__ import annotations

import re
from datetime import date

_DATES = (
    re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:00:00:00)?"),
    re.compile(r"(\d{4})(年)(\d{1,2})月(\d{1,2})日?"),
    re.compile(r"(\d{4})()(\d{2})(\d{2})"),
)
_MONTHS = (re.compile(r"(\d{4})[-/.](\d{1,2})"), re.compile(r"(\d{4})年(\d{1,2})月?"), re.compile(r"(\d{4})(\d{2})"))


def day_in(text: str) -> date | None:
    """Give the day that a text without blanks writes out, or None."""
    for form in _DATES:
        match = form.fullmatch(text)
        if match:
            try:
                return date(int(match[1]), int(match[3]), int(match[4]))
            except ValueError:
                return None
    return None


def month_in(text: str) -> date | None:
    """Give the first day of the month that a text without blanks writes, or None."""
    for form in _MONTHS:
        match = form.fullmatch(text)
        if match:
            try:
                return date(int(match[1]), int(match[2]), 1)
            except ValueError:
                return None
    return None


def is_id_number(text: str) -> bool:
    """Say whether `text` is an 18-digit ID number: a real birthday and the check character of GB 11643."""
    if not re.fullmatch(r"\d{17}[\dX]", text) or day_in(text[6:14]) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _ID_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[17]


_ID_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
