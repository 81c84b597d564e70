"""A sheet keyed twice from one paper by two people, compared, settled from the paper (row 45)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from factories.county import HEAD, INSPECTOR, LEADER, County
from sqlalchemy import delete, select

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Forbidden, Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.access import User, UserDuty
from cmdesk.models.inspections import SecondKeying
from cmdesk.queries.inspections import OneSheet, OpenActions
from cmdesk.queries.inspections_board import InspectionBoard
from cmdesk.queries.inspections_twice import SheetToKeyAgain
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer
from cmdesk.rules.second_keying import KeyedItem
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.sentences import message
from cmdesk.usecases.inspections.approve import Approve
from cmdesk.usecases.inspections.finish import Finish
from cmdesk.usecases.inspections.key_again import KeyAgain, Settled
from cmdesk.usecases.inspections.record import Record
from cmdesk.usecases.inspections.sheet_store import Acknowledgement, SheetEntry

ITEMS = [item["no"] for item in Desk.closed().rule_set_json()["checklist"]["items"]]
JANUARY = Period.parse("2025-01")
DAY = date(2025, 1, 2)
OTHER = HEAD
"""Whoever keys again: the head, given the duty of an inspector for the test."""
FULL, LOST = Answer.MET, Answer.DEDUCTED


def recorded(county: County, lost: Mapping[int, int], others: Mapping[int, Answer] | None = None) -> None:
    """Key and finish the sheet of 0001; `lost` counts the facts of the first step by item."""
    line = {"place": "店", "happened_on": DAY, "evidence": "ledger", "evidence_no": "3", "fact": "事实"}
    steps = {one["no"]: one["steps"][0]["code"] for one in Desk.closed().rule_set_json()["checklist"]["items"]}
    answers = []
    for no in ITEMS:
        facts = (DeductionLine(step=steps[no], times=lost[no], **line),) if no in lost else ()  # type: ignore[arg-type]
        answer = LOST if facts else (others or {}).get(no, FULL)
        reason = "休假" if answer is Answer.NOT_APPLICABLE else None
        answers.append(ItemAnswer(item=no, answer=answer, reason=reason, deductions=facts))
    sheet = SheetEntry(
        number="一",
        staff_no="0001",
        visited_on=DAY,
        kind=Visit.COMBINED,
        inspectors=("9003", "9004"),
        place="城关镇",
        answers=tuple(answers),
        acknowledgement=Acknowledgement(kind="signed", on=DAY),
    )
    county.run(INSPECTOR, Record(sheet=sheet))
    county.run(INSPECTOR, Finish(number="一"))


def keyed(lost: Mapping[int, str], others: Mapping[int, Answer] | None = None) -> tuple[KeyedItem, ...]:
    """Give a second keying by the points that items lost."""
    return tuple(
        KeyedItem(item=no, answer=LOST, points=Decimal(lost[no]))
        if no in lost
        else KeyedItem(item=no, answer=(others or {}).get(no, FULL))
        for no in ITEMS
    )


@pytest.fixture
def twice(county: County) -> County:
    """Give the county with a sheet that lost 2 points at 101 and has 701 not seen, and a second inspector."""
    with county.rows() as session:
        user = session.scalars(select(User).where(User.number == OTHER)).one()
        session.execute(delete(UserDuty).where(UserDuty.user_id == user.id))
        session.add(UserDuty(user_id=user.id, duty=Duty.INSPECTOR, since=DAY))
    county._actors.clear()
    recorded(county, {101: 2}, {701: Answer.NOT_SEEN})
    return county


def problems_of(county: County, **changes: Any) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        county.run(OTHER, KeyAgain(number="一", **changes))
    return list(caught.value.problems)


def standing(county: County, asker: str = LEADER) -> tuple[str, str]:
    """Give state of the sheet and how its two keyings stand."""
    (row,) = county.ask(asker, InspectionBoard(period=JANUARY)).sheets
    return row.state, row.twice


@pytest.mark.shows("45")
def test_that_equal_keyings_are_kept_and_the_sheet_may_be_approved(twice: County) -> None:
    shown = twice.ask(OTHER, SheetToKeyAgain(number="一"))
    assert [one.item for one in shown.items] == ITEMS
    assert not any(hasattr(one, "answer") for one in shown.items)
    done = twice.run(OTHER, KeyAgain(number="一", keyed=keyed({101: "2"}, {701: Answer.NOT_SEEN})))
    assert (done.count, done.answer) == (0, {"agreed": True})
    assert standing(twice) == ("finished", "agreed")
    twice.run(LEADER, Approve(numbers=("一",)))
    assert standing(twice) == ("approved", "agreed")


@pytest.mark.shows("45")
def test_that_only_what_differs_is_named_and_nothing_is_kept_before_it_is_settled(twice: County) -> None:
    found = problems_of(twice, keyed=keyed({101: "1", 302: "0.50"}, {701: Answer.NOT_SEEN}))
    assert [(p.code, p.params["item"], p.params["first"], p.params["second"]) for p in found] == [
        ("keyings_differ", 101, "2", "1"),
        ("keyings_differ", 302, "met", "0.5"),
    ]
    assert "扣分第一次是满分、第二次是0.5" in message(found[1])
    assert standing(twice) == ("finished", "")


@pytest.mark.shows("45")
def test_that_a_slip_of_the_second_keying_is_settled_for_the_first_and_logged(twice: County) -> None:
    order = KeyAgain(
        number="一",
        keyed=keyed({101: "1"}, {701: Answer.NOT_SEEN}),
        settled=(Settled(item=101, right="first"),),
    )
    assert twice.run(OTHER, order).answer == {"agreed": True}
    with twice.desk.database.reading() as session:
        kept = session.scalars(select(SecondKeying)).one()
        assert (kept.keyed_by, kept.settled) == (
            OTHER,
            [{"item": 101, "first": "2", "second": "1", "right": "first"}],
        )
    assert standing(twice, OTHER) == ("finished", "agreed")
    twice.desk.undo()
    assert standing(twice) == ("finished", "")


@pytest.mark.shows("45")
def test_that_a_wrong_sheet_goes_back_and_is_approved_only_as_the_paper_says(twice: County) -> None:
    order = KeyAgain(
        number="一",
        keyed=keyed({101: "1"}, {701: Answer.NOT_SEEN}),
        settled=(Settled(item=101, right="second"),),
    )
    assert twice.run(OTHER, order).answer == {"agreed": False}
    (row,) = twice.ask(LEADER, InspectionBoard(period=JANUARY)).sheets
    assert (row.state, row.score, row.returned_reason) == (
        "draft",
        None,
        "两次录入不一样的第 101 项，纸质表上是第二次录的那样：请照纸质表改正",
    )
    assert twice.ask(LEADER, OpenActions()) == ()
    twice.run(INSPECTOR, Finish(number="一"))
    assert standing(twice) == ("finished", "differs")
    with pytest.raises(Rejected, match="second_keying_differs"):
        twice.run(LEADER, Approve(numbers=("一",)))
    with twice.rows() as session:
        session.execute(delete(SecondKeying))
    # Sent back for what the paper says, corrected, and now equal without keying it a third time.
    twice.run(OTHER, order)
    recorded(twice, {101: 1}, {701: Answer.NOT_SEEN})
    assert standing(twice) == ("finished", "agreed")
    twice.run(LEADER, Approve(numbers=("一",)))
    assert twice.ask(LEADER, OneSheet(number="一")).row.state == "approved"


@pytest.mark.shows("45")
def test_that_another_person_keys_again_and_every_item(twice: County) -> None:
    whole = keyed({101: "2"}, {701: Answer.NOT_SEEN})
    with pytest.raises(Forbidden, match="keyed_by_recorder"):
        twice.run(INSPECTOR, KeyAgain(number="一", keyed=whole))
    bad = (
        *whole[2:],
        KeyedItem(item=ITEMS[0], answer=LOST),
        KeyedItem(item=302, answer=FULL),
        KeyedItem(item=9, answer=FULL),
    )
    assert {(p.code, p.params["item"]) for p in problems_of(twice, keyed=bad)} == {
        ("lost_points_wrong", ITEMS[0]),
        ("blank_item", ITEMS[1]),
        ("item_twice", 302),
        ("item_unknown", 9),
    }
    above = (KeyedItem(item=ITEMS[0], answer=LOST, points=Decimal("3.5")), *whole[1:])
    assert [p.code for p in problems_of(twice, keyed=above)] == ["lost_points_wrong"]
    twice.run(LEADER, Approve(numbers=("一",)))
    assert [p.code for p in problems_of(twice, keyed=whole)] == ["sheet_approved"]
