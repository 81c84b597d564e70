"""Give out self-rating forms (D11), one locked workbook a person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cmdesk.exchange.sheets.self_rating import SelfForm, write
from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.queries.org import managers_on
from cmdesk.queries.scoring_state import closed_problem, round_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.evaluations.form_issue import issue
from cmdesk.usecases.evaluations.issue_industry import write_out


@dataclass(frozen=True, kw_only=True)
class IssueSelfForms(Command):
    """Write the D11 workbooks of the people named, or of everybody, into a folder; earlier ones are superseded.

    Refused: `unknown_person`, `round_not_open`, `period_closed`. Cannot be undone: the files have left.
    """

    period: Period
    folder: Path
    staff_nos: tuple[str, ...] | None = None


def handle(context: Context, command: IssueSelfForms) -> Done:
    """Write numbers and files."""
    problems = [*closed_problem(context, command.period), *round_problem(context, command.period, "self")]
    managers = {person.staff_no: person for person in managers_on(context, command.period.last_day)}
    wanted = command.staff_nos if command.staff_nos is not None else tuple(managers)
    problems += [
        Problem("unknown_person", Where(field="staff_nos"), {"staff_no": number})
        for number in wanted
        if number not in managers
    ]
    refuse_any(problems)
    numbers = []
    for done, number in enumerate(wanted):
        context.progress.step(done, len(wanted), "自我评价表")
        person = managers[number]
        form_no = issue(context, "D11", command.period, person_id=person.id)
        form = SelfForm(
            form_number=form_no,
            unit=context.unit.name,
            period=command.period,
            rule_version=context.rule_set.meta.version,
            staff_no=number,
            name=person.name,
            made_at=context.now(),
        )
        path = command.folder / f"D11-{command.period}-{number}.xlsx"
        context.after(partial(write_out, path, write(form)))
        numbers.append(form_no)
    return Done(count=len(numbers), ids=tuple(numbers), answer={"folder": str(command.folder)})


use_case = UseCase(command=IssueSelfForms, permission="exchange.export", handle=handle, undo=Undo.NEVER)
