"""Drawing, signing and checking many documents on all cores: pure work on bytes, in processes of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

J = TypeVar("J")
R = TypeVar("R")

WORTH_IT = 24
"""From so many documents on the start of further processes is paid back."""
_CHUNK = 3


def mapped(work: Callable[[J], R], jobs: Sequence[J]) -> Iterator[R]:
    """Give the result of each job, in order. `work` and jobs must be picklable: a module's function, plain values.

    An error of a job is raised where its result would come. Few jobs, or one core, are done here.
    """
    cores = os.cpu_count() or 1
    if len(jobs) < WORTH_IT or cores < 2:
        yield from map(work, jobs)
        return
    # Never fork: the window's threads would be copied in the middle of what they do.
    with ProcessPoolExecutor(min(cores, len(jobs) // _CHUNK), mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, jobs, chunksize=_CHUNK)
