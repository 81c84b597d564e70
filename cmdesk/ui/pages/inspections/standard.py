"""The standard of one item and what a failing costs, as they stand on the paper."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cmdesk.rules.ruleset_work import ChecklistItem
from cmdesk.ui.pages.inspections import wording
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import Label, Rule


class Standard(QWidget):
    """Number and points above the standard, the rule of deduction below; nothing without an item."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.title = Label(look, "", bold=True, wrap=True)
        self.text = Label(look, "", wrap=True)
        self.rule = Label(look, "", size=12, tone="second", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 6, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(Rule(look))
        for label in (self.title, self.text, self.rule):
            inside.addWidget(label)
        inside.addStretch(1)

    def show_item(self, item: ChecklistItem | None) -> None:
        """Show an item."""
        self.setVisible(item is not None)
        if item is not None:
            self.title.setText(f"第 {item.no} 项 · {wording.number(item.points)} 分")
            self.text.setText(f"标准：{item.text}")
            self.rule.setText(f"扣分：{wording.rule(item)}")
