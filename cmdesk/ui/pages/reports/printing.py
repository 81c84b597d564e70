"""Paper: which pages, how often, on which printer. With CUPS the file itself goes there, so that it stays vector."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from cmdesk.kernel.errors import Unavailable, Where, reject
from cmdesk.kernel.progress import Progress
from cmdesk.queries.reports_pages import page_count
from cmdesk.ui.pages.reports.rendering import Renderer

DPI = 300
_PART = re.compile(r"(\d+)(?:[-–—~～至](\d+))?")


@dataclass(frozen=True)
class PrintWish:
    """What shall be printed where. `pages` count from 1, in order; none means all. `to_file` prints into a PDF."""

    printer: str
    copies: int = 1
    two_sided: bool = True
    pages: tuple[int, ...] = ()
    to_file: Path | None = None


def printers() -> tuple[str, ...]:
    """Give the names of the printers of this computer, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return tuple(sorted(names, key=lambda name: (name != usual, name)))


def pages_typed(text: str, most: int) -> tuple[int, ...]:
    """Give the pages of a range such as 1-3,5; an empty text is all of them.

    Raises Rejected `page_range_unreadable`, `page_beyond_last`.
    """
    found: list[int] = []
    plain = unicodedata.normalize("NFKC", text).replace("、", ",").replace("，", ",").replace(" ", "")
    for part in filter(None, plain.split(",")):
        match = _PART.fullmatch(part)
        if match is None or int(match[1]) < 1 or int(match[2] or match[1]) < int(match[1]):
            raise reject("page_range_unreadable", where=Where(field="pages"), value=part)
        first, last = int(match[1]), int(match[2] or match[1])
        if last > most:
            raise reject("page_beyond_last", where=Where(field="pages"), value=last, most=most)
        found += [page for page in range(first, last + 1) if page not in found]
    return tuple(found)


def print_files(files: Sequence[bytes], wish: PrintWish, renderer: Renderer, progress: Progress) -> int:
    """Print each file on sheets of its own and give how many pages went out.

    Raises Unavailable `printer_missing`, `printer_refused`; Cancelled between two files.
    """
    if wish.to_file is None and wish.printer not in printers():
        raise Unavailable("printer_missing", printer=wish.printer)
    out = 0
    for number, data in enumerate(files):
        progress.step(number, len(files), "打印")
        out += _by_cups(data, wish) if _has_cups(wish) else _by_qt(data, wish, renderer)
    return out


def _has_cups(wish: PrintWish) -> bool:
    return wish.to_file is None and sys.platform != "win32" and shutil.which("lp") is not None


def _by_cups(data: bytes, wish: PrintWish) -> int:
    pages = wish.pages or tuple(range(1, page_count(data) + 1))
    sides = "two-sided-long-edge" if wish.two_sided else "one-sided"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cmdesk.pdf"
        file.touch(mode=0o600)
        file.write_bytes(data)
        order = ["lp", "-d", wish.printer, "-n", str(wish.copies), "-o", f"sides={sides}", "-o", "media=A4"]
        if wish.pages:
            order += ["-P", ",".join(map(str, wish.pages))]
        done = subprocess.run([*order, "--", str(file)], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise Unavailable("printer_refused", printer=wish.printer, reason=done.stderr.strip())
    return len(pages) * wish.copies


def _by_qt(data: bytes, wish: PrintWish, renderer: Renderer) -> int:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if wish.to_file is not None:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(wish.to_file))
    else:
        printer.setPrinterName(wish.printer)
        printer.setCopyCount(wish.copies)
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if wish.two_sided else QPrinter.DuplexMode.DuplexNone)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    pages = wish.pages or tuple(range(1, page_count(data) + 1))
    painter = QPainter()
    try:
        for place, page in enumerate(pages):
            sheet = renderer.sheet(data, page - 1, round(210 / 25.4 * DPI), sharp=1)
            wide = sheet.image.width() > sheet.image.height()
            printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
            if place == 0 and not painter.begin(printer):
                raise Unavailable("printer_refused", printer=wish.printer or str(wish.to_file), reason="打印机没有回应")
            if place:
                printer.newPage()
            box = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
            painter.drawImage(box, sheet.image)
    finally:
        painter.end()
    return len(pages) * (wish.copies if wish.to_file is None else 1)
