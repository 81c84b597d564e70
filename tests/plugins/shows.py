"""Counts which requirements and capability rows the passing tests show, and holds docs/requirements.md to it.

A test says what it shows by `@pytest.mark.shows("R44", "11")`. The suite ends with a line that counts them. A run of
the whole suite fails where the list claims what no passing test shows, where a mark names what is not in the list,
and where a row is `whole` by tests of rules and kernel alone though its kind is not `calculation`: a right formula
that nobody can reach from a front end is not yet a capability.

The marks travel in the reports, so the count is the same under pytest-xdist.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pytest

LIST = Path("docs", "requirements.md")
PURE = ("tests/rules/", "tests/kernel/")
_ROW = re.compile(r"\|\s*(R?\d+)\s*\|")


class State(StrEnum):
    """How far a row of the list is built."""

    NONE = "none"
    PARTLY = "partly"
    WHOLE = "whole"


@dataclass(frozen=True)
class Row:
    """One row of the list: what it claims, and whether arithmetic alone can show it."""

    number: str
    what: str
    state: State
    kind: str
    where: str


def read_list(text: str) -> tuple[Row, ...]:
    """Give the rows of the list, in their order. Raises ValueError naming a row that cannot be read."""
    rows = []
    for line in text.splitlines():
        if _ROW.match(line):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) != 5:
                raise ValueError(f"row {cells[0]} of {LIST.as_posix()} has {len(cells)} cells instead of 5")
            number, what, state, kind, where = cells
            if state not in set(State):
                raise ValueError(f"row {number} of {LIST.as_posix()} has the unknown state {state!r}")
            rows.append(Row(number, what, State(state), kind, where))
    return tuple(rows)


def complaints(rows: Sequence[Row], shown: Mapping[str, set[str]], marked: Mapping[str, set[str]]) -> list[str]:
    """Say where the list and the tests disagree.

    `shown` gives per number the tests that passed, `marked` all tests that carry it, passed or not.
    """
    known = {row.number for row in rows}
    found = [
        f"{number}: marked by {_few(tests)}, but not in the list"
        for number, tests in marked.items()
        if number not in known
    ]
    for row in rows:
        tests = shown.get(row.number, set())
        if row.state is not State.NONE and not tests:
            found.append(f"{row.number}: the list says {row.state}, but no passing test shows it")
        elif row.state is State.WHOLE and row.kind != "calculation" and all(t.startswith(PURE) for t in tests):
            found.append(f"{row.number}: whole by tests of rules and kernel alone ({_few(tests)})")
    return found


def _few(tests: set[str]) -> str:
    first = sorted(tests)[:2]
    return ", ".join(first) + (f" and {len(tests) - 2} more" if len(tests) > 2 else "")


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Ledger:
    """What the reports of one run have said so far."""

    marked: dict[str, set[str]] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    deselected: bool = False

    def shown(self) -> dict[str, set[str]]:
        """Give per number the tests that carry it and passed from set-up to tear-down."""
        good = self.passed - self.failed
        return {number: tests & good for number, tests in self.marked.items() if tests & good}

    def pytest_deselected(self) -> None:
        """Remember that part of the suite was left out."""
        self.deselected = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Enter a report, of this process or of a worker."""
        for name, numbers in report.user_properties:
            if name == "shows":
                for number in str(numbers).split():
                    self.marked.setdefault(number, set()).add(report.nodeid)
        if report.failed:
            self.failed.add(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed.add(report.nodeid)


_LEDGER = pytest.StashKey[Ledger]()


def pytest_configure(config: pytest.Config) -> None:
    """Open the ledger of this run."""
    ledger = Ledger()
    config.stash[_LEDGER] = ledger
    config.pluginmanager.register(ledger, "shows-ledger")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put each test's numbers where its reports carry them."""
    for item in items:
        numbers = [str(number) for mark in item.iter_markers("shows") for number in mark.args]
        if numbers:
            item.user_properties.append(("shows", " ".join(numbers)))


def whole_suite(config: pytest.Config, ledger: Ledger) -> bool:
    """Say whether every test was meant to run: no path, no selection, no early stop."""
    option = config.option
    chosen = (
        option.keyword,
        option.markexpr,
        option.deselect,
        option.ignore,
        option.ignore_glob,
        option.maxfail,
        option.collectonly,
        getattr(option, "lf", False),
        ledger.deselected,
    )
    everything = {str(config.rootpath / path) for path in config.getini("testpaths")}
    given = {str((config.invocation_params.dir / argument).resolve()) for argument in config.args}
    return not any(chosen) and (config.args_source is pytest.Config.ArgsSource.TESTPATHS or given == everything)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run of the whole suite whose list and marks disagree, as an error of its own in the summary."""
    config = session.config
    ledger = config.stash[_LEDGER]
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    interrupted = session.exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    path = config.rootpath / LIST
    if reporter is None or hasattr(config, "workerinput") or interrupted or not path.exists():
        return
    if whole_suite(config, ledger):
        found = complaints(read_list(path.read_text("utf-8")), ledger.shown(), ledger.marked)
        if found:
            error = pytest.CollectReport(LIST.as_posix(), "failed", "\n".join(found), result=None)
            reporter.stats.setdefault("error", []).append(error)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the line that counts what is shown."""
    path = config.rootpath / LIST
    if path.exists():
        ledger = config.stash[_LEDGER]
        terminalreporter.write_line(count_line(read_list(path.read_text("utf-8")), ledger.shown()))
        if whole_suite(config, ledger):
            late = [row.number for row in rows_shown_but_not_claimed(path, ledger)]
            if late:
                terminalreporter.write_line(f"shown, but `none` in the list: {' '.join(late)}")


def rows_shown_but_not_claimed(path: Path, ledger: Ledger) -> list[Row]:
    """Give the rows that the list could now claim."""
    shown = ledger.shown()
    return [row for row in read_list(path.read_text("utf-8")) if row.state is State.NONE and row.number in shown]


def count_line(rows: Sequence[Row], shown: Mapping[str, set[str]]) -> str:
    """Say how many rows of the list the passing tests show, and how many it calls whole and partly built."""
    numbers = {row.number for row in rows}
    stated = [number for number in numbers if number.startswith("R")]
    count = len(numbers & set(shown))
    of_customer = sum(number in shown for number in stated)
    whole, partly = (sum(row.state is state for row in rows) for state in (State.WHOLE, State.PARTLY))
    return (
        f"shown: {count} of {len(rows)} (statements {of_customer} of {len(stated)}, "
        f"rows {count - of_customer} of {len(rows) - len(stated)}); "
        f"the list says whole {whole}, partly {partly}"
    )
