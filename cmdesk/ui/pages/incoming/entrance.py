"""Where a file comes in: a place to drop it, a button to choose it, and what kinds there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout

from cmdesk.kernel.periods import Period
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, IconMark, Label
from cmdesk.usecases.incoming_kinds import KINDS


class Entrance(Card):
    """Emits `wanted` (the kind, empty where the file shall tell) when a file is to be chosen, `kind_said` when one
    that cannot be recognised has been given its kind."""

    wanted = Signal(str)
    kind_said = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._asking = False
        self.title = Label(look, "", size=16, bold=True)
        self.line = Label(look, "", tone="second", wrap=True)
        self.line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.choose = Button(look, "选一个文件", icon="folder-open", key="F3", kind="fill", height=36)
        self.choose.clicked.connect(lambda: self.wanted.emit(""))
        self.kinds: dict[str, Button] = {}
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(40, 30, 40, 30)
        whole.setSpacing(10)
        whole.addStretch(2)
        whole.addWidget(IconMark(look, "upload", tone="primary", size=30), 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addWidget(self.line)
        whole.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addSpacing(10)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._grid)
        row.addStretch(1)
        whole.addLayout(row)
        whole.addStretch(3)

    def show_kinds(self, kinds: Sequence[str], asking: str) -> None:
        """Offer the kinds that the user may take in; `asking` names a file whose kind could not be told."""
        self._asking = bool(asking)
        self.title.setText("认不出这份文件是哪一种" if asking else "把收到的文件拖到窗口里")
        text = "松手先看，不会写入。每一处变化、每一个问题都先列出来，核对无误再一次写入，写入后可以整批撤销。"
        self.line.setText(f"“{asking}”的表头不像任何一种。请选它是什么：" if asking else text)
        self.choose.setVisible(not asking)
        if list(self.kinds) != list(kinds):
            while (item := self._grid.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            self.kinds = {}
            for place, code in enumerate(kinds):
                button = Button(self._look, KINDS[code].word, icon="file-text")
                button.clicked.connect(lambda checked=False, kind=code: self._press(kind))
                button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
                self.kinds[code] = button
                self._grid.addWidget(button, place // 3, place % 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashed line inside the card."""
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._look.colour("ctl"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(12, 12, -12, -12), 8, 8)
        finally:
            painter.end()

    def _press(self, kind: str) -> None:
        if self._asking:
            self.kind_said.emit(kind)
        else:
            self.wanted.emit(kind)


def taken_apart(argument: Any) -> tuple[str, tuple[Path, ...], Period | None]:
    """Give kind, files and period of what the page was opened with."""
    parts = argument if isinstance(argument, tuple | list) else (argument,)
    kind, files, period = "", [], None
    for part in parts:
        if isinstance(part, Path):
            files.append(part)
        elif isinstance(part, Period):
            period = part
        elif isinstance(part, str) and part in KINDS:
            kind = part
    return kind, tuple(files), period
