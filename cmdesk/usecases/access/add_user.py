"""Add a standing user: a key slot with a password typed by that person, and the duties held."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Unavailable, Where, refuse_any
from cmdesk.kernel.text import tidy
from cmdesk.models.access import User, UserDuty
from cmdesk.queries.org import person_by_no
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.permissions import Duty, person_conflicts
from cmdesk.runtime.registry import Command, Undo, UseCase

SHORTEST = 6


@dataclass(frozen=True, kw_only=True)
class AddUser(Command):
    """Add a standing user with duties; the password stands in a file that only that person wrote.

    Refused: `user_exists`, `password_short`, `empty_text`, `duties_exclude` (administration with
    scoring or audit). Cannot be undone: the key slot lies outside the database.
    """

    number: str
    name: str
    duties: tuple[Duty, ...]
    password_file: Path
    staff_no: str | None = None


def handle(context: Context, command: AddUser) -> Done:
    """Write user, duties and key slot."""
    password = read_password(command.password_file)
    problems = password_problems(password)
    if context.session.scalar(select(User.id).where(User.number == command.number)):
        problems.append(Problem("user_exists", Where(field="number"), {"number": command.number}))
    problems += [
        Problem("empty_text", Where(field=name)) for name in ("number", "name") if not tidy(getattr(command, name))
    ]
    problems += duty_problems(command.duties)
    refuse_any(problems)
    person_id = person_by_no(context, command.staff_no) if command.staff_no else None
    user = User(number=command.number, name=tidy(command.name), person_id=person_id)
    context.session.add(user)
    context.session.flush()
    context.session.add_all(UserDuty(user_id=user.id, duty=d, since=context.today()) for d in command.duties)
    context.session.flush()
    duties = [str(d) for d in command.duties]
    context.after(lambda: context.slots.put(command.number, user.name, duties, password))
    return Done(ids=(command.number,))


def read_password(path: Path) -> str:
    """Give the password in a file, without its line end. Raises Unavailable `password_file_unreadable`."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Unavailable("password_file_unreadable", path=str(path)) from None


def password_problems(password: str) -> list[Problem]:
    """Give `password_short` where a new password is."""
    if len(password) >= SHORTEST:
        return []
    return [Problem("password_short", Where(field="password_file"), {"least": SHORTEST})]


def duty_problems(duties: tuple[Duty, ...]) -> list[Problem]:
    """Give one problem a pair of duties that one person may not hold together."""
    conflicts = person_conflicts(duties)
    if not conflicts:
        return []
    return [Problem("duties_exclude", Where(field="duties"), {"one": conflicts[0][0], "other": conflicts[0][1]})]


use_case = UseCase(command=AddUser, permission="access.manage", handle=handle, undo=Undo.NEVER)
