"""Lists on paper: what a page shows as a table, printed or saved as PDF. No official form: those come from reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)
from PySide6.QtWidgets import QMenu, QWidget

from cmdesk.ui.dialogs import paths
from cmdesk.ui.theme.fonts import FAMILY

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice

INK, GREY, LINE = "#1B2430", "#5B6675", "#B8C1CE"
_MARGIN = QMarginsF(15, 15, 15, 12)
_FOOT = 16.0
"""Points at the bottom of a page that the page number takes."""


@dataclass(frozen=True)
class Listing:
    """A table on paper: title, quiet lines below it, headings, rows, and lines at the end (what to do, who signs).

    `shares` are the widths of the columns as parts of the whole; `file_name` is proposed where it is saved.
    """

    title: str
    lines: Sequence[str]
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    file_name: str
    shares: Sequence[float] = ()
    foot: Sequence[str] = field(default_factory=tuple)
    landscape: bool = False


def ask(parent: QWidget, listing: Listing, say: Callable[[str], None], at: QWidget) -> QMenu:
    """Offer at a button to print or to save; `say` hears what was done. Without a printer only saving can be done."""
    from PySide6.QtPrintSupport import QPrinterInfo

    can_print = bool(QPrinterInfo.availablePrinterNames())
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    printing = menu.addAction("打印…" if can_print else "打印（这台电脑没有打印机）")
    printing.setEnabled(can_print)
    printing.triggered.connect(lambda: send(parent, listing, say))
    saving = menu.addAction("存成 PDF…")
    saving.triggered.connect(lambda: save(parent, listing, say))
    menu.popup(at.mapToGlobal(at.rect().bottomLeft()))
    menu.setActiveAction(printing if can_print else saving)
    return menu


def send(parent: QWidget, listing: Listing, say: Callable[[str], None]) -> bool:
    """Ask for a printer and print; say whether it was sent."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter
    from PySide6.QtWidgets import QDialog

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(listing.title)
    printer.setPageLayout(_layout(listing))
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"打印{listing.title}")
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    count = draw(printer, listing)
    if not count:
        say(f"{listing.title}没有打印：打印机没有响应，请检查电源和连线，或者存成 PDF")
        return False
    say(f"{listing.title}已送去打印，{count} 页")
    return True


def save(parent: QWidget, listing: Listing, say: Callable[[str], None]) -> Path | None:
    """Ask where and write a PDF; gives the path, None where the user leaves."""
    path = paths.ask_save(parent, f"存成 PDF：{listing.title}", "PDF 文件 (*.pdf)", Path(f"{listing.file_name}.pdf"))
    if path is None:
        return None
    path = path.with_suffix(".pdf")
    if write_pdf(listing, path):
        say(f"已存成 {path.name}")
        return path
    say(f"没有存成：写不进“{path}”，请换一个文件夹")
    return None


def write_pdf(listing: Listing, path: Path) -> int:
    """Write a PDF and give its number of pages; 0 where the file cannot be written."""
    try:
        # Asked for plainly: the writer itself only grumbles where it cannot write.
        path.open("ab").close()
    except OSError:
        return 0
    writer = QPdfWriter(str(path))
    writer.setTitle(listing.title)
    writer.setResolution(300)
    writer.setPageLayout(_layout(listing))
    return draw(writer, listing)


def draw(device: QPagedPaintDevice, listing: Listing) -> int:
    """Draw all pages on a device and give how many; 0 where it cannot be drawn on."""
    painter = QPainter()
    if not painter.begin(device):
        return 0
    try:
        scale = device.logicalDpiY() / 72
        room = device.pageLayout().paintRect(QPageLayout.Unit.Point)
        made = document(listing, QSizeF(room.width(), room.height() - _FOOT))
        count = made.pageCount()
        painter.scale(scale, scale)
        for number in range(count):
            if number:
                device.newPage()
            _page(painter, made, number, count, room.size())
        return count
    finally:
        painter.end()


def document(listing: Listing, page: QSizeF) -> QTextDocument:
    """Give a list as a text of pages of a size in points; its headings stand on every page."""
    made = QTextDocument()
    made.setDocumentMargin(0)
    made.setDefaultFont(_font(9.5))
    made.setPageSize(page)
    cursor = QTextCursor(made)
    cursor.setBlockFormat(_block(4))
    cursor.insertText(listing.title, _char(15, bold=True))
    for line in listing.lines:
        cursor.insertBlock(_block(2))
        cursor.insertText(line, _char(9, colour=GREY))
    cursor.insertBlock(_block(0))
    _table(cursor, listing)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    for place, line in enumerate(listing.foot):
        cursor.insertBlock(_block(2, above=14 if not place else 6))
        cursor.insertText(line, _char(9.5))
    return made


def _table(cursor: QTextCursor, listing: Listing) -> None:
    shape = QTextTableFormat()
    shape.setHeaderRowCount(1)
    shape.setCellPadding(3)
    shape.setCellSpacing(0)
    shape.setBorder(1)
    shape.setBorderBrush(QColor(LINE))
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderCollapse(True)
    shape.setTopMargin(6)
    percent = QTextLength.Type.PercentageLength
    shape.setWidth(QTextLength(percent, 100))
    shares = listing.shares or [1.0] * len(listing.headings)
    shape.setColumnWidthConstraints([QTextLength(percent, 100 * share / sum(shares)) for share in shares])
    table = cursor.insertTable(len(listing.rows) + 1, len(listing.headings), shape)
    for row, cells in enumerate((listing.headings, *listing.rows)):
        for column, text in enumerate(cells):
            inside = table.cellAt(row, column).firstCursorPosition()
            inside.insertText(text, _char(9 if row else 8.5, bold=not row, colour=INK if row else GREY))


def _page(painter: QPainter, made: QTextDocument, number: int, count: int, room: QSizeF) -> None:
    high = made.pageSize().height()
    painter.save()
    painter.translate(0, -number * high)
    context: Any = QAbstractTextDocumentLayout.PaintContext()
    # Paper is white with black letters, whatever the window looks like.
    context.palette.setColor(QPalette.ColorRole.Text, QColor(INK))
    context.clip = QRectF(0, number * high, room.width(), high)
    painter.setClipRect(context.clip)
    made.documentLayout().draw(painter, context)
    painter.restore()
    painter.setFont(_font(8))
    painter.setPen(QColor(GREY))
    foot = QRectF(0, room.height() - _FOOT + 2, room.width(), _FOOT - 2)
    painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, f"第 {number + 1} 页，共 {count} 页")


def _layout(listing: Listing) -> QPageLayout:
    turned = QPageLayout.Orientation.Landscape if listing.landscape else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), turned, _MARGIN, QPageLayout.Unit.Millimeter)


def _font(points: float, *, bold: bool = False) -> QFont:
    font = QFont(FAMILY)
    # The painter is scaled to points, so a pixel of the font is a point on paper.
    font.setPixelSize(max(1, round(points)))
    font.setBold(bold)
    return font


def _char(points: float, *, bold: bool = False, colour: str = INK) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setFont(_font(points, bold=bold))
    form.setForeground(QColor(colour))
    return form


def _block(below: float, *, above: float = 0) -> QTextBlockFormat:
    shape = QTextBlockFormat()
    shape.setBottomMargin(below)
    shape.setTopMargin(above)
    return shape
