"""Sheets keyed twice: what the second person keys, blind, and how the two keyings stand to each other (row 45)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import select

from cmdesk.models.inspections import InspectionSheet, SecondKeying
from cmdesk.queries.inspections import answers_of, sheet_by_number, whole_sheet
from cmdesk.rules.inspection_sheets import Answer
from cmdesk.rules.ruleset_work import ChecklistItem
from cmdesk.rules.second_keying import Difference, KeyedItem, differences, keyed_of
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

AGREED, DIFFERS = "agreed", "differs"


@dataclass(frozen=True)
class ItemToKey:
    """An item as it stands on the paper: number, words, points; `entry` has its rates."""

    item: int
    text: str
    points: Decimal
    entry: ChecklistItem


@dataclass(frozen=True)
class SheetToKey:
    """What the second person is shown of a sheet: its head and its empty items, never what the first one keyed."""

    number: str
    name: str
    staff_no: str
    visited_on: date
    kind: str
    items: tuple[ItemToKey, ...]


@dataclass(frozen=True, kw_only=True)
class SheetToKeyAgain(Query):
    """A sheet as the second person keys it. Raises Rejected `sheet_unknown`."""

    permission: ClassVar[str] = "inspections.record"

    number: str

    def rows(self, context: Context) -> SheetToKey:
        """Give the head and the empty items."""
        row = whole_sheet(context, sheet_by_number(context, self.number).id).row
        items = tuple(ItemToKey(one.no, one.text, one.points, one) for one in context.rule_set.checklist.items)
        return SheetToKey(row.number, row.name, row.staff_no, row.visited_on, row.kind, items)


def second_keyings(context: Context, sheets: Iterable[uuid.UUID]) -> dict[uuid.UUID, SecondKeying]:
    """Give the second keyings of some sheets, by sheet."""
    wanted = select(SecondKeying).where(SecondKeying.sheet_id.in_(list(sheets)))
    return {row.sheet_id: row for row in context.session.scalars(wanted)}


def left_differences(context: Context, kept: Iterable[SecondKeying]) -> dict[uuid.UUID, tuple[Difference, ...]]:
    """Give what the sheets say now against what was keyed again, by sheet."""
    checklist = context.rule_set.checklist
    seconds = {row.sheet_id: items_of(row.keyed) for row in kept}
    firsts = answers_of(context, seconds)
    return {sheet: differences(keyed_of(firsts[sheet], checklist), second) for sheet, second in seconds.items()}


def standing_of(context: Context, first_day: date, last_day: date) -> dict[str, str]:
    """Give `agreed` or `differs` for the finished sheets of a time that were keyed twice, by number."""
    sheet = InspectionSheet
    rows = context.session.execute(
        select(sheet, SecondKeying)
        .join(SecondKeying, SecondKeying.sheet_id == sheet.id)
        .where(sheet.unit_id == context.unit.id, sheet.visited_on.between(first_day, last_day), sheet.state != "draft")
    ).all()
    left = left_differences(context, [kept for _, kept in rows])
    return {found.number: DIFFERS if left[found.id] else AGREED for found, _ in rows}


def items_of(stored: Iterable[dict[str, Any]]) -> dict[int, KeyedItem]:
    """Read stored figures, by item."""
    return {
        one["item"]: KeyedItem(
            item=one["item"],
            answer=Answer(one["answer"]),
            points=None if one["points"] is None else Decimal(one["points"]),
        )
        for one in stored
    }


def stored_item(one: KeyedItem) -> dict[str, Any]:
    """Give figures as they are stored."""
    return {"item": one.item, "answer": str(one.answer), "points": None if one.points is None else f"{one.points:f}"}
