"""Issue a signing key to a duty holder: a PKCS#12 file under a password that only that person typed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from cmdesk.documents.trial_ca import issue_key
from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.models.access import SigningKeyRecord, User, UserDuty
from cmdesk.models.org import Person
from cmdesk.queries.access_keys import opened_authority
from cmdesk.queries.reports_signers import SEAL
from cmdesk.queries.reports_words import DUTIES
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.access.add_user import read_password
from cmdesk.usecases.access.make_trial_authority import write_key_file

WITHOUT_ACCOUNT = ("appraised", "member")


@dataclass(frozen=True, kw_only=True)
class IssueKey(Command):
    """Issue a key to the person of that 工号 and write its .p12 file to `out`.

    `duty` is a standing duty that the person holds; `appraised` for somebody of the roster; `member` for an officer of
    a meeting without an account; `unit_seal` for the unit itself, kept by the person of that 工号. The password stands
    in a file that only that person wrote. Refused: `no_authority`, `key_duty_unknown`, `duty_not_held`,
    `unknown_person`, `key_file_exists`, `key_password_too_short`, `certificate_text_too_long`, `root_expired`. Cannot
    be undone: `access.revoke_key` ends a key.
    """

    number: str
    duty: str
    password_file: Path
    out: Path


def handle(context: Context, command: IssueKey) -> Done:
    """Find the holder, issue, keep the certificate, write the file last."""
    name, problems = _holder(context, command)
    if command.out.exists():
        problems.append(Problem("key_file_exists", Where(field="out"), {"path": str(command.out)}))
    refuse_any(problems)
    sealing = command.duty == SEAL
    issued = issue_key(
        opened_authority(context),
        name=context.unit.name if sealing else name,
        number=context.unit.code if sealing else command.number,
        duty=DUTIES[command.duty],
        unit=context.unit.name,
        password=read_password(command.password_file),
        when=context.now(),
    )
    context.session.add(
        SigningKeyRecord(
            fingerprint=issued.fingerprint,
            holder_no=command.number,
            holder=context.unit.name if sealing else name,
            duty=command.duty,
            pem=issued.certificate_pem.decode("ascii"),
            issued_on=context.today(),
        )
    )
    context.session.flush()
    context.after(lambda: write_key_file(command.out, issued.pkcs12, private=True))
    answer = {"file": str(command.out), "fingerprint": issued.fingerprint, "valid_until": issued.not_after.date()}
    return Done(ids=(issued.fingerprint,), answer=answer)


def _holder(context: Context, command: IssueKey) -> tuple[str, list[Problem]]:
    """Give the name of who gets the key, and why he may not."""
    where = Where(field="number")
    user = context.session.scalar(select(User).where(User.number == command.number, User.active))
    person = context.session.scalar(
        select(Person.name).where(Person.unit_id == context.unit.id, Person.staff_no == command.number)
    )
    if command.duty in {*WITHOUT_ACCOUNT, SEAL}:
        name = person or (user.name if user is not None else None)
        if name is None:
            return "", [Problem("unknown_person", where, {"staff_no": command.number})]
        return name, []
    if command.duty not in set(Duty):
        allowed = "、".join([*Duty, *WITHOUT_ACCOUNT, SEAL])
        return "", [Problem("key_duty_unknown", Where(field="duty"), {"duty": command.duty, "allowed": allowed})]
    held = () if user is None else context.session.scalars(select(UserDuty.duty).where(UserDuty.user_id == user.id))
    if user is None or command.duty not in set(held):
        params = {"number": command.number, "duty": DUTIES[command.duty]}
        return "", [Problem("duty_not_held", where, params)]
    return user.name, []


use_case = UseCase(command=IssueKey, permission="access.manage", handle=handle, undo=Undo.NEVER)
