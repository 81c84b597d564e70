"""Nineteen hostile packages and many mutated ones: each is refused, or says exactly what the good one says."""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.exchange.package import container, seal
from cmdesk.exchange.package.reader import read_package
from cmdesk.exchange.package.writer import write_package
from cmdesk.kernel.errors import CmdeskError, Damaged

MIME = "application/x-test"
Files = list[tuple[str, bytes]]


def zipped(files: Files, *, odd: Callable[[zipfile.ZipInfo], None] | None = None, method: int = 8) -> bytes:
    """Give a ZIP of Python's own making with `mimetype` first; `odd` changes the entry of the last file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MIME.encode())
        for number, (name, data) in enumerate(files):
            entry = zipfile.ZipInfo("placeholder")
            entry.filename = name
            entry.compress_type = method
            if odd and number == len(files) - 1:
                odd(entry)
            archive.writestr(entry, data)
    return buffer.getvalue()


def good() -> bytes:
    return zipped([("manifest.json", b"{}"), ("data/x.jsonl", b'["a"]\n' * 50)])


def patched(data: bytes, mark: bytes, offset: int, form: str, value: int, *, last: bool = True) -> bytes:
    """Overwrite a field of a local (PK 3 4), central (PK 1 2) or end (PK 5 6) record."""
    at = (data.rfind(mark) if last else data.find(mark)) + offset
    return data[:at] + struct.pack(form, value) + data[at + struct.calcsize(form) :]


def as_link(entry: zipfile.ZipInfo) -> None:
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16


def with_extra(entry: zipfile.ZipInfo) -> None:
    entry.extra = b"\x01\x99\x04\x00evil"


def with_comment(entry: zipfile.ZipInfo) -> None:
    entry.comment = b"hidden"


def overlapping() -> bytes:
    """Two directory entries point at one member."""
    data = zipped([("a.json", b"{}"), ("b.json", b"{}")])
    first = data.find(b"PK\x03\x04", data.find(b"PK\x03\x04") + 4)
    return patched(data, b"PK\x01\x02", 42, "<I", first)


def lying_size() -> bytes:
    data = zipped([("a.json", b"x" * 3000)])
    at = data.rfind(b"PK\x03\x04")
    data = data[: at + 22] + struct.pack("<I", 2999) + data[at + 26 :]
    return patched(data, b"PK\x01\x02", 24, "<I", 2999)


def other_local_name() -> bytes:
    data = zipped([("a.json", b"{}")])
    at = data.rfind(b"PK\x03\x04") + 30
    return data[:at] + b"b" + data[at + 1 :]


def gap_before_directory() -> bytes:
    data = good()
    start = data.find(b"PK\x01\x02")
    moved = data[:start] + b"junk" + data[start:]
    return patched(moved, b"PK\x05\x06", 16, "<I", start + 4)


def with_descriptor() -> bytes:
    data = patched(good(), b"PK\x01\x02", 8, "<H", 8)
    return patched(data, b"PK\x03\x04", 6, "<H", 8)


def encrypted() -> bytes:
    data = patched(good(), b"PK\x01\x02", 8, "<H", 1)
    return patched(data, b"PK\x03\x04", 6, "<H", 1)


def end_comment() -> bytes:
    data = good()
    return patched(data, b"PK\x05\x06", 20, "<H", 4) + b"note"


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bytes behind": (lambda: good() + b"junk", "package_no_zip"),
    "a program before": (lambda: b"MZ" + good(), "package_no_zip"),
    "no zip at all": (lambda: b"PK\x03\x04" + bytes(400), "package_no_zip"),
    "end comment": (end_comment, "package_no_zip"),
    "gap": (gap_before_directory, "package_layout"),
    "climbing name": (lambda: zipped([("../evil.json", b"{}")]), "package_name_refused"),
    "absolute name": (lambda: zipped([("/etc/evil.json", b"{}")]), "package_name_refused"),
    "backslash": (lambda: zipped([("a\\b.json", b"{}")]), "package_name_refused"),
    "device name": (lambda: zipped([("data/NUL.jsonl", b"{}")]), "package_name_refused"),
    "foreign letters": (lambda: zipped([("数据.json", b"{}")]), "package_layout"),
    "case twins": (lambda: zipped([("A.json", b"{}"), ("a.json", b"{}")]), "package_member_twice"),
    "file and folder": (lambda: zipped([("a.json", b"{}"), ("a.json/b.json", b"{}")]), "package_member_twice"),
    "link": (lambda: zipped([("a.json", b"/etc/passwd")], odd=as_link), "package_layout"),
    "extra field": (lambda: zipped([("a.json", b"{}")], odd=with_extra), "package_layout"),
    "member comment": (lambda: zipped([("a.json", b"{}")], odd=with_comment), "package_layout"),
    "encrypted": (encrypted, "package_layout"),
    "data descriptor": (with_descriptor, "package_layout"),
    "unknown compression": (lambda: zipped([("a.json", b"{}")], method=zipfile.ZIP_BZIP2), "package_layout"),
    "overlap": (overlapping, "package_layout"),
    "other local name": (other_local_name, "package_layout"),
    "lying size": (lying_size, "package_member_broken"),
    "bomb": (lambda: zipped([("a.json", bytes(20_000_000))]), "package_too_large"),
    "too many": (lambda: zipped([(f"data/{n}.jsonl", b"") for n in range(1000)]), "package_too_large"),
    "another type": (lambda: good().replace(MIME.encode(), MIME[::-1].encode()), "package_member_broken"),
}


def test_that_the_pattern_of_the_hostile_files_is_itself_accepted() -> None:
    assert set(container.unpack(good(), MIME)) == {"manifest.json", "data/x.jsonl"}


@pytest.mark.shows("105")
@pytest.mark.parametrize("name", HOSTILE)
def test_that_a_hostile_package_is_refused(name: str) -> None:
    build, code = HOSTILE[name]
    with pytest.raises(Damaged) as refused:
        container.unpack(build(), MIME)
    assert refused.value.code == code


def test_that_the_type_must_stand_first_and_stored() -> None:
    later = io.BytesIO()
    with zipfile.ZipFile(later, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.json"), b"{}")
        archive.writestr(zipfile.ZipInfo("mimetype"), MIME.encode())
    for data, wanted in ((later.getvalue(), MIME), (good(), "application/zip")):
        with pytest.raises(Damaged) as refused:
            container.unpack(data, wanted)
        assert refused.value.code == "package_mimetype_missing"


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None], make: Any, *, listed_anew: bool) -> bytes:
    """Change the files of a package; with `listed_anew` make list and seal again, as an inside attacker could."""
    files = container.unpack(data, seal.MIMETYPE)
    change(files)
    if listed_anew:
        inside = {path: content for path, content in files.items() if not path.startswith("META-INF/")}
        listed = seal.list_bytes({path: hashlib.sha256(content).digest() for path, content in inside.items()})
        files = {**inside, seal.LIST_PATH: listed, seal.SEAL_PATH: make.seal(listed)}
    return container.pack(seal.MIMETYPE, list(files.items()))


def add(path: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({path: b'["a"]\n'})


def drop(path: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        del files[path]

    return change


def alter(path: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({path: files[path].replace(b"92.20", b"99.20")})


TABLE = "data/x2-2026-03-1.jsonl"


@pytest.mark.parametrize(
    ("change", "listed_anew", "code"),
    [
        (alter(TABLE), False, "package_list_differs"),
        (alter(TABLE), True, "package_digest_differs"),
        (add("data/more.jsonl"), False, "package_list_differs"),
        (add("data/more.jsonl"), True, "package_member_unlisted"),
        (add("data/more.exe"), False, "package_member_unlisted"),
        (drop(TABLE), False, "package_list_differs"),
        (drop(TABLE), True, "package_member_missing"),
        (drop("manifest.json"), True, "package_member_missing"),
        (drop(seal.SEAL_PATH), False, "package_seal_missing"),
        (drop(seal.LIST_PATH), False, "package_seal_missing"),
    ],
)
def test_that_every_file_is_covered_and_no_more(
    change: Callable[[dict[str, bytes]], None], listed_anew: bool, code: str, make: Any
) -> None:
    data = repacked(write_package(make.month(), make.seal), change, make, listed_anew=listed_anew)
    with pytest.raises(Damaged) as refused:
        read_package(data, make.judge)
    assert refused.value.code == code


def test_that_rows_that_the_manifest_does_not_count_are_refused(make: Any) -> None:
    """A table whose last row is cut off, with every digest made anew but the count."""
    import json

    def change(files: dict[str, bytes]) -> None:
        files[TABLE] = b"".join(files[TABLE].splitlines(keepends=True)[:-1])
        said = json.loads(files["manifest.json"])
        entry = next(member for member in said["members"] if member["path"] == TABLE)
        entry["sha256"], entry["size"] = hashlib.sha256(files[TABLE]).hexdigest(), len(files[TABLE])
        files["manifest.json"] = json.dumps(said).encode()

    data = repacked(write_package(make.month(), make.seal), change, make, listed_anew=True)
    with pytest.raises(Damaged) as refused:
        read_package(data, make.judge)
    assert refused.value.code == "package_digest_differs"


@pytest.fixture(scope="module")
def packed(make: Any) -> bytes:
    return write_package(make.month(), make.seal)


@given(choice=st.data())
def test_that_a_mutated_package_is_refused_or_says_the_same(choice: st.DataObject, packed: bytes, make: Any) -> None:
    mutated = bytearray(packed)
    for _ in range(choice.draw(st.integers(1, 3))):
        at = choice.draw(st.integers(0, len(packed) - 1))
        mutated[at] = choice.draw(st.integers(0, 255))
    try:
        package = read_package(bytes(mutated), make.judge)
    except CmdeskError:
        return
    same = read_package(packed, make.judge)
    assert package.content == same.content or package.seal.verdict == "invalid"


def test_that_a_lying_directory_costs_no_memory() -> None:
    """A member that claims little and inflates to much is stopped at what it claims."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = machine.compress(bytes(60_000_000)) + machine.flush()
    entry = container._Entry("a.json", 0, 8, 0, len(packed), 100, 0)
    with pytest.raises(Damaged):
        container._inflated(packed, entry)
