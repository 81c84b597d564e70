"""What the data rows of a workbook say, as text and as one digest: the line 内容摘要 of the sheet 校验."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from cmdesk.kernel.amounts import Rounding, rounded

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_FIXED = re.compile(r"#?,?#*0(?:\.(0+))?(%?)")


def content_digest(rows: Iterable[Sequence[str | None]]) -> str:
    """Give SHA-256 hex over data rows: cells as printed text joined by TAB, every row ended by LF, UTF-8.

    No figure (None) is the empty text. A TAB, line break or backslash inside a cell is written `\\t`, `\\n`, `\\r`,
    `\\\\`, so that two different tables never share a digest. The rows of all sheets before 校验 follow one another
    in the order of the sheets, titles and headers left out.
    """
    digest = hashlib.sha256()
    for row in rows:
        digest.update(row_line(row).encode())
    return digest.hexdigest()


def row_line(row: Sequence[str | None]) -> str:
    """Give one row as the line that is digested, its LF included."""
    return "\t".join((cell or "").translate(_ESCAPES) for cell in row) + "\n"


def printed_cell(value: object, number_format: str = "General") -> str:
    """Give the cell of a workbook as it is printed: what openpyxl read, by its number format.

    A number takes the decimals that the format fixes (`0.00`, `#,##0.00`, `0.0%`; thousands marks are left out);
    without a fixed format it is written plainly. Dates are ISO, truth is 是 or 否, nothing is the empty text.
    """
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else str(value)
        case date():
            return value.isoformat()
        case int() | Decimal():
            return _number(Decimal(value), number_format)
        case float():
            # repr gives back the decimal that was written: a workbook stores figures of at most 15 digits.
            return _number(Decimal(repr(value)), number_format)
    return str(value)


@lru_cache(maxsize=256)
def _fixed(number_format: str) -> tuple[int, str] | None:
    """Give the decimals that a format fixes and its percent sign ("" for none); None for one that fixes none."""
    found = _FIXED.fullmatch(number_format.split(";", maxsplit=1)[0].strip())
    return None if found is None else (len(found[1] or ""), found[2])


def _number(value: Decimal, number_format: str) -> str:
    fixed = _fixed(number_format)
    if fixed is not None:
        places, percent = fixed
        shown = rounded(value * 100 if percent else value, places, Rounding.HALF_UP)
        return f"{shown:.{places}f}{percent}"
    plain = format(value.normalize(), "f")
    return "0" if plain == "-0" else plain
