"""Changing a group of a person's facts in its place: the fields, the day from which it counts, what it will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cmdesk.kernel.amounts import printed
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.queries.org import PersonPage
from cmdesk.runtime.sentences import message
from cmdesk.ui import words
from cmdesk.ui.pages.org.presenter import is_rural
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Card, Label


@dataclass(frozen=True)
class FieldSpec:
    """One field of a group: the name in the order, its label, and either a list of words or a number or a text."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    number: bool = False


@dataclass(frozen=True)
class GroupSpec:
    """A group that can be changed: its title and fields."""

    code: str
    title: str
    fields: tuple[FieldSpec, ...]


GROUPS = {
    "posts": GroupSpec(
        "posts",
        "用工与岗位",
        (
            FieldSpec("post", "岗位", tuple(words.POSTS.items())),
            FieldSpec("status", "状态", tuple(words.STATUS.items())),
        ),
    ),
    "route": GroupSpec(
        "route",
        "线路与户数",
        (
            FieldSpec("line", "服务线路"),
            FieldSpec("urban", "城区户数", number=True),
            FieldSpec("rural", "乡村户数", number=True),
        ),
    ),
    "schooling": GroupSpec(
        "schooling",
        "学历与资格",
        (
            FieldSpec("education", "学历", tuple(words.EDUCATION.items())),
            FieldSpec("qualification", "职业资格", tuple(words.QUALIFICATION.items())),
        ),
    ),
}


def present_values(page: PersonPage) -> dict[str, Any]:
    """Give what the fields hold now, by name."""
    person = page.person
    return {
        "post": person.post,
        "status": person.status,
        "line": person.line,
        "urban": person.urban,
        "rural": person.rural,
        "education": person.education,
        "qualification": person.qualification,
    }


def next_month(today: date) -> date:
    """Give the first of the next month: from when a change counts unless the user says otherwise."""
    return Period.month_of(today).next().first_day


def changed_only(before: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    """Give what differs from before. Retailers are given both or not at all."""
    found = {name: value for name, value in typed.items() if value is not None and value != before.get(name)}
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


class GroupForm(Card):
    """The open group. Emits `kept` with (changed fields, day) or `dropped`."""

    kept = Signal(dict, object)
    dropped = Signal()

    def __init__(
        self, look: Look, spec: GroupSpec, page: PersonPage, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__("open", parent)
        self._look, self._spec = look, spec
        self._before = present_values(page)
        self.since = QDateEdit(QDate(*next_month(today).timetuple()[:3]))
        self.since.setDisplayFormat("yyyy-MM-dd")
        self.since.setCalendarPopup(True)
        self.since.setAccessibleName("自哪天起")
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        self.effect = Label(look, "", size=12, tone="second", wrap=True)
        self.until = Label(look, "", size=12, tone="second", wrap=True)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.wrong.hide()
        self.keep = Button(look, "记下", key="Ctrl+Enter", kind="fill", height=32)
        self.keep.clicked.connect(self._keep)
        self.drop = Button(look, "不改", key="Esc", height=32)
        self.drop.clicked.connect(self.dropped)
        self._build()
        self._follow()

    def first_field(self) -> QWidget:
        """Give the field that gets the focus first."""
        return next(iter(self.fields.values()))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong, and the focus on the first field that is."""
        self.wrong.setText("\n".join(message(problem) for problem in problems))
        self.wrong.show()
        named = [p.where.field for p in problems if p.where.field in self.fields]
        for name, field in self.fields.items():
            if isinstance(field, QLineEdit):
                mark_wrong(field, name in named)
        if named:
            self.fields[str(named[0])].setFocus()

    def typed(self) -> dict[str, Any]:
        """Give what the fields hold; None for an empty one."""
        found: dict[str, Any] = {}
        for spec in self._spec.fields:
            field = self.fields[spec.name]
            if isinstance(field, QComboBox):
                found[spec.name] = field.currentData()
            else:
                text = field.text().strip()
                found[spec.name] = (int(text) if spec.number else text) if text else None
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field, Ctrl+Enter keeps, Esc drops."""
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._keep()
            else:
                self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        look = self._look
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, spec in enumerate(self._spec.fields):
            grid.addWidget(Label(look, spec.label, size=12, tone="second"), row, 0)
            field = self._field(spec)
            field.setAccessibleName(spec.label)
            field.setMinimumWidth(80)
            self.fields[spec.name] = field
            grid.addWidget(field, row, 1)
        grid.addWidget(Label(look, "自", size=12, tone="second"), len(self._spec.fields), 0)
        grid.addWidget(self.since, len(self._spec.fields), 1)
        self.since.dateChanged.connect(self._follow)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.drop)
        buttons.addWidget(self.keep)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.setSpacing(8)
        inside.addLayout(grid)
        for label in (self.effect, self.until, self.wrong):
            inside.addWidget(label)
        inside.addLayout(buttons)

    def _field(self, spec: FieldSpec) -> QLineEdit | QComboBox:
        value = self._before.get(spec.name)
        if spec.choices:
            box = QComboBox()
            for code, word in spec.choices:
                box.addItem(word, code)
            box.setCurrentIndex(max(-1, box.findData(value)))
            box.currentIndexChanged.connect(self._follow)
            return box
        edit = QLineEdit("" if value is None else str(value))
        if spec.number:
            edit.setValidator(QIntValidator(0, 9999, edit))
        edit.textChanged.connect(self._follow)
        return edit

    def _keep(self) -> None:
        found = changed_only(self._before, self.typed())
        if found:
            self.kept.emit(found, self.since.date().toPython())

    def _follow(self) -> None:
        typed = self.typed()
        text, tone = effect_of(typed)
        self.effect.say(text, tone)
        self.effect.setVisible(bool(text))
        day = self.since.date()
        self.until.setText(f"{day.addDays(-1).toString('yyyy-MM-dd')} 以前仍按原来的算。")
        found = changed_only(self._before, typed)
        self.keep.setEnabled(bool(found))
        self.keep.say("记下" if found else "还没有改动", key="Ctrl+Enter" if found else "")
