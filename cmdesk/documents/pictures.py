"""Photos for paper: a small upright JPEG of a photo, always the same for the same file."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

_MOST_PIXELS = 1000
_QUALITY = 78
_LARGEST = 200_000_000


def small(data: bytes) -> bytes:
    """Give a photo as a JPEG of 1000 pixels a side at most, turned upright, in RGB, without any of the camera's words.

    Gives nothing where the bytes are no legible picture, or one of more than 200 million pixels.
    """
    try:
        with Image.open(BytesIO(data)) as found:
            if found.width * found.height > _LARGEST:
                return b""
            found.thumbnail((_MOST_PIXELS, _MOST_PIXELS))
            made = BytesIO()
            _on_white(ImageOps.exif_transpose(found)).save(made, "JPEG", quality=_QUALITY)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    return made.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Give the picture without transparency, as it looks on paper."""
    if image.mode not in {"RGBA", "LA", "PA", "P"}:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, (255, 255, 255))
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper
