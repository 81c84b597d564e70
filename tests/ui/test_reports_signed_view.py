"""The preview follows a signature: what was signed is seen as signed at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories.lived import PEOPLE, YEAR
from factories.seat import ADMINISTRATOR, HEAD, Seat, password_of
from PySide6.QtGui import QImage

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.periods import Period
from cmdesk.sample import county
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority
from cmdesk.usecases.reports.compose import Compose

SECRET = "密钥口令-1234"
QUARTER = Period.parse("2025Q1")


@pytest.fixture
def keys(database: Path, tmp_path: Path) -> Path:
    """Issue a key to the first manager and the head; give their folder."""
    folder, secret = tmp_path / "keys", tmp_path / "secret"
    folder.mkdir()
    secret.write_text(SECRET, encoding="utf-8")
    clock = SetClock(datetime(2025, 5, 9, 1, tzinfo=UTC))
    first = county.managers("cmdesk", PEOPLE, YEAR)[0].staff_no
    with Desk.open(database, user=ADMINISTRATOR, password=password_of(ADMINISTRATOR), clock=clock) as desk:
        desk.run(MakeTrialAuthority())
        for number, duty in ((HEAD, "department_head"), (first, "appraised")):
            desk.run(IssueKey(number=number, duty=duty, password_file=secret, out=folder / f"{duty}.p12"))
    return folder


def test_that_the_preview_shows_a_signature_at_once(keys: Path, seat: Seat) -> None:
    seat.sign_in(HEAD)
    assert seat.window.desk is not None
    seat.window.desk.run(Compose(form="D13", period=QUARTER))
    seat.window.resize(1366, 768)
    page = seat.go("reports")
    before = QImage(page.preview.paper.image)
    unsigned = page.viewer.data
    page.signing.take_key(keys / "appraised.p12")
    page.signing.opinion.put("agreed")
    page.signing.password.setText(SECRET)
    page.signing.press()
    seat.wait()
    assert page.list.current().signatures[0].kind == "electronic"
    after = page.preview.paper.image
    assert isinstance(after, QImage)
    assert after.size() != before.size() or after != before
    # The picture of the unsigned file may come after the signed one is wanted, at the same number, page and size.
    row, signed = page.list.current(), page.viewer.data
    page.viewer.show(row.number, unsigned, "", (), 1)
    page.viewer.show(row.number, signed, "", (), 1)
    seat.wait()
    shown = page.preview.paper.image

    def drawn(data: bytes) -> QImage:
        return page.viewer.renderer.sheet(data, 0, page.preview._width, sharp=shown.devicePixelRatio()).image

    assert shown == drawn(signed)
    assert shown != drawn(unsigned)
