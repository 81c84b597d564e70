"""The steps of a month: indicators with what they cost, sheets with their deductions, facts and evidence."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import aliased

from cmdesk.models.inspections import Deduction, InspectionSheet
from cmdesk.models.org import Person
from cmdesk.queries.scoring_steps import (
    HUNDRED,
    Step,
    StepFact,
    Way,
    float_free,
    quoted,
    rounding_step,
    short,
    signed,
    two,
    unwrapped,
    with_effect,
)
from cmdesk.rules.derivation import Node
from cmdesk.rules.inspection_sheets import step_of
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_scoring import Indicator
from cmdesk.rules.ruleset_work import ChecklistItem
from cmdesk.runtime.context import Context

EVIDENCE = {"ledger": "台帐", "manual": "手册", "pda": "PDA", "photo": "照", "other": "其他"}
VISITS = {"desk": "内业检查", "field": "外业检查", "both": "综合检查"}


@dataclass(frozen=True)
class LineFact:
    """One deduction as it stands on the sheet."""

    item: int
    step: str
    times: int
    fact: str
    place: str
    happened_on: date
    evidence: str
    evidence_no: str | None


@dataclass(frozen=True)
class VisitFacts:
    """One sheet: when, which kind of visit, by whom, and its deductions."""

    number: str
    visited_on: date
    kind: str
    tier: str
    inspectors: tuple[str, ...]
    lines: tuple[LineFact, ...]


def visits_of(context: Context, person: uuid.UUID, first: date, last: date) -> dict[str, VisitFacts]:
    """Give the approved sheets of a person between two days with their deductions, by number."""
    one, two_ = aliased(Person), aliased(Person)
    sheets = context.session.execute(
        select(
            InspectionSheet.id,
            InspectionSheet.number,
            InspectionSheet.visited_on,
            InspectionSheet.kind,
            InspectionSheet.tier,
            one.name.label("first"),
            two_.name.label("second"),
        )
        .outerjoin(one, one.id == InspectionSheet.inspector_1_id)
        .outerjoin(two_, two_.id == InspectionSheet.inspector_2_id)
        .where(
            InspectionSheet.person_id == person,
            InspectionSheet.visited_on.between(first, last),
            InspectionSheet.state == "approved",
        )
    ).all()
    lines: dict[uuid.UUID, list[LineFact]] = defaultdict(list)
    for row in context.session.execute(
        select(
            Deduction.sheet_id,
            Deduction.item,
            Deduction.step,
            Deduction.times,
            Deduction.fact,
            Deduction.place,
            Deduction.happened_on,
            Deduction.evidence,
            Deduction.evidence_no,
        )
        .where(Deduction.sheet_id.in_([sheet.id for sheet in sheets]))
        .order_by(Deduction.item, Deduction.line)
    ):
        lines[row[0]].append(LineFact(*row[1:]))
    return {
        row.number: VisitFacts(
            row.number,
            row.visited_on,
            row.kind,
            row.tier,
            tuple(name for name in (row.first, row.second) if name),
            tuple(lines[row.id]),
        )
        for row in sheets
    }


@dataclass(frozen=True)
class MonthMaker:
    """Makes the steps of one month under the rules it is computed with."""

    rules: RuleSet
    version: str
    old_rules: bool
    visits: Mapping[str, VisitFacts]

    def performance(self, node: Node, key: str, way: Way) -> tuple[Step, ...]:
        """Give the lines below P of a month: one an indicator, those with full points folded."""
        node, rounding = unwrapped(node)
        made = [self._indicator(part, f"{key}/{part.code}", way.below(part.weight)) for part in node.inputs]
        folded = fold([step for step in made if step.kind != "full"], [s for s in made if s.kind == "full"], key)
        return (*folded, *self._rounded(rounding, key))

    def inspection(self, node: Node, key: str, way: Way) -> tuple[Step, ...]:
        """Give the lines below I of a month: one a sheet."""
        node, rounding = unwrapped(node)
        made = [self._part(part, f"{key}/{n}", way.below(part.weight)) for n, part in enumerate(node.inputs)]
        return (*made, *self._rounded(rounding, key))

    def how_performance(self, node: Node) -> str:
        """Say how P of a month came about."""
        node, _ = unwrapped(node)
        known = [part for part in node.inputs if part.exact is not None]
        lost = HUNDRED - node.exact if node.exact is not None else Fraction()
        gone = len(node.inputs) - len(known)
        text = f"{len(known)} 项指标，" + (f"扣 {two(lost)}" if lost else "满分")
        return f"{text}，{gone} 项没有数据" if gone else text

    def how_inspection(self, node: Node) -> str:
        """Say how I of a month came about."""
        node, _ = unwrapped(node)
        sheets = [part for part in node.inputs if part.code == "sheet"]
        if any(part.code == "red_line" for part in node.inputs):
            return "有一票否决，记 0 分"
        if len(sheets) == 1:
            return "1 张检查表"
        return f"({' + '.join(two(part.exact) for part in sheets)}) ÷ {len(sheets)}"

    def _rounded(self, rounding: Node | None, key: str) -> tuple[Step, ...]:
        return () if rounding is None else (rounding_step(rounding, f"{key}/rounding", self.rules, self.version),)

    def _step(self, **values: object) -> Step:
        return Step(version=self.version, old_rules=self.old_rules, **values)  # type: ignore[arg-type]

    def _part(self, node: Node, key: str, way: Way) -> Step:
        if node.code == "sheet":
            return self._sheet(node, key, way)
        return self._step(
            key=key,
            kind=node.code,
            label=node.label,
            score=signed(node.exact),
            tone="bad" if node.code == "red_line" else "",
            clause=node.rule,
            quoted=quoted(self.rules, node.code, node.rule),
        )

    def _indicator(self, node: Node, key: str, way: Way) -> Step:
        item = next(i for i in self.rules.indicators.items if i.code == node.code)
        figure = next((n for n in _all(node) if n.code == "figure"), None)
        source = None if figure is None else figure.source
        facts = (StepFact(_figure_fact(item, figure), "" if source is None or source.file is None else _row(source)),)
        lost = None if node.exact is None else Fraction(item.points) - node.exact
        step = self._step(
            key=key,
            kind="missing" if node.exact is None else "full" if not lost else "indicator",
            label=item.name,
            how=_how_indicator(item, node, figure),
            score="缺" if node.exact is None else two(node.exact),
            of=float_free(Fraction(item.points)),
            tone="warn" if node.exact is None else "",
            clause=node.rule,
            quoted=self.rules.indicators.text,
            facts=facts,
            target=None if source is None or source.id is None else ("indicators", source.id.partition("/")[0]),
        )
        return with_effect(step, way, lost)

    def _sheet(self, node: Node, key: str, way: Way) -> Step:
        number = node.source.id if node.source is not None and node.source.id is not None else ""
        visit = self.visits.get(number)
        items = sorted((part for part in node.inputs if part.code != "red_line"), key=_taken, reverse=True)
        made = [self._item(part, f"{key}/{part.code}", way.below(part.weight), number, visit) for part in items]
        lost = [step for step in made if step.kind == "item"]
        full = [step for step in made if step.kind == "full"]
        red = [self._part(part, f"{key}/red", way) for part in node.inputs if part.code == "red_line"]
        taken = sum((_taken(part) for part in node.inputs if part.code != "red_line"), Fraction())
        label = node.label
        if visit is not None:
            tier = "市复查" if visit.tier == "city" else VISITS.get(visit.kind, "检查")
            label = f"{visit.visited_on.month}月{visit.visited_on.day}日 {tier}"
        step = self._step(
            key=key,
            kind="sheet",
            label=label,
            how=f"{len(made)} 项，" + (f"扣 {two(taken)}" if taken else "满分"),
            score=two(node.exact),
            clause=node.rule,
            quoted=self.rules.checklist.text,
            facts=() if visit is None else (StepFact(f"检查人 {'、'.join(visit.inspectors) or '市局'}", number),),
            target=("inspections", number) if number else None,
            inputs=(*red, *fold(lost, full, key)),
        )
        return with_effect(step, way, None if node.exact is None else HUNDRED - node.exact)

    def _item(self, node: Node, key: str, way: Way, number: str, visit: VisitFacts | None) -> Step:
        item = self.rules.checklist.item(int(node.code))
        taken = _taken(node)
        lines = [line for line in visit.lines if line.item == int(node.code)] if visit is not None else []
        unit = [] if item is None else [_line_words(line, item) for line in lines]
        step = self._step(
            key=key,
            kind="item" if taken else "full",
            label=f"{node.code} {short(node.label)}",
            how="，".join(dict.fromkeys(unit)) or "满分",
            score=signed(-taken) if taken else "满分",
            tone="warn" if taken else "",
            clause=f"{node.rule}-{node.code}",
            quoted=_item_wording(node, self.rules),
            facts=tuple(StepFact(f"{line.fact}（{line.place}）", _evidence(line)) for line in lines),
            target=("inspections", number) if number else None,
        )
        return with_effect(step, way, taken)


def fold(shown: Iterable[Step], full: list[Step], key: str) -> tuple[Step, ...]:
    """Give the lines that lost something, then those with full marks as one line that opens."""
    if len(full) < 2:
        return (*shown, *full)
    names = "、".join(short(step.label.partition(" ")[2] or step.label) for step in full[:3])
    line = replace(
        full[0],
        key=f"{key}/full",
        kind="folded",
        label=f"{len(full)} 项满分",
        how=names + ("……" if len(full) > 3 else ""),
        score="满分",
        of="",
        clause=full[0].clause.partition("-")[0],
        facts=(),
        target=None,
        inputs=tuple(full),
    )
    return (*shown, line)


def _taken(node: Node) -> Fraction:
    """Give what an item lost, never more than its points."""
    full = next((part.exact for part in node.inputs if part.code == "full"), None)
    return (full or Fraction()) - (node.exact or Fraction())


def _all(node: Node) -> Iterable[Node]:
    yield node
    for part in node.inputs:
        yield from _all(part)


def _row(source: object) -> str:
    return f"第 {getattr(source, 'row', '')} 行"


def _figure_fact(item: Indicator, figure: Node | None) -> str:
    if figure is None or figure.exact is None:
        return f"{item.figure}：没有数据"
    source = figure.source.file if figure.source is not None and figure.source.file else ""
    return f"{item.figure} = {float_free(figure.exact)}{_unit(item)}" + (f"，{source}" if source else "")


def _unit(item: Indicator) -> str:
    return "%" if item.unit == "%" else f" {item.unit}"


def _how_indicator(item: Indicator, node: Node, figure: Node | None) -> str:
    if figure is None or figure.exact is None:
        return "没有数据，分值不计"
    value = f"{two(figure.exact)}{_unit(item)}"
    below = next((part for part in node.inputs if part.code == "shortfall"), None)
    if below is None or not below.exact:
        return f"{value}，达到 {float_free(Fraction(item.full_at))}{_unit(item)}"
    gap = two(below.exact) if below.exact >= Fraction(1, 200) else float_free(below.exact)
    return f"{value}，差 {gap} 个点，每点扣 {float_free(Fraction(item.per_point))}"


def _line_words(line: LineFact, item: ChecklistItem) -> str:
    step = step_of(item, line.step)
    if step is None or step.points is None:
        return _evidence(line)
    return f"{line.times} {step.unit}×{float_free(Fraction(step.points))}，{_evidence(line)}"


def _evidence(line: LineFact) -> str:
    kind, number = EVIDENCE.get(line.evidence, line.evidence), line.evidence_no or ""
    return number if number.startswith(kind) else f"{kind} {number}".strip()


def _item_wording(node: Node, rules: RuleSet) -> str:
    item = rules.checklist.item(int(node.code))
    if item is None:
        return node.label
    costs = "，".join(
        f"{step.text}每{step.unit}扣 {float_free(Fraction(step.points))}"
        for step in item.steps
        if step.points is not None
    )
    return f"第 {item.no} 项：{item.text}。{costs}，扣完 {float_free(Fraction(item.points))} 分为止。"
