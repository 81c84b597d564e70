"""Reading .xls, the format of offices that never moved on: a file made byte by byte, for no library writes it."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets import exams
from cmdesk.kernel.periods import Period

SECTOR = 512
END_OF_CHAIN, FREE, FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def cell(row: int, column: int, value: Any) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return record(0x0203, place + struct.pack("<d", value))


def workbook_stream(name: str, lines: Sequence[Sequence[Any]]) -> bytes:
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600)) + record(0x0042, b"\xb0\x04")
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    end = record(0x000A, b"")
    offset = len(begin) + 4 + 6 + len(title) + len(end)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))
    for row, line in enumerate(lines):
        sheet += b"".join(cell(row, column, value) for column, value in enumerate(line) if value is not None)
    return begin + record(0x0085, struct.pack("<IBB", offset, 0, 0) + title) + end + sheet + end


def entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", FREE, FREE, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def compound_file(stream: bytes) -> bytes:
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    fat = [FAT_SECTOR, END_OF_CHAIN, *range(3, 2 + count), END_OF_CHAIN]
    table = struct.pack(f"<{SECTOR // 4}I", *fat, *[FREE] * (SECTOR // 4 - len(fat)))
    folder = entry("Root Entry", 5, END_OF_CHAIN, 0, child=1) + entry("Workbook", 2, 2, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0)
    header += struct.pack("<108I", *[FREE] * 108)
    return header + table + folder.ljust(SECTOR, b"\0") + stream.ljust(count * SECTOR, b"\0")


def test_that_an_old_workbook_is_read_with_places_and_without_guessing(tmp_path: Path) -> None:
    lines = [
        ["技能考试成绩"],
        ["工号", "姓名", "理论", "技能", "期间"],
        ["0001", "张　喆", 80.5, "９０", "2026H1"],
        [12.0, "李四", None, 70.0, "2026H1"],
        ["合计", None, 80.5, 160.0],
    ]
    path = tmp_path / "成绩.xls"
    path.write_bytes(compound_file(workbook_stream("成绩", lines)))
    reading = exams.read(path, period=Period.parse("2026H1"))
    assert [(p.code, p.where.row, p.where.column) for p in reading.problems] == [("mark_missing", 4, "C")]
    assert [w.code for w in reading.warnings] == ["full_width"]
    assert [(row.staff_no, row.name, row.theory, row.practice) for row in reading.rows] == [("0001", "张喆", 80.5, 90)]
    assert [person.staff_no for person in reading.people] == ["0001", "12"]
