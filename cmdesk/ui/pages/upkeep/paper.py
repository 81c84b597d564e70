"""The sheet with the recovery key: drawn on the screen with dots, on the printer with the key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from cmdesk.ui.theme.fonts import FAMILY
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint

_INK, _GREY, _LINE, _BLUE = "#1B2430", "#5B6675", "#D5DBE5", "#2563EB"


def has_printer() -> str:
    """Give the name of the default printer, empty where there is none."""
    info = QPrinterInfo.defaultPrinter()
    return "" if info.isNull() else info.printerName()


def print_key(parent: QWidget, groups: Sequence[str], unit: str) -> bool:
    """Ask for a printer and print the sheet once; say whether it was sent."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印恢复密钥")
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    painter = QPainter(printer)
    try:
        dot = printer.resolution() / 72
        painter.scale(dot, dot)
        size = printer.pageRect(QPrinter.Unit.Point)
        draw_sheet(painter, QRectF(0, 0, size.width(), size.height()), groups, unit, frozenset())
    finally:
        painter.end()
    return True


def draw_sheet(
    painter: QPainter, box: QRectF, groups: Sequence[str], unit: str, asked: frozenset[int], scale: float = 1.0
) -> None:
    """Draw the sheet in points. `groups` empty draws dots, those asked for in blue. Paper is white in the dark too."""

    def text(x: float, y: float, said: str, size: float, *, bold: bool = False, colour: str = _INK) -> None:
        font = QFont(FAMILY)
        font.setPointSizeF(size * scale * 72 / 96 if scale < 1 else size)
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(QPointF(x, y), said)

    unit_of = 1.0 if scale >= 1 else scale
    left, right = box.left() + 40 * unit_of, box.right() - 40 * unit_of
    top = box.top() + 56 * unit_of
    text(left, top, "恢复密钥", 18, bold=True)
    text(left, top + 24 * unit_of, unit, 12, colour=_GREY)
    painter.setPen(QPen(QColor(_LINE), 1))
    painter.drawLine(QPointF(left, top + 36 * unit_of), QPointF(right, top + 36 * unit_of))
    column = (right - left) / 2
    for number in range(8):
        x, y = left + (number % 2) * column, top + (66 + 30 * (number // 2)) * unit_of
        said = groups[number] if groups else "● ● ● ● ●"
        colour = (_BLUE if number in asked else "#B8C1CE") if not groups else _INK
        text(x, y, str(number + 1), 12, colour=_BLUE if number in asked else _GREY, bold=number in asked)
        text(x + 26 * unit_of, y, said, 17 if groups else 9, bold=bool(groups), colour=colour)
    foot = top + 200 * unit_of
    painter.setPen(QPen(QColor(_LINE), 1))
    painter.drawLine(QPointF(left, foot), QPointF(right, foot))
    text(left, foot + 26 * unit_of, "管理员签字", 12, colour=_GREY)
    text(left + column, foot + 26 * unit_of, "主任签字", 12, colour=_GREY)
    painter.setPen(QPen(QColor(_GREY), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(left, foot + 80 * unit_of), QPointF(right, foot + 80 * unit_of))
    text(left, foot + 104 * unit_of, "沿线折起，封口处两人签名，锁进保险柜", 12, colour=_GREY)


class SheetPreview(QWidget):
    """The sheet as it will be printed, the key itself as dots."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._unit, self._asked = "", frozenset[int]()
        self.setAccessibleName("恢复密钥纸样")
        look.changed.connect(self.update)

    def show_sheet(self, unit: str, asked: frozenset[int]) -> None:
        """Show the unit, and which groups will be asked for."""
        self._unit, self._asked = unit, asked
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint desk and paper."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect())
            paint.draw_round(painter, box, ground=self._look.tokens.desk)
            sheet = QRectF(18, 14, box.width() - 36, box.height() - 14)
            painter.setClipRect(box)
            painter.fillRect(sheet, QColor("#FFFFFF"))
            draw_sheet(painter, sheet, (), self._unit, self._asked, 0.72)
        finally:
            painter.end()
