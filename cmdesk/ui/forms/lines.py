"""The one-line fields of forms: text, number and day. What an input method is composing counts as typed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate, QLocale, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.ui.forms.specs import DateSpec, NumberSpec, TextSpec, day_typed, number_typed, places_of, plain
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button


class LineField(QLineEdit):
    """A line that tells each key (`touched`) and when it is left (`left`)."""

    touched = Signal()
    left = Signal()

    def __init__(self, look: Look, name: str, example: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._composing = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(example)
        self.setMinimumWidth(80)
        self.textChanged.connect(self.touched)

    @property
    def composing(self) -> str:
        """Give what the input method has not handed over yet."""
        return self._composing

    def whole_text(self) -> str:
        """Give the text as it is seen: with what is being composed, where it will stand."""
        if not self._composing:
            return self.text()
        start = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
        end = start + len(self.selectedText())
        return self.text()[:start] + self._composing + self.text()[end:]

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note what is being composed."""
        self._composing = event.preeditString()
        super().inputMethodEvent(event)
        if self._composing:
            self.touched.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field is left."""
        super().focusOutEvent(event)
        self._composing = ""
        self.left.emit()

    def raw(self) -> str:
        """Give the text as it stands, for a draft."""
        return self.whole_text()

    def put_raw(self, raw: object) -> None:
        """Take the text of a draft."""
        self.setText(str(raw or ""))


class TextField(LineField):
    """A text; blanks around it do not count."""

    def __init__(self, look: Look, spec: TextSpec) -> None:
        super().__init__(look, spec.label, spec.example)
        self._spec = spec

    def value(self) -> str | None:
        """Give the text, None where it is empty."""
        return self.whole_text().strip() or None

    def put(self, value: Any) -> None:
        """Show a value."""
        self.setText("" if value is None else str(value))

    def problem(self) -> Problem | None:
        """Give what is wrong with the text."""
        found = len(self.value() or "")
        if self._spec.most and found > self._spec.most:
            return Problem("typed_too_long", params={"found": found, "most": self._spec.most})
        return None


class NumberField(LineField):
    """A number. Full-width digits become plain ones while they are typed."""

    def __init__(self, look: Look, spec: NumberSpec) -> None:
        super().__init__(look, spec.label, spec.example)
        self._spec = spec
        self.textEdited.connect(self._fold)
        look.changed.connect(self._follow)
        self._follow()

    def value(self) -> int | Decimal | None:
        """Give the number, None where there is none."""
        found = number_typed(self.whole_text(), self._spec.places)
        return Decimal(found) if found is not None and self._spec.places else found

    def put(self, value: Any) -> None:
        """Show a value."""
        self.setText("" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value))

    def problem(self) -> Problem | None:
        """Give what is wrong with the number."""
        typed, spec = plain(self.whole_text()), self._spec
        if not typed:
            return None
        value = self.value()
        if value is None:
            return Problem("typed_no_number", params={"value": typed})
        if places_of(value) > spec.places:
            if spec.places:
                return Problem("typed_too_many_places", params={"value": typed, "places": spec.places})
            return Problem("typed_no_whole_number", params={"value": typed})
        if spec.least is not None and value < spec.least:
            return Problem("typed_below", params={"value": typed, "least": spec.least})
        if spec.most is not None and value > spec.most:
            return Problem("typed_above", params={"value": typed, "most": spec.most})
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the unit at the right end."""
        super().paintEvent(event)
        if not self._spec.unit:
            return
        painter = QPainter(self)
        try:
            room = QRectF(self.rect()).adjusted(0, 0, -10, 0)
            paint.draw_text(painter, self._look, room, self._spec.unit, size=12, tone="second", align=paint.RIGHT)
        finally:
            painter.end()

    def _follow(self) -> None:
        unit = self._spec.unit
        room = round(paint.width_of(unit, self._look.font(12))) + 6 if unit else 0
        self.setTextMargins(0, 0, room, 0)

    def _fold(self, typed: str) -> None:
        folded = plain(typed).replace("。", ".") if not typed.isascii() else typed
        if folded != typed:
            # A step of its own in the field's undo would make Ctrl+Z look as if it did nothing.
            place = self.cursorPosition()
            self.setText(folded)
            self.setCursorPosition(min(place, len(folded)))


class DateField(LineField):
    """A day, typed in any usual way. ↑ ↓ go to the next and the day before, PgUp and PgDn by months, Alt+↓ shows
    the calendar."""

    def __init__(self, look: Look, spec: DateSpec) -> None:
        super().__init__(look, spec.label, spec.example or ("年-月" if spec.month else "年-月-日"))
        self._spec = spec
        self.button = Button(look, "打开日历（Alt+↓）", icon="calendar-days", kind="icon", height=26, parent=self)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.open_calendar)
        self._calendar: QWidget | None = None
        self.left.connect(self._write_out)
        look.changed.connect(self._follow)
        self._follow()

    def value(self) -> date | None:
        """Give the day, None where there is none."""
        found = day_typed(self.whole_text(), self._spec.near, month=self._spec.month)
        return found.replace(day=1) if found and self._spec.month else found

    def put(self, value: Any) -> None:
        """Show a day (a date, or its ISO text)."""
        self.setText("" if value is None else self._shown(value))

    def problem(self) -> Problem | None:
        """Give what is wrong with the day."""
        typed, value = plain(self.whole_text()), self.value()
        if not typed:
            return None
        if value is None:
            return Problem("typed_no_month" if self._spec.month else "typed_no_day", params={"value": typed})
        if self._spec.earliest and value < self._spec.earliest:
            return Problem("typed_too_early", params={"value": value, "earliest": self._spec.earliest})
        if self._spec.latest and value > self._spec.latest:
            return Problem("typed_too_late", params={"value": value, "latest": self._spec.latest})
        return None

    def open_calendar(self) -> None:
        """Show a month to choose from; Esc closes it."""
        holder = QWidget(self, Qt.WindowType.Popup)
        holder.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget(holder)
        calendar.setAccessibleName("日历")
        calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        if self._spec.earliest:
            calendar.setMinimumDate(_as_qt(self._spec.earliest))
        if self._spec.latest:
            calendar.setMaximumDate(_as_qt(self._spec.latest))
        if (shown := self.value() or self._spec.near) is not None:
            calendar.setSelectedDate(_as_qt(shown))
        calendar.activated.connect(self._take)
        calendar.clicked.connect(self._take)
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(calendar)
        self._calendar = holder
        holder.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        holder.show()
        calendar.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by days and months."""
        key, day = event.key(), self.value() or self._spec.near
        if key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down} and day is not None:
            self.put(day + timedelta(days=1 if key == Qt.Key.Key_Up else -1))
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown} and day is not None:
            self.put(_month_on(day, 1 if key == Qt.Key.Key_PageUp else -1))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right end."""
        super().resizeEvent(event)
        self._follow()

    def _follow(self) -> None:
        size = self.button.sizeHint()
        self.setTextMargins(0, 0, size.width() - 4, 0)
        self.button.setGeometry(
            self.width() - size.width() - 4, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def _write_out(self) -> None:
        value = self.value()
        if value is not None and self.text() != self._shown(value):
            self.put(value)

    def _shown(self, value: date | str) -> str:
        return f"{value:%Y-%m}" if self._spec.month and isinstance(value, date) else str(value)

    def _take(self, day: QDate) -> None:
        self.put(date(day.year(), day.month(), day.day()))
        if self._calendar is not None:
            self._calendar.close()
            self._calendar = None
        self.setFocus(Qt.FocusReason.PopupFocusReason)


def _as_qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _month_on(day: date, by: int) -> date:
    month = Period.month_of(day)
    target = month.next() if by > 0 else month.previous()
    return min(target.last_day, target.first_day + timedelta(days=day.day - 1))
