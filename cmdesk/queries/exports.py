"""Workbooks that go out, before they are written: what they hold, under which rules, and which 版次 they get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select

from cmdesk.exchange.sheets.writer import Form, OutSheet, Stamp, digest_of, workbook
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.exchange import ExportRun
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

CORRECTION = "更正"
_KIND_CODES = {
    PeriodKind.MONTH: "month_needed",
    PeriodKind.QUARTER: "quarter_needed",
    PeriodKind.YEAR: "year_needed",
}


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A workbook without its stamp: the data sheets, the further lines of 校验, the rules it was made under."""

    kind: str
    form: Form
    period: Period
    sheets: tuple[OutSheet, ...]
    rules: RuleSet
    extra: tuple[tuple[str, str | None], ...] = ()

    @property
    def digest(self) -> str:
        """Give 内容摘要."""
        return digest_of(self.sheets)

    @property
    def rows(self) -> int:
        """Give how many data rows there are in all."""
        return sum(len(sheet.rows) for sheet in self.sheets)


@dataclass(frozen=True)
class Edition:
    """版次 of a workbook, with the instant and the person that 校验 names; `new` says that no such file went out yet.

    The same content gives the same file again, to the last byte.
    """

    number: int
    made_at: datetime
    made_by: str
    new: bool


def latest_run(context: Context, kind: str, period: Period) -> ExportRun | None:
    """Give the newest edition of a file that went out, or None."""
    return context.session.scalar(
        select(ExportRun)
        .where(ExportRun.kind == kind, ExportRun.period == period)
        .order_by(ExportRun.edition.desc())
        .limit(1)
    )


def edition_of(context: Context, outgoing: Outgoing) -> Edition:
    """Give the 版次: the last one where the content is the same, the next one otherwise."""
    last = latest_run(context, outgoing.kind, outgoing.period)
    if last is not None and last.content_digest == outgoing.digest:
        return Edition(last.edition, last.at, last.by, new=False)
    return Edition(1 if last is None else last.edition + 1, context.now(), context.actor.name, new=True)


def written(context: Context, outgoing: Outgoing, edition: Edition) -> bytes:
    """Give the file."""
    return workbook(outgoing.sheets, _stamp(context, outgoing, edition), outgoing.form, outgoing.extra)


def is_correction(context: Context, kind: str, period: Period) -> bool:
    """Say whether a file of this period had gone out before the period was closed the last time."""
    state = context.session.get(PeriodState, period)
    if state is None or state.closed_at is None or state.revision < 2:
        return False
    first = context.session.scalar(
        select(ExportRun.at).where(ExportRun.kind == kind, ExportRun.period == period).order_by(ExportRun.edition)
    )
    return first is not None and first < state.closed_at


def noted(notes: list[str], *, correction: bool) -> str | None:
    """Give 备注 of a row, or None."""
    return "；".join([*notes, CORRECTION] if correction else notes) or None


def kind_problems(period: Period, wanted: PeriodKind) -> list[Problem]:
    """Give a problem where the period is of another kind than the file is made of."""
    if period.kind is wanted:
        return []
    return [Problem(_KIND_CODES[wanted], Where(field="period"), {"period": str(period)})]


def open_problems(context: Context, period: Period) -> list[Problem]:
    """Give `period_open` where the period is not closed."""
    if is_closed(context, period):
        return []
    return [Problem("period_open", Where(field="period"), {"period": period.chinese})]


def _stamp(context: Context, outgoing: Outgoing, edition: Edition) -> Stamp:
    meta = outgoing.rules.meta
    return Stamp(
        unit_code=context.unit.code,
        unit=context.unit.name,
        period=outgoing.period,
        revision=edition.number,
        rule_set=meta.name,
        rule_version=meta.version,
        rule_state=str(meta.state),
        made_at=edition.made_at,
        made_by=edition.made_by,
        adopted_on=meta.passed_on,
        document_number=meta.document_no,
        notice_on=meta.published_on,
        # The checklist is a part of the rule set and goes by its version (B.4).
        checklist_version=meta.version,
    )


@dataclass(frozen=True)
class SentRow:
    """One edition of one file that went out."""

    kind: str
    period: Period
    edition: int
    content_digest: str
    file_digest: str | None
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Sent(Query):
    """Every file that went out, newest first: workbooks and city files, with 版次 and digests."""

    permission: ClassVar[str] = "exchange.export"

    kind: str | None = None
    period: Period | None = None

    def rows(self, context: Context) -> tuple[SentRow, ...]:
        """Give one row an edition."""
        wanted = select(
            ExportRun.kind,
            ExportRun.period,
            ExportRun.edition,
            ExportRun.content_digest,
            ExportRun.file_digest,
            ExportRun.at,
            ExportRun.by,
        ).order_by(ExportRun.at.desc())
        if self.kind is not None:
            wanted = wanted.where(ExportRun.kind == self.kind)
        if self.period is not None:
            wanted = wanted.where(ExportRun.period == self.period)
        return tuple(SentRow(*row) for row in context.session.execute(wanted))
