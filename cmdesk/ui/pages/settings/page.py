"""设置: the sections at the left, the chosen one at the right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cmdesk.kernel.errors import Problem
from cmdesk.ui.itemmodels.rows import ROW, Column, Index, RowsModel
from cmdesk.ui.pages.settings.backups import BackupsSection
from cmdesk.ui.pages.settings.calendar import CalendarSection
from cmdesk.ui.pages.settings.display import DisplaySection
from cmdesk.ui.pages.settings.journal import JournalSection
from cmdesk.ui.pages.settings.keys import KeysSection
from cmdesk.ui.pages.settings.password import PasswordSection
from cmdesk.ui.pages.settings.rules import RulesSection
from cmdesk.ui.pages.settings.section import Section
from cmdesk.ui.pages.settings.unit import UnitSection
from cmdesk.ui.pages.settings.users import UsersSection
from cmdesk.ui.room import Page, Room
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Card
from cmdesk.ui.widgets.tables import Table

SECTIONS: tuple[type[Section], ...] = (
    DisplaySection,
    PasswordSection,
    UnitSection,
    UsersSection,
    KeysSection,
    RulesSection,
    CalendarSection,
    BackupsSection,
    JournalSection,
)


class _Delegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, 38)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        kind, box = index.data(ROW), paint.cell_box(option)
        if kind is None:
            return
        look, chosen = self._look, paint.is_selected(option)
        painter.save()
        try:
            ground = look.tokens.selection if chosen else look.tokens.hover if paint.is_hovered(option) else None
            if ground:
                paint.draw_round(painter, box.adjusted(6, 2, -6, -2), ground=ground)
            tone, side = "onsel" if chosen else "second", look.scaled(18)
            painter.drawPixmap(round(box.left() + 16), round(box.center().y() - side / 2), look.icon(kind.icon, tone))
            left = box.left() + 26 + side
            room = QRectF(left, box.top(), box.right() - left - 8, box.height())
            paint.draw_text(painter, look, room, kind.title, bold=chosen, tone="onsel" if chosen else "text")
        finally:
            painter.restore()


class SettingsPage(Page):
    """Shows the sections that the present user may see; each is made when it is first chosen."""

    watched = frozenset({"unit", "user", "user_duty", "rule_set", "holiday", "signing_key", "import_run"})

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        look = room.look
        self.head = PageHead(look, "设置")
        self.model: RowsModel[type[Section]] = RowsModel((Column("设置", lambda kind: kind.title),), self)
        self.list = Table(look, "设置的各部分")
        self.list.horizontalHeader().hide()
        self.list.base_height = (40, 36)
        self.list.setItemDelegate(_Delegate(look, self))
        self.list.attach(self.model)  # type: ignore[arg-type]
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._enter)
        self.card = Card()
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 8, 1, 8)
        inside.addWidget(self.list)
        self.stack = QStackedWidget()
        self._made: dict[str, Section] = {}
        row = QHBoxLayout()
        row.addWidget(self.card)
        row.addWidget(self.stack, 1)
        self._row = row
        self.body.addWidget(self.head)
        self.body.addLayout(row, 1)
        self.model.show([kind for kind in SECTIONS if not kind.permission or room.desk.may_read(kind.permission)])
        turn = QShortcut(QKeySequence("F6"), self)
        turn.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        turn.activated.connect(self._next_pane)
        self.head.say("设置", "单位、用户、规则集和备份；有的部分只有一种职责看得到")
        self.relayout()

    def arrive(self, argument: Any = None) -> None:
        """Show the section of that code, or the one that was shown before."""
        place = self.model.place(lambda kind: kind.code == argument) if argument else -1
        if place >= 0 or self.stack.currentWidget() is None:
            self.list.pick(max(0, place))
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus on the list of sections."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the shown section anew."""
        shown = self.stack.currentWidget()
        if isinstance(shown, Section):
            shown.refresh()

    def section(self, code: str) -> Section:
        """Choose a section by its code and give it."""
        self.list.pick(self.model.place(lambda kind: kind.code == code))
        return self._made[code]

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Let the shown section place them."""
        shown = self.stack.currentWidget()
        return isinstance(shown, Section) and shown.show_problems(problems)

    def relayout(self) -> None:
        """Follow the density."""
        if hasattr(self, "_row"):
            self._row.setSpacing(self.room.look.pick(20, 16, 12))
            self.card.setFixedWidth(max(200, self.room.look.scaled(180)))

    def poses(self) -> Iterator[str]:
        """Show each section, and what it shows by itself."""
        for kind in SECTIONS:
            if self.model.place(lambda one, kind=kind: one is kind) >= 0:  # type: ignore[misc]
                section = self.section(kind.code)
                yield kind.code
                for pose in section.poses():
                    yield f"{kind.code}-{pose}"

    def _chosen(self, kind: type[Section]) -> None:
        section = self._section(kind)
        self.stack.setCurrentWidget(section)
        section.refresh()

    def _enter(self, kind: type[Section]) -> None:
        section = self._section(kind)
        first = section.first
        if first is None or not first.isVisible():
            tab = Qt.FocusPolicy.TabFocus
            for one in cast("list[QWidget]", section.findChildren(QWidget)):
                if one.isVisible() and one.isEnabled() and one.focusPolicy() & tab:
                    first = one
                    break
        (first or self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def _next_pane(self) -> None:
        index = self.list.currentIndex()
        if self.list.hasFocus() and index.isValid():
            self._enter(index.data(ROW))
        else:
            self.focus_first()

    def _section(self, kind: type[Section]) -> Section:
        if kind.code not in self._made:
            made = self._made[kind.code] = kind(self)
            self.stack.addWidget(made)
        return self._made[kind.code]
