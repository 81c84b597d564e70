"""Show an ID number to whoever may see it; that it was seen stands in the journal."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.errors import Where, reject
from cmdesk.models.org import Person
from cmdesk.queries.org import person_by_no
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase


@dataclass(frozen=True, kw_only=True)
class Unmask(Command):
    """Show a person's ID number in full. Refused: `unknown_person`, `id_number_not_known`. Journalled, never undone."""

    staff_no: str


def handle(context: Context, command: Unmask) -> Done:
    """Give the number; the entry in the journal holds who and whose, never the number."""
    person = context.session.get_one(Person, person_by_no(context, command.staff_no))
    if person.id_number is None:
        raise reject("id_number_not_known", where=Where(field="staff_no"), staff_no=command.staff_no)
    number = context.vault.show(person.id_number, table="person", column="id_number", row=person.id)
    return Done(ids=(command.staff_no,), answer={"id_number": number})


use_case = UseCase(command=Unmask, permission="org.unmask", handle=handle, undo=Undo.NEVER)
