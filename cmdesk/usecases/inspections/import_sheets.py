"""Take in inspection sheets that were keyed elsewhere (D04 as a workbook)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from cmdesk.exchange.sheets import inspections
from cmdesk.exchange.sheets.checklist_columns import OTHER_STEP, ChecklistColumns, ItemColumn, StepColumn
from cmdesk.exchange.sheets.inspections import DeductionRow, InspectionRow
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import folded
from cmdesk.models.inspections import InspectionSheet
from cmdesk.queries.inspections import answers_of
from cmdesk.queries.org import numbers_by_id, people_on
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import FREE_STEP, RED_LINE_ITEM, Answer, DeductionLine, ItemAnswer, RedLine
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.incoming import Answers, Intake, Part, Roll, RowChange, Weighed
from cmdesk.usecases.inspections import sheet_store
from cmdesk.usecases.inspections.earlier_findings import Earlier, unanswered
from cmdesk.usecases.inspections.sheet_store import Acknowledgement, Checked, Findings, Known, SheetEntry

_TIERS = {"county": "county", "city_re_check": "city"}
_EVIDENCE = {"handbook": "manual"}
_SIGNINGS = {"acknowledged": "signed", "refused_to_sign": "refused"}


@dataclass(frozen=True, kw_only=True)
class ImportSheets(Command):
    """Take in a workbook of inspection sheets, complete and signed; each is then finished and waits for approval.

    Refused, all at once: shape and values of the file, everything that keying and finishing one would refuse
    (`finding_unanswered` too: what was put right stands in 上次问题已整改), `name_differs`, `score_differs`,
    `sheet_finished` (a known number with other content). One undo step for the whole file.
    """

    file: Path
    period: Period | None = None
    mapping: Path | None = None
    controls: Mapping[str, Decimal] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


def handle(context: Context, command: ImportSheets) -> Done:
    """Read, check each sheet as if it had been keyed, refuse or write all."""
    return incoming.take(context, weigh(context, command))


def weigh(context: Context, command: ImportSheets) -> Weighed:
    """Read and compare; nothing is written yet."""
    reading = inspections.read(
        command.file,
        checklist_columns(context.rule_set),
        period=command.period,
        mapping=incoming.headings(command.mapping, command.answers),
        controls=command.controls,
        own_unit=incoming.own_unit_names(context),
        has_glyph=context.has_glyph,
    )
    stored = _stored(context, [row.number for row in reading.rows])
    roll = Roll(people_on(context, context.today()), command.answers)
    known = Known.of(context)
    arriving = [entry_of(row, context.rule_set) for row in reading.rows]
    named = {known.people[entry.staff_no] for entry in arriving if entry.staff_no in known.people}
    earlier = Earlier(context, named, arriving)
    intake = Intake()
    problems: list[Problem] = []
    sheets: list[tuple[Checked, str]] = []
    for done, (row, entry) in enumerate(zip(reading.rows, arriving, strict=True)):
        context.progress.step(done, len(reading.rows), "检查检查单")
        found = stored.get(row.number)
        if found is not None and found[0] != "draft":
            same = found[1] == _content(entry)
            state = "unchanged" if same else "changed"
            if not same:
                problems.append(Problem("sheet_finished", row.place, {"number": row.number}))
            intake.rows.append(RowChange(row.staff_no, row.name, state, row=row.place.row))
            continue
        _, other, _ = roll.find(row.staff_no, row.name, row.place)
        # An unknown number is told of by the check of the sheet, together with unknown inspectors.
        problems += [problem for problem in other if problem.code != "unknown_person"]
        checked, wrong = sheet_store.check(context, known, entry, arriving=arriving)
        score, unscored = sheet_store.score_of(context, entry.answers, red_line=entry.red_line is not None)
        silent = unanswered(earlier.before(entry), entry.visited_on, entry.answers, row.put_right)
        problems += [p.at(**row.place.as_json()) for p in (*wrong, *unscored, *silent)]
        if score is not None and row.given_score is not None and Decimal(score) != row.given_score:
            where = Where(**{**row.place.as_json(), "field": "given_score"})
            problems.append(Problem("score_differs", where, {"given": row.given_score, "ours": score}))
        intake.rows.append(RowChange(row.staff_no, row.name, "changed" if found else "new", row=row.place.row))
        if checked is not None and score is not None:
            sheets.append((checked, score))
    return Weighed(
        kind="sheets",
        period=command.period,
        parts=[Part(reading=reading, intake=intake, write=lambda run: _write(context, sheets))],
        problems=problems,
        answers=command.answers,
    )


def _write(context: Context, sheets: list[tuple[Checked, str]]) -> None:
    # A re-check refers to the sheet it replaces, which may have come in the same workbook.
    sheets.sort(key=lambda one: one[0].entry.tier != "county")
    context.progress.step(0, 1, "写入检查单")
    ids = sheet_store.store(context, sheets, state="finished")
    entries = [checked.entry for checked, _ in sheets]
    sheet_store.write_actions(
        context,
        [Findings(ids[e.number], e.visited_on, e.answers, e.red_line.fact if e.red_line else None) for e in entries],
    )


def checklist_columns(rules: RuleSet) -> ChecklistColumns:
    """Give the checklist in force in the form that workbooks know."""
    names = {group.no: group.name for group in rules.checklist.groups}
    return ChecklistColumns(
        rules.meta.version,
        tuple(
            ItemColumn(
                number=str(item.no),
                text=item.text,
                points=item.points,
                duty=names[item.group],
                steps=tuple(
                    StepColumn(step.code, step.text, step.points, step.unit)
                    for step in item.steps
                    if step.points is not None
                ),
                seen_at=str(item.seen_at),
            )
            for item in rules.checklist.items
        ),
        tuple((one.code, one.name) for one in rules.problem_codes.items),
    )


def entry_of(row: InspectionRow, rules: RuleSet) -> SheetEntry:
    """Give a row of the workbook as a keyed sheet."""
    lines: dict[str, list[DeductionLine]] = {}
    for deduction in row.deductions:
        lines.setdefault(deduction.item, []).append(_line(deduction))
    return SheetEntry(
        number=row.number,
        staff_no=row.staff_no,
        visited_on=row.inspected_on,
        kind=Visit(row.visit),
        inspectors=row.inspectors,
        place=row.location,
        tier=_TIERS[row.level],
        replaces=row.re_check_of,
        red_line=_red_line(row, rules) if row.red_line else None,
        acknowledgement=Acknowledgement(kind=_SIGNINGS[row.signing], on=row.signed_on, witnesses=row.witnesses),
        note=row.note,
        answers=tuple(
            ItemAnswer(
                item=int(item),
                answer=Answer(answer),
                reason=row.reasons.get(item),
                deductions=tuple(lines.get(item, ())),
            )
            for item, answer in row.answers.items()
        ),
    )


def _red_line(row: InspectionRow, rules: RuleSet) -> RedLine:
    """Give the red line: its kind is the one whose name stands in the fact (套购：…)."""
    fact = row.red_line_fact or ""
    named = next((kind.code for kind in rules.red_lines.kinds if folded(kind.name) in folded(fact)), None)
    evidence = next((d.evidence_number for d in row.deductions if d.item == str(RED_LINE_ITEM)), None)
    return RedLine(kind=named or fact.partition("：")[0].strip(), fact=fact, evidence=evidence or "见检查单")


def _line(row: DeductionRow) -> DeductionLine:
    free = row.step == OTHER_STEP
    return DeductionLine(
        step=FREE_STEP if free else row.step,
        times=row.count,
        points=row.points if free else None,
        fact=row.fact,
        place=row.location,
        happened_on=row.occurred_on,
        evidence=_EVIDENCE.get(row.evidence, row.evidence),
        evidence_no=row.evidence_number,
        problem=row.complaint,
    )


def _stored(context: Context, numbers: list[str]) -> dict[str, tuple[str, object]]:
    """Give state and content of the sheets that are known, by number."""
    own = InspectionSheet.unit_id == context.unit.id
    sheets = context.session.scalars(select(InspectionSheet).where(own, InspectionSheet.number.in_(numbers))).all()
    replaced = {sheet.replaces_id for sheet in sheets if sheet.replaces_id is not None}
    called = dict(
        context.session.execute(
            select(InspectionSheet.id, InspectionSheet.number).where(InspectionSheet.id.in_(replaced))
        ).all()
    )
    answers = answers_of(context, [sheet.id for sheet in sheets])
    people = {found: number for found, (number, _) in numbers_by_id(context).items()}
    return {
        sheet.number: (
            sheet.state,
            (
                people[sheet.person_id],
                sheet.visited_on,
                sheet.kind,
                sheet.tier,
                None if sheet.replaces_id is None else called[sheet.replaces_id],
                tuple(people[one] for one in (sheet.inspector_1_id, sheet.inspector_2_id) if one is not None),
                sheet.place,
                (sheet.red_line, sheet.red_line_fact),
                (sheet.acknowledgement, sheet.acknowledged_on),
                tuple(name for name in (sheet.witness_1, sheet.witness_2) if name),
                sheet.note,
                _comparable(answers[sheet.id]),
            ),
        )
        for sheet in sheets
    }


def _content(entry: SheetEntry) -> object:
    red, taken = entry.red_line, entry.acknowledgement
    return (
        entry.staff_no,
        entry.visited_on,
        str(entry.kind),
        entry.tier,
        entry.replaces,
        entry.inspectors,
        entry.place,
        (red.kind, red.fact) if red else (None, None),
        (taken.kind, taken.on) if taken else (None, None),
        taken.witnesses if taken else (),
        entry.note,
        _comparable(entry.answers),
    )


def _comparable(answers: tuple[ItemAnswer, ...]) -> object:
    """Give answers with their deductions in a fixed order. Points follow from step and times, but for 其他."""
    return [
        (
            a.item,
            str(a.answer),
            a.reason,
            sorted(map(_line_content, a.deductions), key=str),
        )
        for a in sorted(answers, key=lambda one: one.item)
    ]


def _line_content(line: DeductionLine) -> tuple[object, ...]:
    points = line.points if line.step == FREE_STEP else None
    where = (line.fact.strip(), line.place.strip(), line.happened_on, line.evidence, line.evidence_no, line.problem)
    return (line.step, line.times, points, *where)


use_case = UseCase(command=ImportSheets, permission="inspections.record", handle=handle)
