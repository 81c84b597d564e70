"""QR codes, compared with those of a general encoder."""

from __future__ import annotations

import pytest
import segno
from hypothesis import assume, given
from hypothesis import strategies as st

from cmdesk.documents.qr_code import MOST_CHARACTERS, SIDE, rows_of

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def _by_segno(text: str) -> list[list[int]]:
    code = segno.make(text, mode="alphanumeric", version=3, error="m", boost_error=False, micro=False, mask=2)
    return [[int(bool(module)) for module in row] for row in code.matrix]


@given(st.text(_SIGNS, min_size=1, max_size=MOST_CHARACTERS))
def test_that_a_code_is_the_one_that_another_encoder_makes(text: str) -> None:
    bits = 4 + 9 + 11 * (len(text) // 2) + 6 * (len(text) % 2) + 4
    # Where the data end on a whole byte, segno adds a byte of zeros that the standard does not ask for.
    assume(bits % 8)
    assert rows_of(text) == _by_segno(text)


@pytest.mark.shows("5")
def test_that_the_text_of_a_page_foot_takes_version_three() -> None:
    rows = rows_of("140702-D25-2025-0001-V1:1/4:8F3C21D0A9B74E66")
    assert len(rows) == len(rows[0]) == SIDE
    assert rows == _by_segno("140702-D25-2025-0001-V1:1/4:8F3C21D0A9B74E66")


def test_that_a_longer_text_takes_a_larger_code() -> None:
    assert len(rows_of("A" * (MOST_CHARACTERS + 1))) > SIDE


@pytest.mark.parametrize("text", ["v1", "140702-D04-2026-01-县1-V1:1/3:6FA63539065B4469"])
def test_that_other_characters_take_a_general_code(text: str) -> None:
    code = segno.make(text, mode="byte", encoding="utf-8", error="m", boost_error=False, micro=False)
    assert rows_of(text) == [list(row) for row in code.matrix]
