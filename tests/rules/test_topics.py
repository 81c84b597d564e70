"""Worked examples: the rule set proves itself."""

from __future__ import annotations

from typing import Any

import pytest

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.ruleset import RuleSet, parse
from cmdesk.rules.tables import NO_TABLES
from cmdesk.rules.topics import TOPICS, check_cases, prove, try_cases
from cmdesk.storage import resources

ALL = """round level_caps county_seats nomination seniority_pay pay_rung rural monthly_pay inspection_sheet
inspection_month performance month_score quarter_score year_score competency peer_score peer_sheet democratic_rating
exam band movement quorum vote seat_vote grade_ballots majority_value majority_order reviewer_assignment leniency
reliability sampling working_days name_order id_number""".split()

EXAM: dict[str, Any] = {"id": "e", "topic": "exam", "given": {"theory": "82", "practice": "87"}}


def test_that_every_topic_of_the_reference_is_there() -> None:
    assert set(TOPICS) == set(ALL)


@pytest.mark.shows("R02")
def test_that_the_default_rule_set_passes_its_own_examples(rule_set: RuleSet) -> None:
    assert len(rule_set.examples) >= 60
    assert prove(rule_set, resources.tables()) == []


def test_that_a_changed_number_fails_the_examples(rule_set: RuleSet, raw: dict[str, Any]) -> None:
    raw["exam"]["pass_mark"] = "61"
    failed = {difference.id for difference in prove(parse(raw), resources.tables())}
    assert failed == {"exam-3"}


def test_that_a_topic_without_example_is_not_proven(raw: dict[str, Any]) -> None:
    raw["examples"] = [case for case in raw["examples"] if case["topic"] != "rural"]
    assert [difference.path for difference in prove(parse(raw), resources.tables())] == ["rural"]


def test_that_results_come_in_the_order_given(rule_set: RuleSet) -> None:
    cases = [{**EXAM, "id": name} for name in ("c", "a", "b")]
    assert [answer["id"] for answer in try_cases({"cases": cases}, rule_set, NO_TABLES)["results"]] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("case", "code", "where"),
    [
        ({**EXAM, "topic": "exams"}, "unknown_topic", "topic"),
        ({**EXAM, "extra": 1}, "unknown_key", "extra"),
        ({**EXAM, "given": {"theory": 82, "practice": "87"}}, "wrong_type", "given.theory"),
        ({**EXAM, "given": {"theory": "82"}}, "missing_key", "given.practice"),
        ({**EXAM, "given": {"theory": "82", "practice": "87", "oral": "1"}}, "unknown_key", "given.oral"),
        ({**EXAM, "given": {"theory": "100.01", "practice": "87"}}, "out_of_range", "given.theory"),
        ({**EXAM, "given": {"theory": "8e1", "practice": "87"}}, "not_a_number", "given.theory"),
        ({**EXAM, "settings": {"rounding": "down"}}, "not_an_option", "settings.rounding"),
        ({"id": "e", "given": {}}, "missing_key", "topic"),
        ("exam", "wrong_type", ""),
    ],
)
def test_that_a_malformed_case_is_refused_with_its_place(
    rule_set: RuleSet, case: object, code: str, where: str
) -> None:
    bad, good = try_cases({"cases": [case, EXAM]}, rule_set, NO_TABLES)["results"]
    assert {"code": code, "where": where} in bad["rejected"]
    assert good["result"] == {"score": "84.50", "passed": True}


@pytest.mark.parametrize("file", [[], None, {"cases": {}}, {}, {"cases": [], "more": 1}])
def test_that_a_file_of_another_form_is_refused(rule_set: RuleSet, file: object) -> None:
    with pytest.raises(Rejected):
        try_cases(file, rule_set, NO_TABLES)


def differences(rule_set: RuleSet, **changes: Any) -> list[str]:
    return [difference.path for difference in check_cases({"cases": [{**EXAM, **changes}]}, rule_set, NO_TABLES)]


def test_that_only_named_fields_are_compared(rule_set: RuleSet) -> None:
    assert differences(rule_set, expect={"passed": True}) == []
    assert differences(rule_set, expect={"passed": False, "score": "84.50"}) == ["passed"]
    assert differences(rule_set, expect={"grade": "A"}) == ["grade"]
    assert differences(rule_set) == []


def test_that_values_are_compared_exactly(rule_set: RuleSet) -> None:
    assert differences(rule_set, expect={"score": "84.5"}) == ["score"]
    assert differences(rule_set, expect={"passed": 1}) == ["passed"]


def test_that_an_expected_refusal_is_no_difference(rule_set: RuleSet) -> None:
    bad = {"theory": "82"}
    assert differences(rule_set, given=bad, expect={"rejected": "missing_key"}) == []
    assert differences(rule_set, given=bad, expect={"rejected": "unknown_key"}) == ["rejected"]
    assert differences(rule_set, expect={"rejected": "missing_key"}) == ["rejected"]
    assert differences(rule_set, given=bad, expect={"passed": True}) == [""]


def test_that_an_unexpected_refusal_is_a_difference_even_without_expect(rule_set: RuleSet) -> None:
    assert differences(rule_set, given={}) == [""]


def test_that_tied_groups_are_compared_as_sets(rule_set: RuleSet) -> None:
    case = {"id": "m", "topic": "majority_order", "given": {"counts": {"a": [0, 2], "b": [0, 2], "c": [2, 0]}}}
    for order, wrong in (([["b", "a"], ["c"]], 0), ([["a", "b"], ["c"]], 0), ([["c"], ["a", "b"]], 1)):
        assert len(check_cases({"cases": [{**case, "expect": {"order": order}}]}, rule_set, NO_TABLES)) == wrong


def test_that_a_setting_holds_for_its_case_only(rule_set: RuleSet) -> None:
    half = {"id": "r", "topic": "round", "given": {"value": "0.125", "places": 2}}
    cases = [{**half, "settings": {"rounding": "half_even"}}, half]
    answers = try_cases({"cases": cases}, rule_set, NO_TABLES)["results"]
    assert [answer["result"]["value"] for answer in answers] == ["0.12", "0.13"]


def test_that_any_number_of_places_is_rounded(rule_set: RuleSet) -> None:
    long = "1234567890123456789012345678901234567890.15"
    given = {"id": "r", "topic": "round", "given": {"value": long, "places": 1}}
    (answer,) = try_cases({"cases": [given]}, rule_set, NO_TABLES)["results"]
    assert answer["result"]["value"] == "1234567890123456789012345678901234567890.2"
