"""The corrective actions of the sample: closed by somebody else than who answered, and few are left."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cmdesk.kernel.periods import Period
from cmdesk.models.inspections import CorrectiveAction, InspectionSheet
from cmdesk.queries.inspections import OpenActions
from cmdesk.sample import corrections
from cmdesk.sample.year import LEADER, Sample

MARCH = Period.parse("2025-03")


@pytest.mark.shows("48")
def test_that_most_findings_are_closed_and_none_of_the_months_before_is_left(lived: Sample) -> None:
    lived.desk.switch(lived.actor(LEADER))
    before = lived.desk.ask(OpenActions())
    assert len(before) > 10
    corrections.month(lived, MARCH)
    lived.desk.switch(lived.actor(LEADER))
    left = lived.desk.ask(OpenActions())
    assert all(row.sheet.startswith("2025-03-") for row in left)
    assert len(left) < len(before) / 4
    with lived.desk.database.reading() as session:
        rows = session.execute(
            select(CorrectiveAction, InspectionSheet.visited_on).join(
                InspectionSheet, InspectionSheet.id == CorrectiveAction.sheet_id
            )
        ).all()
    closed = [(action, visited_on) for action, visited_on in rows if action.verified_on]
    assert len(closed) == len(before) - len(left)
    for action, visited_on in closed:
        assert visited_on < action.done_on <= action.due
        assert action.done_on <= action.verified_on
        assert (action.verified_by, bool(action.measure)) == (corrections.VERIFIER, True)
