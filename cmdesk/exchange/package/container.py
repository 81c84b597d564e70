"""The ZIP around a package, written so that the same content gives the same bytes, and read as a stranger's file.

Python's zipfile tolerates much (bytes before and after, names that differ, overlaps); here every byte of the file
must belong to exactly one member or to the one directory, or the file is refused.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from cmdesk.kernel.errors import Damaged

MOST_MEMBERS = 1000
LARGEST_MEMBER = 64 * 2**20
LARGEST_FILE = 512 * 2**20
HIGHEST_RATIO = 200
MIMETYPE_PATH = "mimetype"

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_FORM, _CENTRAL_FORM, _END_FORM = "<4s5H3I2H", "<4s6H3I5H2I", "<4s4H2IH"
_STORED, _DEFLATED = 0, 8
_SMALL = 4096
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_NAME = 120


@dataclass(frozen=True)
class _Entry:
    """A member as the central directory describes it."""

    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    offset: int


def pack(mimetype: str, members: Iterable[tuple[str, bytes]]) -> bytes:
    """Give the ZIP: `mimetype` first and stored, then the members in their order; no clock, no system in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in [(MIMETYPE_PATH, mimetype.encode()), *members]:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.compress_type = zipfile.ZIP_STORED if name == MIMETYPE_PATH else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
    return buffer.getvalue()


def unpack(data: bytes, mimetype: str) -> dict[str, bytes]:
    """Give the members of a stranger's package by name, `mimetype` left out.

    Raises Damaged `package_no_zip`, `package_layout` (bytes that belong to nothing, overlaps, names or sizes that
    contradict each other, encryption, links, unknown compression), `package_too_large`, `package_name_refused`,
    `package_member_twice`, `package_member_broken`, `package_mimetype_missing`. Reads no more than the limits allow,
    whatever the file claims.
    """
    if len(data) > LARGEST_FILE:
        raise Damaged("package_too_large", path="", most=LARGEST_FILE)
    entries = _directory(data)
    _check_names(entries)
    if sum(entry.size for entry in entries) > LARGEST_FILE:
        raise Damaged("package_too_large", path="", most=LARGEST_FILE)
    found = {}
    position = 0
    for entry in entries:
        position, content = _member(data, entry, position)
        found[entry.name] = content
    if position != _directory_start(data):
        raise Damaged("package_layout", path="")
    first = entries[0]
    if first.name != MIMETYPE_PATH or first.method != _STORED or found.pop(MIMETYPE_PATH) != mimetype.encode():
        raise Damaged("package_mimetype_missing")
    return found


def _end_record(data: bytes) -> tuple[int, int, int]:
    """Give count of members, size and start of the directory, from an end record that ends the file."""
    size = struct.calcsize(_END_FORM)
    if not data.startswith(_LOCAL) or len(data) < size:
        raise Damaged("package_no_zip")
    mark, disk, start_disk, here, count, length, start, comment = struct.unpack(_END_FORM, data[-size:])
    if mark != _END:
        raise Damaged("package_no_zip")
    if disk or start_disk or here != count or comment or start + length != len(data) - size:
        raise Damaged("package_layout", path="")
    if not 0 < count <= MOST_MEMBERS:
        raise Damaged("package_too_large", path="", most=MOST_MEMBERS)
    return count, length, start


def _directory_start(data: bytes) -> int:
    return _end_record(data)[2]


def _directory(data: bytes) -> list[_Entry]:
    count, length, start = _end_record(data)
    fixed = struct.calcsize(_CENTRAL_FORM)
    entries = []
    position = start
    for _ in range(count):
        if position + fixed > start + length:
            raise Damaged("package_layout", path="")
        fields = struct.unpack_from(_CENTRAL_FORM, data, position)
        mark, _, _, flags, method, _, _, checksum, packed, size, name_length, extra, comment = fields[:13]
        disk, _, attributes, offset = fields[13:]
        name = data[position + fixed : position + fixed + name_length].decode("latin-1")
        if mark != _CENTRAL or flags or method not in {_STORED, _DEFLATED} or extra or comment or disk:
            raise Damaged("package_layout", path=_shown(name))
        kind = stat.S_IFMT(attributes >> 16)
        if kind not in {0, stat.S_IFREG}:
            raise Damaged("package_layout", path=_shown(name))
        _check_size(name, packed, size)
        entries.append(_Entry(name, flags, method, checksum, packed, size, offset))
        position += fixed + name_length
    if position != start + length:
        raise Damaged("package_layout", path="")
    return entries


def _check_size(name: str, packed: int, size: int) -> None:
    if size > LARGEST_MEMBER:
        raise Damaged("package_too_large", path=_shown(name), most=LARGEST_MEMBER)
    if size > _SMALL and size > packed * HIGHEST_RATIO:
        raise Damaged("package_too_large", path=_shown(name), most=packed * HIGHEST_RATIO)


def _check_names(entries: list[_Entry]) -> None:
    seen: set[str] = set()
    folders: set[str] = set()
    for entry in entries:
        name = entry.name
        parts = name.split("/")
        odd = any(part.endswith(".") or _RESERVED.fullmatch(part) for part in parts)
        if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name) or odd:
            raise Damaged("package_name_refused", path=_shown(name))
        if name.lower() in seen:
            raise Damaged("package_member_twice", path=name)
        seen.add(name.lower())
        folders.update("/".join(parts[:depth]).lower() for depth in range(1, len(parts)))
    for name in sorted(seen & folders):
        raise Damaged("package_member_twice", path=name)


def _member(data: bytes, entry: _Entry, position: int) -> tuple[int, bytes]:
    """Give where the member ends and its content; it must begin at `position` and agree with the directory."""
    fixed = struct.calcsize(_LOCAL_FORM)
    if entry.offset != position or position + fixed > len(data):
        raise Damaged("package_layout", path=entry.name)
    mark, _, flags, method, _, _, checksum, packed, size, name_length, extra = struct.unpack_from(
        _LOCAL_FORM, data, position
    )
    begin = position + fixed + name_length
    same = (flags, method, checksum, packed, size) == (
        entry.flags,
        entry.method,
        entry.checksum,
        entry.packed,
        entry.size,
    )
    if mark != _LOCAL or not same or extra or data[position + fixed : begin] != entry.name.encode("latin-1"):
        raise Damaged("package_layout", path=entry.name)
    stored = data[begin : begin + entry.packed]
    content = stored if entry.method == _STORED else _inflated(stored, entry)
    if len(content) != entry.size or zlib.crc32(content) != entry.checksum:
        raise Damaged("package_member_broken", path=entry.name)
    return begin + entry.packed, content


def _inflated(stored: bytes, entry: _Entry) -> bytes:
    machine = zlib.decompressobj(-15)
    try:
        content = machine.decompress(stored, entry.size + 1)
    except zlib.error as error:
        raise Damaged("package_member_broken", path=entry.name) from error
    if not machine.eof or machine.unused_data:
        raise Damaged("package_member_broken", path=entry.name)
    return content


def _shown(name: str) -> str:
    """Give a stranger's file name so that it can be shown: nothing but plain ASCII, at most 80 characters."""
    return ascii(name)[1:-1][:80]
