"""The steps of a quarter, a half-year and a year, down to the months and the raw facts below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.scoring_steps import (
    HUNDRED,
    LETTERS,
    Step,
    StepFact,
    Way,
    float_free,
    percent,
    quoted,
    rounding_step,
    signed,
    two,
    unwrapped,
    with_effect,
)
from cmdesk.queries.scoring_steps_month import MonthMaker, VisitFacts
from cmdesk.rules.derivation import Node
from cmdesk.rules.figures import percents
from cmdesk.rules.ruleset import RuleSet

COUNTY_MEAN = "county_mean"
_PAGES = {"customer": "evaluations", "industry": "evaluations", "self": "evaluations", "department": "evaluations"}


@dataclass(frozen=True)
class Ground:
    """What steps are told with: rules and version of every period, the sheets, and the samples of the surveys."""

    rules: Mapping[Period, RuleSet]
    present: str
    visits: Mapping[str, VisitFacts]
    samples: Mapping[Period, tuple[int, str]]


def nominal(period: Period, rules: RuleSet) -> dict[str, int]:
    """Give the weights in percent of the parts of a period, as the rules state them."""
    weights = {
        PeriodKind.MONTH: rules.weights.month,
        PeriodKind.QUARTER: rules.weights.quarter,
        PeriodKind.HALF_YEAR: rules.weights.exam,
        PeriodKind.YEAR: rules.weights.year,
    }[period.kind]
    return {code: int(share) for code, share in percents(weights).items()}


@dataclass(frozen=True)
class PeriodMaker:
    """Makes the steps below the figure of one period. `outer` is how that figure counts in the root."""

    ground: Ground
    period: Period

    @property
    def rules(self) -> RuleSet:
        """Give the rules of the period."""
        return self.ground.rules[self.period]

    def steps(self, tree: Node, key: str = "", way: Way | None = None) -> tuple[Step, ...]:
        """Give the steps that the figure of the period is made of."""
        way = way or Way()
        makers = {
            PeriodKind.MONTH: self._of_month,
            PeriodKind.QUARTER: self._of_quarter,
            PeriodKind.HALF_YEAR: self._of_half,
            PeriodKind.YEAR: self._of_year,
        }
        return tuple(
            makers[self.period.kind](
                node, f"{key}/{node.code}", way.below(node.weight, percent(node.weight or Fraction(1)))
            )
            for node in tree.inputs
        )

    def _step(self, node: Node, key: str, **values: object) -> Step:
        standing: dict[str, object] = {
            "key": key,
            "kind": node.code,
            "label": node.label,
            "letter": "",
            "score": two(node.exact),
            "clause": node.rule,
            "quoted": quoted(self.rules, node.code, node.rule),
        }
        version = self.rules.meta.version
        return Step(version=version, old_rules=version != self.ground.present, **{**standing, **values})  # type: ignore[arg-type]

    def _source(self, node: Node, key: str, way: Way, how: str, **values: object) -> Step:
        """Give a part of the period itself: its points of the root, and what it lost."""
        if node.exact is None:
            return self._missing(node, key)
        share = node.weight or Fraction()
        weights = nominal(self.period, self.rules)
        held = round(Fraction(weights[node.code]) / share) if share else 100
        weight = f"×{weights[node.code]}%" if held == 100 else f"×{weights[node.code]}/{held}"
        most = share * 100
        step = self._step(
            node,
            key,
            letter=LETTERS.get(node.code, ""),
            how=weighed(how or two(node.exact), weight),
            score=two(node.exact * share),
            of=float_free(most) if most.denominator == 1 else two(most),
            **values,
        )
        return with_effect(step, way, HUNDRED - node.exact)

    def _missing(self, node: Node, key: str) -> Step:
        weights = nominal(self.period, self.rules)
        return self._step(
            node,
            key,
            kind="missing",
            letter=LETTERS.get(node.code, ""),
            how=f"没有数据，{weights.get(node.code, 0)} 分按比例分给其余各项",
            score="缺",
            tone="warn",
            clause=self.rules.missing_sources.clause,
            quoted=self.rules.missing_sources.text,
            target=self._page(node),
        )

    def _page(self, node: Node) -> tuple[str, str] | None:
        page = _PAGES.get(node.code)
        return None if page is None else (page, f"{self.period}/{node.code}")

    def _of_month(self, node: Node, key: str, way: Way) -> Step:
        maker = self._month_maker(self.period)
        if node.code == "performance":
            return self._source(node, key, way, maker.how_performance(node), inputs=maker.performance(node, key, way))
        return self._source(node, key, way, maker.how_inspection(node), inputs=maker.inspection(node, key, way))

    def _month_maker(self, month: Period) -> MonthMaker:
        rules = self.ground.rules[month]
        version = rules.meta.version
        return MonthMaker(rules, version, version != self.ground.present, self.ground.visits)

    def _of_quarter(self, node: Node, key: str, way: Way) -> Step:
        if node.exact is None:
            return self._missing(node, key)
        if node.code == "performance":
            months = self._months(node, key, way, "performance")
            return self._source(node, key, way, _mean_text(node), inputs=months)
        if node.code == "department":
            return self._department(node, key, way)
        if node.code == "customer":
            return self._customer(node, key, way)
        made = tuple(
            self._rater(part, f"{key}/{n}", way.below(part.weight), node.code) for n, part in enumerate(node.inputs)
        )
        how = f"{len(node.inputs)} 人评，平均 {two(node.exact)}" if node.code == "industry" else ""
        return self._source(node, key, way, how, inputs=made, target=self._page(node))

    def _customer(self, node: Node, key: str, way: Way) -> Step:
        valid, origin = self.ground.samples.get(self.period, (0, ""))
        how = f"{valid} 份有效，{two(node.exact)}"
        if origin == COUNTY_MEAN:
            how = f"只有 {valid} 份有效，取全县平均 {two(node.exact)}"
        return self._source(node, key, way, how, tone="info" if origin == COUNTY_MEAN else "", target=self._page(node))

    def _department(self, node: Node, key: str, way: Way) -> Step:
        mean = next((part for part in node.inputs if part.code == "inspection"), None)
        if mean is None:
            return self._source(node, key, way, "")
        months = self._months(mean, key, way, "inspection")
        rest = []
        text = _mean_text(mean)
        for part in node.inputs:
            if part.code == "inspection":
                continue
            text += f"，{'调整' if part.code == 'adjustment' else ''} {signed(part.exact)}"
            reason = part.label.partition("：")[2]
            rest.append(
                self._step(
                    part,
                    f"{key}/{part.code}",
                    label="审核调整" if part.code == "adjustment" else part.label,
                    how=reason or "没有写理由",
                    score=signed(part.exact),
                    facts=(StepFact(reason),) if reason else (),
                )
            )
        return self._source(node, key, way, text, inputs=(*months, *rest), target=self._page(node))

    def _months(self, node: Node, key: str, way: Way, code: str) -> tuple[Step, ...]:
        made = []
        for part in node.inputs:
            month = next((m for m in self.period.months if part.label.startswith(f"{m.chinese} ")), None)
            if month is None:
                made.append(self._step(part, f"{key}/{part.code}"))
                continue
            maker = self._month_maker(month)
            inner = way.below(part.weight)
            here = f"{key}/{month}"
            if code == "performance":
                how, below = maker.how_performance(part), maker.performance(part, here, inner)
            else:
                how, below = maker.how_inspection(part), maker.inspection(part, here, inner)
            if maker.old_rules:
                how += "，按当时规则"
            step = Step(
                key=here,
                kind="month",
                label=f"{month.number} 月" + ("督察" if code == "inspection" else ""),
                how=how,
                score=two(part.exact),
                version=maker.version,
                old_rules=maker.old_rules,
                clause=part.rule,
                quoted=maker.rules.indicators.text if code == "performance" else maker.rules.inspections.text,
                inputs=below,
            )
            made.append(with_effect(step, inner, None if part.exact is None else HUNDRED - part.exact))
        return tuple(made)

    def _rater(self, node: Node, key: str, way: Way, source: str) -> Step:
        most = HUNDRED if source == "industry" else Fraction(self.rules.self_review.points_each)
        number = "" if node.source is None else node.source.id or ""
        label = f"评价表 {number.rpartition('-')[2]}" if number else node.label
        step = self._step(
            node, key, label=label, how=number, of=float_free(most), target=(_PAGES[source], f"{self.period}/{source}")
        )
        return with_effect(step, way, None if node.exact is None else most - node.exact)

    def _of_half(self, node: Node, key: str, way: Way) -> Step:
        weight = percent(node.weight or Fraction(1))
        share = (node.weight or Fraction(1)) * 100
        step = self._step(
            node,
            key,
            how=f"{two(node.exact)}{weight}",
            score=two((node.exact or Fraction()) * (node.weight or Fraction(1))),
            of=float_free(share),
            target=("exams", str(self.period)),
        )
        return with_effect(step, way, None if node.exact is None else HUNDRED - node.exact)

    def _of_year(self, node: Node, key: str, way: Way) -> Step:
        if node.exact is None:
            return self._missing(node, key)
        if node.code == "competency":
            return self._competency(node, key, way)
        periods = self.period.quarters if node.code == "quarters" else self.period.halves
        made = []
        for part in node.inputs:
            lower = next((p for p in periods if part.label.startswith(f"{p.chinese} ")), None)
            if lower is not None:
                made.append(self._closed(part, f"{key}/{lower}", way.below(part.weight), lower))
        return self._source(node, key, way, _mean_text(node), inputs=tuple(made))

    def _closed(self, node: Node, key: str, way: Way, lower: Period) -> Step:
        inner, rounding = unwrapped(node)
        maker = PeriodMaker(self.ground, lower)
        below = maker.steps(inner, key, way)
        rest = () if rounding is None else (rounding_step(rounding, f"{key}/rounding", self.rules, ""),)
        word = f"{'一二三四'[lower.number - 1]}季度" if lower.kind is PeriodKind.QUARTER else lower.chinese[5:]
        formula = " + ".join(step.score for step in below if step.score and step.score != "缺")
        step = replace(
            maker._step(inner, key),
            kind="period",
            label=word,
            how=formula + ("，按当时规则" if maker.rules.meta.version != self.ground.present else ""),
            score=two(node.exact),
            inputs=(*below, *rest),
        )
        return with_effect(step, way, None if node.exact is None else HUNDRED - node.exact)

    def _competency(self, node: Node, key: str, way: Way) -> Step:
        if node.suppressed:
            return self._source(node, key, way, node.suppressed, facts=(StepFact(node.suppressed),))
        made = tuple(self._assessed(part, f"{key}/{part.code}", way.below(part.weight)) for part in node.inputs)
        parts = " + ".join(
            f"{two(part.exact)}{percent(part.weight or Fraction(1))}" for part in node.inputs if part.exact is not None
        )
        return self._source(node, key, way, parts, inputs=made)

    def _assessed(self, node: Node, key: str, way: Way) -> Step:
        if node.exact is None:
            return self._step(
                node, key, kind="missing", how="没有举行或人数不足，权重分给其余", score="缺", tone="warn"
            )
        below = tuple(
            self._step(part, f"{key}/{part.code}{n}", of="10" if node.code == "peer" else "100")
            for n, part in enumerate(node.inputs)
        )
        how = node.suppressed or f"占 {percent(node.weight or Fraction(1))[1:]}"
        page = {"peer": ("peers", str(self.period)), "leader": ("evaluations", f"{self.period}/leader")}
        label = node.label.partition("（")[0]
        note = node.label.partition("（")[2].rstrip("）")
        step = self._step(
            node,
            key,
            label=label,
            how=f"{note}，{how}" if note else how,
            of="100",
            target=page.get(node.code),
            inputs=below,
        )
        return with_effect(step, way, HUNDRED - node.exact)


def weighed(how: str, weight: str) -> str:
    """Write a weight behind a figure or a sum in brackets at once, behind anything else after a comma."""
    plain = how[-1:].isdigit() and "=" not in how and "扣" not in how and "÷" not in how
    if plain and " + " in how:
        how = f"({how})"
    return f"{how}{'' if plain else '，'}{weight}"


def _mean_text(node: Node) -> str:
    """Write a plain mean so that anyone can add it again."""
    figures = [two(part.exact) for part in node.inputs if part.exact is not None]
    if len(figures) == 1:
        return f"只有 1 期，{figures[0]}"
    return f"({' + '.join(figures)}) ÷ {len(figures)} = {two(node.exact)}"
