"""The rule set as people read it: sections as tables, worked examples run live, versions, and another one looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from cmdesk.queries.settings_rules import (
    ExampleRow,
    PreviewRuleSet,
    RuleExamples,
    RulePreview,
    RuleSection,
    RuleSections,
    RuleTable,
    RuleVersion,
    RuleVersions,
)
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.second import ask_second
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.settings.section import Section
from cmdesk.ui.room import Page
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.banner import Banner
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import RowDelegate
from cmdesk.ui.widgets.labels import Card, Label, Rule
from cmdesk.ui.widgets.tables import Table

_STATES = {"trial": "试行", "in_force": "施行"}


class RulesSection(Section):
    """Three views: the rules, their examples, the versions; and what another file would change."""

    code, title, icon = "rules", "规则集", "scale"
    line = "市局发布，县里照着算；每条都带条款，每次关账记下当时的版本"
    permission = "settings.change"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        look = self.look
        self.other = Button(look, "看另一份规则集", icon="folder-open")
        self.other.clicked.connect(self._choose)
        self.activate = Button(look, "启用这一份", icon="check", kind="fill")
        self.activate.clicked.connect(self._ask_second)
        self.activate.hide()
        self.buttons.addWidget(self.other)
        self.buttons.addWidget(self.activate)
        self.tabs = {name: Button(look, name, kind="tab", height=30) for name in ("条文", "算例", "版本")}
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(4)
        for tab in self.tabs.values():
            group.addButton(tab)
            row.addWidget(tab)
        row.addStretch(1)
        self.tabs["条文"].setChecked(True)
        self.banner = Banner(look)
        self.views = QStackedWidget()
        group.buttonClicked.connect(self._turn)
        self.reading = _Reading(look)
        self.examples = _Examples(look)
        self.versions, self.version_rows = _list(look, "用过的规则集", _VERSIONS)
        for widget in (self.reading, self.examples, self.versions):
            self.views.addWidget(widget)
        self.body.addWidget(self.banner)
        self.body.addLayout(row)
        self.body.addWidget(self.views, 1)
        self._file: Path | None = None

    def refresh(self) -> None:
        """Read the rule set, run its examples, list the versions."""
        self.page.ask(RuleSections(), self.reading.show_sections)
        self.page.ask(RuleExamples(), self._show_examples, "跑规则集的算例")
        self.page.ask(RuleVersions(), self.version_rows.show)

    def poses(self) -> Iterator[str]:
        """Show the examples."""
        self.tabs["算例"].click()
        yield "examples"
        self.tabs["条文"].click()

    def preview(self, file: Path) -> None:
        """Look at another rule set: what it would change, and whether its examples come out."""
        self._file = file
        self.page.ask(PreviewRuleSet(file=file), self._show_preview, "看另一份规则集")

    def _turn(self, button: Button) -> None:
        self.views.setCurrentIndex(list(self.tabs.values()).index(button))

    def _choose(self) -> None:
        found = paths.ask_open(self, "规则集文件", "规则集 (*.json)")
        if found is not None:
            self.preview(found)

    def _show_examples(self, rows: tuple[ExampleRow, ...]) -> None:
        wrong = sum(bool(row.differences) for row in rows)
        self.examples.show_rows(rows)
        self.tabs["算例"].say(f"算例 {len(rows)} 个，{f'{wrong} 个不对' if wrong else '全对'}")

    def _show_preview(self, found: RulePreview) -> None:
        may = self.page.room.desk.may("settings.activate")
        self.activate.setVisible(may and not found.same and not found.differences)
        if found.same:
            self.banner.say("这就是现在用的规则集，内容一样。", state="info")
            return
        said = f"{found.version}（{found.state}）：和现在的规则集有 {len(found.changes)} 处不同"
        lines = [f"{one.section} {one.what}：{one.before} → {one.after}" for one in found.changes[:8]]
        if len(found.changes) > len(lines):
            lines.append(f"……还有 {len(found.changes) - len(lines)} 处")
        if found.differences:
            said = f"{said}；自带的算例有 {len(found.differences)} 个算不出来，不能启用"
        self.banner.say("\n".join([said, *lines]), state="bad" if found.differences else "warn")

    def _ask_second(self) -> None:
        why = "启用另一份规则集：以后的关账都照它算，已关账的不变"
        ask_second(self.page, "settings.activate", why, self._activate)

    def _activate(self, second: Any) -> None:
        from cmdesk.usecases.settings.activate_rule_set import ActivateRuleSet

        if self._file is not None:
            self.page.order(ActivateRuleSet(file=self._file), self._activated, "启用规则集", second=second)

    def _activated(self, done: Any) -> None:
        self.activate.hide()
        self.banner.hide()
        self.page.room.say(f"规则集 {done.answer['version']} 已启用")
        self.refresh()


_EXAMPLES = (
    Column[ExampleRow]("算例", lambda row: f"{row.topic} {row.id.rpartition('-')[2]}", share=2),
    Column[ExampleRow]("结果", lambda row: "不对" if row.differences else "一样", lambda row: not row.differences),
)
_VERSIONS = (
    Column[RuleVersion]("版本", lambda row: row.version, share=0.8),
    Column[RuleVersion]("状态", lambda row: _STATES.get(row.state, row.state), share=0.6),
    Column[RuleVersion]("启用", lambda row: f"{row.activated_at:%Y-%m-%d}", share=0.8),
    Column[RuleVersion]("谁", lambda row: row.activated_by, share=0.6),
    Column[RuleVersion]("说明", lambda row: row.notes or "", share=1.4),
    Column[RuleVersion]("", lambda row: "现在用的" if row.present else "", share=0.7),
)


def _list(look: Look, name: str, columns: Sequence[Any]) -> tuple[Card, RowsModel[Any]]:
    card = Card()
    model: RowsModel[Any] = RowsModel(columns, card)
    table = Table(look, name)
    table.base_height = (34, 30)
    table.setItemDelegate(RowDelegate(look, table))
    table.attach(model)
    inside = QVBoxLayout(card)
    inside.setContentsMargins(1, 1, 1, 1)
    inside.addWidget(table)
    return card, model


class _Examples(QWidget):
    """The examples at the left; what is given, expected and computed of one at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        left, self.model = _list(look, "算例", _EXAMPLES)
        left.setFixedWidth(260)
        self.table: Table = left.findChild(Table)  # type: ignore[assignment]
        self.table.chosen.connect(self._show)
        self.texts = {name: Label(look, "", wrap=True) for name in ("给出", "应得", "算出")}
        right = Card()
        column = QVBoxLayout(right)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(6)
        for name, label in self.texts.items():
            column.addWidget(Label(look, name, size=12, tone="second"))
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
            column.addSpacing(8)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(left)
        row.addWidget(right, 1)

    def show_rows(self, rows: tuple[ExampleRow, ...]) -> None:
        """Show these, wrong ones first."""
        self.model.show(sorted(rows, key=lambda row: not row.differences))
        self.table.pick(0)

    def _show(self, row: ExampleRow) -> None:
        self.texts["给出"].setText(row.given)
        self.texts["应得"].setText(row.expected)
        self.texts["算出"].say("\n".join(row.differences) or "一样", "bad" if row.differences else "ok")


class _Reading(QWidget):
    """Sections at the left, the wording and tables of one at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.model: RowsModel[RuleSection] = RowsModel(
            (Column("条文", lambda row: row.title), Column("条款", lambda row: row.clause, share=0.4)), self
        )
        self.table = Table(look, "规则集的各条")
        self.table.base_height = (34, 30)
        self.table.setItemDelegate(RowDelegate(look, self.table))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.chosen.connect(self._show)
        left = Card()
        inside = QVBoxLayout(left)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        left.setFixedWidth(240)
        self.page = QScrollArea()
        self.page.setWidgetResizable(True)
        self.page.setFrameShape(QScrollArea.Shape.NoFrame)
        self.page.setAccessibleName("条文")
        right = Card()
        holder = QVBoxLayout(right)
        holder.setContentsMargins(18, 14, 10, 14)
        holder.addWidget(self.page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(left)
        row.addWidget(right, 1)

    def show_sections(self, sections: tuple[RuleSection, ...]) -> None:
        """Show these; the one that was chosen stays."""
        index = self.table.currentIndex()
        self.model.show(sections)
        self.table.pick(max(0, index.row()))

    def _show(self, section: RuleSection) -> None:
        look = self._look
        inside = QWidget()
        inside.setProperty("plain", "true")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        column.addWidget(Label(look, f"{section.title}　{section.clause}".strip(), size=15, bold=True))
        if section.text:
            column.addWidget(Label(look, section.text, wrap=True))
        for table in section.tables:
            column.addWidget(Rule(look))
            column.addLayout(self._grid(table))
        column.addStretch(1)
        self.page.setWidget(inside)

    def _grid(self, table: RuleTable) -> QVBoxLayout:
        look = self._look
        whole = QVBoxLayout()
        whole.setSpacing(8)
        if table.title:
            whole.addWidget(Label(look, table.title, bold=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        widths = [max((len(row[k]) for row in table.rows), default=1) for k in range(len(table.rows[0]))]
        for place, heading in enumerate(table.columns):
            grid.addWidget(Label(look, heading, size=12, tone="second"), 0, place)
        for number, row in enumerate(table.rows, 1):
            for place, cell in enumerate(row):
                quiet = not table.columns and place == 0
                label = Label(look, cell, tone="second" if quiet else "text", wrap=widths[place] > 12)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(label, number, place, Qt.AlignmentFlag.AlignTop)
        for place, wide in enumerate(widths):
            grid.setColumnStretch(place, min(40, wide) if wide > 12 else 0)
        if all(wide <= 12 for wide in widths):
            grid.setColumnStretch(len(widths), 1)
        whole.addLayout(grid)
        return whole
