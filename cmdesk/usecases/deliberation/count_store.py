"""Sealed counts of a paper, and their release once every paper of the ballot is in and equal."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cmdesk.kernel.errors import Problem, Where
from cmdesk.models.deliberation import AgendaItem, Meeting, Paper, SealedEntry, Tally
from cmdesk.queries.deliberation_state import ABSTAINED, MARKS, papers_of, standing
from cmdesk.queries.org import numbers_by_id
from cmdesk.rules.ballot_steps import entry_differences
from cmdesk.runtime.context import Context
from cmdesk.usecases.deliberation.ballot_store import drop_entries, entry_key

PURPOSE = "ballot_count"
Marks = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one duty has keyed of a paper: void sheets, and the marks of each person (by id as text)."""

    by: str
    invalid: int
    people: Mapping[str, Marks] = field(default_factory=dict)

    def complete(self, paper: Paper) -> bool:
        """Say whether everybody on the paper is keyed."""
        return set(self.people) == set(paper.people)


def load(context: Context, paper: Paper, duty: str) -> Entry | None:
    """Give what a duty has keyed so far. Only this file may compare it with the other's."""
    key = entry_key(paper, duty)
    found = context.session.get(SealedEntry, key)
    if found is None:
        return None
    content = json.loads(context.vault.unseal(found.sealed, purpose=PURPOSE, number=key))
    return Entry(by=content["by"], invalid=content["invalid"], people=content["people"])


def save(context: Context, paper: Paper, duty: str, entry: Entry) -> None:
    """Seal what a duty has keyed."""
    key = entry_key(paper, duty)
    content = {"by": entry.by, "invalid": entry.invalid, "people": dict(entry.people)}
    sealed = context.vault.seal(json.dumps(content, ensure_ascii=False).encode(), purpose=PURPOSE, number=key)
    found = context.session.get(SealedEntry, key)
    if found is None:
        context.session.add(SealedEntry(key=key, sealed=sealed))
    else:
        found.sealed = sealed
    context.session.flush()


def merged(before: Entry | None, by: str, invalid: int, people: Mapping[str, Marks]) -> Entry:
    """Give the entry with what was keyed now; the number of void sheets counts for the whole paper."""
    if before is None:
        return Entry(by=by, invalid=invalid, people=people)
    return replace(before, invalid=invalid, people={**before.people, **people})


def line_problems(paper: Paper, entry: Entry, names: Mapping[str, str]) -> list[Problem]:
    """Give `ballot_accounts` for the sheets and for each person whose marks are not the valid sheets (B.12.9)."""
    returned = paper.returned or 0
    problems = []
    if not 0 <= entry.invalid <= returned:
        params = {"equation": "收回 = 有效 + 无效", "left": returned, "right": entry.invalid}
        problems.append(Problem("ballot_accounts", Where(field="invalid"), params))
    for person, marks in entry.people.items():
        total = sum(marks.values())
        if total != returned - entry.invalid:
            params = {
                "equation": f"{names[person]}：有效票 = 各种划票相加",
                "left": returned - entry.invalid,
                "right": total,
            }
            problems.append(Problem("ballot_accounts", Where(field=f"people.{names[person]}"), params))
    return problems


def difference_problems(paper: Paper, one: Entry, other: Entry, names: Mapping[str, str]) -> list[Problem]:
    """Give `counts_differ` for each person keyed differently, `void_sheets_differ` for the sheets; never a value."""
    problems = []
    if one.invalid != other.invalid:
        problems.append(Problem("void_sheets_differ", Where(field="invalid"), {"paper": paper.paper}))
    different = dict.fromkeys(person for person, _ in entry_differences(one.people, other.people))
    problems += [
        Problem("counts_differ", Where(field=f"people.{names[person]}"), {"name": names[person], "paper": paper.paper})
        for person in different
    ]
    return problems


def names_on(context: Context, paper: Paper) -> dict[str, str]:
    """Give the names of the people on a paper by id as text."""
    known = numbers_by_id(context)
    return {person: known[uuid.UUID(person)][1] for person in paper.people}


def ballot_of(context: Context, paper: Paper) -> tuple[Paper, ...]:
    """Give the papers that are released together with this one: the last rounds of the item's same ballot.

    A second ballot for another level, counted before, is none of them.
    """
    papers = standing(papers_of(context, paper.meeting_id, paper.item))
    return tuple(one for one in papers if one.kind == paper.kind and one.state != "counted")


def release(context: Context, meeting: Meeting, item: AgendaItem, papers: tuple[Paper, ...]) -> None:
    """Write the totals of all papers of a ballot, and destroy the sealed counts."""
    for paper in papers:
        teller, scrutineer = load(context, paper, "teller"), load(context, paper, "scrutineer")
        assert teller is not None
        assert scrutineer is not None
        paper.state = "counted"
        paper.invalid = teller.invalid
        if len(paper.people) == 1:
            paper.abstained = teller.people[paper.people[0]].get(ABSTAINED, 0)
        context.session.add_all(
            Tally(
                meeting_id=meeting.id,
                item=item.number,
                paper=paper.paper,
                round=paper.round,
                person_id=uuid.UUID(person),
                marks={mark: teller.people[person].get(mark, 0) for mark in MARKS[item.kind]},
                teller=teller.by,
                scrutineer=scrutineer.by,
            )
            for person in paper.people
        )
    drop_entries(context, papers)
    context.session.flush()
