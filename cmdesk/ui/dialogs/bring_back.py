"""Asks how a backup is brought back: whose password or the printed key opens it, and where the data shall lie."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cmdesk.ui import words
from cmdesk.ui.dialogs import paths
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Label

if TYPE_CHECKING:
    from cmdesk.runtime.bringing_back import BackupFacts
    from cmdesk.runtime.upkeeping import PaperProof, Proof

WIDTH = 520
SHORTEST_PASSWORD = 6


class BringBackDialog(QDialog):
    """Shows a backup; `wanted` tells the folder and the proof, and the dialog stays until it is closed from outside."""

    wanted = Signal(object, object)

    def __init__(
        self, look: Look, facts: BackupFacts, folder: Path, now: datetime, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._facts = facts
        self._busy = False
        self.setWindowTitle("从备份恢复")
        self.setFixedWidth(look.scaled(WIDTH))
        self.person = QComboBox()
        self.person.setAccessibleName("登录人")
        self.person.addItems([f"{name}（{number}）" for number, name in facts.people])
        self.paper = Button(look, "口令忘了，用恢复密钥", icon="key-round", kind="link", height=30)
        self.paper.setCheckable(True)
        self.paper.toggled.connect(self._follow_state)
        self.recovery = QLineEdit()
        self.recovery.setAccessibleName("恢复密钥")
        self.recovery.setPlaceholderText("信封里那张纸上的 8 组字符")
        self.secret, self.again = QLineEdit(), QLineEdit()
        for edit in (self.secret, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.again.setAccessibleName("再输一遍新口令")
        self.again.setPlaceholderText("再输一遍新口令")
        self.where = QLineEdit(str(folder))
        self.where.setAccessibleName("数据文件夹")
        self.pick = Button(look, "选文件夹", icon="folder-open", height=32)
        self.pick.clicked.connect(self._pick)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.go = Button(look, "恢复", icon="history", key="Enter", kind="fill", height=36)
        self.go.clicked.connect(self._press)
        self.leave = Button(look, "取消", key="Esc", height=36)
        self.leave.clicked.connect(self.reject)
        for edit in (self.recovery, self.secret, self.again, self.where):
            edit.textChanged.connect(self._follow_state)
        self._build(look, now)
        self._follow_state()
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def backup(self) -> Path:
        """Give the backup."""
        return self._facts.path

    @property
    def folder(self) -> Path:
        """Give where the data shall lie."""
        return Path(self.where.text().strip())

    @property
    def proof(self) -> Proof | PaperProof:
        """Give what opens the backup."""
        from cmdesk.runtime.upkeeping import PaperProof, Proof

        number = self._facts.people[self.person.currentIndex()][0]
        if self.paper.isChecked():
            return PaperProof(self.recovery.text(), number, self.secret.text())
        return Proof(number, self.secret.text())

    def refuse(self, text: str) -> None:
        """Say why it was refused; what was typed stays but for the passwords."""
        self.set_busy(False)
        self.secret.clear()
        self.again.clear()
        self.wrong.setText(text)
        self.wrong.setVisible(True)
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        """Show that the backup is being checked and put in its place."""
        self._busy = busy
        self.wrong.setText("")
        self._follow_state()

    def missing(self) -> str:
        """Say what is still missing, or nothing."""
        if not self.where.text().strip():
            return "还没选放在哪里"
        if not self.paper.isChecked():
            return "" if self.secret.text() else "还没输口令"
        if not self.recovery.text().strip():
            return "还没输恢复密钥"
        if len(self.secret.text()) < SHORTEST_PASSWORD:
            return f"新口令至少 {SHORTEST_PASSWORD} 位"
        return "" if self.secret.text() == self.again.text() else "两次新口令不一样"

    def lines(self, now: datetime) -> tuple[str, str]:
        """Give what the backup is in two lines: unit and day; size, and whether it was ever proven."""
        made = words.moment(self._facts.made_at, now) if self._facts.made_at else "时间不详"
        proven = (
            f"{words.moment(self._facts.verified_at, now)} 校验过，能恢复"
            if self._facts.verified_at
            else "还没有校验过，恢复时会先校验"
        )
        return f"{self._facts.unit} · {made} 的备份", f"{words.size(self._facts.size)} · {proven}"

    def _build(self, look: Look, now: datetime) -> None:
        folder = QHBoxLayout()
        folder.setSpacing(8)
        folder.addWidget(self.where, 1)
        folder.addWidget(self.pick)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.go)
        first, second = self.lines(now)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(22, 20, 22, 20)
        whole.setSpacing(10)
        whole.addWidget(Label(look, first, size=15, bold=True, wrap=True))
        whole.addWidget(Label(look, second, size=12, tone="second", wrap=True))
        whole.addWidget(Label(look, "谁来打开（备份里的任何一个人）", bold=True))
        whole.addWidget(self.person)
        whole.addWidget(self.recovery)
        whole.addWidget(self.secret)
        whole.addWidget(self.again)
        whole.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(Label(look, "数据放在哪个文件夹（里面还没有数据库的）", bold=True))
        whole.addLayout(folder)
        whole.addWidget(self.wrong)
        whole.addSpacing(6)
        whole.addLayout(foot)

    def _press(self) -> None:
        self.wanted.emit(self.folder, self.proof)

    def _pick(self) -> None:
        found = paths.ask_folder(self, "数据放在哪个文件夹", self.folder)
        if found is not None:
            self.where.setText(str(found))

    def _follow_state(self) -> None:
        by_paper = self.paper.isChecked()
        self.recovery.setVisible(by_paper)
        self.again.setVisible(by_paper)
        name = "新口令" if by_paper else "口令"
        self.secret.setAccessibleName(name)
        self.secret.setPlaceholderText(f"这个人的{name}")
        self.paper.say("改用口令" if by_paper else "口令忘了，用恢复密钥")
        self.wrong.setVisible(bool(self.wrong.text()))
        missing = self.missing()
        self.go.setEnabled(not missing and not self._busy)
        waiting = "正在校验、恢复…" if self._busy else f"恢复（{missing}）" if missing else ""
        self.go.say(waiting or "恢复", key="" if waiting else "Enter")
        self.adjustSize()
