"""基本条件 of a level: education, years, last bands, exam, certificate; and where the facts do not suffice (B.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cmdesk.rules.codes import Band, Education
from cmdesk.rules.ladder import LEVELS, Level
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_grading import Conditions, Path


class Verdict(StrEnum):
    """Whether a condition is met; `undetermined` is 不能判断: a fact is missing, which bars a rise (B.12a)."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, kw_only=True)
class Qualifications:
    """The facts on the base date. None: not known.

    `years`: full years in the post (or of service, as the rule set's `years_of` says). `held_years`: full years in
    each level. `last_bands`: bands of the years before, the latest first, the year appraised included; None inside for
    a year without a band. `certificate`: trade grade 5 (lowest) to 1, 0 for none.
    """

    education: Education | None
    years: int | None
    held_years: Mapping[Level, int | None] = field(default_factory=dict)
    exam_passed: bool | None = None
    last_bands: tuple[Band | None, ...] = ()
    certificate: int | None = None


@dataclass(frozen=True)
class Check:
    """One condition: its code (`education`, `years`, `held_years`, `exam`, `last_bands`, `certificate`) and verdict."""

    code: str
    verdict: Verdict
    needed: str
    found: str


@dataclass(frozen=True)
class LevelEligibility:
    """The verdict on one level, with the checks of the best path and of the other conditions."""

    level: Level
    verdict: Verdict
    checks: tuple[Check, ...]


def eligibility(facts: Qualifications, rule_set: RuleSet) -> Mapping[Level, LevelEligibility]:
    """Give the verdict for every level; each is judged by its own conditions (B.10)."""
    lines = {line.level: line for line in rule_set.eligibility.levels}
    return {level: _judge(lines[level], facts) for level in LEVELS}


def verdicts(facts: Qualifications, rule_set: RuleSet) -> Mapping[Level, Verdict]:
    """Give the bare verdicts, as `grading.Standing` takes them."""
    return {level: judged.verdict for level, judged in eligibility(facts, rule_set).items()}


def _judge(line: Conditions, facts: Qualifications) -> LevelEligibility:
    paths = [_path_checks(path, facts) for path in line.paths]
    best = max(paths, key=lambda checks: _ORDER[_all(check.verdict for check in checks)])
    checks = (*best, *_other_checks(line, facts))
    return LevelEligibility(line.level, _all(check.verdict for check in checks), checks)


_ORDER = {Verdict.NOT_MET: 0, Verdict.UNDETERMINED: 1, Verdict.MET: 2}


def _all(verdicts_: Iterable[Verdict]) -> Verdict:
    return min(verdicts_, key=lambda verdict: _ORDER[verdict], default=Verdict.MET)


def _verdict(known: bool, holds: bool) -> Verdict:
    if not known:
        return Verdict.UNDETERMINED
    return Verdict.MET if holds else Verdict.NOT_MET


def _path_checks(path: Path, facts: Qualifications) -> tuple[Check, ...]:
    education = facts.education
    checks = [
        Check(
            "education",
            _verdict(education is not None, education is not None and education.rank >= path.education.rank),
            path.education.value,
            education.value if education else "",
        ),
        _at_least("years", facts.years, path.years),
    ]
    if path.held is not None:
        checks.append(_at_least("held_years", facts.held_years.get(path.held), path.held_years))
    return tuple(checks)


def _at_least(code: str, found: int | None, needed: int) -> Check:
    verdict = _verdict(found is not None, found is not None and found >= needed)
    return Check(code, verdict, str(needed), "" if found is None else str(found))


def _other_checks(line: Conditions, facts: Qualifications) -> tuple[Check, ...]:
    checks = []
    if line.exam_passed:
        passed = facts.exam_passed
        checks.append(Check("exam", _verdict(passed is not None, bool(passed)), "passed", _yes_no(passed)))
    if line.last_years:
        checks.append(_bands_check(line, facts))
    if line.certificate is not None:
        grade = facts.certificate
        holds = grade is not None and 1 <= grade <= line.certificate
        shown = "" if grade is None else str(grade)
        checks.append(Check("certificate", _verdict(grade is not None, holds), str(line.certificate), shown))
    return tuple(checks)


def _bands_check(line: Conditions, facts: Qualifications) -> Check:
    """Judge the last years' bands; a band that is known to be too low decides even where another is unknown."""
    bands = [*facts.last_bands[: line.last_years], *[None] * line.last_years][: line.last_years]
    known = [band for band in bands if band is not None]
    floor = line.each_at_least
    too_low = floor is not None and any(band.rank < floor.rank for band in known)
    peak = line.one_at_least
    reached = peak is None or any(band.rank >= peak.rank for band in known)
    complete = len(known) == line.last_years
    verdict = Verdict.NOT_MET if too_low else _verdict(complete, reached)
    needed = "/".join(band.value for band in (floor, peak) if band is not None)
    return Check("last_bands", verdict, needed, ",".join(band.value if band else "?" for band in bands))


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "passed" if value else "failed"
