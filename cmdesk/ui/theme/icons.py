"""Line icons in any colour, drawn at twice their size and kept."""

from __future__ import annotations

from PySide6.QtGui import QPixmap

from cmdesk.kernel.places import resources

SHARP = 2
"""Icons are rendered at this many times their size, so that they are crisp at 200 % too."""
_OWN_SIZE = 'width="24" height="24"'


class Icons:
    """The line icons of `resources/icons`, each drawn on 24 by 24, by the name of their file without ending."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, int], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int = 18) -> QPixmap:
        """Give the icon in a colour (`#RRGGBB`) and a size in device-independent pixels."""
        key = (name, colour, size)
        if key not in self._kept:
            self._kept[key] = self._drawn(name, colour, size)
        return self._kept[key]

    @staticmethod
    def _drawn(name: str, colour: str, size: int) -> QPixmap:
        side = size * SHARP
        source = (resources() / "icons" / f"{name}.svg").read_text("utf-8")
        drawing = source.replace("currentColor", colour).replace(_OWN_SIZE, f'width="{side}" height="{side}"')
        pixmap = QPixmap()
        # Qt's plug-in reads SVG; the module QtSvg would have to be loaded before the first picture.
        pixmap.loadFromData(drawing.encode())
        pixmap.setDevicePixelRatio(SHARP)
        return pixmap
