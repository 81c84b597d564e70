"""Issued documents: frozen content, version, file and signatures."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base, Rooted, strict


class Document(Rooted, Base):
    """One version of one form. State: drawn, signed, void. `content` is frozen; `digest` is of it (SHA-256).

    `subject` is a staff number or a running number. `file_digest` names the stored file.
    """

    __tablename__ = "document"
    __table_args__ = strict(UniqueConstraint("form", "period", "subject", "edition"))

    form: Mapped[str]
    period: Mapped[Period]
    subject: Mapped[str]
    edition: Mapped[int]
    number: Mapped[str]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str]
    standing: Mapped[str]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    file_digest: Mapped[str | None]
    pages: Mapped[int]
    drawn_at: Mapped[datetime]
    void_reason: Mapped[str | None]


class DocumentSignature(Base):
    """One signature on a document: electronic, on paper (scan attached) or refused with witnesses."""

    __tablename__ = "document_signature"

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    duty: Mapped[str]
    at: Mapped[datetime]
    certificate: Mapped[str | None]
    scan_digest: Mapped[str | None]
    witnesses: Mapped[list[Any]]
