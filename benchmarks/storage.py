"""What safety costs: the journal on the way of an edit, walking its chain, and an encrypted backup."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks.measuring import Line, milliseconds, side_by_side
from benchmarks.sample import MONTH, Entries, fill_journal, grow, lived, reopened
from cmdesk.desk import Desk
from cmdesk.kernel.progress import SILENT
from cmdesk.queries.inspections import OneSheet, WholeSheet
from cmdesk.rules.codes import Visit
from cmdesk.runtime.registry import Command
from cmdesk.sample.year import RECORDER, RECORDING_INSPECTOR, Sample
from cmdesk.storage.atomic import flush_file
from cmdesk.storage.backup import _by_pages, make_backup
from cmdesk.storage.database import Opened
from cmdesk.storage.engine import Engines, connect
from cmdesk.storage.journal import Deed, images_of, verify_chain
from cmdesk.storage.transaction import Writing, Written
from cmdesk.usecases.inspections.record import Record
from cmdesk.usecases.inspections.sheet_store import Acknowledgement, SheetEntry
from cmdesk.usecases.org.change import Change

_EDITS = 20
_ENTRIES = 10_000
_COPIES = 40


def run() -> list[Line]:
    """Measure edits with and without the journal, then the chain and backups of what has grown from them."""
    with tempfile.TemporaryDirectory() as folder:
        journalled, bare = _twins(Path(folder))
        with journalled.desk, bare.desk:
            sheet = _a_sheet(journalled)
            edits = {"an inspection sheet": _sheets(sheet), "a note on a person": _notes()}
            lines = [line for name, orders in edits.items() for line in _edit_path(name, orders, journalled, bare)]
            database = journalled.desk.database
            _grow(journalled, edits)
            lines += [*_chain(database), *_backup(journalled)]
    return lines


def _twins(folder: Path) -> tuple[Sample, Sample]:
    """Give the same county twice, the second without its journal."""
    first = lived(folder / "journalled")
    first.desk.close()
    shutil.copytree(folder / "journalled", folder / "bare")
    journalled, bare = reopened(folder / "journalled", first), reopened(folder / "bare", first)
    bare.desk = Desk(_Unjournalled.of(bare.desk.database), bare.clock, bare.desk.actor)
    return journalled, bare


class _Unjournalled(Opened):
    """A database whose transactions leave no images and no entry; all else is as in the product."""

    @classmethod
    def of(cls, opened: Opened) -> _Unjournalled:
        """Take over an open database."""
        key = opened.key.copy()
        lock = opened.close(keep_lock=True)
        assert lock is not None
        made = cls(opened.path, key, opened.shape, opened.clock, lock, opened.user)
        made.engines = Engines(opened.path, key, lambda raw: None)
        return made

    @contextmanager
    def writing(self, deed: Deed, *, even_unchanged: bool = True) -> Iterator[Writing]:
        """Give a transaction that is only a transaction."""
        with (
            self.engines.writer.connect() as connection,
            connection.begin(),
            Session(connection, expire_on_commit=False) as session,
        ):
            running = Writing(session)
            yield running
            session.flush()
        running._written = Written(None, (), self.shape)


Orders = tuple[str, Callable[[], Command]]


def _a_sheet(sample: Sample) -> WholeSheet:
    sample.desk.switch(sample.actor(RECORDING_INSPECTOR))
    sheet: WholeSheet = sample.desk.ask(OneSheet(number=f"{MONTH}-0001-1"))
    return sheet


def _sheets(sheet: WholeSheet) -> Orders:
    """Key the same sheet again and again under new numbers, in the month after."""
    numbers = count(1)
    day = date(2025, 2, 10)
    deductions = [
        replace(answer, deductions=tuple(replace(line, happened_on=day) for line in answer.deductions))
        for answer in sheet.answers
    ]
    entry = SheetEntry(
        number="",
        staff_no=sheet.row.staff_no,
        visited_on=day,
        kind=Visit(sheet.row.kind),
        inspectors=tuple(number for number, _ in sheet.inspectors),
        place=sheet.place,
        answers=tuple(deductions),
        acknowledgement=Acknowledgement(kind="signed", on=day),
    )
    return RECORDING_INSPECTOR, lambda: Record(sheet=replace(entry, number=f"B-{next(numbers):06}"))


def _notes() -> Orders:
    numbers = count(1)
    return RECORDER, lambda: Change(staff_no="0001", since=date(2025, 3, 1), note=f"第{next(numbers)}次调整线路")


def _edit_path(name: str, orders: Orders, journalled: Sample, bare: Sample) -> Iterator[Line]:
    user, order = orders

    def edits(sample: Sample) -> Callable[[], None]:
        sample.desk.switch(sample.actor(user))

        def do() -> None:
            for _ in range(_EDITS):
                sample.desk.run(order())

        return do

    ways = {"with": edits(journalled), "without": edits(bare)}
    for clock, bound, what in ((time.perf_counter, 1.3, "waited for"), (time.process_time, None, "CPU alone")):
        spent = side_by_side(ways, rounds=9, clock=clock)
        each = {way: milliseconds(seconds / _EDITS) for way, seconds in spent.items()}
        detail = f"an edit: with {each['with']}, without {each['without']}"
        yield Line(f"journal, {name}, {what}", spent["with"] / spent["without"], bound, detail)


def _grow(sample: Sample, edits: dict[str, Orders]) -> None:
    """Fill the journal with entries as these edits leave them, and the tables with a large county."""
    database = sample.desk.database
    for user, order in edits.values():
        sample.desk.switch(sample.actor(user))
        seq = sample.desk.run(order()).seq
        assert seq is not None
        with database.reading() as session:
            images = images_of(session.connection(), seq)
        fill_journal(database, Entries(Deed(actor=user, verb="benchmark", params={"commands": []}), images), _ENTRIES)
    grow(database, _COPIES)


def _chain(database: Opened) -> Iterator[Line]:
    raw = connect(database.path, database.key, "read")

    def walk() -> None:
        with database.reading() as session:
            assert not verify_chain(session.connection()).problems

    def read() -> int:
        return sum(1 for _ in raw.execute("SELECT * FROM journal_entry ORDER BY seq"))

    try:
        entries = read()
        spent = side_by_side({"chain": walk, "read": read}, rounds=9)
    finally:
        raw.close()
    detail = f"walked {milliseconds(spent['chain'])}, read {milliseconds(spent['read'])}"
    yield Line(f"chain of {entries} entries, against a bare read", spent["chain"] / spent["read"], 2.0, detail)


def _backup(sample: Sample) -> Iterator[Line]:
    """Against a copy of the same file, flushed; the file copied is no open database, whose locks a copy would drop."""
    database = sample.desk.database
    folder = database.path.parent
    still = folder / "still.db"
    with_log = connect(database.path, database.key)
    with_log.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with_log.close()
    shutil.copyfile(database.path, still)

    def copied() -> None:
        (folder / "copy.db").unlink(missing_ok=True)
        with still.open("rb") as source, (folder / "copy.db").open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())

    def encrypted() -> None:
        target = folder / "pages.db"
        target.unlink(missing_ok=True)
        _by_pages(database, target, SILENT)
        flush_file(target)

    ways = {
        "file copy": copied,
        "pages": encrypted,
        "whole": lambda: make_backup(database, folder / "backups", sample.clock),
    }
    spent = side_by_side(ways, rounds=7, clock=time.perf_counter)
    size = f"{still.stat().st_size / 1e6:.0f} MB"
    for way, name, bound in (("pages", "copied", 12.0), ("whole", "copied and checked", None)):
        detail = f"{milliseconds(spent[way])}, file copy {milliseconds(spent['file copy'])}"
        yield Line(f"backup of {size}, {name}", spent[way] / spent["file copy"], bound, detail)
