"""A password typed into the window as the file that an order takes: only its owner reads it, and it is soon gone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def secret_files(*secrets: str) -> Iterator[list[Path]]:
    """Give one file a secret, in order."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, secret in enumerate(secrets):
            file = Path(folder) / str(number)
            file.touch(mode=0o600)
            file.write_text(secret, encoding="utf-8")
            files.append(file)
        yield files
