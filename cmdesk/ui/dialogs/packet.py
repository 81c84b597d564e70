"""Asks which packet to bind, and whether the unit seals it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cmdesk.kernel.periods import Period
from cmdesk.ui.dialogs import paths
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Label

WIDTH = 440


class PacketDialog(QDialog):
    """Period and seal of a packet; accepted it answers with `period`, `key` (None: not sealed) and `password`."""

    def __init__(self, look: Look, periods: Sequence[tuple[Period, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._periods = tuple(period for period, _ in periods)
        self.key: Path | None = None
        self.setWindowTitle("装订卷宗")
        self.setFixedWidth(look.scaled(WIDTH))
        self.choice = QComboBox()
        self.choice.setAccessibleName("期间")
        self.choice.addItems([text for _, text in periods])
        self.key_button = Button(look, "选单位签章密钥", icon="key-round", height=32)
        self.key_button.clicked.connect(self._pick)
        self.no_key = Button(look, "不盖章", kind="link", height=32)
        self.no_key.clicked.connect(self._drop)
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setAccessibleName("签章密钥口令")
        self.secret.setPlaceholderText("签章密钥口令")
        self.secret.textChanged.connect(self._follow_state)
        self.go = Button(look, "装订", icon="archive", key="Enter", kind="fill", height=36)
        self.go.clicked.connect(self.accept)
        self.leave = Button(look, "取消", key="Esc", height=36)
        self.leave.clicked.connect(self.reject)
        self._build(look)
        self._follow_state()
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def period(self) -> Period:
        """Give the period chosen."""
        return self._periods[self.choice.currentIndex()]

    @property
    def password(self) -> str:
        """Give the password of the seal's key."""
        return self.secret.text()

    def take_key(self, path: Path) -> None:
        """Seal the packet with this key."""
        self.key = path
        self.key_button.say(path.name)
        self._follow_state()
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter binds, from wherever it is pressed; Esc leaves."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go.click()
        else:
            super().keyPressEvent(event)

    def _build(self, look: Look) -> None:
        seal = QHBoxLayout()
        seal.addWidget(self.key_button)
        seal.addStretch(1)
        seal.addWidget(self.no_key)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.go)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 20, 22, 20)
        whole.setSpacing(10)
        whole.addWidget(Label(look, "装订卷宗", size=15, bold=True))
        note = "封面、目录、分隔页之后按人装订；内容没有变的沿用原来的版次。"
        whole.addWidget(Label(look, note, size=12, tone="second", wrap=True))
        whole.addWidget(self.choice)
        whole.addWidget(Label(look, "单位电子签章（可以不盖）", bold=True))
        whole.addLayout(seal)
        whole.addWidget(self.secret)
        whole.addSpacing(6)
        whole.addLayout(foot)

    def _pick(self) -> None:
        found = paths.ask_open(self, "单位签章密钥文件", "签名密钥 (*.p12 *.pfx)")
        if found is not None:
            self.take_key(found)

    def _drop(self) -> None:
        self.key = None
        self.secret.clear()
        self.key_button.say("选单位签章密钥")
        self._follow_state()

    def _follow_state(self) -> None:
        sealed = self.key is not None
        self.secret.setVisible(sealed)
        self.no_key.setVisible(sealed)
        missing = sealed and not self.secret.text()
        self.go.setEnabled(not missing)
        text = "装订（还没输口令）" if missing else "装订并盖章" if sealed else "装订"
        self.go.say(text, key="" if missing else "Enter")
        self.adjustSize()
