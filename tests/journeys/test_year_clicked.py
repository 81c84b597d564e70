"""The journey by mouse: a small county lives its whole year in the window, from first start to the city's decision.

Every kind of step is clicked once; what the year needs in bulk is lived between clicks through the same desk.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import deciding
import evaluating
import meeting
import opening
import paperwork
import pytest
import working
import yearend
from factories.lived import CHEAP
from mouse import Mouse
from office import ADMINISTRATOR, AUDITOR, YEAR, Office, new_office
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from cmdesk.desk import Desk
from cmdesk.queries.audit import Chain
from cmdesk.ui.theme.look import Look

Step = Callable[[Office], object]
STEPS: tuple[Step, ...] = (
    opening.first_start,
    opening.first_user,
    opening.import_roster,
    opening.other_users,
    opening.activate_rules,
    working.plans,
    working.sheet,
    working.correction,
    working.import_sheets,
    working.indicators,
    working.close_month,
    working.pay,
    working.rest_of_the_quarter,
    evaluating.evaluations,
    evaluating.second_quarter,
    evaluating.exam,
    evaluating.rest_of_the_year,
    yearend.peers,
    yearend.leaders,
    yearend.seats,
    yearend.first_sitting,
    deciding.proposed,
    meeting.second_sitting,
    deciding.allocated,
    deciding.decided,
    paperwork.keys,
    paperwork.composed,
    paperwork.signed,
    paperwork.verified,
    paperwork.ballot_reports,
    paperwork.rest_signed,
    paperwork.package,
    deciding.city_decided,
)


@pytest.fixture
def office(qapp: QApplication, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Give the window on a computer without a database, on the first working day of the year."""
    look.set_dark(False)
    look.set_percent(100)
    # Some two hundred passwords and PINs are proved: the hash is the real one, only cheap.
    monkeypatch.setattr(Desk.__init__, "__defaults__", (CHEAP,))
    monkeypatch.setitem(Desk.create.__func__.__kwdefaults__, "cost", CHEAP)  # type: ignore[attr-defined]
    mouse = Mouse(qapp, look, tmp_path / "none" / "cmdesk.db", tmp_path / "window.ini", opening.FIRST_DAY)
    mouse.take_answers(monkeypatch)
    yield new_office(mouse, tmp_path)
    mouse.close()
    # Deferred deletion waits for an event loop of its own.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.shows("R28", "R29", "R30", "R31", "R32", "R46", "54", "55", "59", "71", "68", "105")
def test_that_a_small_county_lives_its_whole_year_by_mouse(office: Office) -> None:
    for step in STEPS:
        step(office)
    with zipfile.ZipFile(office.folder / paperwork.PACKAGE) as package:
        assert package.namelist()[0] == "mimetype"
    office.sit(AUDITOR)
    desk = office.mouse.window.desk
    assert desk is not None
    assert desk.ask(Chain()).entries > 200
    assert (office.folder / f"X4-{YEAR}.xlsx").is_file()
    office.sit(ADMINISTRATOR)
    office.mouse.click("立即备份")
    assert office.mouse.says("备份")
