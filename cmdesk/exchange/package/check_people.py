"""Nobody is missing: the roster of a package against its results, and the signed documents of every person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from cmdesk.exchange.package.content import ROSTER, ROSTER_COLUMNS, Document, PackageContent, Table
from cmdesk.exchange.package.findings import Findings, at
from cmdesk.exchange.package.seal import Judged
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import PeriodKind

MAIN_SHEET = {
    PeriodKind.MONTH: ("X2", "月度考评"),
    PeriodKind.QUARTER: ("X3", "季度考评"),
    PeriodKind.YEAR: ("X4", "明细"),
}
REQUIRED_SIGNATURES: Mapping[str, tuple[str, ...]] = {"D25": ("inspector", "department_head"), "D18": ("chair",)}
"""Fields that must be signed before a document goes to the city; all others may wait for ink or for the city."""


class OpenPlace(Protocol):
    """A planned field that nobody has signed."""

    @property
    def field(self) -> str:
        """Give its name."""

    @property
    def label(self) -> str:
        """Give its duty in Chinese."""


class JudgedDocument(Judged, Protocol):
    """What a check of a signed document answers."""

    @property
    def open(self) -> Sequence[OpenPlace]:
        """Give the planned fields that nobody has signed."""


DocumentJudge = Callable[[Sequence[bytes]], Iterable[JudgedDocument]]


def people_problems(content: PackageContent) -> Iterator[Problem]:
    """Give who is missing, twice, or not in the roster: `roster_missing` `person_missing_in_results`
    `person_twice_in_results` `person_not_in_roster` `name_differs_in_results`."""
    roster = content.table(ROSTER)
    if roster is None or roster.columns[: len(ROSTER_COLUMNS)] != ROSTER_COLUMNS:
        yield Problem("roster_missing", at(f"data/{ROSTER}.jsonl"))
        return
    names = dict(zip(roster.column("工号"), roster.column("姓名"), strict=True))
    form, sheet = MAIN_SHEET[content.header.period.kind]
    results = content.sheet(form, str(content.header.period), sheet)
    if results is not None:
        yield from _compared(names, results, sheet)


def _compared(names: Mapping[str | None, str | None], results: Table, sheet: str) -> Iterator[Problem]:
    shown = results.column("工号")
    times = Counter(shown)
    for number, name in names.items():
        if number not in times:
            yield Problem("person_missing_in_results", at(results.path, sheet), {"number": number, "name": name})
    for number, count in times.items():
        if count > 1:
            yield Problem("person_twice_in_results", at(results.path, sheet), {"number": number})
    for number, name in zip(shown, results.column("姓名"), strict=True):
        if number not in names:
            yield Problem("person_not_in_roster", at(results.path, sheet), {"number": number, "name": name})
        elif names[number] != name:
            params = {"number": number, "name": name, "known": names[number]}
            yield Problem("name_differs_in_results", at(results.path, sheet), params)


def document_findings(
    content: PackageContent, judge: DocumentJudge, judged: Callable[[int], None] = lambda _: None
) -> Findings:
    """Check the signed documents of a package; `judged` is told how many are behind.

    Problems: `document_missing` (a person without D25, no D18 at all), `document_of_stranger`, `document_twice`,
    `required_signature_missing`, and the headline of every document that is not 有效, at its place. Warnings:
    `signature_open` (left for ink).
    """
    found = Findings()
    if content.header.period.kind is PeriodKind.YEAR:
        found.add(_document_problems(content))
    answers = judge([document.data for document in content.documents])
    for number, (document, answer) in enumerate(zip(content.documents, answers, strict=True), 1):
        found.add(*_judged(document, answer))
        judged(number)
    return found


def _document_problems(content: PackageContent) -> Iterator[Problem]:
    results = content.sheet("X4", str(content.header.period), "明细")
    people = set(results.column("工号")) if results else set()
    reports = Counter(document.person for document in content.documents if document.form == "D25")
    for number in sorted(person or "" for person in people - set(reports)):
        yield Problem("document_missing", params={"form": "D25", "number": number})
    for stranger in sorted(person or "" for person in set(reports) - people):
        yield Problem("document_of_stranger", params={"form": "D25", "number": stranger})
    for person, count in reports.items():
        if count > 1:
            yield Problem("document_twice", params={"form": "D25", "number": person or ""})
    if not any(document.form == "D18" for document in content.documents):
        yield Problem("count_report_missing", params={"form": "D18"})


def _judged(document: Document, answer: JudgedDocument) -> tuple[list[Problem], list[Problem]]:
    place = at(document.path)
    problems, warnings = [], []
    if answer.verdict != "valid":
        problems.append(Problem(answer.headline.code, place, answer.headline.params))
    required = REQUIRED_SIGNATURES.get(document.form, ())
    for open_place in answer.open:
        if open_place.field in required:
            problems.append(Problem("required_signature_missing", place, {"label": open_place.label}))
        else:
            warnings.append(Problem("signature_open", place, {"label": open_place.label}))
    return problems, warnings
