"""Changing a group of a person's facts in its place: the fields, the day from which it counts, what it will do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cmdesk.kernel.amounts import printed
from cmdesk.kernel.periods import Period
from cmdesk.queries.org import GONE, PersonOn, PersonPage
from cmdesk.ui import words
from cmdesk.ui.forms.form import ChoiceSpec, DateSpec, Form, NotesSpec, NumberSpec, TextSpec
from cmdesk.ui.forms.specs import FieldSpec
from cmdesk.ui.pages.org.presenter import is_rural
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import Label

MOST_RETAILERS = 9999
_TEXTS = ("line", "note")


def _post_fields(page: PersonPage) -> tuple[FieldSpec, ...]:
    return (
        ChoiceSpec("post", "岗位", tuple(words.POSTS.items()), value=page.person.post),
        ChoiceSpec("status", "状态", tuple(words.STATUS.items()), value=page.person.status),
    )


def _route_fields(page: PersonPage) -> tuple[FieldSpec, ...]:
    person = page.person
    return (
        TextSpec("line", "服务线路", 60, value=person.line),
        NumberSpec("urban", "城区户数", 0, 0, MOST_RETAILERS, "户", value=person.urban),
        NumberSpec("rural", "乡村户数", 0, 0, MOST_RETAILERS, "户", value=person.rural),
    )


def _schooling_fields(page: PersonPage) -> tuple[FieldSpec, ...]:
    return (
        ChoiceSpec("education", "学历", tuple(words.EDUCATION.items()), value=page.person.education),
        ChoiceSpec("qualification", "职业资格", tuple(words.QUALIFICATION.items()), value=page.person.qualification),
        NotesSpec("note", "备注", 2, 400, value=page.note),
    )


GROUPS: dict[str, Callable[[PersonPage], tuple[FieldSpec, ...]]] = {
    "posts": _post_fields,
    "route": _route_fields,
    "schooling": _schooling_fields,
}


def next_month(today: date) -> date:
    """Give the first of the next month: from when a change counts unless the user says otherwise."""
    return Period.month_of(today).next().first_day


def changed_only(before: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    """Give what differs from before. Retailers are given both or not at all; a text that was taken away is empty."""
    found = {name: value for name, value in typed.items() if value != before.get(name)}
    emptied = {name: "" for name, value in found.items() if value is None and name in _TEXTS}
    found = {name: value for name, value in found.items() if value is not None} | emptied
    if {"urban", "rural"} & set(found):
        found |= {name: typed[name] for name in ("urban", "rural") if typed.get(name) is not None}
    return found


def effect_of(typed: dict[str, Any]) -> tuple[str, str]:
    """Give what the retailers typed will mean, with its tone; nothing while one of them is missing."""
    urban, rural = typed.get("urban"), typed.get("rural")
    if urban is None or rural is None or urban + rural == 0:
        return "", "second"
    share = f"乡村 {rural} ÷ {urban + rural} = {printed(Fraction(rural * 100, urban + rural), 1)}%"
    return (f"{share}，过半，算农村线路", "ok") if is_rural(urban, rural) else (f"{share}，不到半数", "second")


def move_of(person: PersonOn, typed: dict[str, Any], since: date | None) -> tuple[str, str]:
    """Give what a change of post or status will mean, with its tone; nothing where neither is changed."""
    if since is None:
        return "", "second"
    post, status = typed.get("post"), typed.get("status")
    day, said = words.day(since, today=since.replace(year=since.year + 1)), []
    if status and status != person.status:
        word = words.STATUS.get(status, status)
        later = "不再列入考评，以前的记录和报表都留着" if status in GONE else "仍在名单里"
        said.append(f"{day}起{word}，{later}。")
    if post and post != person.post:
        managers = ("account_manager" in {post, person.post}) and post != person.post
        joins = "按客户经理考评" if post == "account_manager" else "不再按客户经理考评"
        said.append(f"{day}起任{words.POSTS.get(post, post)}" + (f"，{joins}。" if managers else "。"))
    return "".join(said), "warn" if status in GONE and status != person.status else "second"


class GroupForm(Form):
    """The open group. Emits `ordered` with (changed fields, day), or `dropped`."""

    ordered = Signal(dict, object)

    def __init__(self, look: Look, group: str, page: PersonPage, today: date, parent: QWidget | None = None) -> None:
        since = DateSpec("since", "自", near=today, value=next_month(today), required=True)
        super().__init__(look, (*GROUPS[group](page), since), need_change=True, parent=parent)
        self._group, self._person = group, page.person
        self.version = page.version
        """The version of the person that the form shows; what is kept stands on it."""
        self.effect = Label(look, "", size=12, tone="second", wrap=True)
        self.until = Label(look, "", size=12, tone="second", wrap=True)
        self.add_below(self.effect)
        self.add_below(self.until)
        self.changed.connect(self._tell)
        self.kept.connect(self._order)
        self._tell()

    def changes(self) -> dict[str, Any]:
        """Give what differs from before; the day alone is no change."""
        return changed_only(self._before, {name: value for name, value in self.values().items() if name != "since"})

    def renew(self, page: PersonPage) -> None:
        """Take what was changed elsewhere while the form is open; what was typed stays, with the other value beside.

        Fields in which nothing was typed follow.
        """
        if page.version == self.version:
            return
        typed, before = self.values(), dict(self._before)
        specs = {spec.name: spec for spec in GROUPS[self._group](page)}
        moved = [name for name, spec in specs.items() if spec.value != before.get(name)]
        for name in moved:
            if typed[name] == before.get(name):
                self.fields[name].put(specs[name].value)
        self._before |= {name: specs[name].value for name in moved}
        self._person, self.version = page.person, page.version
        for name in moved:
            own = typed[name] not in (before.get(name), specs[name].value)
            self._say(name, f"别处刚改成“{_shown(specs[name])}”" + ("，记下就以这里的为准" if own else ""))
        self._follow()
        self._tell()

    def _order(self, values: dict[str, Any]) -> None:
        self.ordered.emit(self.changes(), values["since"])

    def _tell(self) -> None:
        typed = self.values()
        since: date | None = typed["since"]
        text, tone = effect_of(typed) if "urban" in typed else move_of(self._person, typed, since)
        self.effect.say(text, tone)
        self.effect.setVisible(bool(text))
        self.until.setText(f"{since - timedelta(days=1)} 以前仍按原来的算。" if since else "")


def _shown(spec: FieldSpec) -> str:
    if isinstance(spec, ChoiceSpec):
        return next((word for code, word in spec.choices if code == spec.value), "空")
    return "空" if spec.value in (None, "") else str(spec.value)
