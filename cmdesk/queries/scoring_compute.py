"""Computing a period for everybody: the printed figures, and the tree behind each."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import select

from cmdesk.kernel.amounts import exact, fraction_text, mean, printed
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.exams import ExamMark
from cmdesk.models.scoring import Result
from cmdesk.queries.org import PersonOn, managers_on, prior_results
from cmdesk.queries.scoring_facts import (
    democratic_ratings,
    exam_facts,
    exam_marks,
    leader_facts,
    month_facts,
    peer_facts,
    quarter_sources,
    red_lines,
)
from cmdesk.queries.scoring_state import is_closed, rules_of
from cmdesk.rules.codes import BandState, Source
from cmdesk.rules.derivation import Node, Origin, leaf
from cmdesk.rules.derivation_month import MonthFacts, month_tree
from cmdesk.rules.derivation_periods import (
    ClosedMonth,
    ClosedResult,
    CompetencyFacts,
    PeerFacts,
    QuarterFacts,
    SourceFact,
    YearFacts,
    competency_tree,
    half_year_tree,
    quarter_tree,
    year_tree,
)
from cmdesk.rules.exams import exam_score
from cmdesk.rules.peer_scores import PeerScore
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.scoring import ExamEntry, ExamMarks, MonthFigures, quarter_score, year_score
from cmdesk.runtime.context import Context

NOTHING = SourceFact(value=None)


@dataclass(frozen=True)
class Computed:
    """One person's period: the printed score, its state, the printed parts, what is noted, and the derivation."""

    person: PersonOn
    score: str | None
    state: str
    band: str | None
    figures: Mapping[str, Any]
    notes: tuple[str, ...]
    tree: Node
    missing: tuple[Source, ...] = ()
    rank: int | None = None

    @cached_property
    def digest(self) -> str:
        """Give the digest of the derivation. Few who compute a period again ask for it, and it takes a while."""
        return tree_digest(self.tree)


def compute(
    context: Context, period: Period, rules: RuleSet, *, expand: bool = False, only: uuid.UUID | None = None
) -> tuple[Computed, ...]:
    """Compute a period for every account manager as on its last day, in order of 工号, ranks filled in.

    With `expand` the trees go on into the periods below, down to the raw facts, each under the rules it was closed
    with; the figures are the same. `only` one person has no rank.
    """
    maker = {
        PeriodKind.MONTH: _months,
        PeriodKind.QUARTER: _quarters,
        PeriodKind.HALF_YEAR: _halves,
        PeriodKind.YEAR: _years,
    }[period.kind]
    people = tuple(p for p in managers_on(context, period.last_day) if only in (None, p.id))
    computed = maker(context, period, rules, people, expand)
    return _ranked(computed) if only is None else tuple(computed)


def _months(
    context: Context, period: Period, rules: RuleSet, people: tuple[PersonOn, ...], expand: bool
) -> list[Computed]:
    facts_of = month_facts(context, period, rules, people[0].id if len(people) == 1 else None)
    return [_month(person, facts_of(person.id), rules) for person in people]


def _month(person: PersonOn, facts: MonthFacts, rules: RuleSet) -> Computed:
    tree = month_tree(facts, rules)
    performance, inspection = tree.inputs
    notes = [] if inspection.exact is not None else ["inspection_missing"]
    if performance.exact is None:
        notes.append("performance_missing")
    if facts.has_red_line:
        notes.append("red_line")
    figures = {
        "performance": performance.printed,
        "inspection": inspection.printed,
        "sheets": len(facts.sheets),
        "red_line": facts.has_red_line,
    }
    state = BandState.GRADED if tree.exact is not None else BandState.UNGRADED
    return Computed(person, tree.printed, state, None, figures, tuple(notes), tree)


def _quarters(
    context: Context, period: Period, rules: RuleSet, people: tuple[PersonOn, ...], expand: bool
) -> list[Computed]:
    results = {month: results_of(context, month) for month in period.months}
    sources = quarter_sources(context, period, rules, [person.id for person in people])
    trees = _trees(context, period.months, people) if expand else {}
    computed = []
    for person in people:
        months = [
            _closed_month(month, results[month].get(person.id), trees.get((month, person.id)))
            for month in period.months
        ]
        adjustment = sources.adjustments.get(person.id)
        facts = QuarterFacts(
            months=tuple(months),
            customer=sources.customer.get(person.id, NOTHING),
            industry=sources.industry.get(person.id, NOTHING),
            self_review=sources.self_review.get(person.id, NOTHING),
            adjustment=adjustment[0] if adjustment else None,
            reason=adjustment[1] if adjustment else "",
            adjustment_source=Origin(kind="department_review", id=f"{period}/{person.staff_no}"),
        )
        computed.append(_quarter(person, facts, [results[m].get(person.id) for m in period.months], rules))
    return computed


def _quarter(person: PersonOn, facts: QuarterFacts, months: list[Result | None], rules: RuleSet) -> Computed:
    score = quarter_score(
        [_month_figures(month) for month in months],
        customer=facts.customer.value,
        industry=facts.industry.value,
        self_review=facts.self_review.value,
        department_adjustment=facts.adjustment,
        rule_set=rules,
    )
    tree = quarter_tree(facts, rules, graded=score.state is BandState.GRADED)
    figures: dict[str, Any] = {node.code: printed(node.exact, 2, rules.rounding_mode) for node in tree.inputs}
    figures["adjustment"] = None if facts.adjustment is None else f"{facts.adjustment:.2f}"
    figures["months"] = sum(month is not None and month.score is not None for month in months)
    figures["weights"] = {
        node.code: None if node.weight is None else fraction_text(node.weight) for node in tree.inputs
    }
    return Computed(person, tree.printed, score.state, None, figures, score.notes, tree, score.missing)


def _month_figures(result: Result | None) -> MonthFigures | None:
    if result is None or result.figures["performance"] is None:
        return None
    inspection = result.figures["inspection"]
    return MonthFigures(Decimal(result.figures["performance"]), None if inspection is None else Decimal(inspection))


def _closed_month(month: Period, result: Result | None, tree: Node | None) -> ClosedMonth | None:
    if _month_figures(result) is None or result is None:
        return None
    if tree is not None:
        performance, inspection = tree.inputs
        return ClosedMonth(period=month, performance=performance, inspection=inspection)
    parts = {}
    for code, label, clause in (("performance", "经营业绩", "B.3"), ("inspection", "督察检查", "B.8.3")):
        value = result.figures[code]
        origin = Origin(kind="result", id=f"{month}/{code}")
        parts[code] = None if value is None else leaf(code, label, Decimal(value), clause, origin)
    return ClosedMonth(period=month, performance=parts["performance"], inspection=parts["inspection"])


def _trees(
    context: Context, periods: Iterable[Period], people: Sequence[PersonOn]
) -> dict[tuple[Period, uuid.UUID], Node]:
    """Give the full trees of the periods below, by period and person."""
    only = people[0].id if len(people) == 1 else None
    return {
        (lower, one.person.id): one.tree
        for lower in periods
        for one in compute(context, lower, rules_of(context, lower), expand=True, only=only)
    }


def _halves(
    context: Context, period: Period, rules: RuleSet, people: tuple[PersonOn, ...], expand: bool
) -> list[Computed]:
    marks = exam_marks(context, period)
    return [_half(person, marks.get(person.id), rules) for person in people]


def _half(person: PersonOn, mark: ExamMark | None, rules: RuleSet) -> Computed:
    clause = rules.exam.clause
    if mark is None or mark.state == "deferred":
        note = "no_marks" if mark is None else "exam_deferred"
        tree = Node(label="技能考试", code="half_year", printed=None, exact=None, rule=clause)
        none: dict[str, Any] = {"theory": None, "practice": None, "passed": None, "mark_state": note}
        return Computed(person, None, BandState.UNGRADED, None, none, (note,), tree)
    tree = half_year_tree(exam_facts(mark), rules)
    passed = exam_score(mark.theory, mark.practice, rules).passed
    figures: dict[str, Any] = {
        "theory": printed(mark.theory or 0),
        "practice": printed(mark.practice or 0),
        "passed": passed,
        "mark_state": mark.state,
    }
    notes = ("exam_absent",) if mark.state == "absent" else ()
    return Computed(person, tree.printed, BandState.GRADED, None, figures, notes, tree)


def _years(
    context: Context, period: Period, rules: RuleSet, people: tuple[PersonOn, ...], expand: bool
) -> list[Computed]:
    quarters = {quarter: results_of(context, quarter) for quarter in period.quarters}
    months = {month: results_of(context, month) for month in period.months}
    halves = {half: results_of(context, half) for half in period.halves}
    peers, leaders = peer_facts(context, period, rules), leader_facts(context, period, rules)
    ratings = democratic_ratings(context, period.year, rules)
    marked = red_lines(context, period)
    history = prior_results(context)
    before = results_of(context, period.previous())
    trees = _trees(context, (*period.quarters, *period.halves), people) if expand else {}
    no_peers = PeerFacts(score=PeerScore(None, None, (), 0, 0))
    computed = []
    for person in people:
        rating = ratings.get(person.id)
        competency = competency_tree(
            CompetencyFacts(
                peers=peers.get(person.id, no_peers),
                leader=leaders.get(person.id, NOTHING),
                democratic=SourceFact(
                    value=None if rating is None else rating.exact,
                    source=Origin(kind="ballot", id=f"{period.year}/1"),
                ),
            ),
            rules,
        )
        facts = YearFacts(
            quarters=tuple(_given(q, quarters[q].get(person.id), trees, person.id) for q in period.quarters),
            exams=tuple(_given(h, halves[h].get(person.id), trees, person.id) for h in period.halves),
            competency=competency if competency.exact is not None else None,
        )
        last = before[person.id].score if person.id in before else history.get((person.id, period.year - 1), (None,))[0]
        extra = {
            "last_year_score": last,
            "red_line": person.id in marked,
            "blocked": rating is not None and rating.blocked,
            "performance_mean": _mean_of(months.values(), person.id, "performance"),
            "inspection_mean": _mean_of(months.values(), person.id, "inspection"),
            "customer_mean": _mean_of(quarters.values(), person.id, "customer"),
            **_exam_columns(halves, person.id),
        }
        results = (
            [quarters[q].get(person.id) for q in period.quarters],
            [halves[h].get(person.id) for h in period.halves],
        )
        computed.append(_year(person, facts, results, extra, rules))
    return computed


def _year(
    person: PersonOn,
    facts: YearFacts,
    results: tuple[list[Result | None], list[Result | None]],
    extra: dict[str, Any],
    rules: RuleSet,
) -> Computed:
    score = year_score(
        [None if q is None or q.score is None else Decimal(q.score) for q in results[0]],
        [_exam_entry(half) for half in results[1]],
        None if facts.competency is None else facts.competency.exact,
        red_line=extra["red_line"],
        rule_set=rules,
    )
    tree = year_tree(facts, rules, graded=score.state is BandState.GRADED)
    figures: dict[str, Any] = {node.code: node.printed for node in tree.inputs} | extra
    figures["quarter_scores"] = [None if q is None else q.score for q in results[0]]
    figures["competency_parts"] = _competency_parts(facts.competency)
    notes = [] if score.state is BandState.GRADED else [_why_ungraded(results, rules)]
    if extra["red_line"]:
        notes.append("red_line")
    band = None if score.band is None else str(score.band)
    printed_score = None if score.printed is None else f"{score.printed:.2f}"
    return Computed(person, printed_score, score.state, band, figures, tuple(notes), tree)


def _competency_parts(node: Node | None) -> dict[str, Any]:
    if node is None or node.suppressed:
        return {}
    return {part.code: part.printed for part in node.inputs}


def _why_ungraded(results: tuple[list[Result | None], list[Result | None]], rules: RuleSet) -> str:
    quarters = sum(q is not None and q.score is not None for q in results[0])
    return "too_few_quarters" if quarters < rules.roll_up.year_quarters else "no_exam"


def _exam_entry(half: Result | None) -> ExamEntry:
    if half is None or half.score is None:
        return "deferred"
    if half.figures["mark_state"] == "absent" and half.score == "0.00":
        return "absent"
    return ExamMarks(Decimal(half.figures["theory"]), Decimal(half.figures["practice"]))


def _exam_columns(halves: Mapping[Period, Mapping[uuid.UUID, Result]], person: uuid.UUID) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, results in enumerate(halves.values(), 1):
        result = results.get(person)
        for part in ("theory", "practice", "mark_state", "passed"):
            found[f"{part}_{number}"] = None if result is None else result.figures[part]
    return found


def _given(
    period: Period, result: Result | None, trees: Mapping[tuple[Period, uuid.UUID], Node], person: uuid.UUID
) -> ClosedResult:
    if result is None or result.score is None:
        return ClosedResult(period=period, tree=None)
    tree = trees.get((period, person))
    if tree is None:
        quarter = period.kind is PeriodKind.QUARTER
        label, clause = ("季度得分", "B.2") if quarter else ("技能考试", "B.7")
        origin = Origin(kind="result", id=str(period))
        tree = leaf("quarter" if quarter else "half_year", label, Decimal(result.score), clause, origin)
    return ClosedResult(period=period, tree=tree)


def _mean_of(results: Any, person: uuid.UUID, code: str) -> str | None:
    """Give the printed mean of a printed part over the periods that have it (B.12.12)."""
    values = [
        Decimal(result.figures[code])
        for by_person in results
        if (result := by_person.get(person)) is not None and result.figures.get(code) is not None
    ]
    return printed(mean(values))


def results_of(context: Context, period: Period) -> dict[uuid.UUID, Result]:
    """Give the stored results of a closed period by person; of one that is open or reopened there are none."""
    if not is_closed(context, period):
        return {}
    return {row.person_id: row for row in context.session.scalars(select(Result).where(Result.period == period))}


def tree_digest(tree: Node) -> str:
    """Give a SHA-256 over every figure, weight and source of a tree: what a result was computed of."""
    return hashlib.sha256(json.dumps(_digested(tree), ensure_ascii=False).encode()).hexdigest()


_text = lru_cache(maxsize=8192)(fraction_text)
"""The figures of a county are mostly the same few: an item's points, the weight of an item in a sheet."""


def _digested(node: Node) -> list[Any]:
    return [
        node.code,
        None if node.exact is None else _text(node.exact),
        None if node.weight is None else _text(node.weight),
        None if node.source is None else node.source.id,
        [_digested(part) for part in node.inputs],
    ]


def _ranked(computed: list[Computed]) -> tuple[Computed, ...]:
    """Fill in ranks by the printed score: equal scores share one (1, 2, 2, 4); who has no score has none."""
    scores = sorted((exact(Decimal(one.score)) for one in computed if one.score is not None), reverse=True)
    return tuple(
        one if one.score is None else replace(one, rank=scores.index(exact(Decimal(one.score))) + 1) for one in computed
    )
