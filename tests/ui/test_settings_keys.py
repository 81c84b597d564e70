"""The trial authority is made in the window with its root certificate, which can be written again."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories.seat import ADMINISTRATOR, Seat

from cmdesk.queries.access_keys import Roots
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.choices import ChoiceField
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.reports.signing import SigningCard
from cmdesk.ui.pages.settings.keys import KeysSection
from cmdesk.ui.pages.settings.page import SettingsPage


def opened(seat: Seat) -> KeysSection:
    """Give the section of keys as the administrator sees it."""
    seat.sign_in(ADMINISTRATOR)
    page = seat.go("settings")
    assert isinstance(page, SettingsPage)
    section = page.section("keys")
    assert isinstance(section, KeysSection)
    page.show_part("keys")
    seat.wait()
    return section


def said(seat: Seat) -> str:
    return str(seat.window.status.said.label.text())


def test_that_the_authority_is_made_with_its_root_and_the_root_is_written_again(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = opened(seat)
    assert seat.window.desk is not None
    assert (section.authority.isHidden(), section.roots.isHidden(), section.issue.isEnabled()) == (False, True, False)
    monkeypatch.setattr(paths, "ask_save", lambda *_: None)
    section.authority.click()
    seat.wait()
    assert seat.window.desk.ask(Roots()) == ""
    first, again = tmp_path / "roots.pem", tmp_path / "再写一份.pem"
    monkeypatch.setattr(paths, "ask_save", lambda *_: first)
    section.authority.click()
    seat.wait()
    assert str(first) in said(seat)
    assert first.read_text(encoding="ascii") == seat.window.desk.ask(Roots())
    assert (section.authority.isHidden(), section.roots.isHidden(), section.issue.isEnabled()) == (True, False, True)
    monkeypatch.setattr(paths, "ask_save", lambda *_: again)
    section.roots.click()
    seat.wait()
    assert again.read_bytes() == first.read_bytes()
    assert str(again) in said(seat)


def test_that_a_root_that_cannot_be_written_is_said(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = opened(seat)
    monkeypatch.setattr(paths, "ask_save", lambda *_: tmp_path / "没有这个文件夹" / "roots.pem")
    section.authority.click()
    seat.wait()
    assert section.page.banner.isVisible()
    assert "没有这个文件夹" in section.page.banner.label.text()
    assert not section.roots.isHidden(), "the authority stands: its root can be written elsewhere"


def test_that_a_key_is_offered_for_what_signs_and_the_page_says_what_comes_after_the_authority(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = opened(seat)
    assert "建" in section.empty.line.text()
    monkeypatch.setattr(paths, "ask_save", lambda *_: tmp_path / "roots.pem")
    section.authority.click()
    seat.wait()
    assert section.empty.line.text() == "给每位签字人签发一把"
    section.open_form()
    assert isinstance(section.form, Form)
    offered = section.form.fields["duty"]
    assert isinstance(offered, ChoiceField)
    words = {offered.itemText(place) for place in range(offered.count())}
    assert {"被考评人", "营销部主任", "督察组长", "督察员", "单位电子签章"} <= words
    assert not {"系统管理员", "审计员"} & words


def test_that_who_has_no_key_is_told_where_one_comes_from(seat: Seat) -> None:
    card = SigningCard(seat.look)
    assert "设置 → 签名密钥" in card.whence.text()
    assert not card.whence.isHidden()
    card.take_key(Path("9001.p12"))
    assert card.whence.isHidden()
    card.deleteLater()
