"""Who may do what: every duty against every use case and every question, default deny, and the exclusions."""

from __future__ import annotations

import inspect
from itertools import combinations

import pytest

from cmdesk.kernel.errors import Forbidden
from cmdesk.runtime import access, registry
from cmdesk.runtime.context import Actor
from cmdesk.runtime.permissions import (
    PERMISSIONS,
    Duty,
    MeetingDutyName,
    done_by,
    excluded_duties,
    person_conflicts,
)
from cmdesk.storage.resources import sentences

USE_CASES = registry.all_use_cases()
QUERIES = registry.all_queries()
SCORING = {"inspections", "indicators", "evaluations", "peers", "exams", "scoring", "deliberation", "grading", "pay"}
ALONE = {
    Duty.ADMINISTRATOR: {"access.manage", "settings.change", "upkeep.backup", "upkeep.restore", "desk.home"},
    Duty.AUDITOR: {"audit.read", "audit.verify", "upkeep.backup", "desk.home"},
}
"""Everything that the two duties outside the scoring do."""


def holder(*duties: Duty) -> Actor:
    return Actor("1", "某人", frozenset(duties))


@pytest.mark.shows("135")
@pytest.mark.parametrize("duty", list(Duty))
def test_that_a_duty_does_what_the_table_says_and_nothing_else(duty: Duty) -> None:
    for entry in USE_CASES:
        permission = PERMISSIONS[entry.permission]
        if permission.meeting is not None:
            # Asked of the meeting; that nobody else gets in is shown with the meeting's own tests.
            continue
        if duty in permission.doers:
            access.need(holder(duty), entry.permission)
        else:
            with pytest.raises(Forbidden, match="not_permitted"):
                access.need(holder(duty), entry.permission)


@pytest.mark.parametrize("duty", list(Duty))
def test_that_a_duty_reads_what_the_table_says_and_nothing_else(duty: Duty) -> None:
    for _, query in QUERIES:
        permission = PERMISSIONS[query.permission]
        if duty in permission.doers | permission.seconds | permission.readers:
            access.need_reading(holder(duty), query.permission)
        else:
            with pytest.raises(Forbidden, match="not_permitted"):
                access.need_reading(holder(duty), query.permission)


def test_that_who_holds_no_duty_does_and_reads_nothing() -> None:
    for code in PERMISSIONS:
        with pytest.raises(Forbidden):
            access.need_reading(holder(), code)
        if PERMISSIONS[code].meeting is None:
            with pytest.raises(Forbidden):
                access.need(holder(), code)


def test_that_a_second_person_is_another_who_may_confirm() -> None:
    for entry in USE_CASES:
        if entry.second is None:
            continue
        seconds = PERMISSIONS[entry.second].seconds
        assert seconds, f"{entry.name}: nobody may confirm"
        for duty in Duty:
            first, second = holder(*PERMISSIONS[entry.permission].doers), Actor("2", "另一人", frozenset({duty}))
            if duty in seconds:
                access.need_second(first, second, entry.second)
            else:
                with pytest.raises(Forbidden, match="second_not_permitted"):
                    access.need_second(first, second, entry.second)
            with pytest.raises(Forbidden, match="second_same_person"):
                access.need_second(first, first, entry.second)


def test_that_administration_and_audit_do_nothing_of_the_scoring() -> None:
    for duty, codes in ALONE.items():
        assert done_by([duty]) == codes
        assert not {code for code in codes if code.split(".")[0] in SCORING}


@pytest.mark.shows("135")
def test_that_no_two_duties_together_do_what_one_person_must_not() -> None:
    for one, other in combinations(Duty, 2):
        done = done_by([one, other])
        scoring = {code for code in done if code.split(".")[0] in SCORING}
        excluded = "access.manage" in done and bool(scoring or "audit.read" in done)
        assert bool(person_conflicts([one, other])) == excluded, (one, other)


def test_that_no_standing_duty_counts_scrutinises_or_chairs() -> None:
    for code in ("deliberation.chair", "deliberation.count", "deliberation.scrutinise"):
        assert PERMISSIONS[code].doers == frozenset()
        assert PERMISSIONS[code].meeting in set(MeetingDutyName)


def test_that_every_order_says_what_it_does_and_has_a_name_in_chinese() -> None:
    said = sentences()
    assert [entry.name for entry in USE_CASES if f"verb.{entry.name}" not in said] == []
    assert [entry.name for entry in USE_CASES if len(inspect.getdoc(entry.command) or "") < 40] == []
    assert [name for name, query in QUERIES if not (inspect.getdoc(query) or "").strip()] == []


def test_that_every_action_has_a_name_in_chinese() -> None:
    assert [code for code in PERMISSIONS if f"permission.{code}" not in sentences()] == []


@pytest.mark.shows("135")
def test_that_a_duty_is_excluded_just_where_the_two_together_would_be_refused() -> None:
    for held in Duty:
        excluded = excluded_duties([held])
        for other in set(Duty) - {held}:
            assert (other in excluded) == bool(person_conflicts([held, other]))
            assert excluded.get(other, frozenset()) <= {held}
