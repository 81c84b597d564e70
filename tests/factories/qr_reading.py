"""Reading the QR code off a rendered page, with nothing of the program that drew it (ISO/IEC 18004, version 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

SIDE, DATA, CHECK = 29, 44, 26
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
FORMAT_MASK = 0b101010000010010
CORNER_MM = 40
MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)


def code_on(page: Any, *, dots_a_mm: float = 8) -> str:
    """Give the text of the code in the lower right corner of a page of pypdfium2."""
    image = page.render(scale=dots_a_mm * 25.4 / 72, grayscale=True).to_pil()
    room = CORNER_MM * dots_a_mm
    corner = image.crop((image.width - room, image.height - room, image.width, image.height))
    return text_of(_modules(corner.point(lambda value: 255 if value < 128 else 0)))


def _modules(corner: Any) -> list[list[bool]]:
    """Give the modules of the square of ink below the rule over the foot."""
    rows = [any(corner.getpixel((x, y)) for x in range(corner.width)) for y in range(corner.height)]
    bottom = max(y for y, ink in enumerate(rows) if ink) + 1
    top = max(y for y in range(bottom) if not rows[y]) + 1
    band = corner.crop((0, top, corner.width, bottom))
    right = band.getbbox()[2]
    side = bottom - top
    step, left = side / SIDE, right - side
    return [
        [corner.getpixel((int(left + (c + 0.5) * step), int(top + (r + 0.5) * step))) > 0 for c in range(SIDE)]
        for r in range(SIDE)
    ]


def text_of(modules: list[list[bool]]) -> str:
    """Give the text of a code; asserts finders, format and error correction on the way."""
    for top, left in ((0, 0), (0, SIDE - 7), (SIDE - 7, 0)):
        ring = [[modules[top + r][left + c] for c in range(7)] for r in range(7)]
        assert ring == [[max(abs(r - 3), abs(c - 3)) != 2 for c in range(7)] for r in range(7)], "no finder"
    mask = MASKS[_mask_of(modules)]
    bits = [modules[r][c] ^ mask(r, c) for r, c in _walk()]
    words = [sum(bit << (7 - at) for at, bit in enumerate(bits[8 * n : 8 * n + 8])) for n in range(DATA + CHECK)]
    assert _syndromes(words) == [0] * CHECK, "spoilt"
    return _text("".join(f"{word:08b}" for word in words[:DATA]))


def _mask_of(modules: list[list[bool]]) -> int:
    spots = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    value = int("".join(str(int(modules[r][c])) for r, c in spots), 2) ^ FORMAT_MASK
    assert value >> 13 == 0, "not level M"
    return value >> 10 & 7


def _walk() -> Iterator[tuple[int, int]]:
    up = True
    for right in (*range(SIDE - 1, 6, -2), 5, 3, 1):
        for r in range(SIDE - 1, -1, -1) if up else range(SIDE):
            yield from ((r, c) for c in (right, right - 1) if not _is_fixed(r, c))
        up = not up


def _is_fixed(r: int, c: int) -> bool:
    corner = (r < 9 and c < 9) or (r < 9 and c > SIDE - 9) or (r > SIDE - 9 and c < 9)
    return corner or 6 in {r, c} or (abs(r - 22) <= 2 and abs(c - 22) <= 2)


def _syndromes(words: list[int]) -> list[int]:
    def times(a: int, b: int) -> int:
        product = 0
        while b:
            product ^= a if b & 1 else 0
            a, b = a << 1 ^ (0x11D if a & 0x80 else 0), b >> 1
        return product

    found, root = [], 1
    for _ in range(CHECK):
        value = 0
        for word in words:
            value = times(value, root) ^ word
        found.append(value)
        root = times(root, 2)
    return found


def _text(bits: str) -> str:
    assert bits[:4] == "0010", "not capitals and digits"
    length, at, text = int(bits[4:13], 2), 13, ""
    while len(text) < length - 1:
        pair = int(bits[at : at + 11], 2)
        text, at = text + SIGNS[pair // 45] + SIGNS[pair % 45], at + 11
    return text + (SIGNS[int(bits[at : at + 6], 2)] if len(text) < length else "")
