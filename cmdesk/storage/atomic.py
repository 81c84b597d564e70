"""Writing a file so that a power cut leaves the old one or the new one, never half of one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

PART = ".part"
_CHUNK = 1 << 20


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put `data` under `path`: written beside it, flushed, renamed. `private` lets only the owner read it.

    Raises OSError; the file that was there before is then untouched.
    """
    part = path.with_name(path.name + PART)
    mode = 0o600 if private else 0o666
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def copy_atomically(source: Path, target: Path) -> None:
    """Copy a file that no database connection of this process has open. Raises OSError as `write_atomically` does."""
    part = target.with_name(target.name + PART)
    try:
        with source.open("rb") as reading, part.open("wb") as writing:
            while chunk := reading.read(_CHUNK):
                writing.write(chunk)
            writing.flush()
            os.fsync(writing.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    flush_folder(target.parent)


def flush_file(path: Path) -> None:
    """Have the disk hold what was written to `path`."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have the disk hold the names in `folder`. Does nothing on Windows, which offers no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_digest(path: Path, each: Callable[[int], None] = lambda done: None) -> str:
    """Give the SHA-256 of a file as hex; `each` hears the bytes read so far."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            each(done)
    return digest.hexdigest()
