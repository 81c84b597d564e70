"""A reportlab canvas whose pages stay open until it is written: a packet learns its page numbers only at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

# A page's stream as base 85 would be a quarter larger; the setting is reportlab's for the whole process.
rl_config.useA85 = 0


@dataclass(slots=True)
class Sheet:
    """The code of one page, the code that lies under it, and the names of the pictures in it."""

    code: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


class Sheets(Canvas):
    """A canvas of pages that may be returned to; sizes are in points.

    Nothing in the file depends on the hour or the computer. `first_font` names a font known to reportlab: without it
    a canvas puts Helvetica, which is not embedded, into every file.
    """

    _doc: Any
    _code: list[str]
    _formsinuse: list[str]

    def __init__(self, size: tuple[float, float], first_font: str) -> None:
        settings: dict[str, Any] = {"pageCompression": 1, "invariant": 1, "initialFontName": first_font}
        super().__init__(BytesIO(), pagesize=size, pdfVersion=(1, 7), **settings)
        self._sheets: list[Sheet] = []
        self._at = -1

    def new_sheet(self) -> int:
        """Begin a page, and give its number from 0."""
        self._sheets.append(Sheet())
        return self.turn_to(len(self._sheets) - 1)

    def turn_to(self, number: int) -> int:
        """Let everything drawn from now on go to page `number` (from 0)."""
        self._code = self._sheets[number].code
        self._formsinuse = self._sheets[number].pictures
        self._at = number
        return number

    @contextmanager
    def behind(self) -> Iterator[None]:
        """Let what is drawn inside lie under everything else of this page."""
        sheet = self._sheets[self._at]
        self._code = sheet.behind
        try:
            yield
        finally:
            self._code = sheet.code

    def written(self, open_page: Callable[[int], None]) -> bytes:
        """Give the file. `open_page` is called with each page's number while the canvas stands on that page."""
        for number, sheet in enumerate(self._sheets):
            self._code = sheet.behind + sheet.code
            self._formsinuse = sheet.pictures
            open_page(number)
            self.showPage()
            # The canvas gives every page an empty transition, which PDF/A-3 does not forbid but no reader needs.
            self._doc.Pages.pages[-1].Trans = None
        self._code = []
        data: bytes = self._doc.GetPDFData(self)
        return data

    @property
    def document(self) -> Any:
        """Give reportlab's document, to which fonts belong."""
        return self._doc
