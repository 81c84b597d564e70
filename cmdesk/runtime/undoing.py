"""Named undo and redo of the session, and of the last whole import after a restart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Conflict
from cmdesk.models.journal import JournalEntry
from cmdesk.runtime import access
from cmdesk.runtime.context import Actor
from cmdesk.runtime.dispatcher import History, Step
from cmdesk.runtime.registry import Undo, use_case_named
from cmdesk.storage.database import Opened
from cmdesk.storage.transaction import Written


def undo(database: Opened, history: History, *, actor: Actor) -> tuple[Step, Written]:
    """Take back the newest step. Raises Conflict `nothing_to_undo`, or `undo_row_changed` and its like."""
    if not history.done:
        raise Conflict("nothing_to_undo")
    step = history.done[-1]
    written = _reverse(database, step, actor=actor)
    history.done.pop()
    history.undone.append(Step(_seq(written), step.verb, forward=False))
    return step, written


def redo(database: Opened, history: History, *, actor: Actor) -> tuple[Step, Written]:
    """Do again what was undone last: the undoing is itself undone."""
    if not history.undone:
        raise Conflict("nothing_to_redo")
    step = history.undone[-1]
    written = _reverse(database, step, actor=actor)
    history.undone.pop()
    history.done.append(Step(_seq(written), step.verb))
    return step, written


def undo_last_import(database: Opened, history: History, *, actor: Actor) -> tuple[Step, Written]:
    """Take back the newest import that still stands, unless a barrier (a close, a ballot, a release) came after it."""
    with database.reading() as session:
        entries = session.execute(
            select(JournalEntry.seq, JournalEntry.verb, JournalEntry.undoes).order_by(JournalEntry.seq.desc())
        ).all()
    standing = _standing((entry.seq, entry.undoes) for entry in entries)
    for entry in entries:
        if entry.undoes is not None or entry.seq not in standing:
            continue
        if is_import(entry.verb):
            step = Step(entry.seq, entry.verb)
            written = _reverse(database, step, actor=actor)
            history.done = [kept for kept in history.done if kept.seq != step.seq]
            history.undone.append(Step(_seq(written), step.verb, forward=False))
            return step, written
        if _is_barrier(entry.verb):
            raise Conflict("import_used", verb=entry.verb)
    raise Conflict("nothing_to_undo")


def undo_own(database: Opened, *, actor: Actor, today: date, entry: int | None = None) -> tuple[Step, Written]:
    """Take back the newest step that this person gave and that still stands, whatever session it was given in.

    As in a session, what is never undone is passed over, and nobody gets behind a barrier, whoever set it. A step of
    an earlier day must be named by its `entry`: nobody remembers what was last then. Raises Conflict
    `nothing_to_undo`, `undo_past_barrier`, `undo_must_be_named`, or `undo_row_changed` and its like.
    """
    with database.reading() as session:
        entries = session.execute(
            select(
                JournalEntry.seq, JournalEntry.at, JournalEntry.actor, JournalEntry.verb, JournalEntry.undoes
            ).order_by(JournalEntry.seq.desc())
        ).all()
    standing = _standing((entry.seq, entry.undoes) for entry in entries)
    for one in entries:
        if one.undoes is not None or one.seq not in standing or not _is_order(one.verb):
            continue
        undo_ = use_case_named(one.verb).undo
        if undo_ is Undo.BARRIER:
            raise Conflict("undo_past_barrier", verb=one.verb)
        if undo_ is Undo.STEP and one.actor == actor.number:
            day = one.at.astimezone(CHINA).date()
            if one.seq != entry and (entry is not None or day != today):
                raise Conflict("undo_must_be_named", verb=one.verb, day=day, entry=one.seq)
            step = Step(one.seq, one.verb)
            return step, _reverse(database, step, actor=actor)
    raise Conflict("nothing_to_undo")


def _standing(newest_first: Iterable[tuple[int, int | None]]) -> set[int]:
    """Give the entries whose work stands: not taken back, or taken back and done again."""
    standing: set[int] = set()
    reversed_: set[int] = set()
    for seq, undoes in newest_first:
        if seq in reversed_:
            continue
        standing.add(seq)
        if undoes is not None:
            reversed_.add(undoes)
    return standing


def is_import(verb: str) -> bool:
    """Say whether a verb takes in a whole workbook."""
    return verb.rsplit(".", maxsplit=1)[-1].startswith("import_")


def _is_barrier(verb: str) -> bool:
    return _is_order(verb) and use_case_named(verb).undo is Undo.BARRIER


def _is_order(verb: str) -> bool:
    """Say whether an entry is of a use case, and not of the desk's own care."""
    return "." in verb and not verb.startswith("desk.")


def _reverse(database: Opened, step: Step, *, actor: Actor) -> Written:
    access.need(actor, use_case_named(step.verb).permission)
    return database.take_back(step.seq, actor=actor.number, verb=step.verb)


def _seq(written: Written) -> int:
    assert written.seq is not None
    return written.seq
