"""票数账 as values: where every paper of a year's meetings went, round by round, without a single mark."""

from __future__ import annotations

from sqlalchemy import select

from cmdesk.exchange.sheets import ballot_accounts
from cmdesk.exchange.sheets.ballot_accounts import BallotLine
from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.deliberation import AgendaItem, Meeting, Paper
from cmdesk.queries.deliberation_state import UNCOUNTED
from cmdesk.queries.exports import Outgoing, kind_problems
from cmdesk.runtime.context import Context

KIND = "ballots-account"


def ballots_out(context: Context, period: Period) -> Outgoing:
    """Give the accounts of all ballots of a year. Raises Rejected `year_needed`, `ballot_open`, `ballots_none`."""
    refuse_any(kind_problems(period, PeriodKind.YEAR))
    refuse_any(open_ballots(context, period))
    lines = ballot_lines(context, period)
    if not lines:
        refuse_any([Problem("ballots_none", Where(field="period"), {"year": period.year})])
    return Outgoing(
        kind=KIND,
        form=ballot_accounts.FORM,
        period=period,
        sheets=ballot_accounts.sheets(lines),
        rules=context.rule_set,
    )


def open_ballots(context: Context, period: Period) -> list[Problem]:
    """Give `ballot_open` for each paper of the year that is out, in the box or being counted."""
    rows = context.session.execute(
        select(Meeting.number, Paper.paper)
        .join(Meeting, Meeting.id == Paper.meeting_id)
        .where(Meeting.year == period.year, Paper.state.in_(sorted(UNCOUNTED)))
        .order_by(Meeting.sitting, Paper.item, Paper.paper, Paper.round)
    )
    where = Where(field="period")
    return [Problem("ballot_open", where, {"meeting": row.number, "paper": row.paper}) for row in rows]


def ballot_lines(context: Context, period: Period) -> list[BallotLine]:
    """Give one line a paper and round, in the order of the meetings."""
    rows = context.session.execute(
        select(Meeting.number, AgendaItem.title, Paper)
        .join(Meeting, Meeting.id == Paper.meeting_id)
        .join(AgendaItem, (AgendaItem.meeting_id == Paper.meeting_id) & (AgendaItem.number == Paper.item))
        .where(Meeting.year == period.year)
        .order_by(Meeting.sitting, Paper.item, Paper.paper, Paper.round)
    )
    return [_line(number, title, paper) for number, title, paper in rows]


def _line(meeting: str, title: str, paper: Paper) -> BallotLine:
    issued, printed, spoiled = paper.issued or 0, paper.printed or 0, paper.spoiled or 0
    returned, invalid = paper.returned or 0, paper.invalid or 0
    return BallotLine(
        meeting=meeting,
        item=title,
        paper=paper.paper,
        round=paper.round,
        expected=paper.expected,
        present=paper.present,
        printed=printed,
        issued=issued,
        not_issued=printed - issued - spoiled,
        destroyed=spoiled,
        returned=returned,
        # More back than out: all are void, and nothing is outstanding (B.12.9).
        unreturned=max(0, issued - returned),
        valid=0 if paper.state == "void" else returned - invalid,
        invalid=returned if paper.state == "void" else invalid,
        abstained=paper.abstained,
    )
