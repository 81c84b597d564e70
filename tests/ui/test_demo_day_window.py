"""The day of a sample county in the window: told at the foot, moved on from there, never back; and its guide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from factories.seat import RECORDER, Seat, password_of
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSettings, Qt, QUrl
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cmdesk.desk import Desk
from cmdesk.kernel.clock import CHINA, SetClock, SystemClock, morning_of
from cmdesk.models.journal import JournalEntry
from cmdesk.ui.forms.later_day import LaterDayAsked
from cmdesk.ui.help import help_file, help_text
from cmdesk.ui.theme.look import Look
from cmdesk.ui.window import Window
from cmdesk.usecases.settings.move_demo_day import MoveDemoDay

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
DAY = date(2025, 4, 21)


@dataclass
class Demo:
    """A window on a sample county with a day of its own, as the program opens it: by the computer's clock."""

    window: Window
    wait: Callable[[], None]

    def card(self) -> LaterDayAsked:
        """Ask for another day and give the card."""
        self.window.actions_["demo_day"].trigger()
        self.wait()
        return next(card for card in self.window.findChildren(LaterDayAsked) if card.isVisible())

    def offered(self) -> list[QAction]:
        """Press the day at the foot and give what the menu offers."""
        self.window.status.day.click()
        self.wait()
        shown = [menu for menu in self.window.findChildren(QMenu) if menu.isVisible()]
        return [action for menu in shown for action in menu.actions() if not action.isSeparator()]

    def heading(self) -> str:
        """Give what the first page calls today."""
        assert self.window.workspace is not None
        return str(self.window.workspace.pages["home"].head.title.text())  # type: ignore[attr-defined]


@pytest.fixture
def demo(qapp: QApplication, look: Look, database: Path) -> Iterator[Demo]:
    """Give a shown window in which the recorder sits, on 21 April 2025."""
    clock = SetClock(morning_of(DAY))
    with Desk.open(database, user=RECORDER, password=password_of(RECORDER), clock=clock) as desk:
        desk.run(MoveDemoDay(day=DAY))
    look.set_dark(False)
    look.set_percent(100)
    settings = QSettings(str(database.with_name("window.ini")), QSettings.Format.IniFormat)
    window = Window(look, SystemClock(), database, settings, "0")

    def wait() -> None:
        for _ in range(400):
            qapp.processEvents()
            if not window.tasks.busy:
                break
            window.tasks.wait(50)
        for _ in range(5):
            qapp.processEvents()

    window.resize(1366, 768)
    window.start()
    window.show()
    wait()
    window.take(Desk.open(database, user=RECORDER, password=password_of(RECORDER), clock=window.computers))
    wait()
    try:
        yield Demo(window, wait)
    finally:
        window.leaving.unattended = True
        window.close()
        wait()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        qapp.processEvents()


@pytest.mark.parametrize("size", [(1366, 768), (1180, 720)])
def test_that_the_foot_says_the_day_in_full(demo: Demo, size: tuple[int, int]) -> None:
    demo.window.resize(*size)
    demo.wait()
    plate = demo.window.status.day
    assert plate.isVisible()
    assert plate.text() == "演示日期 2025年4月21日 周一"
    assert plate.accessibleName() == "演示县：演示日期 2025年4月21日 周一"
    assert plate.width() >= plate.sizeHint().width()
    place = QRect(plate.mapTo(demo.window, QPoint(0, 0)), plate.size())
    assert demo.window.rect().contains(place)
    assert not place.intersects(QRect(demo.window.status.who.mapTo(demo.window, QPoint(0, 0)), plate.size()))


def test_that_the_pages_live_on_that_day(demo: Demo) -> None:
    assert "4月21日" in demo.heading()
    assert demo.window.clock.now().astimezone(CHINA).date() == DAY


def test_that_the_menu_leads_to_the_days_ahead_and_the_page_stays(demo: Demo) -> None:
    workspace = demo.window.workspace
    assert workspace is not None
    workspace.go("people")
    demo.wait()
    offered = demo.offered()
    assert [action.text() for action in offered] == [
        "下一个工作日：4月22日 周二",
        "到月末：4月30日 周三",
        "到月度关账：5月13日 周二",
        "换演示日期…",
        "演示指南",
    ]
    offered[1].trigger()
    demo.wait()
    assert demo.window.status.day.text() == "演示日期 2025年4月30日 周三"
    assert demo.window.status.said.label.text() == "演示日期换到 2025年4月30日"
    assert workspace.shown == "people"
    workspace.go("home")
    demo.wait()
    assert "4月30日" in demo.heading()


def test_that_any_later_day_is_chosen_by_keyboard_and_stamped_with_the_day_before(qtbot: QtBot, demo: Demo) -> None:
    card = demo.card()
    card.day.setText("2025-5-6")
    qtbot.keyClick(card.day, Qt.Key.Key_Return)
    demo.wait()
    desk = demo.window.desk
    assert desk is not None
    assert desk.demo_day() == date(2025, 5, 6)
    assert "5月6日" in demo.heading()
    with desk.database.reading() as session:
        newest = session.scalars(select(JournalEntry).where(JournalEntry.verb == "settings.move_demo_day")).all()[-1]
    assert newest.at.astimezone(CHINA).date() == DAY


@pytest.mark.parametrize("typed", ["2025-04-21", "2025-04-20", "2024-12-31", "四月", ""])
def test_that_no_day_but_a_later_one_can_be_chosen(qtbot: QtBot, demo: Demo, typed: str) -> None:
    card = demo.card()
    card.day.setText(typed)
    assert not card.keep.isEnabled()
    qtbot.keyClick(card.day, Qt.Key.Key_Return)
    assert card.isVisible()
    qtbot.keyClick(card.day, Qt.Key.Key_Escape)
    demo.wait()
    assert demo.window.desk is not None
    assert demo.window.desk.demo_day() == DAY


def test_that_a_locked_window_neither_says_nor_moves_the_day(demo: Demo) -> None:
    demo.window.lock()
    demo.wait()
    assert not demo.window.status.day.isVisible()
    assert not demo.window.actions_["demo_day"].isEnabled()


def test_that_the_guide_opens_from_the_day_and_its_links_lead_somewhere(demo: Demo) -> None:
    demo.offered()[-1].trigger()
    demo.wait()
    panel = demo.window.help
    assert panel.isVisible()
    assert panel.title.text() == "帮助 · 演示指南"
    panel._follow_link(QUrl("inspections"))
    assert panel.title.text() == "帮助 · 督察检查"


def test_that_the_first_pages_lead_to_the_guide() -> None:
    for code in ("home", "first-start", "sign-in"):
        assert "](demo-guide)" in help_text(code)
    links = re.findall(r"\]\(([a-z-]+)\)", help_text("demo-guide"))
    assert links
    assert all(help_file(code).is_file() for code in links)


def test_that_a_county_without_a_day_says_nothing_of_it(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    assert not seat.window.status.day.isVisible()
    assert not {"demo_day", "demo_guide"} & {spec.code for spec in seat.window.actions_.listed()}


def test_that_the_lock_of_a_sample_finds_no_clock_set_back(demo: Demo, qtbot: QtBot) -> None:
    demo.window.lock()
    with qtbot.waitSignal(demo.window.tasks.ended):
        pass
    demo.wait()
    assert "时钟" not in demo.window.sign_in.banner.label.text()
