"""Prepare a year's gradings: present rung, ceiling with its reasons, and the program's suggestion for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.grading import Grading
from cmdesk.queries.deliberation_state import sitting_began
from cmdesk.queries.grading_facts import Judged, judge
from cmdesk.queries.grading_seats import level_counts, seats_of
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules.ladder import Level, Rung
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase


@dataclass(frozen=True, kw_only=True)
class Prepare(Command):
    """Write present rung, ceiling and suggestion of every person of the base; 拟提 starts as the suggestion (B.12a).

    May be done again until the second sitting's first ballot; a proposal stays while it is within the ceiling.
    Refused: `year_needed`, `year_open`, `meeting_has_begun`. Warned: `proposal_reset`, `level_over_cap`,
    `rung_unknown`. One undo step.
    """

    year: Period


def handle(context: Context, command: Prepare) -> Done:
    """Judge the base, and write the rows."""
    refuse_any(year_problems(context, command.year))
    year = command.year.year
    written = []
    for judged in judge(context, year):
        if judged.person.rung is None:
            params = {"staff_no": judged.person.staff_no, "name": judged.person.name}
            context.warn(Problem("rung_unknown", params=params))
            continue
        written.append(_write(context, year, judged))
    context.session.flush()
    seats = seats_of(context, year)
    for level in level_counts(seats, [Rung(row.suggested) for row in written]):
        if level.over:
            word = Level(level.level).chinese
            told = {"level": word, "count": level.people, "cap": level.places, "over": level.over}
            context.warn(Problem("level_over_cap", params=told))
    return Done(count=len(written), ids=(str(command.year),))


def year_problems(context: Context, year: Period) -> list[Problem]:
    """Give why a year's proposals may not be made or changed now."""
    where = Where(field="year")
    if year.kind is not PeriodKind.YEAR:
        return [Problem("year_needed", where, {"period": str(year)})]
    problems = []
    if not is_closed(context, year):
        problems.append(Problem("year_open", where, {"year": year.year}))
    if sitting_began(context, year.year):
        problems.append(Problem("meeting_has_begun", where, {"year": year.year}))
    return problems


def _write(context: Context, year: int, judged: Judged) -> Grading:
    top, suggested = judged.suggestion.ceiling, judged.suggestion.rung
    row = context.session.get(Grading, (year, judged.person.id))
    if row is None:
        row = Grading(year=year, person_id=judged.person.id, proposed=suggested)
        context.session.add(row)
    elif row.proposed == row.suggested or row.proposed is None:
        row.proposed, row.proposed_reason, row.proposed_by = suggested, None, None
    elif Rung(row.proposed).place > top.rung.place:
        params = {"name": judged.person.name, "ceiling": top.rung.chinese, "suggested": suggested.chinese}
        context.warn(Problem("proposal_reset", params=params))
        row.proposed, row.proposed_reason, row.proposed_by = suggested, None, None
    row.present = judged.standing.rung
    row.ceiling = top.rung
    row.ceiling_reasons = [bound.value for bound in top.bounds]
    row.suggested = suggested
    return row


use_case = UseCase(command=Prepare, permission="grading.propose", handle=handle)
