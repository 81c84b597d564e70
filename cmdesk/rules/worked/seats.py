"""Worked examples about seats: caps of the levels, seats of the counties, nominations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cmdesk.rules import caps
from cmdesk.rules.ladder import Level
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.shapes import Count
from cmdesk.rules.worked.topic import Topic

CappedLevel = Literal["senior", "intermediate", "junior"]
"""A level that has seats."""


@dataclass(frozen=True, kw_only=True)
class LevelCapsGiven:
    """Head counts by level."""

    senior: Count
    intermediate: Count
    junior: Count
    trainee: Count


def level_caps(given: LevelCapsGiven, rule_set: RuleSet) -> object:
    """Give the caps (B.11.1)."""
    return caps.level_caps({level: getattr(given, level.value) for level in Level}, rule_set)


@dataclass(frozen=True, kw_only=True)
class CountySeatsGiven:
    """Head counts by unit, and the seats to share."""

    headcounts: dict[str, Count]
    seats: Count


def county_seats(given: CountySeatsGiven, _: RuleSet) -> object:
    """Share seats by largest remainder (B.11.3)."""
    return caps.county_seats(given.headcounts, given.seats)


@dataclass(frozen=True, kw_only=True)
class NominationGiven:
    """A county's seats by level, the people who keep the level, and the nominations."""

    level: CappedLevel
    quota: dict[CappedLevel, Count | None] | None
    count: Count
    nominated: Count


def nomination(given: NominationGiven, _: RuleSet) -> object:
    """Accept or refuse nominations (B.11.2, B.11.3)."""
    quota = None
    if given.quota is not None:
        quota = {Level(level): seats for level, seats in given.quota.items() if seats is not None}
    return caps.nomination(Level(given.level), quota, given.count, given.nominated)


TOPICS: tuple[Topic, ...] = (
    Topic("level_caps", LevelCapsGiven, level_caps),
    Topic("county_seats", CountySeatsGiven, county_seats),
    Topic("nomination", NominationGiven, nomination),
)
