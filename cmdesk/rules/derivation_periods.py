"""The derivation of a quarter, a half-year and a year from closed periods and evaluations (B.2, B.8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cmdesk.kernel.amounts import Exact, exact
from cmdesk.kernel.periods import Period
from cmdesk.rules.codes import Source
from cmdesk.rules.derivation import Node, Origin, as_printed, averaged, bounded, hidden, leaf, total
from cmdesk.rules.figures import percents, weigh
from cmdesk.rules.peer_scores import PeerScore, may_be_shown
from cmdesk.rules.ruleset import RuleSet

ROUNDED = "公布时四舍五入"
PEERS_NOT_SHOWN = "互评人数不足5人，不单列"
PEERS_ANONYMOUS = "互评匿名，不再列到评分人"


@dataclass(frozen=True, kw_only=True)
class ClosedMonth:
    """P and I of a month as closed: trees of that month, or None where there is no figure."""

    period: Period
    performance: Node | None
    inspection: Node | None


@dataclass(frozen=True, kw_only=True)
class SourceFact:
    """One outside source of a quarter: its exact figure, where it comes from, and what it was added of."""

    value: Exact | None
    source: Origin | None = None
    inputs: tuple[Node, ...] = ()
    label: str | None = None


@dataclass(frozen=True, kw_only=True)
class QuarterFacts:
    """What a quarter is computed of; None in `months` for an absent month. `reason`: why R was adjusted."""

    months: tuple[ClosedMonth | None, ...]
    customer: SourceFact
    industry: SourceFact
    self_review: SourceFact
    adjustment: Decimal | None = None
    reason: str = ""
    adjustment_source: Origin | None = None


def quarter_tree(facts: QuarterFacts, rule_set: RuleSet, *, graded: bool = True) -> Node:
    """Give Q with everything below it. With `graded` false (不定等次) the root has no figure, the parts stand."""
    nodes = {
        Source.PERFORMANCE: _months_mean(facts, "performance", Source.PERFORMANCE.chinese, rule_set),
        Source.CUSTOMER: _source_node(Source.CUSTOMER, facts.customer, rule_set.survey.clause, rule_set),
        Source.INDUSTRY: _source_node(Source.INDUSTRY, facts.industry, rule_set.industry.clause, rule_set),
        Source.SELF: _source_node(Source.SELF, facts.self_review, rule_set.self_review.clause, rule_set),
        Source.DEPARTMENT: _department(facts, rule_set),
    }
    weighed = weigh({code: node.exact for code, node in nodes.items()}, percents(rule_set.weights.quarter))
    parts = [nodes[Source(part.code)].weighed(part.share) for part in weighed.parts]
    root = total("quarter", "季度得分", parts, rule_set.weights.clause, rule_set.rounding.mode)
    return root if graded else replace(root, exact=None, printed=None)


def _months_mean(facts: QuarterFacts, code: str, label: str, rule_set: RuleSet) -> Node:
    standing = [month for month in facts.months if month is not None]
    figures = [(month.period, getattr(month, code)) for month in standing]
    inputs = [
        replace(as_printed(node, ROUNDED), label=f"{period.chinese} {node.label}")
        for period, node in figures
        if node is not None and node.exact is not None
    ]
    return averaged(code, label, inputs, "B.2", rule_set.rounding.mode)


def _department(facts: QuarterFacts, rule_set: RuleSet) -> Node:
    """Give R: the mean of the months' inspection, the adjustment with its reason, held within 0–100."""
    clause, mode = rule_set.department.clause, rule_set.rounding.mode
    inspected = _months_mean(facts, "inspection", "督察检查平均", rule_set)
    label = Source.DEPARTMENT.chinese
    if inspected.exact is None:
        return Node(label=label, code=Source.DEPARTMENT, printed=None, exact=None, rule=clause)
    parts = [inspected.weighed(1)]
    if facts.adjustment:
        text = f"审核调整：{facts.reason}" if facts.reason else "审核调整"
        parts.append(leaf("adjustment", text, facts.adjustment, clause, facts.adjustment_source).weighed(1))
    node = total(Source.DEPARTMENT, label, parts, clause, mode)
    return bounded(node, "限于0至100分", "B.8.6", mode, most=100)


def _source_node(source: Source, fact: SourceFact, clause: str, rule_set: RuleSet) -> Node:
    label = fact.label or source.chinese
    if fact.inputs and fact.value is not None:
        node = total(source, label, fact.inputs, clause, rule_set.rounding.mode)
        return replace(node, source=fact.source)
    return leaf(source, label, fact.value, clause, fact.source)


@dataclass(frozen=True, kw_only=True)
class ExamFacts:
    """The first marks of a half-year's exam. None: the part was not sat and counts 0 (B.7)."""

    theory: Decimal | None
    practice: Decimal | None
    theory_source: Origin | None = None
    practice_source: Origin | None = None


def half_year_tree(facts: ExamFacts, rule_set: RuleSet) -> Node:
    """Give H of one exam."""
    clause = rule_set.exam.clause
    weights = percents(rule_set.weights.exam)
    names = {paper.code: paper.name for paper in rule_set.exam.papers}
    parts = [
        leaf(code, f"{names[code]}{'' if mark is not None else '（缺考）'}", mark or 0, clause, source).weighed(
            exact(weights[code]) / 100
        )
        for code, mark, source in (
            ("theory", facts.theory, facts.theory_source),
            ("practice", facts.practice, facts.practice_source),
        )
    ]
    return total("half_year", "技能考试", parts, clause, rule_set.rounding.mode)


@dataclass(frozen=True, kw_only=True)
class PeerFacts:
    """互评 of one person: the score and the mean of each ability over the sheets that count, by ability code."""

    score: PeerScore
    abilities: tuple[tuple[str, Fraction], ...] = ()
    source: Origin | None = None


@dataclass(frozen=True, kw_only=True)
class CompetencyFacts:
    """What E is computed of."""

    peers: PeerFacts
    leader: SourceFact
    democratic: SourceFact


def competency_tree(facts: CompetencyFacts, rule_set: RuleSet) -> Node:
    """Give E; 互评 ends at the means of the abilities, and is not shown from too few sheets (B.5a)."""
    nodes = {
        "peer": _peer_node(facts.peers, rule_set),
        "leader": _named("leader", "领导评", facts.leader, rule_set.leaders.clause, rule_set),
        "democratic": _named("democratic", "民主测评", facts.democratic, rule_set.democratic.clause, rule_set),
    }
    weighed = weigh({code: node.exact for code, node in nodes.items()}, percents(rule_set.weights.competency))
    parts = [nodes[part.code].weighed(part.share) for part in weighed.parts]
    root = total("competency", "工作能力综合评议", parts, rule_set.weights.clause, rule_set.rounding.mode)
    if nodes["peer"].exact is not None and not may_be_shown(facts.peers.score.valid, rule_set):
        # With one part hidden and the others shown, the hidden one could be worked out: hide them together.
        return hidden(root, PEERS_NOT_SHOWN)
    return root


def _peer_node(facts: PeerFacts, rule_set: RuleSet) -> Node:
    clause, mode, score = rule_set.peers.clause, rule_set.rounding.mode, facts.score
    label = f"同事互评（有效{score.valid}份，去掉{len(score.dropped)}份）"
    if score.exact is None or not facts.abilities:
        node = leaf("peer", label, score.exact, clause, facts.source)
        return node if score.exact is None else hidden(node, PEERS_ANONYMOUS)
    names = {item.code: item.name for item in rule_set.competencies.items}
    parts = [leaf(code, names.get(code, code), value, clause).weighed(1) for code, value in facts.abilities]
    return replace(total("peer", label, parts, clause, mode), source=facts.source)


def _named(code: str, label: str, fact: SourceFact, clause: str, rule_set: RuleSet) -> Node:
    if fact.inputs and fact.value is not None:
        return replace(total(code, label, fact.inputs, clause, rule_set.rounding.mode), source=fact.source)
    return leaf(code, label, fact.value, clause, fact.source)


@dataclass(frozen=True, kw_only=True)
class ClosedResult:
    """The tree of a closed quarter or exam as the year takes it; None: no figure (不定等次, 缓考)."""

    period: Period
    tree: Node | None


@dataclass(frozen=True, kw_only=True)
class YearFacts:
    """What a year is computed of. An exam missed without excuse comes with a tree of 0."""

    quarters: tuple[ClosedResult, ...]
    exams: tuple[ClosedResult, ...]
    competency: Node | None


def year_tree(facts: YearFacts, rule_set: RuleSet, *, graded: bool = True) -> Node:
    """Give A: printed quarters and exams, E exact (B.8.1). With `graded` false the root has no figure."""
    mode, clause = rule_set.rounding.mode, rule_set.weights.clause
    empty = Node(label="工作能力综合评议", code="competency", printed=None, exact=None, rule=clause)
    nodes = {
        "quarters": averaged("quarters", "季度平均", _as_given(facts.quarters), "B.2", mode),
        "exams": averaged("exams", "技能考试平均", _as_given(facts.exams), "B.2", mode),
        "competency": facts.competency or empty,
    }
    weighed = weigh({code: node.exact for code, node in nodes.items()}, percents(rule_set.weights.year))
    parts = [nodes[part.code].weighed(part.share) for part in weighed.parts]
    root = total("year", "年度得分", parts, clause, mode)
    return root if graded else replace(root, exact=None, printed=None)


def _as_given(results: tuple[ClosedResult, ...]) -> list[Node]:
    return [
        replace(as_printed(result.tree, ROUNDED), label=f"{result.period.chinese} {result.tree.label}")
        for result in results
        if result.tree is not None and result.tree.exact is not None
    ]
