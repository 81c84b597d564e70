"""Giving a workbook its 版次, and recording that it went out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Unavailable
from cmdesk.models.exchange import ExportRun
from cmdesk.queries.exports import Outgoing, edition_of, written
from cmdesk.runtime.context import Context, Done
from cmdesk.storage.atomic import write_atomically


@dataclass(frozen=True)
class Issued:
    """A workbook as it goes out."""

    outgoing: Outgoing
    number: int
    new: bool
    data: bytes


def issue(context: Context, outgoing: Outgoing) -> Issued:
    """Write a workbook under its 版次; a new 版次 is recorded, the same content keeps the one it had."""
    edition = edition_of(context, outgoing)
    data = written(context, outgoing, edition)
    if edition.new:
        context.session.add(
            ExportRun(
                kind=outgoing.kind,
                period=outgoing.period,
                edition=edition.number,
                content_digest=outgoing.digest,
                file_digest=hashlib.sha256(data).hexdigest(),
                at=edition.made_at,
                by=edition.made_by,
            )
        )
        context.session.flush()
    return Issued(outgoing, edition.number, edition.new, data)


def send(context: Context, outgoing: Outgoing, out: Path) -> Done:
    """Issue a workbook and write it to `out` once the record stands."""
    issued = issue(context, outgoing)
    context.after(lambda: write_file(out, issued.data))
    return Done(
        count=outgoing.rows,
        ids=(f"{outgoing.kind}/{outgoing.period}/{issued.number}",),
        answer={
            "file": str(out),
            "kind": outgoing.kind,
            "period": str(outgoing.period),
            "edition": issued.number,
            "new": issued.new,
            "rows": outgoing.rows,
            "digest": outgoing.digest,
        },
    )


def write_file(path: Path, data: bytes) -> None:
    """Write a file that leaves the house, whole or not at all. Raises Unavailable `file_not_written`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    except OSError as error:
        raise Unavailable("file_not_written", path=str(path), reason=error.strerror or "") from error
