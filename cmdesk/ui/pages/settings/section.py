"""What every section of the settings is: a title, a line, a body; it reads when it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cmdesk.kernel.errors import Problem
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.labels import Label


class Section(QWidget):
    """One section over the page that hosts it: orders and questions go through `self.page`."""

    code: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str]
    line: ClassVar[str] = ""
    permission: ClassVar[str] = ""
    """The permission whose readers see the section; empty is for everybody."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.look = page, page.room.look
        self.first: QWidget | None = None
        """Where work in it begins. No focus proxy: that would trap Tab."""
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(Label(self.look, self.title, size=18, bold=True))
        texts.addWidget(Label(self.look, self.line, size=12, tone="second", wrap=True))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addLayout(texts, 1)
        head.addLayout(self.buttons)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addLayout(head)
        self.look.changed.connect(self._follow)
        self._follow()

    def refresh(self) -> None:
        """Read anew."""

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems at their fields; say whether they found a place."""
        return False

    def poses(self) -> Iterator[str]:
        """Take one state worth a picture after the other, and give its name each time."""
        yield from ()

    def _follow(self) -> None:
        self.body.setSpacing(self.look.pick(16, 12, 10))
