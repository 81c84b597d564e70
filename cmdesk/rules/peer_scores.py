"""What peers' ratings of one person come to, and which rating sheet is no rating (B.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cmdesk.kernel.amounts import Exact, exact, mean
from cmdesk.rules.figures import printed_figure
from cmdesk.rules.ruleset import RuleSet


@dataclass(frozen=True)
class PeerScore:
    """互评 of one person. `exact` is None with fewer ratings than may be used; `dropped` is (highest, lowest) or ()."""

    exact: Fraction | None
    printed: Decimal | None
    dropped: tuple[Fraction, ...]
    used: int
    valid: int


def peer_score(ratings: Sequence[Exact], rule_set: RuleSet) -> PeerScore:
    """Give the mean of the ratings; of more than five one highest and one lowest are dropped first (B.5)."""
    rule = rule_set.peers
    ordered = sorted(exact(rating) for rating in ratings)
    if len(ordered) < rule.least_used:
        return PeerScore(None, None, (), 0, len(ordered))
    dropped: tuple[Fraction, ...] = ()
    kept = ordered
    if len(ordered) > rule.drop_above:
        dropped, kept = (ordered[-1], ordered[0]), ordered[1:-1]
    score = mean(kept)
    figure = None if score is None else printed_figure(score, rule_set)
    return PeerScore(score, figure, dropped, len(kept), len(ordered))


def may_be_shown(valid: int, rule_set: RuleSet) -> bool:
    """Say whether a peer figure of so many valid sheets may stand anywhere by itself (B.5a)."""
    return valid >= rule_set.peers.least_shown


@dataclass(frozen=True)
class PeerSheet:
    """Whether one rater's sheet counts; `reason` is a code: `all_equal`, `too_many_high`, `too_few_low`."""

    valid: bool
    reason: str | None


def peer_sheet(totals: Mapping[str, Exact], rule_set: RuleSet) -> PeerSheet:
    """Judge the totals that one rater gave (B.5): one total for three people or more is no rating."""
    rule = rule_set.peers
    values = [exact(total) for total in totals.values()]
    if len(values) >= rule.all_equal_from and len(set(values)) == 1:
        return PeerSheet(False, "all_equal")
    high, low = rule.most_at_or_above, rule.least_below
    if high is not None and sum(value >= exact(high.score) for value in values) > high.people:
        return PeerSheet(False, "too_many_high")
    if low is not None and sum(value < exact(low.score) for value in values) < low.people:
        return PeerSheet(False, "too_few_low")
    return PeerSheet(True, None)
