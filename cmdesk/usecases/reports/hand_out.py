"""Write documents out as files: each under its number, void ones with 作废 under every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Unavailable, Where, reject
from cmdesk.models.reports import Document
from cmdesk.queries.reports import file_of
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.storage.atomic import write_atomically
from cmdesk.usecases.reports.document_store import documents_of


@dataclass(frozen=True, kw_only=True)
class HandOut(Command):
    """Write documents to `out`: one file where it ends in .pdf, else a folder with a file for each.

    A signed one goes out as it was signed; a void one is drawn anew with 作废. Refused: `document_unknown`,
    `one_file_for_many`, `out_unwritable`. Nothing in the data changes; the journal keeps who took what.
    """

    numbers: tuple[str, ...]
    out: Path


def handle(context: Context, command: HandOut) -> Done:
    """Write the files."""
    documents = documents_of(context, command.numbers, void_too=True)
    paths = write_out(context, documents, command.out)
    return Done(count=len(paths), ids=command.numbers, answer={"files": [str(path) for path in paths]})


def write_out(context: Context, documents: Sequence[Document], out: Path) -> list[Path]:
    """Write each document's file once the transaction stands, and give the paths.

    Raises Rejected `one_file_for_many`, Unavailable `out_unwritable`.
    """
    if out.suffix.lower() == ".pdf" and not out.is_dir():
        if len(documents) != 1:
            raise reject("one_file_for_many", where=Where(field="out"), count=len(documents), path=str(out))
        return write_files(context, [(out, file_of(context, documents[0]))])
    return write_files(context, [(out / f"{row.number}.pdf", file_of(context, row)) for row in documents])


def write_files(context: Context, files: Sequence[tuple[Path, bytes]]) -> list[Path]:
    """Write files with the folders they need, once the transaction stands; give the paths.

    Raises Unavailable `out_unwritable`, then.
    """
    context.after(lambda: _write(files))
    return [path for path, _ in files]


def _write(files: Sequence[tuple[Path, bytes]]) -> None:
    for path, data in files:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, data)
        except OSError as error:
            raise Unavailable("out_unwritable", path=str(path), reason=str(error.strerror or error)) from error


use_case = UseCase(command=HandOut, permission="reports.render", handle=handle, undo=Undo.NEVER)
