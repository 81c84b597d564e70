"""The scores of an annual report: abilities, quarters with their months, exams, E, and how A comes about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cmdesk.documents.reports.d25_content import Ability, ExamRow, MonthScores, QuarterScores, ShareRow
from cmdesk.kernel.amounts import exact, mean, printed
from cmdesk.kernel.periods import Period
from cmdesk.models.scoring import Result
from cmdesk.queries.reports_words import NONE, figure, part, short
from cmdesk.queries.reports_year_facts import Grounds
from cmdesk.queries.scoring_compute import Computed
from cmdesk.rules.charts import radar_from_zero
from cmdesk.rules.codes import Source
from cmdesk.rules.derivation import Node
from cmdesk.rules.derivation_periods import PEERS_NOT_SHOWN
from cmdesk.rules.figures import percents

_HALVES = ("上半年", "下半年")
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_SIGNS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_COMPETENCY = {"peer": "同事互评", "leader": "领导评", "democratic": "民主测评"}
_YEAR = {"quarters": "季度业绩均值Q", "exams": "技能考试均值H", "competency": "综合评议E"}


@dataclass(frozen=True)
class AbilityPart:
    """The radar with what is said around it; empty where too few sheets were valid."""

    abilities: tuple[Ability, ...]
    heading: str
    note: str
    counted: str
    from_zero: bool


def ability_part(one: Computed, grounds: Grounds) -> AbilityPart:
    """Give the ten abilities of a person against last year's (B.5a)."""
    person, rules = one.person.id, grounds.rules
    found, before = grounds.abilities.get(person), grounds.abilities_before.get(person)
    from_zero = radar_from_zero(
        [Decimal(printed(value) or 0) for shown in grounds.abilities.values() for value in shown.means.values()]
    )
    if found is None:
        note = PEERS_NOT_SHOWN if person in grounds.hidden else "本年度没有同事互评结果。"
        return AbilityPart((), "", note, "", from_zero)
    full = short(rules.competencies.items[0].points)
    heading = f"每项{full}分，合计{printed(found.score)}分"
    if before is not None:
        heading += f"；上年度{printed(before.score)}分"
    abilities = tuple(
        Ability(
            name=item.name,
            value=printed(found.means[item.code]) or "",
            last=(printed(before.means[item.code]) or "") if before is not None else "",
        )
        for item in rules.competencies.items
    )
    note = "刻度0—10分，圆心为0分" if from_zero else "刻度5—10分，圆心为5分"
    counted = f"有效互评{found.valid}人"
    if found.dropped:
        counted += f"，去掉最高、最低总分各一个，取{found.valid - found.dropped}人均值"
    return AbilityPart(abilities, heading, f"{note}。全县同一刻度，可以互相比较。", f"{counted}。", from_zero)


def quarter_rows(one: Computed, grounds: Grounds) -> tuple[tuple[QuarterScores, ...], str]:
    """Give the quarters with their months, and the notes under the table."""
    notes: list[str] = []
    rows = tuple(
        _quarter(label, quarter, one, grounds, notes)
        for label, quarter in zip(_QUARTERS, grounds.year.quarters, strict=True)
    )
    said = [f"{_SIGNS[at]}{note}" if at < len(_SIGNS) else note for at, note in enumerate(notes)]
    return rows, "".join([*said, "季度行的P、I、M为各月均值。"])


def _quarter(label: str, quarter: Period, one: Computed, grounds: Grounds, notes: list[str]) -> QuarterScores:
    person = one.person.id
    months = [grounds.result(month, person) for month in quarter.months]
    result, computed = grounds.result(quarter, person), grounds.quarters[quarter].get(person)
    exacts = {} if computed is None else {node.code: node.exact for node in computed.tree.inputs}
    missing = [source for source in Source if computed is not None and exacts.get(source) is None]
    signs = {}
    if missing:
        names = "、".join(source.chinese for source in missing)
        sign = _SIGNS[len(notes)] if len(notes) < len(_SIGNS) else ""
        notes.append(f"{label}{names}缺项，不计0分，其余来源按原比例折算。")
        signs = dict.fromkeys(missing, f"缺项{sign}")
    standing = [m for m in months if m is not None and m.figures["performance"] is not None]

    def shown(source: Source) -> str:
        return signs.get(source) or figure(printed(exacts.get(source)))

    return QuarterScores(
        label=label,
        months=tuple(_month(month, found) for month, found in zip(quarter.months, months, strict=True)),
        p=shown(Source.PERFORMANCE),
        i=figure(_mean_of(standing, "inspection")),
        m=figure(printed(mean(Fraction(m.score) for m in standing if m.score is not None))),
        c=shown(Source.CUSTOMER),
        g=shown(Source.INDUSTRY),
        s=shown(Source.SELF),
        r=shown(Source.DEPARTMENT),
        q=figure(None if result is None else result.score),
    )


def _mean_of(results: Sequence[Result], code: str) -> str | None:
    return printed(mean(Fraction(r.figures[code]) for r in results if r.figures[code] is not None))


def _month(month: Period, result: Result | None) -> MonthScores:
    figures = {"performance": None, "inspection": None} if result is None else result.figures
    return MonthScores(
        label=f"{month.number}月",
        p=figure(figures["performance"]),
        i=figure(figures["inspection"]),
        m=figure(None if result is None else result.score),
    )


def exam_rows(one: Computed, grounds: Grounds) -> tuple[tuple[ExamRow, ...], str]:
    """Give the exams of the year and their printed mean."""
    rows = []
    for label, half in zip(_HALVES, grounds.year.halves, strict=True):
        result, mark = grounds.result(half, one.person.id), grounds.marks.get((one.person.id, half))
        score = None if result is None else result.score
        if result is None or mark is None or mark.state == "deferred":
            verdict = "缓考" if mark is not None else "未考"
            rows.append(ExamRow(label=label, theory=NONE, practice=NONE, score=NONE, verdict=verdict))
            continue
        verdict = "缺考" if mark.state == "absent" else "合格" if result.figures["passed"] else "不合格"
        rows.append(
            ExamRow(
                label=label,
                theory=short(mark.theory or 0),
                practice=short(mark.practice or 0),
                score=figure(score),
                verdict=verdict,
            )
        )
    node = _input(one.tree, "exams")
    return tuple(rows), part(node.exact)


def _input(tree: Node, code: str) -> Node:
    return next(node for node in tree.inputs if node.code == code)


def competency_rows(one: Computed, grounds: Grounds) -> tuple[tuple[ShareRow, ...], ShareRow]:
    """Give the three parts of E and their sum; all three are hidden where 互评 may not be shown (B.5a)."""
    node = _input(one.tree, "competency")
    weights = {code: exact(weight) for code, weight in percents(grounds.rules.weights.competency).items()}
    if node.suppressed:
        rows = tuple(
            ShareRow(name=name, value=NONE, weight=short(weights[code]), product=NONE)
            for code, name in _COMPETENCY.items()
        )
        total = ShareRow(name="综合评议E", value=part(node.exact), weight="", product=NONE)
        return rows, total
    parts = {inner.code: inner for inner in node.inputs}
    shown = tuple(
        _share(name, parts[code].exact if code in parts else None, weights[code]) for code, name in _COMPETENCY.items()
    )
    return shown, _sum("综合评议E", [(parts[c].exact, w) for c, w in weights.items() if c in parts], node.exact)


def _share(name: str, value: Fraction | None, weight: Fraction, source: str = "", *, least: int = 2) -> ShareRow:
    product = None if value is None else weight * value / 100
    return ShareRow(
        name=name, value=part(value, least=least), weight=short(weight), product=part(product, least=3), source=source
    )


def _sum(name: str, parts: Sequence[tuple[Fraction | None, Fraction]], value: Fraction | None) -> ShareRow:
    """Give the row of the sum; the figure stands in it where missing parts make it differ from the products' sum."""
    there = [(figure_, weight) for figure_, weight in parts if figure_ is not None]
    weight = sum((weight for _, weight in there), Fraction())
    product = sum((figure_ * weight / 100 for figure_, weight in there), Fraction()) if there else None
    whole = weight == 100
    return ShareRow(name=name, value="" if whole else part(value), weight=short(weight), product=part(product, least=3))


@dataclass(frozen=True)
class Derivation:
    """How A comes about: the rows, their sum, the rounding in words, and the result."""

    rows: tuple[ShareRow, ...]
    total: ShareRow
    text: str
    result: str


def derivation(one: Computed, grounds: Grounds) -> Derivation:
    """Give the derivation of A; only A is rounded (B.8.1)."""
    weights = {code: exact(weight) for code, weight in percents(grounds.rules.weights.year).items()}
    rows = []
    parts: list[tuple[Fraction | None, Fraction]] = []
    for node in one.tree.inputs:
        rows.append(_share(_YEAR[node.code], node.exact, weights[node.code], _origin(node, grounds)))
        parts.append((node.exact, weights[node.code]))
    total = _sum("合计", parts, None)
    weight = sum((w for value, w in parts if value is not None), Fraction())
    product = sum((value * w / 100 for value, w in parts if value is not None), Fraction())
    if one.score is None:
        return Derivation(tuple(rows), total, why_ungraded(one, grounds), grounds.rules.bands.ungraded)
    value = product if weight == 100 else product * 100 / weight
    steps = [part(product, least=3)]
    if weight != 100:
        steps[0] += f"÷{short(weight)}%＝{part(value, least=3)}"
    return Derivation(tuple(rows), total, f"{steps[0]}→{one.score}（四舍五入，两位）", one.score)


def _origin(node: Node, grounds: Grounds) -> str:
    """Give the figures that a part was made of, as a sum that can be added again."""
    if node.exact is None:
        return "缺项，权重按比例分给其余部分"
    if node.code == "competency":
        if node.suppressed:
            return PEERS_NOT_SHOWN
        weights = {code: exact(weight) for code, weight in percents(grounds.rules.weights.competency).items()}
        there = [inner for inner in node.inputs if inner.exact is not None]
        products = "＋".join(part(weights[i.code] * (i.exact or 0) / 100, least=3) for i in there)
        weight = sum((weights[inner.code] for inner in there), Fraction())
        return products if weight == 100 else f"（{products}）÷{short(weight)}%"
    figures = [inner.printed or "" for inner in node.inputs if inner.exact is not None]
    return figures[0] if len(figures) == 1 else f"（{'＋'.join(figures)}）÷{len(figures)}"


def why_ungraded(one: Computed, grounds: Grounds) -> str:
    """Say why a year has no band (B.8.5)."""
    rules = grounds.rules.roll_up
    if "too_few_quarters" in one.notes:
        return f"有得分的季度不足{rules.year_quarters}个，本年度不定等次"
    return "没有考试成绩，本年度不定等次"
