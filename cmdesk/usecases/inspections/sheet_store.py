"""Checking and storing a sheet: shared by keying one and by taking in a workbook of them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from cmdesk.kernel.errors import Problem, Rejected, Where
from cmdesk.kernel.ids import new_id
from cmdesk.kernel.periods import Period
from cmdesk.models.inspections import CorrectiveAction, Deduction, InspectionSheet, SheetAnswer
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.org import person_by_no
from cmdesk.rules import inspection_sheets as rules
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import ItemAnswer, RedLine
from cmdesk.runtime import access
from cmdesk.runtime.context import Context


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """How the person inspected took the sheet: signed, or refused before two witnesses."""

    kind: str
    on: date
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SheetEntry:
    """A whole sheet as keyed or read, with people by 工号."""

    number: str
    staff_no: str
    visited_on: date
    kind: Visit
    inspectors: tuple[str, ...]
    place: str
    answers: tuple[ItemAnswer, ...]
    tier: str = "county"
    replaces: str | None = None
    red_line: RedLine | None = None
    acknowledgement: Acknowledgement | None = None
    opinion: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Checked:
    """A sheet that holds together: who, and who inspected."""

    entry: SheetEntry
    person_id: uuid.UUID
    inspectors: tuple[uuid.UUID, ...]
    replaces: uuid.UUID | None


def check(
    context: Context, entry: SheetEntry, *, arriving: Collection[SheetEntry] = ()
) -> tuple[Checked | None, list[Problem]]:
    """Give the sheet with its people found, and every problem. Warnings go to the context.

    A re-check may name one of the sheets `arriving` with it; `replaces` is then None until that one is stored.
    """
    problems: list[Problem] = []
    found = _people(context, entry, problems)
    problems += month_problems(context, entry.visited_on)
    if entry.tier not in {"county", "city"}:
        problems.append(
            Problem("value_not_allowed", Where(field="tier"), {"value": entry.tier, "allowed": "county、city"})
        )
    if (entry.tier == "city") != (entry.replaces is not None):
        problems.append(Problem("re_check_of_nothing", Where(field="replaces")))
    replaces = _replaced(context, entry, found[0] if found else None, arriving, problems)
    kinds = [*(kind.code for kind in context.rule_set.evidence_kinds.items), "other"]
    codes = [code.code for code in context.rule_set.problem_codes.items]
    wrong, odd = rules.check_answers(
        entry.answers, context.rule_set.checklist, evidence_kinds=kinds, problem_codes=codes
    )
    problems += wrong
    problems += rules.check_red_line(entry.red_line, context.rule_set.red_lines)
    problems += acknowledgement_problems(entry.acknowledgement)
    context.warn(odd)
    if rules.base_share(entry.answers, context.rule_set.checklist) * 100 < context.rule_set.inspections.low_base:
        context.warn(Problem("base_below_half", Where(field="answers"), {"number": entry.number}))
    if problems or found is None:
        return None, problems
    return Checked(entry, found[0], found[1], replaces), []


def store(context: Context, sheet: Checked, *, state: str = "draft") -> uuid.UUID:
    """Write a checked sheet as a draft, in place of a draft of the same number. Gives its id."""
    entry = sheet.entry
    former = context.session.scalar(
        select(InspectionSheet.id).where(
            InspectionSheet.unit_id == context.unit.id, InspectionSheet.number == entry.number
        )
    )
    if former is not None:
        context.session.execute(delete(SheetAnswer).where(SheetAnswer.sheet_id == former))
        row = context.session.get_one(InspectionSheet, former)
    else:
        row = InspectionSheet(id=new_id(), unit_id=context.unit.id, number=entry.number)
        context.session.add(row)
    _fill(context, row, sheet, state)
    context.session.flush()
    _write_answers(context, row.id, entry.answers)
    return row.id


def score_of(context: Context, answers: Sequence[ItemAnswer], *, red_line: bool) -> tuple[str | None, list[Problem]]:
    """Give the printed score of complete answers, or why there is none."""
    try:
        score = rules.scored(answers, red_line=red_line, rule_set=context.rule_set)
    except Rejected as refused:
        return None, list(refused.problems)
    return f"{score.printed:.2f}", []


def write_actions(
    context: Context,
    sheet_id: uuid.UUID,
    visited_on: date,
    answers: Sequence[ItemAnswer],
    red_line_fact: str | None = None,
) -> None:
    """Open a corrective action for each item with a deduction, due after the rule set's days (B.4, item 1101).

    A red line opens one for its own item, whether or not something was deducted there.
    """
    demands = {a.item: [line.fact for line in a.deductions] for a in answers if a.deductions}
    if red_line_fact:
        demands.setdefault(rules.RED_LINE_ITEM, []).insert(0, red_line_fact)
    due = visited_on + timedelta(days=context.rule_set.inspections.correction_days)
    actions = [
        {
            "sheet_id": sheet_id,
            "item": item,
            "demand": "；".join(dict.fromkeys(facts)),
            "due": due,
        }
        for item, facts in demands.items()
    ]
    if actions:
        context.session.execute(insert(CorrectiveAction), actions)


def month_problems(context: Context, day: date) -> list[Problem]:
    """Give `period_closed` where the month of `day` is closed."""
    period = Period.month_of(day)
    state = context.session.scalar(select(PeriodState.state).where(PeriodState.period == period))
    if state == "closed":
        return [Problem("period_closed", Where(field="visited_on"), {"period": period.chinese})]
    return []


def acknowledgement_problems(given: Acknowledgement | None) -> list[Problem]:
    """Give what an acknowledgement lacks: 拒签 needs two different witnesses."""
    if given is None:
        return []
    where = Where(field="acknowledgement")
    if given.kind not in {"signed", "refused"}:
        return [Problem("value_not_allowed", where, {"value": given.kind, "allowed": "signed、refused"})]
    if given.kind == "refused" and len({w.strip() for w in given.witnesses if w.strip()}) < 2:
        return [Problem("witness_missing", where)]
    return []


def _people(
    context: Context, entry: SheetEntry, problems: list[Problem]
) -> tuple[uuid.UUID, tuple[uuid.UUID, ...]] | None:
    found: list[uuid.UUID] = []
    for number, field in ((entry.staff_no, "staff_no"), *((i, "inspectors") for i in entry.inspectors)):
        try:
            found.append(person_by_no(context, number, field=field))
        except Rejected as refused:
            problems += refused.problems
    wanted = context.rule_set.inspections.inspectors_a_visit
    if len(set(entry.inspectors)) != len(entry.inspectors):
        problems.append(Problem("inspector_twice", Where(field="inspectors")))
    if len(entry.inspectors) != wanted:
        problems.append(Problem("inspectors_needed", Where(field="inspectors"), {"count": wanted}))
    if len(found) != 1 + len(entry.inspectors):
        return None
    person, *inspectors = found
    if {person, *access.kin_of(context.session, person)} & set(inspectors):
        problems.append(Problem("inspector_is_kin", Where(field="inspectors"), {"staff_no": entry.staff_no}))
    return person, tuple(inspectors)


def _replaced(
    context: Context,
    entry: SheetEntry,
    person: uuid.UUID | None,
    arriving: Collection[SheetEntry],
    problems: list[Problem],
) -> uuid.UUID | None:
    """Find the sheet of the same person and month that a re-check names, stored or arriving with it."""
    if entry.replaces is None:
        return None
    month = Period.month_of(entry.visited_on)
    found = context.session.execute(
        select(InspectionSheet.id, InspectionSheet.visited_on, InspectionSheet.person_id).where(
            InspectionSheet.unit_id == context.unit.id, InspectionSheet.number == entry.replaces
        )
    ).first()
    if found is not None and Period.month_of(found.visited_on) == month and person in {None, found.person_id}:
        replaced: uuid.UUID = found.id
        return replaced
    wanted = (entry.replaces, entry.staff_no, "county", month)
    if wanted not in {(o.number, o.staff_no, o.tier, Period.month_of(o.visited_on)) for o in arriving}:
        problems.append(Problem("re_check_of_nothing", Where(field="replaces"), {"number": entry.replaces}))
    return None


def _fill(context: Context, row: InspectionSheet, sheet: Checked, state: str) -> None:
    entry = sheet.entry
    red, taken = entry.red_line, entry.acknowledgement
    values: dict[str, Any] = {
        "person_id": sheet.person_id,
        "visited_on": entry.visited_on,
        "kind": str(entry.kind),
        "tier": entry.tier,
        "replaces_id": sheet.replaces,
        "inspector_1_id": sheet.inspectors[0],
        "inspector_2_id": sheet.inspectors[1] if len(sheet.inspectors) > 1 else None,
        "place": entry.place,
        "checklist_version": context.rule_set.meta.version,
        "state": state,
        "red_line": red.kind if red else None,
        "red_line_fact": red.fact if red else None,
        "red_line_evidence": red.evidence if red else None,
        "acknowledgement": taken.kind if taken else None,
        "acknowledged_on": taken.on if taken else None,
        "witness_1": taken.witnesses[0] if taken and taken.witnesses else None,
        "witness_2": taken.witnesses[1] if taken and len(taken.witnesses) > 1 else None,
        "opinion": entry.opinion,
        "note": entry.note,
        "recorded_by": context.actor.number,
    }
    for name, value in values.items():
        setattr(row, name, value)


def _write_answers(context: Context, sheet_id: uuid.UUID, answers: Sequence[ItemAnswer]) -> None:
    if answers:
        context.session.execute(
            insert(SheetAnswer),
            [{"sheet_id": sheet_id, "item": a.item, "answer": str(a.answer), "reason": a.reason} for a in answers],
        )
    lines = [
        {
            "sheet_id": sheet_id,
            "item": answer.item,
            "line": number,
            "step": line.step,
            "times": line.times,
            "points": rules.line_points(line, item),
            "fact": line.fact.strip(),
            "place": line.place.strip(),
            "happened_on": line.happened_on,
            "evidence": line.evidence,
            "evidence_no": line.evidence_no,
            "problem": line.problem,
        }
        for answer in answers
        if (item := context.rule_set.checklist.item(answer.item)) is not None
        for number, line in enumerate(answer.deductions, 1)
    ]
    if lines:
        context.session.execute(insert(Deduction), lines)
