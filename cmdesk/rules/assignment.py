"""Who reviews whom: a seeded, even plan without conflicts, with as few mutual pairs as can be (methods b, B.5a)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from cmdesk.kernel.errors import Problem, Rejected, Where, refuse_any, reject
from cmdesk.rules.flow import Matching, largest_matching

Arc: TypeAlias = tuple[str, str]
"""(rater, ratee)."""

EVERYBODY_UP_TO = 12
"""Groups of this size or less rate everybody (B.5a)."""
_RESTARTS = 60
_ALL_OFFSETS_UP_TO = 20_000
_SOME_OFFSETS = 2_000


@dataclass(frozen=True)
class Plan:
    """A plan: (rater, ratee) in the order of people given, how many mutual pairs, and how many of them conflict (0).

    `bound`: the fewest mutual pairs that any plan of these loads can have. `connected`: whether raters and ratees hang
    together, so that leniency can be told from merit. `offsets`: the design on the circle.
    """

    pairs: tuple[Arc, ...]
    reciprocal: int
    conflicts: int
    bound: int
    connected: bool
    offsets: tuple[int, ...]


def everybody(people: Sequence[str], conflicts: Iterable[Arc]) -> tuple[Arc, ...]:
    """Give the plan of a small group: each rates all others but those he conflicts with."""
    barred = _both_ways(conflicts)
    return tuple(
        (rater, ratee) for rater in people for ratee in people if rater != ratee and (rater, ratee) not in barred
    )


def reviewer_assignment(
    people: Sequence[str],
    *,
    reviews_each: int,
    conflicts: Iterable[Arc] = (),
    last_period: Iterable[Arc] = (),
    seed: str,
) -> Plan:
    """Give a plan in which each reviews `reviews_each` others and is reviewed as often.

    Nobody reviews himself or somebody he conflicts with (either way); pairs of last period and mutual pairs are
    avoided. The same input gives the same plan on every machine. Raises Rejected `reviewer_twice`,
    `conflict_unknown` (in `conflicts`; people of last period may have left), `reviews_each_too_small`, and
    `not_feasible` naming the people for whom reviewers are wanting.
    """
    conflicts = tuple(conflicts)
    refuse_any(_problems(people, reviews_each, conflicts))
    barred = _both_ways(conflicts)
    permitted = {
        rater: [ratee for ratee in people if ratee != rater and (rater, ratee) not in barred] for rater in people
    }
    matching = largest_matching(people, permitted, reviews_each)
    if matching.short:
        raise _not_feasible(people, reviews_each, permitted, matching)
    cost = _Cost(barred, frozenset(last_period))
    return _best(people, reviews_each, cost, seed, matching.pairs)


def _not_feasible(
    people: Sequence[str], load: int, permitted: Mapping[str, Sequence[str]], matching: Matching
) -> Rejected:
    """Name the people with too few permitted partners where that is the cause, else the minimum cut."""
    alone = [person for person in people if len(permitted[person]) < load]
    partners = {partner for person in alone for partner in permitted[person]}
    short = alone or matching.short
    only = [person for person in people if person in partners] if alone else matching.only
    return reject(
        "not_feasible",
        where=Where(field="conflicts"),
        placed=len(matching.pairs),
        wanted=len(people) * load,
        short="、".join(short),
        only="、".join(only) or "无",
    )


class _Cost:
    """What a set of arcs costs: conflicts before repeats before mutual pairs."""

    def __init__(self, barred: Collection[Arc], repeated: Collection[Arc]) -> None:
        self._barred, self._repeated = barred, repeated

    @property
    def barred_pairs(self) -> int:
        """Give how many pairs of people may not review each other."""
        return len({frozenset(arc) for arc in self._barred if arc[0] != arc[1]})

    def arc(self, arc: Arc) -> int:
        """Give the cost of an arc by itself."""
        return 1000 * (arc in self._barred) + 10 * (arc in self._repeated)

    def change(self, arcs: set[Arc], out: tuple[Arc, Arc], into: tuple[Arc, Arc]) -> int:
        """Give by how much two arcs in place of two others change the cost of `arcs` (which stays as it was)."""
        before = sum(map(self.arc, out)) + self._mutual(arcs, out)
        arcs.difference_update(out)
        arcs.update(into)
        after = sum(map(self.arc, into)) + self._mutual(arcs, into)
        arcs.difference_update(into)
        arcs.update(out)
        return after - before

    def summary(self, arcs: Collection[Arc]) -> tuple[int, int, int]:
        """Give (conflicts, repeats, mutual pairs)."""
        return (
            sum(arc in self._barred for arc in arcs),
            sum(arc in self._repeated for arc in arcs),
            mutual_pairs(arcs),
        )

    @staticmethod
    def _mutual(arcs: Collection[Arc], some: tuple[Arc, Arc]) -> int:
        return len({frozenset(arc) for arc in some if arc[::-1] in arcs})


def mutual_pairs(arcs: Collection[Arc]) -> int:
    """Give the number of pairs of people who review each other."""
    return sum(arc < arc[::-1] for arc in arcs if arc[::-1] in arcs)


def _best(people: Sequence[str], load: int, cost: _Cost, seed: str, feasible: Sequence[Arc]) -> Plan:
    count = len(people)
    bound = max(0, count * load - (count * (count - 1) // 2 - cost.barred_pairs))
    offsets = circle_offsets(count, load, seed)
    best: tuple[tuple[int, int, int], set[Arc]] | None = None
    for restart in range(_RESTARTS):
        arcs = _repaired(_circle(people, offsets, f"{seed}|{restart}"), cost, f"{seed}|{restart}")
        summary = cost.summary(arcs)
        if best is None or summary < best[0]:
            best = (summary, arcs)
        if summary == (0, 0, bound):
            break
    if best is None or best[0][0]:
        # The circle could not be freed of conflicts by exchanges: begin with the flow, which has none.
        arcs = _repaired(set(feasible), cost, seed)
        best = (cost.summary(arcs), arcs)
    (conflicts, _, reciprocal), arcs = best
    place = {person: number for number, person in enumerate(people)}
    pairs = tuple(sorted(arcs, key=lambda arc: (place[arc[0]], place[arc[1]])))
    return Plan(pairs, reciprocal, conflicts, bound, connected(pairs), offsets)


def _circle(people: Sequence[str], offsets: Sequence[int], seed: str) -> set[Arc]:
    """Place people on a circle by the hash of their names; each reviews those at the offsets ahead."""
    ring = sorted(people, key=lambda person: _hash(f"{seed}|order|{person}"))
    return {(rater, ring[(place + offset) % len(ring)]) for place, rater in enumerate(ring) for offset in offsets}


def _repaired(arcs: set[Arc], cost: _Cost, seed: str) -> set[Arc]:
    """Exchange ratees between two arcs, first strict improvement first, until none is left. Loads never change."""
    order = {arc: _hash(f"{seed}|{arc[0]}|{arc[1]}") for arc in arcs}
    improved = True
    while improved:
        improved = False
        ranked = sorted(arcs, key=lambda arc: order.setdefault(arc, _hash(f"{seed}|{arc[0]}|{arc[1]}")))
        for costly in ranked:
            if costly not in arcs or not (cost.arc(costly) or costly[::-1] in arcs):
                continue
            swap = next((pair for other in ranked if (pair := _exchange(arcs, cost, costly, other))), None)
            if swap:
                other, into = swap
                arcs.difference_update((costly, other))
                arcs.update(into)
                improved = True
    return arcs


def _exchange(arcs: set[Arc], cost: _Cost, first: Arc, second: Arc) -> tuple[Arc, tuple[Arc, Arc]] | None:
    """Give the exchange of ratees between two arcs where it is lawful and strictly better."""
    into = ((first[0], second[1]), (second[0], first[1]))
    if second not in arcs or any(arc[0] == arc[1] or arc in arcs for arc in into):
        return None
    return (second, into) if cost.change(arcs, (first, second), into) < 0 else None


def circle_offsets(count: int, load: int, seed: str) -> tuple[int, ...]:
    """Give the offsets that spread the reviews best over a circle of `count` people (largest `spectral_gap`).

    Ties go to the smallest offsets. Where more than half the circle must be reviewed, the nearest are taken.
    """
    half = (count - 1) // 2
    if load > half:
        return tuple(range(1, load + 1))
    designs: Iterable[tuple[int, ...]]
    if math.comb(half - 1, load - 1) <= _ALL_OFFSETS_UP_TO:
        designs = ((1, *rest) for rest in combinations(range(2, half + 1), load - 1))
    else:
        designs = (_hashed_design(half, load, f"{seed}|offsets|{number}") for number in range(_SOME_OFFSETS))
    return min(designs, key=lambda design: (-round(spectral_gap(count, design), 9), design))


def _hashed_design(half: int, load: int, seed: str) -> tuple[int, ...]:
    ranked = sorted(range(2, half + 1), key=lambda offset: _hash(f"{seed}|{offset}"))
    return (1, *sorted(ranked[: load - 1]))


def spectral_gap(count: int, design: Sequence[int]) -> float:
    """Give how well leniency separates from merit under a design: 0 not at all, 1 fully."""
    worst = max(
        sum(math.cos(2 * math.pi * turn * offset / count) for offset in design) ** 2
        + sum(math.sin(2 * math.pi * turn * offset / count) for offset in design) ** 2
        for turn in range(1, count // 2 + 1)
    )
    return float(1 - worst / len(design) ** 2)


def connected(pairs: Iterable[Arc]) -> bool:
    """Say whether the raters and ratees of all pairs hang together (a person as rater and as ratee are two)."""
    parts: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        while parts.setdefault(node, node) != node:
            node = parts[node]
        return node

    for rater, ratee in pairs:
        parts[root(("rater", rater))] = root(("ratee", ratee))
    return len({root(node) for node in tuple(parts)}) <= 1


def _both_ways(conflicts: Iterable[Arc]) -> frozenset[Arc]:
    return frozenset(arc for a, b in conflicts for arc in ((a, b), (b, a)))


def _problems(people: Sequence[str], reviews_each: int, conflicts: Sequence[Arc]) -> list[Problem]:
    found = [
        Problem("reviewer_twice", Where(field=f"people.{place}"), {"person": person})
        for place, person in enumerate(people)
        if person in people[:place]
    ]
    known = set(people)
    found += [
        Problem("conflict_unknown", Where(field=f"conflicts.{place}"), {"person": person})
        for place, pair in enumerate(conflicts)
        for person in pair
        if person not in known
    ]
    if reviews_each < 1:
        found.append(Problem("reviews_each_too_small", Where(field="reviews_each"), {"value": reviews_each}))
    return found


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
