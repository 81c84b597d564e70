"""Printing a PDF on a printer of the computer, or saving it: the same bytes that are signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.queries.reports import BlankSheet, DocumentFile
from cmdesk.rules.codes import Visit
from cmdesk.ui.pages.reports.rendering import Renderer

if TYPE_CHECKING:
    from cmdesk.desk import Desk

SHARP = 300 / 96
"""Dots of the printed page for each of the screen."""


def blank(desk: Desk, period: Period, visit: Visit | None, progress: Progress) -> bytes:
    """Give an empty D04 of a month."""
    data: bytes = desk.ask(BlankSheet(period=period, visit=visit), progress=progress).data
    return data


def filled(desk: Desk, number: str, period: Period, progress: Progress) -> bytes:
    """Compose the D04 of a finished sheet (the same content keeps its edition) and give its file."""
    from cmdesk.usecases.reports.compose import Compose

    done = desk.run(Compose(form="D04", period=period, sheet=number), progress=progress)
    document = done.answer["documents"][0]["number"]
    data: bytes = desk.ask(DocumentFile(number=document)).data
    return data


def has_printer() -> bool:
    """Say whether this computer has a printer at all."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return bool(QPrinterInfo.availablePrinterNames())


def ask_printer(parent: QWidget) -> Any:
    """Ask for a printer; None where the user leaves."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    return printer if QPrintDialog(printer, parent).exec() else None


def draw(printer: Any, data: bytes) -> int:
    """Draw every page of a PDF on a paint device that can begin new pages; gives their number."""
    renderer, painter = Renderer(), QPainter(printer)
    try:
        number, pages = 0, 1
        while number < pages:
            found = renderer.sheet(data, number, 794, sharp=SHARP)
            pages = found.pages
            if number:
                printer.newPage()
            image = found.image
            image.setDevicePixelRatio(1)
            room = QRectF(painter.viewport())
            scale = min(room.width() / image.width(), room.height() / image.height())
            painter.drawImage(QRectF(0, 0, image.width() * scale, image.height() * scale), image)
            number += 1
        return pages
    finally:
        painter.end()


def save(target: Path, data: bytes) -> Path:
    """Write a PDF."""
    target.write_bytes(data)
    return target
