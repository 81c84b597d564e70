"""Three boxes with a cut between them: 交表登记 ┆ 密封箱 ┆ 录表. They meet in their counts alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cmdesk.queries.peers_board import Member, PeerBoard, PeerGroup
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.peers.grid import SheetGrid
from cmdesk.ui.pages.peers.presenter import few_line, key_line
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import Cell, RowDelegate
from cmdesk.ui.widgets.fitting import draw_name
from cmdesk.ui.widgets.labels import Card, Keys, Label
from cmdesk.ui.widgets.tables import Table


class Cut(QWidget):
    """The dashed line between two boxes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedWidth(18)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            painter.setPen(QPen(self._look.colour("ctl"), 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(9, 6, 9, self.height() - 6)
        finally:
            painter.end()


class _TickDelegate(RowDelegate[Member]):
    def face(self, painter: QPainter, cell: Cell[Member]) -> None:
        look, row, box = self._look, cell.row, cell.box
        side = look.scaled(16)
        name, tone = ("circle-check", "ok") if row.turned_in else ("circle", "ctl")
        at = round(box.left() + 12), round(box.center().y() - side / 2)
        painter.drawPixmap(at[0], at[1], look.icon(name, tone, 16))
        said = "已交" if row.turned_in else "未交"
        told = box.adjusted(0, 0, -10, 0)
        used = paint.draw_text(painter, look, told, said, size=12, tone="second", align=paint.RIGHT)
        room = QRectF(box.left() + 12 + side + 10, box.top(), box.width() - side - 42 - used, box.height())
        draw_name(painter, look, room, row.name, bold=False, tone="text")


class _Ticks(Table):
    """Space ticks the person who hands in."""

    ticked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick on space."""
        if event.key() == Qt.Key.Key_Space:
            self.ticked.emit()
        else:
            super().keyPressEvent(event)


class TurnInBox(Card):
    """Names, ticked; no sheet in sight. Emits `wanted` with the 工号 of who hands in."""

    wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__("soft")
        self._may = False
        self.title = Label(look, "交表登记", bold=True)
        self.note = Label(look, "勾名字，不看表", size=12, tone="second")
        self.count = Label(look, "", size=20, bold=True)
        self.model: RowsModel[Member] = RowsModel((Column("姓名", _spoken, None, 1.0),), self)
        self.table = _Ticks(look, "交表名单")
        self.table.horizontalHeader().hide()
        self.table.base_height = (32, 28)
        self.table.setItemDelegate(_TickDelegate(look, self))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.ticked.connect(self._tick)
        self.table.opened.connect(lambda row: self._tick())
        self.keys = Keys(look, (("空格", "登记交表"),))
        self.button = Button(look, "登记交表", icon="check", height=32)
        self.button.clicked.connect(self._tick)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(6)
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.note)
        inside.addLayout(top)
        inside.addWidget(self.count)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.button)

    def show_group(self, group: PeerGroup, *, may: bool) -> None:
        """Show who has handed in; those who have not come first."""
        kept = self.current()
        self._may = may and not group.own_group
        self.count.setText(f"{group.turned_in} / {len(group.members)} 人")
        self.model.show(sorted(group.members, key=lambda member: (member.turned_in, member.staff_no)))
        place = self.model.place(lambda member: kept is not None and member.staff_no == kept.staff_no)
        self.table.pick(max(0, place if kept is not None and not kept.turned_in else 0))
        self.button.setVisible(self._may)

    def current(self) -> Member | None:
        """Give the selected person."""
        return self.model.row(self.table.currentIndex().row())

    def _tick(self) -> None:
        row = self.current()
        if self._may and row is not None and not row.turned_in:
            self.wanted.emit(row.staff_no)


class SealedBox(Card):
    """The only link: the count. Emits `counted` with the number of papers."""

    counted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__("soft")
        self._look = look
        self.sum = Label(look, "", size=20, bold=True)
        self.says = Label(look, "交来 = 已录 + 待录", size=12, tone="second", wrap=True)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.papers = QSpinBox()
        self.papers.setRange(0, 999)
        self.papers.setAccessibleName("箱里有多少份")
        self.papers.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.papers.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button = Button(look, "记下份数", icon="inbox", height=32)
        self.button.clicked.connect(self._count)
        self.papers.lineEdit().returnPressed.connect(self.button.click)
        self._edit = QWidget()
        row = QHBoxLayout(self._edit)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.papers, 1)
        row.addWidget(self.button)
        self.spread_title = Label(look, "每人能得几张", bold=True, size=12)
        self.spread = Spread(look)
        self.few = Label(look, "", size=12, tone="warn", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(6)
        top = QHBoxLayout()
        top.addWidget(Label(look, "密封箱", bold=True))
        top.addStretch(1)
        top.addWidget(Label(look, "混放后抽着录", size=12, tone="second"))
        inside.addLayout(top)
        inside.addWidget(self.sum)
        inside.addWidget(self.says)
        inside.addWidget(self.wrong)
        inside.addWidget(self._edit)
        inside.addSpacing(10)
        inside.addWidget(self.spread_title)
        inside.addWidget(self.spread)
        inside.addWidget(self.few)
        inside.addStretch(1)

    def show_group(self, group: PeerGroup, board: PeerBoard, *, may: bool) -> None:
        """Show the counts and what the group can get."""
        if group.box is None:
            self.sum.setText("还没有清点")
        else:
            self.sum.setText(f"{group.box} = {group.keyed} + {group.waiting}")
        differs = group.key_stop == "box_differs"
        self.sum.set_tone("bad" if differs else "text")
        self.wrong.setText(key_line(group, board.least_shown)[0] if differs else "")
        self.wrong.setVisible(differs)
        self._edit.setVisible(may and not group.own_group)
        if not self.papers.hasFocus():
            self.papers.setValue(group.box if group.box is not None else group.turned_in)
        self.spread.show_spread(group.spread, board.least_shown)
        few = few_line(group, board)
        self.few.setText(few)
        self.few.setVisible(bool(few))

    def _count(self) -> None:
        self.counted.emit(self.papers.value())


class Spread(QWidget):
    """One bar of all people, parted by how many sheets each can get; amber below what may be shown."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._spread: tuple[tuple[int, int], ...] = ()
        self._least = 5
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._follow)
        self._follow()

    def show_spread(self, spread: tuple[tuple[int, int], ...], least: int) -> None:
        """Show it."""
        self._spread, self._least = spread, least
        self.setAccessibleName("，".join(f"{sheets} 张 {people} 人" for sheets, people in spread))
        self._follow()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar, and below it one line a part."""
        painter = QPainter(self)
        try:
            look, whole, x = self._look, sum(people for _, people in self._spread), 0.0
            for sheets, people in self._spread:
                wide = self.width() * people / max(1, whole)
                colour = look.tokens.warn.text if sheets < self._least else look.tokens.primary
                paint.draw_round(painter, QRectF(x, 0, max(2.0, wide - 2), 8), ground=colour, radius=3)
                x += wide
            high = look.scaled(19)
            for line, (sheets, people) in enumerate(self._spread[:8]):
                box = QRectF(0, 14 + line * high, self.width(), high)
                tone = "warn" if sheets < self._least else "second"
                paint.draw_text(painter, look, box, f"{sheets} 张　{people} 人", size=12, tone=tone)
        finally:
            painter.end()

    def _follow(self) -> None:
        self.setFixedHeight(16 + min(8, len(self._spread)) * self._look.scaled(19))
        self.update()


class KeyBox(Card):
    """A paper is keyed: no name, no time, no user. Emits `kept` when the paper is complete."""

    kept = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("soft")
        self._look = look
        self._ready = False
        self.line = Label(look, "", size=12, tone="second", wrap=True)
        self.number = Label(look, "", bold=True, wrap=True)
        self.grid = SheetGrid(look)
        self.grid.sheet.typed.connect(self._follow)
        self.note = Label(look, "不存姓名、时间和录入人；不能撤销，不留草稿", size=12, tone="second", wrap=True)
        self.keys = Keys(look, (("Enter", "下一格"), ("Ctrl+Enter", "封存")))
        self.button = Button(look, "封存这一份", icon="lock", key="Ctrl+Enter", kind="fill", height=34)
        self.button.clicked.connect(self._keep)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(6)
        top = QHBoxLayout()
        top.addWidget(Label(look, "录表", bold=True))
        top.addStretch(1)
        top.addWidget(Label(look, "号码随机", size=12, tone="second"))
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(self.button)
        inside.addLayout(top)
        inside.addWidget(self.line)
        inside.addWidget(self.number)
        inside.addWidget(self.grid, 1)
        # Without the grid the lines stay at the top.
        inside.addStretch(0)
        inside.addLayout(foot)

    def show_group(self, group: PeerGroup, board: PeerBoard, *, may: bool) -> None:
        """Show whether a paper may be keyed, and the grid of the group."""
        text, tone = key_line(group, board.least_shown)
        self._ready = may and not group.own_group and not group.key_stop
        self.line.say(text if may or group.own_group else "由录入员录", tone if may or group.own_group else "second")
        self.grid.setVisible(self._ready)
        self.note.setVisible(self._ready)
        self.number.setVisible(bool(self.number.text()))
        if self._ready:
            self.grid.sheet.show(tuple((m.staff_no, m.name) for m in group.members), board.abilities)
        else:
            self.grid.sheet.clear()
        self._follow()

    def sealed(self, number: str) -> None:
        """Say under which number the last paper lies, to be pencilled on it, and begin an empty one."""
        self.number.setText(f"上一份的号码 {number}：用铅笔写在纸上")
        self.number.show()
        self.grid.sheet.clear()

    def forget(self) -> None:
        """Forget the paper in work and the last number."""
        self.number.setText("")
        self.grid.sheet.clear()

    def press(self) -> None:
        """Seal the paper where it is complete."""
        self._keep()

    def _keep(self) -> None:
        if self.button.isEnabled() and self.button.isVisible():
            self.kept.emit()

    def _follow(self) -> None:
        sheet = self.grid.sheet.sheet
        people, missing = len(sheet.scores()), sheet.missing()
        self.button.setVisible(self._ready)
        ready = self._ready and people > 0 and not missing
        word = f"封存这一份，评 {people} 人" if ready else f"还差 {missing} 格" if missing else "还没有录"
        self.button.say(word, key="Ctrl+Enter" if ready and self._look.percent <= 100 else "")
        self.button.setEnabled(ready)


def _spoken(member: Member) -> str:
    return f"{member.name}，{'已交' if member.turned_in else '未交'}"
