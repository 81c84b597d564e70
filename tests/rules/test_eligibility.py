"""基本条件 of the levels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cmdesk.rules.codes import Band, Education
from cmdesk.rules.eligibility import Qualifications, Verdict, eligibility, verdicts
from cmdesk.rules.ladder import Level
from cmdesk.rules.ruleset import RuleSet

SENIOR = Qualifications(
    education=Education.COLLEGE,
    years=5,
    held_years={Level.JUNIOR: 2, Level.INTERMEDIATE: 2},
    exam_passed=True,
    last_bands=(Band.EXCELLENT, Band.COMPETENT),
    certificate=3,
)


@pytest.mark.shows("R45", "R48")
def test_that_who_meets_everything_qualifies_for_every_level(rule_set: RuleSet) -> None:
    assert set(verdicts(SENIOR, rule_set).values()) == {Verdict.MET}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"years": 4}, "years"),
        ({"education": Education.VOCATIONAL}, "education"),
        ({"held_years": {Level.INTERMEDIATE: 1}}, "held_years"),
        ({"certificate": 4}, "certificate"),
        ({"certificate": 0}, "certificate"),
        ({"last_bands": (Band.COMPETENT, Band.COMPETENT)}, "last_bands"),
        ({"last_bands": (Band.EXCELLENT, Band.BASIC)}, "last_bands"),
    ],
)
def test_that_each_condition_of_a_senior_bars(rule_set: RuleSet, changes: dict[str, object], code: str) -> None:
    judged = eligibility(replace(SENIOR, **changes), rule_set)[Level.SENIOR]  # type: ignore[arg-type]
    assert judged.verdict is Verdict.NOT_MET
    assert [check.code for check in judged.checks if check.verdict is not Verdict.MET] == [code]


@pytest.mark.parametrize(
    "changes",
    [
        {"education": None},
        {"years": None},
        {"held_years": {}},
        {"certificate": None},
        {"last_bands": (Band.EXCELLENT, None)},
        {"last_bands": (Band.EXCELLENT,)},
    ],
)
def test_that_a_missing_fact_cannot_be_judged(rule_set: RuleSet, changes: dict[str, object]) -> None:
    facts = replace(SENIOR, **changes)  # type: ignore[arg-type]
    assert verdicts(facts, rule_set)[Level.SENIOR] is Verdict.UNDETERMINED


def test_that_a_known_failure_decides_over_a_missing_fact(rule_set: RuleSet) -> None:
    assert verdicts(replace(SENIOR, years=4, certificate=None), rule_set)[Level.SENIOR] is Verdict.NOT_MET
    low = replace(SENIOR, last_bands=(Band.BASIC, None))
    assert verdicts(low, rule_set)[Level.SENIOR] is Verdict.NOT_MET


def test_that_either_path_leads_to_intermediate(rule_set: RuleSet) -> None:
    facts = replace(SENIOR, education=Education.HIGH_SCHOOL, years=4, held_years={Level.JUNIOR: 3})
    assert verdicts(facts, rule_set)[Level.INTERMEDIATE] is Verdict.MET
    assert verdicts(replace(facts, years=3), rule_set)[Level.INTERMEDIATE] is Verdict.NOT_MET
    college = replace(facts, education=Education.BACHELOR, years=2, held_years={Level.JUNIOR: 1})
    assert verdicts(college, rule_set)[Level.INTERMEDIATE] is Verdict.MET


def test_that_a_trainee_needs_a_year_and_the_exam(rule_set: RuleSet) -> None:
    facts = Qualifications(education=Education.COLLEGE, years=1, exam_passed=True)
    assert verdicts(facts, rule_set)[Level.JUNIOR] is Verdict.MET
    assert verdicts(replace(facts, years=0), rule_set)[Level.JUNIOR] is Verdict.NOT_MET
    assert verdicts(replace(facts, exam_passed=False), rule_set)[Level.JUNIOR] is Verdict.NOT_MET
    assert verdicts(replace(facts, exam_passed=None), rule_set)[Level.JUNIOR] is Verdict.UNDETERMINED
