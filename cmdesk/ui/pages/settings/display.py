"""How the window looks: text size, light or dark."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout

from cmdesk.ui.pages.settings.samples import Sample
from cmdesk.ui.pages.settings.section import Section
from cmdesk.ui.room import Page
from cmdesk.ui.theme.look import TEXT_SIZES
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, Label

_WORDS = {100: "标准", 115: "大", 130: "特大"}


class DisplaySection(Section):
    """Text size and colours; both count at once and are kept on this computer."""

    code, title, icon, line = "display", "显示", "sun", "只影响这台电脑上的窗口，不影响打印"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        look = self.look
        self.sizes = {percent: Button(look, f"{_WORDS[percent]} {percent}%", kind="tab") for percent in TEXT_SIZES}
        self.shades = {dark: Button(look, "深色" if dark else "浅色", kind="tab") for dark in (False, True)}
        self._groups = [QButtonGroup(self), QButtonGroup(self)]
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(14)
        for group, title, buttons in (
            (self._groups[0], "文字大小", self.sizes.values()),
            (self._groups[1], "颜色", self.shades.values()),
        ):
            row = QHBoxLayout()
            row.setSpacing(6)
            label = Label(look, title)
            label.setMinimumWidth(72)
            row.addWidget(label)
            for button in buttons:
                group.addButton(button)
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        column.addWidget(Label(look, "深色也可以用 Ctrl+Shift+D 切换。", size=12, tone="second", wrap=True))
        self._groups[0].buttonClicked.connect(self._take_size)
        self._groups[1].buttonClicked.connect(self._take_shade)
        self.samples = tuple(Sample(look, percent, f"{_WORDS[percent]} {percent}%") for percent in TEXT_SIZES)
        trial = Card()
        inside = QVBoxLayout(trial)
        inside.setContentsMargins(18, 16, 18, 18)
        inside.setSpacing(10)
        inside.addWidget(Label(look, "名单里的一行在各种大小下的样子", bold=True))
        for sample in self.samples:
            sample.clicked.connect(partial(self._take_sample, sample))
            inside.addWidget(sample)
        self.body.addWidget(card)
        self.body.addWidget(trial)
        self.body.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Show what counts now."""
        self.sizes[self.look.percent].setChecked(True)
        self.shades[self.look.tokens.dark].setChecked(True)
        for sample in self.samples:
            sample.setChecked(sample.percent == self.look.percent)

    def _take_size(self, button: Button) -> None:
        self.look.set_percent(next(percent for percent, known in self.sizes.items() if known is button))
        self.refresh()

    def _take_sample(self, sample: Sample) -> None:
        self.look.set_percent(sample.percent)
        self.refresh()

    def _take_shade(self, button: Button) -> None:
        self.look.set_dark(self.shades[True] is button)
