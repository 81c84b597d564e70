"""Drawing, signing and checking many documents on all cores: pure work on bytes, in processes of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from typing import TypeVar

from cmdesk.kernel.errors import Rejected

G = TypeVar("G")
J = TypeVar("J")
R = TypeVar("R")

WORTH_IT = 24
"""From so many documents on the start of further processes is paid back."""
_CHUNK = 3


def mapped(work: Callable[[G, J], R], given: G, jobs: Sequence[J]) -> Iterator[R | Rejected]:
    """Give `work(given, job)` of each job, in order; a refusal stands in the place of its result.

    `work` is a function of a module of documents (its imports are what a process starts with); `given` and the jobs
    are picklable. Any other error is raised where its result would come. Few jobs, or one core, are done here.
    """
    tried = partial(_tried, work, given)
    if len(jobs) < WORTH_IT or (os.cpu_count() or 1) < 2:
        yield from map(tried, jobs)
    else:
        yield from _pool().map(tried, jobs, chunksize=_CHUNK)


@cache
def _pool() -> ProcessPoolExecutor:
    """Give the processes, started once: a batch seldom comes alone. They end with this one.

    Never forked: the window's threads would be copied in the middle of what they do.
    """
    return ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"))


def _tried(work: Callable[[G, J], R], given: G, job: J) -> R | Rejected:
    try:
        return work(given, job)
    except Rejected as refused:
        return refused
