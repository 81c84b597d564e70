"""When a photo was taken, as the camera wrote it into the file, against the day of the visit (row 41)."""

from __future__ import annotations

import struct
from datetime import date, datetime
from enum import StrEnum

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_EXIF = b"Exif\x00\x00"
_DETAILS = 0x8769
_TAKEN = (0x9003, 0x9004)
"""The tags of the moment of taking and of making it digital; the moment of the last change proves nothing."""


class PhotoTime(StrEnum):
    """How a photo's own time stands to the day of the visit."""

    ON_DAY = "on_day"
    OTHER_DAY = "other_day"
    UNKNOWN = "unknown"


def checked(taken: datetime | None, visited_on: date) -> PhotoTime:
    """Say whether a photo was taken on the day of the visit; a file without a time is told, never hidden."""
    if taken is None:
        return PhotoTime.UNKNOWN
    return PhotoTime.ON_DAY if taken.date() == visited_on else PhotoTime.OTHER_DAY


def taken_at(data: bytes) -> datetime | None:
    """Give the local time at which a JPEG or PNG says that it was taken; None where it says nothing legible."""
    try:
        return _moment(_details(data))
    except (struct.error, IndexError, UnicodeDecodeError, ValueError):
        return None


def _details(data: bytes) -> bytes:
    """Give the TIFF block of a picture, empty where it has none."""
    if data.startswith(_PNG):
        return _of_png(data)
    return _of_jpeg(data) if data.startswith(_JPEG) else b""


def _of_jpeg(data: bytes) -> bytes:
    at = len(_JPEG)
    while data[at] == 0xFF:
        marker, size = struct.unpack_from(">BH", data, at + 1)
        if marker == 0xDA:
            break
        if marker == 0xE1 and data.startswith(_EXIF, at + 4):
            return data[at + 4 + len(_EXIF) : at + 2 + size]
        at += 2 + size
    return b""


def _of_png(data: bytes) -> bytes:
    at = len(_PNG)
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"eXIf":
            return data[at + 8 : at + 8 + size]
        at += size + 12
    return b""


def _moment(tiff: bytes) -> datetime | None:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    first = _entries(tiff, order, struct.unpack_from(f"{order}I", tiff, 4)[0])
    if _DETAILS not in first:
        return None
    found = _entries(tiff, order, first[_DETAILS])
    place = next((found[tag] for tag in _TAKEN if tag in found), None)
    if place is None:
        return None
    text = tiff[place : place + 19].decode("ascii")
    return datetime.fromisoformat(text[:10].replace(":", "-") + text[10:])


def _entries(tiff: bytes, order: str, at: int) -> dict[int, int]:
    """Give the value of each entry of a directory as a number: for long values that is where they lie."""
    count = struct.unpack_from(f"{order}H", tiff, at)[0]
    rows = (struct.unpack_from(f"{order}HHII", tiff, at + 2 + 12 * place) for place in range(count))
    return {tag: value for tag, _, _, value in rows}
