"""QR codes of version 3, level M, for the 61 characters or fewer of a page's foot.

A packet has a code on each of several hundred pages, and a general encoder takes longer than the rest of a page. All
of a code but its text is fixed here, and a code is linear in its data: every bit of data turns over the same modules
in every code, its own and those of the error correction. So the modules of each bit are found once.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import segno

SIDE = 29
MOST_CHARACTERS = 61
_MASK = 2  # any mask is legal and read alike
_DATA, _CHECK = 44, 26  # codewords of version 3, level M: one block
_ALPHABET = {character: at for at, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}


def rows_of(text: str) -> list[list[int]]:
    """Give the modules of a code, row by row, 1 for dark; `text` is capitals, digits and ` $%*+-./:`.

    A longer text than `MOST_CHARACTERS`, or one with other characters (a sheet's number that somebody has typed),
    gives a larger code.
    """
    if not _ALPHABET.keys() >= set(text):
        general = segno.make(text, mode="byte", encoding="utf-8", error="m", boost_error=False, micro=False)
        return [list(row) for row in general.matrix]
    if len(text) > MOST_CHARACTERS:
        code = segno.make(text, mode="alphanumeric", error="m", boost_error=False, micro=False, mask=_MASK)
        return [list(row) for row in code.matrix]
    modules = _blank()
    turned = _turned()
    data = _data(text)
    for bit in range(8 * _DATA):
        if data >> (8 * _DATA - 1 - bit) & 1:
            modules ^= turned[bit]
    bits = f"{modules:0{SIDE * SIDE}b}"
    return [[int(bit) for bit in bits[at : at + SIDE]] for at in range(0, SIDE * SIDE, SIDE)]


def _data(text: str) -> int:
    """Give the data codewords as one number: mode, length, characters in pairs, end, filling."""
    bits = f"{2:04b}{len(text):09b}"
    for at in range(0, len(text) - 1, 2):
        bits += f"{45 * _ALPHABET[text[at]] + _ALPHABET[text[at + 1]]:011b}"
    if len(text) % 2:
        bits += f"{_ALPHABET[text[-1]]:06b}"
    room = 8 * _DATA - len(bits)
    bits += "0" * min(4, room)
    bits += "0" * (-len(bits) % 8)
    missing = (8 * _DATA - len(bits)) // 8
    return int(bits + ("1110110000010001" * missing)[: 8 * missing], 2)


@functools.cache
def _blank() -> int:
    """Give the modules of a code whose data are all zero: the fixed patterns and the mask alone."""
    code = segno.make("0", mode="alphanumeric", version=3, error="m", boost_error=False, micro=False, mask=_MASK)
    known = int("".join(str(int(bool(module))) for row in code.matrix for module in row), 2)
    data = _data("0")
    for bit in range(8 * _DATA):
        if data >> (8 * _DATA - 1 - bit) & 1:
            known ^= _turned()[bit]
    return known


@functools.cache
def _turned() -> list[int]:
    """Give, for each bit of data, the modules that it turns over."""
    places = list(_places())
    found = []
    for bit in range(8 * _DATA):
        words = [0] * _DATA
        words[bit // 8] = 1 << (7 - bit % 8)
        stream = "".join(f"{word:08b}" for word in [*words, *_check(words)])
        found.append(sum(1 << place for place, set_ in zip(places, stream, strict=False) if set_ == "1"))
    return found


def _places() -> Iterator[int]:
    """Give the modules of the data in their order, as bits of the number that holds them all."""
    for pair, right in enumerate([*range(SIDE - 1, 6, -2), *range(5, 0, -2)]):
        for row in range(SIDE) if pair % 2 else range(SIDE - 1, -1, -1):
            for column in (right, right - 1):
                if not _is_fixed(row, column):
                    yield SIDE * SIDE - 1 - (row * SIDE + column)


def _is_fixed(row: int, column: int) -> bool:
    """Say whether a module belongs to finders, timing, alignment or format."""
    far = SIDE - 8
    finder = (row < 9 and (column < 9 or column >= far)) or (row >= far and column < 9)
    return finder or row == 6 or column == 6 or (20 <= row <= 24 and 20 <= column <= 24)


def _check(words: list[int]) -> list[int]:
    """Give the error correction codewords: the remainder of a division over GF(256)."""
    powers, logarithms = _field()
    divisor = [1]
    for root in range(_CHECK):
        longer = [*divisor, 0]
        for at, factor in enumerate(divisor, start=1):
            longer[at] ^= powers[(logarithms[factor] + root) % 255] if factor else 0
        divisor = longer
    rest = [*words, *[0] * _CHECK]
    for at in range(len(words)):
        if rest[at]:
            by = logarithms[rest[at]]
            for step, factor in enumerate(divisor):
                rest[at + step] ^= powers[(logarithms[factor] + by) % 255]
    return rest[-_CHECK:]


def _field() -> tuple[list[int], dict[int, int]]:
    powers = [1]
    while len(powers) < 255:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0x11D if doubled > 255 else doubled)
    return powers, {value: at for at, value in enumerate(powers)}
