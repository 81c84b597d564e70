"""Give out the blank workbook of inspection sheets, with the item columns of the checklist in force."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.exchange.sheets.inspections_out import write
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.exchange.edition import write_file
from cmdesk.usecases.inspections.import_sheets import checklist_columns


@dataclass(frozen=True, kw_only=True)
class ExportChecklist(Command):
    """Write the template of 督察检查单 for keying elsewhere. Refuses nothing; cannot be undone: the file has left."""

    out: Path


def handle(context: Context, command: ExportChecklist) -> Done:
    """Write the template."""
    checklist = checklist_columns(context.rule_set)
    data = write(checklist, context.now())
    context.after(lambda: write_file(command.out, data))
    answer = {"file": str(command.out), "checklist": checklist.version, "items": len(checklist.items)}
    return Done(count=len(checklist.items), ids=(checklist.version,), answer=answer)


use_case = UseCase(command=ExportChecklist, permission="exchange.export", handle=handle, undo=Undo.NEVER)
