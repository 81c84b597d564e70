"""Writing one person of the roster, new or known, and telling where a level has more holders than seats."""

from __future__ import annotations

import uuid
from collections import Counter

from sqlalchemy import select

from cmdesk.exchange.sheets.roster import PersonRow
from cmdesk.kernel.amounts import printed
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.ids import new_id
from cmdesk.models.grading import SeatQuota
from cmdesk.models.org import Person, PriorResult
from cmdesk.queries.org import PersonOn, managers_on
from cmdesk.rules.caps import level_caps
from cmdesk.rules.ladder import Level, Rung
from cmdesk.rules.name_order import pinyin_sort_key
from cmdesk.rules.name_search import search_keys
from cmdesk.runtime.context import Context
from cmdesk.usecases.org.roster_spells import write_spells


def write_person(context: Context, row: PersonRow, before: PersonOn | None, *, year: int) -> None:
    """Write what a row says of a person; `before` is the person as on today, None for somebody new.

    `year` is the year of the roster: what the row calls 上年 is the year before it.
    """
    session = context.session
    if before is None:
        person = Person(id=new_id(), unit_id=context.unit.id, staff_no=row.staff_no)
        session.add(person)
    else:
        person = session.get_one(Person, before.id)
    person.name = row.name
    person.pinyin = pinyin_sort_key(row.name, context.tables)
    person.search_keys = search_keys(row.name, context.tables).text
    person.employment = row.employment
    person.sex = row.sex or person.sex
    person.birth_month = f"{row.born:%Y-%m}" if row.born else person.birth_month
    person.working_since = row.work_since or person.working_since
    person.education = row.education or person.education
    person.qualification = row.qualification or person.qualification
    person.note = row.note or person.note
    if row.id_number:
        person.id_number = context.vault.hide(row.id_number, table="person", column="id_number", row=person.id)
        person.id_number_index = context.vault.blind(row.id_number, table="person", column="id_number")
    session.flush()
    write_spells(context, person.id, row, before)
    _write_history(context, person.id, row, year)


def _write_history(context: Context, person: uuid.UUID, row: PersonRow, year: int) -> None:
    if row.last_score is not None or row.last_band is not None:
        score = printed(row.last_score)
        context.session.merge(PriorResult(person_id=person, year=year - 1, score=score, band=row.last_band))
    if row.band_before_last is not None:
        context.session.merge(PriorResult(person_id=person, year=year - 2, score=None, band=row.band_before_last))


def warn_caps(context: Context) -> None:
    """Warn `level_over_cap` of every level with more holders than its cap (B.11.1)."""
    counts = Counter(Rung(p.rung).level for p in managers_on(context, context.today()) if p.rung)
    if context.unit.covers_city:
        caps = {
            level: (counts[level] - over, over) for level, over in level_caps(counts, context.rule_set).over.items()
        }
    else:
        quota = context.session.scalar(
            select(SeatQuota).where(SeatQuota.unit_code == context.unit.code).order_by(SeatQuota.year.desc()).limit(1)
        )
        if quota is None:
            return
        issued = {Level.SENIOR: quota.senior, Level.INTERMEDIATE: quota.intermediate, Level.JUNIOR: quota.junior}
        caps = {level: (cap, counts[level] - cap) for level, cap in issued.items() if cap is not None}
    for level, (cap, over) in caps.items():
        if over > 0:
            params = {"level": level.chinese, "count": counts[level], "cap": cap, "over": over}
            context.warn(Problem("level_over_cap", params=params))
