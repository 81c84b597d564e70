"""A sheet while it is being keyed: what stands so far, what each key would give, as if everything open were full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cmdesk.kernel.amounts import exact
from cmdesk.kernel.errors import Rejected
from cmdesk.rules import inspections
from cmdesk.rules.inspection_sheets import Answer, ItemAnswer, line_points, step_of
from cmdesk.rules.inspections import SheetScore, sheet_score
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_work import ChecklistItem, DeductionStep


@dataclass(frozen=True)
class Tile:
    """What the item would still earn after `count` facts of a step."""

    count: int
    left: Decimal


@dataclass(frozen=True)
class Part:
    """So many facts of one rate; `times` is 1 for a figure typed under 其他."""

    times: int
    points: Decimal


@dataclass(frozen=True)
class Standing:
    """What an item earns so far: its points, its rates with their counts, what is left (never under 0)."""

    points: Decimal
    parts: tuple[Part, ...]
    deducted: Decimal
    left: Decimal
    over: bool


@dataclass(frozen=True)
class Running:
    """The score if everything open were full; None where no item counts. `left_out`: points of 不适用 and 未查."""

    score: SheetScore | None
    base: Fraction
    lost: Fraction
    left_out: Fraction
    lost_in: dict[int, Fraction]
    low_base: bool


def tiles(item: ChecklistItem, step: DeductionStep, most: int = 9) -> tuple[Tile, ...]:
    """Give what 1, 2 … facts of a step leave of an item (B.4), up to the count that reaches 0; none for 其他."""
    if step.points is None:
        return ()
    found = []
    for count in range(1, most + 1):
        left = item.points - step.points * count
        found.append(Tile(count, max(Decimal(0), left)))
        if left <= 0:
            break
    return tuple(found)


def standing(answer: ItemAnswer | None, item: ChecklistItem) -> Standing:
    """Give what an item earns under the answer given so far, with the sum that leads there (B.4)."""
    counts: dict[str, int] = {}
    parts = []
    for line in answer.deductions if answer else ():
        step = step_of(item, line.step)
        if step is not None and step.points is not None:
            counts[step.code] = counts.get(step.code, 0) + line.times
        elif line.points:
            parts.append(Part(1, line.points))
    rated = [Part(counts[s.code], s.points) for s in item.steps if s.code in counts and s.points is not None]
    parts = rated + parts
    deducted = sum((part.points * part.times for part in parts), Decimal(0))
    left = item.points - deducted
    return Standing(item.points, tuple(parts), deducted, max(Decimal(0), left), left < 0)


def running(answers: Iterable[ItemAnswer], *, red_line: bool, rule_set: RuleSet) -> Running:
    """Give the score of a sheet in work: an item without an answer counts as full (B.4)."""
    given = {answer.item: answer for answer in answers}
    items = [_scored(item, given.get(item.no)) for item in rule_set.checklist.items]
    whole = sum((exact(item.points) for item in items), Fraction())
    base = sum((exact(item.points) for item in items if item.applicable), Fraction())
    try:
        score = sheet_score(items, red_line=red_line, rule_set=rule_set)
    except Rejected:
        return Running(None, base, Fraction(), whole - base, {}, True)
    groups = {item.no: item.group for item in rule_set.checklist.items}
    lost_in: dict[int, Fraction] = {}
    for item in score.items:
        if item.no is not None and item.deducted:
            lost_in[groups[item.no]] = lost_in.get(groups[item.no], Fraction()) + item.points - item.earned
    return Running(score, base, sum(lost_in.values(), Fraction()), whole - base, lost_in, score.low_base)


def _scored(item: ChecklistItem, answer: ItemAnswer | None) -> inspections.ItemAnswer:
    lines = answer.deductions if answer else ()
    return inspections.ItemAnswer(
        no=item.no,
        points=item.points,
        # A figure that is not typed yet takes nothing away yet.
        deductions=tuple(points for line in lines if (points := line_points(line, item))),
        applicable=answer is None or answer.answer in {Answer.MET, Answer.DEDUCTED},
        not_seen=answer is not None and answer.answer is Answer.NOT_SEEN,
    )
