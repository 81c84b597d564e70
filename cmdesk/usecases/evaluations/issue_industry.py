"""Give out an industry rating form (D10) to one rater, as a locked workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.exchange.sheets.industry import IndustryForm, write
from cmdesk.kernel.errors import Problem, Unavailable, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.queries.org import managers_on
from cmdesk.queries.scoring_state import closed_problem, round_problem
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.evaluations.form_issue import issue


@dataclass(frozen=True, kw_only=True)
class IssueIndustryForm(Command):
    """Write the D10 workbook of one rater of one company for a quarter; a form given out before is superseded.

    Refused: `rater_missing`, `round_not_open`, `period_closed`. Cannot be undone: the file has left.
    """

    period: Period
    company: str
    rater: str
    out: Path


def handle(context: Context, command: IssueIndustryForm) -> Done:
    """Write number and file."""
    problems = [*closed_problem(context, command.period), *round_problem(context, command.period, "industry")]
    if not command.company.strip() or not command.rater.strip():
        problems.append(Problem("rater_missing", Where(field="rater")))
    refuse_any(problems)
    company, rater = command.company.strip(), command.rater.strip()
    number = issue(context, "D10", command.period, company=company, rater=rater)
    form = IndustryForm(
        form_number=number,
        unit=context.unit.name,
        period=command.period,
        rule_version=context.rule_set.meta.version,
        company=company,
        rater=rater,
        people=tuple((p.staff_no, p.name) for p in managers_on(context, command.period.last_day)),
        made_at=context.now(),
    )
    data = write(form)
    context.after(lambda: write_out(command.out, data))
    return Done(ids=(number,), answer={"file": str(command.out)})


def write_out(path: Path, data: bytes) -> None:
    """Write a file that leaves the house. Raises Unavailable `file_not_written`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise Unavailable("file_not_written", path=str(path), reason=error.strerror or "") from error


use_case = UseCase(command=IssueIndustryForm, permission="exchange.export", handle=handle, undo=Undo.NEVER)
