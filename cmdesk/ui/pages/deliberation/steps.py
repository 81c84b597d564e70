"""The nine steps of a meeting: done, next, or locked with its condition in words; and what the next one waits for."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.runtime.sentences import message
from cmdesk.ui.pages.deliberation.presenter import STEPS, StepState, clock, current_step, lines_of
from cmdesk.ui.pages.deliberation.stepfacts import facts_of
from cmdesk.ui.widgets.rail import RailProgress


@dataclass(frozen=True)
class Step:
    """One step of the run sheet: its facts, or the condition that it waits for."""

    code: str
    number: int
    title: str
    state: StepState
    time: str = ""
    facts: tuple[str, ...] = ()
    lock: str = ""


def steps_of(run: MeetingRun) -> tuple[Step, ...]:
    """Give the nine steps: done before the next one, later after it."""
    now = current_step(run)
    place = STEPS.index(now) if now else len(STEPS)
    found = []
    for number, code in enumerate(STEPS):
        state = StepState.NOW if number == place else StepState.DONE if number < place else StepState.LATER
        lock = _LOCKS[code] if state is StepState.LATER else ""
        facts = () if state is StepState.LATER else facts_of(run, code, state)
        found.append(Step(code, number + 1, _title(run, code), state, _time(run, code, state), facts, lock))
    return tuple(found)


def standing(run: MeetingRun) -> RailProgress | None:
    """Give how far a meeting is that has begun and is not over, for the foot of the rail."""
    if run.page.row.state != "open":
        return None
    steps = steps_of(run)
    done = sum(step.state is StepState.DONE for step in steps)
    now = next(step for step in steps if step.state is StepState.NOW)
    line = f"第 {now.number} 步 · {now.title}"
    return RailProgress("评议会进度", done / len(steps), line, said=f"{done}/{len(steps)}")


_TITLES = {
    "call": "名单和议程",
    "duties": "监票、计票人",
    "attend": "签到",
    "open": "法定人数，开会",
    "count": "计票",
    "close": "散会",
    "minutes": "会议记录",
    "keep": "选票封存",
}
_LOCKS = {
    "call": "先召集会议",
    "duties": "须先定名单",
    "attend": "须先推定职责",
    "open": "须达到法定人数",
    "vote": "须先宣布开会",
    "count": "须全部封箱",
    "close": "须全部入账",
    "minutes": "须先散会",
    "keep": "须会议记录定稿",
}
_EVENTS = {"call": "called", "duties": "appointed", "attend": "came", "open": "opened", "close": "closed"}


def _title(run: MeetingRun, code: str) -> str:
    if code != "vote":
        return _TITLES[code]
    return "民主测评" if run.page.row.sitting == 1 else "推荐表决"


def _time(run: MeetingRun, code: str, state: StepState) -> str:
    if state is StepState.LATER:
        return ""
    happened = dict(run.happened)
    if code == "vote":
        opened = [t.opened_at for t in run.times if t.opened_at]
        sealed = [t.sealed_at for t in run.times if t.sealed_at]
        start = clock(min(opened)) if opened else ""
        if state is StepState.DONE and sealed:
            return f"{start}–{clock(max(sealed))}"
        return f"{start} 起" if start else ""
    if code == "count":
        return clock(happened.get("released")) if state is StepState.DONE else ""
    if code == "minutes":
        return clock(happened.get("minuted"))
    return clock(happened.get(_EVENTS.get(code, "")))


def missing(run: MeetingRun) -> tuple[str, tuple[str, ...]]:
    """Give what stands between now and the step after: its heading and up to four things, in words."""
    now = current_step(run)
    if not now or now == STEPS[-1]:
        return "", ()
    following = _title(run, STEPS[STEPS.index(now) + 1])
    wanted = _missing(run, now)
    return f"进入“{following}”还差 {len(wanted)} 项", tuple(wanted)


def _missing(run: MeetingRun, now: str) -> list[str]:
    quorum = run.page.quorum
    if now == "duties":
        return ["推定主持、记录、计票、监票"]
    if now == "attend":
        return [f"到会 {quorum.needed} 人，现有 {quorum.present} 人"]
    if now == "open":
        barred = [message(problem) for problem in run.hindrances]
        return [*barred, "主持人宣布开会"]
    if now == "vote":
        return _votes_missing(run)
    if now == "count":
        waiting = [line for line in lines_of(run) if line.standing and line.account.state == "sealed"]
        return [f"{line.label}两人录入、入账" for line in waiting] or ["各票一并公布"]
    return [{"close": "主持人宣布散会", "minutes": "记录人定稿会议记录"}[now]]


def _votes_missing(run: MeetingRun) -> list[str]:
    found = []
    for line in lines_of(run):
        if line.standing and line.account.state == "void":
            found.append(f"{line.label}重新投票")
        elif line.standing and line.account.state == "open":
            done = line.account.issued is not None
            found.append(f"{line.label}收票、封箱" if done else f"{line.label}发票、收票、封箱")
    found += [f"“{item.title}”发票" for item in run.page.items if item.state == "waiting"]
    if run.tie is not None:
        found.append(f"{run.tie.level}第二次投票")
    return found
