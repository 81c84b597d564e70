"""Checking and masking citizens' identity numbers (GB 11643: 18 characters, the last a check character)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cmdesk.kernel.amounts import plain
from cmdesk.kernel.text import masked_id

_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
_CHECKS = "10X98765432"


@dataclass(frozen=True)
class IdNumber:
    """A checked number: as stored (no blanks, half width, X large) and as shown; both None where not valid."""

    valid: bool
    stored: str | None
    masked: str | None


def id_number(text: str) -> IdNumber:
    """Check a number as somebody typed it: form, birth date in the calendar, check character."""
    stored = plain(text).upper()
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", stored, re.ASCII) or _born(stored) is None or _check(stored) != stored[-1]:
        return IdNumber(False, None, None)
    return IdNumber(True, stored, masked_id(stored))


def birth_date(stored: str) -> date:
    """Give the birth date that a valid number carries."""
    born = _born(stored)
    if born is None:
        raise ValueError("not a valid identity number")
    return born


def is_female(stored: str) -> bool:
    """Say whether a valid number is a woman's: its 17th digit is even."""
    return int(stored[16]) % 2 == 0


def _born(number: str) -> date | None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born.year >= 1900 else None


def _check(number: str) -> str:
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]
