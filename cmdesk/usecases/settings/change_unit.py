"""Change what the unit is called and on whose word its signatures rest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from cmdesk.documents.verify_trust import load_trust
from cmdesk.kernel.errors import Problem, Unavailable, Where, refuse_any
from cmdesk.kernel.text import tidy
from cmdesk.models.org import Unit
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase

LONGEST = 64
"""Characters of a name in a certificate (X.520)."""


@dataclass(frozen=True, kw_only=True)
class ChangeUnit(Command):
    """Change the unit's names, its time-stamp service or the root of a licensed authority; None leaves as it is.

    An empty `time_stamp_service` takes the service away. Refused: `empty_text`, `name_too_long`, `address_unreadable`,
    what reading `root_file` refuses. Cannot be undone: the name before sign-in lies outside the database.
    """

    name: str | None = None
    short_name: str | None = None
    time_stamp_service: str | None = None
    root_file: Path | None = None


def handle(context: Context, command: ChangeUnit) -> Done:
    """Write what is given."""
    refuse_any(_problems(command))
    unit = context.session.get_one(Unit, context.unit.id)
    if command.name is not None:
        unit.name = tidy(command.name)
    if command.short_name is not None:
        unit.short_name = tidy(command.short_name)
    if command.time_stamp_service is not None:
        unit.time_stamp_service = tidy(command.time_stamp_service) or None
    if command.root_file is not None:
        unit.root_pem = _pem(command.root_file)
    context.session.flush()
    name = unit.name
    if command.name is not None:
        context.after(lambda: context.slots.label(name))
    return Done(ids=(unit.code,))


def _problems(command: ChangeUnit) -> list[Problem]:
    problems = []
    for field in ("name", "short_name"):
        value = getattr(command, field)
        if value is None:
            continue
        if not tidy(value):
            problems.append(Problem("empty_text", Where(field=field)))
        elif len(tidy(value)) > LONGEST:
            params = {"value": f"{value[:12]}…", "found": len(tidy(value)), "most": LONGEST}
            problems.append(Problem("name_too_long", Where(field=field), params))
    service = tidy(command.time_stamp_service or "")
    if service and not service.startswith(("http://", "https://")):
        problems.append(Problem("address_unreadable", Where(field="time_stamp_service"), {"value": service}))
    return problems


def _pem(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unavailable("file_unreadable", file=str(path), reason=error.strerror or "") from error
    return "".join(certificate.public_bytes(Encoding.PEM).decode("ascii") for certificate in load_trust([data]).roots)


use_case = UseCase(command=ChangeUnit, permission="settings.change", handle=handle, undo=Undo.NEVER)
