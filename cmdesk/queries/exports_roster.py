"""X6 客户经理花名册 as values: everybody as on one day, ID numbers left at home."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from cmdesk.exchange.sheets import roster_out
from cmdesk.exchange.sheets.roster import PersonRow
from cmdesk.kernel.periods import Period
from cmdesk.models.org import Person, StatusSpell
from cmdesk.queries.exports import Outgoing
from cmdesk.queries.org import GONE, PersonOn, people_on, prior_results
from cmdesk.runtime.context import Context

KIND = "roster"


def roster_out_on(context: Context, period: Period) -> Outgoing:
    """Give X6 as on the last day of a period, in the columns that an import reads."""
    day = period.last_day
    details = {
        row.id: row
        for row in context.session.execute(
            select(Person.id, Person.sex, Person.birth_month, Person.working_since, Person.note)
        )
    }
    history = prior_results(context)
    left = _left(context, day)
    rows = []
    for person in people_on(context, day):
        if person.post is None:
            continue
        detail = details[person.id]
        last = history.get((person.id, day.year - 1), (None, None))
        manager = person.is_manager or person.rung is not None
        rows.append(
            PersonRow(
                staff_no=person.staff_no,
                name=person.name,
                employment=person.employment,
                post=person.post,
                unit=context.unit.name,
                sex=detail.sex,
                born=date.fromisoformat(f"{detail.birth_month}-01") if detail.birth_month else None,
                post_since=person.post_since if manager else None,
                work_since=detail.working_since,
                education=person.education,
                qualification=person.qualification,
                rung=person.rung,
                rung_since=person.rung_since,
                last_score=None if last[0] is None else Decimal(last[0]),
                last_band=last[1],
                band_before_last=history.get((person.id, day.year - 2), (None, None))[1],
                urban_retailers=person.urban,
                rural_retailers=person.rural,
                route=person.line,
                note=detail.note,
                status=person.status,
                left_on=_last_day(person, left),
            )
        )
    return Outgoing(
        kind=KIND,
        form=roster_out.FORM,
        period=period,
        sheets=roster_out.sheets(rows),
        rules=context.rule_set,
    )


def _left(context: Context, day: date) -> dict[uuid.UUID, date]:
    """Give the first day of the present status of everybody."""
    rows = context.session.execute(
        select(StatusSpell.person_id, StatusSpell.start).where(StatusSpell.start <= day).order_by(StatusSpell.start)
    )
    return {row.person_id: row.start for row in rows}


def _last_day(person: PersonOn, since: dict[uuid.UUID, date]) -> date | None:
    if person.status not in GONE:
        return None
    return since[person.id] - timedelta(days=1)
