"""Several city files beside each other: the same again, another of that revision, one missing between."""

from __future__ import annotations

from typing import Any

import pytest

from cmdesk.runtime.package_check import PackageAnswer, sequence_of


def file(digest: str, previous: str | None, **changes: Any) -> PackageAnswer:
    facts = {"unit_code": "1", "period": "2025-01", "revision": 1, "digest": digest, "previous": previous}
    return PackageAnswer({**facts, "made_at": digest, **changes}, (), ())


@pytest.mark.shows("106")
@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ([file("a", None), file("b", "a", period="2025-02")], [[], []]),
        ([file("a", None), file("a", None)], [[], ["package_replayed"]]),
        ([file("a", None), file("b", None)], [[], ["package_fork"]]),
        ([file("a", None), file("b", "a", revision=2), file("d", "c", revision=3)], [[], [], ["package_gap"]]),
        ([file("b", "a")], [[]]),
        ([file("a", None), file("x", None, unit_code="2")], [[], []]),
        ([file("b", "a", revision=2), file("a", None)], [[], []]),
    ],
)
def test_that_replay_fork_and_gap_are_told_apart(files: list[PackageAnswer], codes: list[list[str]]) -> None:
    assert [[problem.code for problem in odd] for odd in sequence_of(files)] == codes
