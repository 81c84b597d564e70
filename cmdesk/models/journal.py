"""The journal: one row a command, chained by digests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.models.base import Base, strict
from cmdesk.models.types import LargeBinary


class JournalEntry(Base):
    """One command: who, what, when, and the images of every row it changed. Never updated, never deleted."""

    __tablename__ = "journal_entry"
    __table_args__ = strict(CheckConstraint("length(digest) = 64", name="digest_length"))

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    second: Mapped[str | None]
    verb: Mapped[str] = mapped_column(index=True)
    params: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    undoes: Mapped[int | None]
    previous: Mapped[str]
    digest: Mapped[str]


class JournalHead(Base):
    """The last entry's number and digest, read inside the transaction that writes the next one. One row."""

    __tablename__ = "journal_head"
    __table_args__ = strict(CheckConstraint("id = 1", name="one_row"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    digest: Mapped[str]
