"""The working calendar: which days are off or worked, year by year, and where a year still lacks its table."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QVBoxLayout

from cmdesk.kernel.clock import today
from cmdesk.queries.settings import HolidayYearRow, HolidayYears
from cmdesk.ui import words
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.settings.section import Section
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import RowDelegate
from cmdesk.ui.widgets.facts import FactRow, FactRows
from cmdesk.ui.widgets.labels import Card, Label
from cmdesk.ui.widgets.tables import Table

SPOKEN = 12
"""The years shown: this one, the next and those that records may still speak of."""


class CalendarSection(Section):
    """Shows each year's days; a new table comes in by the import page."""

    code, title, icon = "calendar", "节假日", "calendar-days"
    line = "工作日期限都按这里算；缺了年份的表，那一年的期限就算不出来"
    permission = "settings.change"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.take_in = Button(self.look, "导入节假日表", icon="upload", key="F3")
        self.take_in.clicked.connect(lambda: page.room.go("incoming", "holidays"))
        self.buttons.addWidget(self.take_in)
        self.take_in.setVisible(page.room.desk.may("settings.change") and page.room.has_page("incoming"))
        self.warning = Label(self.look, "", tone="warn", wrap=True)
        self.warning.hide()
        columns = (
            Column[HolidayYearRow]("年度", lambda row: f"{row.year} 年", share=1),
            Column[HolidayYearRow]("放假", lambda row: f"{len(row.off)} 天", share=1),
            Column[HolidayYearRow]("调休上班", lambda row: f"{len(row.work)} 天", share=1),
            Column[HolidayYearRow]("来源", lambda row: "本单位导入" if row.own else "随程序", share=1.4),
        )
        self.model: RowsModel[HolidayYearRow] = RowsModel(columns, self)
        self.table = Table(self.look, "节假日表")
        self.table.base_height = (36, 32)
        self.table.setItemDelegate(RowDelegate(self.look, self.table))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.chosen.connect(self._chosen)
        self.first = self.table
        self.days = FactRows(self.look, label_width=84)
        upper, lower = Card(), Card()
        for card, widget in ((upper, self.table), (lower, self.days)):
            inside = QVBoxLayout(card)
            inside.setContentsMargins(1, 1, 1, 1) if card is upper else inside.setContentsMargins(18, 12, 18, 12)
            inside.addWidget(widget)
        self.body.addWidget(self.warning)
        self.body.addWidget(upper, 1)
        self.body.addWidget(lower)

    def refresh(self) -> None:
        """Read the years."""
        self.page.ask(HolidayYears(), self._show)

    def _show(self, rows: tuple[HolidayYearRow, ...]) -> None:
        this = today(self.page.room.desk.clock).year
        missing = [year for year in (this, this + 1) if year not in {row.year for row in rows}]
        self.warning.setText("".join(f"{year} 年还没有节假日表。" for year in missing) + "国务院办公厅公布后请导入。")
        self.warning.setVisible(bool(missing))
        self.model.show(rows[:SPOKEN])
        place = self.model.place(lambda row: row.year == this)
        self.table.pick(max(0, place))

    def _chosen(self, row: HolidayYearRow) -> None:
        self.days.show_rows(
            [FactRow("放假", span) for span in _spans(row.off)[:8]]
            + [FactRow("调休上班", "、".join(words.day(day) for day in row.work) or "没有")]
        )


def _spans(days: tuple[date, ...]) -> list[str]:
    """Give runs of days, weekends between them counted in: 10月1日—10月8日."""
    found: list[list[date]] = []
    for day in days:
        if (
            found
            and (day - found[-1][1]).days <= 3
            and all(
                date.fromordinal(number).weekday() >= 5
                for number in range(found[-1][1].toordinal() + 1, day.toordinal())
            )
        ):
            found[-1][1] = day
        else:
            found.append([day, day])
    return [words.day(first) if first == last else f"{words.day(first)}—{words.day(last)}" for first, last in found]
