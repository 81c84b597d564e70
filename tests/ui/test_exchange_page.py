"""数据上报 in the window: what waits, the check before sending, two people who seal it, a stranger's file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories.lived import YEAR
from factories.seat import DAY, HEAD, RECORDER, Seat, password_of
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.periods import Period
from cmdesk.runtime.permissions import Duty
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.second import SecondAsked
from cmdesk.ui.pages.exchange.page import ExchangePage
from cmdesk.ui.pages.exchange.presenter import Filter
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority

ADMINISTRATOR = "9009"
KEY_PASSWORD = "单位盖章的口令"


@pytest.fixture
def key(database: Path, tmp_path: Path) -> Path:
    """Give the unit's key, issued by the trial authority of the county before the window opens."""
    clock = SetClock(datetime(DAY.year, DAY.month, DAY.day, 1, tzinfo=UTC))
    secret = tmp_path / "secret"
    secret.write_text(KEY_PASSWORD, encoding="utf-8")
    out = tmp_path / "unit.p12"
    with Desk.open(database, user=ADMINISTRATOR, password=password_of(ADMINISTRATOR), clock=clock) as desk:
        desk.run(MakeTrialAuthority())
        desk.run(IssueKey(number=RECORDER, duty="unit_seal", password_file=secret, out=out))
    return out


def opened(seat: Seat, number: str = RECORDER) -> ExchangePage:
    seat.sign_in(number)
    page = seat.go("exchange")
    assert isinstance(page, ExchangePage)
    return page


def choose(page: ExchangePage, period: str) -> None:
    page.list.table.pick(page.list.model.place(lambda row: row.period == Period.parse(period)))


def test_that_what_waits_stands_first_and_the_late_ones_are_counted(seat: Seat, qtmodeltester: ModelTester) -> None:
    page = opened(seat)
    rows = [page.list.model.row(place) for place in range(page.list.model.rowCount())]
    assert [row.period.chinese for row in rows if row][:4] == [
        f"{YEAR}年第一季度", f"{YEAR}年3月", f"{YEAR}年2月", f"{YEAR}年1月",
    ]  # fmt: skip
    assert page.head.line.text() == "4 个期间待上报，其中 4 个已逾期"
    counts = page.state.counts()
    assert counts[Filter.ALL] == sum(counts[one] for one in Filter if one is not Filter.ALL)
    qtmodeltester.check(page.list.model)


@pytest.mark.shows("108")
def test_that_the_check_before_sending_says_what_the_city_would_say(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat)
    choose(page, f"{YEAR}-03")
    assert "还没核对" in page.seal.button.text()
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    seat.wait()
    assert page.state.checked is not None
    assert page.state.checked.problems == ()
    assert page.check.verdict.text().startswith("可以上报")
    assert "还没选签章密钥" in page.seal.button.text()


def test_that_an_open_month_cannot_be_sent_and_says_so(seat: Seat) -> None:
    page = opened(seat)
    choose(page, f"{YEAR}-04")
    assert not page.check.button.isEnabled()
    assert "还没关账" in page.seal.button.text()
    assert not page.books.isEnabled()


@pytest.mark.shows("105", "108")
def test_that_two_people_make_the_file_and_the_next_one_is_another_edition(
    qtbot: QtBot, key: Path, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(seat)
    choose(page, f"{YEAR}-03")
    page.check.button.click()
    seat.wait()
    out = tmp_path / "out.zip"
    monkeypatch.setattr(paths, "ask_save", lambda *_: out)
    page.seal.take_key(key)
    page.seal.password.insert(KEY_PASSWORD)
    qtbot.keyClick(page.seal.password, Qt.Key.Key_Return)
    seat.wait()
    asked = page.findChild(SecondAsked) or seat.window.findChild(SecondAsked)
    assert isinstance(asked, SecondAsked)
    people = asked.findChild(QComboBox)
    assert isinstance(people, QComboBox)
    people.setCurrentIndex(people.findData(HEAD))
    field = asked.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText(password_of(HEAD))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    seat.wait()
    assert out.is_file()
    row = page.list.current()
    assert row is not None
    assert [sent.edition for sent in row.sent] == [1]
    assert page.check.editions.isVisible()
    assert page.check.editions.accessibleName().startswith("第 1 版 今天")
    assert page.seal.password.text() == ""
    page.check_file(out)
    seat.wait()
    assert page.stranger.verdict.text().startswith("演示县")
    assert "处问题" not in page.stranger.verdict.text()


def test_that_a_wrong_key_password_is_said_at_its_field(key: Path, seat: Seat) -> None:
    page = opened(seat)
    choose(page, f"{YEAR}-03")
    row = page.list.current()
    assert row is not None
    second = seat.window.desk.person(HEAD, password_of(HEAD)) if seat.window.desk else None
    assert second is not None
    assert Duty.DEPARTMENT_HEAD in second.duties
    page._make(row.period, key.with_name("out.zip"), key, "不对的口令", second)
    seat.wait()
    assert page.seal.wrong.isVisible()
    assert not key.with_name("out.zip").exists()


def test_that_a_file_that_is_none_is_told_in_the_card(seat: Seat, tmp_path: Path) -> None:
    page = opened(seat)
    file = tmp_path / "信.zip"
    file.write_text("不是上报包", encoding="utf-8")
    page.check_file(file)
    seat.wait()
    assert page.stranger.verdict.text() == "不能接收"


def test_that_whoever_only_reads_sees_no_seal(seat: Seat) -> None:
    page = opened(seat, HEAD)
    assert not page.seal.isVisible()
    assert page.check.button.isEnabled()


def drop(page: ExchangePage, file: Path) -> bool:
    """Let a file go over the list of periods and say whether the page took it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    given = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    return page.frame.eventFilter(page, QDropEvent(QPointF(40, 200), *given, QEvent.Type.Drop))


@pytest.mark.shows("108")
def test_that_a_file_dropped_anywhere_is_checked_and_a_pdf_is_sent_to_its_page(seat: Seat, tmp_path: Path) -> None:
    page = opened(seat)
    file = tmp_path / "邻县.zip"
    file.write_text("不是上报包", encoding="utf-8")
    assert drop(page, file)
    seat.wait()
    assert page.stranger.verdict.text() == "不能接收"
    pdf = tmp_path / "报告.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    assert drop(page, pdf)
    assert page.stranger.verdict.text() == "报告.pdf 不是上报包"
    assert not drop(page, tmp_path / "指标.xlsx")


def test_that_the_filled_button_is_what_comes_next(seat: Seat) -> None:
    page = opened(seat)
    choose(page, f"{YEAR}-03")
    assert (page.check.button._kind, page.seal.button._kind) == ("fill", "plain")
    page.check.button.click()
    seat.wait()
    assert (page.check.button._kind, page.seal.button._kind) == ("plain", "fill")


def test_that_before_the_check_one_reads_what_it_looks_at(seat: Seat) -> None:
    page = opened(seat)
    choose(page, f"{YEAR}-03")
    said = [label.text() for label in page.check.findings.findChildren(QLabel)]
    assert "合计：X2 逐行重加，每个数和工作簿对上" in said
    assert not any("签名" in text for text in said), "a month has nothing signed"
    foreign = [label.text() for label in page.stranger.findings.findChildren(QLabel)]
    assert any(text.startswith("签章：") for text in foreign)
    page.check.button.click()
    seat.wait()
    assert "合计" not in "".join(label.text() for label in page.check.findings.findChildren(QLabel))
