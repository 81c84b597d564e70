"""A package says the same after a journey, gives the same bytes each time, and opens without cmdesk."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from cmdesk.exchange.package import manifest, seal
from cmdesk.exchange.package.content import Table, read_rows
from cmdesk.exchange.package.reader import read_package
from cmdesk.exchange.package.writer import package_digest, write_package
from cmdesk.kernel.errors import Damaged, Rejected


@pytest.mark.shows("105")
def test_that_a_package_reads_back_as_it_was_written(make: Any) -> None:
    for content in (make.month(), make.year()):
        package = read_package(write_package(content, make.seal), make.judge)
        assert package.content.header == content.header
        assert set(package.content.tables) == set(content.tables)
        assert set(package.content.books) == set(content.books)
        assert set(package.content.documents) == set(content.documents)
        assert package.digest == package_digest(content)
        assert package.seal.verdict == "valid"


@pytest.mark.shows("99")
def test_that_the_same_content_gives_the_same_bytes(make: Any) -> None:
    assert write_package(make.year(), make.seal) == write_package(make.year(), make.seal)


def test_that_the_order_of_the_parts_does_not_matter(make: Any) -> None:
    content = make.year()
    turned = replace(content, tables=content.tables[::-1], documents=content.documents[::-1])
    assert write_package(turned, make.seal) == write_package(content, make.seal)


@pytest.mark.shows("105")
def test_that_the_shape_is_that_of_asic_e(make: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(write_package(make.month(), make.seal))) as archive:
        infos = archive.infolist()
        assert (infos[0].filename, infos[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"application/vnd.etsi.asic-e+zip"
        assert {"manifest.json", seal.LIST_PATH, seal.SEAL_PATH} <= set(archive.namelist())
        assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.shows("105")
def test_that_every_file_can_be_checked_without_cmdesk(make: Any) -> None:
    """The documented way: unpack, read the list of digests, compare; then openssl cms on the list."""
    with zipfile.ZipFile(io.BytesIO(write_package(make.year(), make.seal))) as archive:
        listed = archive.read("META-INF/ASiCManifest001.xml").decode()
        pairs = re.findall(r'DataObjectReference URI="([^"]+)".*?<ds:DigestValue>([^<]+)<', listed, re.DOTALL)
        assert {path for path, _ in pairs} == {
            name for name in archive.namelist() if name != "mimetype" and not name.startswith("META-INF/")
        }
        for path, digest in pairs:
            assert hashlib.sha256(archive.read(path)).digest() == base64.b64decode(digest)
        said = json.loads(archive.read("manifest.json"))
        for member in said["members"]:
            data = archive.read(member["path"])
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (member["sha256"], member["size"])
            if "rows" in member:
                assert data.decode().count("\n") == member["rows"] + 1


@pytest.mark.shows("140")
def test_that_the_manifest_carries_unit_period_chain_rules_and_the_mark_of_a_demo(make: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(write_package(make.month(), make.seal))) as archive:
        said = json.loads(archive.read("manifest.json"))
    assert said["mark"] == "演示"
    assert (said["unit_code"], said["unit"], said["period"]) == ("140702", "榆次区营销部", "2026-03")
    assert (said["revision"], said["previous"], said["audit_head"]) == (1, None, "ab" * 32)
    assert (said["rule_set"], said["rule_version"], said["rule_state"]) == (
        "晋中市客户经理考评办法",
        "2026.1",
        "in_force",
    )
    assert said["made_at"] == "2027-01-24T10:00:00+08:00"


@pytest.mark.shows("106")
def test_that_the_next_package_names_the_one_before(make: Any) -> None:
    first = make.month()
    second = replace(first, header=replace(first.header, revision=2, previous=package_digest(first)))
    read = read_package(write_package(second, make.seal), make.judge)
    assert read.content.header.previous == read_package(write_package(first, make.seal), make.judge).digest
    assert package_digest(second) != package_digest(first)


def test_that_rows_keep_rare_names_signs_and_empty_cells() -> None:
    table = Table("t", ("工号", "备注"), (("0001", None), ("0002", '=1+1\t\n"引"𬭎'), ("", "")))
    assert read_rows(table.to_bytes(), table.path) == (table.columns, table.rows)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'["a"]',
        b'["a","a"]\n',
        b'["a",null]\n',
        b'["a"]\n["1","2"]\n',
        b'["a"]\n{"a":1}\n',
        b'["a"]\n[1]\n',
        b'["a"]\n\n',
        b'["a"]\nnonsense\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_that_rows_of_another_shape_are_refused(data: bytes) -> None:
    with pytest.raises(Damaged) as refused:
        read_rows(data, "data/x.jsonl")
    assert refused.value.code == "package_rows_unreadable"


def changed(make: Any, **entries: Any) -> bytes:
    """Give a manifest with some entries replaced."""
    content = make.month()
    members = [member for member, _ in manifest.members_of(content)]
    said = json.loads(manifest.manifest_bytes(content, members))
    return json.dumps({**said, **entries}, ensure_ascii=False).encode()


@pytest.mark.shows("114")
def test_that_a_newer_format_is_told_plainly(make: Any) -> None:
    with pytest.raises(Rejected) as refused:
        manifest.read_manifest(changed(make, format_version=2))
    assert refused.value.code == "package_newer"
    assert refused.value.problems[0].params == {"version": 2, "known": 1}


@pytest.mark.parametrize(
    "entries",
    [
        {"format": "other"},
        {"format_version": "1"},
        {"format_version": True},
        {"unit_code": 140702},
        {"period": "2026-3"},
        {"period": None},
        {"revision": 0},
        {"revision": 1.5},
        {"previous": "short"},
        {"closed": 1},
        {"mark": "正式"},
        {"rule_state": "施行"},
        {"made_at": "2027-01-24"},
        {"made_at": "yesterday"},
        {"members": {}},
        {"members": [{"path": "data/x.jsonl"}]},
    ],
)
def test_that_a_manifest_with_a_wrong_entry_is_refused(entries: dict[str, Any], make: Any) -> None:
    with pytest.raises(Damaged) as refused:
        manifest.read_manifest(changed(make, **entries))
    assert refused.value.code == "package_manifest_broken"
    assert refused.value.params["entry"] == next(iter(entries))


def test_that_a_seal_over_other_bytes_is_found(make: Any) -> None:
    data = write_package(make.month(), lambda listed: make.seal(listed + b" "))
    assert read_package(data, make.judge).seal.verdict == "invalid"
