"""How names are taken apart and read: compound surnames, surname readings, all readings of a character (row 129)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from cmdesk.rules.tables import Tables

_DOTS = frozenset("·•‧・ ")
_READ_AS = str.maketrans({"𠮷": "吉", "𡈽": "土", "𣘺": "桥"})
"""Variants that names are written with and the library of readings does not know: the character they are read as."""


def characters(name: str) -> str:
    """Give the characters of a name that are read and ordered: dots between parts and blanks left out."""
    return "".join(character for character in name if character not in _DOTS and not character.isspace())


def split_name(name: str, tables: Tables) -> tuple[str, str]:
    """Give surname and given name; a compound surname counts as one where a given name follows it."""
    plain = characters(name)
    longest = max(map(len, tables.compound_surnames), default=1)
    for length in range(min(longest, len(plain) - 1), 1, -1):
        if plain[:length] in tables.compound_surnames:
            return plain[:length], plain[length:]
    return plain[:1], plain[1:]


def usual_reading(name: str, tables: Tables) -> tuple[str, ...]:
    """Give one syllable a character with its tone (1–5), the surname read as a surname: 单 shan4, 尉迟 yu4 chi2."""
    surname, given = split_name(name, tables)
    first = [readings[0] for readings in _surname_readings(surname, tables)]
    phrase = _pinyin(given, heteronym=False) if given else []
    if len(phrase) != len(given):
        phrase = [_pinyin(character, heteronym=False)[0] for character in given]
    return tuple(_toned(syllable) for syllable in [*first, *(readings[0] for readings in phrase)])


def all_readings(name: str, tables: Tables) -> tuple[tuple[str, ...], ...]:
    """Give every syllable without tone that each character may have, the usual one first."""
    plain = characters(name)
    surname, _ = split_name(name, tables)
    usual = usual_reading(name, tables)
    as_surname = _surname_readings(surname, tables)
    found = []
    for place, character in enumerate(plain):
        more = _pinyin(character, heteronym=True)[0]
        known = as_surname[place] if place < len(surname) else ()
        found.append(tuple(dict.fromkeys(_toneless(syllable) for syllable in (usual[place], *known, *more))))
    return tuple(found)


def _surname_readings(surname: str, tables: Tables) -> list[Sequence[str]]:
    """Give the readings of each character of a surname, toned where the character is known to have that syllable."""
    single = len(surname) == 1
    known = (tables.surname_readings if single else tables.compound_surnames).get(surname, ())
    own = [_pinyin(character, heteronym=True)[0] for character in surname]
    split = [parts for reading in known if (parts := _split(reading, own)) is not None]
    if not split:
        return [readings[:1] for readings in own]
    return [list(dict.fromkeys(parts[place] for parts in split)) for place in range(len(surname))]


def _split(reading: str, own: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """Split a reading without tones into one toned syllable a character; None where the characters are not so read."""
    if len(own) == 1:
        return (next((syllable for syllable in own[0] if _toneless(syllable) == reading), reading),)
    for parts in product(*own):
        if "".join(map(_toneless, parts)) == reading:
            return parts
    return None


def _toneless(syllable: str) -> str:
    return syllable.rstrip("12345")


def _toned(syllable: str) -> str:
    return syllable if syllable[-1:].isdigit() else f"{syllable}5"


def _pinyin(text: str, *, heteronym: bool) -> list[list[str]]:
    # The tables of the library take a tenth of a second to load: only those who read names pay for them.
    from pypinyin import Style, pinyin

    readings: list[list[str]] = pinyin(text.translate(_READ_AS), style=Style.TONE3, heteronym=heteronym)
    return [[syllable.lower() for syllable in each] for each in readings]
