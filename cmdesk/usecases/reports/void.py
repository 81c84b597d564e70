"""Declare a document void: it stays in the register and is printed with 作废."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Where, reject
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.reports import document_store


@dataclass(frozen=True, kw_only=True)
class Void(Command):
    """Declare documents void, with the reason; composing again then gives the next edition.

    The department's head does it. Refused: `document_unknown`, `document_void`, `void_reason_missing`. Cannot be
    undone: who was told that a paper is void must not find it valid again.
    """

    numbers: tuple[str, ...]
    reason: str


def handle(context: Context, command: Void) -> Done:
    """Mark them."""
    if not command.reason.strip():
        raise reject("void_reason_missing", where=Where(field="reason"))
    documents = document_store.documents_of(context, command.numbers)
    for row in documents:
        row.state = document_store.VOID
        row.void_reason = command.reason.strip()
    return Done(count=len(documents), ids=tuple(row.number for row in documents))


use_case = UseCase(command=Void, permission="scoring.close", handle=handle, undo=Undo.NEVER)
