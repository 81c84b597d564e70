"""The bar below the board for a move that is not allowed: what was tried, the clause, who must give way."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.queries.grading_trial import MoveTrial
from cmdesk.ui.pages.grading.presenter import Conflict, change_words, title_words, way_words
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import IconMark, Label


class TrialBar(QWidget):
    """Hidden until something was tried. Emits `dropped` (the trial goes) and `special_wanted`."""

    dropped = Signal()
    special_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.title = Label(look, "", size=14, bold=True, tone="warn")
        self.undo = Button(look, "撤销试移", key="Esc", height=30)
        self.undo.clicked.connect(self.dropped)
        self.special = Button(look, "提请特别决定", icon="gavel", height=30)
        self.special.clicked.connect(self.special_wanted)
        self._labels = [Label(look, "", size=12, bold=True) for _ in range(4)]
        self._texts = [Label(look, "", wrap=True) for _ in range(4)]
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(IconMark(look, "circle-alert", tone="warn", size=18))
        first.addWidget(self.title, 1)
        first.addWidget(self.undo)
        first.addWidget(self.special)
        grid = QGridLayout()
        grid.setContentsMargins(28, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (label, text) in enumerate(zip(self._labels, self._texts, strict=True)):
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 9, 12, 10)
        inside.setSpacing(6)
        inside.addLayout(first)
        inside.addLayout(grid)
        look.changed.connect(self.update)
        self.hide()

    def show_trial(self, trial: MoveTrial | None, *, may_specially: bool) -> None:
        """Show a trial, or go."""
        self.setVisible(trial is not None)
        if trial is None:
            return
        self.title.setText(title_words(trial))
        why = "；".join(problem for problem in trial.problems)
        lines = [("变动", "　".join(change_words(trial))), ("原因", "" if trial.may_specially else why)]
        lines.append(("条款", f"{trial.clause}　{trial.clause_text}" if trial.clause else ""))
        lines.append(("须让出", way_words(trial) if trial.may_specially else ""))
        self._say([line for line in lines if line[1]])
        self.special.setVisible(trial.may_specially and may_specially)
        self.undo.say("撤销试移", key="Esc")

    def show_conflict(self, conflict: Conflict | None) -> None:
        """Show both sides of a move that another session made first."""
        self.setVisible(conflict is not None)
        if conflict is None:
            return
        self.title.setText(f"{conflict.name}已被移动")
        self._say([("对方", f"放在{conflict.theirs}"), ("本机", f"移动前看到的是{conflict.ours}；板上已换成对方的")])
        self.special.hide()
        self.undo.say("知道了", key="Esc")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the amber ground."""
        tint = self._look.tokens.warn
        painter = QPainter(self)
        try:
            paint.draw_round(painter, QRectF(self.rect()), ground=tint.ground, line=tint.line)
        finally:
            painter.end()

    def _say(self, lines: list[tuple[str, str]]) -> None:
        for row, (label, text) in enumerate(zip(self._labels, self._texts, strict=True)):
            shown = row < len(lines)
            label.setVisible(shown)
            text.setVisible(shown)
            if shown:
                label.setText(lines[row][0])
                text.setText(lines[row][1])
