"""The digest of data rows: what is printed decides, and two different tables never share it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.exchange.content_digest import content_digest, printed_cell

CELLS = st.text(st.characters(codec="utf-8", include_characters="\t\n\\"), max_size=4)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=3)


def test_that_the_digest_is_that_of_the_lines() -> None:
    rows = [("0001", "张𬭎", "92.20"), ("0002", None, "")]
    written = "0001\t张𬭎\t92.20\n0002\t\t\n".encode()
    assert content_digest(rows) == hashlib.sha256(written).hexdigest()


@given(ROWS, ROWS)
def test_that_two_tables_share_a_digest_only_if_they_are_the_same(
    first: list[list[str]], second: list[list[str]]
) -> None:
    assert (content_digest(first) == content_digest(second)) == (first == second)


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (None, "0.00", ""),
        ("0001", "@", "0001"),
        (92.2, "0.00", "92.20"),
        (Decimal("0.005"), "0.00", "0.01"),
        (12345.6, "#,##0.00", "12345.60"),
        (3, "0", "3"),
        (3.0, "General", "3"),
        (0.955, "0.0%", "95.5%"),
        (1e21, "General", "1" + "0" * 21),
        (-0.0, "General", "0"),
        (2.675, "0.00", "2.68"),
        (True, "General", "是"),
        (date(2026, 3, 5), "yyyy-mm-dd", "2026-03-05"),
        (datetime(2026, 3, 5), "yyyy-mm-dd", "2026-03-05"),  # noqa: DTZ001 - a workbook knows no zones
        (12.5, "0.00;[Red]-0.00", "12.50"),
    ],
)
def test_that_a_cell_is_printed_as_its_format_shows_it(value: object, number_format: str, printed: str) -> None:
    assert printed_cell(value, number_format) == printed


@given(st.decimals(-999999, 999999, places=4))
def test_that_a_figure_survives_the_workbook(figure: Decimal) -> None:
    assert printed_cell(float(figure), "0.0000") == printed_cell(figure, "0.0000")
