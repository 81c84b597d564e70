"""Finish the minutes of a meeting: the draft from its events, with every edit by hand marked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.queries.deliberation_minutes import draft_of, meeting_text_problems
from cmdesk.queries.deliberation_state import meeting_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.deliberation.meeting_store import log_event


@dataclass(frozen=True, kw_only=True)
class Minute(Command):
    """Finish the minutes of a closed meeting. Without `text` the draft stands as the program wrote it (row 73).

    Refused: `minutes_empty`, `glyph_missing`, `meeting_state` (not closed, or finished already). Cannot be undone:
    what was finished is signed.
    """

    meeting: str
    text: str | None = None
    by: str | None = None
    pin_file: Path | None = None


def handle(context: Context, command: Minute) -> Done:
    """Keep both draft and text, so that the difference can be shown."""
    meeting = meeting_of(context, command.meeting, "closed")
    draft = draft_of(context, meeting)
    text = draft if command.text is None else command.text.strip()
    if not text:
        refuse_any([Problem("minutes_empty", Where(field="text"))])
    refuse_any(meeting_text_problems(context, text))
    meeting.minutes_draft, meeting.minutes = draft, text
    meeting.minuted_by = context.holder.name if context.holder else context.actor.name
    meeting.state = "minuted"
    context.session.flush()
    log_event(context, meeting, "minuted", name=meeting.minuted_by)
    return Done(ids=(meeting.number,), answer={"edited": text != draft})


use_case = UseCase(command=Minute, permission="deliberation.minute", handle=handle, undo=Undo.NEVER)
