"""Keying a box: the line in the middle, one key a line, own keys alone; never what another has keyed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.forms.specs import plain
from cmdesk.ui.pages.deliberation.session import CountSession, Keying, place_on_paper
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fitting import draw_name
from cmdesk.ui.widgets.labels import Card, Chip, Label

VOID_REASONS = (("1", "涂改"), ("2", "无法辨认"), ("3", "不是本次发的票"), ("4", "其他"))
_AROUND = 2


class LinesView(QWidget):
    """The lines of the present ballot around the current one; what is keyed has a tick and the keyer's own mark."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._keying: Keying | None = None
        self._people: tuple[tuple[str, str], ...] = ()
        self._words: Mapping[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.updateGeometry)

    def show_lines(self, keying: Keying, people: tuple[tuple[str, str], ...], words: Mapping[str, str]) -> None:
        """Show the ballot that is keyed; `words` names each mark."""
        self._keying, self._people, self._words = keying, people, words
        self.setAccessibleDescription("；".join(f"{name} {self.told(line)}" for line, name in self._around()))
        self.update()

    def told(self, line: int) -> str:
        """Give what its keyer has keyed on a line of the present ballot, empty for nothing."""
        keying = self._keying
        if keying is None:
            return ""
        mark = keying.marks[keying.sheet][line]
        return "整票无效" if keying.sheet in keying.void else self._words.get(mark or "", "")

    def minimumSizeHint(self) -> QSize:
        """Give five rows."""
        return QSize(240, self._look.scaled(self._look.pick(250, 200, 180)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint two lines before, the current one, two after."""
        painter = QPainter(self)
        try:
            if self._keying is not None:
                self._paint(painter, self._keying)
        finally:
            painter.end()

    def _around(self) -> list[tuple[int, str]]:
        keying = self._keying
        if keying is None:
            return []
        near = range(max(0, keying.line - _AROUND), min(keying.lines, keying.line + _AROUND + 1))
        return [(line, self._people[line][1]) for line in near]

    def _paint(self, painter: QPainter, keying: Keying) -> None:
        look = self._look
        large = look.scaled(look.pick(72, 60, 54))
        small = min(look.scaled(44), (self.height() - large) / (2 * _AROUND))
        top = (self.height() - large - 2 * _AROUND * small) / 2
        for offset in range(-_AROUND, _AROUND + 1):
            line = keying.line + offset
            high = large if offset == 0 else small
            box = QRectF(0, top, self.width(), high)
            top += high
            if 0 <= line < keying.lines:
                self._line(painter, keying, line, box, now=offset == 0)

    def _line(self, painter: QPainter, keying: Keying, line: int, box: QRectF, *, now: bool) -> None:
        look = self._look
        inner = box.adjusted(1, 2, -1, -2)
        if now:
            paint.draw_round(painter, inner, ground=look.tokens.card, line=look.tokens.fill, radius=10, pen=2)
        number, name = self._people[line]
        done = keying.marks[keying.sheet][line] is not None or keying.sheet in keying.void
        size = 18 if now else 13
        x = box.left() + 18
        tone = "text" if now else "second"
        wide = look.scaled(44)
        paint.draw_text(
            painter, look, QRectF(x, box.top(), wide, box.height()), str(line + 1), size=size, tone="second"
        )
        x += wide
        side = look.scaled(18)
        end = box.right() - 20 - side - 10
        word = self.told(line)
        if word:
            used = paint.width_of(word, look.font(size, bold=now)) + 2
            room = QRectF(end - used, box.top(), used, box.height())
            paint.draw_text(painter, look, room, word, size=size, bold=now, tone=tone, align=paint.RIGHT)
            end = room.left() - 16
        room = QRectF(x, box.top(), end - x, box.height())
        x += draw_name(painter, look, room, name, bold=now, tone=tone, sizes=(size,)) + 12
        rest = QRectF(x, box.top(), end - x, box.height())
        x += paint.draw_text(painter, look, rest, number, size=12, tone="second") + 16
        where = place_on_paper(line, keying.lines)
        if now and paint.width_of(where, look.font(12)) < end - x:
            rest = QRectF(x, box.top(), end - x, box.height())
            paint.draw_text(painter, look, rest, where, size=12, tone="second", align=paint.RIGHT)
        icon, colour = ("check", "ok") if done else ("circle", "faint")
        painter.drawPixmap(
            round(box.right() - 20 - side), round(box.center().y() - side / 2), look.icon(icon, colour, 18)
        )


class KeyStrip(Card):
    """一行一键: the keys and what each means, as wide as the row."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._pairs: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_keys(self, session: CountSession, more: tuple[tuple[str, str], ...]) -> None:
        """Show the keys of a ballot and the others."""
        self._pairs = (*((cap, word) for cap, _, word in session.choices), *more)
        self.setAccessibleName("一行一键：" + "，".join(f"{cap} {word}" for cap, word in self._pairs))
        self.update()

    def sizeHint(self) -> QSize:
        """Give a row of caps over a row of words."""
        look = self._look
        return QSize(400, look.scaled(44) + look.pick(24, 16, 12))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint caps over words."""
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look = self._look
        if not self._pairs:
            return
        widths = [
            max(paint.key_size(look, cap).width(), paint.width_of(word, look.font(12))) for cap, word in self._pairs
        ]
        gap = min(34.0, (self.width() - 36 - sum(widths)) / max(1, len(widths) - 1))
        x, middle = 18.0, self.height() / 2
        for (cap, word), wide in zip(self._pairs, widths, strict=True):
            left = x + (wide - paint.key_size(look, cap).width()) / 2
            paint.draw_key(painter, look, left, middle - look.scaled(11), cap)
            room = QRectF(x - 1, middle + 2, wide + 2, look.scaled(20))
            paint.draw_text(painter, look, room, word, size=12, tone="second", align=paint.CENTRE)
            x += wide + gap


class KeyingCard(Card):
    """Takes keys for one person. `keyed` after each key, `whole` when every ballot is keyed and handed over, `left`
    on Esc: the screen is locked, what was keyed stays."""

    keyed = Signal()
    whole = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self._session: CountSession | None = None
        self._asking_void = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.title = Label(look, "", size=15, bold=True)
        self.chip = Chip(look)
        self.place = Label(look, "", size=12, tone="second")
        self.lines = LinesView(look)
        self.note = Label(look, "", size=12, tone="second", wrap=True)
        self.void = Button(look, "整票无效", icon="circle-x", key="Ctrl+X", height=30)
        self.void.clicked.connect(self.ask_void)
        self.done = Button(look, "", icon="check-check", kind="fill")
        self.done.clicked.connect(self._hand_over)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.title)
        top.addWidget(self.chip)
        top.addStretch(1)
        top.addWidget(self.place)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.void)
        foot.addWidget(self.done)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        inside.addLayout(top)
        inside.addWidget(self.lines, 1)
        inside.addLayout(foot)

    def show_session(self, session: CountSession) -> None:
        """Show the keying that takes keys now."""
        self._session = session
        self._asking_void = False
        self._follow()

    def ask_void(self) -> None:
        """Ask why the present ballot is void as a whole: one key."""
        keying = self._keying()
        if keying is not None and not (keying.complete and not keying.correcting):
            self._asking_void = True
            self._follow()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a key: a mark, a step, or what has to do with the whole ballot; a resting finger counts once."""
        keying, session, key = self._keying(), self._session, event.key()
        moves: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        turns: dict[int, int] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if keying is None or session is None:
            super().keyPressEvent(event)
        elif control and key == Qt.Key.Key_X:
            self.ask_void()
        elif event.isAutoRepeat() and key not in moves:
            event.accept()
        elif self._asking_void:
            self._void_key(keying, event)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Backspace:
            keying.back()
            self._changed()
        elif key in moves:
            keying.look(moves[key])
            self._follow()
        elif key in turns:
            if not keying.turn(turns[key]):
                self.note.say("这张票还没录完，不能翻到别的票。", "warn")
            else:
                self._follow()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._hand_over()
        elif not control and (mark := session.mark_for(plain(event.text()))) is not None:
            keying.put(mark)
            self._changed()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        """Show that keys are taken."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring of the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            try:
                paint.draw_round(painter, QRectF(self.rect()), ground=None, line=self._look.tokens.fill, radius=12)
            finally:
                painter.end()

    def _void_key(self, keying: Keying, event: QKeyEvent) -> None:
        reason = dict(VOID_REASONS).get(plain(event.text()))
        self._asking_void = False
        if reason is not None:
            keying.make_void(reason)
            self._changed()
        else:
            self._follow()
        event.accept()

    def _keying(self) -> Keying | None:
        return self._session.current() if self._session is not None and not self._session.locked else None

    def _changed(self) -> None:
        self._follow()
        self.keyed.emit()

    def _hand_over(self) -> None:
        keying = self._keying()
        if keying is not None and keying.complete:
            self.whole.emit()

    def _follow(self) -> None:
        keying, session = self._keying(), self._session
        if keying is None or session is None:
            return
        duty = session.current_duty()
        who = f"{'计票人' if duty == 'teller' else '监票人'} {session.names.get(duty, '')}"
        number = session.again_sheet if session.again_sheet is not None else keying.sheet
        self.title.setText(f"{number + 1:02} 号票")
        self.chip.say(who, "info")
        again = session.again_sheet is not None
        of = "整张重录" if again else f"第 {keying.whole_sheets} / {keying.count} 张已录完"
        self.place.setText(f"第 {keying.line + 1} / {keying.lines} 行　{of}")
        self.lines.show_lines(keying, session.people, {code: word for _, code, word in session.choices})
        told = f"第 {keying.line + 1} 行 {session.people[keying.line][1]} {self.lines.told(keying.line)}".rstrip()
        self.setAccessibleName(f"{self.title.text()}，{who}，{told}")
        if self._asking_void:
            self.note.say("整票无效，因为：" + "　".join(f"{cap} {word}" for cap, word in VOID_REASONS), "bad")
        elif keying.complete:
            self.note.say("都录完了。↑↓ 可以核对自己录的；交出去以后不能再改。", "second")
        elif keying.sheet in keying.void:
            self.note.say(f"这张票整票无效：{keying.void[keying.sheet]}。", "warn")
        elif keying.line == 0 and not again:
            self.note.say(f"取 {keying.sheet + 1:02} 号原票，从第 1 行录起。", "primary")
        else:
            self.note.say("按一键录一行，行尾是您自己录的；↑↓ 回头看，交出去以后不再显示。", "second")
        self.done.setEnabled(keying.complete)
        following = "录完，交给监票人" if duty == "teller" else "录完，比对"
        missing = keying.count - keying.whole_sheets
        self.done.say(following if keying.complete else f"还差 {missing} 张", key="Enter" if keying.complete else "")
        self.void.setEnabled(not (keying.complete and not keying.correcting))
