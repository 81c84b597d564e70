"""The right column: the quorum as integers compared, and who is in the room."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cmdesk.queries.deliberation import MemberRow, QuorumRow
from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.deliberation.presenter import DUTY_NAMES, clock
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import Cell, RowDelegate
from cmdesk.ui.widgets.fitting import cut, draw_name
from cmdesk.ui.widgets.labels import Card, Chip, IconMark, Label
from cmdesk.ui.widgets.tables import Table

NAME, POSITION, CAME, WENT, STATE = range(5)
_MOST_PILLS = 24
FEW = 3
"""Recusals that are named; more are counted, each paper names its own."""


def member_state(member: MemberRow, away: frozenset[str]) -> tuple[str, str]:
    """Give word and tone: a duty, 回避 on the paper in work, 在场, 离会 or 未到."""
    if member.name in away:
        return "回避", "warn"
    if member.came_at is None:
        return "未到", "faint"
    if not member.present:
        return "离会", "second"
    if member.duties:
        return DUTY_NAMES[member.duties[0]].removesuffix("人"), "second"
    return "列席" if member.observer else "在场", "second"


class Fraction(QWidget):
    """实到 over 应到, the sign, and the share of the rule; at the right both sides as integers."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._row: QuorumRow | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_quorum(self, row: QuorumRow) -> None:
        """Show a quorum."""
        self._row = row
        self.setAccessibleName(row.sentence)
        self.update()

    def sizeHint(self) -> QSize:
        """Give the height of a fraction and a row of pills."""
        return QSize(240, self._look.scaled(self._look.pick(104, 96, 94)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint fraction, words, pills and mark."""
        if self._row is None:
            return
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter, self._row)
        finally:
            painter.end()

    def _paint(self, painter: QPainter, row: QuorumRow) -> None:
        look = self._look
        tone = "text" if row.reached else "bad"
        high = look.scaled(58)
        x = self._over(painter, 0, high, str(row.present), str(row.expected), 22, tone)
        sign = "≥" if row.reached else "<"
        x += 10
        x += paint.draw_text(painter, look, QRectF(x, 0, 30, high), sign, size=18, tone="second") + 10
        x = self._over(painter, x, high, str(row.numerator), str(row.denominator), 16, "second") + 16
        room = QRectF(x, high / 2 - look.scaled(19), self.width() - x, look.scaled(18))
        told = f"{row.denominator}×{row.present}={row.left}，{row.numerator}×{row.expected}={row.right}"
        paint.draw_text(painter, look, room, told, size=12, tone="second")
        spare = row.present - row.needed
        rest = f"富余 {spare} 人" if spare >= 0 else f"还差 {-spare} 人"
        room.translate(0, look.scaled(19))
        paint.draw_text(
            painter, look, room, f"至少 {row.needed} 人，{rest}", size=12, tone="second" if spare >= 0 else "bad"
        )
        self._pills(painter, row, high + 8)

    def _over(self, painter: QPainter, x: float, high: int, top: str, bottom: str, size: int, tone: str) -> float:
        look = self._look
        font = look.font(size, bold=True)
        wide = max(paint.width_of(top, font), paint.width_of(bottom, font)) + 8
        half = high / 2
        paint.draw_text(
            painter, look, QRectF(x, 0, wide, half), top, size=size, bold=True, tone=tone, align=paint.CENTRE
        )
        paint.draw_text(
            painter, look, QRectF(x, half, wide, half), bottom, size=size, bold=True, tone=tone, align=paint.CENTRE
        )
        painter.setPen(QPen(look.colour(tone), 2 if size > 18 else 1.5))
        painter.drawLine(QPointF(x, half), QPointF(x + wide, half))
        return x + wide

    def _pills(self, painter: QPainter, row: QuorumRow, top: float) -> None:
        look, count = self._look, row.expected
        tone = look.tokens.ok.text if row.reached else look.tokens.bad.text
        wide = self.width() / max(1, count)
        mark = row.needed * wide
        if count > _MOST_PILLS:
            box = QRectF(0, top, self.width(), 7)
            paint.draw_round(painter, box, ground=look.tokens.track, radius=3.5)
            filled = QRectF(0, top, max(7.0, self.width() * row.present / count), 7)
            paint.draw_round(painter, filled, ground=tone, radius=3.5)
        else:
            for place in range(count):
                pill = QRectF(place * wide, top, wide - 4, 7)
                ground = tone if place < row.present else look.tokens.track
                paint.draw_round(painter, pill, ground=ground, radius=3.5)
            mark -= 2
        painter.setPen(QPen(look.colour("text"), 2))
        painter.drawLine(QPointF(mark, top - 3), QPointF(mark, top + 10))
        text = f"法定 {row.needed} 人"
        room = paint.width_of(text, look.font(11)) + 2
        left = max(0.0, min(mark - room / 2, self.width() - room))
        paint.draw_text(painter, look, QRectF(left, top + 10, room, look.scaled(16)), text, size=11, tone="second")


class QuorumCard(Card):
    """法定人数 with the sentence for the minutes."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.chip = Chip(look, dot=True)
        self.fraction = Fraction(look)
        self.sentence = Label(look, "", size=12, wrap=True)
        self.when = Label(look, "", size=12, tone="second")
        self.written = Card("soft")
        top = QHBoxLayout()
        top.addWidget(Label(look, "法定人数", size=15, bold=True))
        top.addStretch(1)
        top.addWidget(self.chip)
        head = QHBoxLayout()
        head.addWidget(Label(look, "写入纪要", size=12, tone="second"))
        head.addStretch(1)
        self.mark = IconMark(look, "circle-check", tone="ok", size=14)
        head.addWidget(self.mark)
        head.addWidget(self.when)
        soft = QVBoxLayout(self.written)
        soft.setContentsMargins(12, 8, 12, 8)
        soft.setSpacing(2)
        soft.addLayout(head)
        soft.addWidget(self.sentence)
        self._inside = QVBoxLayout(self)
        self._inside.addLayout(top)
        self._inside.addWidget(self.fraction)
        self._inside.addWidget(self.written)
        look.changed.connect(self._follow)
        self._follow()

    def show_quorum(self, row: QuorumRow, opened: datetime | None) -> None:
        """Show it; `opened` is when the sentence was written."""
        self.chip.say("有效" if row.reached else "不足", "ok" if row.reached else "bad")
        self.fraction.show_quorum(row)
        self.sentence.setText(row.sentence)
        self.when.setText(clock(opened) if opened else "开会时写入")
        self.mark.setVisible(opened is not None)

    def _follow(self) -> None:
        pad = self._look.pick(16, 12, 10)
        self._inside.setContentsMargins(16, pad, 16, pad)
        self._inside.setSpacing(self._look.pick(10, 6, 4))
        self.written.setVisible(self._look.pick(True, True, False))


class AttendanceCard(Card):
    """签到: who came when. `toggled` carries a member on Enter: he comes, or he goes; `wanted` asks for the form."""

    toggled = Signal(object)
    wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.away: frozenset[str] = frozenset()
        self.model: RowsModel[MemberRow] = RowsModel(self._columns(), self)
        self.table = Table(look, "签到名单", lead=28, pad=0)
        self.table.base_height = (33, 29)
        self.table.setItemDelegate(_Delegate(look, self))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.opened.connect(self.toggled)
        self.count = Label(look, "", size=12, tone="second")
        self.button = Button(look, "登记进出", icon="arrow-up-down", height=30)
        self.button.clicked.connect(self.wanted)
        self.foot = Label(look, "", size=12, tone="second", wrap=True)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(Label(look, "签到", size=15, bold=True))
        top.addWidget(self.count)
        top.addStretch(1)
        top.addWidget(self.button)
        head = QVBoxLayout()
        head.setContentsMargins(16, 0, 12, 0)
        head.addLayout(top)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 4, 16, 0)
        foot.addWidget(self.foot)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 10, 1, 10)
        inside.setSpacing(4)
        inside.addLayout(head)
        inside.addWidget(self.table, 1)
        inside.addLayout(foot)

    def show_members(self, run: MeetingRun, away: frozenset[str], *, may_work: bool) -> None:
        """Show the list; `away` are the names of who leaves for the paper in work."""
        self.away = away
        before = self.current()
        voters = tuple(member for member in run.page.members if not member.observer)
        self.model.show(run.page.members)
        here = sum(member.present for member in voters)
        came = sum(member.came_at is not None for member in voters)
        inside = here - sum(member.present and member.name in away for member in voters)
        self.count.setText(f"{came} / {len(voters)}，场内 {inside} 人")
        observers = [member.name for member in run.page.members if member.observer]
        told = [f"列席 {len(observers)} 人：{'、'.join(observers)}"] if observers else []
        given = [(member.name, name) for member in voters for name, _ in member.recusals]
        pairs = [f"{name}本人" if voter == name else f"{voter}对{name}" for voter, name in given]
        if pairs:
            told.append(f"回避：{'、'.join(pairs)}" if len(pairs) <= FEW else f"回避 {len(pairs)} 处，分在各票")
        self.foot.setText("\n".join(told))
        self.foot.setVisible(bool(told))
        self.button.setVisible(may_work and run.page.row.state in {"called", "open"})
        if before is not None:
            self.table.pick(self.model.place(lambda member: member.number == before.number))

    def current(self) -> MemberRow | None:
        """Give the member selected."""
        return self.model.row(self.table.currentIndex().row())

    def _columns(self) -> tuple[Column[MemberRow], ...]:
        return (
            Column("姓名", lambda m: m.name, None, 1.6),
            Column("职务", lambda m: m.position or (f"{m.ticket} 票" if m.ticket else ""), None, 2.0),
            Column("到", lambda m: clock(m.came_at), None, 0.8),
            Column("离", lambda m: "" if m.present else clock(m.went_at), None, 0.8),
            Column("状态", lambda m: member_state(m, self.away)[0], None, 0.9, right=True),
        )


class _Delegate(RowDelegate[MemberRow]):
    def __init__(self, look: Look, card: AttendanceCard) -> None:
        super().__init__(look, card)
        self._card = card

    def _names(self) -> int:
        return self._card.table.columnWidth(NAME)

    def _runs_over(self, member: MemberRow, wide: float) -> bool:
        return paint.width_of(member.name, self._look.font(12, bold=member.present)) > wide - 30

    def face(self, painter: QPainter, cell: Cell[MemberRow]) -> None:
        look, member, column, box, text = self._look, cell.row, cell.column, cell.box, cell.text
        word, tone = member_state(member, self._card.away)
        if column == NAME:
            dot = {"回避": "warn", "未到": "faint", "离会": "faint"}.get(word, "ok")
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.colour(dot), 1.3))
            painter.setBrush(look.colour(dot) if dot != "faint" else look.colour("card"))
            painter.drawEllipse(QPointF(box.left() + 18, box.center().y()), 3, 3)
            room = QRectF(box.left() + 28, box.top(), box.width() - 30, box.height())
            if not self._runs_over(member, box.width()):
                tone = "text" if member.present else "second"
                draw_name(painter, look, room, text, bold=member.present, tone=tone)
        elif column == STATE:
            room = QRectF(box.left(), box.top(), box.width() - 8, box.height())
            paint.draw_text(painter, look, room, word, size=12, tone=tone, align=paint.RIGHT)
        elif column == POSITION and self._runs_over(member, self._names()):
            # A long name takes the room of the position: it is written once the ground of both is painted.
            room = box.adjusted(28 - self._names(), 0, -4, 0)
            tone = "text" if member.present else "second"
            used = draw_name(painter, look, room, member.name, bold=member.present, tone=tone)
            rest = room.adjusted(used + 8, 0, 0, 0)
            if paint.width_of(text, look.font(12)) <= rest.width():
                paint.draw_text(painter, look, rest, text, size=12, tone="second")
        else:
            paint.draw_text(painter, look, box, cut(look, text, box.width()), size=12, tone="second")
