"""Writing the first migrations from the models: `python -m cmdesk.storage.migrations.make`.

They are written and stay as they are: a later step is a file of its own, and writing these anew would put its tables
into them too.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import UpgradeOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, create_engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

from cmdesk.storage.shape import shipped_shape

_LINES_A_FILE = 330
_HEAD = '''"""The first tables, part {number}, as of version {version}. Generated, not edited by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of this part."""
'''
_FROZEN = {"TEXT": "sa.Text()", "BLOB": "sa.LargeBinary()", "INTEGER": "sa.BigInteger()", "REAL": "sa.Float()"}


def initial_migrations(tables: MetaData, version: str) -> list[str]:
    """Give the Python texts of the migrations that create `tables`, with plain types only, in their order.

    The models' own types may change their meaning later; what a migration once did must not.
    """
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": tables})
        operations = produce_migrations(context, tables).upgrade_ops or UpgradeOps([])
    engine.dispose()
    written = [_body(UpgradeOps([operation]), context) for operation in operations.ops]
    texts, before = [], None
    for number, lines in enumerate(_parts(written), 1):
        revision = f"{number:04}_v{version.replace('.', '_')}"
        head = _HEAD.format(number=number, version=version, revision=revision, before=before)
        texts.append(head + "\n".join(lines) + "\n")
        before = revision
    return texts


def write_initial(tables: MetaData, folder: Path, version: str) -> list[Path]:
    """Write the first migrations into `folder`/versions, in the place of older ones, and give their paths."""
    versions = folder / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    for old in versions.glob("v*_initial.py"):
        old.unlink()
    paths = []
    for number, text in enumerate(initial_migrations(tables, version), 1):
        path = versions / f"v{number:04}_initial.py"
        path.write_text(text, "utf-8", newline="\n")
        paths.append(path)
    return paths


def main() -> None:
    """Write the first migrations of cmdesk's own database."""
    shape = shipped_shape()
    paths = write_initial(shape.base.metadata, shape.migrations, metadata.version("cmdesk"))
    if importlib.util.find_spec("ruff"):
        subprocess.run([sys.executable, "-m", "ruff", "format", "-q", *map(str, paths)], check=True)
    sys.stdout.writelines(f"{path}\n" for path in paths)


def _body(operations: UpgradeOps, context: MigrationContext) -> list[str]:
    text = render_python_code(operations, render_item=_frozen, migration_context=context)
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]


def _parts(written: list[list[str]]) -> Iterator[list[str]]:
    part: list[str] = []
    for lines in written:
        if part and len(part) + len(lines) > _LINES_A_FILE:
            yield part
            part = []
        part = part + lines
    yield part


def _frozen(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    if kind != "type":
        return False
    plain: TypeEngine[Any] = item.impl_instance if isinstance(item, TypeDecorator) else item
    return _FROZEN[plain.compile(sqlite.dialect())]  # type: ignore[no-untyped-call,unused-ignore]


if __name__ == "__main__":
    main()
