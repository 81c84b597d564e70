"""An inspection sheet keyed twice from one paper: figure by figure, what the two keyings say differently (row 45)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cmdesk.kernel.errors import Problem, Where
from cmdesk.rules.inspection_sheets import Answer, ItemAnswer, line_points
from cmdesk.rules.ruleset_work import Checklist


@dataclass(frozen=True, kw_only=True)
class KeyedItem:
    """What the paper says of an item: the answer, and where it lost points how many (more than 0, at most all)."""

    item: int
    answer: Answer
    points: Decimal | None = None


@dataclass(frozen=True)
class Difference:
    """An item of which the two keyings say something else."""

    item: int
    first: KeyedItem
    second: KeyedItem


def keyed_of(answers: Iterable[ItemAnswer], checklist: Checklist) -> dict[int, KeyedItem]:
    """Give a whole sheet as the figures that stand on its paper, by item: no deduction costs more than the item."""
    found = {}
    for given in answers:
        asked = checklist.item(given.item)
        if asked is None:
            continue
        lost = sum((line_points(line, asked) or Decimal() for line in given.deductions), Decimal())
        points = min(lost, asked.points) if given.answer is Answer.DEDUCTED else None
        found[given.item] = KeyedItem(item=given.item, answer=given.answer, points=points)
    return found


def keyed_problems(keyed: Iterable[KeyedItem], checklist: Checklist) -> Iterator[Problem]:
    """Give what a second keying lacks: `blank_item`, `item_twice`, `item_unknown`, `lost_points_wrong`."""
    counts: Counter[int] = Counter()
    for one in keyed:
        counts[one.item] += 1
        asked = checklist.item(one.item)
        where = Where(field=str(one.item))
        if asked is None:
            yield Problem("item_unknown", where, {"item": one.item})
        elif (one.points is not None) != (one.answer is Answer.DEDUCTED) or (
            one.points is not None and not 0 < one.points <= asked.points
        ):
            yield Problem("lost_points_wrong", where, {"item": one.item, "points": asked.points})
    for item, count in counts.items():
        if count > 1:
            yield Problem("item_twice", Where(field=str(item)), {"item": item})
    for asked in checklist.items:
        if asked.no not in counts:
            yield Problem("blank_item", Where(field=str(asked.no)), {"item": asked.no, "text": asked.text})


def differences(first: Mapping[int, KeyedItem], second: Mapping[int, KeyedItem]) -> tuple[Difference, ...]:
    """Give the items that differ, in the order of their numbers. Both keyings hold every item."""
    return tuple(
        Difference(item, first[item], second[item])
        for item in sorted(first.keys() & second.keys())
        if first[item] != second[item]
    )
