"""Backups: how safe the data are, a copy now or on a stick, and what going back to one would change."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.progress import Progress
from cmdesk.queries.upkeep import Safety, SafetyRow
from cmdesk.ui import words
from cmdesk.ui.dialogs import paths
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.settings.section import Section
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.facts import FactRow, FactRows
from cmdesk.ui.widgets.labels import Card, Label
from cmdesk.ui.widgets.tables import Table

_KINDS = {"automatic": "自动", "before": "导入或恢复之前", "year": "年度", "copy": "另存"}
_OLD = timedelta(days=3)
_TABLES = {
    "person": "人员",
    "inspection_sheet": "督察检查单",
    "deduction": "扣分",
    "indicator_figure": "经营指标",
    "result": "考评结果",
    "document": "报表",
    "journal_entry": "操作日志",
    "month_plan": "计划",
    "exam_mark": "考试成绩",
    "import_run": "导入",
}


class BackupsSection(Section):
    """The backups beside the database; one is made here, and one is held against what stands."""

    code, title, icon = "backups", "备份与恢复", "hard-drive"
    line = "每天第一次打开后自动备份；U 盘上再留一份才算放心"
    permission = "upkeep.backup"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        look, may = self.look, page.room.desk.may("upkeep.backup")
        self.now = Button(look, "现在备份", icon="save")
        self.stick = Button(look, "备份到 U 盘", icon="usb")
        self.differs = Button(look, "和现在比", icon="scale")
        for button, act, allowed in (
            (self.now, self._make, may),
            (self.stick, self._make_elsewhere, may),
            (self.differs, self._compare, page.room.desk.may_read("upkeep.restore")),
        ):
            button.clicked.connect(act)
            self.buttons.addWidget(button)
            button.setVisible(allowed)
        self.facts = FactRows(look, label_width=96)
        columns = (
            Column[Any](
                "时间", lambda row: f"{row.at.astimezone(CHINA):%Y-%m-%d %H:%M}", lambda row: row.at, share=1.3
            ),
            Column[Any]("为什么", lambda row: _KINDS.get(row.kind, row.kind), lambda row: row.kind, share=1.2),
            Column[Any]("大小", lambda row: words.size(row.size), lambda row: row.size, share=0.8),
            Column[Any]("记录", lambda row: f"{row.entries} 条", lambda row: row.entries, share=0.8),
            Column[Any]("验证", lambda row: "已验证" if row.verified else "没有验证", share=0.9),
        )
        self.model: RowsModel[Any] = RowsModel(columns, self)
        self.table = Table(look, "备份")
        self.table.base_height = (36, 32)
        self.table.setItemDelegate(RowDelegate(look, self.table))
        self.table.attach(self.model)
        self.first = self.table
        self.empty = Empty(look, "hard-drive", "还没有备份", "现在就做一份")
        self.found = Label(look, "", wrap=True, tone="second")
        self.found.hide()
        upper, lower = Card(), Card()
        for card, widgets in ((upper, (self.facts,)), (lower, (self.table, self.empty))):
            inside = QVBoxLayout(card)
            edge = (18, 12, 18, 12) if card is upper else (1, 1, 1, 1)
            inside.setContentsMargins(*edge)
            for widget in widgets:
                inside.addWidget(widget)
        self.body.addWidget(upper)
        self.body.addWidget(lower, 1)
        self.body.addWidget(self.found)

    def refresh(self) -> None:
        """Read what is there."""
        desk = self.page.room.desk

        def work(progress: Progress) -> tuple[SafetyRow, Any]:
            return desk.ask(Safety()), desk.backups()

        self.page.room.tasks.read(work, done=self._show, failed=self.page.fail, label="读取备份")

    def _show(self, found: tuple[SafetyRow, Any]) -> None:
        safety, rows = found
        now = self.page.room.desk.clock.now()
        newest = rows[0] if rows else None
        since = safety.entries - newest.entries if newest else safety.entries
        stale = newest is None or now - newest.at > _OLD
        self.facts.show_rows(
            [
                FactRow("数据库", words.short_path(self.page.room.desk.database.path)),
                FactRow(
                    "最近一次",
                    words.moment(newest.at, now) if newest else "还没有",
                    note="超过 3 天" if stale and newest else "",
                    tone="warn",
                    bold=True,
                ),
                FactRow("之后又记了", f"{since} 条" if since else "没有新的记录"),
                FactRow("最近导入", safety.last_import or "没有"),
            ]
        )
        self.now.setEnabled(not safety.secret_open)
        self.stick.setEnabled(not safety.secret_open)
        if safety.secret_open:
            self._say("正在投票、计票或录互评表：关闭以前不备份，免得备份里留下谁投了什么。")
        self.model.show(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.differs.setEnabled(bool(rows))
        if rows:
            self.table.pick(0)

    def _make(self) -> None:
        self._back_up(None)

    def _make_elsewhere(self) -> None:
        name = f"{self.page.room.desk.database.path.stem}-{self.page.room.desk.clock.now():%Y%m%d}.cmdesk-backup"
        out = paths.ask_save(self, "备份到哪里", "备份 (*.cmdesk-backup)", Path(name))
        if out is not None:
            self._back_up(out)

    def _back_up(self, target: Path | None) -> None:
        desk = self.page.room.desk
        task = self.page.room.tasks.write(
            lambda progress: desk.back_up(target, progress=progress),
            done=self._made,
            failed=self.page.fail,
            label="备份",
        )
        self.page.follow(task)

    def _made(self, row: Any) -> None:
        self._say(f"已备份并验证：{row.path}，{words.size(row.size)}。")
        self.page.room.read_backup()
        self.refresh()

    def _compare(self) -> None:
        index = self.table.currentIndex()
        row = self.model.row(index.row()) if index.isValid() else None
        if row is None:
            return
        desk = self.page.room.desk
        self.page.room.tasks.read(
            lambda progress: desk.compare(row.path), done=self._differs, failed=self.page.fail, label="和备份比"
        )

    def _differs(self, found: list[Any]) -> None:
        parts = [
            f"{_TABLES[one.table]}：会丢 {one.lost} 行，会回来 {one.returned} 行，会变 {one.changed} 行"
            for one in found
            if one.table in _TABLES and (one.lost or one.returned or one.changed)
        ]
        others = sum(one.table not in _TABLES and bool(one.lost or one.returned or one.changed) for one in found)
        if others:
            parts.append(f"另有 {others} 张表不同")
        text = "回到这份备份：" + "；".join(parts) if parts else "这份备份和现在完全一样。"
        self._say(f"{text}　要恢复，请锁定窗口（Ctrl+L），在登录页选“从备份恢复”，由系统管理员和主任两人确认。")

    def _say(self, text: str) -> None:
        self.found.setText(text)
        self.found.show()


def _when(row: Any) -> str:
    return f"{row.at.astimezone(CHINA):%Y-%m-%d %H:%M}"
