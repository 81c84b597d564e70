"""What a column of an imported sheet may be called and what its cells may hold, as plain declarations."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.vocabulary import Words
from cmdesk.kernel.errors import Unavailable, Where, reject
from cmdesk.kernel.text import folded


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    NAME = "name"
    STAFF_NO = "staff_no"
    ID_NUMBER = "id_number"
    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"
    PERIOD = "period"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Need(StrEnum):
    """Whether the column must be there, and whether each of its cells must be filled.

    `CELL`: where the column is there, its cells must be filled; `COLUMN`: it must be there, cells may be empty.
    """

    OPTIONAL = "optional"
    COLUMN = "column"
    CELL = "cell"
    VALUE = "value"

    @property
    def of_column(self) -> bool:
        """Say whether the column must be there."""
        return self in (Need.COLUMN, Need.VALUE)

    @property
    def of_cell(self) -> bool:
        """Say whether each cell of the column must be filled."""
        return self in (Need.CELL, Need.VALUE)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column. `name` is the identifier that rows, mappings and problems use, `heading` the word in the file.

    `unit` is what figures are kept in; `places` the most decimals; `low` and `high` include their bounds; `total`
    marks a figure that the sender's 合计 row or a typed control may state. `as_shown` is off where the number format
    is ours and says nothing of what the sender meant.
    """

    name: str
    heading: str
    aliases: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    need: Need = Need.OPTIONAL
    unit: str | None = None
    places: int = 4
    low: Decimal | None = None
    high: Decimal | None = None
    choices: Words | None = None
    length: int = 200
    total: bool = False
    as_shown: bool = True

    @cached_property
    def keys(self) -> frozenset[str]:
        """Give every heading of the field in the form in which headings are compared."""
        return frozenset(heading_key(text) for text in (self.heading, *self.aliases))


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One sheet: the names it may have (the first is ours), its columns, and how its rows are keyed.

    `unread` matches headings whose columns are dropped unread, with the warning of that name.
    """

    names: tuple[str, ...]
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ("staff_no",)
    unread: re.Pattern[str] | None = None
    unread_warning: str = "column_ignored"

    def field(self, name: str) -> Field:
        """Give a field by its name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """Give the field of every compared heading; a heading of its own goes before another field's alias."""
        aliases = {key: field for field in self.fields for key in field.keys}
        return aliases | {heading_key(field.heading): field for field in self.fields}


_BRACKETS = re.compile(r"[(\[【〔](?P<unit>[^()\[\]【】〔〕]*)[)\]】〕]")
_MARKS = re.compile(r"[*※:]+$|^[*※]+")
_SLASHED = re.compile(r"(?P<heading>.+)[/,](?P<unit>%|元|万元|千元|箱|条|万条)$")


@lru_cache(maxsize=4096)
def split_heading(text: str) -> tuple[str, str | None]:
    """Give a heading as it is compared (NFKC, no blanks, no unit) and the unit from its brackets, if any."""
    plain = _MARKS.sub("", folded(text))
    bracketed = _BRACKETS.search(plain)
    if bracketed:
        return _BRACKETS.sub("", plain), bracketed["unit"] or None
    slashed = _SLASHED.fullmatch(plain)
    return (slashed["heading"], slashed["unit"]) if slashed else (plain, None)


def heading_key(text: str) -> str:
    """Give the form in which two headings are compared."""
    return split_heading(text)[0].upper()


def fingerprint(headings: Iterable[str]) -> str:
    """Give the digest by which the headings of a sender are recognised again; their order does not matter."""
    lines = sorted({folded(heading).upper() for heading in headings if heading.strip()})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Mapped:
    """What a person said of one heading: the field it stands for (None = leave it out), and its unit."""

    field: str | None
    unit: str | None = None


Mapping_ = Mapping[str, Mapped]
"""Headings in compared form → what they stand for."""

UNIT_WORDS = {"percent": "%", "fraction": "1", "yuan": "元", "ten_thousand_yuan": "万元", "box": "箱", "carton": "条"}


def mapping_of(given: Mapping[str, Any], layouts: Iterable[Layout]) -> Mapping_:
    """Read `{"heading": {"field": …, "unit": "percent"}}`; a field goes by its name or its own heading.

    Raises Rejected `mapping_unreadable` or `mapping_field_unknown` naming the heading.
    """
    fields = [field for layout in layouts for field in layout.fields]
    names = {field.name: field.name for field in fields} | {heading_key(f.heading): f.name for f in fields}
    found: dict[str, Mapped] = {}
    for heading, entry in given.items():
        if not isinstance(entry, Mapping) or not isinstance(entry.get("field", ""), str | None):
            raise reject("mapping_unreadable", where=Where(field=heading), heading=heading)
        wanted = entry.get("field")
        name = names.get(wanted, names.get(heading_key(wanted))) if wanted else None
        if wanted and name is None:
            raise reject("mapping_field_unknown", where=Where(field=heading), heading=heading, value=wanted)
        unit = entry.get("unit")
        found[heading_key(heading)] = Mapped(name, UNIT_WORDS.get(str(unit), str(unit)) if unit else None)
    return found


def load_mapping(path: Path) -> dict[str, Any]:
    """Read the JSON file of `--mapping`. Raises Unavailable `file_unreadable` or Rejected `mapping_unreadable`."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise Unavailable("file_unreadable", file=path.name, reason=str(error.strerror)) from error
    except UnicodeDecodeError as error:
        raise reject("mapping_unreadable", where=Where(file=path.name), heading=path.name) from error
    try:
        given = json.loads(text)
    except ValueError as error:
        raise reject("mapping_unreadable", where=Where(file=path.name), heading=path.name) from error
    if not isinstance(given, dict):
        raise reject("mapping_unreadable", where=Where(file=path.name), heading=path.name)
    return given
