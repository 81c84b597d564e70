"""The cards beside the list: what the city's checks find, the sealing, and the check of a file brought in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.dialogs import paths
from cmdesk.ui.pages.exchange.presenter import FOREIGN_CHECKS, Finding
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.facts import FactRow, FactRows
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.labels import Card, IconMark, Label, Rule

_ICONS = {"bad": "circle-x", "warn": "triangle-alert", "ok": "circle-check", "second": "circle-dot"}


class Findings(QScrollArea):
    """Lines with an icon each, scrolled where there are many."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self._show([])

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these."""
        self._show(findings)

    def _show(self, findings: Sequence[Finding]) -> None:
        inside = QWidget()
        inside.setProperty("plain", "true")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        for finding in findings:
            line = QHBoxLayout()
            line.setSpacing(8)
            mark = IconMark(self._look, _ICONS[finding.state], tone=finding.state, size=16)
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            text = Label(self._look, finding.text, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            line.addWidget(text, 1)
            column.addLayout(line)
        column.addStretch(1)
        self.setWidget(inside)


class CheckCard(Card):
    """What the file of a period holds, and what the city's checks say of it. Emits `wanted` to check."""

    wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.title = Label(look, "", size=18, bold=True)
        self.facts = FactRows(look, label_width=76)
        self.button = Button(look, "核对", icon="list-checks", key="Ctrl+Enter")
        self.button.clicked.connect(self.wanted)
        self.verdict = Label(look, "", size=15, bold=True, wrap=True)
        self.hint = Label(look, "", tone="second", wrap=True)
        self.findings = Findings(look, "核对结果")
        self.before = Label(look, "生成过的", bold=True)
        self.editions = FactRows(look, label_width=76)
        self._inside = QVBoxLayout(self)
        self._inside.addWidget(self.title)
        self._inside.addWidget(self.facts)
        self._rule = Rule(look)
        self._inside.addWidget(self._rule)
        self._inside.addWidget(self.button)
        self._inside.addWidget(self.verdict)
        self._inside.addWidget(self.hint)
        self._inside.addWidget(self.findings, 1)
        self._inside.addWidget(self.before)
        self._inside.addWidget(self.editions)
        look.changed.connect(self._follow)
        self._follow()

    def show_editions(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Show what has been made of this period: edition, when and by whom, the beginning of the digest."""
        self.editions.show_rows([FactRow(label, value, note) for label, value, note in rows])
        for widget in (self.before, self.editions):
            widget.setVisible(bool(rows))

    def show_next(self, *, due: bool) -> None:
        """Be the one filled button of the page while checking is what comes next."""
        self.button.set_kind("fill" if due else "plain")

    def show_period(self, title: str, facts: Sequence[tuple[str, str]], *, closed: bool) -> None:
        """Show a period."""
        self.title.setText(title)
        self.facts.show_rows([FactRow(label, value) for label, value in facts])
        for widget in (self.facts, self._rule, self.button):
            widget.setVisible(bool(facts))
        self.button.setEnabled(closed)
        self.button.say("核对" if closed else "核对（还没关账）", key="Ctrl+Enter" if closed else "")

    def show_verdict(self, verdict: tuple[str, str] | None, hint: str, findings: Sequence[Finding]) -> None:
        """Show what the checks say, or a hint where they have not run."""
        self.verdict.setVisible(verdict is not None)
        if verdict is not None:
            self.verdict.say(*verdict)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.findings.show_findings(findings)

    def _follow(self) -> None:
        margin = self._look.pick(18, 14)
        self._inside.setContentsMargins(18, margin, 18, margin)
        self._inside.setSpacing(self._look.pick(12, 9))


class SealCard(Card):
    """Key, password and the one button that makes the file. Emits `wanted` with key and password."""

    wanted = Signal(Path, str)
    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.key: Path | None = None
        self.pick = Button(look, "选签章密钥", icon="key-round", height=32)
        self.pick.clicked.connect(self._pick)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密钥口令")
        self.password.setPlaceholderText("密钥口令")
        self.password.textChanged.connect(self.changed)
        self.password.returnPressed.connect(self.press)
        self.wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.wrong.hide()
        self.button = Button(look, "", icon="send", kind="fill", height=36)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.press)
        self._inside = QVBoxLayout(self)
        self._inside.addWidget(Label(look, "盖章生成", size=15, bold=True))
        note = "盖单位签章，另一位经办人确认。文件写出后不能撤销，再做一次就是下一版。"
        self._inside.addWidget(Label(look, note, size=12, tone="second", wrap=True))
        for widget in (self.pick, self.password, self.wrong, self.button):
            self._inside.addWidget(widget)
        look.changed.connect(self._follow)
        self._follow()

    def show_missing(self, missing: str, edition: int, *, due: bool) -> None:
        """Say on the button what it waits for; `due` says that it comes next."""
        self.button.setEnabled(not missing)
        self.button.set_kind("fill" if due else "plain")
        text = f"生成上报包（{missing}）" if missing else f"生成第 {edition} 版上报包"
        self.button.say(text, key="" if missing else "F12")

    def say(self, wrong: str) -> None:
        """Show why the making was refused, or nothing."""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        mark_wrong(self.password, bool(wrong))

    def take_key(self, path: Path) -> None:
        """Use a key file from now on."""
        self.key = path
        self.pick.say(path.name, icon="key-round")
        self.password.setFocus()
        self.changed.emit()

    def next_field(self) -> QWidget:
        """Give where one types or chooses next."""
        return self.pick if self.key is None else self.password

    def press(self) -> None:
        """Ask for the file."""
        if self.key is not None and self.button.isEnabled():
            self.wanted.emit(self.key, self.password.text())

    def _pick(self) -> None:
        found = paths.ask_open(self, "签章密钥文件", "签章密钥 (*.p12 *.pfx)")
        if found is not None:
            self.take_key(found)

    def _follow(self) -> None:
        margin = self._look.pick(16, 12)
        self._inside.setContentsMargins(18, margin, 18, margin)
        self._inside.setSpacing(self._look.pick(10, 7))


class StrangerCard(Card):
    """A city file that somebody brought: drop it or choose it, read the verdict. Emits `wanted` with the file."""

    wanted = Signal(Path)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.button = Button(look, "选择或拖入上报包", icon="file-check", height=32)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self._pick)
        self.verdict = Label(look, "", bold=True, wrap=True)
        self.verdict.hide()
        self.findings = Findings(look, "核对别处来的上报包")
        self.findings.show_findings(FOREIGN_CHECKS)
        self._inside = QVBoxLayout(self)
        self._inside.addWidget(Label(look, "核对别处来的上报包", size=15, bold=True))
        self._inside.addWidget(self.button)
        self._inside.addWidget(self.verdict)
        self._inside.addWidget(self.findings, 1)
        look.changed.connect(self._follow)
        self._follow()

    def show_verdict(self, verdict: tuple[str, str], findings: Sequence[Finding]) -> None:
        """Show what the check says."""
        self.verdict.say(*verdict)
        self.verdict.show()
        self.findings.show_findings(findings)

    def show_busy(self, file: Path) -> None:
        """Say that a file is being checked."""
        self.verdict.say(f"正在核对 {file.name}…", "second")
        self.verdict.show()
        self.findings.show_findings(())

    def _pick(self) -> None:
        found = paths.ask_open(self, "核对上报包", "上报包 (*.zip *.asice)")
        if found is not None:
            self.wanted.emit(found)

    def _follow(self) -> None:
        margin = self._look.pick(16, 12)
        self._inside.setContentsMargins(18, margin, 18, margin)
        self._inside.setSpacing(self._look.pick(10, 7))
