"""The city's checks over a package: the county runs them before sending, the city over what came (row 108).

Pure functions of the content; how signatures are judged is passed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cmdesk.exchange.package.check_books import book_problems
from cmdesk.exchange.package.check_levels import level_findings
from cmdesk.exchange.package.check_people import DocumentJudge, document_findings, people_problems
from cmdesk.exchange.package.content import PackageContent
from cmdesk.exchange.package.findings import Findings
from cmdesk.exchange.package.reader import Package
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import PeriodKind
from cmdesk.kernel.progress import SILENT, Progress

_OWN_FORM = {PeriodKind.MONTH: "X2", PeriodKind.QUARTER: "X3", PeriodKind.YEAR: "X4"}


def check_content(
    content: PackageContent,
    judge: DocumentJudge,
    *,
    seats: Mapping[str, int | None] | None = None,
    progress: Progress = SILENT,
) -> Findings:
    """Check what goes into a package, or came out of one; every problem is told.

    `seats` are the places of X5 by level. Problems: `period_still_open`, `period_kind_refused`, `book_missing`,
    `rule_set_on_trial` (a level file needs rules in force, B.8.10), and those of `book_problems`, `people_problems`,
    `level_findings`, `document_findings`. Warnings: `package_demo`, `rule_set_on_trial_said`, `book_absent`. The
    step `package_check` counts the parts; a document is one of them.
    """
    found = Findings()
    steps = 3 + len(content.documents)
    found.add(_header_problems(content), _header_warnings(content))
    if content.header.period.kind not in _OWN_FORM:
        return found
    progress.step(0, steps, "package_check")
    found.add(book_problems(content))
    progress.step(1, steps, "package_check")
    found.add(people_problems(content))
    progress.step(2, steps, "package_check")
    if content.header.period.kind is PeriodKind.YEAR:
        levels = level_findings(content, seats)
        found.add(levels.problems, levels.warnings)
    progress.step(3, steps, "package_check")
    documents = document_findings(content, judge, lambda done: progress.step(3 + done, steps, "package_check"))
    found.add(documents.problems, documents.warnings)
    return found


def check_package(
    package: Package,
    judge: DocumentJudge,
    *,
    seats: Mapping[str, int | None] | None = None,
    progress: Progress = SILENT,
) -> Findings:
    """Check a package that came as a file: its seal first, then its content.

    A seal that is not 有效 is a problem under the code of its headline; the notes of a good one are warnings.
    """
    found = Findings()
    if package.seal.verdict == "valid":
        found.add([], package.seal.reasons)
    else:
        found.add([package.seal.headline])
    content = check_content(package.content, judge, seats=seats, progress=progress)
    found.add(content.problems, content.warnings)
    return found


def _header_problems(content: PackageContent) -> Iterator[Problem]:
    header = content.header
    kind = header.period.kind
    if kind not in _OWN_FORM:
        yield Problem("period_kind_refused", params={"period": header.period.chinese})
        return
    if not header.closed:
        yield Problem("period_still_open", params={"period": header.period.chinese})
    own = _OWN_FORM[kind]
    if (own, str(header.period)) not in _shown(content):
        yield Problem("book_missing", params={"form": own, "period": header.period.chinese})
    if kind is PeriodKind.YEAR and header.rule_state != "in_force":
        yield Problem("rule_set_on_trial", params={"version": header.rule_version})


def _header_warnings(content: PackageContent) -> Iterator[Problem]:
    header = content.header
    if header.demo:
        yield Problem("package_demo")
    if header.rule_state != "in_force" and header.period.kind is not PeriodKind.YEAR:
        yield Problem("rule_set_on_trial_said", params={"version": header.rule_version})
    if header.period.kind is PeriodKind.YEAR:
        parts = [("X2", month) for month in header.period.months] + [("X3", part) for part in header.period.quarters]
        for form, period in parts:
            if (form, str(period)) not in _shown(content):
                yield Problem("book_absent", params={"form": form, "period": period.chinese})


def _shown(content: PackageContent) -> set[tuple[str, str]]:
    return {(book.form, book.period) for book in content.books}
