"""Pages of a PDF as pictures, by pdfium: the same bytes that are printed and signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QImage

from cmdesk.queries.reports_pages import opened


@dataclass(frozen=True)
class Sheet:
    """One page as a picture of `image`, and the number of pages there are."""

    image: QImage
    page: int
    pages: int


class Renderer:
    """Renders pages on whatever thread asks."""

    def sheet(self, data: bytes, page: int, width: int, *, sharp: float = 2.0) -> Sheet:
        """Render a page (from 0) `width` device-independent pixels wide. A page beyond the last gives the last."""
        with opened(data) as document:
            # Without it the signatures, which are form fields, would stay invisible.
            document.init_forms()
            pages = len(document)
            number = max(0, min(page, pages - 1))
            sheet = document[number]
            bitmap = sheet.render(scale=width * sharp / sheet.get_width(), rev_byteorder=True)
            image = _image(bitmap)
            bitmap.close()
            sheet.close()
            image.setDevicePixelRatio(sharp)
            return Sheet(image, number, pages)


def _image(bitmap: Any) -> QImage:
    forms = {4: QImage.Format.Format_RGBX8888, 3: QImage.Format.Format_RGB888, 1: QImage.Format.Format_Grayscale8}
    # The picture must own its pixels: the bitmap's memory goes with the document.
    pixels = bytes(bitmap.buffer)
    return QImage(pixels, bitmap.width, bitmap.height, bitmap.stride, forms[bitmap.n_channels]).copy()
