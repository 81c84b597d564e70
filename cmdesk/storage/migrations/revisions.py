"""The order of the migrations, read from their files: every start asks for it, and Alembic itself is large to load."""

from __future__ import annotations

import re
from pathlib import Path

_NAMED = re.compile(r"""^(revision|down_revision)\b[^=\n]*=\s*(?:None|["']([^"'\n]+)["'])\s*$""", re.MULTILINE)


def revisions(migrations: Path) -> tuple[str, ...]:
    """Give the revisions of a folder of migrations, oldest first. Raises ValueError where they are no single line."""
    after: dict[str, str] = {}
    files = sorted((migrations / "versions").glob("[!_]*.py"))
    for file in files:
        named = dict(_NAMED.findall(file.read_text("utf-8")))
        after[named["down_revision"]] = named["revision"]
    line: list[str] = []
    while (following := after.get(line[-1] if line else "")) is not None:
        line.append(following)
    if not line or len(line) != len(files):
        raise ValueError(f"the migrations in {migrations} are no single line")
    return tuple(line)
