"""The derivation of one person: head with bars, tree, and the strip that becomes a drawer in a narrow window."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.queries.scoring_derivation import Derivation
from cmdesk.ui.pages.scoring.bars import FigureHead
from cmdesk.ui.pages.scoring.strip import Strip
from cmdesk.ui.pages.scoring.tree import StepsTree
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.banner import Banner
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.labels import Card, Keys, Label, Rule


class _Computing(QWidget):
    """A thin line that is blue while something is being computed."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.on = False
        self.setFixedHeight(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        try:
            if self.on:
                painter.fillRect(QRectF(10, 0, self.width() - 20, 2), self._look.colour("fill"))
        finally:
            painter.end()


class _Side(QWidget):
    """The strip on a ground of its own, so that it can lie over the tree."""

    def __init__(self, look: Look, strip: Strip) -> None:
        super().__init__()
        self._look = look
        inside = QHBoxLayout(self)
        inside.setContentsMargins(1, 0, 0, 0)
        inside.addWidget(strip)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and edge."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), self._look.colour("card"))
            painter.fillRect(QRectF(0, 0, 1, self.height()), self._look.colour("line"))
        finally:
            painter.end()


class DerivationPanel(Card):
    """Shows one derivation, or says why there is none."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.narrow = False
        self.drawer = False
        self._parts: tuple[str, ...] = ()
        self.busy = _Computing(look)
        self.head = FigureHead(look)
        self.note = Banner(look)
        self.tree = StepsTree(look)
        self.strip = Strip(look)
        self.side = _Side(look, self.strip)
        self.empty = Empty(look, "calculator", "左边选一个人", "这里逐步推导他的得分")
        self.keys = Keys(look)
        self.source = Label(look, "", size=12, tone="second")
        self._body = QWidget()
        self._split = QHBoxLayout(self._body)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.note)
        left.addWidget(self.tree, 1)
        self._split.addLayout(left, 1)
        self._split.addWidget(self.side)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(14)
        foot.addWidget(self.keys)
        foot.addStretch(1)
        foot.addWidget(self.source)
        self._shown = QWidget()
        shown = QVBoxLayout(self._shown)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.setSpacing(0)
        shown.addWidget(self.head)
        shown.addWidget(Rule(look))
        shown.addWidget(self._body, 1)
        shown.addWidget(Rule(look))
        shown.addLayout(foot)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.busy)
        inside.addWidget(self._shown, 1)
        inside.addWidget(self.empty, 1)
        self._shown.hide()
        look.changed.connect(self._follow)
        self._follow()

    def computing(self, on: bool) -> None:
        """Show that something is being computed; the figures of before stay."""
        self.busy.on = on
        self.busy.update()

    def show_derivation(self, found: Derivation, rank: int | None) -> None:
        """Show a derivation; the same branches stay open."""
        self.head.show_derivation(found, rank)
        if found.score is None and found.state == "ungraded":
            self.note.say("不定等次：数据不够，下面列出已有的部分，不算得分", state="warn")
        elif found.missing:
            names = "、".join(found.missing)
            self.note.say(f"缺{names}：权重按比例分给其余各项，不记 0 分（{found.missing_clause}）", state="warn")
        else:
            self.note.hide()
        self.empty.hide()
        self._shown.show()
        self.tree.show_steps(found.steps)
        trial = "（试行稿）" if found.trial_rules else ""
        self._parts = (f"规则集 {found.version}{trial}", f"依据摘要 {found.digest[:8]}")
        self._follow()
        self._place()

    def say(self, title: str, line: str, *, bad: bool = False) -> None:
        """Show a sentence in place of a derivation."""
        self._shown.hide()
        self.empty.say(title, "" if bad else line)
        self.empty.show()
        if bad:
            self.empty.say(title, line)
        self.tree.show_steps(())

    def set_narrow(self, narrow: bool) -> None:
        """Put the strip beside the tree, or make it a drawer."""
        self.narrow = narrow
        self.drawer = self.drawer and narrow
        self._follow()
        self._place()

    def swap_drawer(self) -> None:
        """Open or close the drawer."""
        self.drawer = self.narrow and not self.drawer
        self._place()
        if not self.drawer:
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the drawer at the right edge."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        beside = self._split.indexOf(self.side) >= 0
        if self.narrow and beside:
            self._split.removeWidget(self.side)
        elif not self.narrow and not beside:
            self._split.addWidget(self.side)
        self.side.setVisible(self.drawer or not self.narrow)
        if self.narrow:
            wide = self.side.sizeHint().width()
            self.side.setGeometry(self._body.width() - wide, 0, wide, self._body.height())
            self.side.raise_()

    def _follow(self) -> None:
        pairs = [("↑ ↓", "换步"), ("→", "展开"), ("←", "收起"), ("*", "全展开")]
        pairs.append(("F6", "看依据" if self.narrow else "换到名单"))
        large = self._look.percent > 100
        self.keys.show_pairs(tuple(pairs if not large else [pairs[0], pairs[-1]]))
        self.source.setText(" · ".join(self._parts[:1] if large or self.narrow else self._parts))
