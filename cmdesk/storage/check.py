"""The check of an open database: quickly at each start, thoroughly once a week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.storage.backup import Source
from cmdesk.storage.engine import connect
from cmdesk.storage.journal import Head
from cmdesk.storage.soundness import (
    Facts,
    chain_of,
    facts_of,
    problems_of_pages,
    problems_of_references,
    problems_of_triggers,
)


@dataclass(frozen=True)
class CheckReport:
    """What was read and what is wrong; `facts` is None where the database cannot be read at all."""

    problems: tuple[Problem, ...]
    facts: Facts | None
    files: int


def check(
    source: Source, *, thorough: bool = False, anchors: Iterable[Head] = (), progress: Progress = SILENT
) -> CheckReport:
    """Read the database on a connection of its own; nothing is changed, nothing repaired.

    Quick: pages and triggers. Thorough: indexes, references, the journal's chain against `anchors`, and every stored
    file. Raises Cancelled, Unavailable; what is wrong stands in the report.
    """
    raw = connect(source.path, source.key, "read")
    try:
        progress.step(0, 4, "step_pages")
        problems = problems_of_pages(raw, thorough=thorough)
        if problems:
            return CheckReport(tuple(problems), None, 0)
        problems += problems_of_triggers(raw, source.shape)
        digests: list[str] = []
        if thorough:
            progress.step(1, 4, "step_references")
            problems += problems_of_references(raw)
            progress.step(2, 4, "step_chain")
            problems += chain_of(raw, anchors, progress).problems
            digests = list(source.files.digests())
            problems += source.files.check(digests, progress)
        return CheckReport(tuple(problems), facts_of(raw), len(digests))
    finally:
        raw.close()
