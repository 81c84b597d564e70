"""The sample county while it is made: one bar over the whole, its step, and how to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, IconMark, Label

_LATER = "做好以后自动打开。登录页上每个人的口令是“演示-”加工号，例如 演示-9013。"


class _WideBar(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.share = 0.0
        self.setFixedHeight(10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            paint.draw_bar(painter, self._look, QRectF(self.rect()), self.share)
        finally:
            painter.end()


class BuildingCard(Card):
    """Emits `stopped`. Shown in the place of the form: nothing else is to be filled in meanwhile."""

    stopped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("true")
        self._look = look
        self.title = Label(look, "正在建示例县", size=15, bold=True)
        self.count = Label(look, "", size=12, tone="second")
        self.step = Label(look, "", bold=True, wrap=True)
        self.later = Label(look, _LATER, size=12, tone="second", wrap=True)
        self.bar = _WideBar(look)
        self.stop = Button(look, "停止", icon="x", height=34)
        self.stop.clicked.connect(self._press)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(IconMark(look, "store", tone="primary", size=20))
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.count)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.later, 1)
        foot.addWidget(self.stop)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(20, 18, 20, 16)
        inside.setSpacing(12)
        inside.addLayout(top)
        inside.addWidget(self.bar)
        inside.addWidget(self.step)
        inside.addLayout(foot)
        self.hide()

    def begin(self) -> None:
        """Show that it begins."""
        self.stop.setEnabled(True)
        self.stop.say("停止", icon="x")
        self.show_step(0, 0, "准备")
        self.show()

    def show_step(self, done: int, total: int, label: str) -> None:
        """Show how far the whole is: `done` steps of `total` are behind, `label` is in work."""
        self.bar.share = done / total if total else 0.0
        self.count.setText(f"第 {min(done + 1, total)} 步，共 {total} 步" if total else "")
        if self.stop.isEnabled():
            self.step.setText(label)
        self.setAccessibleName(f"{self.title.text()}，{label}，{self.count.text()}")
        self.bar.update()

    def _press(self) -> None:
        self.stop.setEnabled(False)
        self.stop.say("正在停下")
        self.step.setText("做完手上这一步就停下，做了一半的会删掉")
        self.stopped.emit()
