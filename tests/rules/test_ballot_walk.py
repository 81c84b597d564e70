"""Walking two rows of ballots: the numbered places are those whose medians are taken away one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.rules.ballot_walk import row_of, walk_until_parting
from cmdesk.rules.ballots import compare_values, majority_pairs, majority_value

ballots = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=14)


@given(ballots)
def test_that_the_walk_follows_the_medians_to_where_they_part(given_by: list[tuple[int, int]]) -> None:
    first, second = ([[pair[side] for pair in given_by].count(grade) for grade in range(9)] for side in (0, 1))
    walk = walk_until_parting(first, second)
    mine, yours = majority_value(first), majority_value(second)
    if mine == yours:
        assert walk is None
        return
    assert walk is not None
    count = len(walk)
    assert [row_of(first)[place] for place in walk] == list(mine[:count])
    assert mine[: count - 1] == yours[: count - 1]
    higher = mine[count - 1] > yours[count - 1]
    assert (compare_values(majority_pairs(first), majority_pairs(second)) > 0) is higher


@pytest.mark.parametrize("second", [[1, 0, 0], [0, 3, 0]])
def test_that_rows_of_different_length_or_equal_rows_have_no_walk(second: list[int]) -> None:
    assert walk_until_parting([0, 3, 0], second) is None
