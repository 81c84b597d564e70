"""What the card of a step says and offers, without widgets: the one next lawful act in blue, the others beside it."""

from __future__ import annotations

from collections.abc import Callable

from cmdesk.queries.deliberation import ItemRow
from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.ui.pages.deliberation.card import Act, StepCard, room_tiles, state_chip
from cmdesk.ui.pages.deliberation.presenter import (
    DUTY_NAMES,
    MeetingState,
    caution,
    clock,
    current_step,
    not_yet,
    unset_pins,
)
from cmdesk.ui.pages.deliberation.votecards import vote_card


def card_of(state: MeetingState, *, may_work: bool) -> StepCard:
    """Give the card of the step that is shown; a reader is offered nothing."""
    assert state.run is not None
    step = state.shown_step()
    card = _MAKERS[step](state, state.run) if step else _filed(state, state.run)
    if may_work:
        return card
    return StepCard(card.title, card.chip, card.right, card.about, card.lines, card.leaving, card.tiles, note=card.note)


def _is_now(run: MeetingRun, step: str) -> bool:
    return current_step(run) == step


def _call(state: MeetingState, run: MeetingRun) -> StepCard:
    row = run.page.row
    changeable = row.state == "called"
    return StepCard(
        "名单和议程",
        state_chip(run),
        f"{row.held_on.year}年{row.held_on.month}月{row.held_on.day}日 · {row.place}",
        f"应到 {row.expected} 人",
        tuple(f"{item.number}. {item.title}（{item.kind_name}，{len(item.people)} 人）" for item in run.page.items),
        acts=(Act("call", "改名单和议程", "pen-line"),) if changeable else (),
        note=_list_note(run),
    )


def _list_note(run: MeetingRun) -> tuple[str, str]:
    if run.page.row.state != "called":
        return "已经开会，名单和议程不再改。", "second"
    waiting = "\n".join(told for told in (not_yet(run), caution(run)) if told)
    plain = "开会以前可以改；改了要重新推定职责。"
    return (f"{plain}\n{waiting}", "warn") if waiting else (plain, "second")


def _duties(state: MeetingState, run: MeetingRun) -> StepCard:
    duties = run.page.duties
    lines = tuple(
        f"{word}：{'、'.join(duty.name for duty in duties if duty.duty == code)}"
        for code, word in DUTY_NAMES.items()
        if any(duty.duty == code for duty in duties)
    )
    busy = any(line.account.state in {"open", "sealed", "agreed"} for line in state.lines())
    over = run.page.row.state not in {"called", "open"}
    unset = unset_pins(run)
    acts = [] if over or busy or not duties else [Act("appoint", "改推定", "pen-line")]
    if duties and not over:
        acts.append(Act("pin", "本人设口令", "key-round"))
    note = "计票、监票各至少 2 人，候选人和候选人的亲属都不能担任；由会议通过。"
    if unset and not over:
        note = f"还没设会议口令：{'、'.join(unset)}。没有登录账号的人凭口令证明是本人。"
    return StepCard(
        "监票、计票人",
        ("已推定", "ok") if duties else ("待推定", "warn"),
        lines=lines,
        blue=Act("appoint", "推定职责", "user-check", "Enter") if not duties else None,
        acts=tuple(acts),
        note=(note, "warn" if unset and not over else "second"),
    )


def _attend(state: MeetingState, run: MeetingRun) -> StepCard:
    quorum, row = run.page.quorum, run.page.row
    outside = sum(not member.present for member in run.page.members)
    blue = None
    if _is_now(run, "attend"):
        short = quorum.needed - quorum.present
        blue = Act("all_in", f"全部到会（{outside} 人）", "log-in", "Enter")
        if quorum.present:
            blue = Act("open_meeting", f"宣布开会（还差 {short} 人）", "gavel", enabled=False)
    acts = [Act("passage", "登记进出", "log-in")] if row.state in {"called", "open"} else []
    if blue is not None and not blue.enabled and outside:
        acts.append(Act("all_in", f"其余 {outside} 人都到了", "check-check"))
    return StepCard(
        "签到",
        ("达到法定人数", "ok") if quorum.reached else ("不足法定人数", "warn"),
        about="到一个，在右边名单上按回车登一个；再按一次登离会。",
        tiles=room_tiles(run),
        blue=blue,
        acts=tuple(acts),
        note=(quorum.sentence, "second" if quorum.reached else "warn"),
    )


def _open(state: MeetingState, run: MeetingRun) -> StepCard:
    page = run.page
    if page.row.state != "called":
        lost = page.row.state == "open" and not page.quorum.reached
        return StepCard(
            "法定人数，开会",
            ("不足", "bad") if lost else ("会议有效", "ok"),
            f"{clock(page.opened_at)} 开会",
            lines=(f"抽签依据：{page.seed}",),
            tiles=room_tiles(run),
            note=(page.quorum.sentence, "bad" if lost else "second"),
        )
    outside = sum(not member.present for member in page.members)
    more = (Act("all_in", f"其余 {outside} 人都到了", "check-check"),) if outside else ()
    return StepCard(
        "法定人数，开会",
        ("可以开会", "ok"),
        about="主持人当众宣布；抽签依据要在第一次发票以前写下。",
        tiles=room_tiles(run),
        blue=_opening(run) if page.quorum.reached else None,
        acts=more,
        note=_opening_note(run),
    )


def _opening(run: MeetingRun) -> Act:
    barred = bool(not_yet(run))
    return Act("open_meeting", "还不能开会" if barred else "宣布开会", "gavel", "" if barred else "Enter", not barred)


def _opening_note(run: MeetingRun) -> tuple[str, str]:
    """Give what bars the opening, else what to know of the seats, else how the quorum is reckoned."""
    if barred := not_yet(run):
        return barred, "bad"
    return (caution(run), "warn") if run.cautions else (run.page.quorum.sentence, "second")


def _count(state: MeetingState, run: MeetingRun) -> StepCard:
    standing = [line for line in state.lines() if line.standing]
    lines = tuple(
        f"{line.label}（{line.about}）：{_COUNTED.get(line.account.state, '还没封箱')}"
        for line in standing
        if line.account.state != "void"
    )
    now = _is_now(run, "count")
    return StepCard(
        "计票",
        ("计票中", "info") if now else ("已入账", "ok"),
        about="计票人、监票人分开录入同一箱票，一致才入账",
        lines=lines[:6],
        blue=Act("go_count", "去计票录入", "calculator", "Enter") if now else None,
        note=("各票都一致以后，本项结果一并公布；此前任何地方都不显示票数。", "second"),
    )


_COUNTED = {"sealed": "已封箱，待录入", "agreed": "两份一致，待一并公布", "counted": "已入账"}


def _close(state: MeetingState, run: MeetingRun) -> StepCard:
    if run.page.row.state != "open":
        return StepCard("散会", ("已散会", "ok"), f"{clock(run.page.closed_at)} 散会")
    now = _is_now(run, "close")
    early = (Act("close_early", "写明原因，提前散会", "log-out"),)
    return StepCard(
        "散会",
        ("可以散会", "ok") if now else ("还有议题", "none"),
        about="各项议题都有结果，主持人宣布散会" if now else "还有议题没有表决或没有重新投票",
        blue=Act("close", "宣布散会", "log-out", "Enter") if now else None,
        acts=() if now or run.page.ballot_open else early,
        note=("散会以后不能再投票。" if not run.page.ballot_open else "有票没有计完，不能散会。", "second"),
    )


def _minutes(state: MeetingState, run: MeetingRun) -> StepCard:
    done = run.finished
    return StepCard(
        "会议记录",
        ("已定稿", "ok") if done else ("草稿", "info"),
        f"{run.finished_by}定稿" if run.finished_by else "",
        "由会议事件生成，改动留痕",
        blue=Act("minutes", "看全文，定稿", "file-check", "Enter") if _is_now(run, "minutes") else None,
        acts=(Act("minutes", "看全文", "file-text"),) if not _is_now(run, "minutes") else (),
        note=("定稿以后不再改，打印由主持人、记录人签字。" if not done else "", "second"),
    )


def _keep(state: MeetingState, run: MeetingRun) -> StepCard:
    items = run.page.items
    open_item = next((item for item in items if not item.seal_no), None)
    kept = any(item.seal_no and not item.destroyed_on for item in items)
    destroy = (Act("destroy", "登记销毁", "trash-2"),) if kept else ()
    now = _is_now(run, "keep") and open_item is not None
    return StepCard(
        "选票封存",
        ("待封存", "warn") if open_item else ("已封存", "ok"),
        lines=tuple(_kept_line(item) for item in items),
        blue=Act("keep", f"登记封存：{open_item.title}", "archive", "Enter") if now and open_item else None,
        acts=destroy,
        note=("封条号和保管人写清；销毁要有依据和两人签名。", "second"),
    )


def _kept_line(item: ItemRow) -> str:
    if item.destroyed_on is not None:
        day = item.destroyed_on
        return f"{item.title}：{day.year}年{day.month}月{day.day}日销毁"
    return f"{item.title}：封条 {item.seal_no}，{item.keeper}保管" if item.seal_no else f"{item.title}：没有登记封存"


def _filed(state: MeetingState, run: MeetingRun) -> StepCard:
    first = run.page.row.sitting == 1
    following = not any(row.year == run.page.row.year and row.sitting == 2 for row in state.meetings)
    kept = any(item.seal_no and not item.destroyed_on for item in run.page.items)
    return StepCard(
        f"{run.page.row.year} 年度{'第一次' if first else '第二次'}会议",
        ("已归档", "ok"),
        f"{clock(run.page.opened_at)}–{clock(run.page.closed_at)}",
        "会议记录已定稿，选票已封存",
        tuple(_kept_line(item) for item in run.page.items),
        blue=Act("call_second", "召集第二次会议", "users", "Enter") if first and following else None,
        acts=(
            Act("minutes", "看会议记录", "file-text"),
            *((Act("destroy", "登记销毁", "trash-2"),) if kept else ()),
        ),
        note=("关了年度账、生成建议级档以后，再开第二次会议表决。" if first and following else "", "second"),
    )


_MAKERS: dict[str, Callable[[MeetingState, MeetingRun], StepCard]] = {
    "call": _call,
    "duties": _duties,
    "attend": _attend,
    "open": _open,
    "vote": vote_card,
    "count": _count,
    "close": _close,
    "minutes": _minutes,
    "keep": _keep,
}
