"""Caps of the levels, the city's seats for its counties, and nominations (B.11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cmdesk.kernel.amounts import exact, rounded
from cmdesk.kernel.errors import Where, reject
from cmdesk.rules.codes import Base, CapRounding, JuniorCap
from cmdesk.rules.ladder import LEVELS, Level
from cmdesk.rules.ruleset import RuleSet


@dataclass(frozen=True)
class LevelCaps:
    """What the caps come to. `over`, `free`: people over the cap, places under it, per level; never negative.

    `soft`: levels whose cap only warns. `feasible`: the caps together hold the base.
    """

    base: int
    caps: Mapping[Level, int]
    over: Mapping[Level, int]
    free: Mapping[Level, int]
    soft: tuple[Level, ...]
    feasible: bool


def level_caps(headcounts: Mapping[Level, int], rule_set: RuleSet) -> LevelCaps:
    """Give the caps of the head count in the rule's base, in whole people (Q01–Q04, B.11.1, B.11.2)."""
    base = sum(headcounts.get(level, 0) for level in LEVELS)
    if rule_set.caps.base is Base.WITH_TRAINEES:
        base += headcounts.get(Level.TRAINEE, 0)
    caps = {level: cap_of(level, base, rule_set) for level in LEVELS}
    held = {level: headcounts.get(level, 0) for level in LEVELS}
    return LevelCaps(
        base,
        caps,
        {level: max(0, held[level] - caps[level]) for level in LEVELS},
        {level: free_seats(caps[level], held[level]) for level in LEVELS},
        soft_levels(rule_set),
        sum(caps.values()) >= base,
    )


def cap_of(level: Level, base: int, rule_set: RuleSet) -> int:
    """Give how many of `base` may have `level`: “不超过”, so part of a person is dropped unless the rule says else."""
    share = Fraction(base) * exact(getattr(rule_set.caps.shares, level.value)) / 100
    return int(rounded(share, 0)) if rule_set.caps.rounding is CapRounding.HALF_UP else int(share)


def soft_levels(rule_set: RuleSet) -> tuple[Level, ...]:
    """Give the levels whose cap warns and does not bind (Q04)."""
    return (Level.JUNIOR,) if rule_set.caps.junior_cap is JuniorCap.SOFT else ()


def free_seats(cap: int, keepers: int) -> int:
    """Give the places that people may rise into; an inherited over-run leaves none (B.11.2)."""
    return max(0, cap - keepers)


@dataclass(frozen=True)
class CountySeats:
    """The city's seats by unit. `undecided` seats tie at the cut between the `tied` units: the city decides."""

    seats: Mapping[str, int]
    undecided: int
    tied: tuple[str, ...]


def county_seats(headcounts: Mapping[str, int], seats: int) -> CountySeats:
    """Share seats by largest remainder; equal remainders at the cut tie, whatever the size, and all stay out.

    Raises Rejected `no_headcount` for seats and nobody to share them.
    """
    total = sum(headcounts.values())
    if total == 0:
        if seats:
            raise reject("no_headcount", where=Where(field="headcounts"), seats=seats)
        return CountySeats(dict.fromkeys(headcounts, 0), 0, ())
    given = {unit: people * seats // total for unit, people in headcounts.items()}
    remainders = {unit: people * seats % total for unit, people in headcounts.items()}
    left = seats - sum(given.values())
    if left == 0:
        return CountySeats(given, 0, ())
    cut = sorted(remainders.values(), reverse=True)[left - 1]
    at_cut = tuple(unit for unit, rest in remainders.items() if rest == cut)
    winners = [unit for unit, rest in remainders.items() if rest > cut]
    if len(winners) + len(at_cut) == left:
        winners, at_cut = [*winners, *at_cut], ()
    for unit in winners:
        given[unit] += 1
    return CountySeats(given, left - len(winners), at_cut)


@dataclass(frozen=True)
class Nomination:
    """Free places of a level in a county, and how many nominations were accepted."""

    free: int
    accepted: int


def nomination(level: Level, quota: Mapping[Level, int] | None, keepers: int, nominated: int) -> Nomination:
    """Accept up to as many nominations as there are free places (B.11.2, B.11.3); fewer are fine (宁缺毋滥).

    Raises Rejected `quota_not_issued` without 名额, `no_free_seat` for too many.
    """
    seats = None if quota is None else quota.get(level)
    if seats is None:
        raise reject("quota_not_issued", where=Where(field="quota"), level=level.chinese)
    free = free_seats(seats, keepers)
    if nominated > free:
        raise reject(
            "no_free_seat", where=Where(field="nominated"), level=level.chinese, nominated=nominated, free=free
        )
    return Nomination(free, nominated)
