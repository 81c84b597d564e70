"""Nobody is missing: the roster of a package against its results, and the signed documents of every person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from cmdesk.exchange.package.content import (
    COUNTED,
    COUNTED_COLUMNS,
    ON_PAPER,
    ON_PAPER_COLUMNS,
    ROSTER,
    ROSTER_COLUMNS,
    Cell,
    Document,
    PackageContent,
    Table,
)
from cmdesk.exchange.package.findings import Findings, at
from cmdesk.exchange.package.seal import Judged
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import PeriodKind

MAIN_SHEET = {
    PeriodKind.MONTH: ("X2", "月度考评"),
    PeriodKind.QUARTER: ("X3", "季度考评"),
    PeriodKind.YEAR: ("X4", "明细"),
}
REQUIRED_SIGNATURES: Mapping[str, tuple[str, ...]] = {
    "D25": ("inspector", "department_head"),
    "D18": ("vote_caller", "teller_1", "teller_2", "scrutineer_1", "scrutineer_2", "chair"),
}
"""Places that must be signed, with a key or in ink, before a document goes to the city; all others may wait."""
_NOTHING_SIGNED = "nothing_signed"


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

    Problems: `document_missing` (a person without D25), `count_report_missing` (no D18 at all),
    `count_report_of_item_missing` (a counted item without one), `document_of_stranger`, `document_twice`,
    `required_signature_missing`, and the headline of every document that is not 有效, at its place. A place that the
    package says is signed on paper is not missing. Warnings: `signature_on_paper`, `signature_open` (left for ink).
    """
    found = Findings()
    inked = _on_paper(content)
    if content.header.period.kind is PeriodKind.YEAR:
        found.add(_document_problems(content))
    answers = judge([document.data for document in content.documents])
    for number, (document, answer) in enumerate(zip(content.documents, answers, strict=True), 1):
        found.add(*_judged(document, answer, inked))
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
    yield from _count_problems(content)


def _count_problems(content: PackageContent) -> Iterator[Problem]:
    """Give the counted items whose report is not there; an older package names no items and needs one report."""
    reports = [document.number for document in content.documents if document.form == "D18"]
    counted = content.table(COUNTED)
    if counted is None or counted.columns[: len(COUNTED_COLUMNS)] != COUNTED_COLUMNS:
        if not reports:
            yield Problem("count_report_missing", params={"form": "D18"})
        return
    for row in counted.rows:
        subject, meeting, item = row[: len(COUNTED_COLUMNS)]
        if not any(f"-D18-{content.header.period}-{subject}-v" in number for number in reports):
            params = {"form": "D18", "subject": subject, "meeting": meeting, "item": item}
            yield Problem("count_report_of_item_missing", params=params)


def _on_paper(content: PackageContent) -> dict[tuple[Cell, Cell], Cell]:
    """Give who has signed on paper, or refused, by document and field."""
    table = content.table(ON_PAPER)
    if table is None or table.columns[: len(ON_PAPER_COLUMNS)] != ON_PAPER_COLUMNS:
        return {}
    return {(row[0], row[1]): row[4] for row in table.rows}


def _judged(
    document: Document, answer: JudgedDocument, inked: Mapping[tuple[Cell, Cell], Cell]
) -> tuple[list[Problem], list[Problem]]:
    place = at(document.path)
    problems, warnings = [], []
    required = REQUIRED_SIGNATURES.get(document.form, ())
    # That no key has signed is told place by place, and is no fault where all have signed in ink.
    if answer.verdict != "valid" and not (required and answer.headline.code == _NOTHING_SIGNED):
        problems.append(Problem(answer.headline.code, place, answer.headline.params))
    for open_place in answer.open:
        name = inked.get((document.number, open_place.field))
        if name is not None:
            warnings.append(Problem("signature_on_paper", place, {"label": open_place.label, "name": name}))
        elif open_place.field in required:
            problems.append(Problem("required_signature_missing", place, {"label": open_place.label}))
        else:
            warnings.append(Problem("signature_open", place, {"label": open_place.label}))
    return problems, warnings
