"""Drawing shops to inspect so that anybody can redo the draw from the printed list (methods e, row 49)."""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cmdesk.kernel.errors import Problem, Where, refuse_any

SHORTEST_SEED = 8


@dataclass(frozen=True)
class Unit:
    """One line of the frame: a stratum (城, 乡) and a unit of it, unique over the whole frame."""

    stratum: str
    unit: str


@dataclass(frozen=True)
class Ticket:
    """A unit in draw order: its key and whether it goes first for being overdue."""

    unit: Unit
    key: str
    overdue: bool


@dataclass(frozen=True)
class Draw:
    """A draw: `drawn` by stratum (UTF-8 byte order) and draw order; `reserve` likewise, for justified replacements."""

    frame_hash: str
    seed: str
    shares: Mapping[str, int]
    drawn: tuple[Ticket, ...]
    reserve: tuple[Ticket, ...]


def frame_hash(frame: Sequence[Unit]) -> str:
    """Give the fingerprint of a frame: SHA-256 hex of `stratum<TAB>unit<LF>` lines sorted by bytes, NFC and trimmed.

    It is published before the seed is drawn; the order of the list changes nothing.
    """
    lines = sorted(f"{_clean(unit.stratum)}\t{_clean(unit.unit)}\n".encode() for unit in frame)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def draw_key(fingerprint: str, seed: str, unit: Unit) -> str:
    """Give a unit's key: SHA-256 hex of fingerprint, seed, stratum and unit joined by `|`; smaller keys go first."""
    return hashlib.sha256("|".join((fingerprint, seed, _clean(unit.stratum), _clean(unit.unit))).encode()).hexdigest()


def draw(frame: Sequence[Unit], *, count: int, seed: str, overdue: Sequence[str] = ()) -> Draw:
    """Draw `count` units: shares by stratum, in each the overdue first (longest first, as given), then by key.

    Raises Rejected `unit_twice`, `overdue_unknown` (an overdue one), `unit_malformed`, `count_above_frame`,
    `count_below_strata`, `seed_too_short`.
    """
    frame = [Unit(_clean(unit.stratum), _clean(unit.unit)) for unit in frame]
    overdue = [_clean(unit) for unit in overdue]
    refuse_any(_problems(frame, count, seed, overdue))
    fingerprint = frame_hash(frame)
    sizes: dict[str, int] = {}
    for unit in frame:
        sizes[unit.stratum] = sizes.get(unit.stratum, 0) + 1
    shares = stratum_shares(sizes, count)
    waiting = {unit: place for place, unit in enumerate(overdue)}
    drawn: list[Ticket] = []
    reserve: list[Ticket] = []
    for stratum in sorted(shares, key=str.encode):
        tickets = [
            Ticket(unit, draw_key(fingerprint, seed, unit), unit.unit in waiting)
            for unit in frame
            if unit.stratum == stratum
        ]
        tickets.sort(key=lambda ticket: (waiting.get(ticket.unit.unit, len(waiting)), ticket.key))
        drawn += tickets[: shares[stratum]]
        reserve += tickets[shares[stratum] :]
    return Draw(fingerprint, seed, shares, tuple(drawn), tuple(reserve))


def stratum_shares(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """Give each stratum its share of `count` by largest remainder, at least one each.

    Equal remainders: the larger stratum, then byte order. Where the minima lift the sum above `count`, one is taken
    back at a time from the unlifted stratum that has the smallest remainder by then, never below one.
    """
    total = sum(sizes.values())
    quota = {stratum: Fraction(count * size, total) for stratum, size in sizes.items()}
    shares = {stratum: max(1, math.floor(share)) for stratum, share in quota.items()}
    unlifted = [stratum for stratum in sizes if quota[stratum] >= 1]

    def standing(stratum: str) -> tuple[Fraction, int, tuple[int, ...]]:
        """Order by remainder, then size; bytes are negated so that the earlier name stands higher."""
        return (quota[stratum] - shares[stratum], sizes[stratum], tuple(-byte for byte in stratum.encode()))

    while sum(shares.values()) < count:
        shares[max((s for s in unlifted if shares[s] < sizes[s]), key=standing)] += 1
    while sum(shares.values()) > count:
        shares[min((s for s in unlifted if shares[s] > 1), key=standing)] -= 1
    return shares


def miss_chance(units: int, bad: int, drawn: int) -> Fraction:
    """Give the chance that none of `bad` units among `units` is among those drawn: 100, 5, 20 gives about 32 %."""
    return Fraction(math.comb(units - bad, drawn), math.comb(units, drawn))


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _problems(frame: Sequence[Unit], count: int, seed: str, overdue: Sequence[str]) -> list[Problem]:
    found: list[Problem] = []
    known: set[str] = set()
    for place, unit in enumerate(frame):
        where = Where(field=f"frame.{place}")
        if not unit.stratum or not unit.unit or any(sign in unit.stratum + unit.unit for sign in "\t\n\r|"):
            found.append(Problem("unit_malformed", where, {"unit": unit.unit}))
        if unit.unit in known:
            found.append(Problem("unit_twice", where, {"unit": unit.unit}))
        known.add(unit.unit)
    for place, name in enumerate(overdue):
        where = Where(field=f"overdue.{place}")
        if name not in known:
            found.append(Problem("overdue_unknown", where, {"unit": name}))
        if name in overdue[:place]:
            found.append(Problem("unit_twice", where, {"unit": name}))
    strata = len({unit.stratum for unit in frame})
    if count > len(frame):
        found.append(Problem("count_above_frame", Where(field="count"), {"count": count, "units": len(frame)}))
    if count < max(strata, 1):
        found.append(Problem("count_below_strata", Where(field="count"), {"count": count, "strata": strata}))
    if len(seed) < SHORTEST_SEED:
        found.append(Problem("seed_too_short", Where(field="seed"), {"least": SHORTEST_SEED}))
    return found
