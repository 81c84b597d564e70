"""Parts of first start: the cards of the ways, the cards of the steps, the tiles of the drives."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.runtime.drive_choice import Place
from cmdesk.ui.pages.upkeep.presenter import place_lines
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Card, Label
from cmdesk.ui.widgets.sign import draw_sign


class _Hovering(QAbstractButton):
    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.hovered = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self.updateGeometry)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered = False
        self.update()


class WayCard(_Hovering):
    """One way to begin: what it is, what it needs, its key."""

    def __init__(self, look: Look, icon: str, title: str, line: str, needs: str, key: str) -> None:
        super().__init__(look)
        self._icon, self._line, self._needs, self._key = icon, line, needs, key
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{line}。{needs}")
        self.setShortcut(key)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give the size of a card."""
        return QSize(340, max(self._look.pick(112, 96), self._look.scaled(92)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        try:
            look, box = self._look, QRectF(self.rect())
            tokens, chosen = look.tokens, self.isChecked()
            tone = "text" if chosen or self.isEnabled() else "faint"
            line = tokens.fill if chosen or self.hasFocus() else tokens.ctl if self.hovered else tokens.line
            paint.draw_round(painter, box, ground=tokens.card, line=line, radius=10, pen=2 if chosen else 1)
            side = look.scaled(44)
            mark = QRectF(20, box.center().y() - side / 2, side, side)
            ground = tokens.fill if chosen else tokens.none.ground
            paint.draw_round(painter, mark, ground=ground, radius=9)
            small = look.scaled(22)
            icon = look.icon(self._icon, "on_fill" if chosen else "second", 22)
            painter.drawPixmap(round(mark.center().x() - small / 2), round(mark.center().y() - small / 2), icon)
            key = paint.key_size(look, self._key).width()
            if self.isEnabled():
                paint.draw_key(painter, look, box.right() - key - 13, 24, self._key)
            row = look.scaled(22)
            left, top = mark.right() + 18, box.center().y() - row * 1.5
            width = box.right() - left - 14
            paint.draw_text(
                painter, look, QRectF(left, top, width - key, row), self.text(), size=15, bold=True, tone=tone
            )
            paint.draw_text(painter, look, QRectF(left, top + row, width, row), self._line, tone=tone)
            below = QRectF(left, top + 2 * row, width, row)
            paint.draw_text(painter, look, below, self._needs, size=12, tone="second" if tone == "text" else tone)
        finally:
            painter.end()


OPEN_STILL = "选错不要紧：打印密钥之前，还没有建数据库。"


class WaysPane(QWidget):
    """The tinted pane at the left with the ways."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.title = Label(look, "怎么开始？", size=24, bold=True)
        self.line = Label(look, "选一种。以后还能再走另一种。", tone="second")
        self.foot = Label(look, OPEN_STILL, size=12, tone="second", wrap=True)
        self.ways = QVBoxLayout()
        self._whole = QVBoxLayout(self)
        self._whole.addSpacing(120)
        self._whole.addWidget(self.title)
        self._whole.addSpacing(4)
        self._whole.addWidget(self.line)
        self._whole.addSpacing(14)
        self._whole.addLayout(self.ways)
        self._whole.addStretch(1)
        self._whole.addWidget(self.foot)
        look.changed.connect(self._follow)
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the sign."""
        painter = QPainter(self)
        try:
            look = self._look
            ground = QLinearGradient(QPointF(0, 0), QPointF(self.width(), self.height()))
            ground.setColorAt(0, QColor(look.tokens.selection))
            ground.setColorAt(1, QColor(look.tokens.page))
            painter.fillRect(self.rect(), ground)
            painter.fillRect(self.width() - 1, 0, 1, self.height(), look.colour("line"))
            draw_sign(painter, look, 36, 42, look.scaled(40), "第一次使用", self.width() - 72)
        finally:
            painter.end()

    def _follow(self) -> None:
        self.setFixedWidth(max(self._look.pick(440, 420), self._look.scaled(380)))
        self._whole.setContentsMargins(36, 36, 36, 36)
        self.ways.setSpacing(12)


class StepCard(Card):
    """One step: number or tick, title, line, and its content while it is open."""

    def __init__(self, look: Look, number: int, title: str, line: str) -> None:
        super().__init__()
        self._look, self._number, self._state = look, number, "waiting"
        self.title = Label(look, title, size=15, bold=True)
        self.line = Label(look, line, size=12, tone="second")
        self._line = line
        self.change = Button(look, "改", kind="link", height=26)
        self.change.hide()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.title)
        texts.addWidget(self.line)
        top = QHBoxLayout()
        top.setContentsMargins(42, 0, 0, 0)
        top.addLayout(texts, 1)
        top.addWidget(self.change)
        self.content = QWidget()
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(20, 14, 20, 14)
        self.inside.setSpacing(12)
        self.inside.addLayout(top)
        self.inside.addWidget(self.content)

    def show_state(self, state: str, line: str = "") -> None:
        """Be `done` (folded, with what was entered), `open` or `waiting`."""
        self._state = state
        self.line.setText(line or self._line)
        self.setProperty("card", "open" if state == "open" else "true")
        self.style().unpolish(self)
        self.style().polish(self)
        self.content.setVisible(state != "done")
        self.content.setEnabled(state == "open")
        self.change.setVisible(state == "done")
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding,
            QSizePolicy.Policy.Maximum if state == "done" else QSizePolicy.Policy.Preferred,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the number over the card."""
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            look, tokens = self._look, self._look.tokens
            radius = look.scaled(13)
            box = QRectF(20, 18, 2 * radius, 2 * radius)
            filled = self._state != "waiting"
            ground = tokens.fill if filled else tokens.card
            paint.draw_round(painter, box, ground=ground, line=None if filled else tokens.ctl, radius=radius)
            if self._state == "done":
                side = look.scaled(16)
                at = box.center()
                icon = look.icon("check", "on_fill", 16)
                painter.drawPixmap(round(at.x() - side / 2), round(at.y() - side / 2), icon)
            else:
                tone = "on_fill" if filled else "second"
                paint.draw_text(painter, look, box, str(self._number), bold=True, tone=tone, align=paint.CENTRE)
        finally:
            painter.end()


class DriveTile(_Hovering):
    """One drive: refused ones are shown, grey, with their reason, for people look for them."""

    def __init__(self, look: Look, place: Place, *, best: bool) -> None:
        super().__init__(look)
        self.place, self._best = place, best
        self.setCheckable(True)
        self.setEnabled(place.refusal is None)
        lines = place_lines(place, best=best)
        self.setText(place.name)
        self.setAccessibleName(f"{place.name} {lines[0]}，{lines[1]}")
        self.setAccessibleDescription(lines[2])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give the size of a tile."""
        return QSize(190, max(self._look.pick(114, 104), self._look.scaled(104)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tile."""
        painter = QPainter(self)
        try:
            look, tokens, box = self._look, self._look.tokens, QRectF(self.rect())
            chosen, free = self.isChecked(), self.isEnabled()
            ground = tokens.selection if chosen else tokens.card if free else tokens.soft
            line = tokens.fill if chosen or self.hasFocus() else tokens.ctl if free else tokens.line
            paint.draw_round(painter, box, ground=ground, line=line, radius=10, pen=2 if chosen else 1)
            icons = {"network": "monitor", "removable": "usb"}
            side = look.scaled(18)
            row = look.scaled(21)
            icon = look.icon(icons.get(self.place.kind, "hard-drive"), "primary" if chosen else "second", 18)
            painter.drawPixmap(14, round(14 + (row - side) / 2), icon)
            what, verdict, reason, tone = place_lines(self.place, best=self._best)
            wide = box.width() - 28
            name = QRectF(14 + side + 8, 14, wide - 2 * side - 16, row)
            paint.draw_text(painter, look, name, self.place.name, size=15, bold=True, tone="text" if free else "second")
            mark = "circle-check" if chosen else "" if free else "circle-x"
            if mark:
                at = round(box.right() - side - 12)
                painter.drawPixmap(at, round(14 + (row - side) / 2), look.icon(mark, "primary" if free else "bad", 18))
            top = 14 + row + 6
            tone_of_what = "text" if free else "second"
            paint.draw_text(painter, look, QRectF(14, top, wide, row), what, size=12, tone=tone_of_what)
            below = QRectF(14, top + row, wide, row)
            paint.draw_text(painter, look, below, verdict, size=12, bold=True, tone=tone)
            paint.draw_text(painter, look, QRectF(14, top + 2 * row, wide, row), reason, size=12, tone="second")
        finally:
            painter.end()


class Field(QWidget):
    """A label over a line edit, with room for what is wrong below it."""

    def __init__(self, look: Look, title: str, hint: str = "", *, secret: bool = False) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(title)
        self.edit.setPlaceholderText(hint)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.wrong = Label(look, "", size=12, tone="bad")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(Label(look, title, size=12, tone="second"))
        whole.addWidget(self.edit)
        whole.addWidget(self.wrong)

    def say(self, wrong: str) -> None:
        """Show what is wrong, or nothing."""
        self.wrong.setText(wrong)
        mark_wrong(self.edit, bool(wrong))
