"""The content of D13: one person's closed quarter with its five sources, gaps and the talk."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cmdesk.documents.content import Content
from cmdesk.documents.reports.d13_content import GapRow, MonthRow, QuarterContent, SourceRow
from cmdesk.kernel.amounts import exact, mean, printed
from cmdesk.kernel.periods import Period
from cmdesk.models.scoring import Result
from cmdesk.queries.reports_closed import ClosedPeriod, closed_period
from cmdesk.queries.reports_gaps import PlannedGap, planned_gaps
from cmdesk.queries.reports_identity import FINAL, Draft, Issue, Roster, identity
from cmdesk.queries.reports_words import CUT, NONE, day, day_of, figure, part, short
from cmdesk.queries.scoring_compute import Computed, results_of
from cmdesk.queries.scoring_facts import QuarterSources, quarter_sources
from cmdesk.rules.codes import Source
from cmdesk.rules.derivation import Node
from cmdesk.rules.evaluations import Origin
from cmdesk.rules.figures import percents
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.scoring import TALK_REQUIRED
from cmdesk.runtime.context import Context

FORM = "D13"
_LETTERS = dict(zip(Source, "PCGSR", strict=True))
_NUMERALS = "零一二三四五"


@dataclass(frozen=True)
class _Ground:
    """What all D13 of a quarter are made of."""

    roster: Roster
    closed: ClosedPeriod
    months: dict[Period, dict[uuid.UUID, Result]]
    sources: QuarterSources
    gaps: dict[uuid.UUID, tuple[PlannedGap, ...]]

    @property
    def rules(self) -> RuleSet:
        return self.closed.rules


def quarter_drafts(context: Context, period: Period, people: Iterable[str]) -> tuple[Draft, ...]:
    """Give the D13 of everybody, or of some, of a closed quarter, in order of 工号.

    Raises Rejected `period_open`, `unknown_person`, `no_result`; Damaged `result_differs`.
    """
    closed = closed_period(context, period)
    chosen = closed.chosen(context, people)
    ids = [one.person.id for one in chosen]
    ground = _Ground(
        roster=Roster(context, closed.rules),
        closed=closed,
        months={month: results_of(context, month) for month in period.months},
        sources=quarter_sources(context, period, closed.rules, [one.person.id for one in closed.computed.values()]),
        gaps=planned_gaps(context, period, closed.rules, ids),
    )
    return tuple(_draft(one, ground) for one in chosen)


def _draft(one: Computed, ground: _Ground) -> Draft:
    def make(issue: Issue) -> Content:
        return _content(one, ground, issue)

    return Draft(FORM, ground.closed.period, one.person.staff_no, one.person.id, FINAL, make)


def _content(one: Computed, ground: _Ground, issue: Issue) -> QuarterContent:
    person, period, rules = one.person, ground.closed.period, ground.rules
    sources = _Sources(one, ground)
    months = [_month(month, ground.months[month].get(person.id), rules) for month in period.months]
    weights = percents(rules.weights.month)
    return QuarterContent(
        identity=identity(ground.roster.context, FORM, period, person.staff_no, issue, rules),
        person=ground.roster.block(person, period.last_day),
        filled_on=day_of(issue.created),
        months=tuple(row for row, _ in months),
        month_mean=_mean(period, one, ground),
        p_weight=printed(exact(weights["performance"]) / 100) or "",
        i_weight=printed(exact(weights["inspection"]) / 100) or "",
        sources=tuple(sources.row(node) for node in one.tree.inputs),
        weight_sum=short(sources.weight_sum),
        product_sum=part(sources.product_sum),
        share_sum=f"{short(sources.weight_sum)}/{short(sources.weight_sum)}" if sources.weight_sum else NONE,
        result=one.score or "",
        result_note="四舍五入，两位" if one.score is not None else _why_ungraded(one, rules),
        missing_note=_notes(one, ground, sources, [note for _, notes in months for note in notes]),
        gaps=tuple(_gap(gap) for gap in ground.gaps[person.id]),
        remark=ground.sources.comments.get(person.id, ""),
        complete=not sources.missing,
    )


def _gap(planned: PlannedGap) -> GapRow:
    gap = f"{planned.gap}：{planned.basis}" if planned.basis else planned.gap
    return GapRow(gap=gap, measure=planned.measure, training=planned.training, deadline=day(planned.due))


def _month(month: Period, result: Result | None, rules: RuleSet) -> tuple[MonthRow, list[str]]:
    """Give a month's row, and what has to be said about it."""
    label = f"{month.number}月"
    if result is None or result.figures["performance"] is None:
        inspection = None if result is None else result.figures["inspection"]
        sheets = "0" if result is None else str(result.figures["sheets"])
        row = MonthRow(label=label, p=NONE, i=figure(inspection), sheets=sheets, p_part=NONE, i_part=NONE, m=NONE)
        return row, [f"{label}无经营业绩得分，不计入均值。"]
    weights = percents(rules.weights.month)
    performance, inspection = result.figures["performance"], result.figures["inspection"]
    notes = []
    p_part = i_part = None
    if inspection is None:
        notes.append(f"{label}无督察表，月度得分按经营业绩计。")
    else:
        p_part = exact(weights["performance"]) * Fraction(performance) / 100
        i_part = exact(weights["inspection"]) * Fraction(inspection) / 100
        if result.score is not None and printed(p_part + i_part) != result.score:
            notes.append(f"{label}两项之和与月度得分相差0.01，因月度得分由未修约的数计算。")
    return (
        MonthRow(
            label=label,
            p=performance,
            i=figure(inspection),
            sheets=str(result.figures["sheets"]),
            p_part=part(p_part),
            i_part=part(i_part),
            m=figure(result.score),
        ),
        notes,
    )


def _mean(period: Period, one: Computed, ground: _Ground) -> MonthRow:
    """Give the row of the means: of the printed figures of the months, as the quarter takes them (B.8.1)."""
    results = [result for month in period.months if (result := ground.months[month].get(one.person.id)) is not None]
    standing = [result for result in results if result.figures["performance"] is not None]
    performance = mean(Fraction(result.figures["performance"]) for result in standing)
    inspected = [result for result in standing if result.figures["inspection"] is not None]
    inspection = mean(Fraction(result.figures["inspection"]) for result in inspected)
    p_part = i_part = None
    month = mean(Fraction(result.score) for result in standing if result.score is not None)
    if performance is not None and inspection is not None and len(inspected) == len(standing):
        weights = percents(ground.rules.weights.month)
        p_part, i_part = (
            exact(weights["performance"]) * performance / 100,
            exact(weights["inspection"]) * inspection / 100,
        )
        month = p_part + i_part
    return MonthRow(
        label="季度均值",
        p=figure(printed(performance)),
        i=figure(printed(inspection)),
        sheets=f"共{sum(result.figures['sheets'] for result in results)}",
        p_part=part(p_part),
        i_part=part(i_part),
        m=figure(printed(month)),
    )


class _Sources:
    """The five sources of one person: given weights, products, and what is missing."""

    def __init__(self, one: Computed, ground: _Ground) -> None:
        self.one = one
        self.ground = ground
        self.weights = {Source(code): exact(weight) for code, weight in percents(ground.rules.weights.quarter).items()}
        self.nodes = {Source(node.code): node for node in one.tree.inputs}
        self.present = [source for source in Source if self.nodes[source].exact is not None]
        self.missing = [source for source in Source if source not in self.present]
        self.weight_sum = sum((self.weights[source] for source in self.present), Fraction())
        self.product_sum = sum((self.product(source) for source in self.present), Fraction())

    def product(self, source: Source) -> Fraction:
        """Give the given weight × the exact figure."""
        return self.weights[source] * (self.nodes[source].exact or 0) / 100

    def row(self, node: Node) -> SourceRow:
        """Give the row of a source."""
        source = Source(node.code)
        weight = short(self.weights[source])
        there = source in self.present
        return SourceRow(
            name=source.chinese,
            letter=_LETTERS[source],
            basis=self.basis(source),
            score=figure(printed(node.exact)) if there else "缺项",
            weight=weight,
            product=part(self.product(source)) if there else NONE,
            share=f"{weight}/{short(self.weight_sum)}" if there else "0",
        )

    def basis(self, source: Source) -> str:
        """Give who rated, and on what."""
        person, rules, sources = self.one.person.id, self.ground.rules, self.ground.sources
        there = source in self.present
        if source is Source.PERFORMANCE:
            return f"营销中心；{_months_word(self.one.figures['months'])}P的均值" if there else "营销中心；无得分月份"
        if source is Source.CUSTOMER:
            valid, origin = sources.customer_samples.get(person, (0, str(Origin.MISSING)))
            if origin == Origin.COUNTY_MEAN:
                return f"有效问卷{valid}份，取县均值"
            return f"营销中心问卷；有效{valid}份"
        if source is Source.INDUSTRY:
            raters = sources.industry_raters.get(person, 0)
            return f"有效评价人{raters}人" + ("" if there else f"，少于{rules.industry.least_raters}人")
        if source is Source.SELF:
            return "本人；十项职责" if there else "本人未交自评表"
        if not there:
            return "本季无督察表"
        adjustment, _ = sources.adjustments.get(person, (Decimal(0), ""))
        return f"{_months_word(self._inspected())}I的均值，调整{short(adjustment)}分"

    def _inspected(self) -> int:
        months = (found.get(self.one.person.id) for found in self.ground.months.values())
        return sum(
            m is not None and m.figures["performance"] is not None and m.figures["inspection"] is not None
            for m in months
        )


def _months_word(count: int) -> str:
    return f"{_NUMERALS[count]}个月" if count != 2 else "两个月"


def _why_ungraded(one: Computed, rules: RuleSet) -> str:
    least = rules.roll_up.quarter_months
    if one.figures["months"] < least:
        return f"有得分的月份不足{least}个，本季不定等次"
    return "缺少的来源按规定暂缓，本季不定等次"


def _notes(one: Computed, ground: _Ground, sources: _Sources, months: list[str]) -> str:
    said = []
    for source in sources.missing:
        weight = short(sources.weights[source])
        said.append(f"{source.chinese}（规定权重{weight}%）本季缺项：{sources.basis(source)}。")
    if sources.missing and one.score is not None:
        shares = "、".join(f"{short(sources.weights[s])}/{short(sources.weight_sum)}" for s in sources.present)
        said.append(
            f"缺项不按0分计，也不补分；其余{_NUMERALS[len(sources.present)]}项按原比例分摊，"
            f"权重合计{short(sources.weight_sum)}%，折算权重为{shares}。"
        )
    elif not sources.missing:
        said.append("五项来源齐全，无缺项。")
    said += months
    said += _adjusted(one, ground)
    said += _talk(one, ground.rules)
    if any(part(sources.product(source)).startswith(CUT) for source in sources.present):
        said.append(f"标{CUT}的乘积只列四位，合计与得分按未修约的数计算。")
    return "".join(said)


def _adjusted(one: Computed, ground: _Ground) -> list[str]:
    adjustment, reason = ground.sources.adjustments.get(one.person.id, (Decimal(0), ""))
    return [f"审核调整{short(adjustment)}分，理由：{reason.rstrip('。')}。"] if adjustment and reason else []


def _talk(one: Computed, rules: RuleSet) -> list[str]:
    by_code = {node.code: node.exact for node in one.tree.inputs}
    own, department = by_code[Source.SELF], by_code[Source.DEPARTMENT]
    if own is None or department is None:
        return []
    far, limit = printed(abs(own - department)), short(rules.department.talk_over)
    if TALK_REQUIRED in one.notes:
        return [f"自我评价与审核评价相差{far}分，超过{limit}分，应当约谈。"]
    return [f"自我评价与审核评价相差{far}分，未超过{limit}分，不需约谈。"]
