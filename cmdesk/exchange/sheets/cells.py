"""Reading one cell as what its column holds: never guessing, and saying what was odd."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from cmdesk.exchange.sheets.fields import Field, Kind
from cmdesk.exchange.sheets.reader import RawCell
from cmdesk.exchange.sheets.shown import code_shown, shown
from cmdesk.exchange.sheets.written import day_in, is_id_number, month_in
from cmdesk.kernel.amounts import rounded
from cmdesk.kernel.errors import Problem, Rejected, Where
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import folded, tidy, unprintable

MOST_DIGITS = 15
_NO_FIGURE = frozenset({"", "—", "——", "-", "--", "–", "/", "无"})
_NO_TEXT = frozenset({"", "—", "——", "-", "--", "–", "/"})
_NUMBER = re.compile(r"[¥]?(-?)[¥]?(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?(%)?(?:元|箱|条|人|分|户|次)?")
_ESCAPED_BREAK = re.compile(r"_x000[9AaDd]_")
_LATIN = re.compile(r"[A-Za-z]")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_PERCENT = Kind.PERCENT
_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_MILLION = Decimal(1_000_000)
_MOST_FIGURE = 999_999
"""A figure below it is not too large, whatever its decimals."""
_FACTORS = {
    "元": {"元": 1, "千元": 1_000, "万元": 10_000},
    "箱": {"箱": 1},
    "条": {"条": 1, "万条": 10_000},
    "%": {"%": 1, "1": 100},
}
_DECORATION = frozenset({"分", "满分100分", "100分", "人", "户", "次", "名", "个"})


@dataclass(frozen=True)
class Column:
    """A field found in a sheet: where, under which heading, and by what its figures are multiplied.

    `factor` is None where the unit of a percent column is not known before its cells are seen.
    """

    field: Field
    index: int
    letter: str
    heading: str
    factor: Decimal | None = _ONE


def factor_of(column_field: Field, unit: str | None) -> Decimal | None:
    """Give what figures of `unit` are multiplied by; None for percent without a unit.

    Raises KeyError for a unit that the field does not know.
    """
    if column_field.unit is None or (unit is None and column_field.unit != "%") or unit in _DECORATION:
        return _ONE
    if unit is None:
        return None
    factor = _FACTORS[column_field.unit][unit]
    return _ONE if factor == 1 else Decimal(factor)


def unit_choices(unit: str | None) -> Mapping[str, Decimal]:
    """Give the units that figures kept in `unit` may be written in, and what each is multiplied by."""
    return {word: Decimal(factor) for word, factor in _FACTORS.get(unit or "", {}).items()}


@dataclass
class CellReader:
    """Reads cells of one sheet into values and keeps every problem and warning met on the way.

    `has_glyph` says whether a bundled font has a character; `None` for a figure or text that is not there.
    """

    file: str
    sheet: str
    has_glyph: Callable[[str], bool] = lambda character: True
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unknown_units: dict[str, tuple[Column, int]] = field(default_factory=dict)
    shown_taken: dict[str, Decimal] = field(default_factory=dict)
    _printable: set[str] = field(default_factory=set)

    def where(self, column: Column, row: int) -> Where:
        """Give the place of a cell."""
        return Where(file=self.file, sheet=self.sheet, row=row, column=column.letter, field=column.field.name)

    def problem(self, code: str, column: Column, row: int, **params: Any) -> None:
        """Keep a problem of a cell; its sentence may always name `heading`."""
        self.problems.append(Problem(code, self.where(column, row), {"heading": column.field.heading, **params}))

    def warning(self, code: str, column: Column, row: int, **params: Any) -> None:
        """Keep a warning of a cell; its sentence may always name `heading`."""
        self.warnings.append(Problem(code, self.where(column, row), {"heading": column.field.heading, **params}))

    def reading(self, kind: Kind) -> Callable[[RawCell, Column, int], Any]:
        """Give the function that reads cells of `kind`; it gives None for nothing and after a problem."""
        return {
            Kind.TEXT: self._text,
            Kind.NAME: self._name,
            Kind.STAFF_NO: self._code,
            Kind.ID_NUMBER: self._id_number,
            Kind.INTEGER: self._integer,
            Kind.NUMBER: self._number,
            Kind.PERCENT: self._number,
            Kind.DATE: self._date,
            Kind.MONTH: self._month,
            Kind.PERIOD: self._period,
            Kind.CHOICE: self._choice,
            Kind.YES_NO: self._yes_no,
        }[kind]

    def _text(self, cell: RawCell, column: Column, row: int) -> str | None:
        raw = _as_text(cell.value)
        if raw is None:
            return None
        text = _tidied(raw)
        if text in _NO_TEXT:
            return None
        return self._checked(text, column, row)

    def _name(self, cell: RawCell, column: Column, row: int) -> str | None:
        raw = _as_text(cell.value)
        if raw is None:
            return None
        # Names are padded with blanks to equal width; NFC would change a rare character into another one.
        text = " ".join(raw.split()) if _LATIN.search(raw) else "".join(raw.split())
        return self._checked(text, column, row) if text not in _NO_TEXT else None

    def _checked(self, text: str, column: Column, row: int) -> str | None:
        if len(text) > column.field.length:
            self.problem("text_too_long", column, row, value=text[:20], most=column.field.length)
            return None
        if not self._printable.issuperset(text):
            missing = unprintable(text, self.has_glyph)
            if missing:
                codes = " ".join(f"U+{ord(character):04X}" for character in missing)
                self.problem("glyph_missing", column, row, value=text, characters=codes)
                return None
            self._printable.update(text)
        return text

    def _narrow(self, text: str, column: Column, row: int) -> str:
        """Give text without widths and blanks, warned of where a digit, letter or sign was written full width."""
        if text.isascii():
            return "".join(text.split())
        plain = folded(text)
        if any(unicodedata.east_asian_width(character) == "F" for character in text if not _unremarkable(character)):
            self.warning("full_width", column, row, value=text, taken=plain)
        return plain

    def _code(self, cell: RawCell, column: Column, row: int) -> str | None:
        value = cell.value
        if value is None:
            return None
        if isinstance(value, bool | date | datetime):
            self._not_allowed(value, column, row, "工号文本，如 0001")
            return None
        if isinstance(value, int | float):
            if abs(value) >= 10**MOST_DIGITS:
                self.problem("digits_lost", column, row, value=f"{value:.15g}")
                return None
            if value != int(value) or value < 0:
                self._not_allowed(value, column, row, "工号文本，如 0001")
                return None
            text = code_shown(int(value), cell.number_format)
        else:
            text = self._narrow(str(value), column, row).lstrip("'")
        return self._checked(text, column, row) if text not in _NO_TEXT else None

    def _id_number(self, cell: RawCell, column: Column, row: int) -> str | None:
        text = self._code(cell, column, row)
        if text is None:
            return None
        text = text.upper()
        if not is_id_number(text):
            self.problem("id_number_invalid", column, row)
            return None
        return text

    def _integer(self, cell: RawCell, column: Column, row: int) -> int | None:
        number = self._number(cell, column, row)
        if number is None:
            return None
        if number != int(number):
            self.problem("not_whole", column, row, value=_plain(number))
            return None
        return int(number)

    def _number(self, cell: RawCell, column: Column, row: int) -> Decimal | None:
        value = cell.value
        if value is None:
            return None
        if type(value) is int or type(value) is float:
            number = _plainly(value, cell, column)
            if number is None:
                number = self._stored(value, cell, column, row)
        elif isinstance(value, str):
            number = self._written(value, column, row)
        else:
            self.problem("not_a_number", column, row, value=str(value))
            return None
        return None if number is None else self._bounded(number, column, row)

    def _stored(self, value: float, cell: RawCell, column: Column, row: int) -> Decimal | None:
        text = _fifteen_digits(value)
        number = Decimal(text)
        if not number.is_finite():
            self.problem("not_a_number", column, row, value=text)
            return None
        factor = column.factor
        if column.field.kind is Kind.PERCENT:
            if shown(cell.number_format).percent:
                factor = _HUNDRED
            elif factor is None:
                self.unknown_units.setdefault(column.field.name, (column, row))
        if factor is not None:
            number *= factor
        return self._as_shown(number, cell, column, row)

    def _as_shown(self, number: Decimal, cell: RawCell, column: Column, row: int) -> Decimal | None:
        places = column.field.places
        if self._too_large(number, column, row):
            return None
        if number == round(number, places):
            return number
        fixed = shown(cell.number_format).places
        if not column.field.as_shown or fixed is None or fixed > min(places, 4):
            self.problem("too_many_decimals", column, row, value=_plain(number), most=places)
            return None
        taken = rounded(number, fixed)
        name = column.field.name
        self.shown_taken[name] = self.shown_taken.get(name, Decimal()) + abs(taken - number)
        self.warning("taken_as_shown", column, row, value=_plain(number), taken=taken)
        return taken

    def _written(self, text: str, column: Column, row: int) -> Decimal | None:
        plain = self._narrow(text, column, row).replace("￥", "¥").replace("−", "-")
        if plain in _NO_FIGURE:
            return None
        match = _NUMBER.fullmatch(plain)
        if match is None:
            self.problem("not_a_number", column, row, value=text)
            return None
        number = Decimal(f"{match[1]}{match[2].replace(',', '')}{match[3] or ''}")
        percent = column.field.kind is Kind.PERCENT
        if match[4] and not percent:
            self.problem("not_a_number", column, row, value=text)
            return None
        if column.factor is None and not match[4]:
            self.unknown_units.setdefault(column.field.name, (column, row))
        elif column.factor is not None and column.factor != 1 and not match[4]:
            number *= column.factor
        if self._too_large(number, column, row):
            return None
        if number != round(number, column.field.places):
            self.problem("too_many_decimals", column, row, value=text, most=column.field.places)
            return None
        return number

    def _bounded(self, number: Decimal, column: Column, row: int) -> Decimal | None:
        low, high = column.field.low, column.field.high
        if (low is not None and number < low) or (high is not None and number > high):
            lowest = "不限" if low is None else _plain(low)
            highest = "不限" if high is None else _plain(high)
            self.problem("out_of_range", column, row, value=_plain(number), least=lowest, most=highest)
            return None
        return number

    def _too_large(self, number: Decimal, column: Column, row: int) -> bool:
        if abs(number) < _MILLION:
            return False
        params = {"value": f"{number:.15g}", "least": "-999999.9999", "most": "999999.9999"}
        self.problem("out_of_range", column, row, **params)
        return True

    def _date(self, cell: RawCell, column: Column, row: int) -> date | None:
        return self._day(cell, column, row, month_warns=True)

    def _month(self, cell: RawCell, column: Column, row: int) -> date | None:
        """Give the date, or the first day where only the month stands, as such a column expects."""
        return self._day(cell, column, row, month_warns=False)

    def _day(self, cell: RawCell, column: Column, row: int, *, month_warns: bool) -> date | None:
        value = cell.value
        if value is None:
            return None
        if isinstance(value, date):
            day = value.date() if isinstance(value, datetime) else value
            return self._likely(day, value, column, row)
        text = self._narrow(value, column, row) if isinstance(value, str) else _as_text(value) or ""
        if text in _NO_FIGURE:
            return None
        written = isinstance(value, str)
        found = day_in(text) if written or re.fullmatch(r"\d{8}", text) else None
        if found is None and (written or re.fullmatch(r"\d{6}", text)):
            found = month_in(text)
            if found is not None and month_warns:
                self.warning("day_assumed", column, row, value=text, taken=found.isoformat())
        return self._likely(found, value, column, row)

    def _likely(self, day: date | None, value: Any, column: Column, row: int) -> date | None:
        if day is None:
            self._not_allowed(value, column, row, "日期，如 2026-03-05")
            return None
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            least, most = date(_FIRST_YEAR, 1, 1).isoformat(), date(_LAST_YEAR, 12, 31).isoformat()
            self.problem("date_unlikely", column, row, value=day.isoformat(), least=least, most=most)
            return None
        return day

    def _period(self, cell: RawCell, column: Column, row: int) -> Period | None:
        value = cell.value
        if value is None:
            return None
        if isinstance(value, date):
            # A typed 2026-03 becomes the date 2026-03-01 under the hands of every spreadsheet.
            day = self._likely(value, value, column, row)
            return Period.month_of(day) if day else None
        text = self._narrow(value, column, row) if isinstance(value, str) else _as_text(value) or ""
        if text in _NO_TEXT:
            return None
        try:
            return Period.parse(text)
        except Rejected:
            self._not_allowed(value, column, row, "期间，如 2026-03、2026Q1、2026")
            return None

    def _choice(self, cell: RawCell, column: Column, row: int) -> str | None:
        raw = _as_text(cell.value)
        words = column.field.choices
        if raw is None or words is None:
            return None
        found = words.identifier(raw)
        if found is None and folded(raw) not in _NO_TEXT:
            self._not_allowed(raw, column, row, words.allowed)
            return None
        return found

    def _yes_no(self, cell: RawCell, column: Column, row: int) -> bool | None:
        if isinstance(cell.value, bool):
            return cell.value
        found = self._choice(cell, column, row)
        return None if found is None else found == "yes"

    def _not_allowed(self, value: Any, column: Column, row: int, allowed: str) -> None:
        self.problem("value_not_allowed", column, row, value=str(value), allowed=allowed)


def _plainly(value: float, cell: RawCell, column: Column) -> Decimal | None:
    """Give a figure that needs nothing done, as nearly all do; None where somebody has to look."""
    meant = column.field
    if column.factor is not _ONE or not -_MOST_FIGURE < value < _MOST_FIGURE:
        return None
    if meant.kind is _PERCENT and shown(cell.number_format).percent:
        return None
    text = repr(value)
    whole, _, decimals = text.partition(".")
    if decimals == "0":
        return Decimal(whole)
    return Decimal(text) if len(decimals) <= meant.places and "e" not in text else None


def _fifteen_digits(value: float) -> str:
    # What a workbook shows at most; behind them is only the noise of binary fractions.
    return str(value) if type(value) is int else f"{value:.15g}"


@lru_cache(maxsize=8192)
def _tidied(raw: str) -> str:
    return tidy(_ESCAPED_BREAK.sub(" ", raw) if "_x000" in raw else raw)


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        try:
            return _plain(Decimal(f"{value:.15g}"))
        except InvalidOperation:
            return str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def _plain(number: Decimal) -> str:
    text = format(number.normalize(), "f") if number.is_finite() else str(number)
    return "0" if text == "-0" else text


def _unremarkable(character: str) -> bool:
    # The yen sign is typed full width by every Chinese keyboard.
    return character.isspace() or character == "￥"
