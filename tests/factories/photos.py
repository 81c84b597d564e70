"""Photos as cameras write them: JPEG and PNG with or without the moment of taking."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

TAKEN, CHANGED, DETAILS = 0x9003, 0x0132, 0x8769


def photo(
    taken: str = "", *, kind: str = "JPEG", changed: str = "", colour: int = 90, size: tuple[int, int] = (64, 48)
) -> bytes:
    """Give a photo; `taken` and `changed` are times as EXIF writes them, 2025:05:09 10:21:00."""
    exif = Image.Exif()
    if changed:
        exif[CHANGED] = changed
    if taken:
        exif.get_ifd(DETAILS)[TAKEN] = taken
    made = BytesIO()
    Image.new("RGB", size, (colour, 120, 160)).save(made, kind, exif=exif.tobytes() if taken or changed else b"")
    return made.getvalue()
