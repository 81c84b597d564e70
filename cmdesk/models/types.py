"""Column types: exact on SQLite, ready for PostgreSQL."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Dialect, Integer, LargeBinary, SmallInteger, String, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator

from cmdesk.kernel.periods import Period


@compiles(String, "sqlite")
@compiles(Text, "sqlite")
def _text(type_: Any, compiler: Any, **options: Any) -> str:
    return "TEXT"


@compiles(BigInteger, "sqlite")
@compiles(SmallInteger, "sqlite")
@compiles(Boolean, "sqlite")
def _integer(type_: Any, compiler: Any, **options: Any) -> str:
    return "INTEGER"


_ARITHMETIC = frozenset({"add", "sub", "mul", "truediv", "floordiv", "mod", "neg"})


class _ComparedOnly(TypeDecorator.Comparator[Decimal], BigInteger.Comparator[Decimal]):
    """What SQL may do with a scaled figure: compare, order and aggregate; any arithmetic would lose the scale."""

    def operate(self, op: Any, *other: Any, **options: Any) -> Any:
        """Refuse arithmetic."""
        _refuse_arithmetic(op)
        return super().operate(op, *other, **options)

    def reverse_operate(self, op: Any, other: Any, **options: Any) -> Any:
        """Refuse arithmetic."""
        _refuse_arithmetic(op)
        return super().reverse_operate(op, other, **options)


def _refuse_arithmetic(op: Any) -> None:
    if getattr(op, "__name__", "") in _ARITHMETIC:
        raise TypeError("exact decimals are computed with in Python, never in SQL")


class Fixed(TypeDecorator[Decimal]):
    """An exact decimal with four places, stored as a scaled 64-bit integer.

    Refuses floats (TypeError) and more than four decimals (ValueError). SQL may sum, compare and order it; any
    arithmetic with it in SQL raises TypeError, for the scale would be lost.
    """

    impl = BigInteger
    cache_ok = True
    comparator_factory = _ComparedOnly

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Give the stored integer."""
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError(f"a Decimal is wanted, not {type(value).__name__}")
        scaled = value.scaleb(4)
        whole = int(scaled)
        if whole != scaled:
            raise ValueError(f"more than four decimals: {value}")
        return whole

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give the decimal back, without trailing zeros beyond what its figure needs."""
        if value is None:
            return None
        number = Decimal(value).scaleb(-4)
        for places in (0, 1, 2, 3):
            if value % 10 ** (4 - places) == 0:
                return number.quantize(Decimal(1).scaleb(-places))
        return number

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Bind what it is compared with in the same scale."""
        return self


class Uid(TypeDecorator[uuid.UUID]):
    """A UUID as 16 bytes."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Give the stored bytes."""
        return None if value is None else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> uuid.UUID | None:
        """Give the UUID back."""
        return None if value is None else uuid.UUID(bytes=bytes(value))


class Day(TypeDecorator[date]):
    """A calendar day as ISO text."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Give the stored text."""
        return None if value is None else date(value.year, value.month, value.day).isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Give the day back."""
        return None if value is None else date.fromisoformat(value)


class Moment(TypeDecorator[datetime]):
    """An instant as ISO text in UTC. Refuses an instant without zone (ValueError)."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Give the stored text, always with six decimals of a second, so that text order is time order."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return str(value.astimezone(UTC).isoformat(timespec="microseconds"))

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the aware instant back."""
        return None if value is None else datetime.fromisoformat(value)


class PeriodText(TypeDecorator[Period]):
    """An appraisal period as `2026-03`, `2026Q1`, `2026H1` or `2026`."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Give the stored text."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Period | None:
        """Give the period back."""
        return None if value is None else Period.parse(value)


class JsonText(TypeDecorator[Any]):
    """A JSON value as text with sorted keys and plain Chinese characters."""

    impl = Text
    cache_ok = True
    sorts_keys = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Give the stored text."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=self.sorts_keys, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Give the value back."""
        return None if value is None else json.loads(value)


class JsonAsWritten(JsonText):
    """A JSON value as text with its keys in the order in which somebody wrote them."""

    cache_ok = True
    sorts_keys = False


__all__ = [
    "Boolean",
    "Day",
    "Fixed",
    "Integer",
    "JsonAsWritten",
    "JsonText",
    "LargeBinary",
    "Moment",
    "PeriodText",
    "Text",
    "Uid",
]
