"""What a counted item means, in sentences: who passed, who keeps his rung, what one ballot would have changed."""

from __future__ import annotations

from typing import Any

from cmdesk.queries.deliberation_results import ItemResult, PersonResult
from cmdesk.ui.pages.deliberation.meaning import means
from cmdesk.ui.pages.deliberation.presenter import GRADED, PROPOSAL, RATING


def person(name: str, **values: Any) -> PersonResult:
    """Give somebody's result."""
    counts = {"expected": 9, "recused": 0, "issued": 9, "returned": 9, "invalid": 0, "valid": 9, "abstained": 0}
    return PersonResult(staff_no="0001", name=name, paper="a", marks={}, **{**counts, **values})


def item(kind: str, *people: PersonResult) -> ItemResult:
    """Give an item with these people."""
    return ItemResult(meeting="2025-2", item=1, kind=kind, title="", released=True, people=people)


def test_that_a_proposal_says_who_passed_and_who_keeps_his_rung() -> None:
    said = means(item(PROPOSAL, person("甲", passed=True), person("乙", passed=False)))
    assert said[0] == "通过 1 人，表决按拟提的级档：甲"
    assert said[1] == "未通过 1 人，表决维持现级档：乙"
    assert said[-1].startswith("下一步：")


def test_that_a_graded_ballot_names_whom_one_ballot_would_have_moved() -> None:
    close = person("甲", voted="middle-A", fewer="middle-B", more="middle-A")
    firm = person("乙", voted="middle-A", fewer="middle-A", more=None)
    said = means(item(GRADED, close, firm, person("丙")))
    assert said[:3] == ("2 人有了表决的级档", "没有有效票的 1 人：丙", "少一票或多一票就不同的 1 人：甲")


def test_that_a_rating_names_whom_it_bars() -> None:
    assert means(item(RATING, person("甲", blocked=True), person("乙", blocked=False)))[0].endswith("1 人：甲")
    assert means(item(RATING, person("乙", blocked=False))) == ("没有人因不称职票过多而不得提升。",)
