"""Attach a photo to a sheet: the original is kept, encrypted, by its digest (row 41)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from cmdesk.kernel.errors import Problem, Unavailable, Where, refuse_any
from cmdesk.models.inspections import InspectionSheet, SheetPhoto
from cmdesk.queries.inspections import sheet_by_number
from cmdesk.rules import photo_times
from cmdesk.rules.photo_times import PhotoTime
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.inspections import sheet_store

LARGEST = 20 * 1024 * 1024
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass(frozen=True, kw_only=True)
class AttachPhoto(Command):
    """Attach a JPEG or PNG to a sheet, as evidence of an item where one is named.

    Refused: `not_a_photo`, `file_too_large`, `item_unknown`, `sheet_unknown`, `period_closed`. Warned:
    `photo_known` (the same photo on another sheet), `photo_other_day` (taken on another day than the visit),
    `photo_without_time` (the file says nothing about when). One undo step; the file itself stays.
    """

    number: str
    file: Path
    item: int | None = None
    note: str | None = None


def handle(context: Context, command: AttachPhoto) -> Done:
    """Keep the file, then write its line."""
    sheet = sheet_by_number(context, command.number)
    try:
        data = command.file.read_bytes()
    except OSError as error:
        raise Unavailable("file_unreadable", file=str(command.file), reason=error.strerror or "") from error
    problems = sheet_store.month_problems(context, sheet.visited_on)
    where = Where(field="file")
    if not data.startswith(_STARTS):
        problems.append(Problem("not_a_photo", where, {"file": command.file.name}))
    if len(data) > LARGEST:
        problems.append(Problem("file_too_large", where, {"file": command.file.name, "most": LARGEST // 2**20}))
    if command.item is not None and context.rule_set.checklist.item(command.item) is None:
        problems.append(Problem("item_unknown", Where(field="item"), {"item": command.item}))
    refuse_any(problems)
    digest = context.files.put(data)
    for warning in _doubts(context, sheet, data, digest):
        context.warn(Problem(warning[0], where, {"file": command.file.name, **warning[1]}))
    last = context.session.scalar(select(func.max(SheetPhoto.line)).where(SheetPhoto.sheet_id == sheet.id))
    context.session.add(
        SheetPhoto(sheet_id=sheet.id, line=(last or 0) + 1, digest=digest, item=command.item, note=command.note)
    )
    return Done(ids=(digest,))


def _doubts(context: Context, sheet: InspectionSheet, data: bytes, digest: str) -> list[tuple[str, dict[str, Any]]]:
    """Give what a reader of the photo has to know: it stands on another sheet, its time is another or unknown."""
    found: list[tuple[str, dict[str, Any]]] = []
    other = context.session.scalar(
        select(InspectionSheet.number)
        .join(SheetPhoto, SheetPhoto.sheet_id == InspectionSheet.id)
        .where(SheetPhoto.digest == digest, SheetPhoto.sheet_id != sheet.id)
        .order_by(InspectionSheet.visited_on, InspectionSheet.number)
        .limit(1)
    )
    if other is not None:
        found.append(("photo_known", {"number": other}))
    taken = photo_times.taken_at(data)
    match photo_times.checked(taken, sheet.visited_on):
        case PhotoTime.OTHER_DAY:
            found.append(("photo_other_day", {"taken": taken, "visited_on": sheet.visited_on}))
        case PhotoTime.UNKNOWN:
            found.append(("photo_without_time", {}))
    return found


use_case = UseCase(command=AttachPhoto, permission="inspections.record", handle=handle)
