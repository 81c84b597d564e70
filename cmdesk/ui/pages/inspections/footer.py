"""The foot of the item list: what keys do now."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import Chip, Keys

_SCORING = (("Enter", "满分"), ("1–9", "几处"), ("N", "不适用"), ("U", "未查"), ("R", "红线"), ("空格", "暂放"))
_FILLING = (("Enter", "下一格"), ("1–5", "选证据"), ("Ctrl+Enter", "记下，到下一项"), ("Esc", "回到打分"))
_REASON = (("Enter", "记下"), ("Esc", "不改"))
_READING = (("↑ ↓", "换项"), ("Esc", "离开"))


class Footer(QWidget):
    """A pill with the mode, and the keys that work in it, as many as fit."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.mode = Chip(look, "打分", "info")
        self.keys = Keys(look)
        self.undo = Keys(look, (("Ctrl+Z", "撤销"),))
        self._pairs: tuple[tuple[str, str], ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 6, 18, 6)
        row.setSpacing(14)
        row.addWidget(self.mode)
        row.addWidget(self.keys)
        row.addStretch(1)
        row.addWidget(self.undo)
        look.changed.connect(self._fit)

    def show_mode(self, mode: str, line: int = 0) -> None:
        """Show a mode: scoring, filling (with the number of the fact), reason, red or reading."""
        words = {"reason": "写理由", "red": "红线", "reading": "只看"}
        said = f"正在填第 {line} 处" if mode == "filling" and line else words.get(mode, "打分")
        self.mode.say(said, "bad" if mode == "red" else "none" if mode == "reading" else "info")
        pairs = {"filling": _FILLING, "red": _FILLING, "reason": _REASON, "reading": _READING}.get(mode, _SCORING)
        self.undo.setVisible(mode == "scoring")
        if pairs != self._pairs:
            self._pairs = pairs
            self._fit()

    def _fit(self) -> None:
        # At large text whole hints are left out, the last ones first.
        most = {100: 6, 115: 4, 130: 3}.get(self._look.percent, 6)
        self.keys.show_pairs(self._pairs[: most if self.width() > 640 else 3])
