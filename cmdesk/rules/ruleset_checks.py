"""In what a rule set can contradict itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from itertools import pairwise
from typing import Any

from cmdesk.kernel.errors import Problem, Where
from cmdesk.rules.codes import Band, MissingPolicy, RuleSetState, TrainingKind
from cmdesk.rules.ladder import LADDER, LEVELS, Level, Rung
from cmdesk.rules.ruleset_content import Meta, RuleSet

INDICATOR_CODES = ("sales", "revenue", "brand_shelf", "brand_sell", "forecast", "margin", "price_tags", "base_data")
"""The eight figures of B.3, in their order."""
TIE_BREAKS = ("annual", "quarters", "performance", "exam", "customer", "inspection")
"""What may break a tie at the last seat (B.12.12)."""


def problems_of(rule_set: RuleSet) -> tuple[Problem, ...]:
    """Give every contradiction, with dotted paths."""
    checks: tuple[Callable[[RuleSet], Iterable[Problem]], ...] = (
        _meta,
        _weights,
        _indicators,
        _checklist,
        _code_tables,
        _evaluations,
        _bands,
        _ladder,
        _grading,
        _pay,
        _training,
    )
    return tuple(problem for check in checks for problem in check(rule_set))


def in_force_needs(meta: Meta) -> tuple[Problem, ...]:
    """Give what 施行 still lacks: 通过日期, 文号, 公示日期 (B.8.10)."""
    names = {"passed_on": "通过日期", "document_no": "文号", "published_on": "公示日期"}
    return tuple(
        Problem("in_force_needs", Where(field=f"meta.{key}"), {"what": what})
        for key, what in names.items()
        if not getattr(meta, key)
    )


def weights_problem(weights: Any, path: str) -> Iterator[Problem]:
    """Give `weights_not_100` where the fields of a weights dataclass do not add to exactly 100."""
    total = sum((getattr(weights, field.name) for field in fields(weights)), Decimal())
    if total != 100:
        yield Problem("weights_not_100", Where(field=path), {"total": total})


def _meta(rule_set: RuleSet) -> Iterator[Problem]:
    meta = rule_set.meta
    for key in ("name", "version"):
        if not getattr(meta, key).strip():
            yield Problem("empty_text", Where(field=f"meta.{key}"))
    if meta.state is RuleSetState.IN_FORCE:
        yield from in_force_needs(meta)
    if rule_set.rounding.places != 2:
        yield Problem("places_not_two", Where(field="rounding.places"), {"value": rule_set.rounding.places})


def _weights(rule_set: RuleSet) -> Iterator[Problem]:
    for name in ("month", "quarter", "year", "competency", "exam"):
        yield from weights_problem(getattr(rule_set.weights, name), f"weights.{name}")
    classes = rule_set.democratic.classes
    total = sum((entry.weight for entry in classes), Decimal())
    if total != 100:
        yield Problem("weights_not_100", Where(field="democratic.classes"), {"total": total})


def _add_up(points: Iterable[Decimal], expected: Decimal | int, path: str) -> Iterator[Problem]:
    total = sum(points, Decimal())
    if total != expected:
        yield Problem("points_do_not_add", Where(field=path), {"total": total, "expected": expected})


def _once(codes: Sequence[object], path: str) -> Iterator[Problem]:
    for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
        yield Problem("code_twice", Where(field=path), {"code": str(code)})


def _same(codes: Sequence[object], expected: Sequence[object], path: str) -> Iterator[Problem]:
    yield from _once(codes, path)
    for code in expected:
        if code not in codes:
            yield Problem("code_missing", Where(field=path), {"code": str(code)})
    for code in codes:
        if code not in expected:
            yield Problem("code_unknown", Where(field=path), {"code": str(code)})


def _indicators(rule_set: RuleSet) -> Iterator[Problem]:
    items = rule_set.indicators.items
    yield from _same([item.code for item in items], INDICATOR_CODES, "indicators.items")
    yield from _add_up((item.points for item in items), 100, "indicators.items")


def _checklist(rule_set: RuleSet) -> Iterator[Problem]:
    checklist = rule_set.checklist
    yield from _once([item.no for item in checklist.items], "checklist.items")
    yield from _once([group.no for group in checklist.groups], "checklist.groups")
    yield from _add_up((item.points for item in checklist.items), 100, "checklist.items")
    known = {group.no for group in checklist.groups}
    duties = [duty.code for duty in rule_set.duties.items]
    for place, item in enumerate(checklist.items):
        path = f"checklist.items.{place}"
        if item.group not in known:
            yield Problem("code_unknown", Where(field=f"{path}.group"), {"code": str(item.group)})
        yield from _once([step.code for step in item.steps], f"{path}.steps")
        if not any(step.points is None for step in item.steps):
            yield Problem("free_step_missing", Where(field=f"{path}.steps"), {"item": item.no})
    for place, group in enumerate(checklist.groups):
        path = f"checklist.groups.{place}"
        yield from _add_up((item.points for item in checklist.in_group(group.no)), group.points, path)
        if group.duty is not None and group.duty not in duties:
            yield Problem("code_unknown", Where(field=f"{path}.duty"), {"code": group.duty})
    covered = {group.duty for group in checklist.groups if checklist.in_group(group.no)}
    for duty in rule_set.duties.items:
        if duty.code not in covered:
            yield Problem("duty_without_item", Where(field="checklist.groups"), {"duty": duty.name})


def _code_tables(rule_set: RuleSet) -> Iterator[Problem]:
    exact = {"duties": 10, "analyses": 6, "focuses": 4, "problem_codes": 4, "week_activities": 4}
    for name, count in exact.items():
        items = getattr(rule_set, name).items
        yield from _once([item.code for item in items], f"{name}.items")
        if len(items) != count:
            yield Problem("wrong_length", Where(field=f"{name}.items"), {"expected": count, "found": len(items)})
    for name in ("evidence_kinds", "record_kinds", "recusal", "principles"):
        yield from _once([item.code for item in getattr(rule_set, name).items], f"{name}.items")
    yield from _once([kind.code for kind in rule_set.red_lines.kinds], "red_lines.kinds")
    yield from _once([day.code for day in rule_set.day_types.items], "day_types.items")
    yield from _once([target.code for target in rule_set.self_set.targets], "self_set.targets")
    yield from _once([line.code for line in rule_set.deadlines.items], "deadlines.items")
    for name, found, count in (
        ("competencies.items", len(rule_set.competencies.items), 10),
        ("day_types.items", len(rule_set.day_types.items), 6),
        ("self_set.targets", len(rule_set.self_set.targets), 5),
    ):
        if found != count:
            yield Problem("wrong_length", Where(field=name), {"expected": count, "found": found})


def _evaluations(rule_set: RuleSet) -> Iterator[Problem]:
    competencies = rule_set.competencies.items
    yield from _once([item.code for item in competencies], "competencies.items")
    yield from _add_up((item.points for item in competencies), 100, "competencies.items")
    yield from _once([item.code for item in rule_set.survey.questions], "survey.questions")
    yield from _add_up((item.points for item in rule_set.industry.items), 100, "industry.items")
    yield from _add_up([rule_set.self_review.points_each * len(rule_set.duties.items)], 100, "self_review.points_each")
    if not rule_set.survey.questions or rule_set.survey.scale < 2:
        yield Problem("survey_without_scale", Where(field="survey.scale"))
    for name in ("customer", "industry", "self", "department"):
        policy = getattr(rule_set.missing_sources, name)
        if MissingPolicy.FIXED in (policy.policy, policy.few) and policy.fixed is None:
            yield Problem("fixed_score_missing", Where(field=f"missing_sources.{name}.fixed"))
    yield from _same([paper.code for paper in rule_set.exam.papers], ("theory", "practice"), "exam.papers")
    yield from _same([line.code for line in rule_set.democratic.classes], ("A", "B", "C"), "democratic.classes")


def _falling(values: Sequence[Decimal], path: str) -> Iterator[Problem]:
    if any(high <= low for high, low in pairwise(values)):
        yield Problem("not_in_order", Where(field=path))


def _bands(rule_set: RuleSet) -> Iterator[Problem]:
    lines = rule_set.bands.items
    yield from _same([line.code for line in lines], tuple(Band), "bands.items")
    yield from _falling([line.at_least for line in lines], "bands.items")
    if lines and lines[-1].at_least != 0:
        yield Problem("band_gap", Where(field="bands.items"), {"value": lines[-1].at_least})
    letters = rule_set.movement.first_letters
    yield from _same([line.letter for line in letters], ("A", "B", "C"), "movement.first_letters")
    yield from _falling([line.at_least for line in letters], "movement.first_letters")


def _ladder(rule_set: RuleSet) -> Iterator[Problem]:
    yield from _same([line.code for line in rule_set.ladder.rungs], LADDER, "ladder.rungs")
    if [line.code for line in rule_set.ladder.rungs if line.code in LADDER] != list(LADDER):
        yield Problem("not_in_order", Where(field="ladder.rungs"))
    yield from _same([line.code for line in rule_set.ladder.levels], tuple(Level), "ladder.levels")


def _grading(rule_set: RuleSet) -> Iterator[Problem]:
    shares = rule_set.caps.shares
    total = shares.senior + shares.intermediate + shares.junior
    if total > 100:
        yield Problem("shares_over_100", Where(field="caps.shares"), {"total": total})
    yield from _same([line.level for line in rule_set.eligibility.levels], LEVELS, "eligibility.levels")
    for place, line in enumerate(rule_set.eligibility.levels):
        if not line.paths:
            yield Problem("empty_list", Where(field=f"eligibility.levels.{place}.paths"))
    for name, ratio in (
        ("quorum.share", rule_set.quorum.share),
        ("votes.pass_over", rule_set.votes.pass_over),
        ("democratic.block_over", rule_set.democratic.block_over),
    ):
        if ratio.numerator > ratio.denominator:
            yield Problem("ratio_over_one", Where(field=name))
    yield from _once(rule_set.votes.tie_breaks, "votes.tie_breaks")
    for place, code in enumerate(rule_set.votes.tie_breaks):
        if code not in TIE_BREAKS:
            yield Problem("code_unknown", Where(field=f"votes.tie_breaks.{place}"), {"code": code})


def _pay(rule_set: RuleSet) -> Iterator[Problem]:
    pay = rule_set.pay
    yield from _same(list(pay.coefficients), tuple(Rung), "pay.coefficients")
    bands = pay.seniority.bands
    limits = [band.up_to for band in bands]
    if not bands or limits[-1] is not None:
        yield Problem("last_band_not_open", Where(field="pay.seniority.bands"))
    closed = limits[:-1]
    if None in closed or any((a or 0) >= (b or 0) for a, b in pairwise(closed)):
        yield Problem("not_in_order", Where(field="pay.seniority.bands"))


def _training(rule_set: RuleSet) -> Iterator[Problem]:
    training = rule_set.training
    yield from _same([kind.code for kind in training.kinds], tuple(TrainingKind), "training.kinds")
    expected = [
        *(("group", str(group.no)) for group in rule_set.checklist.groups),
        *(("indicator", item.code) for item in rule_set.indicators.items),
        *(("competency", item.code) for item in rule_set.competencies.items),
    ]
    found = [(line.kind_of_gap, line.code) for line in training.table]
    yield from _same([":".join(pair) for pair in found], [":".join(pair) for pair in expected], "training.table")
