"""Reading a package as a stranger's file: nothing is believed that the seal does not cover."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cmdesk.exchange.package import container, seal
from cmdesk.exchange.package.content import Document, PackageContent, Table, Workbook, read_rows
from cmdesk.exchange.package.manifest import PATH, Manifest, Member, read_manifest
from cmdesk.exchange.package.seal import Judged, SealJudge
from cmdesk.kernel.errors import Damaged


@dataclass(frozen=True)
class Package:
    """A package as read. `digest` names it in the next one; `sha256` is that of the whole file."""

    content: PackageContent
    digest: str
    sha256: str
    seal: Judged


def read_package(data: bytes, judge: SealJudge) -> Package:
    """Read a package and judge its seal.

    Raises Damaged as `container.unpack` does, `package_seal_missing`, `package_list_differs` (the sealed list is not
    the list of what is there), `package_manifest_broken`, `package_member_missing`, `package_member_unlisted`,
    `package_digest_differs`, `package_rows_unreadable`; Rejected `package_newer`, `package_older`. A seal that is bad
    or of an unknown unit is no error: `seal` says so, and the checks refuse it.
    """
    files = container.unpack(data, seal.MIMETYPE)
    listed, signature = files.pop(seal.LIST_PATH, None), files.pop(seal.SEAL_PATH, None)
    if listed is None or signature is None:
        raise Damaged("package_seal_missing")
    for path in files:
        if not seal.known_type(path):
            raise Damaged("package_member_unlisted", path=path)
    digests = {path: hashlib.sha256(content).digest() for path, content in files.items()}
    if seal.list_bytes(digests) != listed:
        raise Damaged("package_list_differs")
    manifest = _manifest(files)
    content = _content(manifest, files)
    return Package(content, manifest.digest, hashlib.sha256(data).hexdigest(), judge(listed, signature))


def _manifest(files: dict[str, bytes]) -> Manifest:
    said = files.pop(PATH, None)
    if said is None:
        raise Damaged("package_member_missing", path=PATH)
    manifest = read_manifest(said)
    paths = [member.path for member in manifest.members]
    for path in paths:
        if path not in files or paths.count(path) > 1:
            raise Damaged("package_member_missing", path=path)
    for path in files:
        if path not in paths:
            raise Damaged("package_member_unlisted", path=path)
    return manifest


def _content(manifest: Manifest, files: dict[str, bytes]) -> PackageContent:
    tables: list[Table] = []
    books: list[Workbook] = []
    documents: list[Document] = []
    for member in manifest.members:
        data = files[member.path]
        if len(data) != member.size or hashlib.sha256(data).hexdigest() != member.sha256:
            raise Damaged("package_digest_differs", path=member.path)
        part = _part(member, data)
        if part.path != member.path:
            raise Damaged("package_manifest_broken", entry=member.path)
        match part:
            case Table():
                tables.append(part)
            case Workbook():
                books.append(part)
            case Document():
                documents.append(part)
    return PackageContent(manifest.header, tuple(tables), tuple(books), tuple(documents))


def _part(member: Member, data: bytes) -> Table | Workbook | Document:
    folder, _, name = member.path.partition("/")
    about = member.about
    try:
        if folder == "data":
            columns, rows = read_rows(data, member.path)
            if len(rows) != member.rows:
                raise Damaged("package_digest_differs", path=member.path)
            stem = name.removesuffix(".jsonl")
            return Table(stem, columns, rows, about.get("form"), about.get("period"), about.get("sheet"))
        if folder == "books":
            return Workbook(about["form"], about["period"], data)
        if folder == "documents":
            return Document(about["number"], about["form"], about.get("person"), data)
    except KeyError as error:
        raise Damaged("package_manifest_broken", entry=member.path) from error
    raise Damaged("package_member_unlisted", path=member.path)
