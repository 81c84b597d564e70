"""Finish a keyed sheet: all items answered, taken by the person inspected; its score is fixed."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.queries.inspections import sheet_by_number, whole_sheet
from cmdesk.queries.inspections_entry import open_findings
from cmdesk.rules.inspection_sheets import blank_items
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.inspections import sheet_store
from cmdesk.usecases.inspections.earlier_findings import unanswered
from cmdesk.usecases.inspections.sheet_store import Acknowledgement, Findings


@dataclass(frozen=True, kw_only=True)
class Finish(Command):
    """Finish a draft sheet and fix its score; opens a corrective action for each item with a deduction.

    Refused: `sheet_finished`, `blank_item` for each item without an answer, `no_applicable_item`,
    `acknowledgement_missing`, `witness_missing`, `period_closed`, `finding_unanswered` for each finding of the visit
    before that is overdue and neither named by a deduction of item 1101 nor, by its item, in `put_right`: seen to be
    put right (`inspections.verify` then closes it). One undo step.
    """

    number: str
    acknowledgement: Acknowledgement | None = None
    put_right: tuple[int, ...] = ()


def handle(context: Context, command: Finish) -> Done:
    """Check that nothing is blank, score, and open the corrections."""
    sheet = sheet_by_number(context, command.number)
    whole = whole_sheet(context, sheet.id)
    where = Where(field="number")
    problems: list[Problem] = []
    if sheet.state != "draft":
        problems.append(Problem("sheet_finished", where, {"number": command.number}))
    problems += sheet_store.month_problems(context, sheet.visited_on)
    problems += blank_items(whole.answers, context.rule_set.checklist)
    problems += unanswered(open_findings(context, sheet), sheet.visited_on, whole.answers, command.put_right)
    problems += sheet_store.acknowledgement_problems(command.acknowledgement)
    if command.acknowledgement is None and sheet.acknowledgement is None:
        problems.append(Problem("acknowledgement_missing", where, {"number": command.number}))
    score, unscored = sheet_store.score_of(context, whole.answers, red_line=sheet.red_line is not None)
    problems += unscored
    refuse_any(problems)
    taken = command.acknowledgement
    if taken is not None:
        sheet.acknowledgement = taken.kind
        sheet.acknowledged_on = taken.on
        sheet.witness_1, sheet.witness_2 = (*taken.witnesses, None, None)[:2]
    sheet.state = "finished"
    sheet.score = score
    context.session.flush()
    found = Findings(sheet.id, sheet.visited_on, whole.answers, sheet.red_line_fact)
    sheet_store.write_actions(context, [found])
    return Done(ids=(command.number,), answer={"score": score})


use_case = UseCase(command=Finish, permission="inspections.record", handle=handle)
