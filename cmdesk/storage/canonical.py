"""The one form of JSON that is stored: sorted keys, no blanks, plain Chinese characters."""

from __future__ import annotations

import json
import zlib
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import PurePath
from typing import Any
from uuid import UUID

from cmdesk.kernel.periods import Period

_PLAIN = (UUID, Decimal, Fraction, Period, PurePath)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, _PLAIN):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} has no stored form")


def canonical(value: Any) -> str:
    """Give `value` as JSON text. Ids, decimals, days, instants, periods and paths become text.

    Raises TypeError for anything else that JSON does not know, and ValueError for NaN.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False)


def pack(value: Any) -> bytes:
    """Give `value` as compressed canonical JSON."""
    return zlib.compress(canonical(value).encode(), 6)


def unpack(data: bytes) -> Any:
    """Give back what `pack` stored. Raises ValueError for anything else."""
    try:
        return json.loads(zlib.decompress(data))
    except (zlib.error, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
