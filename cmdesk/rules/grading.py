"""From the annual score to the suggested rung: band, movement, ceiling, suggestion (B.9, B.12a, B.15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cmdesk.kernel.amounts import Exact, exact
from cmdesk.rules.codes import Band
from cmdesk.rules.eligibility import Verdict
from cmdesk.rules.ladder import (
    LEVELS,
    Level,
    Rung,
    level_above,
    level_below,
    lower_of,
    one_down,
    one_up,
    rung_of,
)
from cmdesk.rules.ruleset import RuleSet


def band_of(score: Exact, *, red_line: bool, rule_set: RuleSet) -> Band:
    """Give the band of a printed annual score; with a red line at most 基本称职 (B.9, B.15)."""
    band = next(line.code for line in rule_set.bands.items if exact(score) >= exact(line.at_least))
    most = rule_set.red_lines.year_at_most
    return most if red_line and band.rank > most.rank else band


@dataclass(frozen=True)
class MovementResult:
    """Where a year's band leads. `candidate_for`: the next level, where +1 would cross into it; the rung stays then."""

    rung: Rung
    candidate_for: Level | None


def movement(rung: Rung, band: Band, score: Exact, last_year_score: Exact | None, rule_set: RuleSet) -> MovementResult:
    """Give the rung after the year (B.9). The band decides, the printed score only splits 称职; a trainee stays."""
    if rung is Rung.TRAINEE:
        return MovementResult(rung, None)
    if band is Band.BASIC:
        return MovementResult(one_down(rung) or rung, None)
    if band is Band.INCOMPETENT:
        return MovementResult(_level_down(rung), None)
    if band is Band.COMPETENT and not _two_good_years(score, last_year_score, rule_set):
        return MovementResult(rung, None)
    if rung.letter == "A":
        return MovementResult(rung, level_above(rung.level))
    return MovementResult(one_up(rung) or rung, None)


def _two_good_years(score: Exact, last_year_score: Exact | None, rule_set: RuleSet) -> bool:
    split = exact(rule_set.movement.split_at)
    return last_year_score is not None and exact(score) >= split and exact(last_year_score) >= split


def _level_down(rung: Rung) -> Rung:
    below = level_below(rung.level)
    return rung_of(below, rung.letter or "C") if below else Rung.JUNIOR_C


def first_letter(score: Exact, rule_set: RuleSet) -> str | None:
    """Give the letter of a first grading; None below the lowest line: the trainee is not graded (B.9)."""
    lines = rule_set.movement.first_letters
    return next((line.letter for line in lines if exact(score) >= exact(line.at_least)), None)


class Bound(StrEnum):
    """What holds a ceiling down."""

    ONE_RUNG = "one_rung"
    CONDITIONS = "conditions"
    UNDETERMINED = "undetermined"
    RED_LINE = "red_line"
    BLOCKED = "blocked"
    FIRST_GRADING = "first_grading"
    UNGRADED = "ungraded"


@dataclass(frozen=True)
class Standing:
    """What B.12a needs of one person: the present rung, the year, and the basic conditions by level."""

    rung: Rung
    band: Band | None
    score: Exact | None
    last_year_score: Exact | None
    conditions: Mapping[Level, Verdict]
    red_line: bool = False
    blocked: bool = False


@dataclass(frozen=True)
class Ceiling:
    """The highest rung that may be proposed or voted, and everything that holds it there."""

    rung: Rung
    bounds: tuple[Bound, ...]


def ceiling(standing: Standing, rule_set: RuleSet) -> Ceiling:
    """Give the lowest of what B.12a names; a rise only is tested, nobody loses a level by B.10."""
    if standing.rung is Rung.TRAINEE:
        return _first_ceiling(standing, rule_set)
    held = tuple(
        bound for bound, holds in ((Bound.RED_LINE, standing.red_line), (Bound.BLOCKED, standing.blocked)) if holds
    )
    if held:
        return Ceiling(standing.rung, held)
    higher = one_up(standing.rung)
    if higher is None:
        return Ceiling(standing.rung, (Bound.ONE_RUNG,))
    if higher.level is not standing.rung.level:
        verdict = standing.conditions.get(higher.level, Verdict.UNDETERMINED)
        if verdict is not Verdict.MET:
            return Ceiling(standing.rung, (_bound_of(verdict),))
    return Ceiling(higher, (Bound.ONE_RUNG,))


def _bound_of(verdict: Verdict) -> Bound:
    return Bound.UNDETERMINED if verdict is Verdict.UNDETERMINED else Bound.CONDITIONS


def _first_ceiling(standing: Standing, rule_set: RuleSet) -> Ceiling:
    """Give the ceiling of a first grading: the letter of the score in the highest level whose conditions are met."""
    bounds = [
        bound for bound, holds in ((Bound.RED_LINE, standing.red_line), (Bound.BLOCKED, standing.blocked)) if holds
    ]
    letter = None if standing.score is None else first_letter(standing.score, rule_set)
    if standing.score is None or letter is None:
        bounds.append(Bound.UNGRADED)
    level = next((level for level in LEVELS if standing.conditions.get(level) is Verdict.MET), None)
    if level is None:
        bounds.append(_bound_of(standing.conditions.get(Level.JUNIOR, Verdict.UNDETERMINED)))
    if bounds or level is None or letter is None:
        return Ceiling(Rung.TRAINEE, tuple(bounds))
    return Ceiling(rung_of(level, letter), (Bound.FIRST_GRADING,))


@dataclass(frozen=True)
class Suggestion:
    """建议 of the program (B.12a), with the movement and the ceiling it comes from."""

    rung: Rung
    movement: MovementResult
    ceiling: Ceiling


def suggestion(standing: Standing, rule_set: RuleSet) -> Suggestion:
    """Give the suggested rung: the movement, C of the next level for a candidate, never above the ceiling.

    An ungraded year changes nothing; a first grading suggests its ceiling.
    """
    top = ceiling(standing, rule_set)
    if standing.band is None or standing.score is None:
        stay = MovementResult(standing.rung, None)
        return Suggestion(standing.rung, stay, top)
    moved = movement(standing.rung, standing.band, standing.score, standing.last_year_score, rule_set)
    if standing.rung is Rung.TRAINEE:
        return Suggestion(top.rung, moved, top)
    wanted = rung_of(moved.candidate_for, "C") if moved.candidate_for else moved.rung
    return Suggestion(lower_of(wanted, top.rung), moved, top)
