"""The one way from a frozen content to the bytes of its document."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TypeVar

from cmdesk.documents.assembly import Attachment, Properties, assemble
from cmdesk.documents.content import Content, digest
from cmdesk.documents.fonts import bundled
from cmdesk.documents.lines import Typesetter
from cmdesk.documents.page import Dress, dress
from cmdesk.documents.parts.signatures import Signing
from cmdesk.documents.surface import Surface

CONTENT_FILE = "appraisal.json"
AnyContent = TypeVar("AnyContent", bound=Content)


@functools.cache
def typesetter() -> Typesetter:
    """Give the typesetter over the bundled fonts, whose broken lines are shared by all documents."""
    return Typesetter(bundled())


def render(
    content: AnyContent,
    paint: Callable[[Surface, AnyContent, Signing], None],
    *,
    void: bool = False,
    workbook: bytes | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Give the PDF/A-3b file of one form, `appraisal.json` (and the workbook, if given) inside.

    `void` prints 作废 under every page. The same content gives the same bytes. Raises Rejected `glyph_missing`.
    """
    data = content.as_json()
    surface = pages_of(content, paint, typesetter(), data, void=void)
    carried = [content_attachment(data), *attachments]
    if workbook is not None:
        carried.append(workbook_attachment(workbook))
    return assemble(surface, properties(content), carried)


def pages_of(
    content: AnyContent,
    paint: Callable[[Surface, AnyContent, Signing], None],
    setter: Typesetter,
    data: bytes,
    *,
    void: bool = False,
) -> Surface:
    """Give the pages of one form, drawn and not yet written; `data` is the content's JSON, whose digest they show."""
    surface = Surface(setter)
    paint(surface, content, Signing(content.form))
    shown = digest(data) if content.is_registered else ""
    dress(surface, 0, len(surface.pages) - 1, Dress(content=content, digest=shown, void=void))
    return surface


def content_attachment(data: bytes, name: str = CONTENT_FILE) -> Attachment:
    """Give the frozen content as a file of the document."""
    return Attachment(
        name=name, data=data, mime="application/json", relationship="Data", description="本文件的全部数据"
    )


def workbook_attachment(data: bytes) -> Attachment:
    """Give a workbook as another form of the document."""
    return Attachment(
        name="appraisal.xlsx",
        data=data,
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        relationship="Alternative",
        description="本文件的表格形式",
    )


def properties(content: Content) -> Properties:
    """Give what a reader shows about a form."""
    identity = content.identity
    return Properties(
        title=f"{content.title} {content.subject}".strip(),
        author=identity.unit,
        subject=identity.number,
        created=identity.created,
    )
