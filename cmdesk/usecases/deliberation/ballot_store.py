"""Papers of a ballot: who is handed them, their base and quorum, and their first and further rounds."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import delete

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.models.deliberation import Meeting, Paper, SealedEntry
from cmdesk.queries.deliberation_state import FIRST, RATING, in_room, members_of, numeral, recusals_of
from cmdesk.rules import deliberation as rules
from cmdesk.rules.deliberation import Recusal, paper_base
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_grading import Ratio
from cmdesk.rules.voting import quorum
from cmdesk.runtime.context import Context
from cmdesk.usecases.deliberation.meeting_store import member_key


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A paper before it is opened: its name, its people in order, the members who are never handed it, its base."""

    name: str
    people: tuple[uuid.UUID, ...]
    away: tuple[int, ...]
    expected: int
    recused: int
    present: int
    quorum: int
    enough: bool


def share_of(ratio: Ratio) -> Fraction:
    """Give a ratio of the rule set as a fraction."""
    return Fraction(ratio.numerator, ratio.denominator)


def quorum_share(rule_set: RuleSet) -> Fraction:
    """Give what share of 应到 a meeting needs (B.12.2)."""
    return share_of(rule_set.quorum.share)


def vote_sheets(context: Context, meeting: Meeting, people: Sequence[uuid.UUID], prefix: str = "票") -> list[Sheet]:
    """Give the papers of a vote: one for all without recusal, one for each person with one (B.12.15)."""
    members = members_of(context, meeting.id)
    keys = {member_key(member): member.number for member in members}
    by_number = {number: key for key, number in keys.items()}
    room = {by_number[number] for number in in_room(context, meeting.id) if number in by_number}
    leaving = [
        Recusal(by_number[number], str(person))
        for person, grounds in recusals_of(context, meeting.id).items()
        for number in grounds
        if number in by_number
    ]
    found = []
    for paper in rules.papers([str(person) for person in people], leaving):
        base = paper_base(
            paper,
            members=set(keys),
            in_room=room,
            quorum_share=quorum_share(context.rule_set),
            pass_over=share_of(context.rule_set.votes.pass_over),
        )
        found.append(
            Sheet(
                name=f"{prefix}{numeral(paper.number)}",
                people=tuple(uuid.UUID(person) for person in paper.candidates),
                away=tuple(sorted(keys[member] for member in paper.recused)),
                expected=base.expected,
                recused=base.recused,
                present=base.present,
                quorum=base.quorum.needed,
                enough=base.quorum.valid,
            )
        )
    return found


def rating_sheets(context: Context, meeting: Meeting, people: Sequence[uuid.UUID]) -> list[Sheet]:
    """Give the papers of a rating: A, B and C as far as they have voters; the quorum is the meeting's (B.12.6)."""
    members = members_of(context, meeting.id)
    room = in_room(context, meeting.id)
    present = sum(member.number in room for member in members)
    needed = quorum(expected=len(members), present=present, share=quorum_share(context.rule_set))
    found = []
    for line in context.rule_set.democratic.classes:
        voters = [member.number for member in members if member.ticket == line.code]
        if voters:
            found.append(
                Sheet(
                    name=line.code,
                    people=tuple(people),
                    away=tuple(sorted(member.number for member in members if member.ticket != line.code)),
                    expected=len(voters),
                    recused=0,
                    present=sum(number in room for number in voters),
                    quorum=needed.needed,
                    enough=needed.valid,
                )
            )
    return found


def sheets_of(context: Context, meeting: Meeting, kind: str, people: Sequence[uuid.UUID]) -> list[Sheet]:
    """Give the papers of an item's first ballot."""
    maker = rating_sheets if kind == RATING else vote_sheets
    return maker(context, meeting, people)


def quorum_problems(sheets: Iterable[Sheet]) -> list[Problem]:
    """Give `no_quorum` for each paper for which too few are in the room (B.12.2)."""
    return [
        Problem(
            "no_quorum",
            Where(field="item"),
            {
                "paper": sheet.name,
                "present": sheet.present,
                "expected": sheet.expected - sheet.recused,
                "needed": sheet.quorum,
            },
        )
        for sheet in sheets
        if not sheet.enough
    ]


def open_sheets(
    context: Context, meeting: Meeting, item: int, sheets: Iterable[Sheet], *, kind: str = FIRST, round_: int = 1
) -> list[Paper]:
    """Write the papers as open, with who is in the room now. Raises Rejected `no_quorum`."""
    listed = list(sheets)
    refuse_any(quorum_problems(listed))
    now, room = context.now(), sorted(in_room(context, meeting.id))
    papers = [
        Paper(
            meeting_id=meeting.id,
            item=item,
            paper=sheet.name,
            round=round_,
            kind=kind,
            state="open",
            people=[str(person) for person in sheet.people],
            away=list(sheet.away),
            quorum=sheet.quorum,
            expected=sheet.expected,
            recused=sheet.recused,
            present=sheet.present,
            opened_at=now,
            opened_present=room,
            sealed_present=[],
            unreturned_reasons=[],
            witnesses=[],
        )
        for sheet in listed
    ]
    context.session.add_all(papers)
    context.session.flush()
    return papers


def again(context: Context, meeting: Meeting, paper: Paper, kind_of_item: str) -> Paper:
    """Open the next round of a void paper: the same people, the same who are never handed it, today's room."""
    members = {member.number for member in members_of(context, meeting.id)}
    room = in_room(context, meeting.id)
    voters = members - set(paper.away)
    asked = members if kind_of_item == RATING else voters
    needed = quorum(expected=len(asked), present=len(asked & room), share=quorum_share(context.rule_set))
    sheet = Sheet(
        name=paper.paper,
        people=tuple(uuid.UUID(person) for person in paper.people),
        away=tuple(paper.away),
        expected=paper.expected,
        recused=paper.recused,
        present=len(voters & room),
        quorum=needed.needed,
        enough=needed.valid,
    )
    return open_sheets(context, meeting, paper.item, [sheet], kind=paper.kind, round_=paper.round + 1)[0]


def entry_key(paper: Paper, duty: str) -> str:
    """Give the key under which a duty's sealed count of a paper lies."""
    return "/".join((paper.meeting_id.hex, str(paper.item), paper.paper, str(paper.round), duty))


def drop_entries(context: Context, papers: Iterable[Paper]) -> None:
    """Delete the sealed counts of papers."""
    keys = [entry_key(paper, duty) for paper in papers for duty in ("teller", "scrutineer")]
    context.session.execute(delete(SealedEntry).where(SealedEntry.key.in_(keys)))
