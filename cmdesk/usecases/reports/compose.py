"""Compose documents: freeze their contents, draw them, store the files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.reports_content_ballots import ballot_drafts
from cmdesk.queries.reports_content_quarter import quarter_drafts
from cmdesk.queries.reports_content_sheet import sheet_drafts
from cmdesk.queries.reports_content_year import annual_drafts
from cmdesk.queries.reports_identity import Draft
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.reports.document_store import Issued, Register
from cmdesk.usecases.reports.hand_out import write_out

_KINDS = {"D04": PeriodKind.MONTH, "D13": PeriodKind.QUARTER, "D18": PeriodKind.YEAR, "D25": PeriodKind.YEAR}
_KIND_NAMES = {PeriodKind.MONTH: "月", PeriodKind.QUARTER: "季度", PeriodKind.YEAR: "年度"}


@dataclass(frozen=True, kw_only=True)
class Compose(Command):
    """Compose D04 (finished sheets of a month), D13 (a closed quarter), D18 (the counted items of a year's sittings)
    or D25 (a closed year: 拟定, after the city's decision 确定), for everybody or for some people.

    The same content keeps its edition; changed content gets the next one, and the former of the same standing becomes
    void. `sheet` names one inspection sheet, `subject` one D18 by sitting and item (0201). With `out` the files are
    written, see `reports.hand_out`. Refused: `period_kind_wrong`, `period_open`, `unknown_person`, `no_result`,
    `sheet_unknown`, `sheet_not_finished`, `sheet_of_other_month`, `ballots_not_counted`, `nothing_to_compose`,
    `glyph_missing`, `one_file_for_many`. Cannot be undone: a number that was given stands.
    """

    form: Literal["D04", "D13", "D18", "D25"]
    period: Period
    people: tuple[str, ...] = ()
    sheet: str | None = None
    subject: str | None = None
    out: Path | None = None


def handle(context: Context, command: Compose) -> Done:
    """Gather the contents, then issue one document after the other."""
    drafts = _drafts(context, command)
    if not drafts:
        raise reject("nothing_to_compose", form=command.form, period=command.period.chinese)
    register = Register(context, command.form, command.period)
    issued = register.issue_all(drafts)
    context.session.flush()
    answer = {
        "documents": [summary(one) for one in issued],
        "fresh": sum(one.fresh for one in issued),
        "pages": sum(one.document.pages for one in issued),
        "voided": [number for one in issued for number in one.voided],
    }
    if command.out is not None:
        files = write_out(context, [one.document for one in issued], command.out)
        answer["files"] = [str(path) for path in files]
    return Done(count=len(issued), ids=tuple(one.document.number for one in issued), answer=answer)


def summary(issued: Issued) -> dict[str, object]:
    """Give what the command line prints of a document."""
    row = issued.document
    return {
        "number": row.number,
        "subject": row.subject,
        "edition": row.edition,
        "state": row.state,
        "standing": row.standing,
        "pages": row.pages,
        "digest": row.digest,
        "fresh": issued.fresh,
    }


def _drafts(context: Context, command: Compose) -> tuple[Draft, ...]:
    kind = _KINDS[command.form]
    if command.period.kind is not kind:
        params = {"form": command.form, "period": command.period.chinese, "wanted": _KIND_NAMES[kind]}
        raise reject("period_kind_wrong", where=Where(field="period"), **params)
    makers: dict[str, Callable[[], tuple[Draft, ...]]] = {
        "D04": lambda: sheet_drafts(context, command.period, command.people, command.sheet),
        "D13": lambda: quarter_drafts(context, command.period, command.people),
        "D18": lambda: ballot_drafts(context, command.period, command.subject),
        "D25": lambda: annual_drafts(context, command.period, command.people),
    }
    return makers[command.form]()


use_case = UseCase(command=Compose, permission="reports.render", handle=handle, undo=Undo.NEVER)
