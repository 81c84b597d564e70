"""Checks files that somebody brought: each gets its verdict, whatever it is. Runs on a worker's thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cmdesk.kernel.errors import CmdeskError, Rejected
from cmdesk.kernel.progress import Progress
from cmdesk.queries.reports import VerifyFiles
from cmdesk.runtime.sentences import message
from cmdesk.ui.failures import surface_of
from cmdesk.ui.pages.reports.presenter import Verdict, no_pdf, unread, verdict_of

if TYPE_CHECKING:
    from cmdesk.desk import Desk

_HEAD = 1024
"""A PDF says so within its first kilobyte."""


def verdicts(desk: Desk, files: Sequence[Path], progress: Progress) -> tuple[Verdict, ...]:
    """Give one verdict a file, in order. Raises Cancelled between two files."""
    found = []
    for number, path in enumerate(files):
        progress.step(number, len(files), "step_verify")
        found.append(_verdict(desk, path))
    return tuple(found)


def _verdict(desk: Desk, path: Path) -> Verdict:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        return unread(path, f"{error.strerror or error}：请先拷到本机，再拖进来。")
    if b"%PDF-" not in head:
        return no_pdf(path)
    try:
        return verdict_of(desk.ask(VerifyFiles(files=(path,)))[0])
    except Rejected as refused:
        return unread(path, message(refused.problems[0]))
    except CmdeskError as error:
        return unread(path, surface_of(error).text)
