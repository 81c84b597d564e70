"""The manifest of a package: whose, which period, which revision, after which package, and every member's digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmdesk.exchange.package.content import Document, Header, PackageContent, Table, Workbook
from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Damaged, Rejected, reject
from cmdesk.kernel.periods import Period

FORMAT = "cmdesk-package"
FORMAT_VERSION = 1
OLDEST_READ = 1
PATH = "manifest.json"
DEMO_MARK = "演示"
RULE_STATES = ("trial", "in_force")
_HEX = set("0123456789abcdef")


@dataclass(frozen=True)
class Member:
    """One file of a package. `about` says what it holds: form, period, sheet, number, person, as far as they apply."""

    path: str
    sha256: str
    size: int
    rows: int | None
    about: dict[str, str]


@dataclass(frozen=True)
class Manifest:
    """A manifest as read, and the digest by which the next package names this one."""

    header: Header
    members: tuple[Member, ...]
    digest: str


def manifest_bytes(content: PackageContent, members: Iterable[Member]) -> bytes:
    """Give the manifest of a package; the same content gives the same bytes."""
    header = content.header
    said = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "unit_code": header.unit_code,
        "unit": header.unit,
        "period": str(header.period),
        "closed": header.closed,
        "revision": header.revision,
        "previous": header.previous,
        "schema_version": header.schema_version,
        "audit_head": header.audit_head,
        "rule_set": header.rule_set,
        "rule_version": header.rule_version,
        "rule_state": header.rule_state,
        "mark": DEMO_MARK if header.demo else None,
        "made_at": header.made_at.astimezone(CHINA).replace(microsecond=0).isoformat(),
        "made_by": header.made_by,
        "members": [_member_json(member) for member in sorted(members, key=lambda member: member.path)],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def members_of(content: PackageContent) -> list[tuple[Member, bytes]]:
    """Give every file of a package with its bytes, in the order of their paths."""
    parts: list[tuple[Table | Workbook | Document, bytes]] = [(table, table.to_bytes()) for table in content.tables]
    parts += [(book, book.data) for book in content.books]
    parts += [(document, document.data) for document in content.documents]
    return sorted(((_member(part, data), data) for part, data in parts), key=lambda pair: pair[0].path)


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest.

    Raises Rejected `package_newer` (written by a newer program) or `package_older`; Damaged `package_manifest_broken`
    with the name of the first entry that is wrong.
    """
    try:
        said = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Damaged("package_manifest_broken", entry=PATH) from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise Damaged("package_manifest_broken", entry="format")
    _check_version(said.get("format_version"))
    return Manifest(_header(said), _members(said.get("members")), hashlib.sha256(data).hexdigest())


def _check_version(version: Any) -> None:
    if type(version) is not int:
        raise Damaged("package_manifest_broken", entry="format_version")
    if version > FORMAT_VERSION:
        raise reject("package_newer", version=version, known=FORMAT_VERSION)
    if version < OLDEST_READ:
        raise reject("package_older", version=version, known=OLDEST_READ)


def _header(said: dict[str, Any]) -> Header:
    texts = ("unit_code", "unit", "schema_version", "audit_head", "rule_set", "rule_version", "rule_state", "made_by")
    for entry in texts:
        if not isinstance(said.get(entry), str):
            raise Damaged("package_manifest_broken", entry=entry)
    previous = said.get("previous")
    right = {
        "revision": type(said.get("revision")) is int and said["revision"] >= 1,
        "previous": previous is None or _is_digest(previous),
        "closed": type(said.get("closed")) is bool,
        "mark": said.get("mark") in {None, DEMO_MARK},
        "rule_state": said["rule_state"] in RULE_STATES,
    }
    for entry, is_right in right.items():
        if not is_right:
            raise Damaged("package_manifest_broken", entry=entry)
    return Header(
        period=_period(said.get("period")),
        made_at=_instant(said.get("made_at")),
        revision=said["revision"],
        previous=previous,
        demo=said["mark"] is not None,
        closed=said["closed"],
        **{entry: said[entry] for entry in texts},
    )


def _members(said: Any) -> tuple[Member, ...]:
    if not isinstance(said, list):
        raise Damaged("package_manifest_broken", entry="members")
    members = []
    for entry in said:
        right = (
            isinstance(entry, dict)
            and isinstance(entry.get("path"), str)
            and _is_digest(entry.get("sha256"))
            and type(entry.get("size")) is int
            and (entry.get("rows") is None or type(entry["rows"]) is int)
            and isinstance(entry.get("about"), dict)
            and all(isinstance(value, str) for value in entry["about"].values())
        )
        if not right:
            raise Damaged("package_manifest_broken", entry="members")
        members.append(Member(entry["path"], entry["sha256"], entry["size"], entry.get("rows"), entry["about"]))
    return tuple(members)


def _period(text: Any) -> Period:
    try:
        period = Period.parse(text) if isinstance(text, str) else None
    except Rejected:
        period = None
    if period is None or str(period) != text:
        raise Damaged("package_manifest_broken", entry="period")
    return period


def _instant(text: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise Damaged("package_manifest_broken", entry="made_at") from error
    if instant.tzinfo is None:
        raise Damaged("package_manifest_broken", entry="made_at")
    return instant


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= _HEX


def _member(part: Table | Workbook | Document, data: bytes) -> Member:
    rows: int | None = None
    match part:
        case Table():
            rows = len(part.rows)
            about = {"form": part.form, "period": part.period, "sheet": part.sheet}
        case Workbook():
            about = {"form": part.form, "period": part.period}
        case Document():
            about = {"form": part.form, "number": part.number, "person": part.person}
    known = {key: value for key, value in about.items() if value is not None}
    return Member(part.path, hashlib.sha256(data).hexdigest(), len(data), rows, known)


def _member_json(member: Member) -> dict[str, Any]:
    said: dict[str, Any] = {"path": member.path, "sha256": member.sha256, "size": member.size}
    if member.rows is not None:
        said["rows"] = member.rows
    return {**said, "about": dict(sorted(member.about.items()))}
