"""The derivation of a figure in steps that people read: what, how and why, the score, the clause, and its effect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cmdesk.kernel.amounts import printed
from cmdesk.rules.derivation import Node
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_scoring import Clause

SOURCES = ("performance", "customer", "industry", "self", "department")
LETTERS = {
    "performance": "P",
    "customer": "C",
    "industry": "G",
    "self": "S",
    "department": "R",
    "inspection": "I",
    "quarters": "Q",
    "exams": "H",
    "competency": "E",
}
"""The letter of each part of a period, as B.2 writes the formulas."""
HUNDRED = Fraction(100)


@dataclass(frozen=True)
class StepFact:
    """One fact behind a step, and the evidence for it."""

    text: str
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of a derivation.

    `key` is its path, the same after every computing. `score` is printed, `of` what it could be at most. `old_rules`:
    under another version than the present one. `effect` is how much the root lost by it, printed to three places,
    `effect_how` the same as a product. `target`: the page and the argument where its origin is.
    """

    key: str
    kind: str
    label: str
    letter: str = ""
    how: str = ""
    score: str = ""
    of: str = ""
    tone: str = ""
    version: str = ""
    old_rules: bool = False
    clause: str = ""
    quoted: str = ""
    facts: tuple[StepFact, ...] = ()
    effect: str = ""
    effect_how: str = ""
    target: tuple[str, str] | None = None
    inputs: tuple[Step, ...] = ()

    def whole(self) -> tuple[Step, ...]:
        """Give this step and all below it, in the order of print."""
        return (self, *(below for part in self.inputs for below in part.whole()))


@dataclass(frozen=True)
class Way:
    """How a step counts in the root: the product of weights, and that product as people write it."""

    share: Fraction = Fraction(1)
    text: str = ""

    def below(self, weight: Fraction | None, text: str = "") -> Way:
        """Give the way of an input with that weight; `text` where it is written in another way than `times`."""
        if weight is None or weight == 1:
            return self
        return Way(self.share * weight, self.text + (text or times(weight)))


def times(weight: Fraction) -> str:
    """Give a weight as people multiply by it: ÷3, ×15%, ×50/90, ×100÷68."""
    if not weight:
        return "×0"
    if weight.numerator == 1:
        return f"÷{weight.denominator}"
    scaled = HUNDRED / weight
    if weight > 1 and (scaled * 10).denominator == 1:
        return f"×100÷{float_free(scaled)}"
    return percent(weight)


def percent(weight: Fraction) -> str:
    """Give the weight of a part of a period: ×15%, or ×50/90 where it does not end."""
    share = weight * 100
    return f"×{share}%" if share.denominator == 1 else f"×{weight.numerator}/{weight.denominator}"


def float_free(value: Fraction) -> str:
    """Give a number with as few places as it needs, at most four."""
    text = (printed(value, 4) or "").replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text


def two(value: Fraction | None) -> str:
    """Give a figure to two places with a true minus; nothing for none."""
    return (printed(value, 2) or "").replace("-", "−")


def short(text: str) -> str:
    """Give the first phrase of a long wording: what it is about."""
    first = re.split(r"[，；：（(。]", text)[0]
    return re.split(r"[、 ]", first)[0] if len(first) > 11 else first


def quoted(rules: RuleSet, code: str, clause: str) -> str:
    """Give the wording of the clause that makes a figure."""
    parts: Mapping[str, Clause] = {
        "customer": rules.survey,
        "industry": rules.industry,
        "rater": rules.industry,
        "self": rules.self_review,
        "duty": rules.self_review,
        "department": rules.department,
        "adjustment": rules.department,
        "inspection": rules.inspections,
        "sheet": rules.checklist,
        "competency": rules.weights,
        "peer": rules.peers,
        "leader": rules.leaders,
        "democratic": rules.democratic,
        "exams": rules.exam,
        "half_year": rules.exam,
        "theory": rules.exam,
        "practice": rules.exam,
        "quarters": rules.weights,
        "rounding": rules.rounding,
        "red_line": rules.red_lines,
        "bound": rules.missing_sources,
        "missing": rules.missing_sources,
    }
    if code in parts:
        return parts[code].text
    by_number = {part.clause: part.text for part in (rules.weights, rules.indicators, rules.checklist)}
    return by_number.get(clause, "")


def with_effect(step: Step, way: Way, lost: Fraction | None) -> Step:
    """Give the step with what the root has lost by it; a step that lost nothing says nothing."""
    if lost is None or lost <= 0:
        return step
    whole = lost * way.share
    how = f"{float_free(lost)}{way.text}" if way.text else ""
    shown = printed(whole, 3) or ""
    return replace(step, effect="不到 0.001" if shown == "0.000" else shown, effect_how=how)


def rounding_step(node: Node, key: str, rules: RuleSet, version: str) -> Step:
    """Give the line that carries the rounding of a closed figure."""
    return Step(
        key=key,
        kind="rounding",
        label=node.label,
        how="上一期公布的数字为准",
        score=signed(node.exact, 4),
        version=version,
        clause=node.rule,
        quoted=quoted(rules, "rounding", node.rule),
    )


def signed(value: Fraction | Decimal | None, places: int = 2) -> str:
    """Give a difference with its sign, a true minus: +0.35, −1.20."""
    if value is None:
        return ""
    text = printed(value, places) or ""
    return text.replace("-", "−") if text.startswith("-") else f"+{text}"


def unwrapped(node: Node) -> tuple[Node, Node | None]:
    """Part a closed figure taken as printed into what made it and its rounding (None where nothing was rounded)."""
    if len(node.inputs) == 2 and node.inputs[1].code == "rounding":
        return node.inputs[0], node.inputs[1]
    return node, None
