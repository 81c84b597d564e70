"""Signing keys of a unit: its trial authority, who has which key, and which are revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import select

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Where, reject
from cmdesk.models.access import SigningKeyRecord, TrialAuthority
from cmdesk.models.org import Unit
from cmdesk.queries.reports_words import DUTIES
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

if TYPE_CHECKING:
    from cmdesk.documents.trial_ca import TrialRoot

THE_ONE = 1
PURPOSE = "trial_authority"


@dataclass(frozen=True)
class KeyRow:
    """One issued key: whose, for which duty, since when, and when it was revoked."""

    fingerprint: str
    number: str
    holder: str
    duty: str
    duty_name: str
    issued_on: date
    revoked_on: date | None


@dataclass(frozen=True, kw_only=True)
class SigningKeys(Query):
    """The keys that were issued here, oldest first."""

    permission: ClassVar[str] = "access.manage"

    def rows(self, context: Context) -> tuple[KeyRow, ...]:
        """Give one row a key."""
        rows = context.session.scalars(
            select(SigningKeyRecord).order_by(SigningKeyRecord.issued_on, SigningKeyRecord.holder_no)
        )
        return tuple(
            KeyRow(
                row.fingerprint,
                row.holder_no,
                row.holder,
                row.duty,
                DUTIES.get(row.duty, row.duty),
                row.issued_on,
                row.revoked_on,
            )
            for row in rows
        )


@dataclass(frozen=True, kw_only=True)
class Roots(Query):
    """The root certificates that documents of this unit are checked against, as PEM; empty without an authority."""

    permission: ClassVar[str] = "settings.change"

    def rows(self, context: Context) -> str:
        """Give the PEM text."""
        return b"".join(trusted_roots(context)).decode("ascii")


def authority_of(context: Context) -> TrialAuthority | None:
    """Give the trial authority of the unit, or None."""
    return context.session.get(TrialAuthority, THE_ONE)


def opened_authority(context: Context) -> TrialRoot:
    """Give the trial authority with its key. Raises Rejected `no_authority`."""
    # Here and below: the library of certificates comes when it is used, a page with a list of keys does not need it.
    from cmdesk.documents.trial_ca import TrialRoot

    row = authority_of(context)
    if row is None:
        raise reject("no_authority", where=Where(field="authority"))
    key = context.vault.unseal(row.sealed_key, purpose=PURPOSE, number=str(THE_ONE))
    return TrialRoot(row.root_pem.encode("ascii"), key)


def trusted_roots(context: Context) -> list[bytes]:
    """Give the roots that count here: the trial authority's, and one of a licensed authority where the unit has it."""
    row = authority_of(context)
    own = context.session.scalar(select(Unit.root_pem).where(Unit.id == context.unit.id))
    return [pem.encode("ascii") for pem in (row.root_pem if row else None, own) if pem]


def revocations(context: Context) -> list[bytes]:
    """Give the list of revoked keys, dated now; nothing without an authority."""
    from cmdesk.documents.trial_ca import revocation_list

    if authority_of(context) is None:
        return []
    revoked = [
        (_serial(row), datetime.combine(row.revoked_on, time(), CHINA))
        for row in context.session.scalars(select(SigningKeyRecord).where(SigningKeyRecord.revoked_on.is_not(None)))
        if row.revoked_on is not None
    ]
    return [revocation_list(opened_authority(context), revoked, when=context.now())]


def _serial(row: SigningKeyRecord) -> str:
    from cryptography import x509

    certificate: Any = x509.load_pem_x509_certificate(row.pem.encode("ascii"))
    return str(certificate.serial_number)
