"""Opening a PDF to draw or read its pages, one reader at a time; and writing a PDF where somebody wants it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cmdesk.documents.verify_pages import PDFIUM
from cmdesk.kernel.errors import Unavailable
from cmdesk.storage.atomic import write_atomically


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """Open a PDF in pdfium, which works for one thread at a time: hold it for one page, not for a whole file."""
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(data)
        try:
            yield document
        finally:
            document.close()


def page_count(data: bytes) -> int:
    """Give the number of pages of a PDF."""
    with opened(data) as document:
        return len(document)


def save(target: Path, data: bytes) -> None:
    """Write a file, whole or not at all. Raises Unavailable `out_unwritable`."""
    try:
        write_atomically(target, data)
    except OSError as error:
        raise Unavailable("out_unwritable", path=str(target), reason=str(error.strerror or error)) from error
