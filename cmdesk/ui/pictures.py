"""`cmdesk pictures DIR`: every page of the window on the sample county, at two sizes, light and dark, and the forms
on paper, as PNG files."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QSettings, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from cmdesk.kernel.clock import SetClock, SystemClock
from cmdesk.ui.app import program_version, speak_chinese
from cmdesk.ui.room import Page
from cmdesk.ui.theme.look import STYLE, Look
from cmdesk.ui.window import Window

SIZES = ((1440, 900), (1366, 768))
SETTLE_MS = 60
_ROUNDS = 6
PAPER = 1240
"""The width of a page of paper in pixels: A4 at 150 dpi."""
PACKET_PAGES = 7
"""As far as the first separator: cover, contents, the reports of the sittings."""


def run(argv: Sequence[str]) -> int:
    """Draw the pages into a folder and give the exit status; 1 where a text of a page was cut."""
    parser = argparse.ArgumentParser(prog="cmdesk pictures", description="把每个页面画成图片")
    parser.add_argument("folder", type=Path, metavar="DIR", help="放图片的文件夹")
    parser.add_argument("--county", type=Path, help="演示县的文件夹（cmdesk demo 的结果；不写则现做一个）")
    parser.add_argument("--people", type=int, default=24, help="现做演示县时的客户经理人数（默认 24）")
    parser.add_argument("--day", type=date.fromisoformat, help="页面上的今天（默认：演示年度之后的四月八日）")
    options = parser.parse_args(list(argv))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([*sys.argv[:1], *STYLE])
    if not isinstance(app, QApplication):
        raise TypeError("a window needs a QApplication")
    speak_chinese(app)
    with tempfile.TemporaryDirectory() as work:
        county = Path(work) / "county"
        if options.county is None:
            _live(county, options.people)
        else:
            # A copy: the wrong passwords and the backup of the pictures leave no trace in the county itself.
            shutil.copytree(options.county, county)
        artist = _Artist(options.folder, county, Path(work), options.day)
        artist.draw_all()
    for name, texts in artist.cut.items():
        print(f"{name}: {'；'.join(sorted(texts))}", file=sys.stderr)
    print(f"{len(artist.drawn)} 张图片在 {options.folder}")
    return 1 if artist.cut else 0


def main(argv: Sequence[str]) -> int:
    """Do the same as `run`."""
    return run(argv)


def _live(folder: Path, people: int) -> None:
    from cmdesk.sample.whole import live

    live(folder, people=people)


class _Artist:
    """Opens one window after the other and grabs it."""

    def __init__(self, folder: Path, county: Path, work: Path, day: date | None) -> None:
        self.folder, self.work = folder, work
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database = next(county.glob("*.db"))
        self.users = {user["number"]: user["password"] for user in _users(county)}
        self.look = Look()
        self.drawn: list[str] = []
        self.cut: dict[str, set[str]] = {}
        self.clock = SetClock(SystemClock().now())
        self.day = day or date(2026, 4, 8)
        self.clock.set(self.day)
        self.window = self._window(self.database)

    def draw_all(self) -> None:
        """Draw sign-in, first start and every page of somebody who sees them."""
        window = self.window
        window.start()
        # The folder is another one each time; the pictures must stay comparable.
        window.status.where.say(self.database.name)
        window.show()
        self._each("sign-in")
        window.sign_in.state.move(1, self.clock.now())
        for _ in range(6):
            window.sign_in.wanted.emit(window.sign_in.state.chosen, "wrong")
            self._settle()
        self._each("sign-in-wrong")
        # The delay of the wrong passwords is over by then.
        self.clock.set(self.day, 14)
        self._sign_in()
        workspace = window.workspace
        if workspace is None:
            raise RuntimeError("nobody could sign in")
        for entry in workspace.entries:
            workspace.go(entry.code)
            self._each(entry.code)
            for pose in workspace.pages[entry.code].poses():
                self._each(f"{entry.code}-{pose}")
            if entry.code == "reports":
                self._dialogs(workspace.pages[entry.code])
                self._forms()
            if entry.code == "people":
                workspace.go("people", self._first_person())
                self._each("person")
                self._edit(workspace.pages["people"])
        window.actions_["find"].trigger()
        self._each("finder")
        window.lock()
        self._each("locked")
        window.close()
        self.window = self._window(self.work / "nothing" / "cmdesk.db")
        self.window.start()
        self.window.show()
        self._each("first-start")
        self.window.close()

    def _edit(self, page: Page) -> None:
        from cmdesk.ui.pages.org.page import PeoplePage

        if isinstance(page, PeoplePage) and page.person.edit("route") is not None:
            self._each("person-edit")
            page.person.close_form()

    def _dialogs(self, page: Page) -> None:
        from cmdesk.ui.dialogs.packet import PacketDialog
        from cmdesk.ui.pages.reports.page import ReportsPage
        from cmdesk.ui.pages.reports.presenter import Filter

        if not isinstance(page, ReportsPage):
            return
        page.list.tabs[Filter.OPEN].click()
        page.list.table.selectAll()
        self._each("reports-batch")
        page.list.tabs[Filter.ALL].click()
        menu = page.offers()
        self._alone("reports-compose", menu)
        if page.pack.isVisible():
            page.pack.click()
            dialog = page.findChild(PacketDialog)
            if isinstance(dialog, PacketDialog):
                self._alone("reports-packet", dialog)
                dialog.reject()

    def _alone(self, name: str, widget: QWidget) -> None:
        """Draw a dialog or menu by itself, light and dark."""
        for dark in (False, True):
            self.look.set_dark(dark)
            widget.adjustSize()
            self._settle()
            self._keep(f"{name}{'-dark' if dark else ''}.png", widget.grab().toImage())

    def _forms(self) -> None:
        """Draw all pages of one document of each form, the first ones of the packet, and the blank sheet."""
        from cmdesk.queries.reports import BlankSheet, DocumentFile, Documents

        desk = self.window.desk
        if desk is None:
            return
        self._paper("D04-blank", desk.ask(BlankSheet()).data)
        drawn: set[str] = set()
        for row in desk.ask(Documents()):
            if row.form not in drawn:
                drawn.add(row.form)
                most = PACKET_PAGES if row.form == "KP" else None
                self._paper(row.form, desk.ask(DocumentFile(number=row.number)).data, most)

    def _paper(self, name: str, pdf: bytes, most: int | None = None) -> None:
        from cmdesk.ui.pages.reports.rendering import Renderer

        renderer = Renderer()
        pages = renderer.sheet(pdf, 0, 100).pages
        for page in range(min(pages, most or pages)):
            self._keep(f"{name}-{page + 1}.png", renderer.sheet(pdf, page, PAPER).image)

    def _keep(self, file: str, image: QImage) -> None:
        image.save(str(self.folder / file))
        self.drawn.append(file)

    def _window(self, database: Path) -> Window:
        settings = QSettings(str(self.work / "window.ini"), QSettings.Format.IniFormat)
        made = Window(self.look, self.clock, database, settings, program_version())
        made.leaving.unattended = True
        return made

    def _sign_in(self) -> None:
        from cmdesk.desk import Desk

        for number, password in self.users.items():
            desk = Desk.open(self.database, user=number, password=password, clock=self.clock)
            if desk.may_read("scoring.compute") and desk.may("org.change"):
                self.window.take(desk)
                return
            desk.close()

    def _first_person(self) -> str:
        from cmdesk.queries.org import People

        if self.window.desk is None:
            return ""
        people = self.window.desk.ask(People(managers_only=True))
        return str(people[0].staff_no) if people else ""

    def _each(self, name: str) -> None:
        for width, height in SIZES:
            for dark in (False, True):
                self.window.resize(width, height)
                self.look.set_dark(dark)
                self._settle()
                self.look.elided.clear()
                shade = "-dark" if dark else ""
                file = f"{name}-{width}x{height}{shade}.png"
                self.window.grab().save(str(self.folder / file))
                self.drawn.append(file)
                if self.look.elided:
                    self.cut[file] = set(self.look.elided)

    def _settle(self) -> None:
        # Drawing takes longer than the window waits for its user before it locks.
        self.window.stir()
        for _ in range(200):
            loop = QEventLoop()
            QTimer.singleShot(SETTLE_MS, loop.quit)
            loop.exec()
            if not self.window.tasks.busy:
                break
        # What the last answer has shown is laid out in the rounds after it.
        for _ in range(_ROUNDS):
            QCoreApplication.processEvents()


def _users(county: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((county / "users.json").read_text("utf-8"))
    return found
