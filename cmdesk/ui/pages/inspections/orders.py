"""What the page of inspections orders. Runs on the worker's thread; gives and takes plain values only."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cmdesk.kernel.progress import Progress
from cmdesk.queries.inspections_entry import EntrySheet, Finding, SheetEntryOf
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import ItemAnswer, RedLine
from cmdesk.rules.second_keying import KeyedItem

if TYPE_CHECKING:
    from cmdesk.desk import Desk

DRAFT = "inspections:"


@dataclass(frozen=True)
class Begun:
    """What the form of a new sheet holds; `replaces` is the sheet that the city checks again."""

    number: str
    staff_no: str
    visited_on: date
    kind: Visit
    inspectors: tuple[str, ...]
    place: str
    replaces: str | None = None


@dataclass(frozen=True)
class Taken:
    """How the person inspected took the sheet: signed, or refused before two witnesses; his words if there are any."""

    kind: str
    on: date
    witnesses: tuple[str, ...]
    opinion: str | None


def begin(desk: Desk, wish: Begun, progress: Progress) -> Any:
    """Store a new sheet as an empty draft: from here on its number is taken and photos can be attached."""
    from cmdesk.usecases.inspections.record import Record
    from cmdesk.usecases.inspections.sheet_store import SheetEntry

    entry = SheetEntry(
        number=wish.number,
        staff_no=wish.staff_no,
        visited_on=wish.visited_on,
        kind=wish.kind,
        inspectors=wish.inspectors,
        place=wish.place,
        answers=(),
        tier="city" if wish.replaces else "county",
        replaces=wish.replaces,
    )
    return desk.run(Record(sheet=entry), progress=progress)


def keep(
    desk: Desk,
    entry: EntrySheet,
    answers: tuple[ItemAnswer, ...],
    red_line: RedLine | None,
    rest: Mapping[str, Any] | None,
    progress: Progress,
) -> str:
    """Write what holds together into the sheet; `rest` is what does not yet, kept as the user's draft.

    Gives the version of the sheet that stands now.
    """
    number = entry.whole.row.number
    if (answers, red_line) != (entry.whole.answers, entry.whole.red_line):
        record(desk, entry, answers, red_line, entry.whole.opinion, progress)
    version: str = desk.ask(SheetEntryOf(number=number)).version
    if rest is None:
        desk.drop_draft(DRAFT + number)
    else:
        desk.keep_draft(DRAFT + number, {**rest, "version": version})
    return version


def finish(
    desk: Desk,
    entry: EntrySheet,
    answers: tuple[ItemAnswer, ...],
    red_line: RedLine | None,
    taken: Taken,
    put_right: tuple[Finding, ...],
    progress: Progress,
) -> Any:
    """Write the whole sheet, finish it, and close the findings that were seen to be put right."""
    from cmdesk.usecases.inspections.correct import Correct
    from cmdesk.usecases.inspections.finish import Finish
    from cmdesk.usecases.inspections.sheet_store import Acknowledgement
    from cmdesk.usecases.inspections.verify import Verify

    number, day = entry.whole.row.number, entry.whole.row.visited_on
    record(desk, entry, answers, red_line, taken.opinion, progress)
    how = Acknowledgement(kind=taken.kind, on=taken.on, witnesses=taken.witnesses)
    items = tuple(one.item for one in put_right)
    done = desk.run(Finish(number=number, acknowledgement=how, put_right=items), progress=progress)
    desk.drop_draft(DRAFT + number)
    silent = [one for one in put_right if one.done_on is None]
    if silent:
        measure = f"{number} 现场复查，已整改"
        desk.run_all([Correct(number=one.sheet, item=one.item, done_on=day, measure=measure) for one in silent])
    if put_right:
        desk.run_all([Verify(number=one.sheet, item=one.item, verified_on=day) for one in put_right])
    return done


def record(
    desk: Desk,
    entry: EntrySheet,
    answers: tuple[ItemAnswer, ...],
    red_line: RedLine | None,
    opinion: str | None,
    progress: Progress,
) -> Any:
    """Write answers and red line into the draft sheet; all else on it stays."""
    from cmdesk.usecases.inspections.record import Record
    from cmdesk.usecases.inspections.sheet_store import SheetEntry

    whole, row = entry.whole, entry.whole.row
    sheet = SheetEntry(
        number=row.number,
        staff_no=row.staff_no,
        visited_on=row.visited_on,
        kind=Visit(row.kind),
        inspectors=tuple(number for number, _ in whole.inspectors),
        place=whole.place,
        answers=answers,
        tier=row.tier,
        replaces=entry.replaces,
        red_line=red_line,
        opinion=opinion,
        note=whole.note,
    )
    return desk.run(Record(sheet=sheet), progress=progress)


def attach(desk: Desk, number: str, files: tuple[Path, ...], item: int | None, progress: Progress) -> Any:
    """Attach photos to a sheet, all or none."""
    from cmdesk.usecases.inspections.attach_photo import AttachPhoto

    orders = [AttachPhoto(number=number, file=file, item=item) for file in files]
    return desk.run_all(orders, progress=progress)


def attach_pasted(desk: Desk, number: str, data: bytes, item: int | None, progress: Progress) -> Any:
    """Attach a picture that comes from no file; nothing of it stays outside the database."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "粘贴的照片.png"
        file.write_bytes(data)
        return attach(desk, number, (file,), item, progress)


def approve(desk: Desk, numbers: tuple[str, ...], progress: Progress) -> Any:
    """Approve finished sheets, all or none."""
    from cmdesk.usecases.inspections.approve import Approve

    return desk.run(Approve(numbers=numbers), progress=progress)


def reopen(desk: Desk, number: str, reason: str, progress: Progress) -> Any:
    """Send a sheet back with a reason."""
    from cmdesk.usecases.inspections.reopen import Reopen

    return desk.run(Reopen(number=number, reason=reason), progress=progress)


def key_again(
    desk: Desk,
    number: str,
    keyed: tuple[KeyedItem, ...],
    settled: tuple[tuple[int, Literal["first", "second"]], ...],
    progress: Progress,
) -> Any:
    """Compare a second keying with the sheet; `settled` says of items which keying the paper proves right."""
    from cmdesk.usecases.inspections.key_again import KeyAgain, Settled

    rows = tuple(Settled(item=item, right=right) for item, right in settled)
    return desk.run(KeyAgain(number=number, keyed=keyed, settled=rows), progress=progress)


def correct(desk: Desk, sheet: str, item: int, done_on: date, measure: str, progress: Progress) -> Any:
    """Note what was done about a finding."""
    from cmdesk.usecases.inspections.correct import Correct

    return desk.run(Correct(number=sheet, item=item, done_on=done_on, measure=measure), progress=progress)


def verify(desk: Desk, sheet: str, item: int, on: date, progress: Progress) -> Any:
    """Close a finding after looking at it again."""
    from cmdesk.usecases.inspections.verify import Verify

    return desk.run(Verify(number=sheet, item=item, verified_on=on), progress=progress)


def take_in(desk: Desk, file: Path, progress: Progress) -> Any:
    """Take in a workbook of sheets."""
    from cmdesk.usecases.inspections.import_sheets import ImportSheets

    return desk.run(ImportSheets(file=file), progress=progress)
