"""docs/requirements.md names every statement and every row once, and a claim says where it lives."""

from __future__ import annotations

from pathlib import Path

import pytest
from shows import LIST, Row, State, read_list


@pytest.fixture(scope="module")
def rows(root: Path) -> tuple[Row, ...]:
    """Give the list."""
    return read_list((root / LIST).read_text("utf-8"))


def test_that_the_list_is_complete_and_in_order(rows: tuple[Row, ...]) -> None:
    assert [row.number for row in rows] == [f"R{n:02}" for n in range(1, 50)] + [str(n) for n in range(1, 142)]


def test_that_every_row_says_what_it_is(rows: tuple[Row, ...]) -> None:
    assert [row.number for row in rows if len(row.what) < 10 or row.kind not in {"", "calculation"}] == []


def test_that_what_is_built_says_where(rows: tuple[Row, ...], root: Path) -> None:
    wrong = [
        f"{row.number}: {place or 'no place'}"
        for row in rows
        if row.state is not State.NONE
        for place in (row.where.replace("`", "").split() or [""])
        if not place or not (root / place).exists()
    ]
    assert wrong == []
