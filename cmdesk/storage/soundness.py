"""Reading a database file through and through: is every page, reference and journal entry as it was written?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlcipher3 import dbapi2

from cmdesk.kernel.errors import Damaged, Problem
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.storage.engine import Raw, engine_on
from cmdesk.storage.faults import translated
from cmdesk.storage.images import quoted
from cmdesk.storage.journal import ChainReport, Head, read_head, verify_chain
from cmdesk.storage.migrations.runner import missing_triggers, revision_of
from cmdesk.storage.shape import Shape

_MOST = 20


@dataclass(frozen=True)
class Facts:
    """What a database holds: its schema's revision, the journal's head, and its rows by table."""

    schema: str
    head: Head
    counts: Mapping[str, int]


def facts_of(raw: Raw) -> Facts:
    """Read the facts of a database. Raises Damaged."""
    with translated():
        names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        counts = {name: raw.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0] for name in sorted(names)}
        with engine_on(raw).connect() as connection:
            head = read_head(connection)
    return Facts(revision_of(raw) or "", head, counts)


def problems_of_pages(raw: Raw, *, thorough: bool = False) -> list[Problem]:
    """Read every page: `page_damaged` with what SQLite says. `thorough` also compares every index with its table."""
    questions = ["PRAGMA quick_check"]
    if thorough:
        questions = ["PRAGMA integrity_check", "PRAGMA cipher_integrity_check"]
    found = []
    for question in questions:
        try:
            found += [str(row[0]) for row in raw.execute(question).fetchmany(_MOST) if row[0] != "ok"]
        except dbapi2.DatabaseError as error:
            found.append(str(error))
    return [Problem("page_damaged", params={"detail": detail}) for detail in found]


def problems_of_references(raw: Raw) -> list[Problem]:
    """Give the rows that refer to a row that is not there: `row_without_parent` (table, parent), 20 at most."""
    with translated():
        rows = raw.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    return [Problem("row_without_parent", params={"table": row[0], "parent": row[2]}) for row in rows]


def problems_of_triggers(raw: Raw, shape: Shape) -> list[Problem]:
    """Give the database's own guards that are gone or altered: `trigger_differs` (name)."""
    with translated():
        return [Problem("trigger_differs", params={"name": name}) for name in missing_triggers(raw, shape)]


def chain_of(raw: Raw, anchors: Iterable[Head] = (), progress: Progress = SILENT) -> ChainReport:
    """Walk the journal's chain on a connection of the driver."""
    with translated(), engine_on(raw).connect() as connection:
        return verify_chain(connection, anchors, progress)


def refuse_unsound(raw: Raw) -> Facts:
    """Give the facts of a sound database. Raises Damaged `copy_unsound` (detail) with the first thing that is wrong."""
    problems = problems_of_pages(raw) or problems_of_references(raw) or list(chain_of(raw).problems)
    if problems:
        first = problems[0]
        detail = ", ".join([first.code, *(f"{name}={value}" for name, value in first.params.items())])
        raise Damaged("copy_unsound", detail=detail)
    return facts_of(raw)
