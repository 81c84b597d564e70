"""F1: what a page is for and how it is used, beside the page, from a text that ships with the program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from cmdesk.kernel.places import resources
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Card, IconMark, Label, Rule

WIDE = 420
_SIZES = {1: 17.0, 2: 14.0, 3: 13.0}


def help_file(code: str) -> Path:
    """Give where the text of a page lies."""
    return resources() / "help" / f"{code}.md"


def help_text(code: str) -> str:
    """Give the text of a page, or a sentence that there is none."""
    try:
        return help_file(code).read_text("utf-8")
    except OSError:
        return "# 帮助\n\n这一页还没有说明。\n"


def title_of(text: str) -> str:
    """Give the title that a text begins with."""
    found = re.match(r"#\s+(.+)", text)
    return found[1].strip() if found else "帮助"


def key_table(keys: Iterable[tuple[str, str]]) -> str:
    """Give keys and what they do as the last section of a text; nothing where there are none."""
    rows = "".join(f"| `{key}` | {word} |\n" for key, word in keys)
    return f"\n## 随处可用的键\n| 键 | 做什么 |\n| --- | --- |\n{rows}" if rows else ""


class HelpPanel(Card):
    """Lies over the right side of the window while it is open. `closed` is sent when it is put away.

    A link in a text names another page's code; ← goes back. `keys` gives the keys of the window that work now, with
    what they do: they stand below every text.
    """

    closed = Signal()

    def __init__(self, look: Look, keys: Callable[[], Iterable[tuple[str, str]]], parent: QWidget) -> None:
        super().__init__("true", parent)
        self._look, self._keys = look, keys
        self.code = ""
        self._path: list[str] = []
        self.setAccessibleName("帮助")
        self.title = Label(look, "", size=15, bold=True)
        self.back = Button(look, "上一篇", icon="arrow-left", kind="icon", height=28)
        self.back.clicked.connect(self._go_back)
        self.close_button = Button(look, "收起", key="Esc", kind="tab", height=30)
        self.close_button.setCheckable(False)
        self.close_button.setAccessibleName("收起帮助")
        self.close_button.clicked.connect(self.close_panel)
        self.text = QTextBrowser()
        self.text.setAccessibleName("帮助正文")
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.anchorClicked.connect(self._follow_link)
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 10, 8)
        top.setSpacing(9)
        top.addWidget(IconMark(look, "circle-question-mark", tone="primary", size=18))
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.back)
        top.addWidget(self.close_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(Rule(look))
        whole.addWidget(self.text, 1)
        look.changed.connect(self._draw)
        self.hide()

    def open(self, code: str) -> None:
        """Show the help of a page and take the focus."""
        self.show_page(code)
        self.show()
        self.raise_()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.text.verticalScrollBar().setValue(0)

    def show_page(self, code: str) -> None:
        """Show the help of a page; the focus stays where it is."""
        self._path = []
        self._show(code)

    def close_panel(self) -> None:
        """Put the panel away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def lie_over(self, wide: int, high: int) -> None:
        """Lie along the right edge of a window of that size, its foot left free."""
        own = min(self._look.scaled(WIDE), wide - 80)
        self.setGeometry(wide - own - 8, 8, own, high - 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the panel away, Alt+← goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        elif event.key() == Qt.Key.Key_Left and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._go_back()
        else:
            super().keyPressEvent(event)

    def _show(self, code: str) -> None:
        self.code = code
        self.back.setVisible(bool(self._path))
        self._draw()
        self.text.verticalScrollBar().setValue(0)

    def _draw(self) -> None:
        if not self.code:
            return
        text = help_text(self.code)
        self.title.setText(f"帮助 · {title_of(text)}")
        self.text.setDocument(document(self._look, text + key_table(self._keys()), self.text))

    def _follow_link(self, link: QUrl) -> None:
        code = link.toString().removesuffix(".md")
        if help_file(code).is_file():
            self._path.append(self.code)
            self._show(code)

    def _go_back(self) -> None:
        if self._path:
            self._show(self._path.pop())


def document(look: Look, text: str, parent: QTextBrowser) -> QTextDocument:
    """Give a Markdown text in the colours and sizes of the look; its title is left to the head of the panel."""
    made = QTextDocument(parent)
    made.setDefaultFont(look.font(13))
    made.setDocumentMargin(18)
    made.setIndentWidth(look.scaled(22))
    body = re.sub(r"\A#\s+.+\n+", "", text)
    made.setMarkdown(body, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    block = made.begin()
    while block.isValid():
        _style_block(look, QTextCursor(block))
        block = block.next()
    for frame in made.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _style_table(look, frame)
    return made


def _style_block(look: Look, cursor: QTextCursor) -> None:
    block = cursor.block()
    level, in_table = block.blockFormat().headingLevel(), cursor.currentTable() is not None
    shape = QTextBlockFormat()
    shape.setLineHeight(118, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    shape.setTopMargin(look.scaled(14) if level else 0)
    shape.setBottomMargin(0 if in_table else look.scaled(5))
    cursor.mergeBlockFormat(shape)
    for piece in _pieces(cursor):
        form, found = QTextCharFormat(), piece.charFormat()
        fixed = found.fontFixedPitch()
        form.setProperty(QTextFormat.Property.FontSizeAdjustment.value, 0)
        form.setFont(look.font(_SIZES.get(level, 13), bold=bool(level) or found.fontWeight() > QFont.Weight.Normal))
        if fixed:
            form.setFontFixedPitch(False)
            form.setBackground(look.colour("disabled_ground"))
        form.setForeground(look.colour("primary" if found.isAnchor() else "text"))
        piece.mergeCharFormat(form)


def _pieces(cursor: QTextCursor) -> list[QTextCursor]:
    found, places = [], cursor.block().begin()
    while not places.atEnd():
        part = places.fragment()
        piece = QTextCursor(cursor.block())
        piece.setPosition(part.position())
        piece.setPosition(part.position() + part.length(), QTextCursor.MoveMode.KeepAnchor)
        found.append(piece)
        places += 1
    return found


def _style_table(look: Look, table: QTextTable) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderBrush(look.colour("line"))
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderCollapse(True)
    shape.setCellPadding(4)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
