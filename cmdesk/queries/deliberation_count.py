"""How far a count is: who has keyed which paper, how many people; never a figure of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from cmdesk.models.deliberation import SealedEntry
from cmdesk.queries.deliberation_state import MARKS, item_of, meeting_of, papers_of, standing
from cmdesk.queries.org import numbers_by_id
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

PURPOSE = "ballot_count"


@dataclass(frozen=True, kw_only=True)
class CountRow:
    """A paper in the box or being counted: who keys what is keyed, by 工号 and name in the order of the paper."""

    paper: str
    round: int
    state: str
    returned: int | None
    people: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...]
    teller: str | None
    teller_keyed: int
    scrutineer: str | None
    scrutineer_keyed: int


@dataclass(frozen=True, kw_only=True)
class CountState(Query):
    """The state of an item's count, paper by paper; the sealed figures stay sealed."""

    permission: ClassVar[str] = "deliberation.chair"

    meeting: str
    item: int

    def rows(self, context: Context) -> tuple[CountRow, ...]:
        """Give one row a paper. Raises Rejected `meeting_unknown`, `item_unknown`."""
        import uuid

        meeting = meeting_of(context, self.meeting)
        item = item_of(context, meeting, self.item)
        names = numbers_by_id(context)
        rows = []
        for paper in standing(papers_of(context, meeting.id, item.number)):
            prefix = "/".join((paper.meeting_id.hex, str(paper.item), paper.paper, str(paper.round)))
            teller, scrutineer = (_keyed(context, f"{prefix}/{duty}") for duty in ("teller", "scrutineer"))
            rows.append(
                CountRow(
                    paper=paper.paper,
                    round=paper.round,
                    state=paper.state,
                    returned=paper.returned,
                    people=tuple(names[uuid.UUID(person)] for person in paper.people),
                    marks=tuple(MARKS[item.kind].items()),
                    teller=teller[0],
                    teller_keyed=teller[1],
                    scrutineer=scrutineer[0],
                    scrutineer_keyed=scrutineer[1],
                )
            )
        return tuple(rows)


def _keyed(context: Context, key: str) -> tuple[str | None, int]:
    """Give who keyed and how many people are in; nothing else leaves the seal."""
    found = context.session.get(SealedEntry, key)
    if found is None:
        return None, 0
    content = json.loads(context.vault.unseal(found.sealed, purpose=PURPOSE, number=key))
    return content["by"], len(content["people"])
