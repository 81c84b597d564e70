"""The one path from a command to the database: permission, second person, transaction, journal, news."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import Rejected, refuse_any, reject
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.rules.shapes import unstructure
from cmdesk.runtime import access, meeting_duties
from cmdesk.runtime.context import Actor, Context, Done
from cmdesk.runtime.printable import unprintable_texts
from cmdesk.runtime.reading import Surroundings
from cmdesk.runtime.registry import Command, Undo, UseCase, use_case_of
from cmdesk.storage.journal import Deed
from cmdesk.storage.transaction import Written


@dataclass(frozen=True)
class Step:
    """One thing that can be undone: its journal number and its verb, whose sentence names it."""

    seq: int
    verb: str
    forward: bool = True


@dataclass
class History:
    """The steps of this session, oldest first, and those undone."""

    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)

    def record(self, step: Step, undo: Undo) -> None:
        """Take a fresh step; a barrier forgets what lies before it."""
        self.undone.clear()
        if undo is Undo.STEP:
            self.done.append(step)
        elif undo is Undo.BARRIER:
            self.done.clear()


class _DryRun(Exception):
    """Ends a transaction that was only tried."""


def run_all(
    surroundings: Surroundings,
    commands: list[Command],
    *,
    actor: Actor,
    second: Actor | None,
    clock: Clock,
    progress: Progress = SILENT,
    dry_run: bool = False,
    history: History,
    tell: Callable[[Written], None],
    before: Callable[[UseCase], None] = lambda entry: None,
) -> list[Done]:
    """Carry out commands in one transaction and one journal entry: all or none. They must share one verb.

    `before` is called once the people may, before anything is written, and never for a dry run: a restore point.
    `tell` hears of what was committed, before anything is raised after it: Rejected where a use case says that what
    it did was not enough (`Done.refused`; a dry run raises it too), and what an action outside the database raises.
    """
    entries = {use_case_of(c).name: use_case_of(c) for c in commands}
    if len(entries) != 1:
        raise reject("one_verb_needed", verbs=", ".join(sorted(entries)))
    (entry,) = entries.values()
    access.need(actor, entry.permission)
    if entry.second:
        access.need_second(actor, second, entry.second)
    if not dry_run:
        before(entry)
    params = {"commands": [public_params(c) for c in commands]}
    results: list[Done] = []
    try:
        deed = Deed(actor=actor.number, second=second.number if second else None, verb=entry.name, params=params)
        with surroundings.database.writing(deed) as transaction:
            context = surroundings.context(
                transaction.session, actor=actor, second=second, clock=clock, progress=progress
            )
            results = _handle_each(entry, context, commands)
            transaction.session.flush()
            if dry_run:
                raise _DryRun
    except _DryRun:
        _refuse_afterwards(results)
        return results
    written = transaction.written
    if written.seq is not None:
        history.record(Step(written.seq, entry.name), entry.undo)
        results = [replace(done, seq=written.seq) for done in results]
    tell(written)
    for act in context.afterwards:
        act()
    if entry.closes_secret:
        surroundings.database.after_secret_close()
    _refuse_afterwards(results)
    return results


def _refuse_afterwards(results: list[Done]) -> None:
    refused = [problem for done in results for problem in done.refused]
    refuse_any(refused, [warning for done in results for warning in done.warnings])


def _handle_each(entry: UseCase, context: Context, commands: list[Command]) -> list[Done]:
    done = []
    problems: list[Any] = []
    for number, command in enumerate(commands):
        kept = len(context.warnings)
        try:
            holder = meeting_duties.holder_for(context, entry, command)
            answer = _handle(entry, replace(context, holder=holder), command)
        except Rejected as refused:
            if len(commands) == 1:
                raise
            problems += [p.at(row=number + 1) for p in refused.problems]
            continue
        done.append(replace(answer, warnings=(*answer.warnings, *context.warnings[kept:])))
    if problems:
        raise Rejected(problems, context.warnings)
    return done


def _handle(entry: UseCase, context: Context, command: Command) -> Done:
    """Carry out one order; what cannot be printed is refused together with whatever else is wrong."""
    unusable = unprintable_texts(command, context.has_glyph)
    try:
        answer = entry.handle(context, command)
    except Rejected as refused:
        told = {problem.where.field for problem in refused.problems if problem.code == "glyph_missing"}
        further = [problem for problem in unusable if problem.where.field not in told]
        raise Rejected([*refused.problems, *further], refused.warnings) from None
    refuse_any(unusable, context.warnings)
    return answer


def public_params(command: Command) -> dict[str, Any]:
    """Give the fields of an order for the journal. What is secret stays out: passwords come as files anyway."""
    secret: frozenset[str] = getattr(command, "secret", frozenset())
    return {key: value for key, value in unstructure(command).items() if key not in secret}
