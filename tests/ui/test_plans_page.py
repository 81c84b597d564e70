"""计划 in the window: a plan keyed by keyboard, confirmed by the head, locked; the days of a week."""

from __future__ import annotations

import pytest
from factories.lived import PEOPLE
from factories.seat import HEAD, RECORDER, Seat
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cmdesk.kernel.periods import Period
from cmdesk.ui.pages.plans.page import PlansPage
from cmdesk.ui.widgets.labels import Label

MAY = Period.parse("2025-05")
MARCH = Period.parse("2025-03")


def opened(qtbot: QtBot, seat: Seat, month: Period = MAY, number: str = RECORDER) -> PlansPage:
    seat.sign_in(number)
    page = seat.go("plans", month)
    assert isinstance(page, PlansPage)
    seat.wait()
    seat.window.activateWindow()
    page.focus_first()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.board.table)
    return page


def fill(page: PlansPage) -> None:
    form = page.panel.form
    assert form is not None
    values = {name: "写明措施" for name in form.fields if name.startswith("part_")}
    for name, field in form.fields.items():
        if name.startswith("target_"):
            field.put(10)
        elif name in values:
            field.put(values[name])
    form.fields["focus"].put("新品推介\n明码标价")


def switch(seat: Seat, number: str) -> None:
    assert seat.window.desk is not None
    assert seat.window.workspace is not None
    seat.window.desk.switch(seat.window.desk.person(number, f"演示-{number}"))
    seat.window.workspace.sit_down()


@pytest.mark.shows("R14", "R20")
def test_that_a_plan_is_keyed_kept_and_the_next_person_waits(
    qtbot: QtBot, seat: Seat, qtmodeltester: ModelTester
) -> None:
    page = opened(qtbot, seat)
    qtmodeltester.check(page.board.model)
    first = page.board.current()
    assert first is not None
    assert first.plan.state == "missing"
    qtbot.keyClick(page.board.table, Qt.Key.Key_Return)
    form = page.panel.form
    assert form is not None
    assert form.isAncestorOf(QApplication.focusWidget())
    assert not form.keep.isEnabled()
    fill(page)
    form.try_keep()
    seat.wait()
    seat.wait()
    assert page.shown is not None
    row = next(row for row in page.shown.rows if row.plan.staff_no == first.plan.staff_no)
    assert (row.plan.state, row.plan.focus) == ("submitted", ("新品推介", "明码标价"))
    now = page.board.current()
    assert now is not None
    assert now.plan.staff_no != first.plan.staff_no
    assert not form.changes()
    field = form.first_field()
    assert field is form.fields["target_sales"]
    assert field.hasFocus()
    assert not field.visibleRegion().isEmpty()
    seat.window.actions_["undo"].trigger()
    seat.wait()
    seat.wait()
    assert all(one.plan.state == "missing" for one in page.shown.rows)


@pytest.mark.shows("R20")
def test_that_the_head_confirms_what_is_in_and_it_is_locked(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat)
    fill(page)
    assert page.panel.form is not None
    page.panel.form.try_keep()
    seat.wait()
    switch(seat, HEAD)
    page = seat.go("plans", MAY)
    assert isinstance(page, PlansPage)
    seat.wait()
    assert page.panel.form is None
    assert page.panel.button.text() == "全部确认（1 份）"
    page.panel.button.click()
    seat.wait()
    seat.wait()
    assert page.shown is not None
    assert sum(row.plan.state == "confirmed" for row in page.shown.rows) == 1
    assert not page.panel.button.isEnabled()


def test_that_what_was_typed_and_not_kept_is_there_again(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat)
    form = page.panel.form
    assert form is not None
    first = page.board.current()
    assert first is not None
    form.fields["part_customer"].setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "half")
    page.board.step(1)
    seat.wait()
    seat.wait()
    assert form.values()["part_customer"] is None
    page.board.pick(first.plan.staff_no)
    seat.wait()
    seat.wait()
    assert form.values()["part_customer"] == "half"


@pytest.mark.shows("R13", "R16", "R17")
def test_that_a_week_is_planned_by_day_types(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat)
    page.panel.turn_to("日程")
    seat.wait()
    week = page.panel.week
    day = week.monday
    week.types[day].setCurrentIndex(week.types[day].findData("visit"))
    assert week.keep.text() == "记下 1 天"
    assert week.steps.text() == "拜访日的流程：准备、拜访、陈列标价、台帐指导、留痕"
    week.try_keep()
    seat.wait()
    seat.wait()
    assert week.types[day].currentData() == "visit"
    assert not week.keep.isEnabled()


@pytest.mark.shows("R13", "R15")
def test_that_a_week_plan_says_something_of_each_kind_of_activity(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat, MARCH)
    page.panel.turn_to("周计划")
    view = page.panel.week_plan
    assert view.form is not None
    assert view.form.isVisible()
    names = ["order_forecast", "order_follow_up", "feedback", "daily_visit"]
    assert list(view.form.fields) == names
    view.form.fields["order_forecast"].put("周二前报下周预测")
    view.form.try_keep()
    assert view.form.problems()
    for name in names[1:]:
        view.form.fields[name].put(f"{name} 的安排")
    view.form.try_keep()
    seat.wait()
    seat.wait()
    assert not page.banner.isVisible()
    assert view.form.values()["order_forecast"] == "周二前报下周预测"
    assert view.form.changes() == {}
    before = view.monday
    view._on.click()
    seat.wait()
    assert view.monday != before
    assert set(view.form.values().values()) == {None}


@pytest.mark.shows("R15")
def test_that_what_was_typed_of_a_week_is_there_again(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat, MARCH)
    page.panel.turn_to("周计划")
    view = page.panel.week_plan
    assert view.form is not None
    draft = page.week_plan._draft
    assert draft is not None
    assert not draft.pending
    view.form.fields["feedback"].put("周五汇总")
    view.form.changed.emit()
    monday = view.monday
    view._on.click()
    seat.wait()
    assert view.form.values()["feedback"] is None
    view._back.click()
    seat.wait()
    seat.wait()
    assert view.monday == monday
    assert view.form.values()["feedback"] == "周五汇总"
    assert list(view.form.changes()) == ["feedback"]


@pytest.mark.shows("R15")
def test_that_the_head_reads_a_week_plan_and_changes_nothing(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat, MARCH, number=HEAD)
    page.panel.turn_to("周计划")
    assert page.panel.week_plan.form is None
    assert any("还没有写" in label.text() for label in page.panel.week_plan.findChildren(Label))


def test_that_a_locked_month_is_read_as_text(qtbot: QtBot, seat: Seat) -> None:
    page = opened(qtbot, seat, MARCH)
    assert page.shown is not None
    assert len(page.shown.rows) == PEOPLE
    assert all(row.plan.state == "confirmed" for row in page.shown.rows)
    assert page.panel.form is not None
    assert not page.panel.form.isVisible()
