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
from cmdesk.models.inspections import InspectionSheet
from cmdesk.queries.inspections import answers_of
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import FREE_STEP, RED_LINE_ITEM, Answer, DeductionLine, ItemAnswer, RedLine
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.incoming import Intake, RowChange
from cmdesk.usecases.inspections import sheet_store
from cmdesk.usecases.inspections.sheet_store import Acknowledgement, Checked, SheetEntry

_TIERS = {"county": "county", "city_re_check": "city"}
_SIGNINGS = {"acknowledged": "signed", "refused_to_sign": "refused"}


@dataclass(frozen=True, kw_only=True)
class ImportSheets(Command):
    """Take in a workbook of inspection sheets, complete and signed; each is then finished and waits for approval.

    Refused, all at once: shape and values of the file, everything that keying one would refuse, `score_differs`,
    `sheet_finished` (a known number with other content). One undo step for the whole file.
    """

    file: Path
    period: Period | None = None
    mapping: Path | None = None
    controls: Mapping[str, Decimal] = field(default_factory=dict)


def handle(context: Context, command: ImportSheets) -> Done:
    """Read, check each sheet as if it had been keyed, refuse or write all."""
    reading = inspections.read(
        command.file,
        checklist_columns(context.rule_set),
        period=command.period,
        mapping=incoming.mapping_file(command.mapping),
        controls=command.controls,
        own_unit=incoming.own_unit_names(context),
        has_glyph=context.has_glyph,
    )
    stored = _stored(context, [row.number for row in reading.rows])
    intake = Intake()
    problems: list[Problem] = []
    sheets: list[tuple[Checked, str]] = []
    for done, row in enumerate(reading.rows):
        context.progress.step(done, len(reading.rows), "检查检查单")
        found = stored.get(row.number)
        entry = entry_of(row)
        if found is not None and found[0] != "draft":
            same = found[1] == _content(entry)
            state = "unchanged" if same else "changed"
            if not same:
                problems.append(Problem("sheet_finished", row.place, {"number": row.number}))
            intake.rows.append(RowChange(row.staff_no, row.name, state, row=row.place.row))
            continue
        checked, wrong = sheet_store.check(context, entry)
        score, unscored = sheet_store.score_of(context, entry.answers, red_line=entry.red_line is not None)
        problems += [p.at(**row.place.as_json()) for p in (*wrong, *unscored)]
        if score is not None and row.given_score is not None and Decimal(score) != row.given_score:
            where = Where(**{**row.place.as_json(), "field": "given_score"})
            problems.append(Problem("score_differs", where, {"given": row.given_score, "ours": score}))
        intake.rows.append(RowChange(row.staff_no, row.name, "changed" if found else "new", row=row.place.row))
        if checked is not None and score is not None:
            sheets.append((checked, score))
    incoming.refuse_unread(context, reading, problems)
    run = incoming.record(context, "sheets", reading, intake, command.period)
    for done, (checked, score) in enumerate(sheets):
        context.progress.step(done, len(sheets), "写入检查单")
        sheet_id = sheet_store.store(context, checked, state="finished")
        context.session.get_one(InspectionSheet, sheet_id).score = score
        sheet_store.write_actions(context, sheet_id, checked.entry.visited_on, checked.entry.answers)
    context.session.flush()
    return incoming.finish(context, run, intake)


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
    )


def entry_of(row: InspectionRow) -> SheetEntry:
    """Give a row of the workbook as a keyed sheet."""
    lines: dict[str, list[DeductionLine]] = {}
    for deduction in row.deductions:
        lines.setdefault(deduction.item, []).append(_line(deduction))
    red_line = None
    if row.red_line:
        kind, _, fact = (row.red_line_fact or "").partition("：")
        evidence = next((d.evidence_number or "" for d in row.deductions if d.item == str(RED_LINE_ITEM)), "")
        red_line = RedLine(kind=kind.strip(), fact=(fact or kind).strip(), evidence=evidence or "见检查单")
    return SheetEntry(
        number=row.number,
        staff_no=row.staff_no,
        visited_on=row.inspected_on,
        kind=Visit(row.visit),
        inspectors=row.inspectors,
        place=row.location,
        tier=_TIERS[row.level],
        replaces=row.re_check_of,
        red_line=red_line,
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


def _line(row: DeductionRow) -> DeductionLine:
    free = row.step == OTHER_STEP
    return DeductionLine(
        step=FREE_STEP if free else row.step,
        times=row.count,
        points=row.points if free else None,
        fact=row.fact,
        place=row.location,
        happened_on=row.occurred_on,
        evidence=row.evidence,
        evidence_no=row.evidence_number,
    )


def _stored(context: Context, numbers: list[str]) -> dict[str, tuple[str, object]]:
    sheets = context.session.execute(
        select(InspectionSheet.number, InspectionSheet.id, InspectionSheet.state, InspectionSheet.visited_on).where(
            InspectionSheet.unit_id == context.unit.id, InspectionSheet.number.in_(numbers)
        )
    ).all()
    answers = answers_of(context, [sheet.id for sheet in sheets])
    return {sheet.number: (sheet.state, (sheet.visited_on, _comparable(answers[sheet.id]))) for sheet in sheets}


def _content(entry: SheetEntry) -> object:
    return (entry.visited_on, _comparable(entry.answers))


def _comparable(answers: tuple[ItemAnswer, ...]) -> object:
    return [
        (a.item, str(a.answer), a.reason, [(d.step, d.times, d.fact.strip(), d.place.strip()) for d in a.deductions])
        for a in sorted(answers, key=lambda one: one.item)
    ]


use_case = UseCase(command=ImportSheets, permission="inspections.record", handle=handle)
