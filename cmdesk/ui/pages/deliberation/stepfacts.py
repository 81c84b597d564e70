"""The one or two facts that stand under a step of the run sheet."""

from __future__ import annotations

from collections.abc import Callable

from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.ui.pages.deliberation.presenter import (
    DUTY_NAMES,
    PaperLine,
    StepState,
    lines_of,
    next_item,
    unset_pins,
)


def facts_of(run: MeetingRun, code: str, state: StepState) -> tuple[str, ...]:
    """Give the facts of a step that is done or next."""
    return tuple(fact for fact in _FACTS[code](run, state) if fact)


def _call_facts(run: MeetingRun, state: StepState) -> tuple[str, ...]:
    return (f"应到 {run.page.row.expected} 人，议题 {run.page.row.items} 项",)


def _duty_facts(run: MeetingRun, state: StepState) -> tuple[str, ...]:
    count = {code: sum(duty.duty == code for duty in run.page.duties) for code in DUTY_NAMES}
    told = f"计票 {count['teller']} 人、监票 {count['scrutineer']} 人"
    unset = len(unset_pins(run))
    late = f"{unset} 人还没设会议口令" if unset and run.page.row.state in {"called", "open"} else ""
    return (told if run.page.duties else "还没有推定", late if run.page.duties else "")


def _attend_facts(run: MeetingRun, state: StepState) -> tuple[str, ...]:
    voters = [member for member in run.page.members if not member.observer]
    came = sum(member.came_at is not None for member in voters)
    return (f"{came} 人签到，{len(voters) - came} 人未到",)


def _open_facts(run: MeetingRun, state: StepState) -> tuple[str, ...]:
    if state is StepState.NOW:
        return (f"应到 {run.page.quorum.expected}，实到 {run.page.quorum.present}", "达到法定人数，可以开会")
    return (f"应到 {run.page.quorum.expected} 人，会议有效",)


def _vote_facts(run: MeetingRun, state: StepState) -> tuple[str, ...]:
    standing = [line for line in lines_of(run) if line.standing]
    if not standing:
        waiting = next_item(run)
        return (f"第 {waiting.number} 项待发票" if waiting else "没有表决",)
    sealed = sum(line.account.state in {"sealed", "agreed", "counted"} for line in standing)
    if state is StepState.DONE:
        out = sum(line.account.issued or 0 for line in standing)
        back = sum(line.account.returned or 0 for line in standing)
        return (f"{len(standing)} 种票，发 {out} 收 {back}",)
    return (f"{len(standing)} 种票，已封 {sealed} 种", _vote_now(run, standing))


def _vote_now(run: MeetingRun, standing: list[PaperLine]) -> str:
    for line in standing:
        if line.account.state == "void":
            return f"{line.label}作废，须重新投票"
        if line.account.state == "open":
            return f"{line.label}{'收票中' if line.account.issued is not None else '待发票'}"
    if run.tie is not None:
        return f"{run.tie.level}票数相等，须第二次投票"
    waiting = next_item(run)
    return f"第 {waiting.number} 项待发票" if waiting else ""


def _count_facts(run: MeetingRun, state: StepState) -> tuple[str, ...]:
    standing = [line for line in lines_of(run) if line.standing]
    counted = sum(line.account.state == "counted" for line in standing)
    agreed = sum(line.account.state == "agreed" for line in standing)
    if state is StepState.DONE:
        return (f"{counted} 种票已入账",)
    return (f"{len(standing)} 种票，已入账 {counted} 种", f"{agreed} 种一致，待一并公布" if agreed else "")


def _close_facts(run: MeetingRun, state: StepState) -> tuple[str, ...]:
    return ("全部议题已有结果",) if state is StepState.NOW else ("会议结束",)


def _minutes_facts(run: MeetingRun, state: StepState) -> tuple[str, ...]:
    return (f"{run.finished_by}定稿",) if run.finished_by else ("草稿已由会议事件生成",)


def _keep_facts(run: MeetingRun, state: StepState) -> tuple[str, ...]:
    kept = sum(item.seal_no is not None for item in run.page.items)
    return (f"{len(run.page.items)} 项，已封存 {kept} 项",)


_FACTS: dict[str, Callable[[MeetingRun, StepState], tuple[str, ...]]] = {
    "call": _call_facts,
    "duties": _duty_facts,
    "attend": _attend_facts,
    "open": _open_facts,
    "vote": _vote_facts,
    "count": _count_facts,
    "close": _close_facts,
    "minutes": _minutes_facts,
    "keep": _keep_facts,
}
