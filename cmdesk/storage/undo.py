"""Taking a journal entry back, row by row, and only where nobody has changed the rows since.

Doing it again is taking the undoing entry back: both directions are this one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import Conflict
from cmdesk.storage.engine import Engines
from cmdesk.storage.images import Image, Row, collect, literals_of, quoted, value_of
from cmdesk.storage.journal import Deed, images_of
from cmdesk.storage.shape import Shape, TableShape
from cmdesk.storage.transaction import Writing, Written, writing

UNDO = "undo"
REDO = "redo"


def take_back(
    engines: Engines, shape: Shape, clock: Clock, seq: int, *, actor: str, verb: str = UNDO, second: str | None = None
) -> Written:
    """Undo entry `seq` (or redo, with the number of the undoing entry) in a journalled transaction of its own.

    Whether it may be undone at all is the caller's to know. Raises KeyError for an unknown entry, and Conflict, with
    nothing changed: `undo_row_changed` (table, key, theirs, ours) where a row is no longer as the entry left it,
    `undo_breaks_reference` where others now refer to a row that would go, `undo_reaches_further` (table) where
    younger rows would go with it, `undo_schema_changed` (table) after an upgrade that changed the table.
    """
    deed = Deed(actor=actor, second=second, verb=verb, params={"entry": seq}, undoes=seq)
    try:
        with writing(engines, shape, clock, deed) as running:
            _apply_inverse(running, shape, seq)
    except IntegrityError as error:
        raise Conflict("undo_breaks_reference", entry=seq) from error
    return running.written


def _apply_inverse(running: Writing, shape: Shape, seq: int) -> None:
    connection = running.session.connection()
    # References are looked at once, at the commit: halfway back a child may stand without its parent.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    images = images_of(connection, seq)
    for image in images:
        table = shape.journalled.get(image.table)
        if table is None or set(image.after or image.before or ()) != set(table.columns):
            raise Conflict("undo_schema_changed", entry=seq, table=image.table)
    for image in reversed(images):
        _step_back(connection, shape.journalled[image.table], image)
    _refuse_further(connection, shape, seq, images)


def _step_back(connection: Connection, table: TableShape, image: Image) -> None:
    expected, target = image.after, image.before
    known = _keys(table, expected, target)
    current = _first(connection, table, known)
    if _same(table, current, target):
        return  # a cascade, or a person, has brought it here already
    if not _same(table, current, expected):
        raise _changed(table, known[0], current, target)
    if target is None:
        _delete(connection, table, known[0])
    elif current is None:
        _insert(connection, table, _next_version(table, target, target))
    else:
        _update(connection, table, known[0], _next_version(table, target, current))


def _keys(table: TableShape, *rows: Row | None) -> list[tuple[Any, ...]]:
    keys = [tuple(value_of(row[name]) for name in table.key) for row in rows if row is not None]
    return list(dict.fromkeys(keys))


def _first(connection: Connection, table: TableShape, keys: list[tuple[Any, ...]]) -> dict[str, str] | None:
    for key in keys:
        row = connection.exec_driver_sql(
            f"SELECT {literals_of(quoted(table.name), table.columns)} FROM {quoted(table.name)} WHERE {_is(table)}", key
        ).scalar()
        if row is not None:
            return dict(zip(table.columns, json.loads(row), strict=True))
    return None


def _same(table: TableShape, one: Mapping[str, str] | None, other: Mapping[str, str] | None) -> bool:
    # The version is no content: it only ever grows, so that a stale editor never finds the number that it knows.
    if one is None or other is None:
        return one is other
    return all(one[name] == other[name] for name in table.columns if name != table.version)


def _next_version(table: TableShape, row: Row, standing: Row) -> Row:
    if table.version is None:
        return row
    return {**row, table.version: str(int(standing[table.version]) + 1)}


def _is(table: TableShape) -> str:
    return " AND ".join(f"{quoted(name)} = ?" for name in table.key)


def _delete(connection: Connection, table: TableShape, key: tuple[Any, ...]) -> None:
    connection.exec_driver_sql(f"DELETE FROM {quoted(table.name)} WHERE {_is(table)}", key)


def _insert(connection: Connection, table: TableShape, row: Row) -> None:
    names = ", ".join(quoted(name) for name in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    values = tuple(value_of(row[name]) for name in table.columns)
    connection.exec_driver_sql(f"INSERT INTO {quoted(table.name)}({names}) VALUES({marks})", values)


def _update(connection: Connection, table: TableShape, key: tuple[Any, ...], row: Row) -> None:
    changes = ", ".join(f"{quoted(name)} = ?" for name in table.columns)
    values = tuple(value_of(row[name]) for name in table.columns)
    connection.exec_driver_sql(f"UPDATE {quoted(table.name)} SET {changes} WHERE {_is(table)}", (*values, *key))


def _refuse_further(connection: Connection, shape: Shape, seq: int, wanted: list[Image]) -> None:
    # Cascades reach rows that were added after the entry; those are not ours to take away.
    allowed = {
        (image.table, key)
        for image in wanted
        for key in _keys(shape.journalled[image.table], image.before, image.after)
    }
    for image in collect(connection, shape, keep=True):
        table = shape.journalled[image.table]
        if any((image.table, key) not in allowed for key in _keys(table, image.before, image.after)):
            raise Conflict("undo_reaches_further", entry=seq, table=image.table)


def _changed(table: TableShape, key: tuple[Any, ...], theirs: Row | None, ours: Row | None) -> Conflict:
    def shown(row: Row | None) -> dict[str, Any] | None:
        return None if row is None else {name: value_of(literal) for name, literal in row.items()}

    values = dict(zip(table.key, key, strict=True))
    return Conflict(
        "undo_row_changed", table=table.name, key=table.key_of(values), theirs=shown(theirs), ours=shown(ours)
    )
