"""Attach a photo to a sheet: the original is kept, encrypted, by its digest (row 41)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from cmdesk.kernel.errors import Problem, Unavailable, Where, refuse_any
from cmdesk.models.inspections import SheetPhoto
from cmdesk.queries.inspections import sheet_by_number
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases.inspections import sheet_store

LARGEST = 20 * 1024 * 1024
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass(frozen=True, kw_only=True)
class AttachPhoto(Command):
    """Attach a JPEG or PNG to a sheet, as evidence of an item where one is named.

    Refused: `not_a_photo`, `file_too_large`, `item_unknown`, `sheet_unknown`, `period_closed`. Warned:
    `photo_known` (the same photo on another sheet). One undo step; the file itself stays.
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
    elsewhere = context.session.scalar(
        select(func.count()).select_from(SheetPhoto).where(SheetPhoto.digest == digest, SheetPhoto.sheet_id != sheet.id)
    )
    if elsewhere:
        context.warn(Problem("photo_known", where, {"file": command.file.name}))
    last = context.session.scalar(select(func.max(SheetPhoto.line)).where(SheetPhoto.sheet_id == sheet.id))
    context.session.add(
        SheetPhoto(sheet_id=sheet.id, line=(last or 0) + 1, digest=digest, item=command.item, note=command.note)
    )
    return Done(ids=(digest,))


use_case = UseCase(command=AttachPhoto, permission="inspections.record", handle=handle)
