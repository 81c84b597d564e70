"""What a benchmark gives, and how two ways of doing one thing are timed side by side."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measured ratio: ours over the floor, the bound that it must keep (None: a figure only), and what was done."""

    name: str
    ratio: float
    bound: float | None
    detail: str

    @property
    def is_over(self) -> bool:
        """Say whether the bound is broken."""
        return self.bound is not None and self.ratio > self.bound


def side_by_side(
    ways: Mapping[str, Callable[[], object]], *, rounds: int, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Give the median seconds of each way, done in turns so that a noisy minute strikes all of them.

    CPU seconds, unless another clock is given: `time.perf_counter` where the disk is part of what is measured.
    The first turn warms up and is not counted.
    """
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            gc.collect()
            start = clock()
            way()
            if turn:
                spent[name].append(clock() - start)
    return {name: statistics.median(seconds) for name, seconds in spent.items()}


def milliseconds(seconds: float) -> str:
    """Give a time for the table."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
