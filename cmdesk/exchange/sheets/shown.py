"""What a number format makes of a stored number: decimals, percent, leading zeros."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_CODE = re.compile(r'(?:"(?P<before>[^"]*)")?(?P<zeros>0+)(?:"(?P<after>[^"]*)")?\s*')
_DECIMALS = re.compile(r"\.(0+)(?![0#?])")


@dataclass(frozen=True)
class Shown:
    """How a format shows a number. `places` is the fixed count of decimals, None where it is not fixed."""

    places: int | None
    percent: bool


@lru_cache(maxsize=512)
def shown(number_format: str | None) -> Shown:
    """Read a number format; only its first section counts."""
    first = _QUOTED.sub("", (number_format or "General").partition(";")[0]).strip()
    percent = first.endswith("%")
    if first in ("General", "@", "") or "0" not in first or re.search(r"[Ee][+-]|,\s*%?$", first):
        return Shown(None, percent)
    if "." not in first:
        return Shown(0, percent)
    decimals = _DECIMALS.search(first)
    return Shown(len(decimals[1]) if decimals else None, percent)


@lru_cache(maxsize=4096)
def code_shown(number: int, number_format: str | None) -> str:
    """Give a staff number that is stored as a number, as its format shows it: 12 under `0000` is 0012."""
    form = _CODE.fullmatch((number_format or "").partition(";")[0].strip())
    if form is None:
        return str(number)
    return f"{form['before'] or ''}{number:0{len(form['zeros'])}d}{form['after'] or ''}"
