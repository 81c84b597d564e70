"""Counties for grading: one whose two juniors at A compete for the seat that a third leaves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from factories.county import YEAR, County, copied, make_county

from cmdesk.sample.county import SamplePerson, managers


@pytest.fixture(scope="session")
def rivals_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a closed county without kin: 0006 and 0007 are 初级A and may rise, 0005 is 中级C."""
    folder = tmp_path_factory.mktemp("rivals") / "county"
    make_county(folder, people=rivalling(), kin=()).desk.close()
    return folder


def rivalling() -> list[SamplePerson]:
    """Give the eight managers with 0006 and 0007 at 初级A."""
    return [
        replace(one, rung="junior-A", education="大专") if one.staff_no in {"0006", "0007"} else one
        for one in managers("small", 8, YEAR)
    ]


@pytest.fixture
def rivals(rivals_template: Path, tmp_path: Path) -> Iterator[County]:
    """Give a county of its own in which two compete for one seat."""
    opened = copied(rivals_template, tmp_path / "rivals")
    with opened.desk:
        yield opened


@pytest.fixture(scope="session")
def dependent_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the same county as one that waits for the city's places (X5)."""
    folder = tmp_path_factory.mktemp("dependent") / "county"
    make_county(folder, people=rivalling(), kin=(), covers_city=False).desk.close()
    return folder


@pytest.fixture
def dependent(dependent_template: Path, tmp_path: Path) -> Iterator[County]:
    """Give a county of its own without issued places."""
    opened = copied(dependent_template, tmp_path / "dependent")
    with opened.desk:
        yield opened
