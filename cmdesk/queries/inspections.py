"""Inspection sheets: lists, one whole sheet, open corrective actions, coverage of a month."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, ClassVar

from sqlalchemy import BindParameter, Integer, Select, bindparam, case, func, select, type_coerce
from sqlalchemy.types import NullType

from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.inspections import CorrectiveAction, Deduction, InspectionSheet, SheetAnswer
from cmdesk.models.org import Person
from cmdesk.queries.columns import columns
from cmdesk.queries.org import is_manager_on, numbers_by_id
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer, RedLine
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class SheetRow:
    """One sheet in a list. `score` is the printed figure, None while it is a draft."""

    id: uuid.UUID
    number: str
    staff_no: str
    name: str
    visited_on: date
    kind: str
    tier: str
    state: str
    score: str | None
    red_line: str | None
    acknowledgement: str | None
    replaces: uuid.UUID | None


@dataclass(frozen=True, kw_only=True)
class Sheets(Query):
    """The sheets of a month, or of one person, newest visit first."""

    permission: ClassVar[str] = "inspections.record"

    period: Period | None = None
    staff_no: str | None = None

    def rows(self, context: Context) -> tuple[SheetRow, ...]:
        """Give one row a sheet."""
        wanted = _sheet_columns().order_by(InspectionSheet.visited_on.desc(), InspectionSheet.number)
        if self.period is not None:
            wanted = wanted.where(InspectionSheet.visited_on.between(self.period.first_day, self.period.last_day))
        if self.staff_no is not None:
            wanted = wanted.where(Person.staff_no == self.staff_no)
        return tuple(SheetRow(*row) for row in columns(context, wanted))


@dataclass(frozen=True)
class WholeSheet:
    """One sheet with every answer and deduction, as it stands on D04."""

    row: SheetRow
    person_id: uuid.UUID
    inspectors: tuple[tuple[str, str], ...]
    place: str
    checklist_version: str
    red_line: RedLine | None
    acknowledged_on: date | None
    witnesses: tuple[str, ...]
    opinion: str | None
    note: str | None
    recorded_by: str
    approved_by: str | None
    answers: tuple[ItemAnswer, ...]


@dataclass(frozen=True, kw_only=True)
class OneSheet(Query):
    """One sheet with everything on it."""

    permission: ClassVar[str] = "inspections.record"

    number: str

    def rows(self, context: Context) -> WholeSheet:
        """Give the sheet. Raises Rejected `sheet_unknown`."""
        return whole_sheet(context, sheet_by_number(context, self.number).id)


@dataclass(frozen=True)
class ActionRow:
    """A corrective action that is open: who owes what since which sheet, and how late it is."""

    sheet: str
    item: int
    staff_no: str
    name: str
    demand: str
    due: date
    done_on: date | None
    days_late: int


@dataclass(frozen=True, kw_only=True)
class OpenActions(Query):
    """Corrective actions not yet verified, longest overdue first."""

    permission: ClassVar[str] = "inspections.record"

    staff_no: str | None = None

    def rows(self, context: Context) -> tuple[ActionRow, ...]:
        """Give one row an action."""
        wanted = (
            select(
                InspectionSheet.number,
                CorrectiveAction.item,
                Person.staff_no,
                Person.name,
                CorrectiveAction.demand,
                CorrectiveAction.due,
                CorrectiveAction.done_on,
            )
            .join(InspectionSheet, InspectionSheet.id == CorrectiveAction.sheet_id)
            .join(Person, Person.id == InspectionSheet.person_id)
            .where(CorrectiveAction.verified_on.is_(None))
            .order_by(CorrectiveAction.due, Person.staff_no)
        )
        if self.staff_no is not None:
            wanted = wanted.where(Person.staff_no == self.staff_no)
        day = context.today()
        return tuple(ActionRow(*row, max(0, (day - row.due).days)) for row in context.session.execute(wanted))


@dataclass(frozen=True)
class CoverageRow:
    """How often a manager was inspected in a month, by whom, and what of the plan is missing."""

    staff_no: str
    name: str
    sheets: int
    desk: int
    field: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class Coverage(Query):
    """The managers of a month with the number of their sheets; fewest first (B.1: at least two a month)."""

    permission: ClassVar[str] = "inspections.record"

    period: Period

    def rows(self, context: Context) -> tuple[CoverageRow, ...]:
        """Give one row a manager."""
        rows = columns(
            context,
            _coverage(),
            unit=context.unit.id,
            first=self.period.first_day,
            last=self.period.last_day,
            least=context.rule_set.inspections.sheets_a_month,
        )
        return tuple(CoverageRow(*row) for row in rows)


@cache
def _coverage() -> Select[Any]:
    """Give the select of `Coverage`. Building it takes longer than a county's rows, so it is built once."""
    first: BindParameter[date] = bindparam("first")
    last: BindParameter[date] = bindparam("last")
    least = bindparam("least", type_=Integer)
    sheets = (
        select(
            InspectionSheet.person_id,
            func.count().label("all"),
            func.sum(case((InspectionSheet.kind == "desk", 1), else_=0)).label("desk"),
            func.sum(case((InspectionSheet.kind == "field", 1), else_=0)).label("field"),
        )
        .where(InspectionSheet.visited_on >= first, InspectionSheet.visited_on <= last)
        .group_by(InspectionSheet.person_id)
        .subquery()
    )
    there = func.coalesce(sheets.c.all, 0)
    missing = case((there < least, least - there), else_=0)
    facts = (there, func.coalesce(sheets.c.desk, 0), func.coalesce(sheets.c.field, 0), missing)
    return (
        select(Person.staff_no, Person.name, *facts)
        .outerjoin(sheets, sheets.c.person_id == Person.id)
        .where(Person.unit_id == bindparam("unit"), is_manager_on(last))
        .order_by(missing.desc(), Person.staff_no)
    )


@cache
def _by_number() -> Select[InspectionSheet]:
    return select(InspectionSheet).where(
        InspectionSheet.unit_id == bindparam("unit"), InspectionSheet.number == bindparam("number")
    )


def sheet_by_number(context: Context, number: str, *, field: str = "number") -> InspectionSheet:
    """Give the stored sheet of that number. Raises Rejected `sheet_unknown`."""
    found = context.session.scalar(_by_number(), {"unit": context.unit.id, "number": number})
    if found is None:
        raise reject("sheet_unknown", where=Where(field=field), number=number)
    return found


def sheets_by_number(context: Context, numbers: Collection[str]) -> dict[str, InspectionSheet]:
    """Give the stored sheets of those numbers, by number; a number without sheet is left out."""
    own = InspectionSheet.unit_id == context.unit.id
    found = context.session.scalars(select(InspectionSheet).where(own, InspectionSheet.number.in_(numbers)))
    return {sheet.number: sheet for sheet in found}


@cache
def _action() -> Any:
    return (
        select(InspectionSheet, CorrectiveAction)
        .outerjoin(
            CorrectiveAction,
            (CorrectiveAction.sheet_id == InspectionSheet.id) & (CorrectiveAction.item == bindparam("item")),
        )
        .where(InspectionSheet.unit_id == bindparam("unit"), InspectionSheet.number == bindparam("number"))
    )


def action_of(context: Context, number: str, item: int) -> tuple[InspectionSheet, CorrectiveAction]:
    """Give a sheet and the corrective action of its item. Raises Rejected `sheet_unknown`, `action_unknown`."""
    # What hundreds of orders in one transaction change is flushed together: none of it is what this asks for.
    with context.session.no_autoflush:
        found = context.session.execute(
            _action(), {"unit": context.unit.id, "number": number, "item": item}
        ).one_or_none()
    if found is None:
        raise reject("sheet_unknown", where=Where(field="number"), number=number)
    sheet, action = found
    if action is None:
        raise reject("action_unknown", where=Where(field="item"), number=number, item=item)
    return sheet, action


def whole_sheet(context: Context, sheet_id: uuid.UUID) -> WholeSheet:
    """Give one sheet with everything on it."""
    row = SheetRow(*context.session.execute(_sheet_columns().where(InspectionSheet.id == sheet_id)).one())
    sheet = context.session.get_one(InspectionSheet, sheet_id)
    names = numbers_by_id(context)
    red_line = None
    if sheet.red_line:
        red_line = RedLine(kind=sheet.red_line, fact=sheet.red_line_fact or "", evidence=sheet.red_line_evidence or "")
    return WholeSheet(
        row=row,
        person_id=sheet.person_id,
        inspectors=tuple(names[who] for who in (sheet.inspector_1_id, sheet.inspector_2_id) if who is not None),
        place=sheet.place,
        checklist_version=sheet.checklist_version,
        red_line=red_line,
        acknowledged_on=sheet.acknowledged_on,
        witnesses=tuple(w for w in (sheet.witness_1, sheet.witness_2) if w),
        opinion=sheet.opinion,
        note=sheet.note,
        recorded_by=sheet.recorded_by,
        approved_by=sheet.approved_by,
        answers=answers_of(context, [sheet_id])[sheet_id],
    )


def answers_of(context: Context, sheets: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[ItemAnswer, ...]]:
    """Give the answers with their deductions of many sheets, by sheet, in the order of the items."""
    # A sheet's key stands on each of its forty-five answers: as the bytes that are stored it costs nothing.
    wanted = {sheet.bytes: sheet for sheet in sheets}
    lines: dict[tuple[bytes, int], list[DeductionLine]] = defaultdict(list)
    for key, item, *line in columns(context, _deduction_columns(wanted.values())):
        lines[key, item].append(_line(*line))
    answers: dict[bytes, list[ItemAnswer]] = {key: [] for key in wanted}
    for key, item, answer, reason in columns(context, _answer_columns(wanted.values())):
        found = lines.get((key, item))
        given = _answer(item, answer, reason)
        answers[key].append(given if found is None else replace(given, deductions=tuple(found)))
    return {sheet: tuple(answers[key]) for key, sheet in wanted.items()}


def _answer_columns(sheets: Iterable[uuid.UUID]) -> Any:
    return (
        select(type_coerce(SheetAnswer.sheet_id, NullType()), SheetAnswer.item, SheetAnswer.answer, SheetAnswer.reason)
        .where(SheetAnswer.sheet_id.in_(sheets))
        .order_by(SheetAnswer.sheet_id, SheetAnswer.item)
    )


@lru_cache(maxsize=4096)
def _answer(item: int, answer: str, reason: str | None) -> ItemAnswer:
    # Nearly all answers of a county are the same few: an item without deduction.
    return ItemAnswer(item=item, answer=Answer(answer), reason=reason)


def _deduction_columns(sheets: Iterable[uuid.UUID]) -> Any:
    return (
        select(
            type_coerce(Deduction.sheet_id, NullType()),
            Deduction.item,
            Deduction.step,
            Deduction.times,
            Deduction.points,
            Deduction.fact,
            Deduction.place,
            Deduction.happened_on,
            Deduction.evidence,
            Deduction.evidence_no,
            Deduction.problem,
        )
        .where(Deduction.sheet_id.in_(sheets))
        .order_by(Deduction.line)
    )


def _line(
    step: str,
    times: int,
    points: Decimal,
    fact: str,
    place: str,
    happened_on: date,
    evidence: str,
    evidence_no: str | None,
    problem: str | None,
) -> DeductionLine:
    return DeductionLine(
        step=step,
        times=times,
        points=points,
        fact=fact,
        place=place,
        happened_on=happened_on,
        evidence=evidence,
        evidence_no=evidence_no,
        problem=problem,
    )


def _sheet_columns() -> Any:
    return select(
        InspectionSheet.id,
        InspectionSheet.number,
        Person.staff_no,
        Person.name,
        InspectionSheet.visited_on,
        InspectionSheet.kind,
        InspectionSheet.tier,
        InspectionSheet.state,
        InspectionSheet.score,
        InspectionSheet.red_line,
        InspectionSheet.acknowledgement,
        InspectionSheet.replaces_id,
    ).join(Person, Person.id == InspectionSheet.person_id)
