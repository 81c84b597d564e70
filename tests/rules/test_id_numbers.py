"""Identity numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.rules.id_numbers import IdNumber, birth_date, id_number, is_female

# The example of the standard itself.
EXAMPLE = "11010519491231002X"


@pytest.mark.parametrize(
    "text", [EXAMPLE, EXAMPLE.lower(), " 110105 19491231 002x ", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_that_a_number_is_stored_in_one_form_and_shown_masked(text: str) -> None:
    assert id_number(text) == IdNumber(True, EXAMPLE, "1101**********002X")
    assert (birth_date(EXAMPLE), is_female(EXAMPLE)) == (date(1949, 12, 31), True)


@pytest.mark.parametrize(
    "text",
    ["", "11010519491231002", "110105194912310021", "110105194902310026", "11010518491231002X", "A1010519491231002X"],
)
def test_that_a_wrong_length_check_or_date_is_not_valid(text: str) -> None:
    assert id_number(text) == IdNumber(False, None, None)


@given(st.integers(0, 16), st.integers(1, 9))
def test_that_any_single_wrong_digit_is_found(place: int, by: int) -> None:
    digit = str((int(EXAMPLE[place]) + by) % 10)
    assert not id_number(EXAMPLE[:place] + digit + EXAMPLE[place + 1 :]).valid


def test_that_a_birth_date_is_read_from_valid_numbers_only() -> None:
    with pytest.raises(ValueError, match="identity"):
        birth_date("110105194902310026")
