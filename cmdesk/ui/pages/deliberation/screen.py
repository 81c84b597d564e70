"""投影屏: what the room sees, in a window of its own: step, accounts, and results once they are booked; never a key."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen, QScreen
from PySide6.QtWidgets import QWidget

from cmdesk.queries.deliberation_results import ItemResult
from cmdesk.ui.pages.deliberation.accounts import out_numbers, state_of
from cmdesk.ui.pages.deliberation.card import StepCard
from cmdesk.ui.pages.deliberation.cards import card_of
from cmdesk.ui.pages.deliberation.presenter import MeetingState, PaperLine, StepState
from cmdesk.ui.pages.deliberation.results import FEW, verdict
from cmdesk.ui.pages.deliberation.steps import steps_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

_HIGH = 900
"""The height of window for which the sizes below are meant; on another everything grows with it."""
_COLUMNS = 3


def other_screen(window: QWidget) -> QScreen | None:
    """Give a screen on which the operator's window is not, None where there is only one."""
    own = window.screen()
    return next((screen for screen in QGuiApplication.screens() if screen is not own), None)


class RoomScreen(QWidget):
    """One painted picture. It is handed what may be seen and keeps nothing else. Esc closes it, F11 makes it full."""

    def __init__(self, look: Look) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._look = look
        self._state: MeetingState | None = None
        self._card: StepCard | None = None
        self._lines: tuple[PaperLine, ...] = ()
        self._results: tuple[ItemResult, ...] = ()
        self._steps: tuple[tuple[str, StepState], ...] = ()
        self._head = ("评议会", "")
        self.page = 0
        self.setWindowTitle("评议会 · 投影屏")
        self.setAccessibleName("评议会投影屏")
        self.resize(1280, 800)
        look.changed.connect(self.update)

    def open_on(self, window: QWidget) -> None:
        """Show it on the other screen, whole; as a normal window where there is none."""
        screen = other_screen(window)
        if screen is None:
            self.show()
        else:
            self.setGeometry(screen.geometry())
            self.showFullScreen()

    def show_state(self, state: MeetingState, title: str, results: tuple[ItemResult, ...]) -> None:
        """Show a meeting: steps, the paper in work, accounts; results only of items that are released."""
        run = state.run
        self._state = state
        if run is None:
            self._card, self._lines, self._steps, self._results = None, (), (), ()
        else:
            shown = MeetingState(state.year, state.meetings, run, state.returned, "", state.paper)
            self._card = card_of(shown, may_work=True)
            self._lines = tuple(line for line in state.lines() if line.standing or line.account.state == "void")
            self._steps = tuple((step.title, step.state) for step in steps_of(run))
            self._results = tuple(item for item in results if item.released)
            row = run.page.row
            self._head = (title, f"{row.held_on.year}年{row.held_on.month}月{row.held_on.day}日 · {row.place}")
        self.page = min(self.page, max(0, len(self.pages()) - 1))
        self.setAccessibleDescription("；".join(self.told()))
        self.update()

    def pages(self) -> tuple[str, ...]:
        """Give what can be leafed through: the course of the meeting, then each released item."""
        return ("会议进程", *(item.title for item in self._results))

    def told(self) -> tuple[str, ...]:
        """Give what is written, in order: for a screen reader and for whoever wants to know what the room sees."""
        if self._card is None:
            return ("还没有评议会",)
        if self.page > 0:
            item = self._results[self.page - 1]
            return (item.title, *(f"{p.name} {verdict(item.kind, p)[0]}" for p in item.people))
        told = [self._head[0], self._card.title, self._card.about, *self._card.leaving]
        told += [f"{tile.label} {tile.value}" for tile in self._card.tiles]
        if self._card.back is not None and self._state is not None:
            told.append(f"收回 {self._card.back[0]} / {self._card.back[1]} 张")
        return tuple(part for part in (*told, *(self._account(line) for line in self._lines)) if part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaf with ← →, close with Esc, fill the screen with F11."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_F11:
            self.showNormal() if self.isFullScreen() else self.showFullScreen()
        elif event.key() in {Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Space}:
            self.turn(1)
        elif event.key() in {Qt.Key.Key_Left, Qt.Key.Key_PageUp}:
            self.turn(-1)
        else:
            super().keyPressEvent(event)

    def turn(self, step: int) -> None:
        """Leaf to another page."""
        self.page = max(0, min(len(self.pages()) - 1, self.page + step))
        self.setAccessibleDescription("；".join(self.told()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), self._look.colour("page"))
            scale = min(self.height() / _HIGH, self.width() / 1440) * 100 / self._look.percent
            painter.scale(scale, scale)
            room = QRectF(48, 36, self.width() / scale - 96, self.height() / scale - 72)
            self._paint(painter, room)
        finally:
            painter.end()

    def _text(
        self, painter: QPainter, box: QRectF, text: str, size: float, tone: str = "text", **more: object
    ) -> float:
        return paint.draw_text(painter, self._look, box, text, size=size, tone=tone, **more)  # type: ignore[arg-type]

    def _paint(self, painter: QPainter, room: QRectF) -> None:
        title, line = self._head
        self._text(painter, QRectF(room.left(), room.top(), room.width(), 48), title, 32, bold=True)
        self._text(painter, QRectF(room.left(), room.top() + 50, room.width(), 28), line, 17, "second")
        body = room.adjusted(0, 96, 0, 0)
        if self._card is None:
            self._text(painter, body, "还没有评议会", 30, "second", align=paint.CENTRE)
            return
        if self.page > 0:
            self._result(painter, body, self._results[self.page - 1])
            return
        steps = QRectF(body.left(), body.top(), 270, body.height())
        self._paint_steps(painter, steps)
        right = body.adjusted(300, 0, 0, 0)
        used = self._paint_now(painter, right, self._card)
        self._paint_accounts(painter, right.adjusted(0, used + 24, 0, 0))

    def _paint_steps(self, painter: QPainter, box: QRectF) -> None:
        look = self._look
        paint.draw_round(painter, box, ground=look.tokens.card, line=look.tokens.line, radius=14)
        high = min(68.0, (box.height() - 32) / max(1, len(self._steps)))
        for place, (title, state) in enumerate(self._steps):
            row = QRectF(box.left() + 14, box.top() + 16 + place * high, box.width() - 28, high)
            if state is StepState.NOW:
                paint.draw_round(painter, row.adjusted(0, 4, 0, -4), ground=look.tokens.selection, radius=8)
            tone = {StepState.NOW: "onsel", StepState.DONE: "text", StepState.LATER: "second"}[state]
            icon = {StepState.NOW: "circle-dot", StepState.DONE: "circle-check", StepState.LATER: "circle"}[state]
            mark = {StepState.NOW: "onsel", StepState.DONE: "ok", StepState.LATER: "faint"}[state]
            pixmap = look.icon(icon, mark, 26)
            side = pixmap.deviceIndependentSize().height()
            painter.drawPixmap(round(row.left() + 10), round(row.center().y() - side / 2), pixmap)
            self._text(painter, row.adjusted(48, 0, 0, 0), title, 20, tone, bold=state is StepState.NOW)

    def _paint_now(self, painter: QPainter, box: QRectF, card: StepCard) -> float:
        look = self._look
        lines = [part for part in (card.about, f"回避离场：{'；'.join(card.leaving)}" if card.leaving else "") if part]
        high = 78 + 36 * len(lines) + (116 if card.tiles else 0) + (96 if card.back is not None else 0) + 16
        paint.draw_round(
            painter,
            QRectF(box.left(), box.top(), box.width(), high),
            ground=look.tokens.card,
            line=look.tokens.line,
            radius=14,
        )
        x, y, wide = box.left() + 28, box.top() + 20, box.width() - 56
        self._text(painter, QRectF(x, y, wide, 46), card.title, 30, bold=True)
        self._text(painter, QRectF(x, y, wide, 46), card.chip[0], 20, card.chip[1], align=paint.RIGHT)
        y += 54
        for number, line in enumerate(lines):
            self._line(painter, QRectF(x, y, wide, 34), line, 20, "text" if not number else "warn")
            y += 36
        if card.tiles:
            each = wide / len(card.tiles)
            for place, tile in enumerate(card.tiles):
                cell = QRectF(x + place * each, y + 8, each - 10, 28)
                self._text(painter, cell, tile.label, 17, "second")
                self._text(painter, cell.translated(0, 28).adjusted(0, 0, 0, 20), tile.value, 36, bold=True)
                self._text(painter, cell.translated(0, 76), tile.note, 16, "second")
            y += 116
        if card.back is not None:
            back, issued = card.back
            used = self._text(
                painter, QRectF(x, y, wide, 84), str(back), 60, "bad" if back > issued else "text", bold=True
            )
            self._text(painter, QRectF(x + used + 14, y + 24, wide, 50), f"/ {issued} 张收回", 24, "second")
        return high

    def _line(self, painter: QPainter, box: QRectF, text: str, size: float, tone: str) -> None:
        """Write a line that may be long: smaller where it does not fit."""
        while size > 11 and paint.width_of(text, self._look.font(size)) > box.width():
            size -= 1
        self._text(painter, box, text, size, tone)

    def _account(self, line: PaperLine) -> str:
        numbers = out_numbers(self._state, line) if self._state is not None else None
        told = "待发票" if numbers is None else f"发出 {numbers[0]} = 收回 {numbers[1]} + 未收回 {numbers[2]}"
        return f"{line.label} {line.about} {told} {state_of(line)[0]}"

    def _paint_accounts(self, painter: QPainter, box: QRectF) -> None:
        look = self._look
        if not self._lines or box.height() < 90:
            return
        paint.draw_round(painter, box, ground=look.tokens.card, line=look.tokens.line, radius=14)
        inner = box.adjusted(28, 12, -28, -12)
        parts = ((0.0, "票种"), (0.30, "应到"), (0.40, "发出"), (0.50, "收回"), (0.60, "未收回"), (0.76, "状态"))
        for share, word in parts:
            self._text(painter, QRectF(inner.left() + share * inner.width(), inner.top(), 200, 30), word, 16, "second")
        rows = self._lines[-max(1, int((inner.height() - 34) // 38)) :]
        for place, line in enumerate(rows):
            y = inner.top() + 34 + place * 38
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(round(inner.left()), round(y), round(inner.right()), round(y))
            numbers = out_numbers(self._state, line) if self._state is not None else None
            figures = ("待发票", "", "") if numbers is None else tuple(map(str, numbers))
            cells = (f"{line.label}　{line.about}", str(line.account.entitled), *figures, state_of(line)[0])
            for (share, _), text in zip(parts, cells, strict=True):
                room = QRectF(inner.left() + share * inner.width(), y, inner.width() * 0.29, 38)
                tone = state_of(line)[2] if share > 0.7 else "text"
                self._line(painter, room, text, 19, tone)

    def _result(self, painter: QPainter, box: QRectF, item: ItemResult) -> None:
        look = self._look
        paint.draw_round(painter, box, ground=look.tokens.card, line=look.tokens.line, radius=14)
        inner = box.adjusted(28, 18, -28, -14)
        self._text(
            painter, QRectF(inner.left(), inner.top(), inner.width(), 44), f"{item.title} · 计票结果", 26, bold=True
        )
        most = int((inner.height() - 90) // 34)
        columns = min(_COLUMNS, -(-len(item.people) // 8)) or 1
        most = min(most, max(8, -(-len(item.people) // columns)))
        wide = inner.width() / columns
        for place, person in enumerate(item.people[: most * columns]):
            column, row = divmod(place, max(1, most))
            cell = QRectF(inner.left() + column * wide, inner.top() + 56 + row * 34, wide - 24, 34)
            word, tone = verdict(item.kind, person)
            self._text(painter, cell, person.name, 19)
            few = f"{word} *" if person.few else word
            self._text(painter, cell, few, 19, tone, bold=True, align=paint.RIGHT)
        foot = QRectF(inner.left(), inner.bottom() - 30, inner.width(), 30)
        told = f"* {FEW}" if any(person.few for person in item.people) else "各票计票一致，已入账。"
        self._text(painter, foot, told, 15, "second")
