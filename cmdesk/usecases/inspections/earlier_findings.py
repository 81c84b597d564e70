"""What the visit before a sheet found and is overdue: the sheet must say of each whether it was put right (row 51)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where
from cmdesk.models.inspections import CorrectiveAction, InspectionSheet
from cmdesk.queries.inspections_entry import Finding
from cmdesk.queries.org import ids_by_no
from cmdesk.rules.inspection_sheets import FINDINGS_ITEM, ItemAnswer, finding_key
from cmdesk.runtime.context import Context
from cmdesk.usecases.inspections import sheet_store
from cmdesk.usecases.inspections.sheet_store import Findings, SheetEntry


def unanswered(
    findings: Iterable[Finding], day: date, answers: Iterable[ItemAnswer], put_right: Collection[int]
) -> Iterator[Problem]:
    """Give `finding_unanswered` for each finding overdue on the day of the visit that the sheet says nothing about."""
    named = {line.evidence_no for answer in answers if answer.item == FINDINGS_ITEM for line in answer.deductions}
    for one in findings:
        if one.due < day and one.item not in put_right and finding_key(one.sheet, one.item) not in named:
            params = {"number": one.sheet, "item": one.item, "due": one.due, "demand": one.demand}
            yield Problem("finding_unanswered", Where(field="put_right"), params)


@dataclass(frozen=True)
class _Visit:
    day: date
    number: str
    findings: tuple[Finding, ...]


class Earlier:
    """Finds the visit before each of many sheets that arrive together, among them and among those that stand."""

    def __init__(self, context: Context, people: Collection[uuid.UUID], arriving: Sequence[SheetEntry]) -> None:
        self._visits: dict[str, list[_Visit]] = defaultdict(list)
        numbers = {entry.number for entry in arriving}
        called = {found: number for number, found in ids_by_no(context).items()}
        for person, visit in _standing(context, people):
            if visit.number not in numbers:
                self._visits[called[person]].append(visit)
        days = timedelta(days=context.rule_set.inspections.correction_days)
        for entry in arriving:
            self._visits[entry.staff_no].append(_Visit(entry.visited_on, entry.number, _of(entry, days)))
        for visits in self._visits.values():
            visits.sort(key=lambda visit: (visit.day, visit.number))

    def before(self, entry: SheetEntry) -> tuple[Finding, ...]:
        """Give what the visit before this one found and nobody has verified yet."""
        own = (entry.visited_on, entry.number)
        earlier = [visit for visit in self._visits[entry.staff_no] if (visit.day, visit.number) < own]
        return earlier[-1].findings if earlier else ()


def _standing(context: Context, people: Collection[uuid.UUID]) -> Iterator[tuple[uuid.UUID, _Visit]]:
    sheets = context.session.execute(
        select(
            InspectionSheet.id,
            InspectionSheet.person_id,
            InspectionSheet.visited_on,
            InspectionSheet.number,
            InspectionSheet.kind,
        ).where(InspectionSheet.person_id.in_(people), InspectionSheet.state != "draft")
    ).all()
    waiting: dict[uuid.UUID, list[CorrectiveAction]] = defaultdict(list)
    actions = context.session.scalars(
        select(CorrectiveAction)
        .join(InspectionSheet, InspectionSheet.id == CorrectiveAction.sheet_id)
        .where(InspectionSheet.person_id.in_(people), CorrectiveAction.verified_on.is_(None))
        .order_by(CorrectiveAction.item)
    )
    for action in actions:
        waiting[action.sheet_id].append(action)
    for sheet in sheets:
        findings = tuple(
            Finding(sheet.number, a.item, a.demand, a.due, a.done_on, sheet.visited_on, sheet.kind)
            for a in waiting[sheet.id]
        )
        yield sheet.person_id, _Visit(sheet.visited_on, sheet.number, findings)


def _of(entry: SheetEntry, days: timedelta) -> tuple[Finding, ...]:
    """Give what a sheet will have found once it is written."""
    fact = entry.red_line.fact if entry.red_line else None
    demands = sheet_store.demands(Findings(uuid.UUID(int=0), entry.visited_on, entry.answers, fact))
    return tuple(
        Finding(entry.number, item, "；".join(said), entry.visited_on + days, None, entry.visited_on, str(entry.kind))
        for item, said in sorted(demands.items())
    )
