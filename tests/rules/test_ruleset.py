"""The rule set as data: the default, and what a faulty one is refused for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.ladder import Rung
from cmdesk.rules.ruleset import RuleSet, digest, from_text, in_force_needs, parse
from cmdesk.rules.ruleset_scoring import Clause
from cmdesk.rules.settings import with_settings
from cmdesk.rules.shapes import unstructure

Spoil = Callable[[dict[str, Any]], object]


def refused(raw: dict[str, Any]) -> set[tuple[str, str | None]]:
    with pytest.raises(Rejected) as caught:
        parse(raw)
    return {(problem.code, problem.where.field) for problem in caught.value.problems}


@pytest.mark.shows("R07", "R08", "R09", "R05", "R16", "R21")
def test_that_the_default_has_the_numbers_of_the_brief(rule_set: RuleSet) -> None:
    assert len(rule_set.checklist.items) == 37
    assert len(rule_set.checklist.groups) == 11
    assert sum(item.points for item in rule_set.checklist.items) == 100
    assert [len(named.items) for named in (rule_set.duties, rule_set.analyses, rule_set.focuses)] == [10, 6, 4]
    assert len(rule_set.competencies.items) == 10
    assert len(rule_set.day_types.items) == 6
    assert [item.points for item in rule_set.indicators.items] == [25, 20, 10, 10, 10, 10, 10, 5]


def test_that_the_default_is_a_trial(rule_set: RuleSet) -> None:
    assert rule_set.meta.state == "trial"
    assert [problem.where.field for problem in in_force_needs(rule_set.meta)] == [
        "meta.passed_on",
        "meta.document_no",
        "meta.published_on",
    ]


def test_that_every_part_carries_its_clause_and_wording(rule_set: RuleSet) -> None:
    for part in fields(rule_set):
        value = getattr(rule_set, part.name)
        if is_dataclass(value) and part.name != "meta":
            assert isinstance(value, Clause), part.name
            assert value.clause, part.name
            assert len(value.text) >= 4, part.name


def test_that_every_checklist_item_ends_with_the_free_step(rule_set: RuleSet) -> None:
    for item in rule_set.checklist.items:
        assert [step.code for step in item.steps if step.points is None] == ["other"]
        assert item.steps[-1].code == "other"


def test_that_two_items_have_two_rates(rule_set: RuleSet) -> None:
    double = {item.no for item in rule_set.checklist.items if len(item.steps) == 3}
    assert double == {101, 106, 802}


@pytest.mark.shows("R41", "R42")
def test_that_coefficients_rise_with_the_rung(rule_set: RuleSet) -> None:
    values = [rule_set.pay.coefficients[rung] for rung in Rung]
    assert values == sorted(values)
    assert values[0] == Decimal("0.6")
    assert values[-1] == Decimal("1.6")


def test_that_writing_and_reading_a_rule_set_changes_nothing(rule_set: RuleSet, shipped: dict[str, Any]) -> None:
    assert parse(unstructure(rule_set)) == rule_set
    assert digest(shipped) != digest({**shipped, "examples": []})


def test_that_the_digest_does_not_depend_on_the_order_of_keys(shipped: dict[str, Any]) -> None:
    assert digest(dict(reversed(shipped.items()))) == digest(shipped)


@pytest.mark.parametrize(
    ("spoil", "code", "path"),
    [
        (lambda r: r["weights"]["quarter"].update(self="6"), "weights_not_100", "weights.quarter"),
        (lambda r: r["democratic"]["classes"][0].update(weight="41"), "weights_not_100", "democratic.classes"),
        (lambda r: r["indicators"]["items"][0].update(points="24"), "points_do_not_add", "indicators.items"),
        (lambda r: r["checklist"]["items"][0].update(points="4"), "points_do_not_add", "checklist.items"),
        (lambda r: r["checklist"]["items"][0].update(points="4"), "points_do_not_add", "checklist.groups.0"),
        (lambda r: r["checklist"]["items"][0]["steps"].pop(), "free_step_missing", "checklist.items.0.steps"),
        (lambda r: r["checklist"]["groups"][1].update(duty=None), "duty_without_item", "checklist.groups"),
        (lambda r: r["indicators"]["items"].pop(), "code_missing", "indicators.items"),
        (lambda r: r["duties"]["items"].pop(), "wrong_length", "duties.items"),
        (lambda r: r["bands"]["items"][0].update(at_least="70"), "not_in_order", "bands.items"),
        (lambda r: r["bands"]["items"][3].update(at_least="10"), "band_gap", "bands.items"),
        (lambda r: r["caps"]["shares"].update(junior="31"), "shares_over_100", "caps.shares"),
        (lambda r: r["pay"]["coefficients"].pop("senior-A"), "code_missing", "pay.coefficients"),
        (lambda r: r["pay"]["seniority"]["bands"][2].update(up_to=20), "last_band_not_open", "pay.seniority.bands"),
        (lambda r: r["meta"].update(state="in_force"), "in_force_needs", "meta.document_no"),
        (lambda r: r["training"]["table"].pop(), "code_missing", "training.table"),
        (lambda r: r["quorum"]["share"].update(numerator=4), "ratio_over_one", "quorum.share"),
        (lambda r: r["votes"]["tie_breaks"].append("name"), "code_unknown", "votes.tie_breaks.6"),
        (
            lambda r: r["missing_sources"]["self"].update(policy="fixed"),
            "fixed_score_missing",
            "missing_sources.self.fixed",
        ),
        (lambda r: r.pop("pay"), "missing_key", "pay"),
        (lambda r: r.update(bonus={}), "unknown_key", "bonus"),
        (lambda r: r["rounding"].update(places="2"), "wrong_type", "rounding.places"),
        (lambda r: r["pay"].update(base=1200), "wrong_type", "pay.base"),
    ],
)
def test_that_a_faulty_rule_set_is_refused_with_the_path(
    raw: dict[str, Any], spoil: Spoil, code: str, path: str
) -> None:
    spoil(raw)
    assert (code, path) in refused(raw)


def test_that_several_faults_are_refused_together(raw: dict[str, Any]) -> None:
    raw["weights"]["month"]["performance"] = "50"
    raw["industry"]["items"][0]["points"] = "13"
    found = refused(raw)
    assert {("weights_not_100", "weights.month"), ("points_do_not_add", "industry.items")} <= found


def test_that_a_text_that_is_no_json_is_refused() -> None:
    for text, code in (("{", "not_json"), ('{"a": 1, "a": 2}', "key_twice")):
        with pytest.raises(Rejected) as caught:
            from_text(text)
        assert caught.value.code == code


def test_that_settings_override_single_keys(rule_set: RuleSet) -> None:
    changed = with_settings(
        rule_set, {"rounding": "half_even", "landing": "bottom", "exam_weights": {"theory": "70", "practice": "30"}}
    )
    assert changed.rounding.mode == "half_even"
    assert changed.graded_ballot.landing == "bottom"
    assert changed.weights.exam.theory == 70
    assert changed.weights.month == rule_set.weights.month
    assert rule_set.rounding.mode == "half_up"


@pytest.mark.parametrize(
    ("settings", "code", "path"),
    [
        ({"colour": "red"}, "unknown_key", "settings.colour"),
        ({"rounding": "up"}, "not_an_option", "settings.rounding"),
        ({"rounding": None}, "wrong_type", "settings.rounding"),
        ({"month_weights": {"performance": "60"}}, "missing_key", "settings.month_weights.inspection"),
        ({"month_weights": {"performance": "60", "inspection": "41"}}, "weights_not_100", "settings.month_weights"),
        (
            {"month_weights": {"performance": "-10", "inspection": "110"}},
            "out_of_range",
            "settings.month_weights.performance",
        ),
    ],
)
def test_that_a_wrong_setting_is_refused(rule_set: RuleSet, settings: dict[str, Any], code: str, path: str) -> None:
    with pytest.raises(Rejected) as caught:
        with_settings(rule_set, settings)
    assert (code, path) in {(problem.code, problem.where.field) for problem in caught.value.problems}
