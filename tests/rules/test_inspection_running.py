"""A sheet in work: its score is the final rule's score with everything open as full, and tiles stop at 0."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.desk import Desk
from cmdesk.rules.inspection_running import running, standing, tiles
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer, scored
from cmdesk.rules.ruleset import parse

RULES = parse(Desk.closed().rule_set_json())
ITEMS = RULES.checklist.items
DAY = date(2026, 7, 8)


def line(step: str, times: int = 1, points: Decimal | None = None) -> DeductionLine:
    return DeductionLine(
        step=step, times=times, points=points, fact="", place="", happened_on=DAY, evidence="", evidence_no=None
    )


@st.composite
def answers(draw: st.DrawFn) -> list[ItemAnswer]:
    """Give answers to some of the items."""
    given_ones = []
    for item in ITEMS:
        kind = draw(st.sampled_from(["blank", *Answer]))
        if kind == "blank":
            continue
        answer = Answer(kind)
        step = item.steps[0]
        lines = (line(step.code, draw(st.integers(1, 12)), None if step.points else Decimal("0.5")),)
        given_ones.append(
            ItemAnswer(item=item.no, answer=answer, deductions=lines if answer is Answer.DEDUCTED else ())
        )
    return given_ones


@given(answers())
def test_that_the_score_in_work_is_the_final_score_with_every_open_item_full(keyed: list[ItemAnswer]) -> None:
    known = {answer.item for answer in keyed}
    full = [*keyed, *(ItemAnswer(item=i.no, answer=Answer.MET) for i in ITEMS if i.no not in known)]
    found = running(keyed, red_line=False, rule_set=RULES)
    if found.score is None:
        assert all(a.answer in {Answer.NOT_APPLICABLE, Answer.NOT_SEEN} for a in full)
        return
    assert found.score.exact == scored(full, red_line=False, rule_set=RULES).exact
    assert found.base + found.left_out == 100
    assert found.score.exact == 100 * (found.base - found.lost) / found.base
    assert sum(found.lost_in.values()) == found.lost


def test_that_a_red_line_makes_the_score_in_work_nothing() -> None:
    found = running([], red_line=True, rule_set=RULES)
    assert found.score is not None
    assert (found.score.printed, found.score.red_line) == (Decimal("0.00"), True)


def test_that_a_figure_that_is_not_typed_yet_takes_nothing_away() -> None:
    keyed = [ItemAnswer(item=101, answer=Answer.DEDUCTED, deductions=(line("other"),))]
    found = running(keyed, red_line=False, rule_set=RULES)
    assert found.score is not None
    assert found.score.printed == 100


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item.no))
def test_that_the_tiles_of_an_item_stop_where_nothing_is_left(item: object) -> None:
    for step in item.steps:  # type: ignore[attr-defined]
        found = tiles(item, step)  # type: ignore[arg-type]
        assert [tile.count for tile in found] == list(range(1, len(found) + 1))
        assert all(tile.left > 0 for tile in found[:-1])
        assert len(found) == 9 or not found or found[-1].left == 0


def test_that_the_sum_of_an_item_names_each_rate_once_with_its_count() -> None:
    item = RULES.checklist.item(802)
    assert item is not None
    lines = (line("dissatisfied"), line("complaint"), line("dissatisfied", 2), line("other", 1, Decimal("0.3")))
    found = standing(ItemAnswer(item=802, answer=Answer.DEDUCTED, deductions=lines), item)
    assert [(part.times, part.points) for part in found.parts] == [
        (3, Decimal("0.4")),
        (1, Decimal("2")),
        (1, Decimal("0.3")),
    ]
    assert (found.deducted, found.left, found.over) == (Decimal("3.5"), Decimal("0.5"), False)
