"""Column types keep every digit, day and instant, and refuse what would lose one."""

from __future__ import annotations

import operator
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, Table, create_engine, func, insert, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.schema import Column

from cmdesk.kernel.periods import Period
from cmdesk.models.types import Day, Fixed, Integer, JsonText, Moment, PeriodText, Text, Uid

DIALECT = sqlite.dialect()
TABLE = Table(
    "one",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("amount", Fixed),
    Column("day", Day),
    Column("at", Moment),
    Column("period", PeriodText),
    Column("uid", Uid),
    Column("value", JsonText),
    Column("note", Text),
    sqlite_strict=True,
)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as opened:
        TABLE.metadata.create_all(opened)
        yield opened
    engine.dispose()


def round_trip(column: str, value: Any) -> Any:
    kind = TABLE.c[column].type
    return kind.process_result_value(kind.process_bind_param(value, DIALECT), DIALECT)  # type: ignore[attr-defined]


@pytest.mark.shows("11")
@given(st.decimals(min_value=-99_999_999, max_value=99_999_999, places=4))
def test_that_an_amount_comes_back_exactly(value: Decimal) -> None:
    assert round_trip("amount", value) == value


@given(st.integers(-(10**10), 10**10))
def test_that_an_amount_has_no_more_zeros_than_it_needs(scaled: int) -> None:
    back = round_trip("amount", Decimal(scaled).scaleb(-4))
    digits = format(back, "f")
    assert "E" not in digits
    assert not ("." in digits and digits.endswith("0"))


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(9000, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001
def test_that_an_instant_comes_back_whatever_its_zone_was(value: datetime, hours: int) -> None:
    aware = value.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert round_trip("at", aware) == aware


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_that_a_json_value_comes_back(value: Any) -> None:
    assert round_trip("value", value) == value


def test_that_days_periods_and_ids_come_back() -> None:
    for column, value in (
        ("day", date(2026, 2, 28)),
        ("period", Period.parse("2026H1")),
        ("uid", uuid.UUID(int=1)),
        ("day", None),
        ("amount", None),
        ("at", None),
        ("period", None),
        ("uid", None),
        ("value", None),
    ):
        assert round_trip(column, value) == value
    assert round_trip("day", datetime(2026, 2, 28, 23, tzinfo=UTC)) == date(2026, 2, 28)


def test_that_what_would_lose_something_is_refused() -> None:
    for value, error in ((0.5, TypeError), (1, TypeError), ("1", TypeError), (Decimal("1.00001"), ValueError)):
        with pytest.raises(error):
            round_trip("amount", value)
    with pytest.raises(ValueError, match="zone"):
        round_trip("at", datetime(2026, 1, 1))  # noqa: DTZ001


def test_that_the_database_sums_and_compares_amounts_and_computes_with_none(connection: Connection) -> None:
    rows = [{"id": number, "amount": Decimal(number) / 4} for number in range(5)]
    connection.execute(insert(TABLE), rows)
    assert connection.scalar(select(func.sum(TABLE.c.amount))) == Decimal("2.5")
    assert connection.scalars(select(TABLE.c.id).where(TABLE.c.amount > Decimal("0.5"))).all() == [3, 4]
    assert connection.scalars(select(TABLE.c.id).order_by(TABLE.c.amount.desc()).limit(1)).all() == [4]
    amount = TABLE.c.amount
    for spoil in (operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.add, operator.sub):
        for one, other in ((amount, Decimal(2)), (amount, amount), (2, amount)):
            with pytest.raises(TypeError, match="never in SQL"):
                spoil(one, other)


def test_that_the_database_keeps_the_form_that_sorts_and_refuses_any_other(connection: Connection) -> None:
    connection.execute(
        insert(TABLE).values(
            id=1,
            amount=Decimal("12.5"),
            day=date(2026, 2, 8),
            at=datetime(2026, 2, 8, 1, tzinfo=UTC),
            period=Period.parse("2026Q1"),
            uid=uuid.UUID(int=5),
            value={"b": "张", "a": 1},
        )
    )
    row = connection.execute(text("SELECT amount, day, at, period, length(uid), value FROM one")).one()
    assert tuple(row) == (125000, "2026-02-08", "2026-02-08T01:00:00.000000+00:00", "2026Q1", 16, '{"a":1,"b":"张"}')
    with pytest.raises((IntegrityError, StatementError)):
        connection.execute(text("INSERT INTO one(id, amount) VALUES(2, 'viel')"))
