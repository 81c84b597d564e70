"""The painted upper part of the open item: what is asked, the sum so far, one tile a key with what it would give."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cmdesk.rules.inspection_running import Standing, tiles
from cmdesk.rules.inspection_sheets import Answer
from cmdesk.rules.ruleset_work import ChecklistItem
from cmdesk.ui.pages.inspections import keys, wording
from cmdesk.ui.pages.inspections.keying import Sheet
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

PAD = 20
_SMALL = 56


@dataclass(frozen=True)
class KeyTile:
    """A key on the answer bar: its cap, what it gives, whether it is the answer now."""

    key: str
    cap: str
    word: str
    tone: str = "second"
    chosen: bool = False
    wide: bool = False


class Face(QWidget):
    """Number, name, standard, rule and the answer bar. `keyed` tells which tile was clicked."""

    keyed = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._item: ChecklistItem | None = None
        self._tiles: tuple[KeyTile, ...] = ()
        self._boxes: tuple[QRectF, ...] = ()
        self._sum = ("", "—", "second", "")
        self._lines: tuple[tuple[str, str], ...] = ()
        self._last = ""
        self._readonly = False
        # A key asks three times for the height of the same words.
        self._heights: dict[tuple[str, int, int], int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def show_item(self, sheet: Sheet, *, readonly: bool, asking: bool) -> None:
        """Show the current item; `asking` warns that full marks would replace the answer it has."""
        item = self._item = sheet.item(sheet.current)
        given, found = sheet.answer(item.no), sheet.standing(item.no)
        self._readonly = readonly
        self._sum = _sum(sheet, item, found)
        step = sheet.step(item.no)
        rule = wording.rule(item)
        if step.code != item.steps[0].code:
            rule = f"现按“{step.text}”{wording.rate(step)}。{rule}"
        self._lines = (("标准", item.text), ("扣分", rule))
        last = sheet.entry.last.get(item.no)
        again = "也" if given is not None and given.answer is Answer.DEDUCTED else ""
        self._last = f"上次{again}扣 {wording.number(last)}" if last else ""
        if item.no in sheet.theirs:
            self._last = f"库里 {sheet.theirs[item.no] or '未录'}"
        self._tiles = () if readonly else _key_tiles(sheet, item, asking)
        self.setAccessibleName(f"{item.no} {item.text}，{self._sum[0]}{self._sum[1]}{self._sum[3]}，{rule}")
        self.update()

    def height_for(self, width: int) -> int:
        """Give the height of everything at a width."""
        look = self._look
        text = width - 2 * PAD - look.scaled(38)
        lines = sum(self._line_height(said, text - self._last_room(n)) for n, (_, said) in enumerate(self._lines))
        bar = 0 if self._readonly else self._bar_height() + look.pick(10, 6)
        return look.pick(14, 9) + look.scaled(32) + look.pick(6, 3) + lines + look.pick(8, 4) + bar

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            if self._item is not None:
                self._paint(painter, self._item)
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press the tile under the pointer."""
        for tile, box in zip(self._tiles, self._boxes, strict=False):
            if box.contains(event.position()):
                self.keyed.emit(tile.key)

    def _paint(self, painter: QPainter, item: ChecklistItem) -> None:
        look, top = self._look, float(self._look.pick(14, 9))
        head = QRectF(PAD, top, self.width() - 2 * PAD, look.scaled(32))
        name = wording.title(item)
        number = look.width_of(str(item.no), 18, bold=True) + 10
        self._paint_sum(painter, head, number + look.width_of(name, 13, bold=True))
        paint.draw_text(painter, look, head, str(item.no), size=18, bold=True, tone="primary")
        head.setLeft(head.left() + number)
        sizes = (18, 15, 13)
        fitting = (size for size in sizes if look.width_of(name, size, bold=True) <= head.width())
        paint.draw_text(painter, look, head, name, size=next(fitting, 13), bold=True)
        y = top + look.scaled(32) + look.pick(6, 3)
        for number, (label, said) in enumerate(self._lines):
            y = self._paint_line(painter, number, label, said, y)
        if not self._readonly:
            self._paint_tiles(painter, y + look.pick(8, 4))

    def _paint_sum(self, painter: QPainter, head: QRectF, name: float) -> None:
        look = self._look
        before, value, tone, after = self._sum
        room = QRectF(head)
        if after:
            used = paint.draw_text(painter, look, room, after, tone="second", align=paint.RIGHT)
            room.setRight(room.right() - used - 8)
        used = paint.draw_text(painter, look, room, value, size=26, bold=True, tone=tone, align=paint.RIGHT)
        room.setRight(room.right() - used - 8)
        if before and look.width_of(before, 13) + name + 24 <= room.width():
            used = paint.draw_text(painter, look, room, before, tone="second", align=paint.RIGHT)
            room.setRight(room.right() - used - 12)
        head.setRight(room.right())

    def _paint_line(self, painter: QPainter, number: int, label: str, said: str, y: float) -> float:
        look = self._look
        row, text_left = look.scaled(21), PAD + look.scaled(38)
        paint.draw_text(painter, look, QRectF(PAD, y, look.scaled(36), row), label, size=12, tone="second")
        wide = self.width() - PAD - text_left - self._last_room(number)
        high = self._line_height(said, round(wide))
        painter.setFont(look.font(13))
        painter.setPen(look.colour("text"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(text_left, y, wide, high), int(flags), said)
        if number == 0 and self._last:
            box = QRectF(self.width() - PAD - self._last_room(0) + 12, y, self._last_room(0) - 12, row)
            side = look.scaled(15)
            used = paint.draw_text(painter, look, box, self._last, size=12, tone="second", align=paint.RIGHT)
            x = round(box.right() - used - side - 5)
            painter.drawPixmap(x, round(box.center().y() - side / 2), look.icon("history", "second", 15))
        return y + high

    def _paint_tiles(self, painter: QPainter, top: float) -> None:
        look, gap = self._look, 6
        high = self._bar_height()
        wide = self.width() - 2 * PAD
        small = look.scaled(_SMALL)
        first = look.scaled(96)
        digits = [tile for tile in self._tiles if tile.wide]
        others = len(self._tiles) - len(digits) - 1
        rest = wide - first - others * small - (len(self._tiles) - 1) * gap - 8
        each = min(rest / max(1, len(digits)), 110.0)
        boxes, x = [], float(PAD)
        for number, tile in enumerate(self._tiles):
            if number == len(digits) + 1:
                x = PAD + wide - others * small - (others - 1) * gap
            own = first if number == 0 else each if tile.wide else small
            boxes.append(QRectF(x, top, own, high))
            x += own + gap
        self._boxes = tuple(boxes)
        for tile, box in zip(self._tiles, self._boxes, strict=True):
            self._paint_tile(painter, tile, box)

    def _paint_tile(self, painter: QPainter, tile: KeyTile, box: QRectF) -> None:
        look, tokens = self._look, self._look.tokens
        ground, line = (tokens.fill, tokens.fill) if tile.chosen else (tokens.card, tokens.ctl)
        paint.draw_round(painter, box, ground=ground, line=line)
        inside = box.adjusted(2, look.pick(5, 3), -2, -look.pick(5, 3))
        half = inside.height() / 2
        upper = QRectF(inside.left(), inside.top(), inside.width(), half)
        lower = QRectF(inside.left(), inside.top() + half, inside.width(), half)
        tone = "on_fill" if tile.chosen else "bad" if tile.key == keys.RED else "text"
        size = 15 if len(tile.cap) > 1 else 16
        paint.draw_text(painter, look, upper, tile.cap, size=size, bold=True, tone=tone, align=paint.CENTRE)
        said = tile.word
        if look.width_of(said, 12, bold=tile.chosen) > lower.width():
            said = said.removesuffix(" 分")
        if look.width_of(said, 12, bold=tile.chosen) > lower.width():
            return
        tone = "on_fill" if tile.chosen else tile.tone
        paint.draw_text(painter, look, lower, said, size=12, bold=tile.chosen, tone=tone, align=paint.CENTRE)

    def _line_height(self, said: str, width: int) -> int:
        key = (said, width, self._look.percent)
        if key not in self._heights:
            metrics = QFontMetrics(self._look.font(13))
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
            found = metrics.boundingRect(0, 0, max(40, width), 1000, int(flags), said)
            self._heights[key] = max(self._look.scaled(21), found.height() + 3)
        return self._heights[key]

    def _last_room(self, number: int) -> int:
        if number or not self._last:
            return 0
        return round(self._look.width_of(self._last, 12)) + self._look.scaled(15) + 20

    def _bar_height(self) -> int:
        return max(self._look.pick(50, 44, 42), self._look.scaled(40))


def _sum(sheet: Sheet, item: ChecklistItem, found: Standing) -> tuple[str, str, str, str]:
    given = sheet.answer(item.no)
    after = f"/ {wording.number(item.points)} 分"
    if given is None:
        return ("", "—", "second", after)
    if given.answer is Answer.NOT_APPLICABLE:
        return (given.reason or "", "不适用", "second", "")
    if given.answer is Answer.NOT_SEEN:
        return ("", "未查", "second", "")
    before = wording.total(found)
    if before:
        return (f"{before} =", wording.number(found.left), "warn", after)
    return ("", wording.number(found.left), "ok", after)


def _key_tiles(sheet: Sheet, item: ChecklistItem, asking: bool) -> tuple[KeyTile, ...]:
    given, step = sheet.answer(item.no), sheet.step(item.no)
    answer = given.answer if given else None
    count = sum(fact.times for fact in sheet.entries[item.no].facts if fact.step == step.code)
    full = "再按 Enter" if asking else f"满分 {wording.number(item.points)} 分"
    found = [KeyTile(keys.FULL, "改满分？" if asking else "Enter", full, "ok", answer is Answer.MET)]
    if step.points is None:
        chosen = answer is Answer.DEDUCTED and count == 1
        found.append(KeyTile("1", "1", "写扣几分", "second", chosen, wide=True))
    for tile in tiles(item, step):
        chosen = answer is Answer.DEDUCTED and count == tile.count
        found.append(
            KeyTile(str(tile.count), str(tile.count), f"{wording.number(tile.left)} 分", "second", chosen, wide=True)
        )
    codes = [one.code for one in item.steps]
    if len(codes) > 1:
        following = item.steps[(codes.index(step.code) + 1) % len(codes)]
        word = following.text if len(following.text) <= 3 else following.text[:2]
        found.append(KeyTile(keys.RATE, "/", "其他" if following.points is None else word))
    found.append(KeyTile(keys.NOT_APPLICABLE, "N", "不适用", "second", answer is Answer.NOT_APPLICABLE))
    found.append(KeyTile(keys.NOT_SEEN, "U", "未查", "second", answer is Answer.NOT_SEEN))
    found.append(KeyTile(keys.RED, "R", "红线", "bad", sheet.red is not None))
    return tuple(found)
