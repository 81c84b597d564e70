"""The forms that open in place: a round's due day, a D10's rater, a paper that is keyed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cmdesk.kernel.periods import Period
from cmdesk.queries.evaluations_forms import LeaderBoard, LeaderRow, PersonForms
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.specs import DateSpec, FieldSpec, NumberSpec, TextSpec
from cmdesk.ui.pages.evaluations.leaders import ability_form
from cmdesk.ui.pages.evaluations.presenter import NAMES
from cmdesk.ui.room import Room
from cmdesk.ui.theme.look import Look


def open_form(look: Look, source: str, period: Period, due: date | None, near: date) -> Form:
    """Ask by when a round is to be in."""
    spec = DateSpec("due", "截止日", value=due, near=near, hint="到这一天还没交的，表上标红；关闭本轮以后按规定处理")
    title = f"开启{period.chinese}的{NAMES[source]}"
    return Form(look, (spec,), title=title, keep="开启本轮", keep_icon="lock-open")


def reopen_form(look: Look, name: str) -> Form:
    """Ask why a closed round is opened again."""
    spec = TextSpec("reason", "原因", required=True, example="例如：有一份表收晚了")
    return Form(look, (spec,), title=f"重开{name}", note="要第二人确认；记在日志里", keep="重开", keep_icon="lock-open")


def rater_form(look: Look) -> Form:
    """Ask to whom a D10 goes."""
    specs = (
        TextSpec("company", "企业", required=True, example="例如：湖北中烟工业公司"),
        TextSpec("rater", "评价人", required=True, example="姓名"),
    )
    note = "同一位评价人再发一份，原来那份作废；收回时只认表单编号"
    return Form(look, specs, title="发一份 D10", note=note, keep="写出工作簿", keep_icon="file-plus", columns=2)


def self_form(look: Look, name: str, forms: PersonForms) -> Form:
    """Ask for the ten duties of one person's paper; a fact for each of nine points or more."""
    marks = forms.self_marks
    specs: list[FieldSpec] = []
    for n, duty in enumerate(forms.duties):
        score = Decimal(marks.points[n]) if marks is not None else None
        fact: Any = forms.self_facts[n] or None if n < len(forms.self_facts) else None
        specs.append(NumberSpec(f"s{n}", duty, places=1, least=0, most=10, required=True, unit="分", value=score))
        spoken = f"事实：{duty}"
        specs.append(TextSpec(f"f{n}", "事实", value=fact, example="9 分以上必须写", spoken=spoken))
    note = "照纸表录；Enter 到下一格，Ctrl+Enter 记下"
    return Form(look, specs, title=f"{name} 的自我评价", note=note, columns=2, shares=(1, 3))


def leader_form(room: Room, board: LeaderBoard, row: LeaderRow) -> Form | None:
    """Give the form of the reader: the head rates himself, the recorder keys papers, nobody else does either."""
    if room.desk.may("evaluations.lead"):
        given = board.own.get(row.person.staff_no, ())
        return ability_form(room.look, board, row, by_name=False, given=given)
    if room.desk.may("evaluations.enter"):
        return ability_form(room.look, board, row, by_name=True, given=())
    return None
