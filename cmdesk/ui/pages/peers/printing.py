"""The papers of a group: for each rater a slip to cut off and the people to rate, without his name on it."""

from __future__ import annotations

from html import escape

from cmdesk.queries.peers import PeerList
from cmdesk.queries.peers_board import PeerBoard, PeerGroup

_STYLE = (
    "h1{font-size:15pt} p{font-size:10pt} td,th{font-size:9pt;border:1px solid #666;padding:5px 3px} "
    ".slip{font-size:10pt} .q{font-size:9pt;color:#333}"
)


def papers(board: PeerBoard, group: PeerGroup, lists: tuple[PeerList, ...]) -> str:
    """Give one page a rater as HTML: the slip with his name at the top, the sheet below the cut."""
    own = {member.staff_no for member in group.members}
    head = "".join(f"<th>{escape(name)}</th>" for name, _ in board.abilities)
    blanks = "<td>&nbsp;</td>" * (len(board.abilities) + 1)
    pages = []
    for rater in (one for one in lists if one.staff_no in own):
        rows = "".join(
            f"<tr><td>{escape(number)}</td><td>{escape(name)}</td>{blanks}</tr>" for number, name in rater.ratees
        )
        until = f"　{group.last_day.month}月{group.last_day.day}日前投入密封箱" if group.last_day else ""
        pages.append(
            f"<p class='slip'>发给 {escape(rater.name)}（{escape(rater.staff_no)}）——沿虚线裁下，交表时登记</p>"
            f"<p class='q'>- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -</p>"
            f"<h1>同事互评表</h1><p>{board.period.chinese}　{escape(group.group)}{until}</p>"
            f"<table width='100%' cellspacing='0'><tr><th>工号</th><th>姓名</th>{head}<th>合计</th></tr>{rows}</table>"
            f"<p class='q'>每种能力 0 至 10 分，可以有一位小数。"
            f"表上不写自己的姓名；对 3 人以上都给同一总分的表无效。</p>"
        )
    joined = "<div style='page-break-after:always'></div>".join(pages)
    return f"<html><head><style>{_STYLE}</style></head><body>{joined}</body></html>"
