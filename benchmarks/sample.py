"""The sample county of the benchmarks: one month lived through the use cases, then grown by rows laid directly."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cmdesk.kernel.periods import Period
from cmdesk.sample import county, year
from cmdesk.sample.year import Sample
from cmdesk.storage.database import Opened
from cmdesk.storage.engine import Raw, connect
from cmdesk.storage.images import Image
from cmdesk.storage.journal import Deed, append
from cmdesk.storage.passwords import Cost

MONTH = Period.parse("2025-01")
PEOPLE = 71
QUICK = Cost(memory_kib=8, passes=1, lanes=1)
_ROWS_OF_A_MANAGER = ("post_spell", "status_spell", "rung_spell", "route_spell", "result", "pay_line")


def lived(folder: Path, *, cost: Cost = QUICK) -> Sample:
    """Make a county of 71 managers that has lived and closed January 2025, with 142 sheets. The desk stays open."""
    sample = year.start(folder, people=PEOPLE, year=MONTH.year, cost=cost)
    sample.desk.restore_points = False
    year.month(sample, MONTH)
    return sample


def reopened(folder: Path, original: Sample) -> Sample:
    """Open a copy of a closed county that lies in `folder`."""
    from cmdesk.desk import Desk

    user = next(user for user in county.users() if user.number == year.ADMINISTRATOR)
    desk = Desk.open(folder / year.DATABASE, user=user.number, password=user.password, clock=original.clock)
    desk.restore_points = False
    return Sample(
        folder, desk, original.clock, original.year, original.chance, original.managers, original.staff, original.users
    )


def grow(database: Opened, copies: int) -> None:
    """Lay `copies` twins of every manager, with all that the lists show of them: spells, sheets, results, pay."""
    raw = connect(database.path, database.key)
    try:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("BEGIN")
        raw.execute("CREATE TEMP TABLE twin(old BLOB PRIMARY KEY, new BLOB)")
        managers = [row[0] for row in raw.execute("SELECT person_id FROM post_spell WHERE post = 'account_manager'")]
        for number in range(copies):
            raw.execute("DELETE FROM twin")
            raw.executemany("INSERT INTO twin VALUES(?, ?)", [(one, secrets.token_bytes(16)) for one in managers])
            _twin(raw, "person", "id", {"staff_no": f"staff_no || '-{number:02}'"})
            _twin(
                raw,
                "inspection_sheet",
                "person_id",
                {"id": "randomblob(16)", "number": f"main.inspection_sheet.number || '-{number:02}'"},
            )
            for table in _ROWS_OF_A_MANAGER:
                _twin(raw, table, "person_id", {})
        raw.execute("COMMIT")
    finally:
        raw.close()


def _twin(raw: Raw, table: str, key: str, changed: Mapping[str, str]) -> None:
    """Copy the rows of every manager for his twin; `changed` are SQL expressions in place of columns."""
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    taken = {**{column: f"main.{table}.{column}" for column in columns}, key: "twin.new", **changed}
    values = ", ".join(taken[column] for column in columns)
    raw.execute(
        f"INSERT INTO {table}({', '.join(columns)}) SELECT {values} FROM main.{table} JOIN twin "
        f"ON twin.old = main.{table}.{key}"
    )


@dataclass(frozen=True)
class Entries:
    """What is written again and again to fill a journal: an actor's deed with the images of its rows."""

    deed: Deed
    images: Sequence[Image]


def fill_journal(database: Opened, entries: Entries, count: int) -> None:
    """Append `count` entries to the chain, each a second after the one before."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with database.engines.writer.connect() as connection, connection.begin():
        for number in range(count):
            append(connection, entries.deed, entries.images, at + timedelta(seconds=number))
