"""What the page of backups says of the open database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select

from cmdesk.models.exchange import ImportRun
from cmdesk.models.journal import JournalEntry
from cmdesk.queries.audit import journal_head
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query
from cmdesk.runtime.upkeeping import secret_is_open


@dataclass(frozen=True)
class SafetyRow:
    """The journal's head, when it was last written, the last file taken in, and whether something secret is open."""

    entries: int
    digest: str
    last_change: datetime | None
    last_import: str | None
    secret_open: bool


@dataclass(frozen=True, kw_only=True)
class Safety(Query):
    """How far the database has gone since a backup, and whether one may be made now (never while a ballot is open)."""

    permission: ClassVar[str] = "upkeep.backup"

    def rows(self, context: Context) -> SafetyRow:
        """Give the one row."""
        head = journal_head(context)
        session = context.session
        return SafetyRow(
            entries=head.entries,
            digest=head.digest,
            last_change=session.scalar(select(JournalEntry.at).order_by(JournalEntry.seq.desc()).limit(1)),
            last_import=session.scalar(select(ImportRun.file_name).order_by(ImportRun.at.desc()).limit(1)),
            secret_open=secret_is_open(session),
        )
