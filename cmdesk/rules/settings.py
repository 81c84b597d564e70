"""Overriding single keys of a rule set, as a worked example or a trial does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cmdesk.kernel.amounts import Rounding
from cmdesk.kernel.errors import refuse_any
from cmdesk.rules.codes import Base, CapRounding, GradeRule, JuniorCap, Landing, SeniorityMode, StepMode
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_checks import weights_problem
from cmdesk.rules.ruleset_scoring import CompetencyWeights, ExamWeights, MonthWeights, QuarterWeights, YearWeights
from cmdesk.rules.shapes import structure, wrong_type


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The keys that a case may override; None keeps what the rule set says."""

    rounding: Rounding | None = None
    base: Base | None = None
    cap_rounding: CapRounding | None = None
    junior_cap: JuniorCap | None = None
    seniority_mode: SeniorityMode | None = None
    grade_rule: GradeRule | None = None
    landing: Landing | None = None
    step_mode: StepMode | None = None
    month_weights: MonthWeights | None = None
    quarter_weights: QuarterWeights | None = None
    year_weights: YearWeights | None = None
    competency_weights: CompetencyWeights | None = None
    exam_weights: ExamWeights | None = None


_WEIGHTS = ("month_weights", "quarter_weights", "year_weights", "competency_weights", "exam_weights")
_PLACES: Mapping[str, Callable[[RuleSet, Any], RuleSet]] = {
    "rounding": lambda r, v: replace(r, rounding=replace(r.rounding, mode=v)),
    "base": lambda r, v: replace(r, caps=replace(r.caps, base=v)),
    "cap_rounding": lambda r, v: replace(r, caps=replace(r.caps, rounding=v)),
    "junior_cap": lambda r, v: replace(r, caps=replace(r.caps, junior_cap=v)),
    "seniority_mode": lambda r, v: replace(r, pay=replace(r.pay, seniority=replace(r.pay.seniority, mode=v))),
    "grade_rule": lambda r, v: replace(r, graded_ballot=replace(r.graded_ballot, grade_rule=v)),
    "landing": lambda r, v: replace(r, graded_ballot=replace(r.graded_ballot, landing=v)),
    "step_mode": lambda r, v: replace(r, indicators=replace(r.indicators, step_mode=v)),
}


def with_settings(rule_set: RuleSet, settings: Mapping[str, Any], *, where: str = "settings") -> RuleSet:
    """Give the rule set with single keys overridden (JSON values; weights are percent strings).

    Raises Rejected with every problem: an unknown key, a value of the wrong kind, `weights_not_100`.
    """
    wanted = structure(Settings, settings, where=where)
    problems = [
        problem
        for name, value in settings.items()
        if value is None
        for problem in wrong_type("text", value, where=f"{where}.{name}").problems
    ]
    for name in _WEIGHTS:
        weights = getattr(wanted, name)
        if weights is not None:
            problems += weights_problem(weights, f"{where}.{name}")
    refuse_any(problems)
    for name in settings:
        value = getattr(wanted, name)
        if name in _WEIGHTS:
            part = name.removesuffix("_weights")
            rule_set = replace(rule_set, weights=replace(rule_set.weights, **{part: value}))
        else:
            rule_set = _PLACES[name](rule_set, value)
    return rule_set
