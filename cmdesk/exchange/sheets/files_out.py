"""Putting a workbook on paper-like terms: plain cells, no formula that came from a text, the same bytes each time."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

_RISKY = ("=", "+", "-", "@", "\t", "\r")
# What XML 1.0 cannot hold; openpyxl refuses it, a workbook must not fail for a stray control character.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_EARLIEST = 1980


def clean(value: Any) -> Any:
    """Give a value as a workbook can hold it: control characters cut from a text, an empty text as nothing."""
    return _FORBIDDEN.sub("", value) or None if isinstance(value, str) else value


def put(cell: Any, value: Any, number_format: str = "General") -> None:
    """Write a value into a cell: texts as texts whatever they begin with, numbers and dates typed, None as nothing."""
    written = clean(value)
    cell.value = written
    cell.number_format = number_format
    if isinstance(written, str):
        # openpyxl makes a formula of whatever begins with =, and CSV readers of the other signs too.
        cell.data_type = "s"
        cell.quotePrefix = written.startswith(_RISKY)


class Looks:
    """The looks of many cells: given once by name, then copied, for openpyxl compares each part of each look given."""

    def __init__(self) -> None:
        self._given: dict[str, Any] = {}

    def give(self, cell: Any, name: str, dress: Callable[[Any], None]) -> None:
        """Give a fresh cell the look of that name, which `dress` makes the first time."""
        if name in self._given:
            cell._style = copy(self._given[name])
            return
        dress(cell)
        self._given[name] = copy(cell._style)


def saved(book: Workbook, made_at: datetime) -> bytes:
    """Give the workbook as bytes that depend on nothing but its content and `made_at` (aware)."""
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = moment
    book.properties.creator = "cmdesk"
    raw = BytesIO()
    book.save(raw)
    stamp = (max(moment.year, _EARLIEST), moment.month, moment.day, moment.hour, moment.minute, moment.second)
    written = moment.isoformat().encode() + b"Z"
    fixed = BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + written + rb"\g<2>", content)
            member = zipfile.ZipInfo(name, date_time=stamp)
            member.compress_type = zipfile.ZIP_DEFLATED
            # The same on every system: Python would note the one it runs on.
            member.create_system = 3
            target.writestr(member, content)
    return fixed.getvalue()


def width_of(text: str) -> int:
    """Give the columns that a text takes: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
