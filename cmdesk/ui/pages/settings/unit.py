"""The unit: its names, its time-stamp service, the root of a licensed authority."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from cmdesk.kernel.errors import Problem
from cmdesk.queries.settings import OwnUnit, UnitRow
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.specs import TextSpec
from cmdesk.ui.pages.settings.section import Section
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.facts import FactRow, FactRows
from cmdesk.ui.widgets.labels import Card

_FIELDS = (
    TextSpec("name", "单位名称", most=64, required=True, hint="登录页、报表和证书上用"),
    TextSpec("short_name", "简称", most=64, required=True),
    TextSpec("time_stamp_service", "时间戳服务", example="https://…", hint="没有就留空，签名照样有效"),
)


class UnitSection(Section):
    """Shows the unit; the administrator changes it in place."""

    code, title, icon, line = "unit", "单位", "building-2", "这个数据库考评的单位"
    permission = "settings.change"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        may = page.room.desk.may("settings.change")
        self.change = Button(self.look, "改单位资料", icon="pen-line")
        self.change.clicked.connect(self.open_form)
        self.root = Button(self.look, "换根证书", icon="shield-check")
        self.root.clicked.connect(self._choose_root)
        for button in (self.change, self.root):
            self.buttons.addWidget(button)
            button.setVisible(may)
        self.card = Card()
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(18, 14, 18, 14)
        self.facts = FactRows(self.look, label_width=96)
        inside.addWidget(self.facts)
        self.form = Form(self.look, _FIELDS, title="改单位资料", need_change=True)
        self.form.kept.connect(self._keep)
        self.form.dropped.connect(self._close)
        self.form.hide()
        for widget in (self.card, self.form):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._shown: UnitRow | None = None

    def refresh(self) -> None:
        """Read the unit."""
        self.page.ask(OwnUnit(), self._show)

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show them in the form where it is open."""
        return self.form.isVisible() and self.form.show_problems(problems)

    def open_form(self) -> None:
        """Open the form with what stands."""
        if self._shown is not None:
            row = self._shown
            values = {"name": row.name, "short_name": row.short_name, "time_stamp_service": row.time_stamp_service}
            self.form.set_values(values)
            self.form.show()
            self.form.first_field().setFocus()

    def poses(self) -> Iterator[str]:
        """Show the form."""
        if self.change.isVisible():
            self.open_form()
            yield "form"
            self._close()

    def _show(self, row: UnitRow) -> None:
        self._shown = row
        root = "单位指定的签发机构" if row.own_root else "试用签发机构"
        rows = [
            FactRow("单位名称", row.name, bold=True),
            FactRow("简称", row.short_name),
            FactRow("单位代码", row.code, note="建库时定，不能改"),
            FactRow("范围", "全市一个单位" if row.covers_city else "一个县"),
            FactRow("时间戳服务", row.time_stamp_service or "没有"),
            FactRow("信任的证书", root),
        ]
        if row.demo:
            rows.append(FactRow("演示县", "每个页面和每张打印都带“演示”"))
        self.facts.show_rows(rows)

    def _keep(self, values: dict[str, Any]) -> None:
        from cmdesk.usecases.settings.change_unit import ChangeUnit

        order = ChangeUnit(
            name=values["name"], short_name=values["short_name"], time_stamp_service=values["time_stamp_service"] or ""
        )
        self.page.order(order, self._kept, "改单位资料")

    def _choose_root(self) -> None:
        from cmdesk.usecases.settings.change_unit import ChangeUnit

        found = paths.ask_open(self, "根证书", "根证书 (*.pem *.crt *.cer *.der)")
        if found is not None:
            self.page.order(ChangeUnit(root_file=found), self._kept, "换根证书")

    def _kept(self, done: object) -> None:
        self._close()
        self.page.room.say("单位资料已改")
        self.refresh()

    def _close(self) -> None:
        self.form.hide()
        self.form.clear_problems()
        self.change.setFocus()
