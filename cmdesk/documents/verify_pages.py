"""What a document shows on its pages: the printed digest, and which pages look different after a signature."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

PDFIUM = threading.RLock()
"""PDFium knows no threads: whoever renders in this process holds this."""

DATA_NAME = "appraisal.json"
_DIGITS = 16
_BLANK_FORM = "空白表，填写后由系统登记"
_DOTS_PER_INCH = 60
_WHITE = (255, 255, 255, 255)


def embedded_digest(pdf: bytes) -> str | None:
    """Give SHA-256 (hex) of the embedded appraisal.json, or None where there is none."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as document:
        if DATA_NAME not in document.attachments:
            return None
        return hashlib.sha256(document.attachments[DATA_NAME].get_file().read_bytes()).hexdigest()


def prints_digest(pdf: bytes, digest: str) -> bool:
    """Say whether some page prints the first 16 hex digits of `digest`, blanks and capitals aside.

    A blank form prints no digest, for people write on it first; it says so and passes.
    """
    wanted = digest[:_DIGITS].lower()
    with _opened(pdf) as document:
        texts = [re.sub(r"\s", "", _text(page)).lower() for page in document]
    return any(wanted in text or _BLANK_FORM in text for text in texts)


def changed_pages(before: bytes, after: bytes) -> list[int]:
    """Give the numbers (from 1) of pages that look different, signature fields aside; added or lost pages count."""
    with _opened(before) as then, _opened(after) as now:
        common = min(len(then), len(now))
        masks = _signature_boxes(after)
        changed = [
            number + 1
            for number in range(common)
            if _picture(then[number], masks.get(number, [])) != _picture(now[number], masks.get(number, []))
        ]
        return changed + list(range(common + 1, max(len(then), len(now)) + 1))


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        document.init_forms()
        try:
            yield document
        finally:
            document.close()


def _text(page: Any) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()
        page.close()


def _picture(page: Any, boxes: list[tuple[float, ...]]) -> bytes:
    scale = _DOTS_PER_INCH / 72
    height = page.get_height()
    bitmap = page.render(scale=scale)
    for left, bottom, right, top in boxes:
        corner = (int(left * scale) - 1, int((height - top) * scale) - 1)
        size = (int((right - left) * scale) + 3, int((top - bottom) * scale) + 3)
        bitmap.fill_rect(_WHITE, *corner, *size)
    picture = bytes(bitmap.buffer)
    bitmap.close()
    page.close()
    return picture


def _signature_boxes(pdf: bytes) -> dict[int, list[tuple[float, ...]]]:
    import pikepdf

    boxes: dict[int, list[tuple[float, ...]]] = {}
    with pikepdf.open(BytesIO(pdf)) as document:
        for number, page in enumerate(document.pages):
            for annotation in page.obj.get("/Annots", []):
                kind = annotation.get("/FT", annotation.get("/Parent", pikepdf.Dictionary()).get("/FT"))
                if kind == "/Sig":
                    boxes.setdefault(number, []).append(tuple(float(edge) for edge in annotation.Rect))
    return boxes
