"""What the journal says, and whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import select

from cmdesk.kernel.errors import Damaged
from cmdesk.models.journal import JournalEntry
from cmdesk.queries.columns import columns
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query
from cmdesk.storage.journal import read_head, verify_chain


@dataclass(frozen=True)
class Head:
    """The journal's newest entry: printed on the packet and put into the city file."""

    entries: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Chain(Query):
    """Computes every digest of the journal again. Raises Damaged naming the first entry that does not fit."""

    permission: ClassVar[str] = "audit.verify"

    def rows(self, context: Context) -> Head:
        """Give the head of a whole chain."""
        report = verify_chain(context.session.connection(), progress=context.progress)
        if report.problems:
            raise Damaged("journal_broken", seq=report.problems[0].params.get("seq"), count=len(report.problems))
        return Head(report.head.seq, report.head.digest)


@dataclass(frozen=True)
class EntryRow:
    """One entry of the journal, without its row images."""

    seq: int
    at: datetime
    actor: str
    second: str | None
    verb: str
    params: dict[str, Any]
    undoes: int | None
    digest: str


@dataclass(frozen=True, kw_only=True)
class Entries(Query):
    """The journal, newest first."""

    permission: ClassVar[str] = "audit.read"

    before: int | None = None
    most: int = 200

    def rows(self, context: Context) -> tuple[EntryRow, ...]:
        """Give up to `most` entries older than `before`."""
        wanted = select(
            JournalEntry.seq,
            JournalEntry.at,
            JournalEntry.actor,
            JournalEntry.second,
            JournalEntry.verb,
            JournalEntry.params,
            JournalEntry.undoes,
            JournalEntry.digest,
        ).order_by(JournalEntry.seq.desc())
        if self.before is not None:
            wanted = wanted.where(JournalEntry.seq < self.before)
        return tuple(EntryRow(*row) for row in columns(context, wanted.limit(self.most)))


def journal_head(context: Context) -> Head:
    """Give number and digest of the newest entry."""
    found = read_head(context.session.connection())
    return Head(found.seq, found.digest)
