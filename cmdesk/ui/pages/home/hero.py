"""The one thing to do next: the only tinted area of the page, with the page's only filled button."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from cmdesk.queries.home_tasks import HomeTask
from cmdesk.ui import words
from cmdesk.ui.pages.home.presenter import Hero, late_text
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button

_SHORT = {
    "indicators": "经营业绩",
    "sheets": "检查表",
    "month_close": "关账",
    "month_export": "上报",
    "quarter_rounds": "评价收齐",
    "quarter_close": "季度关账",
    "exam": "考试成绩",
    "half_year_close": "半年关账",
    "month_plan": "月计划",
    "base_date": "接收名额",
    "peer_rounds": "同事互评",
    "leader_round": "领导评",
    "first_sitting": "民主测评",
    "year_close": "年度关账",
    "second_sitting": "第二次会议",
    "collective_decision": "集体研究",
    "submission": "等级上报",
}


class HeroBand(QWidget):
    """Emits `pressed` when the next thing is wanted."""

    pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._hero = Hero()
        self._today = date.min
        self.button = Button(look, "", key="Enter", kind="fill", height=38, parent=self)
        self.button.clicked.connect(self.pressed)
        self.button.hide()
        look.changed.connect(self._follow)
        self._follow()

    def show_hero(self, hero: Hero, today: date) -> None:
        """Show what is to be done."""
        self._hero, self._today = hero, today
        self.setAccessibleName(f"{hero.pill}：{hero.title}")
        self.setAccessibleDescription(f"{hero.late} {hero.line}".strip())
        self.button.setVisible(bool(hero.verb))
        if hero.verb:
            self.button.say(hero.verb, icon="" if hero.page or hero.task else "printer")
        self._place()
        self.update()

    def show_key(self, key: str) -> None:
        """Show which key presses the button now."""
        if self._hero.verb:
            self.button.say(self._hero.verb, key=key)
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint pill, sentence and chain."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        look, hero, box = self._look, self._hero, QRectF(self.rect())
        ground = QLinearGradient(box.topLeft(), box.bottomRight())
        ground.setColorAt(0, QColor(look.tokens.selection))
        ground.setColorAt(1, QColor(look.tokens.card))
        painter.setBrush(ground)
        painter.setPen(QPen(QColor(look.tokens.hero_line), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        if not hero.title:
            return
        right = self.button.x() - 20 if hero.verb else box.right() - 20
        texts = right - 20
        if len(hero.chain) > 1:
            title = paint.width_of(hero.title, look.font(20, bold=True)) + 40
            line = paint.width_of(hero.line, look.font(12)) + 40
            texts = max(look.scaled(300), title, line)
            if right - texts - 40 > len(hero.chain) * look.scaled(92):
                self._chain(painter, QRectF(20 + texts, 0, right - texts - 40, box.height()))
            else:
                texts = right - 20
        high = look.scaled(24)
        block = high + look.scaled(30) + look.scaled(20) + 12
        top = (box.height() - block) / 2
        pill = paint.width_of(hero.pill, look.font(12, bold=True)) + 24
        paint.draw_round(painter, QRectF(20, top, pill, high), ground=look.tokens.fill, radius=high / 2)
        paint.draw_text(
            painter,
            look,
            QRectF(20, top, pill, high),
            hero.pill,
            size=12,
            bold=True,
            tone="on_fill",
            align=paint.CENTRE,
        )
        late = QRectF(30 + pill, top, texts - pill - 10, high)
        paint.draw_text(painter, look, late, hero.late, size=12, bold=True, tone="bad")
        title_box = QRectF(20, top + high + 6, texts, look.scaled(30))
        paint.draw_text(painter, look, title_box, hero.title, size=20, bold=True)
        line_box = QRectF(20, title_box.bottom() + 4, texts, look.scaled(20))
        paint.draw_text(painter, look, line_box, hero.line, size=12, tone="second")

    def _chain(self, painter: QPainter, box: QRectF) -> None:
        look, count = self._look, len(self._hero.chain)
        step = box.width() / count
        radius = look.scaled(15)
        middle = box.center().y() - look.scaled(20)
        for number, task in enumerate(self._hero.chain):
            x = box.left() + step * (number + 0.5)
            if number:
                pen = QPen(look.colour("ctl"), 1.4, Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.drawLine(QPointF(x - step + radius + 6, middle), QPointF(x - radius - 6, middle))
            first = number == 0
            painter.setBrush(look.colour("fill" if first else "card"))
            painter.setPen(QPen(look.colour("fill" if first else "ctl"), 1.4))
            painter.drawEllipse(QPointF(x, middle), radius, radius)
            mark = QRectF(x - radius, middle - radius, 2 * radius, 2 * radius)
            tone = "on_fill" if first else "second"
            paint.draw_text(painter, look, mark, str(number + 1), bold=True, tone=tone, align=paint.CENTRE)
            name = QRectF(x - step / 2 + 2, middle + radius + 6, step - 4, look.scaled(20))
            paint.draw_text(painter, look, name, short_name(task), bold=True, align=paint.CENTRE)
            name.translate(0, look.scaled(19))
            word, state = late_text(task, self._today)
            text = "现在做" if first else f"{words.day(task.due, today=self._today)} · {word}"
            tone = "primary" if first else ("bad" if state == "bad" else "second")
            paint.draw_text(painter, look, name, text, size=12, bold=first, tone=tone, align=paint.CENTRE)

    def _place(self) -> None:
        self.button.resize(self.button.sizeHint())
        self.button.move(self.width() - self.button.width() - 20, (self.height() - self.button.height()) // 2)

    def _follow(self) -> None:
        self.setFixedHeight(max(self._look.pick(132, 110, 100), self._look.scaled(104)))
        self._place()
        self.update()


def short_name(task: HomeTask) -> str:
    """Give a task in a few characters: 6 月关账."""
    code, _, period = task.key.partition("/")
    word = _SHORT.get(code, task.title[:6])
    month = str(task.period or period).partition("-")[2]
    return f"{int(month)} 月{word.removeprefix('月')}" if month.isdigit() and len(period) == 7 else word
