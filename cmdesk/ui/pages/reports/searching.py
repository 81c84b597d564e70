"""Looking for words in a document: where they stand on which page. Blanks and capitals do not matter."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cmdesk.kernel.progress import Progress
from cmdesk.queries.reports_pages import opened, page_count

MOST = 999
"""So many places are enough: the words are too short to tell anything."""
_SLICE = 0.08
"""Seconds after which pdfium is let go, for whoever wants a picture meanwhile."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Hit:
    """One place: the page (from 0), and its boxes (left, top, right, bottom) as shares of the page, from its top."""

    page: int
    boxes: tuple[Box, ...]


class TextSearch:
    """Searches one document, on whatever thread asks. What its pages say is read once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._texts: dict[int, str] = {}

    def find(self, text: str, progress: Progress) -> tuple[Hit, ...]:
        """Give every place of `text`, in reading order, at most MOST. Raises Cancelled between two slices."""
        wanted = plain(text)
        if not wanted:
            return ()
        pages = page_count(self._data)
        self._in_slices([page for page in range(pages) if page not in self._texts], pages, progress, self._read)
        hits: list[Hit] = []
        with_it = [page for page in range(pages) if wanted in self._texts[page]]

        def collect(sheet: _Page, page: int) -> None:
            if len(hits) < MOST:
                hits.extend(_hits(sheet, page, wanted))

        self._in_slices(with_it[:MOST], pages, progress, collect)
        return tuple(hits[:MOST])

    def _read(self, sheet: _Page, page: int) -> None:
        self._texts[page] = plain(str(sheet.text.get_text_range()))

    def _in_slices(
        self, pages: Sequence[int], whole: int, progress: Progress, work: Callable[[_Page, int], None]
    ) -> None:
        waiting = list(pages)
        while waiting:
            progress.step(waiting[0], whole, "step_search")
            with opened(self._data) as document:
                until = time.monotonic() + _SLICE
                while waiting and time.monotonic() < until:
                    page = waiting.pop(0)
                    sheet = document[page]
                    text = sheet.get_textpage()
                    try:
                        work(_Page(text, sheet.get_size()), page)
                    finally:
                        text.close()
                        sheet.close()


@dataclass(frozen=True)
class _Page:
    """The text of a page and its size in points."""

    text: Any
    size: tuple[float, float]


def plain(text: str) -> str:
    """Give a text as it is compared: without blanks, in one width, without capitals."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _hits(sheet: _Page, page: int, wanted: str) -> list[Hit]:
    letters, places = _letters(sheet.text)
    found, at = [], letters.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        found.append(Hit(page, _boxes(sheet, places[at], places[end - 1])))
        at = letters.find(wanted, end)
    return found


def _letters(text: Any) -> tuple[str, list[int]]:
    """Give the plain letters of a page, and for each of them the number of the character that it comes from."""
    import pypdfium2.raw as pdfium

    letters: list[str] = []
    places: list[int] = []
    for number in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, number)
        letter = plain(chr(code)) if 0 < code < 0x110000 else ""
        letters.append(letter)
        places += [number] * len(letter)
    return "".join(letters), places


def _boxes(sheet: _Page, first: int, last: int) -> tuple[Box, ...]:
    wide, high = sheet.size
    boxes = [sheet.text.get_rect(number) for number in range(sheet.text.count_rects(first, last - first + 1))]
    return tuple((left / wide, 1 - top / high, right / wide, 1 - bottom / high) for left, bottom, right, top in boxes)
