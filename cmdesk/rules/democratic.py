"""民主测评: the score of a secret rating in three classes of voters, and the block (B.12.6, B.12.14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cmdesk.kernel.amounts import exact
from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.rules.figures import printed_figure, weigh
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.shapes import Count


@dataclass(frozen=True, kw_only=True)
class RatingCount:
    """The counted ballots of one class for one person: papers, and the six marks of the valid ones."""

    issued: Count
    returned: Count
    invalid: Count
    excellent: Count
    competent: Count
    basic: Count
    incompetent: Count
    unknown: Count
    abstained: Count

    @property
    def marks(self) -> int:
        """Give the number of marks, 不了解 and 弃权 included."""
        return self.excellent + self.competent + self.basic + self.incompetent + self.unknown + self.abstained

    @property
    def valid(self) -> int:
        """Give the valid papers."""
        return self.returned - self.invalid


@dataclass(frozen=True)
class ClassScore:
    """Valid papers and score of one class; None without a mark that counts."""

    valid: int
    exact: Fraction | None
    printed: Decimal | None


@dataclass(frozen=True)
class DemocraticRating:
    """The rating of one person. `void`: more papers came back than went out, so nothing counts, vote again (B.12.9)."""

    exact: Fraction | None
    printed: Decimal | None
    excellent_share: Fraction | None
    classes: Mapping[str, ClassScore]
    void: bool
    blocked: bool


def democratic_rating(classes: Mapping[str, RatingCount], rule_set: RuleSet) -> DemocraticRating:
    """Give the weighted score of the classes; a class without marks gives its weight to the others (B.12.6).

    Raises Rejected `ballot_accounts` for each class whose marks are not the valid papers.
    """
    refuse_any(
        Problem(
            "ballot_accounts",
            Where(field=f"classes.{code}"),
            {"equation": f"{code}票：收回－无效＝各种划票相加", "left": count.valid, "right": count.marks},
        )
        for code, count in classes.items()
        if count.valid != count.marks
    )
    void = any(count.returned > count.issued for count in classes.values())
    scores = {code: _class_score(count, void, rule_set) for code, count in classes.items()}
    if void:
        return DemocraticRating(None, None, None, scores, True, False)
    weights: dict[str, Decimal] = {line.code: line.weight for line in rule_set.democratic.classes}
    weighed = weigh({code: score.exact for code, score in scores.items()}, weights)
    valid = sum(count.valid for count in classes.values())
    excellent = sum(count.excellent for count in classes.values())
    incompetent = sum(count.incompetent for count in classes.values())
    figure = None if weighed.exact is None else printed_figure(weighed.exact, rule_set)
    share = Fraction(100 * excellent, valid) if valid else None
    return DemocraticRating(weighed.exact, figure, share, scores, False, is_blocked(incompetent, valid, rule_set))


def is_blocked(incompetent: int, valid: int, rule_set: RuleSet) -> bool:
    """Say whether 不称职 marks are more than a third of the valid ballots: no promotion this year (B.12.14)."""
    limit = rule_set.democratic.block_over
    return incompetent * limit.denominator > valid * limit.numerator


def _class_score(count: RatingCount, void: bool, rule_set: RuleSet) -> ClassScore:
    marks = rule_set.democratic.values
    pairs = (
        (count.excellent, marks.excellent),
        (count.competent, marks.competent),
        (count.basic, marks.basic),
        (count.incompetent, marks.incompetent),
    )
    number = sum(papers for papers, _ in pairs)
    if void or not number:
        return ClassScore(count.valid, None, None)
    score = sum((papers * exact(value) for papers, value in pairs), Fraction()) / number
    return ClassScore(count.valid, score, printed_figure(score, rule_set))
