"""Sign documents with one key in one field."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import select

from cmdesk.documents.content import SignatureKind
from cmdesk.documents.signing import SigningKey, SigningTask, sign_one
from cmdesk.documents.workers import mapped
from cmdesk.kernel.errors import Forbidden, Problem, Rejected, Unavailable, Where, refuse_any, reject
from cmdesk.models.access import SigningKeyRecord, User, UserDuty
from cmdesk.models.org import Unit
from cmdesk.models.reports import Document, DocumentSignature
from cmdesk.queries.reports_signers import (
    APPRAISED,
    SEAL,
    Place,
    Wanted,
    locked_by,
    place_of,
    places_before,
    signatures_of,
    wanted_at,
)
from cmdesk.queries.reports_words import DUTIES
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.permissions import PERMISSIONS
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.access.add_user import read_password
from cmdesk.usecases.reports.document_store import SIGNED, documents_of, this_second


@dataclass(frozen=True, kw_only=True)
class Sign(Command):
    """Sign one or many documents in the same field with one key: `key` is a PKCS#12 file issued here.

    Who signs must hold the duty of the field and sign with the own key; a person appraised and an officer of a meeting
    without an account sign at somebody's desk, the unit's seal by whoever knows its password. A signature locks the
    places before it: those still open must stand in `leave_out`, they can be signed on paper only from then on. A
    place recorded as signed on paper or refused is not open. `opinion` is what a person appraised says of the result;
    it stands in the signature. Refused, for every document at once: `document_unknown`, `document_void`,
    `field_unknown`, `field_for_city`, `field_signed_already`, `field_out_of_order` (a later place is signed),
    `earlier_places_open`, `opinion_not_here`, `key_unknown_here`, `key_revoked`, `key_of_other_duty`, `key_expired`,
    `key_not_yet_valid`; unavailable: `key_password_wrong`, `time_service_unavailable`; forbidden:
    `key_of_other_user`. Cannot be undone: a new edition takes its place.
    """

    numbers: tuple[str, ...]
    field: str
    key: Path
    key_password_file: Path
    reason: str = ""
    leave_out: tuple[str, ...] = ()
    opinion: Literal["agreed", "objected"] | None = None


OPINIONS = {"agreed": "无异议", "objected": "有异议"}
"""The two boxes beside the signature of a person appraised, as D04, D13 and D25 print them."""


def handle(context: Context, command: Sign) -> Done:
    """Check everything, then sign one document after the other."""
    documents = documents_of(context, command.numbers)
    key, record = load_key(context, command.key, command.key_password_file)
    refuse_any(_problems(context, documents, command, record))
    seal = Sealing(context, key)
    signed = seal.all(documents, command.field, command.reason, OPINIONS.get(command.opinion or "", ""))
    return Done(count=len(signed), ids=tuple(row.number for row in documents), answer={"signer": key.holder.name})


def load_key(context: Context, path: Path, password_file: Path) -> tuple[SigningKey, SigningKeyRecord]:
    """Open a key file that was issued here to who sits at the desk, or to somebody without an account.

    Raises Unavailable `key_file_unreadable`, `key_password_wrong`; Rejected `key_unknown_here`, `key_revoked` and
    what `SigningKey.load` refuses; Forbidden `key_of_other_user`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unavailable("key_file_unreadable", path=str(path), reason=str(error.strerror or error)) from error
    key = SigningKey.load(data, read_password(password_file))
    where = Where(field="key")
    record = context.session.get(SigningKeyRecord, key.fingerprint)
    if record is None:
        raise reject("key_unknown_here", where=where, holder=key.holder.name)
    if record.revoked_on is not None:
        raise reject("key_revoked", where=where, holder=record.holder, day=record.revoked_on)
    if record.duty != SEAL and record.holder_no != context.actor.number and _has_a_desk(context, record.holder_no):
        raise Forbidden("key_of_other_user", holder=record.holder, name=context.actor.name)
    return key, record


def _has_a_desk(context: Context, number: str) -> bool:
    """Say whether somebody signs in and may sign there: then only he may use his key."""
    duties = context.session.scalars(
        select(UserDuty.duty).join(User, User.id == UserDuty.user_id).where(User.number == number, User.active)
    )
    return bool(PERMISSIONS["reports.sign"].doers & set(duties))


def _problems(context: Context, documents: Iterable[Document], order: Sign, record: SigningKeyRecord) -> list[Problem]:
    rows, field = list(documents), order.field
    signed = signatures_of(context, [row.id for row in rows])
    problems: list[Problem] = []
    if order.opinion is not None and field != APPRAISED:
        problems.append(Problem("opinion_not_here", Where(field="opinion")))
    for row in rows:
        found = place_of(row.form, field)
        where = Where(file=row.number, field="field")
        if found is None:
            problems.append(Problem("field_unknown", where, {"field": field, "form": row.form}))
        elif found.city:
            problems.append(Problem("field_for_city", where, {"duty": found.duty}))
        elif field in signed[row.id]:
            problems.append(Problem("field_signed_already", where, {"value": found.duty}))
        else:
            wrong_key = _key_problems(context, wanted_at(context, row, field), found.duty, record, where)
            # Whom a signature would lock out matters only to whoever may sign there.
            problems += wrong_key or _order_problems(row, found, signed[row.id], order.leave_out)
    return problems


def _order_problems(
    row: Document, place: Place, signed: dict[str, DocumentSignature], leave_out: Collection[str]
) -> list[Problem]:
    """Give what of the signing order stands against a signature: a later place is signed, or earlier ones are open."""
    where = Where(file=row.number, field="field")
    later = locked_by(row.form, place.field, signed)
    if later:
        return [Problem("field_out_of_order", where, {"value": place.duty, "later": "、".join(later)})]
    before = places_before(row.form, row.content, place.field)
    waiting = [one for one in before if one.field not in signed and one.field not in leave_out]
    if not waiting:
        return []
    params = {"value": place.duty, "open": "、".join(one.duty for one in waiting)}
    return [Problem("earlier_places_open", where, {**params, "fields": "、".join(one.field for one in waiting)})]


def _key_problems(
    context: Context, wanted: Wanted | None, duty: str, record: SigningKeyRecord, where: Where
) -> list[Problem]:
    if wanted is None:
        return [Problem("signer_unknown_here", where, {"duty": duty})]
    if wanted.fits(number=record.holder_no, name=record.holder, duty=record.duty):
        return []
    params = {"holder": record.holder, "held": DUTIES.get(record.duty, record.duty), "duty": duty}
    return [Problem("key_of_other_duty", where, {**params, "wanted": wanted.words(context)})]


class Sealing:
    """Signs one document after the other with one opened key."""

    def __init__(self, context: Context, key: SigningKey) -> None:
        self.context = context
        self.key = key
        self.time_service = context.session.scalar(select(Unit.time_stamp_service).where(Unit.id == context.unit.id))

    def all(self, documents: Iterable[Document], field: str, reason: str = "", note: str = "") -> list[Document]:
        """Sign them all, or none: every refusal of every document at once."""
        rows, problems = list(documents), []
        when: datetime = this_second(self.context)
        task = SigningTask(self.key, field, when, reason, self.time_service, note)
        jobs = [(self._file(row), _duty(row, field)) for row in rows]
        for at, (row, signed) in enumerate(zip(rows, mapped(sign_one, task, jobs), strict=True)):
            self.context.progress.step(at, len(rows), "step_sign")
            if isinstance(signed, Rejected):
                problems += [problem.at(file=row.number) for problem in signed.problems]
            else:
                self._note(row, field, signed, when)
        refuse_any(problems)
        self.context.progress.step(len(rows), len(rows), "step_sign")
        self.context.session.flush()
        return rows

    def _file(self, document: Document) -> bytes:
        assert document.file_digest is not None
        return self.context.files.get(document.file_digest)

    def _note(self, document: Document, field: str, signed: bytes, when: datetime) -> None:
        """Store the longer file, and note the signature."""
        document.file_digest = self.context.files.put(signed)
        document.state = SIGNED
        self.context.session.add(
            DocumentSignature(
                document_id=document.id,
                field=field,
                kind=str(SignatureKind.ELECTRONIC),
                name=self.key.holder.name,
                duty=_duty(document, field),
                at=when,
                certificate=self.key.fingerprint,
                witnesses=[],
            )
        )


def _duty(document: Document, field: str) -> str:
    found = place_of(document.form, field)
    assert found is not None
    return found.duty


use_case = UseCase(command=Sign, permission="reports.sign", handle=handle, undo=Undo.NEVER)
