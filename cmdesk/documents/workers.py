"""Drawing, signing and checking many documents on all cores: pure work on bytes, in processes of their own."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from typing import TypeVar

from cmdesk.kernel.errors import Rejected

G = TypeVar("G")
J = TypeVar("J")
R = TypeVar("R")

WORTH_IT = 24
"""From so many documents on the start of further processes is paid back."""
_FEW = 6
"""From so many on it is quicker there, once the processes run."""
_CHUNK = 3


def mapped(work: Callable[[G, J], R], given: G, jobs: Sequence[J]) -> Iterator[R | Rejected]:
    """Give `work(given, job)` of each job, in order; a refusal stands in the place of its result.

    `work` is a function of a module (its imports are what a process starts with); `given` and the jobs are picklable.
    Any other error is raised where its result would come. Few jobs, or one core, are done here, each when it is asked
    for; many begin at once, while the caller goes on with something else.
    """
    tried = partial(_tried, work, given)
    least = _FEW if _pool.cache_info().currsize else WORTH_IT
    if len(jobs) < least or _cores() < 2:
        return map(tried, jobs)
    return _pool().map(tried, jobs, chunksize=min(_CHUNK, -(-len(jobs) // _cores())))


def begin() -> None:
    """Start the processes now, because many documents are about to come: they load while the caller goes on."""
    if _cores() > 1:
        for _ in range(_cores()):
            _pool().submit(_load)


def ahead(work: Callable[[], R], times: int) -> list[Future[R]]:
    """Begin `work()` so many times, behind what is under way, for somebody who asks later; nothing on one core."""
    return [_pool().submit(work) for _ in range(times if _cores() > 1 else 0)]


def _cores() -> int:
    return os.cpu_count() or 1


@cache
def _pool() -> ProcessPoolExecutor:
    """Give the processes, started once: a batch seldom comes alone. They end with this one.

    Never forked: the window's threads would be copied in the middle of what they do.
    """
    return ProcessPoolExecutor(_cores(), mp_context=get_context("spawn"), initializer=_collect_seldom)


def _collect_seldom() -> None:
    # A document is ten thousands of small objects that live until it is done: the collector, walking them at every
    # turn, costs a quarter of checking one.
    gc.set_threshold(50_000, 20, 20)


def _load() -> None:
    """Load what drawing, signing and checking need, which takes seconds."""
    import cmdesk.documents.reports.catalogue
    import cmdesk.documents.sign_stamp
    import cmdesk.documents.verify_signature  # noqa: F401


def _tried(work: Callable[[G, J], R], given: G, job: J) -> R | Rejected:
    try:
        return work(given, job)
    except Rejected as refused:
        return refused
