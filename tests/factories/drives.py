"""A drive that is pulled out and put back under a running program, without a drive."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CAN_DIE = sys.platform == "linux"
"""Whether open files can be made to fail as those of a drive do that is gone."""


def handles(folder: Path) -> list[int]:
    """Give the open files of this process under a folder, but those of locks: the system keeps them without a drive."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            target = entry.readlink()
        except OSError:
            continue
        if target.is_relative_to(folder) and not target.name.endswith((".lock", "-shm")):
            found.append(int(entry.name))
    return found


@contextmanager
def pulled(folder: Path) -> Iterator[None]:
    """Take a folder away inside: it cannot be found, and what was open there fails for good, even when it is back."""
    away = folder.with_name(folder.name + "-pulled")
    dead = os.open("/", os.O_RDONLY)
    try:
        for handle in handles(folder):
            os.dup2(dead, handle)
    finally:
        os.close(dead)
    folder.rename(away)
    try:
        yield
    finally:
        if folder.exists():
            # What the program made in the void, as on the empty place of a drive.
            folder.rename(folder.with_name(folder.name + "-void"))
        away.rename(folder)
