"""Walking two rows of ballots from the middle outwards, so that a page can number the ballots taken off (methods c)."""

from __future__ import annotations

from cmdesk.rules.ballots import Counts


def row_of(counts: Counts) -> tuple[int, ...]:
    """Give the ballots of a person one by one as grades, low to high."""
    return tuple(grade for grade, count in enumerate(counts) for _ in range(count))


def walk_until_parting(first: Counts, second: Counts) -> tuple[int, ...] | None:
    """Give the places in both rows in the order in which the middle ballots are taken off, the parting pair last.

    None where the rows are of different length, where no ballot lies opposite another, or where they are equal.
    """
    mine, yours = row_of(first), row_of(second)
    if len(mine) != len(yours):
        return None
    walked = []
    for place in sorted(range(len(mine)), key=lambda place: abs(2 * place + 1 - len(mine))):
        walked.append(place)
        if mine[place] != yours[place]:
            return tuple(walked)
    return None
