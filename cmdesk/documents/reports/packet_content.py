"""What an appraisal packet holds: the general papers, and every person's papers with what is signed of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cmdesk.documents.content import Content, SignatureKind, SignatureLine
from cmdesk.documents.reports.d04_content import InspectionContent
from cmdesk.documents.reports.d13_content import QuarterContent
from cmdesk.documents.reports.d18_content import BallotReportContent
from cmdesk.documents.reports.d25_content import AnnualContent

PacketForm = InspectionContent | QuarterContent | BallotReportContent | AnnualContent
YEAR, QUARTERS = "year", ("q1", "q2", "q3", "q4")


@dataclass(frozen=True, kw_only=True)
class PacketPaper:
    """One document: its frozen content, its name in the index, every signature it asks for (open ones too).

    `slot` is year or q1 to q4 for the columns of the index, or "".
    """

    content: PacketForm
    title: str
    signatures: tuple[SignatureLine, ...] = ()
    slot: str = ""

    @property
    def open_signatures(self) -> tuple[SignatureLine, ...]:
        """Give the signatures that are still missing."""
        return tuple(line for line in self.signatures if line.kind is SignatureKind.OPEN)


@dataclass(frozen=True, kw_only=True)
class PacketPerson:
    """One person's part: name, staff number, grade for the index, a line for the separator, the papers."""

    name: str
    staff_no: str
    grade: str
    line: str
    papers: tuple[PacketPaper, ...]


@dataclass(frozen=True, kw_only=True)
class PacketContent(Content):
    """A packet. `year` is in figures; `chain_head` the first 16 hex digits of the journal's chain."""

    form: ClassVar[str] = "KP"
    title: ClassVar[str] = "客户经理考评材料"
    year: int
    span: str
    people_text: str
    made_on: str
    chain_head: str
    retention: str
    fonds_no: str = ""
    archive_no: str = ""
    general: tuple[PacketPaper, ...] = ()
    people: tuple[PacketPerson, ...] = ()
    contents_note: str = ""

    @property
    def papers(self) -> Iterator[PacketPaper]:
        """Give all papers in their order."""
        yield from self.general
        for person in self.people:
            yield from person.papers


def year_in_characters(year: int) -> str:
    """Give a year as 二〇二六."""
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))


def pages_text(first: int, last: int) -> str:
    """Give a span of pages: 8—16, or 5."""
    return str(first) if first == last else f"{first}—{last}"
