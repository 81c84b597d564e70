"""Who signs what: the places of each form, and whose key may sign in which (files.md 4)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from cmdesk.documents.content import SignatureKind, SignatureLine
from cmdesk.documents.sign_fields import ORDER_BY_FORM
from cmdesk.kernel.text import folded
from cmdesk.models.access import User
from cmdesk.models.deliberation import Meeting, MeetingDuty
from cmdesk.models.inspections import InspectionSheet
from cmdesk.models.org import Person
from cmdesk.models.reports import Document, DocumentSignature
from cmdesk.queries.reports_words import moment_text
from cmdesk.runtime.context import Context
from cmdesk.runtime.permissions import Duty


@dataclass(frozen=True)
class Place:
    """One place for a signature: its field, the duty printed at it, and whether it is signed at the city."""

    field: str
    duty: str
    city: bool = False


_D04 = (
    Place("inspector_1", "督察员（一）"),
    Place("inspector_2", "督察员（二）"),
    Place("appraised", "被督察人"),
    Place("witness_1", "见证人（一）"),
    Place("witness_2", "见证人（二）"),
)
PLACES: dict[str, tuple[Place, ...]] = {
    "D04": _D04,
    "D13": (
        Place("appraised", "被考评人"),
        Place("department_head", "营销部主任"),
        Place("marketing_center", "营销中心", city=True),
    ),
    "D18": (
        Place("vote_caller", "唱票人"),
        Place("teller_1", "计票人（一）"),
        Place("teller_2", "计票人（二）"),
        Place("scrutineer_1", "监票人（一）"),
        Place("scrutineer_2", "监票人（二）"),
        Place("chair", "主持人"),
    ),
    "D25": (
        Place("inspector", "督察组长"),
        Place("appraised", "被考评人"),
        Place("department_head", "营销部主任"),
        Place("city_group", "考评组组长", city=True),
    ),
    "KP": (Place("unit_seal", "单位电子签章"),),
}
_DUTY_FIELDS = {("D25", "inspector"): Duty.INSPECTION_LEADER, ("D25", "department_head"): Duty.DEPARTMENT_HEAD,
                ("D13", "department_head"): Duty.DEPARTMENT_HEAD}  # fmt: skip
SEAL, APPRAISED = "unit_seal", "appraised"


@dataclass(frozen=True)
class Wanted:
    """Whose key a place asks for: a 工号, a name where no number is known, a standing duty, or the unit's seal."""

    number: str | None = None
    name: str | None = None
    duty: Duty | None = None
    seal: bool = False

    def fits(self, *, number: str, name: str, duty: str) -> bool:
        """Say whether a key of that holder and duty may sign here."""
        if self.seal:
            return duty == SEAL
        if self.duty is not None:
            return duty == self.duty
        if self.number is not None:
            return number == self.number and duty != SEAL
        return self.name is not None and folded(name) == folded(self.name)

    def words(self, context: Context) -> str:
        """Give in words whose key it is: the duty, or the name with the 工号."""
        if self.seal:
            return "本单位"
        if self.duty is not None:
            return self.duty.chinese
        if self.number is None:
            return self.name or ""
        known = context.session.scalar(select(Person.name).where(Person.staff_no == self.number))
        known = known or context.session.scalar(select(User.name).where(User.number == self.number))
        return f"{known}（{self.number}）" if known else self.number


def places_of(form: str, content: Any) -> tuple[Place, ...]:
    """Give the places that a document asks for: on D04 the witnesses instead of the person where he refused."""
    if form != "D04":
        return PLACES.get(form, ())
    left_out = {"appraised"} if content["content"]["refused"] else {"witness_1", "witness_2"}
    return tuple(place for place in _D04 if place.field not in left_out)


def place_of(form: str, field: str) -> Place | None:
    """Give a place of a form by its field, or None."""
    return next((place for place in PLACES.get(form, ()) if place.field == field), None)


def places_before(form: str, content: Any, field: str) -> tuple[Place, ...]:
    """Give the places of this unit that are signed before a field: once it is signed, their fields are locked."""
    ranks = ORDER_BY_FORM.get(form, {})
    return tuple(
        place
        for place in places_of(form, content)
        if not place.city and ranks.get(place.field, 0) < ranks.get(field, 0)
    )


def locked_by(form: str, field: str, signed: dict[str, DocumentSignature]) -> tuple[str, ...]:
    """Give the duties of those who have signed with a key in a later place: the field is closed for keys since then.

    A signature in ink locks nothing.
    """
    ranks = ORDER_BY_FORM.get(form, {})
    later = (
        place
        for place in PLACES.get(form, ())
        if place.field in signed and ranks.get(place.field, 0) > ranks.get(field, 0)
    )
    return tuple(place.duty for place in later if signed[place.field].kind == SignatureKind.ELECTRONIC)


def wanted_at(context: Context, document: Document, field: str) -> Wanted | None:
    """Give whose key signs in a field; None where nobody is known for it."""
    form = document.form
    if form == "KP":
        return Wanted(seal=True)
    if (form, field) in _DUTY_FIELDS:
        return Wanted(duty=_DUTY_FIELDS[form, field])
    if field == "appraised":
        return Wanted(number=_number(context, document.person_id))
    if form == "D04":
        return _of_sheet(context, document, field)
    if form == "D18":
        return _of_meeting(context, document, field)
    return None


def _number(context: Context, person: uuid.UUID | None) -> str | None:
    return None if person is None else context.session.scalar(select(Person.staff_no).where(Person.id == person))


def _of_sheet(context: Context, document: Document, field: str) -> Wanted | None:
    sheet = context.session.scalar(
        select(InspectionSheet).where(
            InspectionSheet.unit_id == context.unit.id, InspectionSheet.number == document.subject
        )
    )
    if sheet is None:
        return None
    if field.startswith("witness"):
        return Wanted(name=sheet.witness_1 if field == "witness_1" else sheet.witness_2)
    return Wanted(number=_number(context, sheet.inspector_1_id if field == "inspector_1" else sheet.inspector_2_id))


def _of_meeting(context: Context, document: Document, field: str) -> Wanted | None:
    duty, _, line = field.partition("_") if field[-1:].isdigit() else (field, "", "1")
    found = context.session.scalar(
        select(MeetingDuty)
        .join(Meeting, Meeting.id == MeetingDuty.meeting_id)
        .where(
            Meeting.year == document.period.year,
            Meeting.sitting == int(document.subject[:2]),
            MeetingDuty.duty == duty,
            MeetingDuty.line == int(line),
        )
    )
    if found is None:
        return None
    if found.user_no is not None:
        return Wanted(number=found.user_no)
    if found.person_id is not None:
        return Wanted(number=_number(context, found.person_id))
    return Wanted(name=found.name)


def signatures_of(context: Context, documents: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, DocumentSignature]]:
    """Give what stands on documents, by document and field."""
    found: dict[uuid.UUID, dict[str, DocumentSignature]] = {document: {} for document in documents}
    if not found:
        return found
    for row in context.session.scalars(select(DocumentSignature).where(DocumentSignature.document_id.in_(found))):
        found[row.document_id][row.field] = row
    return found


def lines_of(form: str, content: Any, signed: dict[str, DocumentSignature]) -> tuple[SignatureLine, ...]:
    """Give each place of a document with what is known of its signature, in signing order."""
    return tuple(_line(place, signed.get(place.field)) for place in places_of(form, content))


def _line(place: Place, row: DocumentSignature | None) -> SignatureLine:
    if row is None:
        return SignatureLine(field=place.field, duty=place.duty)
    return SignatureLine(
        field=place.field,
        duty=place.duty,
        name=row.name,
        time=moment_text(row.at) if row.kind == SignatureKind.ELECTRONIC else moment_text(row.at)[:10],
        kind=SignatureKind(row.kind),
    )
