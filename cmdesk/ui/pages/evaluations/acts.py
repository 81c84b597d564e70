"""What 五项评价 orders, and which act comes next for a round and a reader. Orders are imported when they are given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.queries.evaluations_board import RoundRow
from cmdesk.ui.pages.evaluations.presenter import IMPORTS

if TYPE_CHECKING:
    from cmdesk.runtime.registry import Command


@dataclass(frozen=True)
class Act:
    """The words of the button and what it does; `other` is the quiet button beside it."""

    word: str
    does: str = ""
    icon: str = ""
    key: str = ""
    ready: bool = True
    other: str = ""
    other_does: str = ""


def next_act(
    one: RoundRow,
    *,
    closed: bool,
    may_enter: bool,
    may_close: bool,
    may_review: bool,
    review_ready: bool,
    has_person: bool,
) -> Act:
    """Give the next lawful act on a round for a reader with these permissions."""
    if one.source == "performance":
        return Act("")
    if closed:
        return Act("这一季已关账", ready=False, icon="lock")
    if one.state == "none":
        if may_enter:
            return Act("开启本轮", "open", "lock-open", "Ctrl+Enter")
        return Act("由录入员开启本轮", ready=False)
    if one.state == "closed":
        return Act("本轮已关闭", ready=False, icon="lock", other="重开本轮" if may_close else "", other_does="reopen")
    if one.source == "department" and may_review:
        word = "记下，到下一人" if review_ready else "记下（还没写理由）"
        ready = review_ready and has_person
        return Act(word, "review", "check", "Ctrl+Enter", ready, "关闭本轮" if may_close else "", "close")
    if may_close:
        word = f"关闭本轮（还缺 {one.lacking} 人）" if one.lacking else "关闭本轮"
        return Act(word, "close", "lock", "Ctrl+Enter")
    if may_enter and one.source in IMPORTS:
        return Act(IMPORTS[one.source], "import", "upload", "F3")
    waits = "由营销部主任审核" if one.source == "department" and one.lacking else "由督察组长关闭本轮"
    collecting = "由录入员收表，督察组长关闭本轮"
    return Act(waits if one.source == "department" or not one.lacking else collecting, ready=False)


def open_round(period: Period, source: str, due: date | None) -> Command:
    """Give the order that opens a round."""
    from cmdesk.usecases.evaluations.open_round import OpenRound

    return OpenRound(period=period, source=source, due=due)


def close_round(period: Period, source: str) -> Command:
    """Give the order that closes a round."""
    from cmdesk.usecases.evaluations.close_round import CloseRound

    return CloseRound(period=period, source=source)


def reopen_round(period: Period, source: str, reason: str) -> Command:
    """Give the order that opens a closed round again."""
    from cmdesk.usecases.evaluations.reopen_round import ReopenRound

    return ReopenRound(period=period, source=source, reason=reason)


def review(period: Period, staff_no: str, adjustment: Decimal, reason: str, comment: str) -> Command:
    """Give the order that keeps a review."""
    from cmdesk.usecases.evaluations.review import Review

    return Review(
        period=period, staff_no=staff_no, adjustment=adjustment, reason=reason or None, comment=comment or None
    )


def imports(source: str, period: Period, files: tuple[Path, ...]) -> list[Command]:
    """Give the orders that take in files: one for all self-ratings, one a file for the others."""
    if source == "self":
        from cmdesk.usecases.evaluations.import_self import ImportSelf

        return [ImportSelf(files=files, period=period)]
    if source == "industry":
        from cmdesk.usecases.evaluations.import_industry import ImportIndustry

        return [ImportIndustry(file=file, period=period) for file in files]
    from cmdesk.usecases.evaluations.import_survey import ImportSurvey

    return [ImportSurvey(file=file, period=period) for file in files]


def issue_industry(period: Period, company: str, rater: str, out: Path) -> Command:
    """Give the order that writes a D10."""
    from cmdesk.usecases.evaluations.issue_industry import IssueIndustryForm

    return IssueIndustryForm(period=period, company=company, rater=rater, out=out)


def issue_self(period: Period, folder: Path) -> Command:
    """Give the order that writes everybody's D11."""
    from cmdesk.usecases.evaluations.issue_self import IssueSelfForms

    return IssueSelfForms(period=period, folder=folder)


def enter_self(period: Period, staff_no: str, values: dict[str, Any], duties: int) -> Command:
    """Give the order that keys one person's paper."""
    from cmdesk.usecases.evaluations.enter_self import EnterSelf

    scores = tuple(Decimal(values[f"s{n}"]) for n in range(duties))
    return EnterSelf(
        period=period, staff_no=staff_no, scores=scores, facts=tuple(values.get(f"f{n}") for n in range(duties))
    )


def in_the_form(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Place a problem of the n-th fact at the field of it: its place in the order is facts.0…, in the form f0…"""
    placed = []
    for problem in problems:
        name, _, number = (problem.where.field or "").partition(".")
        there = name == "facts" and number.isdigit()
        placed.append(replace(problem, where=replace(problem.where, field=f"f{number}")) if there else problem)
    return tuple(placed)


def leader(period: Period, staff_no: str, values: dict[str, Any]) -> Command:
    """Give the order that keeps a leader's ten scores: his own, or those of a paper that is keyed."""
    scores = tuple(Decimal(values[name]) for name in sorted((n for n in values if n[1:].isdigit()), key=_number))
    if "rater" in values:
        from cmdesk.usecases.evaluations.enter_leader import EnterLeader

        return EnterLeader(period=period, staff_no=staff_no, rater=values["rater"], duty=values["duty"], scores=scores)
    from cmdesk.usecases.evaluations.lead import Lead

    return Lead(period=period, staff_no=staff_no, scores=scores)


def leader_round(what: str, period: Period) -> Command:
    """Give the order on the leaders' round: open, close, not_held, or no_rating for 民主测评."""
    if what == "open":
        return open_round(period, "leader", None)
    if what == "close":
        return close_round(period, "leader")
    from cmdesk.usecases.evaluations.not_held import RatingNotHeld

    return RatingNotHeld(period=period, source="rating" if what == "no_rating" else "leader")


def _number(name: str) -> int:
    return int(name[1:])
