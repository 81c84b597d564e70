"""设置 in the window: each section for whoever may see it, users and rules changed in place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from factories.seat import HEAD, RECORDER, Seat, password_of
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cmdesk.desk import Desk
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.lines import TextField
from cmdesk.ui.forms.second import SecondAsked
from cmdesk.ui.pages.settings.display import DisplaySection
from cmdesk.ui.pages.settings.journal import JournalSection
from cmdesk.ui.pages.settings.page import SECTIONS, SettingsPage
from cmdesk.ui.pages.settings.password import PasswordSection
from cmdesk.ui.pages.settings.passwords import PasswordForm
from cmdesk.ui.pages.settings.rules import RulesSection
from cmdesk.ui.pages.settings.unit import UnitSection
from cmdesk.ui.pages.settings.users import UsersSection

ADMINISTRATOR, AUDITOR, LEADER = "9009", "9010", "9003"
DEFAULT_RULES = Path(__file__).parents[2] / "resources" / "rulesets" / "default.json"


def opened(seat: Seat, number: str) -> SettingsPage:
    seat.sign_in(number)
    page = seat.go("settings")
    assert isinstance(page, SettingsPage)
    return page


def titles(page: SettingsPage) -> list[str]:
    return [kind.title for place in range(page.model.rowCount()) if (kind := page.model.row(place))]


@pytest.mark.shows("134")
def test_that_each_duty_sees_its_sections(seat: Seat, qtmodeltester: ModelTester) -> None:
    page = opened(seat, ADMINISTRATOR)
    assert titles(page) == [kind.title for kind in SECTIONS if kind is not JournalSection]
    qtmodeltester.check(page.model)
    seat.window.close()


def test_that_a_recorder_sees_neither_users_nor_keys_nor_the_journal(seat: Seat) -> None:
    assert not {"用户与职责", "签名密钥", "操作日志"} & set(titles(opened(seat, RECORDER)))


def test_that_text_size_and_colours_count_at_once(seat: Seat) -> None:
    page = opened(seat, RECORDER)
    section = page.section("display")
    assert isinstance(section, DisplaySection)
    section.sizes[115].click()
    section.shades[True].click()
    assert (seat.look.percent, seat.look.tokens.dark) == (115, True)
    seat.window.close()
    assert int(str(seat.window.settings.value("window/percent"))) == 115


@pytest.mark.shows("134")
def test_that_a_new_user_types_his_own_password_and_gets_in(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat, ADMINISTRATOR)
    section = page.section("users")
    assert isinstance(section, UsersSection)
    seat.wait()
    section.open_new()
    form = section.form
    assert isinstance(form, Form)
    form.set_values({"number": "9020", "name": "新来的人", "duty_inspector": True})
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    secret = section.form
    assert isinstance(secret, PasswordForm)
    secret.new.insert("新来的人的口令")
    assert "还没填全" in secret.keep.text()
    secret.again.insert("新来的人的口令")
    qtbot.keyClick(secret.again, Qt.Key.Key_Return)
    seat.wait()
    assert section.form is None
    assert section.model.place(lambda row: row.number == "9020") >= 0
    seat.window.close()
    with Desk.open(seat.path, user="9020", password="新来的人的口令", clock=seat.clock) as desk:
        assert desk.may("inspections.record")


def test_that_duties_that_exclude_each_other_are_told_in_the_form(seat: Seat) -> None:
    page = opened(seat, ADMINISTRATOR)
    section = page.section("users")
    assert isinstance(section, UsersSection)
    seat.wait()
    section.table.pick(section.model.place(lambda row: row.number == AUDITOR))
    section.open_change()
    form = section.form
    assert isinstance(form, Form)
    form.set_values({**form.values(), "duty_auditor": True})
    assert not form.fields["duty_administrator"].isEnabled()
    form.fields["duty_administrator"].put(True)
    form.try_keep()
    seat.wait()
    assert section.form is form
    assert "不能既管" in form.wrong.text()


def test_that_ones_password_changes_with_the_present_one_and_a_wrong_one_is_told(qtbot: QtBot, seat: Seat) -> None:
    page = opened(seat, RECORDER)
    section = page.section("password")
    assert isinstance(section, PasswordSection)
    for present in ("不对的口令", password_of(RECORDER)):
        section.form.present.setText(present)
        section.form.new.setText("全新的好口令")
        section.form.again.setText("全新的好口令")
        qtbot.keyClick(section.form.again, Qt.Key.Key_Return)
        seat.wait()
        assert section.form.wrong.isVisible() is (present != password_of(RECORDER))
    seat.window.close()
    with Desk.open(seat.path, user=RECORDER, password="全新的好口令", clock=seat.clock):
        pass


def test_that_the_unit_is_changed_in_place_and_a_wrong_address_is_told_at_its_field(seat: Seat) -> None:
    page = opened(seat, ADMINISTRATOR)
    section = page.section("unit")
    assert isinstance(section, UnitSection)
    seat.wait()
    section.open_form()
    name, service = section.form.fields["name"], section.form.fields["time_stamp_service"]
    assert isinstance(name, TextField)
    assert isinstance(service, TextField)
    name.setText("新县营销部")
    service.setText("不是网址")
    section.form.try_keep()
    seat.wait()
    assert section.form.isVisible()
    service.setText("")
    section.form.try_keep()
    seat.wait()
    assert not section.form.isVisible()
    assert "新县营销部" in section.facts.accessibleName()


@pytest.mark.shows("R01", "R02", "5", "37")
def test_that_another_rule_set_is_looked_at_before_two_people_put_it_in_force(
    qtbot: QtBot, seat: Seat, tmp_path: Path
) -> None:
    page = opened(seat, HEAD)
    section = page.section("rules")
    assert isinstance(section, RulesSection)
    seat.wait()
    assert section.tabs["算例"].text().endswith("全对")
    body = json.loads(DEFAULT_RULES.read_text(encoding="utf-8"))
    body["meta"]["version"] = "2026.9"
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    section.preview(path)
    seat.wait()
    assert "2026.9" in section.banner.label.text()
    section.activate.click()
    seat.wait()
    asked = seat.window.findChild(SecondAsked)
    assert isinstance(asked, SecondAsked)
    asked.put_away()
    assert seat.window.desk is not None
    section._activate(seat.window.desk.person(LEADER, password_of(LEADER)))
    seat.wait()
    assert {row.version for place in range(2) if (row := section.version_rows.row(place))} >= {"2026.9"}


def test_that_a_faulty_rule_set_is_refused_with_its_place(seat: Seat, tmp_path: Path) -> None:
    page = opened(seat, HEAD)
    section = page.section("rules")
    assert isinstance(section, RulesSection)
    path = tmp_path / "rules.json"
    path.write_text("{", encoding="utf-8")
    section.preview(path)
    seat.wait()
    assert not section.activate.isVisible()
    assert page.banner.isVisible()


@pytest.mark.shows("132")
def test_that_the_auditor_reads_the_journal_and_checks_the_whole_chain(seat: Seat) -> None:
    page = opened(seat, AUDITOR)
    section = page.section("journal")
    assert isinstance(section, JournalSection)
    seat.wait()
    assert section.model.rowCount() > 10
    section.check.click()
    seat.wait()
    assert "一条不缺" in section.banner.label.text()


def test_that_a_user_is_tied_to_the_roster_in_the_form_of_duties(seat: Seat) -> None:
    page = opened(seat, ADMINISTRATOR)
    section = page.section("users")
    assert isinstance(section, UsersSection)
    page.show_part("users")
    seat.wait()

    def tie(staff_no: str) -> Form:
        section.table.pick(section.model.place(lambda row: row.number == HEAD))
        section.open_change()
        form = section.form
        assert isinstance(form, Form)
        field = form.fields["staff_no"]
        assert isinstance(field, TextField)
        field.setText(staff_no)
        form.try_keep()
        seat.wait()
        return form

    assert section.untied.isHidden(), section.untied.text()
    form = tie(RECORDER)
    assert RECORDER in form._lines["staff_no"].text()
    assert form.isVisible()
    tie("")
    assert HEAD in section.untied.text()
    assert not section.untied.isHidden()
    tie(HEAD)
    assert section.untied.isHidden()


def test_that_a_line_of_a_list_is_seen_in_each_size_and_chooses_it(seat: Seat) -> None:
    seat.sign_in(RECORDER)
    page = seat.go("settings", "display")
    shown = page.stack.currentWidget()  # type: ignore[attr-defined]
    heights = [sample.sizeHint().height() for sample in shown.samples]
    assert heights == sorted(set(heights))
    shown.samples[2].click()
    assert seat.look.percent == 130
    assert [sample.isChecked() for sample in shown.samples] == [False, False, True]
    assert shown.sizes[130].isChecked()
    shown.samples[0].click()
    assert seat.look.percent == 100
