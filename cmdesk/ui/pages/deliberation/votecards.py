"""The card of a vote: an item that waits, a paper that is out, collected or void, a second ballot."""

from __future__ import annotations

from cmdesk.queries.deliberation import ItemRow
from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.ui.pages.deliberation.card import Act, StepCard, Tile, room_tiles, state_chip
from cmdesk.ui.pages.deliberation.presenter import (
    GRADED,
    PROPOSAL,
    RATING,
    MeetingState,
    PaperLine,
    caution,
    clock,
    hindrance,
    next_item,
)

CLAUSE = "收回的票多于发出的票，全部作废，重新投票（B.12.9）。"


def vote_card(state: MeetingState, run: MeetingRun) -> StepCard:
    """Give the card of the paper in work, of a tie, or of the item that is voted on next."""
    line = state.now_line()
    if line is not None:
        return _void(line) if line.account.state == "void" else _paper(state, line)
    if run.tie is not None:
        return _tie(run)
    item, title = next_item(run), "推荐表决" if run.page.row.sitting == 2 else "民主测评"
    if item is None or run.page.row.state != "open":
        return StepCard(title, state_chip(run), lines=tuple(_item_line(item) for item in run.page.items))
    barred, reached, quorum = hindrance(run), run.page.quorum.reached, run.page.quorum.sentence
    text = f"开始发票：{item.title}"
    return StepCard(
        f"{title} · {item.title}",
        ("待发票", "none") if reached else ("不足", "bad"),
        f"第 {item.number} 项议题",
        f"{len(item.people)} 人，{item.kind_name}",
        lines=_recusal_lines(run, item),
        tiles=room_tiles(run),
        blue=Act("open_ballot", text if not barred else "还不能发票", "inbox", "" if barred else "Enter", not barred),
        acts=(Act("recuse", "登记回避", "users"),) if item.kind != RATING else (),
        note=(barred, "bad") if barred and reached else (quorum, "bad") if barred else (caution(run), "warn"),
    )


def _tie(run: MeetingRun) -> StepCard:
    tie = run.tie
    assert tie is not None
    return StepCard(
        f"第二次投票 · {tie.level}",
        ("票数相等", "warn"),
        about=f"{tie.level}还有 {tie.seats} 个名额，{'、'.join(tie.names)}票数相等",
        blue=Act("second_ballot", "在上述人员中第二次投票", "inbox", "Enter"),
        note=("只在票数相等的人中投，同意票多的入选（B.12.11）。", "second"),
    )


def _item_line(item: ItemRow) -> str:
    words = {"waiting": "没有表决", "voting": "正在投票", "counting": "待计票", "released": "已公布"}
    return f"{item.number}. {item.title}：{words[item.state]}"


def _recusal_lines(run: MeetingRun, item: ItemRow) -> tuple[str, ...]:
    if item.kind == RATING:
        return ("A、B、C 三类票分开，各类都填全部的人，不留空行；本人一行也填。",)
    names = {name for _, name in item.people}
    leaving = [
        f"{member.name}对{name}（{ground}）"
        for member in run.page.members
        for name, ground in member.recusals
        if name in names
    ]
    told = f"回避 {len(leaving)} 处：{'；'.join(leaving[:4])}{' 等' if len(leaving) > 4 else ''}" if leaving else ""
    return (told or "没有人要回避，全部的人同用一种票。",)


def _paper(state: MeetingState, line: PaperLine) -> StepCard:
    account = line.account
    handed = account.issued is not None
    collected, issued = state.collected(line), account.issued or 0
    title = "推荐表决" if line.kind != RATING else "民主测评"
    alone = account.people[0][1] if len(account.people) == 1 else f"{len(account.people)} 人，{line.title}"
    opened = clock(line.times.opened_at) if line.times else ""
    note, blue, acts = _collecting(collected, issued) if handed else _not_handed(line)
    return StepCard(
        f"{title} · {line.label}",
        ("收票中", "info") if handed else ("待发票", "none"),
        f"{opened} 发票，无记名投票" if handed else f"{opened} 开始",
        f"本票只{'测评' if line.kind == RATING else '表决'} {alone}",
        leaving=line.recused,
        tiles=_paper_tiles(line),
        back=(collected, issued) if handed else None,
        blue=blue,
        acts=acts,
        rest=(*((Act("hand_out", "改发票数…", "pen-line"),) if handed else ()), Act("void", "宣布作废…", "circle-x")),
        note=note,
    )


def _paper_tiles(line: PaperLine) -> tuple[Tile, ...]:
    account = line.account
    base = f"{account.expected} − 回避 {account.expected - account.entitled}"
    whole = account.expected == account.entitled
    by_count = Tile("入选", "多者", "同意票多的入选")
    last = {
        PROPOSAL: by_count
        if account.kind == "second"
        else Tile("过半数", str(account.majority), f"以应到 {account.entitled} 人计"),
        GRADED: Tile("计票", "中位", "以有效票计"),
        RATING: Tile("本类", account.paper, "A、B、C 三类分别计"),
    }[line.kind]
    return (
        Tile("应到", str(account.entitled), "无人回避" if whole else base),
        Tile("实到", str(account.present), "发票时在场"),
        Tile("法定人数", str(account.quorum), "已达到", True),
        last,
    )


def _not_handed(line: PaperLine) -> tuple[tuple[str, str], Act, tuple[Act, ...]]:
    note = (f"当众清点：印制 = 发出 + 未发 + 作废。回避的人不发；在场可发 {line.account.present} 张。", "second")
    return note, Act("hand_out", "登记发票", "files", "Enter"), ()


def _collecting(back: int, issued: int) -> tuple[tuple[str, str], Act, tuple[Act, ...]]:
    less = Act("less", "减一张", "minus", enabled=back > 0)
    if back < issued:
        return (
            (f"还差 {issued - back} 张：收齐，或登记未收回的原因，才能封箱。", "warn"),
            Act("more", "收回一张", "plus", "空格"),
            (less, Act("all_back", "全部收回", "check-check"), Act("seal_short", "登记未收回", "lock")),
        )
    if back == issued:
        return (
            ("收齐了。主持人封箱；封箱以后票数不再改。", "second"),
            Act("seal", "封箱", "lock", "Enter"),
            (less, Act("more", "又收回一张", "plus")),
        )
    return (
        (f"收回 {back} 张，多于发出 {issued} 张。{CLAUSE}", "bad"),
        Act("seal", "封箱并宣布作废", "circle-x", "Enter"),
        (less,),
    )


def _void(line: PaperLine) -> StepCard:
    account = line.account
    return StepCard(
        f"{line.label} · 作废",
        ("作废", "bad"),
        about=f"{line.about}，{account.void_reason or ''}",
        leaving=line.recused,
        tiles=_paper_tiles(line),
        blue=Act("vote_again", "重新投票", "rotate-ccw", "Enter"),
        note=(CLAUSE if account.void_reason == "收回多于发出" else "作废的票留在票账里，重新投票另起一轮。", "bad"),
    )
