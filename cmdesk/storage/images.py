"""Images of the rows that a transaction changes, taken by temporary triggers on the writing connection.

Triggers see raw SQL, bulk inserts and cascades, which events of the ORM do not; being temporary they are no part of
the database, so another tool can still open it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection

from cmdesk.storage.engine import Raw
from cmdesk.storage.faults import NUL_MARK
from cmdesk.storage.shape import Shape, TableShape

Literal: TypeAlias = str
"""A value as SQLite's quote() writes it: NULL, 12, 'text', X'00FF'."""
Row: TypeAlias = Mapping[str, Literal]


@dataclass(frozen=True)
class Image:
    """One change: `op` is I, U or D; `before` and `after` are the whole row, None where there was none."""

    table: str
    op: str
    before: Row | None
    after: Row | None


_TABLE = "CREATE TEMP TABLE journal_image(n INTEGER PRIMARY KEY, name TEXT, op TEXT, before TEXT, after TEXT) STRICT"
_KEPT = ("journal_entry",)


def install(raw: Raw, shape: Shape) -> None:
    """Put the triggers on a writing connection; nothing can then change a journal entry through it."""
    raw.execute(_TABLE)
    for table in shape.journalled.values():
        for op, before, after in (("INSERT", None, "new"), ("UPDATE", "old", "new"), ("DELETE", "old", None)):
            raw.execute(_trigger(table, op, before, after))
    for name in _KEPT:
        for op in ("UPDATE", "DELETE"):
            raw.execute(
                f"CREATE TEMP TRIGGER {quoted(f'keep_{name}_{op}')} BEFORE {op} ON main.{quoted(name)} "
                "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END"
            )


def collect(connection: Connection, shape: Shape, *, keep: bool = False) -> list[Image]:
    """Give the images of the running transaction in order and forget them, unless `keep`.

    Updates that changed nothing are left out.
    The table rolls back with the transaction, so what was undone by a savepoint has left no image.
    """
    rows = connection.exec_driver_sql("SELECT name, op, before, after FROM temp.journal_image ORDER BY n").all()
    if not keep:
        connection.exec_driver_sql("DELETE FROM temp.journal_image")
    return [
        Image(name, op, _row(shape, name, before), _row(shape, name, after))
        for name, op, before, after in rows
        if before != after
    ]


def as_body(images: Iterable[Image]) -> dict[str, Any]:
    """Give images in the form that a journal entry stores: columns once a table, then the rows' literals."""
    columns: dict[str, list[str]] = {}
    changes = []
    for image in images:
        row = image.after if image.after is not None else image.before or {}
        names = columns.setdefault(image.table, list(row))
        changes.append([image.table, image.op, _literals(image.before, names), _literals(image.after, names)])
    return {"columns": columns, "changes": changes}


def from_body(body: Mapping[str, Any]) -> list[Image]:
    """Read the images of a stored body. Raises KeyError or ValueError if it is none."""
    images = []
    for table, op, before, after in body["changes"]:
        names = body["columns"][table]
        images.append(Image(table, op, _named(names, before), _named(names, after)))
    return images


def news(images: Iterable[Image], shape: Shape) -> dict[str, frozenset[Any]]:
    """Give the keys of all changed rows by table: what pages need to know to refresh."""
    changed: dict[str, set[tuple[Literal, ...]]] = {}
    for image in images:
        key = shape.journalled[image.table].key
        for row in (image.before, image.after):
            if row is not None:
                changed.setdefault(image.table, set()).add(tuple(row[name] for name in key))
    return {name: frozenset(_keys(shape.journalled[name], keys)) for name, keys in changed.items()}


def _keys(table: TableShape, literals: Iterable[tuple[Literal, ...]]) -> Iterator[Any]:
    for key in literals:
        yield table.key_of({name: value_of(literal) for name, literal in zip(table.key, key, strict=True)})


def value_of(literal: Literal) -> int | float | str | bytes | None:
    """Give the value that SQLite's quote() wrote as `literal`."""
    if literal == "NULL":
        return None
    if literal[0] == "'":
        return literal[1:-1].replace("''", "'")
    if literal[:2] == "X'":
        return bytes.fromhex(literal[2:-1])
    try:
        return int(literal)
    except ValueError:
        return float(literal)


def quoted(name: str) -> str:
    """Give a table's or column's name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literals_of(prefix: str, columns: Sequence[str]) -> str:
    """Give the SQL expression of a row's literals as a JSON array. `prefix` is old, new or a table."""
    return "json_array(" + ", ".join(f"quote({prefix}.{quoted(column)})" for column in columns) + ")"


def _trigger(table: TableShape, op: str, before: str | None, after: str | None) -> str:
    old = literals_of(before, table.columns) if before else "NULL"
    new = literals_of(after, table.columns) if after else "NULL"
    return (
        f"CREATE TEMP TRIGGER {quoted(f'journal_{table.name}_{op}')} AFTER {op} ON main.{quoted(table.name)} BEGIN "
        f"{_without_nul(table) if after else ''}"
        f"INSERT INTO journal_image(name, op, before, after) VALUES({_text(table.name)}, '{op[0]}', {old}, {new}); END"
    )


def _without_nul(table: TableShape) -> str:
    # quote() stops at a NUL without a word, so the image would not be the row.
    if not table.texts:
        return ""
    found = " OR ".join(f"instr(ifnull(new.{quoted(name)}, ''), char(0))" for name in table.texts)
    return f"SELECT RAISE(ABORT, {_text(NUL_MARK + table.name)}) WHERE {found}; "


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _row(shape: Shape, table: str, array: str | None) -> Row | None:
    return None if array is None else _named(shape.journalled[table].columns, json.loads(array))


def _named(names: Sequence[str], literals: Sequence[Literal] | None) -> Row | None:
    return None if literals is None else dict(zip(names, literals, strict=True))


def _literals(row: Row | None, names: Sequence[str]) -> list[Literal] | None:
    return None if row is None else [row[name] for name in names]
