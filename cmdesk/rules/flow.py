"""Whether every reviewer can be given his reviews at all: a maximum flow, and whom the cut names (methods b)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Matching:
    """A largest set of permitted (rater, ratee) pairs under the loads, and the cut where it falls short.

    `short`: ratees for whom reviewers are wanting. `only`: those who may still review them. Both empty where all
    reviews are placed.
    """

    pairs: tuple[tuple[str, str], ...]
    short: tuple[str, ...]
    only: tuple[str, ...]


def largest_matching(people: Sequence[str], permitted: Mapping[str, Sequence[str]], load: int) -> Matching:
    """Give as many pairs as possible with each rater and each ratee in at most `load` of them.

    `permitted`: rater → whom he may review. Augments along shortest paths, in the order given: same input, same pairs.
    """
    given: dict[str, dict[str, None]] = {person: {} for person in people}
    taken: dict[str, dict[str, None]] = {person: {} for person in people}
    while (path := _path(people, permitted, given, taken, load)) is not None:
        for step, (rater, ratee) in enumerate(path):
            if step % 2 == 0:
                given[rater][ratee] = taken[ratee][rater] = None
            else:
                del given[rater][ratee], taken[ratee][rater]
    pairs = tuple((rater, ratee) for rater in people for ratee in sorted(given[rater], key=people.index))
    if len(pairs) == len(people) * load:
        return Matching(pairs, (), ())
    return _with_cut(people, permitted, given, taken, load, pairs)


def _path(
    people: Sequence[str],
    permitted: Mapping[str, Sequence[str]],
    given: Mapping[str, Mapping[str, None]],
    taken: Mapping[str, Mapping[str, None]],
    load: int,
) -> list[tuple[str, str]] | None:
    """Give pairs to add and to drop in turn, from a rater with room to a ratee with room; None where there is none."""
    starts = [person for person in people if len(given[person]) < load]
    came: dict[str, tuple[str, str] | None] = dict.fromkeys(starts)
    reached: dict[str, str] = {}
    queue = deque(starts)
    while queue:
        rater = queue.popleft()
        for ratee in permitted[rater]:
            if ratee in reached or ratee in given[rater]:
                continue
            reached[ratee] = rater
            if len(taken[ratee]) < load:
                return _walk(ratee, reached, came)
            for other in taken[ratee]:
                if other not in came:
                    came[other] = (other, ratee)
                    queue.append(other)
    return None


def _walk(ratee: str, reached: Mapping[str, str], came: Mapping[str, tuple[str, str] | None]) -> list[tuple[str, str]]:
    path = [(reached[ratee], ratee)]
    while (dropped := came[path[-1][0]]) is not None:
        path += [dropped, (reached[dropped[1]], dropped[1])]
    return path


def _with_cut(
    people: Sequence[str],
    permitted: Mapping[str, Sequence[str]],
    given: Mapping[str, Mapping[str, None]],
    taken: Mapping[str, Mapping[str, None]],
    load: int,
    pairs: tuple[tuple[str, str], ...],
) -> Matching:
    """Name the minimum cut: from the ratees with room back over every permitted rater and what that rater has."""
    short = {person for person in people if len(taken[person]) < load}
    only: set[str] = set()
    grown = True
    while grown:
        only = {
            rater for rater in people if any(ratee in short and ratee not in given[rater] for ratee in permitted[rater])
        }
        more = {ratee for rater in only for ratee in given[rater]} - short
        grown = bool(more)
        short |= more
    raters = {rater for rater in people if short & set(permitted[rater])}
    return Matching(
        pairs,
        tuple(person for person in people if person in short),
        tuple(person for person in people if person in raters),
    )
