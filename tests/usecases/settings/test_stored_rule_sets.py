"""A rule set that the database keeps can be put in force again from there, whatever became of its file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from factories.county import HEAD, LEADER, County
from sqlalchemy import func, select

from cmdesk.desk import Desk
from cmdesk.models.settings import RuleSetRow
from cmdesk.rules.ruleset import digest
from cmdesk.usecases.settings.activate_rule_set import ActivateRuleSet


def stored(county: County, mark: str) -> dict[str, Any]:
    with county.desk.database.reading() as session:
        body = session.scalar(select(RuleSetRow.body).where(RuleSetRow.digest == mark))
    assert isinstance(body, dict)
    return body


@pytest.mark.shows("R02", "5")
def test_that_a_stored_rule_set_comes_back_as_it_was_and_is_stored_once(county: County) -> None:
    with county.desk.database.reading() as session:
        former = session.scalars(select(RuleSetRow.digest)).one()
    changed = Desk.closed().rule_set_json() | {}
    changed["meta"] = {**changed["meta"], "version": "2026.9"}
    file = county.file("next.json", json.dumps(changed, ensure_ascii=False))
    county.run(HEAD, ActivateRuleSet(file=file), second=LEADER)
    body = stored(county, former)
    assert digest(body) == former
    again = county.file("former.json", json.dumps(body, ensure_ascii=False))
    done = county.run(HEAD, ActivateRuleSet(file=again, notes="换回"), second=LEADER)
    assert done.ids == (former,)
    with county.desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(RuleSetRow)) == 2
        newest = session.scalars(select(RuleSetRow).order_by(RuleSetRow.activated_at.desc()).limit(1)).one()
        assert (newest.digest, newest.notes, newest.activated_by) == (former, "换回", HEAD)
