"""The forms of the page: a new sheet, how it was taken, sending back, answering and verifying a finding."""

from __future__ import annotations

from datetime import date
from typing import Any

from cmdesk.kernel.periods import Period
from cmdesk.queries.inspections_board import ActionLine, SheetLine
from cmdesk.queries.inspections_entry import Proposal
from cmdesk.rules.codes import Visit
from cmdesk.ui import words
from cmdesk.ui.forms.form import ChoiceSpec, DateSpec, Form, NotesSpec, PersonSpec, TextSpec
from cmdesk.ui.pages.inspections.orders import Begun, Taken
from cmdesk.ui.pages.inspections.wording import VISITS
from cmdesk.ui.theme.look import Look

_SIGNED, _REFUSED = "signed", "refused"


def new_sheet(look: Look, found: Proposal, *, staff_no: str | None, kind: str) -> Form:
    """Give the form of a new sheet, filled as far as it is known."""
    return Form(
        look,
        (
            PersonSpec(
                "staff_no", "查谁", required=True, value=staff_no, people=found.people, example="姓名、拼音、工号"
            ),
            ChoiceSpec("kind", "方式", required=True, value=kind, choices=tuple(VISITS.items())),
            DateSpec("visited_on", "日期", required=True, value=found.today, near=found.today, latest=found.today),
            PersonSpec("first", "督察员一", required=True, value=found.me, people=found.inspectors, example="第一位"),
            PersonSpec(
                "second", "督察员二", required=True, value=found.partner, people=found.inspectors, example="第二位"
            ),
            TextSpec("place", "地点", required=True, most=60, example="营销部，或哪家店"),
            TextSpec("number", "单号", required=True, value=found.number, most=20, hint="纸上印的就填纸上的"),
        ),
        title="录检查表",
        keep="开始录",
        drop="不录",
        keep_icon="clipboard-list",
    )


def city_sheet(look: Look, found: Proposal, row: SheetLine) -> Form:
    """Give the form of the city's re-check of a sheet: the same person, within its month."""
    month = Period.month_of(row.visited_on)
    latest = min(found.today, month.last_day)
    return Form(
        look,
        (
            ChoiceSpec("kind", "方式", required=True, value=row.kind, choices=tuple(VISITS.items())),
            DateSpec(
                "visited_on",
                "日期",
                required=True,
                value=latest,
                near=latest,
                earliest=row.visited_on,
                latest=latest,
            ),
            PersonSpec("first", "督察员一", required=True, people=found.others, example="市里来的第一位"),
            PersonSpec("second", "督察员二", required=True, people=found.others, example="第二位"),
            TextSpec("place", "地点", required=True, most=60, value=row.place),
            TextSpec("number", "单号", required=True, value=found.number, most=20, hint="纸上印的就填纸上的"),
        ),
        title=f"市复查 {row.name}",
        note=f"复查 {row.number}（{words.day(row.visited_on)}，{row.score or '—'} 分）；"
        "相差超过规定的，当月以市复查为准。",
        keep="开始录",
        drop="不录",
        keep_icon="clipboard-list",
    )


def begun(values: dict[str, Any]) -> Begun:
    """Give what the form of a new sheet, or of a re-check, holds."""
    return Begun(
        number=values["number"],
        staff_no=values["staff_no"],
        visited_on=values["visited_on"],
        kind=Visit(values["kind"]),
        inspectors=(values["first"], values["second"]),
        place=values["place"],
        replaces=values.get("replaces"),
    )


def taking(look: Look, *, score: str, name: str, today: date, visited_on: date, opinion: str | None) -> Form:
    """Give the form that finishes a sheet: signed, or refused before two witnesses."""
    return Form(
        look,
        (
            ChoiceSpec(
                "kind", "签收", required=True, value=_SIGNED, choices=((_SIGNED, "本人已签字"), (_REFUSED, "拒签"))
            ),
            DateSpec("on", "日期", required=True, value=today, near=today, earliest=visited_on, latest=today),
            TextSpec("witness_1", "见证人一", hint="拒签时填两位", most=20),
            TextSpec("witness_2", "见证人二", most=20),
            NotesSpec("opinion", "意见", value=opinion, lines=3, most=200),
        ),
        title=f"{name} · {score} 分",
        note="给本人看过，纸上签了字再完成；完成以后分数就定了。",
        keep="完成",
        drop="再看看",
        keep_icon="signature",
    )


def taken(values: dict[str, Any]) -> Taken:
    """Give how a sheet was taken."""
    witnesses = tuple(w for w in (values["witness_1"], values["witness_2"]) if w)
    refused = values["kind"] == _REFUSED
    return Taken(values["kind"], values["on"], witnesses if refused else (), values["opinion"])


def sending_back(look: Look, title: str) -> Form:
    """Give the form that sends a sheet back."""
    return Form(
        look,
        (NotesSpec("reason", "原因", required=True, lines=3, most=200),),
        title=title,
        note="退回以后分数作废，整改也撤回，改好再审定。",
        keep="退回",
        drop="不退",
        keep_icon="rotate-ccw",
        above=True,
    )


def answering(look: Look, row: ActionLine, today: date) -> Form:
    """Give the form that notes what was done about a finding."""
    return Form(
        look,
        (
            DateSpec("done_on", "整改日期", required=True, value=row.done_on or today, near=today, latest=today),
            NotesSpec("measure", "措施", required=True, value=row.measure, lines=3, most=200),
        ),
        title="登记整改回执",
        note=f"{row.item} {row.demand}",
        keep="记下",
        drop="不记",
        keep_icon="file-check",
    )


def verifying(look: Look, row: ActionLine, today: date) -> Form:
    """Give the form that closes a finding after somebody has looked again."""
    return Form(
        look,
        (
            DateSpec(
                "verified_on", "复查日期", required=True, value=today, near=today, earliest=row.done_on, latest=today
            ),
        ),
        title="复查通过",
        note=f"{row.item} {row.demand}\n{words.day(row.done_on) if row.done_on else ''}回执：{row.measure or ''}",
        keep="通过",
        drop="再看看",
        keep_icon="badge-check",
    )
