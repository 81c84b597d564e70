"""会议记录: the draft from the events of the meeting, changed by hand with a trace, and finished."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from cmdesk.queries.deliberation_minutes import MinutesPage
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Chip, Label


class MinutesView(QWidget):
    """Emits `finished` with the text, `left` on Esc, `touched` after each change by hand."""

    finished = Signal(str)
    left = Signal()
    touched = Signal()
    printed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._draft: list[str] = []
        self._meeting = ""
        self._own = False
        self.card = Card("true")
        self.title = Label(look, "会议记录", size=15, bold=True)
        self.chip = Chip(look)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("会议记录")
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._changed)
        self.note = Label(look, "", size=12, tone="second", wrap=True)
        self.back = Button(look, "回议程", icon="arrow-left", key="Esc", height=32)
        self.back.clicked.connect(self.left)
        self.restore = Button(look, "恢复草稿", icon="rotate-ccw", height=32)
        self.restore.clicked.connect(self._restore)
        self.print = Button(look, "打印", icon="printer", key="F4", height=32)
        self.print.clicked.connect(self.printed)
        self.finish = Button(look, "定稿", icon="file-check", key="Ctrl+Enter", kind="fill", height=32)
        self.finish.clicked.connect(self._finish)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._finish)
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.left)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.title)
        top.addWidget(self.chip)
        top.addStretch(1)
        for button in (self.restore, self.print, self.back, self.finish):
            top.addWidget(button)
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        inside.addLayout(top)
        inside.addWidget(self.note)
        inside.addWidget(self.text, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.card)
        look.changed.connect(self._follow)
        self._follow()

    def show_minutes(self, page: MinutesPage, *, closed: bool, may_work: bool) -> None:
        """Show the minutes; what somebody has changed by hand stays while the events go on."""
        same = page.meeting == self._meeting and self._own and not page.finished
        self._meeting = page.meeting
        self._draft = [line.text for line in page.lines]
        editable = may_work and closed and not page.finished
        self.text.setReadOnly(not editable)
        if not same:
            self.text.blockSignals(True)
            self.text.setPlainText("\n".join(self._draft))
            self.text.blockSignals(False)
            self._own = False
        self.chip.say("已定稿" if page.finished else "草稿", "ok" if page.finished else "info")
        self.finish.setVisible(may_work and not page.finished)
        self.finish.setEnabled(editable)
        self.finish.say("定稿" if closed else "定稿（还没散会）", key="Ctrl+Enter" if editable else "")
        self.restore.setVisible(editable)
        edited = sum(line.edited for line in page.lines)
        if page.finished:
            told = f"{page.finished_by}定稿；改动 {edited} 处，划去 {len(page.struck)} 处，都已标出。"
        elif closed:
            told = "可以改字句、补发言要点；改动的行会标出来，草稿一并留存。定稿以后不再改。"
        else:
            told = "会议进行中，草稿随事件更新；散会以后再改、再定稿。"
        self.note.setText(told)
        self._mark({number for number, line in enumerate(page.lines) if line.edited})

    def draft(self) -> dict[str, Any]:
        """Give what was changed by hand, for a draft."""
        return {"text": self.text.toPlainText()} if self._own else {}

    def take_draft(self, draft: dict[str, Any]) -> None:
        """Take the text of a draft."""
        if draft.get("text") and not self.text.isReadOnly():
            self.text.setPlainText(str(draft["text"]))

    def lines(self) -> list[str]:
        """Give the text by lines, for printing."""
        return self.text.toPlainText().splitlines()

    def _changed(self) -> None:
        if self.text.isReadOnly():
            return
        self._own = self.text.toPlainText() != "\n".join(self._draft)
        known = set(self._draft)
        lines = self.lines()
        self._mark({number for number, line in enumerate(lines) if line not in known})
        self.touched.emit()

    def _mark(self, edited: set[int]) -> None:
        """Tint the lines that are not as the program drafted them."""
        marks = []
        for number in sorted(edited):
            block = self.text.document().findBlockByNumber(number)
            if not block.isValid():
                continue
            mark: Any = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            form.setBackground(QColor(self._look.tokens.warn.ground))
            form.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
            mark.format = form
            mark.cursor = QTextCursor(block)
            marks.append(mark)
        self.text.setExtraSelections(marks)

    def _restore(self) -> None:
        self.text.setPlainText("\n".join(self._draft))

    def _finish(self) -> None:
        if self.finish.isEnabled() and self.finish.isVisible():
            self.finished.emit(self.text.toPlainText())

    def _follow(self) -> None:
        self.text.setFont(self._look.font(14))
