"""Krippendorff's alpha against its author's own example and by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.reliability import Observation, Reading, Scale, alpha, reading

# The example of Krippendorff (2011): three observers, fifteen units, * for a missing value.
AUTHORS = {
    "A": "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "B": "1 * 2 1 3 3 4 3 * * * * * * *",
    "C": "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
}


def _observations(rows: dict[str, str]) -> list[Observation]:
    return [
        Observation(rater, str(unit), Decimal(value))
        for rater, row in rows.items()
        for unit, value in enumerate(row.split())
        if value != "*"
    ]


@pytest.mark.parametrize(("scale", "figure"), [(Scale.NOMINAL, 0.691), (Scale.ORDINAL, 0.807), (Scale.INTERVAL, 0.811)])
def test_that_the_authors_example_comes_out(scale: Scale, figure: float) -> None:
    found = alpha(_observations(AUTHORS), scale)
    assert found is not None
    assert round(float(found), 3) == figure


def test_that_nothing_to_compare_gives_no_figure_rather_than_one() -> None:
    assert alpha([], Scale.INTERVAL) is None
    assert alpha(_observations({"A": "1 2", "B": "* *"}), Scale.INTERVAL) is None
    assert alpha(_observations({"A": "5 5", "B": "5 5"}), Scale.ORDINAL) is None


def test_that_full_agreement_is_one_and_alternation_is_negative() -> None:
    assert alpha(_observations({"A": "1 2 3", "B": "1 2 3"}), Scale.INTERVAL) == 1
    assert alpha(_observations({"A": "1 2", "B": "2 1"}), Scale.NOMINAL) == Fraction(-1, 2)


def test_that_texts_serve_a_nominal_scale_only() -> None:
    texts = [
        Observation("A", "1", "甲"),
        Observation("B", "1", "甲"),
        Observation("A", "2", "乙"),
        Observation("B", "2", "乙"),
    ]
    assert alpha(texts, Scale.NOMINAL) == 1
    with pytest.raises(Rejected, match="not_a_number"):
        alpha(texts, Scale.INTERVAL)
    with pytest.raises(Rejected, match="rated_twice"):
        alpha([texts[0], texts[0]], Scale.NOMINAL)


@given(st.permutations(_observations(AUTHORS)), st.sampled_from(Scale))
def test_that_the_order_of_observations_changes_nothing(shuffled: list[Observation], scale: Scale) -> None:
    assert alpha(shuffled, scale) == alpha(_observations(AUTHORS), scale)


def test_that_the_limits_of_reading_include_their_figure() -> None:
    assert reading(Fraction(4, 5)) is Reading.DEPENDABLE
    assert reading(Fraction(2, 3)) is Reading.TENTATIVE
    assert reading(Fraction(666, 1000)) is Reading.FEEDBACK_ONLY
