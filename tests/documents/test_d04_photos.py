"""The photos of a D04: numbered to items, after the sheet, whole on their page, archival."""

from __future__ import annotations

import base64
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from factories.photos import photo
from PIL import Image

from cmdesk.documents.assembly import archival_faults
from cmdesk.documents.page import BOTTOM
from cmdesk.documents.pictures import small
from cmdesk.documents.reports.catalogue import draw, thawed
from cmdesk.documents.reports.d04_content import PhotoRow
from cmdesk.documents.surface import HEIGHT, MM


def _row(number: int, jpeg: bytes, doubt: str = "") -> PhotoRow:
    return PhotoRow(
        number=f"照{number}",
        caption=f"第{100 + number}项\u3000拜访记录与数据一致" + "，逐户登记不得估算" * number,
        time="2026-01-22 10:21拍摄",
        doubt=doubt,
        digest=f"{number:064x}",
        jpeg=base64.b64encode(jpeg).decode("ascii"),
    )


def _with_photos(county: Any, count: int) -> Any:
    rows = tuple(
        _row(n, small(photo(colour=20 * n, size=(80, 60) if n % 2 else (50, 90)))) for n in range(1, count + 1)
    )
    return replace(county.inspection(), photos=rows)


@pytest.mark.shows("52", "83")
def test_that_photos_follow_the_sheet_in_their_numbers_and_the_file_is_archival(county: Any, pages_of: Any) -> None:
    bare = pages_of(draw(county.inspection()))
    content = _with_photos(county, 8)
    pdf = draw(content)
    pages = pages_of(pdf)
    assert archival_faults(pdf) == ()
    assert len(pages) == len(bare) + 2
    assert [f"照{n}2026-01-22" in pages[-2] for n in range(1, 9)] == [True] * 6 + [False] * 2
    assert [f"第{100 + n}项" in "".join(pages[-2:]) for n in range(1, 9)] == [True] * 8
    assert all("张文岚（工号10427）" in page for page in pages)
    assert f"第{len(pages)}页共{len(pages)}页" in pages[-1]
    with pikepdf.open(BytesIO(pdf)) as document:
        assert [len(page.get_images()) for page in document.pages] == [0] * len(bare) + [6, 2]


@pytest.mark.shows("52")
def test_that_no_photo_is_cut_or_lies_over_another(county: Any) -> None:
    found: list[tuple[int, tuple[float, float, float, float]]] = []
    with pypdfium2.PdfDocument(draw(_with_photos(county, 7))) as document:
        for number, page in enumerate(document):
            found += [(number, image.get_bounds()) for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])]
    assert len(found) == 7
    for at, (number, (left, bottom, right, top)) in enumerate(found):
        assert left >= 23 * MM
        assert right <= 187 * MM
        assert bottom >= (HEIGHT - BOTTOM) * MM
        assert top <= (HEIGHT - 24) * MM
        for other, (x1, y1, x2, y2) in found[at + 1 :]:
            assert other != number or right <= x1 or x2 <= left or top <= y1 or y2 <= bottom


@pytest.mark.shows("52")
@pytest.mark.parametrize("facts", [1, 5, 8])
def test_that_no_row_of_items_is_cut_in_two(county: Any, pages_of: Any, facts: int) -> None:
    fact = "第一处没有登记；" + "客户说没有来过；" * (6 * facts) + "最后一处没有登记"
    pages = pages_of(draw(county.inspection(fact=fact)))
    assert sum(page.count("第一处没有登记") for page in pages) == sum(p.count("最后一处没有登记") for p in pages) == 12
    for page in pages:
        assert page.count("第一处没有登记") == page.count("最后一处没有登记")


def test_that_the_content_alone_gives_the_pages_back(county: Any) -> None:
    content = _with_photos(county, 3)
    again = thawed(content.as_json())
    assert again == content
    assert draw(again) == draw(content)


def test_that_a_doubt_is_printed_and_a_photo_that_cannot_be_drawn_leaves_its_frame(county: Any, pages_of: Any) -> None:
    assert small(b"\xff\xd8\xff" + b"x" * 100) == b""
    content = replace(county.inspection(), photos=(_row(1, b"", "非检查当日拍摄；照片打不开"),))
    assert "非检查当日拍摄；照片打不开" in pages_of(draw(content))[-1]


def test_that_a_photo_is_made_small_upright_and_without_the_words_of_the_camera() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of somebody"
    taken = BytesIO()
    Image.new("RGB", (1600, 800), (200, 20, 20)).save(taken, "JPEG", exif=exif.tobytes())
    with Image.open(BytesIO(small(taken.getvalue()))) as made:
        assert (made.size, made.mode, made.format) == ((500, 1000), "RGB", "JPEG")
        assert not made.getexif()
    clear = BytesIO()
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(BytesIO(small(clear.getvalue()))) as made:
        assert made.getpixel((5, 5)) == (255, 255, 255)
