"""What storage must know of the tables: columns, keys, which are journalled, and where their migrations lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Dialect, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import DeclarativeBase

UNJOURNALLED = "unjournalled"
"""Key of `Table.info`: rows of such a table leave no image in the journal (ballots, peer sheets, drafts)."""
TRIGGERS = "triggers"
"""Key of `Table.info`: {name: CREATE TRIGGER statement}; migrations put them back, opening compares them."""
_DIALECT: Dialect = sqlite.dialect()  # type: ignore[no-untyped-call,unused-ignore]


@dataclass(frozen=True)
class TableShape:
    """One journalled table. `key` are the primary key's columns, `version` the optimistic lock's, if it has one."""

    name: str
    columns: tuple[str, ...]
    texts: tuple[str, ...]
    key: tuple[str, ...]
    version: str | None
    readers: Mapping[str, Callable[[Any], Any]]

    def key_of(self, values: Mapping[str, Any]) -> Any:
        """Give a row's key as the models know it: one value, or a tuple for a composite key."""
        parts = tuple(self.readers[name](values[name]) for name in self.key)
        return parts[0] if len(parts) == 1 else parts


@dataclass(frozen=True)
class Shape:
    """All tables of one kind of database, and the folder of its migrations."""

    base: type[DeclarativeBase]
    migrations: Path
    journalled: Mapping[str, TableShape]

    @property
    def triggers(self) -> dict[str, str]:
        """Give the database's own triggers by name, as the models register them."""
        return {
            name: statement
            for table in self.base.metadata.sorted_tables
            for name, statement in table.info.get(TRIGGERS, {}).items()
        }


def shape_of(base: type[DeclarativeBase], migrations: Path) -> Shape:
    """Read the shape of the tables of `base`. Every table but `journal_*` and the unjournalled ones is journalled."""
    versions = {
        mapper.local_table.name: mapper.version_id_col.name
        for mapper in base.registry.mappers
        if mapper.version_id_col is not None and isinstance(mapper.local_table, Table)
    }
    tables = {
        table.name: _table_shape(table, versions.get(table.name))
        for table in base.metadata.sorted_tables
        if not table.name.startswith("journal_") and not table.info.get(UNJOURNALLED)
    }
    return Shape(base, migrations, tables)


@cache
def shipped_shape() -> Shape:
    """Give the shape of cmdesk's own database."""
    # Imported late: it reads every model.
    from cmdesk.models import everything
    from cmdesk.models.base import Base

    if everything.METADATA is not Base.metadata:
        raise RuntimeError("the models have two metadata")
    return shape_of(Base, Path(__file__).parent / "migrations")


def _table_shape(table: Table, version: str | None) -> TableShape:
    stored = [column for column in table.columns if column.computed is None]
    return TableShape(
        name=table.name,
        columns=tuple(column.name for column in stored),
        texts=tuple(column.name for column in stored if column.type.compile(_DIALECT) == "TEXT"),
        key=tuple(column.name for column in table.primary_key.columns),
        version=version,
        readers={column.name: _reader(column) for column in table.primary_key.columns},
    )


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    read = column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return read or (lambda value: value)
