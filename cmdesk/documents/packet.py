"""The appraisal packet: cover, contents, separators, and every document drawn anew from its frozen content.

Signed files are never merged, for that would destroy their signatures: each document in a packet shows its number,
its digest and, for every signature, duty, name and time as text. The packet itself carries one field, `unit_seal`.
"""

from __future__ import annotations

from typing import Any

from cmdesk.documents.assembly import Attachment, assemble
from cmdesk.documents.content import digest
from cmdesk.documents.page import Dress, dress
from cmdesk.documents.parts.marks import LABEL
from cmdesk.documents.parts.signatures import Signing
from cmdesk.documents.render import content_attachment, properties, typesetter
from cmdesk.documents.reports.catalogue import FORMS
from cmdesk.documents.reports.packet_content import PacketContent, PacketPaper
from cmdesk.documents.reports.packet_index import Span, contents_page, cover, index_papers, share_out
from cmdesk.documents.reports.packet_separator import separator
from cmdesk.documents.surface import Element, Surface
from cmdesk.kernel.progress import Progress

_SEAL = (107.0, 248.0, 62.0, 18.0)
_INSET = 0.4


def draw_packet(content: PacketContent, progress: Progress) -> bytes:
    """Give the packet as one PDF/A-3b file. The same content gives the same bytes.

    Raises Rejected `glyph_missing` as every document does, and Cancelled through `progress`.
    """
    maker = _made(content, progress)
    attachment: Attachment = content_attachment(maker.data)
    return assemble(maker.surface, properties(content), [attachment])


def packet_pages(content: PacketContent, progress: Progress) -> Surface:
    """Give the packet's pages, drawn and not yet written."""
    return _made(content, progress).surface


def _made(content: PacketContent, progress: Progress) -> _Maker:
    maker = _Maker(content, progress)
    maker.materials()
    maker.index()
    return maker


class _Maker:
    """Draws a packet: first the materials, which tell the page numbers, then what names them."""

    def __init__(self, content: PacketContent, progress: Progress) -> None:
        self.content = content
        self.progress = progress
        self.data = content.as_json()
        self.digest = digest(self.data)
        self.surface = Surface(typesetter())
        self.index_pages = share_out(len(content.general), len(content.people))
        self.front = Element("Sect")
        self.surface.tree.kids.append(self.front)
        self.spans: list[Span] = []
        self.separators: list[tuple[int, Element]] = []
        self._done = 0
        self._all = sum(1 for _ in content.papers)

    def materials(self) -> None:
        """Draw all documents behind empty pages for cover and contents."""
        surface = self.surface
        surface.new_page()
        surface.bookmark("封面", 0)
        for at, _ in enumerate(self.index_pages):
            surface.new_page()
            if at == 0:
                surface.bookmark("目录", 0)
        if self.content.general:
            surface.bookmark("综合材料", 0)
            surface.bookmarks[-1] = self._moved(surface.bookmarks[-1])
        for paper in self.content.general:
            self._paper(paper, 1)
        for person in self.content.people:
            page = surface.new_page()
            surface.bookmark(f"{person.name}（{person.staff_no}）", 0)
            part = Element("Sect")
            surface.tree.kids.append(part)
            self.separators.append((page, part))
            for paper in person.papers:
                self._paper(paper, 1)

    def _moved(self, bookmark: Any) -> Any:
        return type(bookmark)(bookmark.title, len(self.surface.pages), bookmark.y, bookmark.level)

    def _paper(self, paper: PacketPaper, level: int) -> None:
        surface = self.surface
        first = len(surface.pages)
        marks = len(surface.bookmarks)
        known = {line.field: line for line in paper.signatures}
        form = paper.content.form
        with surface.element("Sect"):
            FORMS[form].paint(surface, paper.content, Signing(form, known))
        del surface.bookmarks[marks:]
        last = len(surface.pages) - 1
        surface.turn_to(first)
        surface.bookmark(paper.title, 0, level)
        page = first - len(self.index_pages)
        self.spans.append(Span(page, page + last - first))
        shown = digest(paper.content.as_json())
        dress(surface, first, last, Dress(content=paper.content, digest=shown, page_in_packet=page))
        self._done += 1
        self.progress.step(self._done, self._all, paper.title)

    def index(self) -> None:
        """Draw cover, contents and separators, now that the pages are known."""
        surface, content = self.surface, self.content
        total = len(surface.pages) - 1 - len(self.index_pages)
        papers = list(content.papers)
        spans = index_papers(papers, self.spans)
        people = self._people(spans)
        for at, person in enumerate(content.people):
            page, part = self.separators[at]
            surface.turn_to(page)
            with surface.within(part):
                separator(surface, content, at, person, [spans[id(paper)] for paper in person.papers])
            number = page - len(self.index_pages)
            text = f"卷内第{number}页\u3000共{total}页"
            self._dress(page, page_text=text, page_code=f"{number}/{total}")
        with surface.within(self.front):
            self._front(total, len(papers), spans, people)

    def _people(self, spans: dict[int, Span]) -> list[Span]:
        found = []
        for (page, _), person in zip(self.separators, self.content.people, strict=True):
            first = page - len(self.index_pages)
            found.append(Span(first, max([first, *(spans[id(paper)].last for paper in person.papers)])))
        return found

    def _front(self, total: int, papers: int, spans: dict[int, Span], people: list[Span]) -> None:
        surface, content = self.surface, self.content
        marks = len(surface.bookmarks)
        surface.turn_to(0)
        personal = papers - len(content.general)
        facts = (
            ("起止时间", content.span),
            ("客户经理", content.people_text),
            ("材料件数", f"{papers}件（综合材料{len(content.general)}件，个人材料{personal}件）"),
            ("总\u2002页\u2002数", f"{total}页（有内容的页编号，背面空白页不编号）"),
            ("编制日期", content.made_on),
            ("日志链头", content.chain_head),
        )
        cover(surface, content, facts, self._seal)
        self._dress(0, page_text="封\u3000面", is_cover=True)
        pages = len(self.index_pages)
        for at, page in enumerate(self.index_pages):
            surface.turn_to(at + 1)
            contents_page(surface, content, page, spans, people, is_first=at == 0, is_last=at == pages - 1)
            text = f"目录\u3000第{at + 1}页\u3000共{pages}页"
            self._dress(at + 1, page_text=text, page_code=f"ML{at + 1}/{pages}")
        del surface.bookmarks[marks:]

    def _seal(self) -> None:
        x, y, width, height = _SEAL
        self.surface.box(x, y, width, height, 0.4, dash=(0.6, 1.6))
        with self.surface.element("P"):
            self.surface.text(x + 2, y + 4.6, "单位电子签章", LABEL)
        # A seal covers what lies below it: the frame stays outside.
        inside = (x + _INSET, y + _INSET, width - 2 * _INSET, height - 2 * _INSET)
        self.surface.signature_field("unit_seal", "单位电子签章", inside, rank=1)

    def _dress(self, page: int, *, page_text: str, page_code: str = "", is_cover: bool = False) -> None:
        with_ = Dress(
            content=self.content, digest=self.digest, form_label="考评卷", digest_label="清单摘要",
            number_label="卷\u3000\u3000号", page_text=page_text, page_code=page_code, is_cover=is_cover,
        )  # fmt: skip
        dress(self.surface, page, page, with_)
