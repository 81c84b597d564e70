"""List screens: each query through the desk against hand-written SQL on the same encrypted database.

The floor runs SQL written by hand on an open connection of the driver and makes the same frozen rows of what it gets.
How far both are from the bare rows of the driver is printed as well, as a figure only.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.measuring import Line, milliseconds, side_by_side
from benchmarks.sample import MONTH, Entries, fill_journal, grow, lived
from cmdesk.queries import audit
from cmdesk.queries.inspections import Coverage, CoverageRow, SheetRow, Sheets
from cmdesk.queries.org import People, PersonOn
from cmdesk.queries.pay import PayList, PayRow
from cmdesk.queries.scoring import ResultRow, Results
from cmdesk.runtime.registry import Query
from cmdesk.sample.year import LEADER, PAY_CLERK, RECORDER, Sample
from cmdesk.storage.engine import Raw, connect
from cmdesk.storage.images import Image
from cmdesk.storage.journal import Deed

_AUDITOR = "9010"
_COPIES = 40
_ENTRIES = 20_000
_FROM = 0.005
"""Below five milliseconds nobody waits, and opening the transaction is most of it: no bound there."""
_BOUND = 1.3


@dataclass(frozen=True)
class List:
    """One list: who asks, the query, the same by hand, and how a row of the driver becomes one of ours."""

    name: str
    user: str
    query: Query
    sql: str
    row: Callable[..., Any]


def run() -> list[Line]:
    """Measure the lists of a county, and of one forty times as large."""
    with tempfile.TemporaryDirectory() as folder:
        sample = lived(Path(folder))
        with sample.desk:
            day = sample.clock.now().date()
            lines = list(_measured(sample, _lists(day), rounds=25))
            grow(sample.desk.database, _COPIES)
            fill_journal(sample.desk.database, _edit(), _ENTRIES)
            lines += _measured(sample, [*_lists(day), _journal()], rounds=11)
    return lines


def _measured(sample: Sample, lists: Sequence[List], *, rounds: int) -> Iterator[Line]:
    database = sample.desk.database
    raw = connect(database.path, database.key, "read")
    try:
        for one in lists:
            sample.desk.switch(sample.actor(one.user))
            yield _against_hand(sample, raw, one, rounds)
    finally:
        raw.close()


def _against_hand(sample: Sample, raw: Raw, one: List, rounds: int) -> Line:
    ours, by_hand = sample.desk.ask(one.query), _by_hand(raw, one)
    assert ours == by_hand, one.name
    spent = side_by_side(
        {
            "ours": lambda: sample.desk.ask(one.query),
            "by hand": lambda: _by_hand(raw, one),
            "bare": lambda: raw.execute(one.sql).fetchall(),
        },
        rounds=rounds,
    )
    bare = f"bare rows {milliseconds(spent['bare'])}, {spent['ours'] / spent['bare']:.2f} of them"
    detail = f"ours {milliseconds(spent['ours'])}, by hand {milliseconds(spent['by hand'])}; {bare}"
    bound = _BOUND if spent["by hand"] >= _FROM else None
    return Line(f"{one.name}, {len(ours)} rows", spent["ours"] / spent["by hand"], bound, detail)


def _by_hand(raw: Raw, one: List) -> tuple[Any, ...]:
    return tuple(one.row(*row) for row in raw.execute(one.sql))


def _lists(day: date) -> list[List]:
    first, last = MONTH.first_day, MONTH.last_day
    return [
        List("people", RECORDER, People(), _PEOPLE.format(day=day), _person),
        List("sheets", RECORDER, Sheets(period=MONTH), _SHEETS.format(first=first, last=last), _sheet),
        List("coverage", LEADER, Coverage(period=MONTH), _COVERAGE.format(first=first, last=last), CoverageRow),
        List("results", RECORDER, Results(period=MONTH), _RESULTS.format(period=MONTH), _result),
        List("pay", PAY_CLERK, PayList(period=MONTH), _PAY.format(period=MONTH), _pay),
    ]


def _journal() -> List:
    return List("journal", _AUDITOR, audit.Entries(most=_ENTRIES), _JOURNAL.format(most=_ENTRIES), _entry)


def _edit() -> Entries:
    row = {"id": "X'00'", "staff_no": "'0001'", "name": "'王芳'", "note": "NULL"}
    image = Image("person", "U", row, {**row, "note": "'调整线路'"})
    params = {"commands": [{"staff_no": "0001", "since": "2025-02-01", "note": "调整线路"}]}
    return Entries(Deed(actor=RECORDER, verb="org.change", params=params), [image])


_LATEST = "(SELECT max(start) FROM {0} WHERE person_id = p.id AND start <= '{{day}}')"
_PEOPLE = f"""
    SELECT p.id, p.staff_no, p.name, p.pinyin, p.search_keys, p.employment,
           CASE WHEN o.until IS NULL OR o.until >= '{{day}}' THEN o.post END,
           coalesce(s.status, 'in_post'), r.rung, CASE WHEN r.start_known THEN r.start END,
           t.urban, t.rural, t.line, p.education, p.qualification,
           (SELECT min(start) FROM post_spell WHERE person_id = p.id AND post = 'account_manager')
      FROM person p
      LEFT JOIN post_spell o ON o.person_id = p.id AND o.start = {_LATEST.format("post_spell")}
      LEFT JOIN status_spell s ON s.person_id = p.id AND s.start = {_LATEST.format("status_spell")}
      LEFT JOIN rung_spell r ON r.person_id = p.id AND r.start = {_LATEST.format("rung_spell")}
      LEFT JOIN route_spell t ON t.person_id = p.id AND t.start = {_LATEST.format("route_spell")}
     WHERE coalesce(s.status, 'in_post') NOT IN ('left', 'retired', 'transferred')
     ORDER BY p.staff_no"""
_SHEETS = """
    SELECT s.id, s.number, p.staff_no, p.name, s.visited_on, s.kind, s.tier, s.state, s.score, s.red_line,
           s.acknowledgement, s.replaces_id
      FROM inspection_sheet s JOIN person p ON p.id = s.person_id
     WHERE s.visited_on BETWEEN '{first}' AND '{last}'
     ORDER BY s.visited_on DESC, s.number"""
_COVERAGE = """
    SELECT p.staff_no, p.name, count(v.id), coalesce(sum(v.kind = 'desk'), 0), coalesce(sum(v.kind = 'field'), 0),
           max(0, 2 - count(v.id)) AS missing
      FROM person p
      JOIN post_spell o ON o.person_id = p.id AND o.post = 'account_manager'
       AND o.start = (SELECT max(start) FROM post_spell WHERE person_id = p.id AND start <= '{last}')
       AND (o.until IS NULL OR o.until >= '{last}')
      LEFT JOIN status_spell s ON s.person_id = p.id
       AND s.start = (SELECT max(start) FROM status_spell WHERE person_id = p.id AND start <= '{last}')
      LEFT JOIN inspection_sheet v ON v.person_id = p.id AND v.visited_on BETWEEN '{first}' AND '{last}'
     WHERE coalesce(s.status, 'in_post') NOT IN ('left', 'retired', 'transferred')
     GROUP BY p.id ORDER BY missing DESC, p.staff_no"""
_RESULTS = """
    SELECT p.staff_no, p.name, r.score, r.state, r.band, r.rank, r.figures, r.notes
      FROM result r JOIN person p ON p.id = r.person_id JOIN period_state s ON s.period = r.period
     WHERE r.period = '{period}' AND s.state = 'closed' ORDER BY p.staff_no"""
_PAY = """
    SELECT p.staff_no, p.name, p.employment, l.rung, l.pay_rung, l.coefficient, l.month_score, l.base, l.floating,
           l.seniority, l.performance, l.total, l.differences
      FROM pay_line l JOIN person p ON p.id = l.person_id
     WHERE l.period = '{period}' ORDER BY p.staff_no"""
_JOURNAL = """
    SELECT seq, at, actor, second, verb, params, undoes, digest
      FROM journal_entry ORDER BY seq DESC LIMIT {most}"""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _person(found: bytes, *rest: Any) -> PersonOn:
    *texts, since, urban, rural, line, education, qualification, post_since = rest
    papers = (urban, rural, line, education, qualification)
    return PersonOn(*(UUID(bytes=found), *texts, _day(since), *papers, _day(post_since)))


def _sheet(found: bytes, number: str, staff_no: str, name: str, day: str, *rest: Any) -> SheetRow:
    *facts, replaces = rest
    replaced = UUID(bytes=replaces) if replaces else None
    return SheetRow(*(UUID(bytes=found), number, staff_no, name, date.fromisoformat(day), *facts, replaced))


def _result(*row: Any) -> ResultRow:
    *facts, figures, notes = row
    return ResultRow(*(*facts, json.loads(figures), tuple(json.loads(notes))))


def _pay(*row: Any) -> PayRow:
    *facts, differences = row
    return PayRow(*(*facts, tuple(json.loads(differences))))


def _entry(seq: int, at: str, actor: str, second: str, verb: str, params: str, *rest: Any) -> audit.EntryRow:
    return audit.EntryRow(seq, datetime.fromisoformat(at), actor, second, verb, json.loads(params), *rest)
