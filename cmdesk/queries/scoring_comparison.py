"""What has changed between two derivations of one person: the figure, the weights, and why in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cmdesk.queries.scoring_board import ScoreBoard
from cmdesk.queries.scoring_derivation import Derivation, Part
from cmdesk.queries.scoring_steps import signed


@dataclass(frozen=True)
class WeightRow:
    """One part with what it counted then and counts now; `new` where it has come or gone."""

    letter: str
    label: str
    before: str
    now: str
    moved: bool


@dataclass(frozen=True)
class Comparison:
    """Two printed scores and why they differ. `difference` is signed; empty where one of them is missing."""

    before: str
    now: str
    difference: str
    sentence: str
    weights: tuple[WeightRow, ...]
    sums: tuple[str, str]


def compared(old: Derivation, new: Derivation) -> Comparison:
    """Compare two derivations of the same kind of period."""
    before = {part.code: part for part in old.parts}
    rows = tuple(
        WeightRow(
            part.letter,
            part.label,
            before[part.code].fraction if part.code in before else "",
            part.fraction,
            part.code in before and before[part.code].fraction != part.fraction and "缺" in _pair(before, part),
        )
        for part in new.parts
    )
    difference = difference_of(old.score, new.score)
    return Comparison(
        old.score or "—",
        new.score or "—",
        difference,
        _sentence(old, new, difference),
        rows,
        (_sum(old.parts), _sum(new.parts)),
    )


def _pair(before: Mapping[str, Part], part: Part) -> str:
    return before[part.code].fraction + part.fraction


def _sum(parts: tuple[Part, ...]) -> str:
    held = [part.fraction for part in parts if part.fraction != "缺"]
    if not held:
        return "—"
    base = held[0].partition("/")[2]
    return f"{sum(int(text.partition('/')[0]) for text in held)}/{base}"


def _sentence(old: Derivation, new: Derivation, difference: str) -> str:
    before = {part.code: part for part in old.parts}
    came = [p for p in new.parts if p.figure is not None and p.code in before and before[p.code].figure is None]
    gone = [p for p in new.parts if p.figure is None and p.code in before and before[p.code].figure is not None]
    if came:
        return "；".join(f"上次缺{p.label}，这次补到 {p.figure}" for p in came) + "，权重复原。"
    if gone:
        return "、".join(p.label for p in gone) + "上次有，这次没有，它的权重按比例分给其余各项。"
    moved = sorted(
        (
            (abs(Decimal(p.figure) - Decimal(before[p.code].figure or 0)), p)
            for p in new.parts
            if p.figure is not None and p.code in before and before[p.code].figure not in {None, p.figure}
        ),
        key=lambda pair: pair[0],
        reverse=True,
    )
    if not moved:
        return "各项都没有变。" if not difference or Decimal(difference.replace("−", "-")) == 0 else ""
    said = [f"{p.label} {before[p.code].figure} → {p.figure}" for _, p in moved[:2]]
    return "变化最大的是" + "，".join(said) + "。"


def difference_of(before: str | None, now: str | None) -> str:
    """Give the signed difference of two printed scores; empty where one is missing."""
    if before is None or now is None:
        return ""
    return signed(Decimal(now) - Decimal(before))


def differences(before: Mapping[str, str | None], board: ScoreBoard) -> dict[str, str]:
    """Give the signed difference of everybody whose printed score is another one than before, by 工号."""
    found = {}
    for row in board.rows:
        if row.person.staff_no not in before or before[row.person.staff_no] == row.score:
            continue
        found[row.person.staff_no] = difference_of(before[row.person.staff_no], row.score) or "新"
    return found
