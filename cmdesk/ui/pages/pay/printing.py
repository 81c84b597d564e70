"""The pay list on paper, for who may see amounts."""

from __future__ import annotations

from cmdesk.queries.pay_board import PayBoard
from cmdesk.ui import words
from cmdesk.ui.dialogs.listing import Listing
from cmdesk.ui.pages.pay.presenter import amount, rung_words, shown, signed


def pay_list(board: PayBoard, said: str) -> Listing:
    """Give the list of a month with its sums."""
    rows: list[tuple[str, ...]] = [
        (
            str(number),
            one.staff_no,
            one.name,
            words.EMPLOYMENT.get(one.employment, ""),
            rung_words(one),
            one.month_score or "—",
            amount(one.base),
            amount(one.floating),
            amount(one.seniority),
            shown(one.performance, visible=True, pending=one.pending),
            shown(one.total, visible=True, pending=one.pending),
            signed(one.owed) if one.differences else "",
        )
        for number, one in enumerate(board.people, 1)
    ]
    sums = board.sums
    names = ("base", "floating", "seniority", "performance", "total")
    rows.append(("", "", "合计", "", "", "", *(amount(sums[name]) for name in names), signed(sums["owed"])))
    return Listing(
        title=f"{board.month.period.chinese}薪酬测算表",
        lines=(said,),
        headings=("序", "工号", "姓名", "用工", "级档", "得分", "基本", "浮动", "年功", "效益", "合计", "差额"),
        rows=rows,
        file_name=f"薪酬测算表-{board.month.period}",
        shares=(0.5, 0.8, 1.1, 0.7, 1.2, 0.8, 1.1, 1, 0.8, 1.1, 1.2, 0.9),
        foot=("劳资员：　　　　　　　　负责人：",),
        landscape=True,
    )
