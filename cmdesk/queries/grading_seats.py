"""How many places each level has in a year, and who counts in the base (B.11)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cmdesk.models.grading import SeatQuota
from cmdesk.queries.org import PersonOn, managers_on
from cmdesk.rules.caps import level_caps, soft_levels
from cmdesk.rules.ladder import LEVELS, Level, Rung
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context


@dataclass(frozen=True, kw_only=True)
class Seats:
    """The places of a year, holders included. `places` None: not issued, nobody may rise into that level (B.11.3).

    `document_no` is the city's; None where a unit that covers the city computes the places from its own base.
    `headcount` is the base of the caps, `trainees` how many of it are 见习.
    """

    base_date: date
    headcount: int
    trainees: int
    places: Mapping[Level, int | None]
    soft: tuple[Level, ...]
    document_no: str | None
    known: bool

    def issued(self, level: Level) -> bool:
        """Say whether somebody may rise into `level` at all; a level whose cap only warns needs no figure of its own.

        Without any issued places nobody rises, not even a trainee.
        """
        if not self.known or level is Level.TRAINEE:
            return level is Level.TRAINEE
        return level in self.soft or self.places.get(level) is not None

    def binding(self, level: Level) -> int | None:
        """Give the cap of a level, None where it only warns; 0 where it was not issued."""
        if level in self.soft:
            return None
        return self.places.get(level) or 0


def base_date(year: int, rule_set: RuleSet) -> date:
    """Give the counting day of a year (B.10): 31 December by default."""
    return date.fromisoformat(f"{year}-{rule_set.eligibility.base_day}")


def base_of(context: Context, year: int) -> tuple[PersonOn, ...]:
    """Give the people of the base as on the base date (B.11.1), in order of 工号."""
    return managers_on(context, base_date(year, context.rule_set))


def seats_of(context: Context, year: int) -> Seats:
    """Give the places of a year: as issued (X5), or computed where the unit covers the whole city."""
    day = base_date(year, context.rule_set)
    people = managers_on(context, day)
    counts = Counter(Rung(person.rung).level for person in people if person.rung)
    soft = soft_levels(context.rule_set)
    quota = context.session.get(SeatQuota, (year, context.unit.code))
    if quota is not None:
        places: dict[Level, int | None] = {
            Level.SENIOR: quota.senior,
            Level.INTERMEDIATE: quota.intermediate,
            Level.JUNIOR: quota.junior,
        }
        return Seats(
            base_date=quota.base_date,
            headcount=quota.headcount,
            trainees=counts[Level.TRAINEE],
            places=places,
            soft=soft,
            document_no=quota.document_no,
            known=True,
        )
    caps = level_caps(counts, context.rule_set)
    computed = context.unit.covers_city
    return Seats(
        base_date=day,
        headcount=caps.base if computed else len(people),
        trainees=counts[Level.TRAINEE],
        places={level: caps.caps[level] if computed else None for level in LEVELS},
        soft=soft,
        document_no=None,
        known=computed,
    )


@dataclass(frozen=True, kw_only=True)
class LevelCount:
    """A level at one moment: places (None: not issued), people, places left, people over, and whether it binds."""

    level: str
    places: int | None
    people: int
    free: int | None
    over: int | None
    binding: bool


def level_counts(seats: Seats, rungs: Iterable[Rung]) -> tuple[LevelCount, ...]:
    """Give how the levels are filled by `rungs`, the highest first."""
    counts = Counter(rung.level for rung in rungs)
    found = []
    for level in LEVELS:
        places = seats.places.get(level)
        people = counts[level]
        found.append(
            LevelCount(
                level=level,
                places=places,
                people=people,
                free=None if places is None else max(0, places - people),
                over=None if places is None else max(0, people - places),
                binding=level not in seats.soft,
            )
        )
    return tuple(found)


def rungs_of(people: Iterable[PersonOn]) -> dict[uuid.UUID, Rung]:
    """Give the assessed rung of everybody who has one."""
    return {person.id: Rung(person.rung) for person in people if person.rung}
