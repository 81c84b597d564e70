"""Each paper keeps who was in the room when it opened and when its box was sealed."""

from __future__ import annotations

import pytest
from factories import meeting as m
from factories.county import RECORDER, County
from sqlalchemy import select

from cmdesk.models.deliberation import Paper
from cmdesk.usecases.deliberation.admit import Admit
from cmdesk.usecases.deliberation.call_meeting import Item


@pytest.mark.shows("54")
def test_that_a_paper_keeps_who_was_there_at_its_opening_and_at_its_sealing(county: County) -> None:
    m.prepared(county)
    m.call_second(county, (Item(kind="proposal_vote"),))
    m.begin(county, m.SECOND, absent=(9,))
    names = m.open_ballot(county, m.SECOND)
    m.seal(county, m.SECOND, names[0], returned=m.hand_out(county, m.SECOND, names[0]))
    county.run(RECORDER, Admit(meeting=m.SECOND, numbers=(8,), came=False))
    m.seal(county, m.SECOND, names[1], returned=m.hand_out(county, m.SECOND, names[1]))
    with county.desk.database.reading() as session:
        papers = {paper.paper: paper for paper in session.scalars(select(Paper))}
    before, after = (papers[name] for name in names[:2])
    assert before.opened_present == after.opened_present == [1, 2, 3, 4, 5, 6, 7, 8]
    assert before.sealed_present == [1, 2, 3, 4, 5, 6, 7, 8]
    assert after.sealed_present == [1, 2, 3, 4, 5, 6, 7]
