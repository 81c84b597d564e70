"""From drawn pages to the bytes of a PDF/A-3b file: fonts, structure, bookmarks, attachments, signature fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from cmdesk.documents.fonts import UsedGlyphs
from cmdesk.documents.sign_fields import plan_into
from cmdesk.documents.surface import HEIGHT, MM, WIDTH, Element, Page, Surface
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
    refuse_any(Problem("glyph_missing", Where(), {"character": c, "code": f"U+{ord(c):04X}"}) for c in surface.missing)
    surface.close()
    with Pdf.new() as pdf:
        fonts = {name: _font(pdf, used) for name, used in surface.fonts.items()}
        for page in surface.pages:
            pdf.pages.append(pikepdf.Page(_page(pdf, page, fonts)))
        _structure(pdf, surface)
        _bookmarks(pdf, surface)
        for attachment in attachments:
            _attach(pdf, attachment, properties.created)
        if surface.fields:
            plan_into(pdf, surface.fields)
        _describe(pdf, properties)
        return _written(pdf, properties.created)


def _page(pdf: Pdf, page: Page, fonts: dict[str, Any]) -> Any:
    operators = (["/Artifact BMC", *page.behind, "EMC"] if page.behind else []) + page.operators
    content = pdf.make_stream("\n".join(operators).encode("ascii"))
    resources = Dictionary(Font=Dictionary({f"/{used.label}": fonts[name] for name, used in page.fonts.items()}))
    made = Dictionary(
        Type=Name.Page, MediaBox=[0, 0, round(WIDTH * MM, 2), round(HEIGHT * MM, 2)], Contents=content,
        Resources=resources, Tabs=Name.S,
    )  # fmt: skip
    return pdf.make_indirect(made)


def _font(pdf: Pdf, used: UsedGlyphs) -> Any:
    name = Name(f"/{used.tag()}+{used.face.postscript_name}")
    metrics = used.face.metrics()
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=name, Flags=4, FontBBox=[-1000, -400, 2200, 1200], ItalicAngle=0, StemV=80,
        FontFile2=pdf.make_stream(used.program()), Ascent=metrics["Ascent"], Descent=metrics["Descent"],
        CapHeight=metrics["CapHeight"],
    )  # fmt: skip
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, DW=1000, W=_numbers(used.widths()),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor), CIDToGIDMap=Name.Identity,
    )  # fmt: skip
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"),
        DescendantFonts=[pdf.make_indirect(descendant)], ToUnicode=pdf.make_stream(used.to_unicode()),
    )  # fmt: skip
    return pdf.make_indirect(font)


def _numbers(runs: list[Any]) -> Any:
    text = " ".join(f"[{' '.join(map(str, run))}]" if isinstance(run, list) else str(run) for run in runs)
    return pikepdf.Object.parse(f"[{text}]".encode("ascii"))


def _structure(pdf: Pdf, surface: Surface) -> None:
    """Write the structure tree and the way from each piece of marked content back to its element."""
    pages = [page.obj for page in pdf.pages]
    known: dict[int, Any] = {}
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = _node(pdf, surface.tree, root, pages, known)
    numbers: list[Any] = []
    for at, page in enumerate(surface.pages):
        pages[at].StructParents = at
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


def _bookmarks(pdf: Pdf, surface: Surface) -> None:
    if not surface.bookmarks:
        return
    with pdf.open_outline() as outline:
        branch: list[Any] = []
        for mark in surface.bookmarks:
            top = (HEIGHT - mark.y) * MM
            item = pikepdf.OutlineItem(mark.title, mark.page, "XYZ", left=0, top=round(top, 2))
            del branch[mark.level :]
            (branch[-1].children if branch else outline.root).append(item)
            branch.append(item)
    pdf.Root.PageMode = Name.UseOutlines


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


def _written(pdf: Pdf, created: datetime) -> bytes:
    from pikepdf.pdfa import prepare, resolve_save_kwargs

    prepare(pdf, "3b")
    # prepare stamps the hour it ran at, which would make every file another.
    with pdf.open_metadata(set_pikepdf_as_editor=False) as described:
        described["xmp:MetadataDate"] = created.isoformat()
    made = BytesIO()
    pdf.save(made, **resolve_save_kwargs("3b", deterministic_id=True))
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
