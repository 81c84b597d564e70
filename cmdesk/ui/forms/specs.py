"""What a form asks for: one frozen spec a field, and how typed text becomes a date or a number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

_WHOLE_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?")
_SHORT_DAY = re.compile(r"(\d{1,2})[-./月](\d{1,2})[日号]?")
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-./年]?(\d{1,2})月?")
_NEAR = {"今天": 0, "昨天": -1, "明天": 1, "前天": -2, "后天": 2}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


@dataclass(frozen=True)
class FieldSpec:
    """One field: its name in the order and its label. `hint` is a quiet line below, `example` stands in an empty field.

    `value` is what the field holds at first; a `required` field must be filled before the form can be kept. `spoken`
    names the field to a screen reader where its label stands at several.
    """

    name: str
    label: str
    hint: str = field(default="", kw_only=True)
    example: str = field(default="", kw_only=True)
    required: bool = field(default=False, kw_only=True)
    value: Any = field(default=None, kw_only=True)
    spoken: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class TextSpec(FieldSpec):
    """A line of text: str, outer blanks cut. `most` bounds its characters, 0 for no bound."""

    most: int = 0


@dataclass(frozen=True)
class NotesSpec(FieldSpec):
    """Text of several lines; Enter begins a new one. `lines` are shown at once."""

    lines: int = 3
    most: int = 0


@dataclass(frozen=True)
class NumberSpec(FieldSpec):
    """A number: int where `places` is 0, else Decimal of at most that many places. `unit` stands at its right end."""

    places: int = 0
    least: Decimal | int | None = None
    most: Decimal | int | None = None
    unit: str = ""


@dataclass(frozen=True)
class DateSpec(FieldSpec):
    """A day. `near` is today as the form sees it: it gives the year of a day typed without one, and 今天.

    With `month` only the month counts: 1989-10 is read as its first day and shown so.
    """

    near: date | None = None
    earliest: date | None = None
    latest: date | None = None
    month: bool = False


@dataclass(frozen=True)
class ChoiceSpec(FieldSpec):
    """One of a few codes, shown by their words. `empty` is the word of a first choice that is none of them."""

    choices: tuple[tuple[str, str], ...] = ()
    empty: str = ""


@dataclass(frozen=True)
class FlagSpec(FieldSpec):
    """Yes or no, with the words beside the box."""

    words: str = ""


@dataclass(frozen=True)
class PersonSpec(FieldSpec):
    """A person, given as 工号. `people` are (工号, name, search keys); found by characters, pinyin, initials, 工号."""

    people: tuple[tuple[str, str, str], ...] = ()


def plain(text: str) -> str:
    """Give typed text with full-width digits, letters and signs made plain and outer blanks cut."""
    return unicodedata.normalize("NFKC", text).strip()


def number_typed(text: str, places: int) -> int | Decimal | None:
    """Give the number in a text: full-width digits count, as do signs of thousands. None where there is none."""
    found = plain(text).replace("。", ".").replace("，", ",").replace(",", "").replace("−", "-")
    if not _NUMBER.fullmatch(found):
        return None
    value = Decimal(found)
    return int(value) if places == 0 and value == value.to_integral_value() else value


def places_of(value: int | Decimal) -> int:
    """Give how many decimal places a number has."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def day_typed(text: str, near: date | None = None, *, month: bool = False) -> date | None:
    """Give the day in a text: 2026-07-08, 20260708, 2026年7月8日, or 7-8, 7月8日 and 今天 where `near` is known.

    With `month` also 2026-07: the first of it.
    """
    found = re.sub(r"\s", "", plain(text)).replace("。", ".")
    if near is not None and found in _NEAR:
        return near + timedelta(days=_NEAR[found])
    whole = _WHOLE_DAY.fullmatch(found) or _PLAIN_DAY.fullmatch(found)
    parts = tuple(map(int, whole.groups())) if whole else ()
    if not whole and month and (only := _MONTH.fullmatch(found)):
        parts = (*map(int, only.groups()), 1)
    elif not whole and near is not None and (short := _SHORT_DAY.fullmatch(found)):
        parts = (near.year, *map(int, short.groups()))
    if not parts:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None
