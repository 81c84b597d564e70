"""Checking a city file that came as a file: seal, layout, every figure, every signed document; no database needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    from cmdesk.documents.verify import Verdict, verdicts, verify_detached
    from cmdesk.exchange.package.checks import check_package
    from cmdesk.exchange.package.reader import read_package

    trusted = list(roots)

    def judge(pdfs: Sequence[bytes]) -> Iterator[Verdict]:
        return verdicts(pdfs, trusted, when)

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
        "made_at": header.made_at,
        "demo": header.demo,
        "books": len(package.content.books),
        "documents": len(package.content.documents),
    }
    return PackageAnswer(facts, tuple(found.problems), tuple(found.warnings))


def sequence_of(answers: Sequence[PackageAnswer]) -> list[list[Problem]]:
    """Give, for each of several city files, what is odd about its place among the others (row 106), in their order.

    `package_replayed`: the same file again. `package_fork`: another file of that unit, period and revision.
    `package_gap`: it follows on one that is not among them; said of all but the oldest file of a unit.
    """
    found: list[list[Problem]] = [[] for _ in answers]
    digests = {answer.facts["digest"] for answer in answers}
    oldest: dict[str, int] = {}
    for number in sorted(range(len(answers)), key=lambda place: answers[place].facts["made_at"]):
        oldest.setdefault(answers[number].facts["unit_code"], number)
    seen: dict[tuple[str, str, int], str] = {}
    for number, answer in enumerate(answers):
        facts = answer.facts
        key = (facts["unit_code"], facts["period"], facts["revision"])
        params = {"period": facts["period"], "revision": facts["revision"]}
        if key in seen:
            code = "package_replayed" if seen[key] == facts["digest"] else "package_fork"
            found[number].append(Problem(code, params=params))
        seen.setdefault(key, facts["digest"])
        previous = facts["previous"]
        if previous is not None and previous not in digests and oldest[facts["unit_code"]] != number:
            found[number].append(Problem("package_gap", params={**params, "previous": previous[:16]}))
    return found


def read_bytes(path: Path) -> bytes:
    """Give what a file holds. Raises Unavailable `file_unreadable`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("file_unreadable", file=str(path), reason=error.strerror or "") from error
