"""What an import gives back: typed rows, and everything that is wrong or odd, each with its place."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Generic, TypeVar, cast

from cmdesk.exchange.content_digest import content_digest
from cmdesk.exchange.sheets.cells import Column
from cmdesk.exchange.sheets.controls import Control
from cmdesk.kernel.errors import NOWHERE, Problem, Where
from cmdesk.kernel.periods import Period

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a file. Its place is nowhere where no file gave it, and is no part of what it says."""

    place: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Person:
    """Who a row speaks of, as written, for every row that names somebody, sound or not."""

    place: Where
    staff_no: str | None
    name: str | None


@dataclass(frozen=True, kw_only=True)
class Reading(Generic[R_co]):
    """The outcome of reading one file. With a single problem nothing of it may be taken over.

    `rows` are the sound rows in file order, `people` all rows that name a person. `skipped` counts the rows of other
    units. `head` holds the labelled cells above the header (期间, 单位 …). `fingerprint` is that of the headings,
    `columns` what was found in them, `numbers` the rows of data as the file counts them, `total_row` its 合计 row.
    """

    file: str
    file_sha256: str
    rows: tuple[R_co, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    sheet: str | None = None
    header_row: int | None = None
    fingerprint: str = ""
    period: Period | None = None
    controls: tuple[Control, ...] = ()
    people: tuple[Person, ...] = ()
    skipped: int = 0
    columns: tuple[Column, ...] = ()
    numbers: tuple[int, ...] = ()
    total_row: int | None = None
    head: Mapping[str, str] = field(default_factory=dict)
    further: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """Give the digest of the content: equal for two files that say the same in any order and dress."""
        lines = [("rows", *printed_row(row)) for row in self.rows]
        lines += [(name, *printed_row(row)) for name, rows in self.further.items() for row in rows]
        return content_digest(sorted(lines))


def printed_row(row: Any) -> tuple[str, ...]:
    """Give the fields of a frozen row as text, its place left out, in their order."""
    return tuple([printed_value(getattr(row, name)) for name in _names(cast(Any, type(row)))])


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(column.name for column in fields(cast(Any, kind)) if column.name != "place")


def printed_value(value: Any) -> str:
    """Give a value as the text by which two rows are compared: a decimal without trailing zeros, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return ",".join(f"{key}={printed_value(part)}" for key, part in sorted(value.items()))
    if isinstance(value, tuple):
        return "|".join(printed_value(part) for part in value)
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, Period):
        return "(" + ",".join(printed_row(value)) + ")"
    return str(value)
