"""Giving the level seats after a graded ballot: keepers first, then in ballot order (methods c, B.11.3a)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.rules.ballots import (
    Counts,
    DecidedBy,
    Difference,
    decided_between,
    first_difference,
    majority_pairs,
    strict_order,
)
from cmdesk.rules.codes import GradeRule, JuniorCap, Landing
from cmdesk.rules.ladder import LADDER, LEVELS, Level, Rung, level_rank, lower_of, rung_of


@dataclass(frozen=True, kw_only=True)
class GradedVote:
    """A counted graded ballot: who got which of the nine rungs how often, and what breaks ties.

    `counts`: nine counts a person, junior-C first. `scores`: printed annual scores, None for nobody's. `seed`: the
    public text of the lot. `ceilings`: the highest rung of who is barred from more. `present`: everybody's present
    rung; None where all compete for all seats.
    """

    counts: Mapping[str, Counts]
    scores: Mapping[str, Decimal | None]
    seed: str
    ceilings: Mapping[str, Rung] = field(default_factory=dict)
    present: Mapping[str, Rung] | None = None


@dataclass(frozen=True, kw_only=True)
class SeatRules:
    """What the rule set says about a graded ballot; `headcount` is the base that the caps were taken of.

    `caps` holds all three levels; the junior one binds only where `junior_cap` is hard.
    """

    caps: Mapping[Level, int]
    headcount: int
    grade_rule: GradeRule = GradeRule.MAJORITY_JUDGMENT
    landing: Landing = Landing.TOP
    junior_cap: JuniorCap = JuniorCap.SOFT

    def binding(self, level: Level) -> int | None:
        """Give the cap of a level, None where it only warns."""
        soft = level is Level.JUNIOR and self.junior_cap is JuniorCap.SOFT
        return None if soft else self.caps[level]


@dataclass(frozen=True, kw_only=True)
class LostLevel:
    """Why somebody has no seat in a level: the certificate that is printed (methods c).

    `seated` people hold seats there. `last_seated` is the last one (of those who compete) and `decided_by` what put
    him before; both None where keepers fill the level. `difference` says where the two rows of ballots part (first =
    the seated one); None where they do not, or where already the voted rungs differ under another grade rule.
    """

    level: Level
    cap: int
    seated: int
    last_seated: str | None
    decided_by: DecidedBy | None
    difference: Difference | None


@dataclass(frozen=True, kw_only=True)
class MovedDown:
    """Somebody for whom the level of `from_rung` (voted, or the ceiling if lower) had no seat; highest level first."""

    from_rung: Rung
    to_rung: Rung
    lost: tuple[LostLevel, ...]


@dataclass(frozen=True, kw_only=True)
class Seating:
    """The outcome: people best first; voted, entitled (voted or ceiling) and final rung of each; who lost a level."""

    order: tuple[str, ...]
    voted: Mapping[str, Rung]
    entitled: Mapping[str, Rung]
    final: Mapping[str, Rung]
    caps: Mapping[Level, int]
    moved_down: Mapping[str, MovedDown]


def grade_ballots(ballot: GradedVote, rules: SeatRules) -> Seating:
    """Count a graded ballot and give the seats.

    Everybody takes the voted rung if its level has room, else the landing rung of the next lower level with room;
    nobody is moved up. With `present`, whoever is not rising into a level sits there first, and only risers compete
    for what is left, so that nobody loses a level by arithmetic; a trainee without a seat stays a trainee.

    Raises Rejected `no_ballots`, `score_missing`, `not_on_ballot`, `present_missing`, `grades_not_nine`, and
    `not_feasible` where hard caps hold fewer than the head count or not everybody.
    """
    refuse_any(_problems(ballot, rules))
    ranked = strict_order(ballot.counts, ballot.scores, ballot.seed, rules.grade_rule)
    order = tuple(person.person for person in ranked)
    voted = {person.person: LADDER[person.voted] for person in ranked}
    entitled = {person: lower_of(rung, ballot.ceilings.get(person, rung)) for person, rung in voted.items()}
    seats = _seat(order, entitled, ballot.present, rules)
    final = {person: _final(person, level, entitled[person], rules.landing) for person, level in seats.items()}
    return Seating(
        order=order,
        voted=voted,
        entitled=entitled,
        final={person: final[person] for person in order},
        caps=rules.caps,
        moved_down=_moved_down(ballot, rules, order, voted, entitled, final),
    )


def rises(present: Mapping[str, Rung] | None, person: str, level: Level) -> bool:
    """Say whether a person would have to compete for a seat of `level`; everybody does where no present is given."""
    return present is None or level_rank(present[person].level) < level_rank(level)


def _seat(
    order: Sequence[str], entitled: Mapping[str, Rung], present: Mapping[str, Rung] | None, rules: SeatRules
) -> dict[str, Level]:
    """Fill the levels from the top, so that the place of somebody who rises is free for the next."""
    seats: dict[str, Level] = {}
    for level in LEVELS:
        here = [
            person
            for person in order
            if person not in seats and level_rank(entitled[person].level) >= level_rank(level)
        ]
        keepers = [person for person in here if not rises(present, person, level)]
        risers = [person for person in here if rises(present, person, level)]
        cap = rules.binding(level)
        free = len(risers) if cap is None else max(0, cap - len(keepers))
        seats |= dict.fromkeys(keepers + risers[:free], level)
    left = [person for person in order if person not in seats]
    if left and present is None:
        raise reject("not_feasible", caps=sum(rules.caps.values()), people=len(order))
    return seats | dict.fromkeys(left, Level.TRAINEE)


def _final(person: str, level: Level, entitled: Rung, landing: Landing) -> Rung:
    if level is entitled.level:
        return entitled
    if level is Level.TRAINEE:
        return Rung.TRAINEE
    letter = {Landing.TOP: "A", Landing.SAME_LETTER: entitled.letter or "C", Landing.BOTTOM: "C"}[landing]
    return rung_of(level, letter)


def _moved_down(
    ballot: GradedVote,
    rules: SeatRules,
    order: Sequence[str],
    voted: Mapping[str, Rung],
    entitled: Mapping[str, Rung],
    final: Mapping[str, Rung],
) -> dict[str, MovedDown]:
    seated = {level: [person for person in order if final[person].level is level] for level in LEVELS}

    def lost_level(person: str, level: Level) -> LostLevel:
        competed = [other for other in seated[level] if rises(ballot.present, other, level)]
        last = competed[-1] if competed else None
        parted = last is not None and (rules.grade_rule is GradeRule.MAJORITY_JUDGMENT or voted[last] is voted[person])
        return LostLevel(
            level=level,
            cap=rules.caps[level],
            seated=len(seated[level]),
            last_seated=last,
            decided_by=decided_between(ballot.counts, ballot.scores, last, person) if last else None,
            difference=_difference(ballot, last, person) if last and parted else None,
        )

    return {
        person: MovedDown(
            from_rung=entitled[person],
            to_rung=final[person],
            lost=tuple(
                lost_level(person, level)
                for level in LEVELS
                if level_rank(final[person].level) < level_rank(level) <= level_rank(entitled[person].level)
            ),
        )
        for person in order
        if final[person].level is not entitled[person].level
    }


def _difference(ballot: GradedVote, seated: str, person: str) -> Difference | None:
    return first_difference(majority_pairs(ballot.counts[seated]), majority_pairs(ballot.counts[person]))


def _problems(ballot: GradedVote, rules: SeatRules) -> list[Problem]:
    found = [
        Problem("grades_not_nine", Where(field=f"counts.{person}"), {"found": len(row)})
        for person, row in ballot.counts.items()
        if len(row) != len(LADDER)
    ]
    found += [
        Problem("no_ballots", Where(field=f"counts.{person}"))
        for person in dict.fromkeys((*ballot.counts, *ballot.scores))
        if not any(ballot.counts.get(person, ()))
    ]
    named = {"ceilings": ballot.ceilings, "present": ballot.present or {}}
    found += [
        Problem("not_on_ballot", Where(field=f"{key}.{person}"), {"person": person})
        for key, people in named.items()
        for person in people
        if person not in ballot.counts
    ]
    if ballot.present is not None:
        found += [
            Problem("present_missing", Where(field=f"present.{person}"), {"person": person})
            for person in ballot.counts
            if person not in ballot.present
        ]
    places = sum(rules.caps.values())
    if rules.junior_cap is JuniorCap.HARD and places < rules.headcount:
        found.append(Problem("not_feasible", Where(field="caps"), {"caps": places, "people": rules.headcount}))
    return found
