"""The packet: page numbers, what it says of signatures, its single field."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from cmdesk.documents.assembly import archival_faults
from cmdesk.documents.packet import draw_packet
from cmdesk.documents.reports.catalogue import thawed
from cmdesk.documents.reports.packet_content import year_in_characters
from cmdesk.documents.reports.packet_index import share_out
from cmdesk.kernel.errors import Cancelled
from cmdesk.kernel.progress import SILENT


@pytest.fixture(scope="module")
def packet(county: Any) -> bytes:
    """Give a packet of three people."""
    return draw_packet(county.packet(3), SILENT)


@pytest.mark.shows("97")
def test_that_the_index_leads_to_the_pages_that_carry_its_numbers(packet: bytes, pages_of: Any) -> None:
    pages = pages_of(packet)
    materials = pages[2:]
    for number, page in enumerate(materials, start=1):
        assert f"卷内第{number}页" in page
    starts = {
        number: next(at for at, page in enumerate(materials, start=1) if number in page and "共1页" in page)
        for number in ("140702-D18-2026-0003-v1", "140702-D13-2026Q1-10401-v1", "140702-D13-2026Q2-10402-v1")
    }
    assert starts == {
        "140702-D18-2026-0003-v1": 1,
        "140702-D13-2026Q1-10401-v1": 14,
        "140702-D13-2026Q2-10402-v1": 22,
    }
    assert "210401欧阳若琳1中级A101415——9—15" in pages[1]
    assert "22页（有内容的页编号" in pages[0]


def test_that_a_separator_lists_papers_and_missing_signatures(packet: bytes, pages_of: Any) -> None:
    separator = pages_of(packet)[3]
    assert "欧阳若琳0" in separator
    assert "第1人共3人" in separator
    assert re.search(r"2026年度考评报告140702-D25-2026-10400-v143—6", separator)
    assert "尚缺的签字" in separator
    assert "营销部主任" in separator


def test_that_documents_say_who_signed_and_only_the_unit_can_sign_the_packet(packet: bytes, pages_of: Any) -> None:
    pages = pages_of(packet)
    assert "电子签名2026-04-0809:12:40" in pages[8]
    assert "尚未签字" in pages[8]
    with pikepdf.open(BytesIO(packet)) as document:
        assert [str(field.T) for field in document.Root.AcroForm.Fields] == ["unit_seal"]


@pytest.mark.shows("94", "136")
def test_that_a_packet_is_archival_reproducible_and_carries_the_chain_head(
    county: Any, packet: bytes, pages_of: Any
) -> None:
    assert archival_faults(packet) == ()
    assert draw_packet(county.packet(3), SILENT) == packet
    assert "8F3C21D0A9B74E66" in pages_of(packet)[0]


def test_that_the_bookmarks_name_every_person_and_paper(packet: bytes) -> None:
    with pikepdf.open(BytesIO(packet)) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        papers = [item.title for item in outline.root[-1].children]
    assert titles == ["封面", "目录", "综合材料", *(f"欧阳若琳{at}（1040{at}）" for at in range(3))]
    assert papers == ["2026年度考评报告", "1季度综合业绩考评表", "2季度综合业绩考评表"]


def test_that_a_packet_can_be_cancelled_and_tells_how_far_it_is(county: Any) -> None:
    seen: list[tuple[int, int]] = []

    class Impatient:
        def step(self, done: int, total: int, label: str) -> None:
            seen.append((done, total))
            if done == 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        draw_packet(county.packet(1), Impatient())
    assert seen == [(1, 4), (2, 4)]


def test_that_a_packet_reads_back_from_its_json(county: Any) -> None:
    content = county.packet(2)
    assert thawed(content.as_json()) == content


@pytest.mark.parametrize(("general", "people"), [(0, 0), (4, 21), (4, 22), (4, 71), (0, 71), (40, 100), (3, 1)])
def test_that_the_contents_name_every_paper_and_person_once(general: int, people: int) -> None:
    pages = share_out(general, people)
    for count, kind in ((general, "general"), (people, "people")):
        rows = [at for page in pages for at in range(*getattr(page, kind))]
        assert rows == list(range(count))
    if (general, people) == (4, 22):
        assert pages[0].people[1] >= 21


def test_that_a_year_is_written_in_characters() -> None:
    assert year_in_characters(2026) == "二〇二六"
