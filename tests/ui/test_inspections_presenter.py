"""The board of inspections without a window: what is counted, filtered, found, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cmdesk.kernel.periods import Period
from cmdesk.queries.inspections_board import ActionLine, Board, Loss, PlanRow, SheetLine
from cmdesk.rules.codes import Visit
from cmdesk.ui.pages.inspections import presenter
from cmdesk.ui.pages.inspections.presenter import BoardState, Tab

TODAY = date(2026, 7, 8)
PERSON = PlanRow(
    staff_no="0001",
    name="张三",
    search_keys="zhang san",
    line="东阳镇",
    rung="intermediate-B",
    desk=0,
    field=0,
    combined=0,
    quarter=0,
    last_on=None,
    last_by=(),
    missing=2,
    due=(Visit.DESK, Visit.FIELD),
    open_actions=1,
)
OTHER = replace(
    PERSON, staff_no="0002", name="李四", search_keys="li si", desk=1, field=1, missing=0, due=(), open_actions=0
)
SHEET = SheetLine(
    number="D04-2607-001",
    staff_no="0001",
    name="张三",
    search_keys="zhang san",
    visited_on=TODAY,
    kind="field",
    tier="county",
    inspectors=("王建国", "李敏"),
    state="finished",
    score="95.82",
    red_line=None,
    acknowledgement="signed",
    returned_reason=None,
    recorded_by="9004",
    approved_by=None,
    place="东阳镇",
    answered=37,
    deducted=2,
    lost=(Loss(603, "拜访留痕（台帐插页 / PDA）", Decimal("0.4")), Loss(101, "三自定于上月提交，齐全", Decimal(1))),
)
ACTION = ActionLine(
    sheet="D04-2606-009",
    item=603,
    text="拜访留痕",
    staff_no="0002",
    name="李四",
    search_keys="li si",
    demand="没有插页",
    due=date(2026, 7, 1),
    done_on=None,
    measure=None,
    days_late=7,
)


@pytest.fixture
def state() -> BoardState:
    """Give a board with a little of everything."""
    return BoardState(
        Board(
            period=Period.month(2026, 7),
            today=TODAY,
            closed=False,
            months=(Period.month(2026, 7),),
            a_month=2,
            items=37,
            plan=(PERSON, OTHER),
            sheets=(SHEET, replace(SHEET, number="D04-2607-002", state="draft", returned_reason="改日期", score=None)),
            actions=(ACTION, replace(ACTION, item=105, done_on=TODAY, days_late=0)),
        )
    )


def test_that_the_heading_counts_visits_sheets_to_approve_and_late_actions(state: BoardState) -> None:
    assert state.heading() == "2026年7月　应查 4 次，已查 2 次 · 1 张等审定 · 整改逾期 1 项"
    assert state.counts() == {Tab.PLAN: 1, Tab.SHEETS: 2, Tab.ACTIONS: 2}


@pytest.mark.parametrize(
    ("tab", "condition", "count"),
    [
        (Tab.PLAN, "due", 1),
        (Tab.PLAN, "never", 1),
        (Tab.SHEETS, "finished", 1),
        (Tab.SHEETS, "returned", 1),
        (Tab.SHEETS, "red", 0),
        (Tab.ACTIONS, "late", 1),
        (Tab.ACTIONS, "answered", 1),
        (Tab.ACTIONS, "silent", 1),
    ],
)
def test_that_each_condition_leaves_the_rows_that_fit(state: BoardState, tab: Tab, condition: str, count: int) -> None:
    state.tab, state.filters[tab] = tab, condition
    assert len(state.visible()) == count


@pytest.mark.parametrize(
    ("tab", "search", "count"),
    [(Tab.PLAN, "zs", 1), (Tab.SHEETS, "2607-002", 1), (Tab.SHEETS, "李敏", 2), (Tab.ACTIONS, "插页", 2)],
)
def test_that_people_sheets_and_demands_are_found(state: BoardState, tab: Tab, search: str, count: int) -> None:
    state.tab, state.search = tab, search
    assert len(state.visible()) == count


def test_that_an_empty_list_says_what_to_do_or_that_nothing_fits(state: BoardState) -> None:
    state.tab = Tab.SHEETS
    assert "F2" in state.empty()[1]
    state.search = "没有"
    assert state.empty()[0] == "没有这样的行"


def test_that_nobody_is_offered_the_sheets_he_recorded(state: BoardState) -> None:
    assert state.to_approve("9003") == ("D04-2607-001",)
    assert state.to_approve("9004") == ()


def test_that_states_are_said_in_words() -> None:
    assert presenter.due_words(PERSON) == ("还差内业、外业", "warn")
    assert presenter.due_words(replace(PERSON, missing=1, due=())) == ("还差 1 次", "warn")
    assert presenter.due_words(replace(PERSON, missing=0, due=())) == ("已查够", "ok")
    assert presenter.sheet_state(replace(SHEET, state="draft", answered=12)) == ("草稿 12 项", "info")
    assert presenter.action_state(ACTION) == ("逾期 7 天", "bad")
    assert presenter.kind_words(replace(SHEET, tier="city")) == "外业·市"
    assert presenter.month_words(replace(PERSON, desk=1, combined=1)) == "内业 1 · 综合 1"
    assert presenter.lost_words(SHEET) == ((101, "三自定于上月提交", "1"), (603, "拜访留痕", "0.4"))
