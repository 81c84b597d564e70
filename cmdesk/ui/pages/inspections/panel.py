"""The panel beside a sheet: the score in work, the 答题卡 of all items, photos, what is missing, the next act."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.rules.inspection_running import Running
from cmdesk.rules.inspection_sheets import Answer
from cmdesk.ui.pages.inspections import wording
from cmdesk.ui.pages.inspections.keying import Sheet
from cmdesk.ui.pages.inspections.photos import PhotoStrip
from cmdesk.ui.pages.inspections.typed import Gap
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Label, Rule

WIDTH = 348


class ScoreBox(QWidget):
    """The score if everything open were full, how it comes about, how many items are keyed."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._found: Running | None = None
        self._score, self._done, self._all = "—", 0, 0
        look.changed.connect(self._follow)
        self._follow()

    def show_score(self, found: Running, done: int, whole: int, final: str | None) -> None:
        """Show the score in work, or the final one of a signed sheet."""
        self._found, self._done, self._all = found, done, whole
        self._score = final or ("—" if found.score is None else f"{found.score.printed:.2f}")
        self.setAccessibleName(f"目前得分 {self._score}，已录 {done} / {whole} 项，{wording.formula(found)}")
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            look, wide = self._look, float(self.width())
            row = look.scaled(18)
            paint.draw_text(painter, look, QRectF(0, 0, wide, row), "目前得分", size=12, tone="second")
            paint.draw_text(painter, look, QRectF(0, 0, wide, row), "已录", size=12, tone="second", align=paint.RIGHT)
            big = QRectF(0, row, wide, look.scaled(34))
            self._paint_figures(painter, big)
            bar = QRectF(0, big.bottom() + 6, wide, 6)
            paint.draw_bar(painter, look, bar, self._done / self._all if self._all else 0)
            self._paint_foot(painter, QRectF(0, bar.bottom() + 6, wide, look.scaled(18)))
        finally:
            painter.end()

    def _paint_figures(self, painter: QPainter, big: QRectF) -> None:
        look, found = self._look, self._found
        used = paint.draw_text(painter, look, big, self._score, size=26, bold=True)
        after = QRectF(big)
        after.setLeft(big.left() + used + 12)
        after.setTop(big.top() + look.scaled(6))
        if found is not None and found.score is not None and found.score.red_line:
            paint.draw_text(painter, look, after, "有红线情形", size=12, bold=True, tone="bad")
        elif found is not None and found.lost:
            paint.draw_text(painter, look, after, f"扣 {wording.number(found.lost)} 分", size=12, tone="warn")
        right = QRectF(big)
        right.setTop(big.top() + look.scaled(6))
        said = f"/ {self._all} 项"
        used = paint.draw_text(painter, look, right, said, size=12, tone="second", align=paint.RIGHT)
        right.setTop(big.top())
        right.setRight(right.right() - used - 5)
        paint.draw_text(painter, look, right, str(self._done), size=26, bold=True, align=paint.RIGHT)

    def _paint_foot(self, painter: QPainter, box: QRectF) -> None:
        look, found = self._look, self._found
        if found is None:
            return
        formula = wording.formula(found)
        if self._done == self._all:
            formula = formula.removeprefix("未录的先按满分：")
        left_out = f"除外 {wording.number(found.left_out)} 分" if found.left_out else ""
        font = look.font(12)
        if paint.width_of(formula, font) + paint.width_of(left_out, font) + 10 > box.width():
            formula = formula.removeprefix("未录的先按满分：")
        if left_out:
            used = paint.draw_text(painter, look, box, left_out, size=12, tone="second", align=paint.RIGHT)
            box.setRight(box.right() - used - 8)
        paint.draw_text(painter, look, box, formula, size=12, tone="second")
        if found.low_base:
            warn = QRectF(0, box.bottom() + 3, self.width(), look.scaled(18))
            paint.draw_text(painter, look, warn, "计分的分值不到一半：请核对不适用", size=12, bold=True, tone="warn")

    def _follow(self) -> None:
        low = self._found is not None and self._found.low_base
        self.setFixedHeight(self._look.scaled(18 + 34 + 18 + (21 if low else 0)) + 20)
        self.update()


class AnswerCard(QWidget):
    """All items as small cells by duty; `picked` tells which was clicked."""

    picked = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._sheet: Sheet | None = None
        self._found: Running | None = None
        self._boxes: dict[int, QRectF] = {}
        self._painted: dict[int, tuple[object, ...]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self._follow)

    def show_sheet(self, sheet: Sheet, found: Running) -> None:
        """Show the answers given so far."""
        fresh = self._sheet is not sheet
        self._sheet, self._found = sheet, found
        if fresh:
            self._boxes, self._painted = {}, {}
            self._follow()
            return
        # A key changes one line or two, and painting all of them would be most of what a key costs.
        for place, group in enumerate(sheet.checklist.groups):
            if self._painted.get(group.no) != self._line_of(sheet, group.no):
                self.update(self._line_box(place).toAlignedRect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the item under the pointer."""
        for no, box in self._boxes.items():
            if box.adjusted(-2, -3, 2, 3).contains(event.position()):
                self.picked.emit(no)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint head and cells."""
        painter = QPainter(self)
        try:
            self._paint_legend(painter)
            if self._sheet is not None:
                for place, group in enumerate(self._sheet.checklist.groups):
                    if self._line_box(place).intersects(QRectF(event.rect())):
                        self._paint_group(painter, place, group.no, group.name)
        finally:
            painter.end()

    def _paint_legend(self, painter: QPainter) -> None:
        look = self._look
        box = QRectF(0, 0, self.width(), self._head())
        used = paint.draw_text(painter, look, box, "答题卡", size=15, bold=True)
        words = (("不适用", "none"), ("扣分", "warn"), ("满分", "ok"))
        x = box.right()
        for word, state in words:
            wide = look.width_of(word, 12)
            if x - wide - 18 < used + 12:
                return
            paint.draw_text(painter, look, QRectF(x - wide, 0, wide + 1, box.height()), word, size=12, tone="second")
            tint = look.tokens.tint(state)
            dot = QRectF(x - wide - 16, box.center().y() - 5, 10, 10)
            paint.draw_round(painter, dot, ground=tint.ground, line=tint.line, radius=4)
            x -= wide + 28

    def _line_of(self, sheet: Sheet, group: int) -> tuple[object, ...]:
        """Give all that the line of a duty shows."""
        items = sheet.checklist.in_group(group)
        lost = self._found.lost_in.get(group) if self._found else None
        cells = tuple(
            (sheet.answer(no), sheet.entries[no].parked, bool(sheet.gaps_of(no)), no == sheet.current)
            for no in (item.no for item in items)
        )
        return (lost, *cells)

    def _line_box(self, place: int) -> QRectF:
        high = self._row()
        return QRectF(0, self._head() + place * high, self.width(), high)

    def _paint_group(self, painter: QPainter, place: int, number: int, name: str) -> None:
        sheet, look = self._sheet, self._look
        if sheet is None:
            return
        high = self._row()
        side = min(look.scaled(22), high - 3)
        self._painted[number] = self._line_of(sheet, number)
        box = self._line_box(place)
        top = box.top()
        items = sheet.checklist.in_group(number)
        current = any(item.no == sheet.current for item in items)
        tone = "primary" if current else "text"
        lost = self._found.lost_in.get(number) if self._found else None
        if lost:
            said = f"{wording.MINUS}{wording.number(lost)}"
            paint.draw_text(painter, look, box, said, size=12, bold=True, tone="warn", align=paint.RIGHT)
        cells = 7 * (side + 3)
        left = self.width() - cells - look.scaled(34)
        paint.draw_text(painter, look, box, str(number), size=12, tone=tone, bold=current)
        room = QRectF(look.scaled(20), top, left - look.scaled(20) - 4, high)
        short = name.split("（", maxsplit=1)[0]
        if look.width_of(short, 12, bold=current) > room.width():
            short = short[:4]
        paint.draw_text(painter, look, room, short, size=12, tone=tone, bold=current)
        for column, item in enumerate(items):
            cell = QRectF(left + column * (side + 3), top + (high - side) / 2, side, side)
            self._boxes[item.no] = cell
            self._paint_cell(painter, sheet, item.no, column + 1, cell)

    def _paint_cell(self, painter: QPainter, sheet: Sheet, no: int, column: int, box: QRectF) -> None:
        look, tokens = self._look, self._look.tokens
        given, entry = sheet.answer(no), sheet.entries[no]
        said, bold, colour = str(column), False, tokens.second
        ground: str | None = tokens.card
        line: str | None = tokens.ctl
        if no == sheet.current:
            ground, line, colour, bold = tokens.fill, None, tokens.on_fill, True
        elif given is not None and given.answer is Answer.MET:
            ground, line, colour = tokens.ok.ground, tokens.ok.line, tokens.ok.text
        elif given is not None and given.answer is Answer.DEDUCTED:
            ground, line, colour, bold = tokens.warn.ground, tokens.warn.line, tokens.warn.text, True
        elif given is not None:
            ground, line, colour = tokens.none.ground, None, tokens.none.text
            said = "—" if given.answer is Answer.NOT_APPLICABLE else "未"
        if entry.parked and given is None and no != sheet.current:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.colour("second"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(look.colour("card"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        else:
            paint.draw_round(painter, box, ground=ground, line=line, radius=5)
        paint.draw_text(painter, look, box, said, size=12, bold=bold, colour=colour, align=paint.CENTRE)
        if given is not None and sheet.gaps_of(no):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("bad"))
            corner = box.topRight()
            painter.drawPolygon([corner, corner + QPointF(-8, 0), corner + QPointF(0, 8)])

    def _head(self) -> int:
        return self._look.scaled(self._look.pick(30, 26, 24))

    def _row(self) -> int:
        return (self.height() - self._head()) // self._groups()

    def _groups(self) -> int:
        return len(self._sheet.checklist.groups) if self._sheet else 11

    def _follow(self) -> None:
        # Rows take what the other parts of the panel leave.
        large = self._look.percent > 115
        least = self._look.pick(24 if large else self._look.scaled(24), 24 if large else self._look.scaled(22))
        most = max(33, self._look.scaled(27))
        self.setMinimumHeight(self._head() + self._groups() * least)
        self.setMaximumHeight(self._head() + self._groups() * most)
        self.update()


class Missing(QWidget):
    """What is still missing before the sheet can be finished, one line a kind."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title, self._tone = "", "warn"
        self._lines: tuple[tuple[str, str], ...] = ()
        look.changed.connect(self._follow)

    def say(self, title: str, lines: tuple[tuple[str, str], ...], tone: str = "warn") -> None:
        """Show a title and its lines."""
        if (title, lines, tone) == (self._title, self._lines, self._tone):
            return
        grown = len(lines) != len(self._lines)
        self._title, self._lines, self._tone = title, lines, tone
        self.setAccessibleName(f"{title}：" + "；".join(f"{one} {note}".strip() for one, note in lines))
        if grown:
            self._follow()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        try:
            look, row = self._look, self._row()
            head = QRectF(0, 0, self.width(), look.scaled(24))
            if self._lines:
                used = paint.draw_text(painter, look, head, "F8 到下一处", size=12, tone="primary", align=paint.RIGHT)
                head.setRight(head.right() - used - 8)
            paint.draw_text(painter, look, head, self._title, bold=True, tone="text" if self._lines else "ok")
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, (said, note) in enumerate(self._lines):
                box = QRectF(14, look.scaled(24) + number * row, self.width() - 14, row)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour(self._tone))
                painter.drawEllipse(QPointF(5, box.center().y()), 2.5, 2.5)
                used = paint.draw_text(painter, look, box, note, size=12, tone="second", align=paint.RIGHT)
                box.setRight(box.right() - used - 6)
                paint.draw_text(painter, look, box, said, size=12)
        finally:
            painter.end()

    def _row(self) -> int:
        return self._look.scaled(20)

    def _follow(self) -> None:
        self.setFixedHeight(self._look.scaled(24) + len(self._lines) * self._row() + 2)
        self.update()


class Panel(Card):
    """Emits `picked` (an item of the 答题卡), `finish_wanted`, and what the photos ask for."""

    picked = Signal(int)
    finish_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.score = ScoreBox(look)
        self.cells = AnswerCard(look)
        self.cells.picked.connect(self.picked)
        self.photos = PhotoStrip(look)
        self.photo_title = Label(look, "照片", size=15, bold=True)
        self.photo_count = Label(look, "", size=12, tone="second")
        self.insert = Button(look, "插入照片 F9", kind="link", height=24)
        self.missing = Missing(look)
        self.button = Button(look, "完成，去签字", icon="signature", key="F12", kind="fill", height=36)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.finish_wanted)
        self.close_button = Button(look, "收起", icon="x", kind="icon", height=24, parent=self)
        self.close_button.hide()
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def show_sheet(self, sheet: Sheet, found: Running, gaps: tuple[Gap, ...], final: str | None) -> None:
        """Show everything that a key has changed."""
        self.score.show_score(found, sheet.answered(), len(sheet.items), final)
        self.cells.show_sheet(sheet, found)
        lines = wording.missing_lines(sheet, gaps)[: 1 if self._look.percent > 115 else 4]
        self.missing.say("还不能完成" if lines else f"{len(sheet.items)} 项已录齐", lines)

    def show_close(self, shown: bool) -> None:
        """Show the button that closes the panel where it lies over the list."""
        self.close_button.setVisible(shown)
        self.close_button.adjustSize()
        self.close_button.move(self.width() // 2 - self.close_button.width() // 2, 8)

    def show_photos(self, count: int) -> None:
        """Show how many photos there are."""
        self.photo_count.setText(f"{count} 张" if count else "还没有")

    def _build(self) -> None:
        photos = QHBoxLayout()
        photos.setSpacing(8)
        photos.addWidget(self.photo_title)
        photos.addWidget(self.photo_count)
        photos.addStretch(1)
        photos.addWidget(self.insert)
        self._photo_row = photos
        self._rules = [Rule(self._look) for _ in range(3)]
        self._inside = QVBoxLayout(self)
        self._inside.addWidget(self.score)
        self._inside.addWidget(self._rules[0])
        self._inside.addWidget(self.cells, 1)
        self._inside.addWidget(self._rules[1])
        self._inside.addLayout(photos)
        self._inside.addWidget(self.photos)
        self._inside.addWidget(self._rules[2])
        self._inside.addWidget(self.missing)
        self._inside.addWidget(self.button)

    def _follow(self) -> None:
        look = self._look
        margin = look.pick(16, 9, 8)
        self._inside.setContentsMargins(18, margin, 18, margin)
        self._inside.setSpacing(look.pick(10, 4))
        self.setFixedWidth(look.scaled(WIDTH))
        # Where the window is low or the text large, the photos keep their line and F9.
        small = look.pick(False, look.percent > 100, True)
        self.photos.setVisible(not small)
        self._rules[2].setVisible(not small)
