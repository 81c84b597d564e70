"""Use cases and questions are found by name, and each says who may."""

from __future__ import annotations

import dataclasses

import pytest

from cmdesk.kernel.errors import Rejected
from cmdesk.runtime import registry
from cmdesk.runtime.permissions import PERMISSIONS, Duty, done_by, person_conflicts, role_conflicts


def test_that_every_use_case_is_found_by_its_name_and_names_known_permissions() -> None:
    entries = registry.all_use_cases()
    assert len(entries) > 30
    for entry in entries:
        assert registry.use_case_named(entry.name) is entry
        assert {entry.permission, *entry.or_permissions} <= set(PERMISSIONS)
        assert dataclasses.is_dataclass(entry.command)
        assert (entry.command.__doc__ or "").strip(), entry.name
        if entry.second:
            assert PERMISSIONS[entry.second].seconds or PERMISSIONS[entry.second].doers


def test_that_every_question_is_found_by_its_name_and_may_be_asked_by_somebody() -> None:
    questions = registry.all_queries()
    assert len(questions) > 10
    for name, question in questions:
        area, _, asked = name.partition(".")
        if "_" not in area:
            assert registry.query_named(name) is question
        assert asked == registry.snake(question.__name__)
        permission = PERMISSIONS[question.permission]
        assert permission.doers | permission.seconds | permission.readers or permission.meeting


@pytest.mark.parametrize(
    "name", ["", "org", "org.", "org.nothing", "nothing.import_roster", "org.import-roster", "a.b.c"]
)
def test_that_an_unknown_verb_is_refused(name: str) -> None:
    with pytest.raises(Rejected, match="unknown_verb"):
        registry.use_case_named(name)


@pytest.mark.parametrize("name", ["", "org", "org.nothing", "nothing.people", "org.people.x", "or-g.people"])
def test_that_an_unknown_question_is_refused(name: str) -> None:
    with pytest.raises(Rejected, match="unknown_query"):
        registry.query_named(name)


@pytest.mark.shows("135")
def test_that_no_standing_duty_holds_two_actions_that_exclude_each_other() -> None:
    for duty in Duty:
        assert role_conflicts(duty) == (), duty


def test_that_administration_goes_with_neither_scoring_nor_audit() -> None:
    scoring = {Duty.INSPECTOR, Duty.INSPECTION_LEADER, Duty.RECORDER, Duty.DEPARTMENT_HEAD, Duty.PAY_CLERK}
    for duty in (*scoring, Duty.AUDITOR):
        assert person_conflicts([Duty.ADMINISTRATOR, duty]), duty
    assert person_conflicts(scoring) == ()
    assert "access.manage" in done_by([Duty.ADMINISTRATOR])
    assert done_by([]) == frozenset()
