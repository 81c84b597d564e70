"""The chain of journal entries: each digest covers the one before it and every stored byte of its own entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from cmdesk.kernel.errors import Damaged, Problem
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.storage.canonical import canonical, pack, unpack
from cmdesk.storage.images import Image, as_body, from_body

FIRST = "0" * 64
"""The digest before the first entry."""
_COLUMNS = "seq, at, actor, second, verb, params, body, undoes, previous, digest"
_EVERY = 1000
_AT_ONCE = 100
_NOTHING, _NUMBER, _TEXT, _BYTES = b"N", b"I", b"T", b"B"


@dataclass(frozen=True)
class Head:
    """The last entry's number and digest: what is printed on packets and kept by the city."""

    seq: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Who did what: everything of an entry but its images. `params` are plain values, ids, decimals or days."""

    actor: str
    verb: str
    params: Mapping[str, Any]
    second: str | None = None
    undoes: int | None = None


@dataclass(frozen=True)
class ChainReport:
    """What walking the chain found: entries read, the head, and the problems (none in a sound chain)."""

    entries: int
    head: Head
    problems: tuple[Problem, ...]


def begin_chain(connection: Connection) -> None:
    """Give a new database its empty chain."""
    connection.exec_driver_sql("INSERT INTO journal_head(id, seq, digest) VALUES(1, 0, ?)", (FIRST,))


def read_head(connection: Connection) -> Head:
    """Give the head as the database has it. Raises Damaged `chain_head_missing`."""
    row = connection.exec_driver_sql("SELECT seq, digest FROM journal_head WHERE id = 1").first()
    if row is None:
        raise Damaged("chain_head_missing")
    return Head(row[0], row[1])


def append(connection: Connection, deed: Deed, images: Iterable[Image], at: datetime) -> Head:
    """Write an entry as the last step before COMMIT and give the new head.

    The head before is read inside the transaction: one kept in memory would be wrong after a rollback.
    """
    before = read_head(connection)
    fields = (
        before.seq + 1,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        deed.actor,
        deed.second,
        deed.verb,
        canonical(dict(deed.params)),
        pack(as_body(images)),
        deed.undoes,
    )
    digest = _digest(before.digest, fields)
    connection.exec_driver_sql(
        f"INSERT INTO journal_entry({_COLUMNS}) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*fields, before.digest, digest)
    )
    connection.exec_driver_sql("UPDATE journal_head SET seq = ?, digest = ? WHERE id = 1", (before.seq + 1, digest))
    return Head(before.seq + 1, digest)


def images_of(connection: Connection, seq: int) -> list[Image]:
    """Give the images of an entry. Raises KeyError for an unknown one, Damaged `entry_unreadable`."""
    row = connection.exec_driver_sql("SELECT body FROM journal_entry WHERE seq = ?", (seq,)).first()
    if row is None:
        raise KeyError(seq)
    try:
        return from_body(unpack(row[0]))
    except (ValueError, KeyError) as error:
        raise Damaged("entry_unreadable", seq=seq) from error


def verify_chain(connection: Connection, anchors: Iterable[Head] = (), progress: Progress = SILENT) -> ChainReport:
    """Walk the whole chain. `anchors` are heads that stand elsewhere: printed on packets, kept by the city.

    Problems: `chain_entry_altered` (an entry's bytes do not give its digest), `chain_entry_missing` (a number is
    left out, or stands after the wrong one), `chain_head_wrong` (the end was cut off or added to),
    `chain_anchor_differs` (an entry is not the one that was anchored, or is gone).
    """
    head = read_head(connection)
    wanted = {anchor.seq: anchor.digest for anchor in anchors if anchor.seq > 0}
    problems: list[Problem] = []
    last_seq, last_digest = 0, FIRST
    count = 0
    for row in _entries(connection):
        seq, previous, digest = row[0], row[8], row[9]
        if seq != last_seq + 1 or previous != last_digest:
            problems.append(Problem("chain_entry_missing", params={"seq": last_seq + 1, "found": seq}))
        if digest != _digest(previous, row[:8]):
            problems.append(Problem("chain_entry_altered", params={"seq": seq}))
        if wanted and wanted.pop(seq, digest) != digest:
            problems.append(Problem("chain_anchor_differs", params={"seq": seq}))
        last_seq, last_digest = seq, digest
        count += 1
        if count % _EVERY == 0:
            progress.step(count, head.seq, "step_chain")
    last = Head(last_seq, last_digest)
    if last != head:
        problems.append(Problem("chain_head_wrong", params={"seq": head.seq, "found": last.seq}))
    problems += [Problem("chain_anchor_differs", params={"seq": seq}) for seq in sorted(wanted)]
    return ChainReport(count, last, tuple(problems))


def _entries(connection: Connection) -> Iterator[tuple[Any, ...]]:
    # Straight from the driver, a few at a time: a journal can be far larger than memory, and every entry counts.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f"SELECT {_COLUMNS} FROM journal_entry ORDER BY seq")
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows
    finally:
        cursor.close()


def _digest(previous: str, fields: Sequence[Any]) -> str:
    seq, at, actor, second, verb, params, body, undoes = fields
    parts = (
        previous.encode(),
        _framed(seq),
        _framed(at),
        _framed_again(actor),
        _framed_again(second),
        _framed_again(verb),
        _framed(params),
        _framed(body),
        _framed_again(undoes),
    )
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _framed(field: Any) -> bytes:
    # Every field goes in with its type and length, so that no two entries can be written as the same bytes.
    if type(field) is str:
        data = field.encode()
        return _TEXT + len(data).to_bytes(8, "big") + data
    if type(field) is bytes:
        return _BYTES + len(field).to_bytes(8, "big") + field
    if field is None:
        return _NOTHING
    if type(field) is not int:
        raise TypeError(f"{type(field).__name__} has no place in an entry")
    data = str(field).encode()
    return _NUMBER + len(data).to_bytes(8, "big") + data


_framed_again = lru_cache(maxsize=1024)(_framed)
"""For fields that are the same in many entries."""
