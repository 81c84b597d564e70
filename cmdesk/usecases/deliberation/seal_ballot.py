"""Seal the box of a paper: what came back, and what did not and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.text import folded, tidy
from cmdesk.models.deliberation import Meeting, Paper
from cmdesk.queries.deliberation_state import holders_of, in_room, meeting_of, paper_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.permissions import MeetingDutyName
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.deliberation.meeting_store import log_event

WITNESSES = 2


@dataclass(frozen=True, kw_only=True)
class SealBallot(Command):
    """Seal a paper's box: 发出 = 收回 + 未收回 (B.12.9).

    Each sheet that did not come back needs its reason, and two of the tellers and scrutineers as witnesses. More
    back than out makes the whole paper void: vote again. Refused: `not_handed_out`, `count_negative`,
    `reasons_missing`, `witnesses_missing`, `witness_unknown`, `ballot_state`, `meeting_state`; forbidden to anybody
    but the chair. A barrier.
    """

    meeting: str
    item: int
    paper: str
    returned: int
    unreturned_reasons: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: SealBallot) -> Done:
    """Check the account, then seal; or declare the paper void."""
    meeting = meeting_of(context, command.meeting, "open")
    paper = paper_of(context, meeting, command.item, command.paper, "open")
    issued = paper.issued
    if issued is None:
        refuse_any([Problem("not_handed_out", Where(field="paper"), {"paper": paper.paper})])
    assert issued is not None
    void = command.returned > issued
    refuse_any(_problems(context, meeting, command, 0 if void else issued - command.returned))
    paper.returned = command.returned
    paper.unreturned_reasons = [tidy(reason) for reason in command.unreturned_reasons]
    paper.witnesses = [tidy(name) for name in command.witnesses]
    paper.sealed_at = context.now()
    paper.sealed_present = sorted(in_room(context, meeting.id))
    paper.state = "void" if void else "sealed"
    if void:
        paper.void_reason = "收回多于发出"
    context.session.flush()
    _log(context, meeting, paper, issued)
    return Done(ids=(paper.paper,), answer={"void": void, "unreturned": max(0, issued - command.returned)})


def _problems(context: Context, meeting: Meeting, command: SealBallot, unreturned: int) -> list[Problem]:
    problems = []
    if command.returned < 0:
        problems.append(Problem("count_negative", Where(field="returned"), {"value": command.returned}))
    reasons = [reason for reason in command.unreturned_reasons if tidy(reason)]
    if len(reasons) != unreturned:
        params = {"unreturned": unreturned, "given": len(reasons)}
        problems.append(Problem("reasons_missing", Where(field="unreturned_reasons"), params))
    if unreturned and len({folded(name) for name in command.witnesses}) < WITNESSES:
        problems.append(Problem("witnesses_missing", Where(field="witnesses"), {"least": WITNESSES}))
    officers = holders_of(context, meeting.id, MeetingDutyName.TELLER, MeetingDutyName.SCRUTINEER)
    known = {folded(name) for name in officers}
    problems += [
        Problem("witness_unknown", Where(field="witnesses"), {"name": name})
        for name in command.witnesses
        if folded(name) not in known
    ]
    return problems


def _log(context: Context, meeting: Meeting, paper: Paper, issued: int) -> None:
    unissued = (paper.printed or 0) - issued - (paper.spoiled or 0)
    params = {
        "paper": paper.paper,
        "round": paper.round,
        "printed": paper.printed,
        "issued": issued,
        "unissued": unissued,
        "spoiled": paper.spoiled,
        "returned": paper.returned,
        "unreturned": max(0, issued - (paper.returned or 0)),
        "reasons": "；".join(paper.unreturned_reasons) or "无",
    }
    log_event(context, meeting, "ballot_void_account" if paper.state == "void" else "ballot_sealed", **params)


use_case = UseCase(command=SealBallot, permission="deliberation.chair", handle=handle, undo=Undo.BARRIER)
