"""Strict structuring of JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.rules.ladder import Level, Rung
from cmdesk.rules.shapes import Count, Long, Score, structure, unstructure


@dataclass(frozen=True, kw_only=True)
class Line:
    amount: Decimal
    score: Score | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    period: Period
    day: date | None
    lines: tuple[Line, ...]
    entries: tuple[Line | Literal["deferred", "absent"], ...]
    seats: dict[Level, Count]
    four: Annotated[tuple[Score | None, ...], Long(4)]
    span: tuple[date, date | None]
    rung: Rung = Rung.TRAINEE
    tags: list[str] = field(default_factory=list)


GOOD: dict[str, Any] = {
    "period": "2026年3月",
    "day": None,
    "lines": [{"amount": "-1.5"}],
    "entries": ["absent", {"amount": "2", "score": "100"}],
    "seats": {"senior": 2},
    "four": ["1", None, "3", "4.25"],
    "span": ["2026-01-01", None],
}


def problems(cls: type, value: object) -> dict[str | None, str]:
    with pytest.raises(Rejected) as caught:
        structure(cls, value)
    return {problem.where.field: problem.code for problem in caught.value.problems}


def test_that_every_kind_of_value_is_read() -> None:
    order = structure(Order, GOOD)
    assert order.period == Period.month(2026, 3)
    assert order.entries == ("absent", Line(amount=Decimal(2), score=Decimal(100)))
    assert order.seats == {Level.SENIOR: 2}
    assert order.span == (date(2026, 1, 1), None)
    assert order.rung is Rung.TRAINEE


def test_that_all_mistakes_are_found_at_once_with_their_places() -> None:
    spoiled = {
        **GOOD,
        "period": 3,
        "day": "2026-02-30",
        "lines": [{"amount": 1.5, "more": 1}, {}],
        "entries": ["absen", {"amount": "1e3"}],
        "seats": {"senor": 1, "junior": True, "senior": -1},
        "four": ["1"],
        "span": ["2026-01-01"],
        "rung": "junior-D",
        "tags": "abc",
        "extra": None,
    }
    assert problems(Order, spoiled) == {
        "extra": "unknown_key",
        "period": "wrong_type",
        "day": "not_a_date",
        "lines.0.more": "unknown_key",
        "lines.0.amount": "wrong_type",
        "lines.1.amount": "missing_key",
        "entries.0": "not_an_option",
        "entries.1.amount": "not_a_number",
        "seats.senor": "not_an_option",
        "four": "wrong_length",
        "span": "wrong_length",
        "rung": "not_an_option",
        "tags": "wrong_type",
        "seats.junior": "wrong_type",
        "seats.senior": "out_of_range",
    }


@pytest.mark.parametrize("value", [None, 1, "text", True, []])
def test_that_an_object_is_expected_where_a_record_stands(value: object) -> None:
    assert problems(Order, value) == {None: "wrong_type"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [(int, "1"), (int, True), (int, 1.0), (str, 1), (bool, 1), (bool, "true"), (Decimal, 1), (Decimal, 1.5)],
)
def test_that_nothing_is_coerced(kind: type, value: object) -> None:
    assert problems(kind, value) == {None: "wrong_type"}


@pytest.mark.parametrize("text", ["", "1.", ".5", "1.23456", "1234567", "１", " 1", "1e2", "NaN", "+1"])
def test_that_a_decimal_is_written_strictly(text: str) -> None:
    assert problems(Decimal, text) == {None: "not_a_number"}


def test_that_a_place_before_is_put_in_front() -> None:
    with pytest.raises(Rejected) as caught:
        structure(Line, {"amount": "x"}, where="given")
    assert [problem.where.field for problem in caught.value.problems] == ["given.amount"]


@given(st.decimals(min_value=-999999, max_value=999999, places=4), st.dates(date(1950, 1, 1)), st.sampled_from(Rung))
def test_that_what_is_written_is_read_back(amount: Decimal, day: date, rung: Rung) -> None:
    order = Order(
        period=Period.month(day.year, day.month),
        day=day,
        lines=(Line(amount=amount),),
        entries=("deferred",),
        seats={rung.level: 3},
        four=(None, None, Decimal(1), None),
        span=(day, day),
        rung=rung,
    )
    assert structure(Order, unstructure(order)) == order


def test_that_fractions_are_written_exactly() -> None:
    assert unstructure({"third": Fraction(1, 3), "half": Fraction(1, 2)}) == {"third": "1/3", "half": "0.5"}
