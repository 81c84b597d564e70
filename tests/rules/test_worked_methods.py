"""The worked examples about votes, peers and lists, through the door that cases come in by."""

from __future__ import annotations

from typing import Any

import pytest

from cmdesk.rules.topics import try_cases
from cmdesk.storage.resources import load_rule_set, tables

NINE = [0] * 9


def _try(topic: str, given: dict[str, Any], **settings: str) -> dict[str, Any]:
    case = {"id": "1", "topic": topic, "given": given, "settings": settings}
    (result,) = try_cases({"cases": [case]}, load_rule_set()[1], tables())["results"]
    answer: dict[str, Any] = result.get("result") or {"rejected": [problem["code"] for problem in result["rejected"]]}
    return answer


def _row(grade: int, count: int = 5) -> list[int]:
    return [count if place == grade else 0 for place in range(9)]


def test_that_a_quorum_and_a_vote_come_out_as_texts_and_counts() -> None:
    assert _try("quorum", {"expected": 9, "present": 6, "recused": 0}) == {"needed": 6, "valid": True}
    given = {"expected": 9, "present": 8, "recused": 1, "issued": 8, "returned": 7, "invalid": 0}
    marks = {"agree": 5, "against": 1, "deferred": 1, "abstained": 0}
    assert _try("vote", given | marks) == {"state": "passed", "needed": 5, "unreturned": 1}
    assert _try("vote", given | marks | {"abstained": 1}) == {"rejected": ["ballot_accounts"]}


def test_that_a_seat_vote_takes_null_for_no_figure() -> None:
    figures = dict.fromkeys(("annual", "quarters", "performance", "exam", "customer", "inspection"))
    people = [{"id": "a", "agree": 6, **figures}, {"id": "b", "agree": 6, **figures, "annual": "80.00"}]
    given = {"seats": 1, "candidates": people, "needed": 5, "second_ballot": {"a": 3, "b": 3}}
    assert _try("seat_vote", given) == {"elected": ["b"], "second_ballot_between": [], "empty": 0}


@pytest.mark.parametrize(
    ("settings", "rung"),
    [({}, "intermediate-A"), ({"landing": "same_letter"}, "intermediate-B"), ({"cap_rounding": "half_up"}, "senior-B")],
)
def test_that_settings_of_a_case_reach_the_graded_ballot(settings: dict[str, str], rung: str) -> None:
    given = {
        "counts": {"a": _row(8), "b": _row(7)},
        "scores": {"a": "90.00", "b": None},
        "headcount": 8,
        "seed": "种子",
    }
    answer = _try("grade_ballots", given, **settings)
    assert answer["order"] == ["a", "b"]
    assert answer["final"] == {"a": "senior-A", "b": rung}
    if rung == "senior-B":
        assert answer["moved_down"] == {}
    else:
        moved = {"from": "senior-B", "to": rung, "cap": 1, "last_seated": "a", "decided_by": "majority_value"}
        assert answer["moved_down"] == {"b": moved}


def test_that_given_caps_and_present_rungs_seat_keepers_first() -> None:
    given = {
        "counts": {"a": _row(8), "b": _row(7)},
        "scores": {"a": "90.00", "b": "90.00"},
        "headcount": 10,
        "seed": "种子",
        "caps": {"senior": 1},
        "present": {"a": "intermediate-A", "b": "senior-C"},
    }
    answer = _try("grade_ballots", given)
    assert answer["final"] == {"a": "intermediate-A", "b": "senior-B"}
    assert answer["caps"] == {"senior": 1, "intermediate": 5, "junior": 3}
    assert answer["moved_down"]["a"] == {
        "from": "senior-A",
        "to": "intermediate-A",
        "cap": 1,
        "last_seated": None,
        "decided_by": None,
    }


def test_that_ballots_without_votes_and_hard_caps_too_small_are_refused() -> None:
    given = {"counts": {"a": NINE}, "scores": {"a": "90.00"}, "headcount": 13, "seed": "种子"}
    assert _try("grade_ballots", given) == {"rejected": ["no_ballots"]}
    given["counts"] = {"a": _row(1)}
    assert _try("grade_ballots", given, junior_cap="hard") == {"rejected": ["not_feasible"]}


def test_that_majority_values_and_orders_come_out() -> None:
    assert _try("majority_value", {"counts": [1, 2, 1]}) == {"value": [1, 1, 0, 2]}
    assert _try("majority_value", {"counts": [0]}) == {"rejected": ["no_ballots"]}
    assert _try("majority_order", {"counts": {"x": [1, 2], "y": [2, 4], "z": [0, 1]}}) == {"order": [["z"], ["x", "y"]]}


def test_that_peer_topics_answer() -> None:
    given = {"people": list("abcde"), "reviews_each": 2, "conflicts": [["a", "b"]], "last_period": [], "seed": "s"}
    plan = _try("reviewer_assignment", given)
    assert (len(plan["pairs"]), plan["conflicts"]) == (10, 0)
    assert _try("reviewer_assignment", given | {"reviews_each": 5}) == {"rejected": ["not_feasible"]}
    assert _try("leniency", {"ratings": [["r", "a", "90"], ["s", "a", "80.5"]]}) == {
        "effects": {"r": "0.00", "s": "0.00"},
        "scores": {"a": "85.25"},
        "state": "too_little_data",
    }
    ratings = [["r", "a", "1"], ["s", "a", "2"], ["r", "b", "2"], ["s", "b", "1"]]
    assert _try("reliability", {"ratings": ratings, "scale": "nominal"}) == {"alpha": "-0.5000"}
    assert _try("reliability", {"ratings": [["r", "a", "甲"]], "scale": "ordinal"}) == {"rejected": ["not_a_number"]}


def test_that_list_topics_answer() -> None:
    frame = [["城", "u1"], ["城", "u2"], ["乡", "u3"]]
    drawn = _try("sampling", {"frame": frame, "count": 3, "seed": "2026-0101", "overdue": ["u2"]})["drawn"]
    assert drawn == [["乡", "u3"], ["城", "u2"], ["城", "u1"]]
    assert _try("working_days", {"posted": "2026-02-12", "days": 5}) == {"ends": "2026-02-26"}
    assert _try("working_days", {"month": "2026-02"}) == {"last": "2026-02-28"}
    assert _try("working_days", {"month": "2031-02"}) == {"rejected": ["calendar_missing"]}
    assert _try("working_days", {"month": "2026-02", "days": 5}) == {"rejected": ["posted_or_month"]}
    names = {"names": ["欧阳明", "王勇", "王小洪"], "by": "surname_strokes"}
    assert _try("name_order", names) == {"names": ["王勇", "王小洪", "欧阳明"]}
    assert _try("name_order", names | {"names": ["王A"]}) == {"rejected": ["no_stroke_data"]}
    masked = {"valid": True, "stored": "11010519491231002X", "masked": "1101**********002X"}
    assert _try("id_number", {"text": "11010519491231002x"}) == masked
