"""Saying what an arriving file would do and what is wrong with it, row by row, before anything is written."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import select

from cmdesk.exchange.sheets.recognise import recognised
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.models.exchange import HeadingMapping, ImportRun
from cmdesk.queries.scoring_state import closed_problem
from cmdesk.rules.shapes import structure, unstructure
from cmdesk.runtime import access
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Command, Query, use_case_of
from cmdesk.usecases.incoming import Answers, HeadingAnswer, Weighed
from cmdesk.usecases.incoming_columns import free_fields, heading_lines
from cmdesk.usecases.incoming_facts import AboutRows, note_of
from cmdesk.usecases.incoming_files import OpenFile, face_of
from cmdesk.usecases.incoming_kinds import KINDS, Kind, kind_of
from cmdesk.usecases.incoming_rows import ControlLine, Earlier, FilePreview, HeadingLine, How, Note

_CLOSED = frozenset({"period_closed", "later_period_closed", "already_used"})
_AFTER_THE_CLOSE = frozenset({"holidays", "seats", "decision"})
"""What the city sends of a year whatever its state here: its decision comes when the year has long been closed."""
_CONTROL = "control_total_differs"


@dataclass(frozen=True)
class FileKinds:
    """What a file may be, the likeliest first, of what the user may take in, and the period of each kind."""

    kinds: tuple[str, ...]
    periods: dict[str, Period]


@dataclass(frozen=True, kw_only=True)
class RecogniseFile(Query):
    """Tell what a workbook may be. Raises as opening it does (`wrong_file`, `file_protected`, `file_unreadable`)."""

    permission: ClassVar[str] = "desk.home"
    path: Path

    def rows(self, context: Context) -> FileKinds:
        """Look at sheet names, headings and form number."""
        found = recognised(self.path)
        kinds = tuple(code for code in found.kinds if access.may_do(context.actor, KINDS[code].permission))
        return FileKinds(kinds, {code: period for code in KINDS if (period := _period(KINDS[code], found.periods))})


def _period(kind: Kind, periods: Sequence[Period]) -> Period | None:
    return next((period for period in periods if kind.span is not None and period.kind is kind.span), None)


@dataclass(frozen=True, kw_only=True)
class PreviewImport(Query):
    """Weigh an import without writing: every row with what it does, every problem and warning with its place.

    Who may give the order may ask. Headings that were explained once are taken as then. Raises Forbidden, and
    Unavailable where a file cannot be read.
    """

    permission: ClassVar[str] = "desk.home"
    order: Command

    def rows(self, context: Context) -> FilePreview:
        """Weigh the order."""
        access.need(context.actor, use_case_of(self.order).permission)
        return _Previewing(context, self.order).preview()


class _Previewing:
    """One preview in the making."""

    def __init__(self, context: Context, order: Command) -> None:
        self.context, self.order = context, order
        self.kind = kind_of(order)
        self.remembered: frozenset[str] = frozenset()
        self.weighed = self._weigh(order)
        self._remember()
        paths: Sequence[Path] = getattr(order, "files", ()) or (order.file,)  # type: ignore[attr-defined]
        self.files = [OpenFile(path, part.reading) for path, part in zip(paths, self.weighed.parts, strict=True)]

    def _weigh(self, order: Command) -> Weighed:
        self.context.warnings.clear()
        module = inspect.getmodule(type(order))
        weigh: Callable[[Context, Command], Weighed] = module.weigh  # type: ignore[union-attr]
        return weigh(self.context, order)

    def _remember(self) -> None:
        """Weigh again with what was said of the same headings before, where nothing is said now."""
        answers: Answers | None = getattr(self.order, "answers", None)
        prints = [part.reading.fingerprint for part in self.weighed.parts if part.reading.fingerprint]
        if answers is None or answers.headings or not prints:
            return
        found = self.context.session.get(HeadingMapping, prints[0])
        if found is None or found.kind != self.kind.code:
            return
        said = {heading: structure(HeadingAnswer, one) for heading, one in found.mapping.items()}
        order: Any = self.order
        self.order = replace(order, answers=replace(answers, headings=said))
        self.remembered = frozenset(said)
        self.weighed = self._weigh(self.order)

    def preview(self) -> FilePreview:
        problems, warnings = self.weighed.all_problems(), self.weighed.all_warnings(self.context)
        about = AboutRows(self.context, self.kind.code, self.files)
        for file, part in enumerate(self.weighed.parts):
            for change in part.intake.rows:
                about.take(file, change)
        whole = [note for problem in problems if (note := self._placed(about, problem, bad=True)) is not None]
        whole += [note for problem in warnings if (note := self._placed(about, problem, bad=False)) is not None]
        rows = about.rows()
        if any(note.bad for row in rows for note in row.notes):
            # A sum over rows that could not be read says nothing yet; it is compared again once they can.
            whole = [note for note in whole if note.code != _CONTROL]
        lines = self._headings(problems, warnings)
        return FilePreview(
            kind=self.kind.code,
            period=self.weighed.period,
            files=tuple(face_of(file) for file in self.files),
            rows=rows,
            whole=tuple(whole),
            controls=self._controls(),
            headings=tuple(line for line in lines if line.how is not How.SAME or line.units),
            free=free_fields(self.kind.code, self.files[0].reading),
            same_headings=sum(line.how is How.SAME and not line.units for line in lines),
            answers=unstructure(getattr(self.order, "answers", Answers())),
            earlier=self._earlier(),
            closed=self._closed(problems),
            problems=tuple(problems),
            warnings=tuple(warnings),
        )

    def _placed(self, about: AboutRows, problem: Problem, *, bad: bool) -> Note | None:
        """Put a problem to its row; give it as a note where it belongs to none."""
        if problem.code == "column_ignored":
            return None
        note = note_of(self.context, self.files, problem, bad=bad, people=about.people)
        return None if about.put(problem, note) else note

    def _headings(self, problems: Sequence[Problem], warnings: Sequence[Problem]) -> list[HeadingLine]:
        answers: Answers = getattr(self.order, "answers", Answers())
        return heading_lines(self.files[0], answers, self.remembered, problems, warnings)

    def _controls(self) -> tuple[ControlLine, ...]:
        return tuple(
            ControlLine(control.name, control.stated, control.total, control.found)
            for part in self.weighed.parts[:1]
            for control in part.reading.controls
        )

    def _earlier(self) -> Earlier | None:
        run = self.context.session.execute(
            select(ImportRun.at, ImportRun.by, ImportRun.accepted, ImportRun.unchanged, ImportRun.content_digest)
            .where(ImportRun.kind == self.kind.code, ImportRun.period == self.weighed.period)
            .order_by(ImportRun.at.desc())
            .limit(1)
        ).first()
        if run is None:
            return None
        same = run.content_digest == self.weighed.parts[0].reading.digest
        return Earlier(run.at, run.by, run.accepted + run.unchanged, same)

    def _closed(self, problems: Sequence[Problem]) -> str:
        from cmdesk.storage.resources import sentence

        found = [problem for problem in problems if problem.code in _CLOSED]
        if not found and self.weighed.period is not None and self.kind.code not in _AFTER_THE_CLOSE:
            found = closed_problem(self.context, self.weighed.period)
        return sentence(found[0].code, found[0].params) if found else ""
