"""Issuing and finding documents: the same content keeps its edition, changed content gets the next one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
from sqlalchemy import select

from cmdesk.documents.content import Content, digest
from cmdesk.documents.reports.catalogue import draw_one
from cmdesk.documents.workers import mapped
from cmdesk.kernel.errors import Problem, Rejected, Where, refuse_any
from cmdesk.kernel.ids import new_id
from cmdesk.kernel.periods import Period
from cmdesk.models.reports import Document
from cmdesk.queries.reports_identity import Draft, Issue
from cmdesk.runtime.context import Context

DRAWN, SIGNED, VOID = "drawn", "signed", "void"
"""No signature yet, at least one, no longer valid."""


@dataclass(frozen=True)
class Issued:
    """A document as it stands after composing; `fresh` where a new edition was drawn, with the numbers it voids."""

    document: Document
    fresh: bool
    voided: tuple[str, ...] = ()


class Register:
    """The documents of one form and period by subject, newest edition last, so that a batch asks once."""

    def __init__(self, context: Context, form: str, period: Period) -> None:
        self.context = context
        self.known: dict[str, list[Document]] = {}
        for row in context.session.scalars(
            select(Document).where(Document.form == form, Document.period == period).order_by(Document.edition)
        ):
            self.known.setdefault(row.subject, []).append(row)

    def latest(self, subject: str) -> Document | None:
        """Give the newest edition of a document, or None."""
        found = self.known.get(subject)
        return found[-1] if found else None

    def issue_all(self, drafts: Sequence[Draft]) -> list[Issued]:
        """Keep the newest edition where the content is still the same, else draw and store the next one.

        The editions before it of the same standing become void; the 拟定 one stays beside the 确定 one. Raises Rejected
        with the problems of every document that cannot be drawn.
        """
        created = this_second(self.context)
        kept = {place: latest for place, draft in enumerate(drafts) if (latest := self._unchanged(draft)) is not None}
        fresh = [
            (place, draft, draft.make(Issue(self._next_edition(draft), created)))
            for place, draft in enumerate(drafts)
            if place not in kept
        ]
        issued = {place: Issued(row, fresh=False) for place, row in kept.items()}
        problems: list[Problem] = []
        drawn = mapped(draw_one, None, [content for _, _, content in fresh])
        for at, ((place, draft, content), pdf) in enumerate(zip(fresh, drawn, strict=True)):
            self.context.progress.step(at, len(fresh), "step_compose")
            if isinstance(pdf, Rejected):
                problems += [problem.at(file=content.identity.number) for problem in pdf.problems]
                continue
            document = self.add(draft, content, created, pdf)
            issued[place] = Issued(document, fresh=True, voided=self.supersede(document))
        refuse_any(problems)
        self.context.progress.step(len(fresh), len(fresh), "step_compose")
        return [issued[place] for place in range(len(drafts))]

    def _unchanged(self, draft: Draft) -> Document | None:
        """Give the newest edition where it still says what the facts say now."""
        latest = self.latest(draft.subject)
        if latest is None or latest.state == VOID:
            return None
        content = draft.make(Issue(latest.edition, latest.drawn_at))
        return latest if content_digest(content) == latest.digest else None

    def _next_edition(self, draft: Draft) -> int:
        latest = self.latest(draft.subject)
        return 1 if latest is None else latest.edition + 1

    def add(
        self, draft: Draft, content: Content, created: datetime, pdf: bytes, kept: dict[str, Any] | None = None
    ) -> Document:
        """Store a file and its row; `kept` stands in place of the whole content."""
        data = content.as_json()
        document = Document(
            id=new_id(),
            form=draft.form,
            period=draft.period,
            subject=draft.subject,
            edition=content.identity.version,
            number=content.identity.number,
            person_id=draft.person_id,
            state=DRAWN,
            standing=draft.standing,
            content=json.loads(data) if kept is None else kept,
            digest=digest(data).lower(),
            file_digest=self.context.files.put(pdf),
            pages=page_count(pdf),
            drawn_at=created,
        )
        self.context.session.add(document)
        self.known.setdefault(draft.subject, []).append(document)
        return document

    def supersede(self, document: Document) -> tuple[str, ...]:
        """Make the editions before a new one void where they have its standing; give their numbers."""
        voided = []
        for former in self.known[document.subject][:-1]:
            if former.state != VOID and former.standing == document.standing:
                former.state = VOID
                former.void_reason = f"内容已变，由{document.number}代替"
                voided.append(former.number)
        return tuple(voided)


def content_digest(content: Content) -> str:
    """Give the SHA-256 of the embedded content as the register keeps it: small hex."""
    return digest(content.as_json()).lower()


def this_second(context: Context) -> datetime:
    """Give the present second in UTC: dates inside documents have no fractions."""
    return context.now().astimezone(UTC).replace(microsecond=0)


def page_count(pdf: bytes) -> int:
    """Give the number of pages of a file."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


def documents_of(context: Context, numbers: Iterable[str], *, void_too: bool = False) -> tuple[Document, ...]:
    """Give the documents of these numbers, in that order.

    Raises Rejected `document_unknown` and, unless asked for, `document_void`.
    """
    wanted = list(dict.fromkeys(numbers))
    rows = context.session.scalars(select(Document).where(Document.number.in_(wanted)))
    found = {row.number: row for row in rows}
    where = Where(field="numbers")
    problems = [Problem("document_unknown", where, {"number": n}) for n in wanted if n not in found]
    problems += [
        Problem("document_void", where, {"number": row.number, "reason": row.void_reason or ""})
        for row in found.values()
        if row.state == VOID and not void_too
    ]
    refuse_any(problems)
    return tuple(found[number] for number in wanted)
