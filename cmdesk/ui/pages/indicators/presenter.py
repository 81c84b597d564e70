"""What the page of the indicators says of a month, without widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.periods import Period
from cmdesk.queries.indicators_board import Arrival, MonthBoard, MonthRow
from cmdesk.ui import words

FILTERS: dict[str, Callable[[MonthRow], bool]] = {
    "要看": lambda row: state_of(row)[1] in {"bad", "warn"},
    "没有来": lambda row: not row.has_figures,
    "缺指标": lambda row: bool(row.missing),
    "预警": lambda row: row.warned,
    "更正": lambda row: row.corrected,
    "全部": lambda row: True,
}


def state_of(row: MonthRow) -> tuple[str, str]:
    """Give the state of a row as (word, state)."""
    if not row.has_figures:
        return "没有来", "bad"
    if row.score is None:
        return "不够计分", "bad"
    if row.missing:
        return f"缺 {len(row.missing)} 项", "warn"
    if row.warned:
        return "增幅预警", "warn"
    return ("已更正", "info") if row.corrected else ("齐", "ok")


def month_line(board: MonthBoard, today: date) -> str:
    """Give the line below the title: what came, how many are missing, by when it was due."""
    rows, came = len(board.rows), sum(row.has_figures for row in board.rows)
    parts = [f"{came} / {rows} 人有数" if came else "还没有来"]
    if came and came < rows:
        parts.append(f"{rows - came} 人没有")
    if board.closed:
        parts.append("已关账")
    elif board.due is not None and not came:
        days = (today - board.due).days
        late = f"，逾期 {days} 天" if days > 0 else ""
        parts.append(f"应 {words.day(board.due, today=today)} 前送到{late}")
    return " · ".join(parts)


def arrival_words(arrival: Arrival, today: date) -> tuple[str, str]:
    """Give when and by whom a file came, and what it did."""
    at = arrival.at.astimezone(CHINA)
    did = [f"新增 {arrival.new}" if arrival.new else "", f"更正 {arrival.changed}" if arrival.changed else ""]
    did.append(f"不变 {arrival.unchanged}" if arrival.unchanged else "")
    return f"{words.day(at.date(), today=today)} {at:%H:%M}", "、".join(part for part in did if part) or "没有一行"


def growth_words(row: MonthRow) -> str:
    """Give the growth of sales in one sentence; empty where there is nothing to compare with."""
    growth = row.growth
    if growth is None:
        return ""
    verdict = "，不到同行的 0.8，只提醒不扣分" if growth.warned else ""
    own, peers = growth.own.replace("-", "−"), growth.peers.replace("-", "−")
    return f"销量比{growth.against.chinese}增 {own}%，其余人合计增 {peers}%{verdict}"


def nothing_words(period: Period) -> tuple[str, str]:
    """Give what the empty list says."""
    return (f"{period.chinese}没有在岗的客户经理", "先导入花名册")
