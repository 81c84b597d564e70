"""A form in its place: fields with labels, problems under each, kept by Ctrl+Enter and dropped by Esc."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Problem
from cmdesk.runtime.sentences import message
from cmdesk.ui.forms.choices import ChoiceField, FlagField, NotesField
from cmdesk.ui.forms.lines import DateField, NumberField, TextField
from cmdesk.ui.forms.people import PersonField
from cmdesk.ui.forms.specs import (
    ChoiceSpec,
    DateSpec,
    FieldSpec,
    FlagSpec,
    NotesSpec,
    NumberSpec,
    PersonSpec,
    TextSpec,
)
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Label
from cmdesk.ui.widgets.typed import Typed

Field = TextField | NumberField | DateField | ChoiceField | FlagField | NotesField | PersonField
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_NOTHING_CHANGED = "还没有改动"


def made_field(look: Look, spec: FieldSpec) -> Field:
    """Make the field of a spec. Raises TypeError for a spec of no known kind."""
    for kind, maker in _MAKERS.items():
        if isinstance(spec, kind):
            made = cast(Field, maker(look, spec))
            if spec.spoken:
                made.setAccessibleName(spec.spoken)
            return made
    raise TypeError(type(spec).__name__)


_MAKERS: dict[type[FieldSpec], Any] = {
    TextSpec: TextField,
    NotesSpec: NotesField,
    NumberSpec: NumberField,
    DateSpec: DateField,
    ChoiceSpec: ChoiceField,
    FlagSpec: FlagField,
    PersonSpec: PersonField,
}


class Form(Typed):
    """A card with a blue line. `changed` tells each key, `kept` carries the values, `dropped` that nothing is kept.

    `columns` fields stand beside each other, as wide as `shares` say (alike by default); `above` puts labels over
    their fields. With `need_change` there is nothing to keep until a field differs from what `set_values` showed last.
    """

    changed = Signal()
    kept = Signal(dict)
    dropped = Signal()

    def __init__(
        self,
        look: Look,
        specs: Sequence[FieldSpec],
        *,
        title: str = "",
        note: str = "",
        keep: str = "记下",
        drop: str = "不改",
        keep_icon: str = "",
        columns: int = 1,
        shares: Sequence[int] = (),
        above: bool = False,
        need_change: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("open", parent)
        self._look, self._specs = look, tuple(specs)
        self._keep_word, self._need_change = keep, need_change
        self.setAccessibleName(title or keep)
        self.title = Label(look, title, size=15, bold=True, wrap=True)
        self.note = Label(look, note, size=12, tone="second", wrap=True)
        self.fields: dict[str, Field] = {}
        self._labels: dict[str, Label] = {}
        self._lines: dict[str, Label] = {}
        self.hidden: frozenset[str] = frozenset()
        """The names of the fields that are hidden now."""
        self._before: dict[str, Any] = {}
        self._wanted = ""
        self._typed_in = False
        self.drafted = False
        """Whether what is typed is kept as a draft, so that nothing is lost with the form."""
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.keep = Button(look, keep, icon=keep_icon, key="Ctrl+Enter", kind="fill", height=32)
        self.drop = Button(look, drop, key="Esc", height=32)
        for label in (self.title, self.note, self.wrong):
            if not label.text():
                label.hide()
        self._shares = tuple(shares) or (1,) * columns
        self._build(columns, above)
        self.keep.clicked.connect(self.try_keep)
        self.drop.clicked.connect(self.dropped)
        self.set_values({spec.name: spec.value for spec in specs})

    def first_field(self) -> QWidget:
        """Give the field that gets the focus first: the first empty required one, else the first of all."""
        empty = [spec.name for spec in self._missing()]
        return self.fields[(empty or [name for name in self.fields if name not in self.hidden])[0]]

    def values(self) -> dict[str, Any]:
        """Give what the fields hold by name: str, int or Decimal, date, code, bool, 工号; None for empty or unreadable.

        What an input method is still composing counts.
        """
        return {name: None if name in self.hidden else field.value() for name, field in self.fields.items()}

    def hide_fields(self, names: Collection[str]) -> None:
        """Hide exactly these fields: they hold nothing then, and none of them is missed."""
        self.hidden = frozenset(names)
        for name, field in self.fields.items():
            shown = name not in self.hidden
            field.setVisible(shown)
            self._labels[name].setVisible(shown)
            self._lines[name].setVisible(shown and bool(self._lines[name].text()))
        self._follow()

    def say_wanted(self, text: str) -> None:
        """Hold the button back with the words of what is missing outside the fields; an empty text lets it go."""
        self._wanted = text
        self._follow()

    def changes(self) -> dict[str, Any]:
        """Give the values that differ from what `set_values` showed last."""
        return {name: value for name, value in self.values().items() if value != self._before.get(name)}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values; fields that are not named keep theirs. From here on only differences are changes."""
        for name, value in values.items():
            self.fields[name].put(value)
        self._before = self.values()
        self._typed_in = False
        self.clear_problems()
        self._follow()

    def holds_typing(self) -> bool:
        """Say whether something was typed that differs from before and is no draft."""
        return self._typed_in and not self.drafted and bool(self.changes())

    def draft(self) -> dict[str, Any]:
        """Give the fields as they stand, unreadable ones too, as plain JSON values."""
        return {name: field.raw() for name, field in self.fields.items()}

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        """Take the fields of a draft; what differs from before is a change. Fields that no longer exist are passed."""
        for name, raw in draft.items():
            if name in self.fields:
                self.fields[name].put_raw(raw)
        self._follow()

    def problems(self) -> tuple[Problem, ...]:
        """Give what can be seen without asking anybody: empty required fields, unreadable and impossible values."""
        found = []
        missing = self._missing()
        for spec in self._specs:
            problem = None if spec.name in self.hidden else self.fields[spec.name].problem()
            if problem is None and spec in missing:
                problem = Problem("typed_nothing")
            if problem is not None:
                found.append(problem.at(field=spec.name))
        return tuple(found)

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Show each problem under its field, the others at the foot; the focus goes to the first field that is wrong.

        Says whether there was anything to show.
        """
        self.clear_problems()
        by_field: dict[str, list[str]] = {}
        rest: list[str] = []
        for problem in problems:
            name = self._named(problem)
            if name is None:
                rest.append(message(problem))
            else:
                by_field.setdefault(name, []).append(
                    message(replace(problem, where=replace(problem.where, field=None)))
                )
        for name, sentences in by_field.items():
            self._say(name, "\n".join(sentences))
        self.wrong.setText("\n".join(rest))
        self.wrong.setVisible(bool(rest))
        first = next((name for name in self.fields if name in by_field), None)
        if first is not None:
            self.fields[first].setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(problems)

    def clear_problems(self) -> None:
        """Take every problem away."""
        self.wrong.hide()
        for name in self.fields:
            self._say(name, "")

    def add_below(self, widget: QWidget) -> None:
        """Put a widget between the fields and the buttons: what the values will mean."""
        self._inside.insertWidget(self._inside.indexOf(self.wrong), widget)

    def try_keep(self) -> None:
        """Send `kept` with the values, or show what is in the way."""
        method = QGuiApplication.inputMethod()
        if method is not None and method.isVisible():
            method.commit()
        if self._need_change and not self.changes():
            return
        if not self.show_problems(self.problems()):
            self.kept.emit(self.values())

    def event(self, event: QEvent) -> bool:
        """Keep Enter, Ctrl+Enter and Esc from the shortcuts of the page while the form has the focus."""
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and cast(QKeyEvent, event).key() in {*_ENTER, Qt.Key.Key_Escape}:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field, Ctrl+Enter keeps, Esc drops; none of them while text is being composed."""
        if any(field.composing for field in self.fields.values()):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        elif event.key() in _ENTER:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.try_keep()
            else:
                self._next()
        else:
            super().keyPressEvent(event)

    def _next(self) -> None:
        order = list(self.fields.values())
        focus = next((place for place, field in enumerate(order) if field.hasFocus()), None)
        later = [field for field in order[(focus or 0) + 1 :] if field.isVisible() and field.isEnabled()]
        if focus is None:
            self.focusNextChild()
        elif later:
            later[0].setFocus(Qt.FocusReason.TabFocusReason)
            self._reveal(later[0])
        else:
            (self.keep if self.keep.isEnabled() else self.drop).setFocus(Qt.FocusReason.TabFocusReason)

    def _reveal(self, field: QWidget) -> None:
        place = self.parentWidget()
        while place is not None and not isinstance(place, QScrollArea):
            place = place.parentWidget()
        if place is not None:
            place.ensureWidgetVisible(field, 0, 40)

    def _build(self, columns: int, above: bool) -> None:
        # The layouts first: a widget that is shown before it has a parent would be a window of its own.
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(14, 12, 14, 12)
        self._inside.setSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        self._inside.addWidget(self.title)
        self._inside.addWidget(self.note)
        self._inside.addLayout(grid)
        place = 0
        for spec in self._specs:
            if isinstance(spec, NotesSpec) and place % columns:
                place += columns - place % columns
            self._add(grid, spec, place, columns, above)
            place += columns if isinstance(spec, NotesSpec) else 1
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.drop)
        buttons.addWidget(self.keep)
        self._inside.addWidget(self.wrong)
        self._inside.addLayout(buttons)

    def _add(self, grid: QGridLayout, spec: FieldSpec, place: int, columns: int, above: bool) -> None:
        field = self.fields[spec.name] = made_field(self._look, spec)
        line = self._lines[spec.name] = Label(self._look, spec.hint, size=12, tone="second", wrap=True)
        if not spec.hint:
            line.hide()
        label = self._labels[spec.name] = Label(self._look, spec.label, size=12, tone="second")
        label.setBuddy(field)
        row, column = 4 * (place // columns), 2 * (place % columns)
        span = 2 * columns - 1 if isinstance(spec, NotesSpec) else 1
        top = Qt.AlignmentFlag.AlignTop if isinstance(spec, NotesSpec) else Qt.AlignmentFlag.AlignVCenter
        if above:
            grid.addWidget(label, row, column, 1, span + 1)
            grid.addWidget(field, row + 1, column, 1, span + 1)
            grid.addWidget(line, row + 2, column, 1, span + 1)
        else:
            grid.addWidget(label, row, column, top)
            grid.addWidget(field, row, column + 1, 1, span)
            grid.addWidget(line, row + 1, column + 1, 1, span)
        grid.setColumnStretch(column + 1, self._shares[place % columns])
        if row:
            grid.setRowMinimumHeight(row - 1, 4)
        field.touched.connect(lambda name=spec.name: self._touched(name))
        field.left.connect(lambda name=spec.name: self._left(name))

    def _missing(self) -> list[FieldSpec]:
        wanted = [spec for spec in self._specs if spec.required and spec.name not in self.hidden]
        return [spec for spec in wanted if self.fields[spec.name].value() in (None, False)]

    def _named(self, problem: Problem) -> str | None:
        shown = self.fields.keys() - self.hidden
        steps = [step for step in (problem.where.field or "").split(".") if step in shown]
        return steps[-1] if steps else None

    def _say(self, name: str, text: str) -> None:
        hint = next(spec.hint for spec in self._specs if spec.name == name)
        self._lines[name].say(text or hint, "bad" if text else "second")
        self._lines[name].setVisible(bool(text or hint) and name not in self.hidden)
        mark_wrong(self.fields[name], bool(text))

    def _touched(self, name: str) -> None:
        self._typed_in = True
        self._say(name, "")
        self._follow()
        self.changed.emit()

    def _left(self, name: str) -> None:
        if (problem := self.fields[name].problem()) is not None:
            self._say(name, message(problem))

    def _follow(self) -> None:
        missing = [spec.label for spec in self._missing()]
        word = self._keep_word
        if self._need_change and not self.changes():
            word = _NOTHING_CHANGED
        elif missing:
            word = f"还缺{'、'.join(missing)}" if len(missing) <= 2 else f"还缺 {len(missing)} 项"
        elif self._wanted:
            word = self._wanted
        ready = word == self._keep_word
        self.keep.setEnabled(ready)
        self.keep.say(word, key="Ctrl+Enter" if ready else "")


__all__ = [
    "ChoiceSpec",
    "DateSpec",
    "FlagSpec",
    "Form",
    "NotesSpec",
    "NumberSpec",
    "PersonSpec",
    "TextSpec",
    "made_field",
]
