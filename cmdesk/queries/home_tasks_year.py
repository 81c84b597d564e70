"""The tasks of January: base date and seats, the year's rounds and close, both sittings, the decision, the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.home_facts import Facts
from cmdesk.queries.home_tasks import Calendar, HomeTask


@dataclass(frozen=True)
class _Step:
    """One step: `deadline` is the code whose day and doer it has, `waits` the keys of what must be done first."""

    code: str
    deadline: str
    title: str
    why: str
    area: str
    action: str
    done: bool
    waits: tuple[str, ...] = ()
    opens: str = ""


def year_tasks(facts: Facts) -> Iterable[HomeTask]:
    """Give what is open of the year that has ended; the seats bar no close, they only bar rises (B.8.9)."""
    calendar = Calendar(facts)
    year = Period(PeriodKind.YEAR, facts.context.today().year - 1)
    if year.last_day < facts.started:
        return
    for step in (*_rounds(facts, year), *_decision(facts, year)):
        if step.done:
            continue
        title = f"{year.year} 年度{step.title}"
        waits = (f"{code}/{year}" if "/" not in code else code for code in step.waits)
        for task in calendar.task(step.deadline, year, title, step.why, step.area, step.action, waits_for=waits):
            yield replace(task, key=f"{step.code}/{year}", opens=step.opens)


def _rounds(facts: Facts, year: Period) -> tuple[_Step, ...]:
    """Give what comes before the close of the year, and the close."""
    parts = tuple(f"quarter_close/{quarter}" for quarter in year.quarters)
    closed = year in facts.closed
    halves = tuple(f"half_year_close/{half}" for half in year.halves)
    return (
        _Step(
            "base_date",
            "base_date",
            "基准日核对，接收名额",
            "核对人数、工龄、学历，导入市公司的名额表；没有名额，谁也不能升级",
            "incoming",
            "indicators.import",
            facts.seats_settled(year.year) or facts.decided(year.year),
            opens="seats",
        ),
        _Step(
            "peer_rounds",
            "peer_rounds",
            "同事互评",
            "各组都关闭之后才能关年度账",
            "peers",
            "peers.close",
            closed or facts.peers_done(year),
        ),
        _Step(
            "leader_round",
            "peer_rounds",
            "领导评",
            "关闭或登记未进行之后才能关年度账",
            "evaluations",
            "evaluations.close",
            closed or facts.rounds.get((year, "leader")) in {"closed", "not_held"},
        ),
        _Step(
            "first_sitting",
            "peer_rounds",
            "民主测评（第一次会议）",
            "计完票或登记未进行之后才能关年度账",
            "deliberation",
            "deliberation.prepare",
            closed or facts.sitting_done(year.year, 1) or facts.rounds.get((year, "rating")) == "not_held",
        ),
        _Step(
            "year_close",
            "year_close",
            "关账",
            "四个季度、两个半年、互评、领导评、民主测评都齐",
            "scoring",
            "scoring.close",
            closed,
            ("peer_rounds", "leader_round", "first_sitting", *parts, *halves),
        ),
    )


def _decision(facts: Facts, year: Period) -> tuple[_Step, ...]:
    """Give the way from the second sitting to the report."""
    return (
        _Step(
            "second_sitting",
            "second_sitting",
            "评议会第二次会议",
            "主任生成建议级档以后，讨论、表决、计票",
            "deliberation",
            "deliberation.prepare",
            facts.sitting_done(year.year, 2),
            ("year_close", "base_date"),
        ),
        _Step(
            "collective_decision",
            "collective_decision",
            "集体研究",
            "领导班子研究名单",
            "grading",
            "grading.decide",
            facts.decided(year.year),
            ("second_sitting",),
            opens="board",
        ),
        _Step(
            "submission",
            "submission",
            "等级评定上报",
            "名单决定以后上报市公司",
            "exchange",
            "exchange.export",
            ("levels", year) in facts.exports,
            ("collective_decision",),
        ),
    )
