"""Key the count of a paper: teller and scrutineer apart, equal or nothing."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.text import folded
from cmdesk.models.deliberation import AgendaItem, Meeting, Paper
from cmdesk.queries.deliberation_state import MARKS, item_of, meeting_of, paper_of
from cmdesk.queries.org import ids_by_no
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.permissions import MeetingDutyName
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.deliberation.count_store import (
    Entry,
    ballot_of,
    difference_problems,
    line_problems,
    load,
    merged,
    names_on,
    release,
    save,
)
from cmdesk.usecases.deliberation.meeting_store import log_event

OTHER = {MeetingDutyName.TELLER: MeetingDutyName.SCRUTINEER, MeetingDutyName.SCRUTINEER: MeetingDutyName.TELLER}


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """The totals of one person on one paper, by mark; a mark left out is 0.

    Marks: agree, against, deferred (表决) · excellent, competent, basic, incompetent, unknown (测评) · the nine rungs
    (分档); with each abstained (空白行) and invalid (本行无效).
    """

    staff_no: str
    marks: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class EnterCount(Command):
    """Key totals of one paper, of one person or of many; `invalid` are the sheets that are void as a whole.

    A teller keys one count, a scrutineer the other; whose it is follows from the duty of who keys. The first stays
    sealed until the second is in. When both have everybody, they are compared: unequal lines are named, never their
    values, and are counted and keyed again (`anew` begins the own count afresh). When all papers of the item are
    equal the totals are written and shown, all at once (row 71). Refused: `count_negative`, `mark_unknown`,
    `not_on_paper`, `keyed_twice`, `ballot_accounts`, `entry_of_another`, `two_people_needed`, `counts_differ` and
    `void_sheets_differ` (both counts are kept), `ballot_state` (late), `meeting_state`. A barrier; no figure of it
    ever stands in the journal before the release.
    """

    secret = frozenset({"invalid", "people"})

    meeting: str
    item: int
    paper: str
    people: tuple[Keyed, ...]
    invalid: int = 0
    anew: bool = False
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: EnterCount) -> Done:
    """Check the figures, seal them, and compare where both counts are whole."""
    meeting = meeting_of(context, command.meeting, "open")
    item = item_of(context, meeting, command.item)
    paper = paper_of(context, meeting, command.item, command.paper, "sealed")
    assert context.holder is not None
    duty, me = context.holder.duty, context.holder.name
    keyed = _keyed(context, command, item, paper)
    before = None if command.anew else load(context, paper, duty)
    other = load(context, paper, OTHER[duty])
    refuse_any(_person_problems(me, before, other))
    entry = merged(before, me, command.invalid, keyed)
    names = names_on(context, paper)
    refuse_any(line_problems(paper, entry, names))
    save(context, paper, duty, entry)
    done = len(entry.people)
    answer = {"keyed": done, "of": len(paper.people), "released": False}
    if not entry.complete(paper):
        return Done(count=len(keyed), answer=answer)
    if before is None or not before.complete(paper):
        log_event(context, meeting, "counted_by", paper=paper.paper, round=paper.round, name=me, duty=_WORDS[duty])
    if other is None or not other.complete(paper):
        return Done(count=len(keyed), answer=answer)
    differences = difference_problems(paper, entry, other, names)
    if differences:
        return Done(count=len(keyed), answer=answer, refused=tuple(differences))
    paper.state = "agreed"
    context.session.flush()
    return Done(count=len(keyed), answer=answer | {"released": _release(context, meeting, item, paper)})


def _release(context: Context, meeting: Meeting, item: AgendaItem, paper: Paper) -> bool:
    """Write and show the totals, unless another paper of the ballot is not through yet."""
    papers = ballot_of(context, paper)
    log_event(context, meeting, "counts_equal", paper=paper.paper, round=paper.round)
    if any(one.state != "agreed" for one in papers):
        return False
    release(context, meeting, item, papers)
    log_event(context, meeting, "released", item=item.title, papers="、".join(one.paper for one in papers))
    return True


def _keyed(context: Context, command: EnterCount, item: AgendaItem, paper: Paper) -> dict[str, dict[str, int]]:
    known = ids_by_no(context)
    on_paper = set(paper.people)
    found: dict[str, dict[str, int]] = {}
    problems: list[Problem] = []
    if command.invalid < 0:
        problems.append(Problem("count_negative", Where(field="invalid"), {"value": command.invalid}))
    for line, one in enumerate(command.people, 1):
        where = Where(field="people", row=line)
        person: uuid.UUID | None = known.get(one.staff_no)
        if str(person) not in on_paper:
            problems.append(Problem("not_on_paper", where, {"staff_no": one.staff_no, "paper": paper.paper}))
            continue
        found[str(person)] = dict(one.marks)
        for mark, count in one.marks.items():
            if mark not in MARKS[item.kind]:
                allowed = "、".join(MARKS[item.kind])
                problems.append(Problem("mark_unknown", where, {"mark": mark, "allowed": allowed}))
            elif count < 0:
                problems.append(Problem("count_negative", where, {"value": count}))
    counted = Counter(one.staff_no for one in command.people)
    where = Where(field="people")
    problems += [Problem("keyed_twice", where, {"staff_no": n}) for n, count in counted.items() if count > 1]
    refuse_any(problems)
    return found


def _person_problems(me: str, before: Entry | None, other: Entry | None) -> list[Problem]:
    """Refuse a count that two people of one duty share, and one person for both duties."""
    problems = []
    if before is not None and folded(before.by) != folded(me):
        problems.append(Problem("entry_of_another", Where(field="by"), {"name": before.by}))
    if other is not None and folded(other.by) == folded(me):
        problems.append(Problem("two_people_needed", Where(field="by"), {"name": me}))
    return problems


_WORDS = {MeetingDutyName.TELLER: "计票人", MeetingDutyName.SCRUTINEER: "监票人"}

use_case = UseCase(
    command=EnterCount,
    permission="deliberation.count",
    or_permissions=("deliberation.scrutinise",),
    handle=handle,
    undo=Undo.BARRIER,
    closes_secret=True,
)
