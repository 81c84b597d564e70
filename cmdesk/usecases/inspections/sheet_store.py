"""Checking and storing a sheet: shared by keying one and by taking in a workbook of them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from cmdesk.kernel.errors import Problem, Rejected, Where
from cmdesk.kernel.ids import new_id
from cmdesk.kernel.periods import Period
from cmdesk.models.inspections import CorrectiveAction, Deduction, InspectionSheet, SheetAnswer
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.org import ids_by_no, kin_pairs
from cmdesk.rules import inspection_sheets as rules
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import ItemAnswer, RedLine
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


@dataclass(frozen=True)
class Known:
    """What checking a sheet asks of the database: read once, however many sheets are checked by it."""

    people: Mapping[str, uuid.UUID]
    kin: frozenset[frozenset[uuid.UUID]]
    closed: frozenset[Period]

    @classmethod
    def of(cls, context: Context) -> Known:
        """Read people, kin and the months that are closed."""
        return cls(ids_by_no(context), kin_pairs(context), closed_periods(context))


def check(
    context: Context, known: Known, entry: SheetEntry, *, arriving: Collection[SheetEntry] = ()
) -> tuple[Checked | None, list[Problem]]:
    """Give the sheet with its people found, and every problem. Warnings go to the context.

    A re-check may name one of the sheets `arriving` with it; `replaces` is then None until that one is stored.
    """
    problems: list[Problem] = []
    found = _people(context, known, entry, problems)
    problems += closed_problems(known.closed, entry.visited_on)
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


def store(
    context: Context, sheets: Iterable[tuple[Checked, str | None]], *, state: str = "draft"
) -> dict[str, uuid.UUID]:
    """Write checked sheets with their printed score (None for a draft), each in place of a draft of its number.

    Gives the id by number. A re-check comes after the sheet that it replaces.
    """
    wanted = list(sheets)
    numbers = [sheet.entry.number for sheet, _ in wanted]
    own = InspectionSheet.unit_id == context.unit.id
    drafts = {
        row.number: row
        for row in context.session.scalars(select(InspectionSheet).where(own, InspectionSheet.number.in_(numbers)))
    }
    if drafts:
        context.session.execute(
            delete(SheetAnswer).where(SheetAnswer.sheet_id.in_([row.id for row in drafts.values()]))
        )
    ids = {number: drafts[number].id if number in drafts else new_id() for number in numbers}
    new: list[dict[str, Any]] = []
    for sheet, score in wanted:
        number = sheet.entry.number
        replaces = sheet.replaces or ids.get(sheet.entry.replaces or "")
        values = _values(context, sheet) | {"state": state, "score": score, "replaces_id": replaces}
        if number not in drafts:
            new.append({"id": ids[number], "unit_id": context.unit.id, "number": number, **values})
            continue
        for name, value in values.items():
            setattr(drafts[number], name, value)
    if new:
        context.session.execute(insert(InspectionSheet), new)
    context.session.flush()
    _write_answers(context, {ids[sheet.entry.number]: sheet.entry.answers for sheet, _ in wanted})
    return ids


def score_of(context: Context, answers: Sequence[ItemAnswer], *, red_line: bool) -> tuple[str | None, list[Problem]]:
    """Give the printed score of complete answers, or why there is none."""
    try:
        score = rules.scored(answers, red_line=red_line, rule_set=context.rule_set)
    except Rejected as refused:
        return None, list(refused.problems)
    return f"{score.printed:.2f}", []


@dataclass(frozen=True)
class Findings:
    """What a finished sheet found: its answers, and the fact of its red line where it has one."""

    sheet_id: uuid.UUID
    visited_on: date
    answers: Sequence[ItemAnswer]
    red_line_fact: str | None = None


def write_actions(context: Context, found: Iterable[Findings]) -> None:
    """Open a corrective action for each item with a deduction, due after the rule set's days (B.4, item 1101).

    A red line opens one for its own item, whether or not something was deducted there.
    """
    days = timedelta(days=context.rule_set.inspections.correction_days)
    actions = [
        {
            "sheet_id": sheet.sheet_id,
            "item": item,
            "demand": "；".join(facts),
            "due": sheet.visited_on + days,
        }
        for sheet in found
        for item, facts in demands(sheet).items()
    ]
    if actions:
        context.session.execute(insert(CorrectiveAction), actions)


def demands(sheet: Findings) -> dict[int, list[str]]:
    """Give by item what is to be put right: each fact once."""
    found = {a.item: [line.fact for line in a.deductions] for a in sheet.answers if a.deductions}
    if sheet.red_line_fact:
        found.setdefault(rules.RED_LINE_ITEM, []).insert(0, sheet.red_line_fact)
    return {item: list(dict.fromkeys(facts)) for item, facts in found.items()}


def closed_periods(context: Context) -> frozenset[Period]:
    """Give every period that is closed."""
    return frozenset(context.session.scalars(select(PeriodState.period).where(PeriodState.state == "closed")))


def closed_problems(closed: Collection[Period], day: date) -> list[Problem]:
    """Give `period_closed` where the month of `day` is one of those closed."""
    period = Period.month_of(day)
    return [Problem("period_closed", Where(field="visited_on"), {"period": period.chinese})] if period in closed else []


def month_problems(context: Context, day: date) -> list[Problem]:
    """Give `period_closed` where the month of `day` is closed."""
    return closed_problems(closed_periods(context), day)


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
    context: Context, known: Known, entry: SheetEntry, problems: list[Problem]
) -> tuple[uuid.UUID, tuple[uuid.UUID, ...]] | None:
    found: list[uuid.UUID] = []
    for number, field in ((entry.staff_no, "staff_no"), *((i, "inspectors") for i in entry.inspectors)):
        if number in known.people:
            found.append(known.people[number])
        else:
            problems.append(Problem("unknown_person", Where(field=field), {"staff_no": number}))
    wanted = context.rule_set.inspections.inspectors_a_visit
    if len(set(entry.inspectors)) != len(entry.inspectors):
        problems.append(Problem("inspector_twice", Where(field="inspectors")))
    if len(entry.inspectors) != wanted:
        problems.append(Problem("inspectors_needed", Where(field="inspectors"), {"count": wanted}))
    if len(found) != 1 + len(entry.inspectors):
        return None
    person, *inspectors = found
    if person in inspectors or any(frozenset({person, one}) in known.kin for one in inspectors):
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


def _values(context: Context, sheet: Checked) -> dict[str, Any]:
    entry = sheet.entry
    red, taken = entry.red_line, entry.acknowledgement
    return {
        "person_id": sheet.person_id,
        "visited_on": entry.visited_on,
        "kind": str(entry.kind),
        "tier": entry.tier,
        "inspector_1_id": sheet.inspectors[0],
        "inspector_2_id": sheet.inspectors[1] if len(sheet.inspectors) > 1 else None,
        "place": entry.place,
        "checklist_version": context.rule_set.meta.version,
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


def _write_answers(context: Context, answers: Mapping[uuid.UUID, Sequence[ItemAnswer]]) -> None:
    rows = [
        {"sheet_id": sheet_id, "item": a.item, "answer": str(a.answer), "reason": a.reason}
        for sheet_id, given in answers.items()
        for a in given
    ]
    if rows:
        context.session.execute(insert(SheetAnswer), rows)
    lines = [line for sheet_id, given in answers.items() for line in _deductions(context, sheet_id, given)]
    if lines:
        context.session.execute(insert(Deduction), lines)


def _deductions(context: Context, sheet_id: uuid.UUID, answers: Sequence[ItemAnswer]) -> Iterator[dict[str, Any]]:
    for answer in answers:
        item = context.rule_set.checklist.item(answer.item)
        if item is None:
            continue
        for number, line in enumerate(answer.deductions, 1):
            yield {
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
