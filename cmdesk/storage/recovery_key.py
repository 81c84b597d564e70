"""The printed key of last resort: 40 characters in groups of five, each group with a check of its own."""

from __future__ import annotations

import re
import unicodedata

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.ids import random_bytes

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters, without 0 O 1 I."""
GROUPS = 8
GROUP_LENGTH = 5
_FIELD = Where(field="recovery_key")


def new_recovery_key() -> str:
    """Give a new key, `XXXXX-XXXXX-…`: 160 random bits and a check character a group."""
    drawn = [byte % 32 for byte in random_bytes(GROUPS * (GROUP_LENGTH - 1))]
    groups = []
    for number in range(GROUPS):
        values = drawn[number * 4 : number * 4 + 4]
        values.append(_check(number, values))
        groups.append("".join(ALPHABET[value] for value in values))
    return "-".join(groups)


def checked_recovery_key(text: str) -> str:
    """Give a typed key in the form of `new_recovery_key`; case, width, blanks and hyphens do not matter.

    Raises Rejected naming every group with a slip: `recovery_key_length`, `recovery_key_character`,
    `recovery_key_typo`. One wrong character, two swapped ones and two swapped groups are always found.
    """
    plain = re.sub(r"[\s\-–—_]", "", unicodedata.normalize("NFKC", text)).upper()
    if len(plain) != GROUPS * GROUP_LENGTH:
        refuse_any([Problem("recovery_key_length", _FIELD, {"count": len(plain)})])
    groups = [plain[start : start + GROUP_LENGTH] for start in range(0, len(plain), GROUP_LENGTH)]
    refuse_any(problem for number, group in enumerate(groups) for problem in _slips(number, group))
    return "-".join(groups)


def _slips(number: int, group: str) -> list[Problem]:
    strange = "".join(dict.fromkeys(character for character in group if character not in ALPHABET))
    if strange:
        return [Problem("recovery_key_character", _FIELD, {"group": number + 1, "value": strange})]
    values = [ALPHABET.index(character) for character in group]
    if values[-1] != _check(number, values[:-1]):
        return [Problem("recovery_key_typo", _FIELD, {"group": number + 1, "value": group})]
    return []


def _check(number: int, values: list[int]) -> int:
    # A polynomial over GF(32): every place has a weight of its own, so no slip of one character or one swap cancels.
    total = number
    for value in values:
        total = _times_alpha(total) ^ value
    return _times_alpha(total)


def _times_alpha(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
