"""Checking a city file that came as a file: seal, layout, every figure, every signed document; no database needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cmdesk.kernel.errors import Problem, Unavailable
from cmdesk.kernel.progress import SILENT, Progress


@dataclass(frozen=True)
class PackageAnswer:
    """What a city file says of itself, and what the city's checks find in it."""

    facts: dict[str, Any]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check_file(path: Path, roots: Iterable[bytes], *, when: datetime, progress: Progress = SILENT) -> PackageAnswer:
    """Read a city file as a stranger's and check it as the city does.

    Raises Damaged where the file is altered or no city file, Rejected `package_newer`, `package_older` and for roots
    that cannot be read, Unavailable `file_unreadable`.
    """
    from cmdesk.documents.verify import Verdict, verify, verify_detached
    from cmdesk.exchange.package.checks import check_package
    from cmdesk.exchange.package.reader import read_package

    trusted = list(roots)

    def judge(pdf: bytes) -> Verdict:
        return verify(pdf, trusted, when=when)

    package = read_package(read_bytes(path), lambda listed, seal: verify_detached(listed, seal, trusted, when=when))
    found = check_package(package, judge, progress=progress)
    header = package.content.header
    facts = {
        "seal": str(package.seal.verdict),
        "unit_code": header.unit_code,
        "unit": header.unit,
        "period": str(header.period),
        "revision": header.revision,
        "previous": header.previous,
        "digest": package.digest,
        "sha256": package.sha256,
        "audit_head": header.audit_head,
        "demo": header.demo,
        "books": len(package.content.books),
        "documents": len(package.content.documents),
    }
    return PackageAnswer(facts, tuple(found.problems), tuple(found.warnings))


def read_bytes(path: Path) -> bytes:
    """Give what a file holds. Raises Unavailable `file_unreadable`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("file_unreadable", file=str(path), reason=error.strerror or "") from error
