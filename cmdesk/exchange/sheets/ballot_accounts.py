"""Writing 票数账: the accounts of every ballot, paper by paper and round by round, without a single mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cmdesk.exchange.sheets.writer import Form, OutColumn, OutSheet, Shape, Stamp, out_sheet, workbook

FORM = Form("BALLOTS", "票数账")


@dataclass(frozen=True, kw_only=True)
class BallotLine:
    """One paper in one round. `abstained` is None where the account is kept by lines and not by papers."""

    meeting: str
    item: str
    paper: str
    round: int
    expected: int
    present: int
    printed: int
    issued: int
    not_issued: int
    destroyed: int
    returned: int
    unreturned: int
    valid: int
    invalid: int
    abstained: int | None = None


def sheets(ballots: Sequence[BallotLine]) -> tuple[OutSheet, ...]:
    """Give the sheet, in the order given."""
    return (out_sheet("票数账", _COLUMNS, ballots),)


def write(ballots: Sequence[BallotLine], stamp: Stamp) -> bytes:
    """Give 票数账 as a file."""
    return workbook(sheets(ballots), stamp, FORM)


def _count(heading: str, name: str) -> OutColumn:
    return OutColumn(heading, lambda row: getattr(row, name), Shape.INTEGER, total=True)


_COLUMNS = (
    OutColumn("会议", lambda row: row.meeting),
    OutColumn("议题", lambda row: row.item),
    OutColumn("票种", lambda row: row.paper),
    OutColumn("轮次", lambda row: row.round, Shape.INTEGER),
    OutColumn("应到", lambda row: row.expected, Shape.INTEGER),
    OutColumn("实到", lambda row: row.present, Shape.INTEGER),
    _count("印制", "printed"),
    _count("发出", "issued"),
    _count("未发", "not_issued"),
    _count("作废", "destroyed"),
    _count("收回", "returned"),
    _count("未收回", "unreturned"),
    _count("有效", "valid"),
    _count("无效", "invalid"),
    _count("弃权", "abstained"),
)
