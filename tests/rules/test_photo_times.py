"""The moment that a camera wrote into a photo."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from factories.photos import photo
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.rules.photo_times import PhotoTime, checked, taken_at


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_that_the_moment_of_taking_is_read(kind: str) -> None:
    assert taken_at(photo("2025:05:09 10:21:07", kind=kind)) == datetime.fromisoformat("2025-05-09T10:21:07")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_that_a_photo_without_a_time_says_nothing(kind: str) -> None:
    assert taken_at(photo(kind=kind)) is None
    assert taken_at(photo(kind=kind, changed="2025:05:09 10:21:07")) is None
    assert taken_at(photo("0000:00:00 00:00:00", kind=kind)) is None


@given(st.binary(max_size=60), st.integers(0, 400), st.sampled_from(["JPEG", "PNG"]))
def test_that_a_spoilt_file_never_breaks_the_reading(noise: bytes, at: int, kind: str) -> None:
    whole = photo("2025:05:09 10:21:07", kind=kind)
    assert isinstance(taken_at(whole[:at] + noise + whole[at + len(noise) :]), datetime | None)
    assert isinstance(taken_at(whole[:at]), datetime | None)


def test_that_only_the_day_of_the_visit_is_the_day_of_the_visit() -> None:
    day = date(2025, 5, 9)
    late = datetime.fromisoformat("2025-05-09T23:59:59")
    assert checked(late, day) is PhotoTime.ON_DAY
    assert checked(late.replace(day=10), day) is PhotoTime.OTHER_DAY
    assert checked(None, day) is PhotoTime.UNKNOWN
