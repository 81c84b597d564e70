"""Writes a first migration from a small set of models, as the shipped ones were once written."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import UpgradeOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, create_engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

REVISION = "0001_v0_1_0"
_HEAD = f'''"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{REVISION}"
down_revision = None


def upgrade() -> None:
'''
_FROZEN = {"TEXT": "sa.Text()", "BLOB": "sa.LargeBinary()", "INTEGER": "sa.BigInteger()", "REAL": "sa.Float()"}


def write_first_step(tables: MetaData, folder: Path) -> None:
    """Write the step that creates `tables`, with plain types only, into `folder`/versions."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": tables})
        operations = produce_migrations(context, tables).upgrade_ops or UpgradeOps([])
        body = render_python_code(operations, render_item=_frozen, migration_context=context)
    engine.dispose()
    versions = folder / "versions"
    versions.mkdir(parents=True)
    (versions / "v0001_initial.py").write_text(f"{_HEAD}{body}\n", "utf-8")


def _frozen(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    if kind != "type":
        return False
    plain: TypeEngine[Any] = item.impl_instance if isinstance(item, TypeDecorator) else item
    return _FROZEN[plain.compile(sqlite.dialect())]
