"""Reading the program's own tables, rule sets and sentences into frozen values; each file once."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Damaged, Rejected, Unavailable, Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.kernel.places import resources
from cmdesk.rules.ruleset import RuleSet, from_text
from cmdesk.rules.tables import HolidayYear, Tables
from cmdesk.storage.strokes import Strokes


@cache
def tables() -> Tables:
    """Give all tables that rules look things up in. Raises Damaged where a file is missing or malformed."""
    surnames = _json("tables/surnames.json")
    return Tables(
        strokes=_strokes(),
        compound_surnames=_readings(surnames["compound"]),
        surname_readings=_readings(surnames["readings"]),
        holidays=_holidays(),
    )


def holiday_year(raw: Mapping[str, Any]) -> HolidayYear:
    """Give one year of a holiday table from its JSON form: `year`, `off` and `work` as [day, festival] pairs."""
    return HolidayYear(raw["year"], _days(raw["off"]), _days(raw["work"]))


@dataclass(frozen=True)
class FontRole:
    """The files of a role and the characters that every one of them draws, as sorted inclusive ranges."""

    files: tuple[str, ...]
    ranges: tuple[tuple[int, int], ...]

    def draws(self, character: str) -> bool:
        """Say whether every file of the role draws a character."""
        code = ord(character)
        place = bisect_right(self.ranges, code, key=lambda each: each[0]) - 1
        return place >= 0 and code <= self.ranges[place][1]


@cache
def coverage() -> Mapping[str, FontRole]:
    """Give the fonts by role: `serif`, `sans`, `kai` and those for rare characters. Raises Damaged like `tables`."""
    return MappingProxyType(
        {
            role: FontRole(tuple(raw["files"]), tuple((first, last) for first, last in raw["ranges"]))
            for role, raw in _json("fonts/coverage.json")["roles"].items()
        }
    )


@lru_cache(maxsize=1 << 15)
def has_glyph(character: str) -> bool:
    """Say whether some font of ours draws a character, rare ones included."""
    return any(role.draws(character) for role in coverage().values())


def load_rule_set(path: Path | None = None) -> tuple[dict[str, Any], RuleSet]:
    """Give a rule set as parsed JSON and as values; without `path` the one that ships.

    Raises Rejected with every problem and the file's name, Unavailable where the file cannot be read.
    """
    return _default_rule_set() if path is None else _read_rule_set(path)


def rule_set_json(path: Path | None = None) -> dict[str, Any]:
    """Give the parsed JSON of a rule set that holds as a whole. Raises like `load_rule_set`."""
    return load_rule_set(path)[0]


def _read_rule_set(path: Path) -> tuple[dict[str, Any], RuleSet]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Unavailable("rule_set_unreadable", file=str(path), reason=str(error.strerror)) from error
    except UnicodeDecodeError as error:
        raise reject("rule_set_not_utf8", where=Where(file=path.name)) from error
    try:
        rule_set, raw = from_text(text)
    except Rejected as error:
        raise Rejected([problem.at(file=path.name) for problem in error.problems]) from error
    return raw, rule_set


@cache
def _default_rule_set() -> tuple[dict[str, Any], RuleSet]:
    return _read_rule_set(resources() / "rulesets" / "default.json")


@cache
def sentences() -> Mapping[str, str]:
    """Give the catalogue: code → Chinese sentence, of all areas. Raises Damaged for a code that two areas have."""
    found: dict[str, str] = {}
    for path in sorted((resources() / "locale" / "zh_CN").glob("*.json")):
        area = _json(f"locale/zh_CN/{path.name}")
        twice = found.keys() & area.keys()
        if twice:
            raise Damaged("sentence_twice", file=path.name, sentence=sorted(twice)[0])
        found |= area
    return MappingProxyType(found)


def sentence(code: str, params: Mapping[str, Any] | None = None) -> str:
    """Give what people read for a code; an unknown code is named, an unknown parameter becomes `？`.

    A code whose occasions differ has variants: `code:param` is taken where that parameter is given.
    """
    values = _Params({name: _shown(value) for name, value in (params or {}).items()})
    catalogue = sentences()
    variants = [f"{code}:{name}" for name in values if f"{code}:{name}" in catalogue]
    wording = catalogue.get(variants[0] if variants else code)
    return f"未登记的问题（{code}）" if wording is None else wording.format_map(values)


class _Params(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "？"


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        here = value.astimezone(CHINA)
        return f"{here.month}月{here.day}日 {here:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Period):
        return value.chinese
    if isinstance(value, list | tuple):
        return "、".join(map(_shown, value))
    return str(value)


def _json(name: str) -> Any:
    """Read one of our own files; broken ones are Damaged, for nobody but a broken disk or installation changes them."""
    try:
        return json.loads((resources() / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Damaged("resource_damaged", file=name) from error


def _strokes() -> Strokes:
    name = "tables/strokes.tsv"
    try:
        return Strokes.of(resources() / name)
    except (OSError, ValueError) as error:
        raise Damaged("resource_damaged", file=name) from error


def _readings(raw: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({surname: tuple(readings) for surname, readings in raw.items()})


def _holidays() -> Mapping[int, HolidayYear]:
    years = [
        holiday_year(_json(f"holidays/{path.name}")) for path in sorted((resources() / "holidays").glob("[0-9]*.json"))
    ]
    return MappingProxyType({year.year: year for year in years})


def _days(raw: list[list[str]]) -> Mapping[date, str]:
    return MappingProxyType({date.fromisoformat(day): festival for day, festival in raw})
