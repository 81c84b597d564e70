"""The form that plans a group, and the order that it becomes."""

from __future__ import annotations

import secrets
from datetime import date
from typing import TYPE_CHECKING, Any

from cmdesk.kernel.periods import Period
from cmdesk.queries.peers_board import PeerBoard
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.specs import DateSpec, NotesSpec, TextSpec
from cmdesk.ui.theme.look import Look

if TYPE_CHECKING:
    from cmdesk.runtime.registry import Command


def plan_form(look: Look, board: PeerBoard, near: date) -> Form:
    """Ask for name, last day and seed of a group, or why the review is not held."""
    note = (
        f"还没有分组的 {len(board.free)} 人都进这一组。{board.everybody_up_to} 人以下全员互评，"
        f"再多的每人评 {board.reviews_each} 人，由公开种子抽；自己和亲属不在表上。"
    )
    seed = f"{near:%Y%m%d}-{secrets.token_hex(3)}"
    specs = (
        TextSpec("group", "组名", required=True, value="客户经理" if not board.groups else None),
        DateSpec("last_day", "截止日", near=near, hint="截止日以前，箱里不足 5 份不录"),
        TextSpec("seed", "公开种子", value=seed, hint="当天公开的一句话，谁都能照它重抽"),
        NotesSpec("reason", "不开展的原因", lines=1, example="只在不开展时写"),
    )
    return Form(look, specs, title="安排一组互评", note=note, keep="安排", keep_icon="users", columns=2)


def plan_order(period: Period, values: dict[str, Any], staff_nos: tuple[str, ...]) -> tuple[Command, str]:
    """Give the order of the filled form, and what is said when it is done."""
    group, reason = values["group"], values.get("reason")
    if reason:
        from cmdesk.usecases.peers.not_held import NotHeld

        said = f"已登记 {group} 不开展互评，可以撤销（Ctrl+Z）"
        return NotHeld(period=period, group=group, reason=reason), said
    from cmdesk.usecases.peers.plan import PlanPeers

    order = PlanPeers(
        period=period,
        group=group,
        seed=values.get("seed") or "",
        last_day=values.get("last_day") or period.last_day,
        staff_nos=staff_nos,
    )
    return order, f"已安排 {group}，可以撤销（Ctrl+Z）；按 F4 打印互评表"
