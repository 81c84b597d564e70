"""Which items of a year's sittings are counted: each of them has its D18, under a running number of its own."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.kernel.periods import Period
from cmdesk.models.deliberation import AgendaItem, Meeting
from cmdesk.queries.deliberation_state import FIRST, KIND_NAMES, is_released, items_of, papers_of, sitting_of
from cmdesk.runtime.context import Context

SITTINGS = {1: "第一次", 2: "第二次"}


@dataclass(frozen=True)
class CountedItem:
    """An item all of whose papers are counted and released."""

    meeting: Meeting
    item: AgendaItem

    @property
    def subject(self) -> str:
        """Give the running number of its report: sitting and item, as 0201."""
        return f"{self.meeting.sitting:02}{self.item.number:02}"

    @property
    def title(self) -> str:
        """Give what was voted on."""
        return self.item.title or KIND_NAMES[self.item.kind]


def counted_items(context: Context, year: Period) -> tuple[CountedItem, ...]:
    """Give the counted items of both sittings of a year, in their order."""
    found = []
    for sitting in SITTINGS:
        meeting = sitting_of(context, year.year, sitting)
        if meeting is not None:
            found += [
                CountedItem(meeting, item)
                for item in items_of(context, meeting.id)
                if is_released(papers_of(context, meeting.id, item.number), FIRST)
            ]
    return tuple(found)
