"""The form kit: typed values, problems under their fields, keys, people found in four ways, nothing composed lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cmdesk.kernel.errors import Problem, Where
from cmdesk.ui.forms.form import (
    ChoiceSpec,
    DateSpec,
    FlagSpec,
    Form,
    NotesSpec,
    NumberSpec,
    PersonSpec,
    TextSpec,
)
from cmdesk.ui.forms.people import found_people
from cmdesk.ui.forms.specs import day_typed, number_typed
from cmdesk.ui.theme.look import Look

TODAY = date(2026, 7, 8)
PEOPLE = (
    ("0001", "张三", "zhang san"),
    ("0002", "张建芳", "zhang jian fang"),
    ("9013", "李明", "li ming"),
    ("9014", "李明", "li ming"),
)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def form(qtbot: QtBot, look: Look) -> Iterator[Form]:
    """Give a shown form with a field of every kind in a window of its own."""
    window = QWidget()
    qtbot.addWidget(window)
    made = Form(
        look,
        (
            TextSpec("name", "姓名", required=True, most=10),
            PersonSpec("staff_no", "督察员", PEOPLE),
            NumberSpec("score", "得分", 2, 0, 100, "分"),
            NumberSpec("urban", "城区户数"),
            DateSpec("since", "自", near=TODAY, earliest=date(2026, 1, 1)),
            ChoiceSpec("kind", "种类", (("a", "定期"), ("b", "不定期"))),
            FlagSpec("received", "签收", words="已签收"),
            NotesSpec("notes", "说明"),
        ),
        title="试填",
    )
    QVBoxLayout(window).addWidget(made)
    window.resize(600, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    made.first_field().setFocus()
    yield made
    window.close()


def sent(form: Form) -> list[dict[str, Any]]:
    """Collect what a form sends when it is kept."""
    found: list[dict[str, Any]] = []
    form.kept.connect(found.append)
    return found


def compose(field: QWidget, text: str) -> None:
    """Let an input method show `text` in a field without handing it over."""
    QApplication.sendEvent(field, QInputMethodEvent(text, []))


def write(field: QWidget, text: str) -> None:
    """Let an input method hand over `text`, as Chinese is typed."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def line_of(form: Form, name: str) -> str:
    """Give the text under a field while it is shown."""
    line = form._lines[name]
    return line.text() if line.isVisible() else ""


def test_that_values_come_out_typed(qtbot: QtBot, form: Form) -> None:
    form.set_values({"name": " 王五 ", "staff_no": "0002", "since": TODAY, "kind": "b", "received": True})
    write(form.fields["score"], "９5。5")
    form.fields["urban"].put(12)
    assert form.values() == {
        "name": "王五",
        "staff_no": "0002",
        "score": Decimal("95.5"),
        "urban": 12,
        "since": TODAY,
        "kind": "b",
        "received": True,
        "notes": None,
    }
    assert form.fields["score"].text() == "95.5"
    assert isinstance(form.values()["urban"], int)


def test_that_enter_goes_on_field_by_field_and_ctrl_enter_keeps(qtbot: QtBot, form: Form) -> None:
    kept = sent(form)
    write(form.fields["name"], "王五")
    for name in ("name", "staff_no", "score", "urban", "since", "kind", "received"):
        assert form.fields[name].hasFocus(), name
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert form.fields["notes"].hasFocus()
    qtbot.keyClicks(form.fields["notes"], "a")
    qtbot.keyClick(form.fields["notes"], Qt.Key.Key_Return)
    qtbot.keyClicks(form.fields["notes"], "b")
    assert kept == []
    qtbot.keyClick(form.fields["notes"], Qt.Key.Key_Return, CTRL)
    assert [values["notes"] for values in kept] == ["a\nb"]


def test_that_the_form_has_its_keys_before_the_shortcuts_of_the_page(qtbot: QtBot, form: Form) -> None:
    taken = []
    for keys in ("Ctrl+Return", "Esc", "Return"):
        action = QAction(form.window())
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda checked=False, keys=keys: taken.append(keys))
        form.window().addAction(action)
    dropped = []
    form.dropped.connect(lambda: dropped.append(True))
    qtbot.keyClick(form.fields["name"], Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(form.fields["name"], Qt.Key.Key_Escape)
    assert (taken, dropped) == ([], [True])


@pytest.mark.shows("128")
@pytest.mark.parametrize("name", ["name", "notes"])
def test_that_text_being_composed_counts_and_is_not_eaten(qtbot: QtBot, form: Form, name: str) -> None:
    changed = []
    form.changed.connect(lambda: changed.append(True))
    field = form.fields[name]
    field.setFocus()
    field.put("督检")
    qtbot.keyClick(field, Qt.Key.Key_End)
    qtbot.keyClick(field, Qt.Key.Key_Left)
    changed.clear()
    compose(field, "察")
    assert form.values()[name] == "督察检"
    assert form.draft()[name] == "督察检"
    assert changed
    dropped, kept = [], sent(form)
    form.dropped.connect(lambda: dropped.append(True))
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.keyClick(field, Qt.Key.Key_Return, CTRL)
    assert (dropped, kept) == ([], [])
    write(field, "察")
    assert form.values()[name] == "督察检"


def test_that_an_empty_required_field_is_named_by_the_button_and_shown_by_ctrl_enter(qtbot: QtBot, form: Form) -> None:
    kept = sent(form)
    assert (form.keep.text(), form.keep.isEnabled()) == ("还缺姓名", False)
    form.fields["notes"].setFocus()
    qtbot.keyClick(form.fields["notes"], Qt.Key.Key_Return, CTRL)
    assert kept == []
    assert line_of(form, "name") == "还没有填"
    assert form.fields["name"].hasFocus()
    write(form.fields["name"], "王")
    assert line_of(form, "name") == ""
    assert form.keep.isEnabled()


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("score", "九十", "“九十”不是数：请只填数字"),
        ("score", "95.555", "“95.555”的小数太长：最多 2 位"),
        ("score", "100.01", "100.01 太大：不能大于 100"),
        ("score", "-1", "-1 太小：不能小于 0"),
        ("urban", "1.5", "“1.5”不是整数：请填整数"),
        ("since", "2月30日", "“2月30日”不是日期：请写成 2026-07-08、20260708 或 7月8日"),
        ("since", "2025-12-31", "2025年12月31日太早：不能早于2026年1月1日"),
        ("staff_no", "无此人", "没有找到“无此人”：请输入姓名、拼音首字母或工号，再从列表里选"),
        ("staff_no", "李明", "“李明”对得上 2 个人：请从列表里选一个"),
        ("name", "一二三四五六七八九十一", "有 11 个字，最多 10 个：请缩短"),
    ],
)
def test_that_what_cannot_be_is_said_when_the_field_is_left_and_not_kept(
    qtbot: QtBot, form: Form, name: str, typed: str, said: str
) -> None:
    kept = sent(form)
    form.fields["name"].put("王五")
    field = form.fields[name]
    field.setFocus()
    field.setText(typed)
    assert line_of(form, name) == ""
    form.fields["notes"].setFocus()
    assert line_of(form, name) == said
    form.try_keep()
    assert kept == []
    assert field.hasFocus()
    assert field.property("wrong") == "true"


def test_that_refusals_stand_under_their_fields_in_one_go_and_the_rest_at_the_foot(form: Form) -> None:
    problems = (
        Problem("typed_nothing", Where(field="entries.[0].score")),
        Problem("typed_nothing", Where(field="kind")),
        Problem("typed_nothing", Where(field="period")),
    )
    assert form.show_problems(problems)
    assert (line_of(form, "score"), line_of(form, "kind")) == ("还没有填", "还没有填")
    assert "还没有填" in form.wrong.text()
    assert form.wrong.isVisible()
    assert form.fields["score"].hasFocus()
    assert not form.show_problems(())
    assert not form.wrong.isVisible()


def test_that_a_person_is_found_while_typing_and_taken_by_enter(qtbot: QtBot, form: Form) -> None:
    field = form.fields["staff_no"]
    field.setFocus()
    qtbot.keyClicks(field, "z")
    shown = field.open_list
    assert shown is not None
    assert [shown.item(n).text() for n in range(shown.count())] == ["张三　0001", "张建芳　0002"]
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.open_list is None
    assert form.values()["staff_no"] == "0002"
    assert form.fields["score"].hasFocus()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert form.values()["staff_no"] is None
    assert field.text() == ""
    dropped = []
    form.dropped.connect(lambda: dropped.append(True))
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.open_list is not None
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.open_list is None
    assert dropped == []


@pytest.mark.shows("129")
@pytest.mark.parametrize("typed", ["张建", "zjf", "zhangjf", "0002", "ｚｊｆ"])
def test_that_people_are_found_in_every_usual_way(typed: str) -> None:
    assert [person[0] for person in found_people(PEOPLE, typed)] == ["0002"]


def test_that_a_draft_brings_back_even_what_is_not_readable(form: Form) -> None:
    form.fields["score"].setText("九十")
    form.fields["staff_no"].setText("李明")
    form.fields["kind"].put("b")
    draft = form.draft()
    form.set_values({"score": None, "staff_no": None, "kind": None})
    form.set_draft({**draft, "gone": "x"})
    assert form.draft() == draft
    assert form.changes().keys() == {"kind"}


def test_that_every_field_has_a_name_and_a_wheel_changes_no_choice(form: Form) -> None:
    assert [field.accessibleName() for field in form.fields.values()] == [
        "姓名",
        "督察员",
        "得分",
        "城区户数",
        "自",
        "种类",
        "签收：已签收",
        "说明",
    ]
    assert not form.fields["kind"].hasFocus()
    assert form.fields["kind"].focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_that_a_hidden_field_holds_nothing_and_is_not_missed(form: Form) -> None:
    form.fields["name"].put("王五")
    form.hide_fields({"name", "notes"})
    assert form.values()["name"] is None
    assert form.problems() == ()
    assert form.keep.isEnabled()
    assert not form.fields["name"].isVisible()
    assert form.first_field() is form.fields["staff_no"]
    form.show_problems((Problem("typed_nothing", Where(field="name")),))
    assert form.wrong.isVisible()
    form.hide_fields(())
    assert form.values()["name"] == "王五"


def test_that_arrows_step_days_and_months(qtbot: QtBot, form: Form) -> None:
    field = form.fields["since"]
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == date(2026, 7, 9)
    field.put(date(2026, 1, 31))
    qtbot.keyClick(field, Qt.Key.Key_PageUp)
    assert field.value() == date(2026, 2, 28)
    field.setText("7月9日")
    form.fields["name"].setFocus()
    assert field.text() == "2026-07-09"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-7-8", date(2026, 7, 8)),
        ("2026年7月8日", date(2026, 7, 8)),
        ("２０２６．７．８", date(2026, 7, 8)),
        ("20260708", date(2026, 7, 8)),
        ("7/8", date(2026, 7, 8)),
        ("昨天", date(2026, 7, 7)),
        ("8", None),
        ("2026-13-1", None),
    ],
)
def test_that_days_are_read_as_people_write_them(typed: str, day: date | None) -> None:
    assert day_typed(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["1989-10", "1989年10月", "198910", "1989-10-23"])
def test_that_a_month_is_enough_where_only_the_month_counts(qtbot: QtBot, look: Look, typed: str) -> None:
    made = Form(look, (DateSpec("born", "出生年月", month=True),))
    qtbot.addWidget(made)
    made.fields["born"].setText(typed)
    assert made.values()["born"] == date(1989, 10, 1)
    made.set_values({"born": date(1989, 10, 1)})
    assert made.fields["born"].text() == "1989-10"


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_that_every_day_written_out_is_read_back(day: date) -> None:
    assert (
        day_typed(str(day)) == day_typed(f"{day:%Y%m%d}") == day_typed(f"{day.year}年{day.month}月{day.day}日") == day
    )


@given(st.decimals(min_value=-10_000, max_value=10_000, places=2))
def test_that_every_number_is_read_back_exactly_in_either_width(value: Decimal) -> None:
    text = format(value, "f")
    wide = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.-"})
    assert number_typed(text, 2) == number_typed(wide, 2) == value


def test_that_a_focus_lost_by_closing_leaves_no_list_behind(qtbot: QtBot, form: Form) -> None:
    field = form.fields["staff_no"]
    field.setFocus()
    qtbot.keyClicks(field, "l")
    shown = field.open_list
    assert shown is not None
    form.hide()
    assert not shown.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
