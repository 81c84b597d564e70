"""From drawn pages to the bytes of a PDF/A-3b file.

reportlab writes pages, fonts and bookmarks; pikepdf adds what its canvas cannot: the structure tree, attachments,
planned signature fields, and the marks of an archival file.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from cmdesk.documents.sign_fields import plan_into
from cmdesk.documents.surface import HEIGHT, MM, Element, Surface
from cmdesk.kernel.errors import Problem, Where, refuse_any


@dataclass(frozen=True, kw_only=True)
class Properties:
    """What a reader shows about a document. `created` is aware and stands for every date in the file, so that the
    same content gives the same bytes."""

    title: str
    author: str
    subject: str
    created: datetime


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file carried inside the document. `relationship` is Data or Alternative."""

    name: str
    data: bytes
    mime: str
    relationship: str
    description: str


def assemble(surface: Surface, properties: Properties, attachments: Sequence[Attachment] = ()) -> bytes:
    """Give the finished file. The same pages, properties and attachments give the same bytes.

    Raises Rejected with a `glyph_missing` for each character that no bundled font can draw, instead of a blank.
    """
    with Pdf.open(BytesIO(drawn(surface, properties))) as pdf:
        for attachment in attachments:
            _attach(pdf, attachment, properties.created)
        _describe(pdf, properties)
        # Looking for what an archive forbids walks all objects, thrice: tags and fields, which are most of them and
        # hold none of it, come behind.
        _marked(pdf, properties.created)
        add_structure(pdf, surface)
        if surface.fields:
            plan_into(pdf, surface.fields)
        return _saved(pdf)


def drawn(surface: Surface, properties: Properties) -> bytes:
    """Give the file as reportlab's canvas writes it: pages, fonts and bookmarks, and nothing of the rest.

    Ends the surface. Raises as `assemble` does.
    """
    refuse_any(Problem("glyph_missing", Where(), {"characters": c, "code": f"U+{ord(c):04X}"}) for c in surface.missing)
    surface.close()
    canvas = surface.canvas
    canvas.setTitle(properties.title)
    canvas.setAuthor(properties.author)
    canvas.setSubject(properties.subject)
    canvas.setCreator("cmdesk")
    _outline(surface)
    return canvas.written(functools.partial(_open_page, surface))


def _open_page(surface: Surface, number: int) -> None:
    for at, mark in enumerate(surface.bookmarks):
        if mark.page == number:
            surface.canvas.bookmarkPage(f"mark{at}", fit="XYZ", left=0, top=round((HEIGHT - mark.y) * MM, 2))


def _outline(surface: Surface) -> None:
    deepest = -1
    for at, mark in enumerate(surface.bookmarks):
        deepest = min(mark.level, deepest + 1)
        surface.canvas.addOutlineEntry(mark.title, f"mark{at}", level=deepest)
    if surface.bookmarks:
        surface.canvas.showOutline()


def add_structure(pdf: Pdf, surface: Surface) -> None:
    """Write the structure tree and the way from each piece of marked content back to its element."""
    pages = [page.obj for page in pdf.pages]
    known: dict[int, Any] = {}
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = _node(pdf, surface.tree, root, pages, known)
    numbers: list[Any] = []
    for at, page in enumerate(surface.pages):
        pages[at].StructParents = at
        pages[at].Tabs = Name.S
        numbers += [at, pdf.make_indirect(Array([known[id(mark)] for mark in page.marks]))]
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _node(pdf: Pdf, element: Element, parent: Any, pages: list[Any], known: dict[int, Any]) -> Any:
    node = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.kind), P=parent))
    known[id(element)] = node
    if element.alt is not None:
        node.Alt = String(element.alt)
    if element.scope is not None:
        node.A = Dictionary(O=Name.Table, Scope=Name("/" + element.scope))
    home = next((kid[0] for kid in element.kids if isinstance(kid, tuple)), None)
    if home is not None:
        node.Pg = pages[home]
    kids: list[Any] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(_node(pdf, kid, node, pages, known))
        elif kid[0] == home:
            kids.append(kid[1])
        else:
            kids.append(Dictionary(Type=Name.MCR, Pg=pages[kid[0]], MCID=kid[1]))
    if kids:
        node.K = Array(kids)
    return node


def _attach(pdf: Pdf, attachment: Attachment, created: datetime) -> None:
    stamp = _pdf_date(created)
    pdf.attachments[attachment.name] = pikepdf.AttachedFileSpec(
        pdf, attachment.data, description=attachment.description, filename=attachment.name, mime_type=attachment.mime,
        creation_date=stamp, mod_date=stamp, relationship=Name("/" + attachment.relationship),
    )  # fmt: skip


def _describe(pdf: Pdf, properties: Properties) -> None:
    pdf.Root.Lang = String("zh-CN")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    info = pdf.docinfo
    info.Title = String(properties.title)
    info.Author = String(properties.author)
    info.Subject = String(properties.subject)
    info.Creator = String("cmdesk")
    info.CreationDate = info.ModDate = String(_pdf_date(properties.created))


def _pdf_date(moment: datetime) -> str:
    offset = moment.strftime("%z") or "+0000"
    return moment.strftime("D:%Y%m%d%H%M%S") + f"{offset[:3]}'{offset[3:5]}'"


def archived(pdf: Pdf, created: datetime) -> bytes:
    """Give the bytes of an open document as PDF/A-3b, every date in them being `created`."""
    _marked(pdf, created)
    return _saved(pdf)


def _marked(pdf: Pdf, created: datetime) -> None:
    from pikepdf.pdfa import prepare

    # The identifier of a draft: it would hang on the environment, and qpdf makes one from what is written.
    if "/ID" in pdf.trailer:
        del pdf.trailer.ID
    prepare(pdf, "3b")
    # prepare stamps the hour it ran at, which would make every file another.
    with pdf.open_metadata(set_pikepdf_as_editor=False) as described:
        described["xmp:MetadataDate"] = created.isoformat()


def _saved(pdf: Pdf) -> bytes:
    from pikepdf.pdfa import resolve_save_kwargs

    made = BytesIO()
    # Without object streams pyHanko reads a file twice as fast at every signing and checking; 50 KB are the price.
    options = resolve_save_kwargs("3b", deterministic_id=True)
    options["object_stream_mode"] = pikepdf.ObjectStreamMode.disable
    pdf.save(made, **options)
    return made.getvalue()


def archival_faults(pdf: bytes) -> tuple[str, ...]:
    """Give what keeps a file from being PDF/A-3b, one line a finding; nothing means that it is.

    What the validator does not judge counts as a fault. The only parts left out are those of forms and signatures
    (`/AcroForm`, `/Perms`, `/DSS`, the fields on the page, and ETSI's mark of a PAdES signature), at which it would
    stop: they are taken away before.
    """
    from pikepdf.pdfa import validate_written

    judged = BytesIO(pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        beside = [key for key in ("/AcroForm", "/Perms", "/DSS") if key in document.Root]
        if [*document.Root.get("/Extensions", {})] == ["/ESIC"]:
            beside.append("/Extensions")
        if beside:
            for key in beside:
                del document.Root[key]
            for page in document.pages:
                kept = [a for a in page.obj.get("/Annots", []) if a.get("/Subtype") != Name.Widget]
                page.obj.Annots = Array(kept)
            judged = BytesIO()
            document.save(judged, preserve_pdfa=True)
    return tuple(str(finding) for finding in validate_written(judged, "3b").findings)
