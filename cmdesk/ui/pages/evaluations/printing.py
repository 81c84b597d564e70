"""催办单 on paper: who owes what, by source, with the day on which it is due."""

from __future__ import annotations

from html import escape

from cmdesk.queries.evaluations_board import EvaluationBoard
from cmdesk.queries.evaluations_forms import RaterForm
from cmdesk.ui.pages.evaluations.presenter import NAMES, SOURCES, day

_STYLE = "h1{font-size:16pt} h2{font-size:11pt} p,td{font-size:10pt} .q{color:#444;font-size:9pt}"


def reminder(board: EvaluationBoard, raters: tuple[RaterForm, ...]) -> str:
    """Give the reminder as HTML: for each open source who is missing, and the raters whose form is not back."""
    parts = []
    for source in SOURCES:
        one = board.round_of(source)
        people = [row.person for row in board.rows if source in row.missing]
        if not people and not (source == "industry" and any(not form.returned for form in raters)):
            continue
        due = f"（{day(one.due)} 截止）" if one.due else ""
        names = "、".join(f"{person.name}（{person.line or '—'}）" for person in people) or "—"
        parts.append(f"<h2>{NAMES[source]}{due}　缺 {len(people)} 人</h2><p>{escape(names)}</p>")
        if source == "industry":
            owed = "、".join(f"{form.rater}（{form.company}，{form.number}）" for form in raters if not form.returned)
            parts.append(f"<p>没有收回的评价表：{escape(owed)}</p>" if owed else "")
    body = "".join(parts) or "<p>没有缺的来源。</p>"
    return (
        f"<html><head><style>{_STYLE}</style></head><body><h1>五项评价催办单</h1>"
        f"<p>{board.period.chinese}</p>{body}"
        f"<p class='q'>到期仍缺的，不记 0 分，权重按比例分给其余来源。</p></body></html>"
    )
