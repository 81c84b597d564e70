"""The card that goes back to a backup: what stands now, the backups, what the chosen one holds, two passwords."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.access.restoring import Restoring, kind_of, proof_of, time_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import RowDelegate
from cmdesk.ui.widgets.fields import SecretField
from cmdesk.ui.widgets.labels import Card, IconMark, Label
from cmdesk.ui.widgets.tables import Table

if TYPE_CHECKING:
    from cmdesk.runtime.bringing_back import BackupFacts

_KEPT = "现在的文件先存到旁边，不会丢。要两个人在场：系统管理员恢复，主任确认。"
_PAPER = "现在的文件先存到旁边，不会丢。恢复密钥是两人签字封存的：两人当场拆封，系统管理员另设新口令。"
_FORGOTTEN, _REMEMBERED = "口令忘了，用恢复密钥", "用两个人的口令"


class RestoreCard(Card):
    """Emits `wanted(path, proof, proof of the second)`: None for the latter where the printed key stands for both.

    `left` is sent where nothing shall be put back, `other_wanted` for another file.
    """

    wanted = Signal(object, object, object)
    left = Signal()
    other_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("open", parent)
        self._look = look
        self.state = Restoring()
        self.setAccessibleName("从备份恢复")
        self.standing = Label(look, "", size=12, tone="bad", wrap=True)
        self.other = Button(look, "别的备份文件", icon="folder-open", kind="link", height=28)
        self.other.clicked.connect(self.other_wanted)
        columns = (
            Column[Any]("时间", time_of, time_of, share=1.5),
            Column[Any]("为什么", kind_of, share=0.8),
            Column[Any]("记录", lambda facts: "" if facts.entries is None else f"{facts.entries} 条", share=0.8),
            Column[Any]("校验", proof_of, share=0.9),
        )
        self.model: RowsModel[Any] = RowsModel(columns, self)
        self.table = Table(look, "备份")
        self.table.base_height = (34, 30)
        self.table.setItemDelegate(RowDelegate(look, self.table))
        self.table.attach(self.model)
        self.table.chosen.connect(self._chosen)
        self.holds = Label(look, "", size=12, tone="second", wrap=True)
        self.people = {"asker": QComboBox(), "second": QComboBox()}
        self.secrets = {
            "asker": SecretField(look, "系统管理员的口令"),
            "second": SecretField(look, "营销部主任的口令"),
        }
        for name, word in (("asker", "系统管理员"), ("second", "营销部主任")):
            self.people[name].setAccessibleName(word)
            self.people[name].setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.secrets[name].setPlaceholderText("口令")
            self.secrets[name].textChanged.connect(self._follow)
            self.secrets[name].returnPressed.connect(self._press)
        self.paper = Button(look, _FORGOTTEN, icon="key-round", kind="link", height=28)
        self.paper.setCheckable(True)
        self.paper.toggled.connect(self._turn_paper)
        self.recovery = QLineEdit()
        self.recovery.setAccessibleName("恢复密钥")
        self.recovery.setPlaceholderText("信封里那张纸上的 8 组字符")
        self.recovery.hide()
        self.recovery.textChanged.connect(self._follow)
        self.recovery.returnPressed.connect(self._press)
        self.kept = Label(look, _KEPT, size=12, tone="second", wrap=True)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.go = Button(look, "恢复", icon="history", key="Enter", kind="fill", height=36)
        self.go.clicked.connect(self._press)
        self.leave = Button(look, "不恢复", key="Esc", height=36)
        self.leave.clicked.connect(self.left)
        self._build()
        look.changed.connect(self._fit)
        self._fit()

    def show_backups(self, backups: tuple[BackupFacts, ...], now: datetime, standing: str) -> None:
        """Show what there is to go back to; `standing` says what is in the way of the present data."""
        self.state.take(backups)
        self.state.standing = standing
        self.standing.setText(standing)
        self.standing.setVisible(bool(standing))
        for secret in self.secrets.values():
            secret.setText("")
        self.recovery.clear()
        self.say_wrong("")
        self._show(now)

    def add_backup(self, facts: BackupFacts, now: datetime) -> None:
        """Show a backup from elsewhere, chosen."""
        self.state.add(facts)
        self.say_wrong("")
        self._show(now)

    def say_wrong(self, text: str) -> None:
        """Say why it was refused: nothing has changed, and the passwords are wanted anew."""
        self.state.busy = False
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        if text:
            for secret in self.secrets.values():
                secret.setText("")
            self.focus_first()
        self._follow()

    def show_step(self, text: str) -> None:
        """Show what is being done, on the button."""
        self.state.busy = True
        self._follow()
        self.go.say(text, key="")

    def focus_first(self) -> None:
        """Put the focus where work begins: on the list, and after a refusal on the first password."""
        first = self.secrets["asker"] if self.wrong.text() or not self.state.backups else self.table
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves everything as it is."""
        if event.key() == Qt.Key.Key_Escape and not self.state.busy:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        look = self._look
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(IconMark(look, "history", tone="primary", size=20))
        top.addWidget(Label(look, "恢复到哪一份", size=15, bold=True), 1)
        top.addWidget(self.other)
        box = Card()
        held = QVBoxLayout(box)
        held.setContentsMargins(1, 1, 1, 1)
        held.addWidget(self.table)
        people = QGridLayout()
        people.setHorizontalSpacing(8)
        people.setVerticalSpacing(8)
        for row, name in enumerate(("asker", "second")):
            people.addWidget(self.people[name], row, 0)
            people.addWidget(self.secrets[name], row, 1)
        people.addWidget(self.recovery, 2, 0, 1, 2)
        people.setColumnStretch(0, 5)
        people.setColumnStretch(1, 4)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.paper)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.go)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 15, 18, 15)
        whole.setSpacing(10)
        whole.addLayout(top)
        for widget in (self.standing, box, self.holds, self.kept):
            whole.addWidget(widget)
        whole.addLayout(people)
        whole.addWidget(self.wrong)
        whole.addLayout(foot)

    def _show(self, now: datetime) -> None:
        self._now = now
        self.model.show(self.state.backups)
        self._fit()
        if self.state.place() >= 0:
            self.table.pick(self.state.place())
        self._take_people()
        self._follow()

    def _chosen(self, facts: BackupFacts) -> None:
        self.state.chosen = facts
        self._take_people()
        self._follow()

    def _take_people(self) -> None:
        facts = self.state.chosen
        wanted = {"asker": facts.askers if facts else (), "second": facts.seconds if facts else ()}
        for name, people in wanted.items():
            choice = self.people[name]
            before = choice.currentData()
            choice.clear()
            word = choice.accessibleName()
            for number, person in people:
                choice.addItem(f"{word} {person}", number)
            choice.setCurrentIndex(max(0, choice.findData(before)))
            choice.setEnabled(len(people) > 1)
        self.holds.setText(self.state.holds(self._now))

    def _turn_paper(self, by_paper: bool) -> None:
        """Ask for the printed key and a new password in place of two passwords, or the other way round."""
        self.kept.setText(_PAPER if by_paper else _KEPT)
        self.paper.say(_REMEMBERED if by_paper else _FORGOTTEN)
        self.recovery.setVisible(by_paper)
        self.people["second"].setVisible(not by_paper)
        names = ("新口令", "再输一遍新口令") if by_paper else ("系统管理员的口令", "营销部主任的口令")
        for secret, name in zip(self.secrets.values(), names, strict=True):
            secret.setText("")
            secret.setAccessibleName(name)
            secret.setPlaceholderText(name if by_paper else "口令")
        self.recovery.clear()
        self.say_wrong("")
        (self.recovery if by_paper else self.secrets["asker"]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _missing(self) -> str:
        first, second = (secret.text() for secret in self.secrets.values())
        if self.paper.isChecked():
            return self.state.missing_with_paper(self.recovery.text(), first, second)
        return self.state.missing(first, second)

    def _follow(self) -> None:
        missing = self._missing()
        busy = self.state.busy
        self.go.setEnabled(not missing and not busy)
        self.leave.setEnabled(not busy)
        self.other.setEnabled(not busy)
        self.paper.setEnabled(not busy)
        self.table.setEnabled(not busy)
        if not busy:
            self.go.say(f"恢复（{missing}）" if missing else "恢复", key="" if missing else "Enter")

    def _fit(self) -> None:
        # What is chosen and what it holds must be seen whole; the list scrolls.
        most = self._look.pick(4, 3, 2) if self._look.percent <= 115 else 2
        rows = min(most, max(1, len(self.state.backups)))
        self.table.setFixedHeight(self.table.horizontalHeader().height() + rows * self.table.row_height() + 2)

    def _press(self) -> None:
        if not self.go.isEnabled():
            paper = [self.recovery] if self.paper.isChecked() else []
            empty = next((field for field in (*paper, *self.secrets.values()) if not field.text()), None)
            if empty is not None:
                empty.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        from cmdesk.runtime.upkeeping import PaperProof, Proof

        assert self.state.chosen is not None
        asker, second = ((self.people[n].currentData(), self.secrets[n].text()) for n in ("asker", "second"))
        if self.paper.isChecked():
            self.wanted.emit(self.state.chosen.path, PaperProof(self.recovery.text(), *asker), None)
        else:
            self.wanted.emit(self.state.chosen.path, Proof(*asker), Proof(*second))
