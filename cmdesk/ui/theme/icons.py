"""Line icons in any colour, drawn at twice their size and kept."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cmdesk.kernel.places import resources

SHARP = 2
"""Icons are rendered at this many times their size, so that they are crisp at 200 % too."""


class Icons:
    """The icons of `resources/icons`, by the name of their file without ending."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, int], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int = 18) -> QPixmap:
        """Give the icon in a colour (`#RRGGBB`) and a size in device-independent pixels."""
        key = (name, colour, size)
        if key not in self._kept:
            self._kept[key] = self._drawn(name, colour, size)
        return self._kept[key]

    def icon(self, name: str, colour: str, size: int = 18) -> QIcon:
        """Give the same as an icon for actions and menus."""
        return QIcon(self.pixmap(name, colour, size))

    @staticmethod
    def _drawn(name: str, colour: str, size: int) -> QPixmap:
        source = (resources() / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
        renderer = QSvgRenderer(QByteArray(source.encode()))
        pixmap = QPixmap(QSize(size, size) * SHARP)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        try:
            renderer.render(painter, QRectF(0, 0, size * SHARP, size * SHARP))
        finally:
            painter.end()
        pixmap.setDevicePixelRatio(SHARP)
        return pixmap
