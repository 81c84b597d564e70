"""What the city's checks find: problems refuse a package, warnings are said and let it pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cmdesk.kernel.errors import Problem, Where


@dataclass
class Findings:
    """Collects problems and warnings in the order found."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def add(self, problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
        """Take further findings in."""
        self.problems += problems
        self.warnings += warnings


def at(path: str, sheet: str | None = None, **rest: Any) -> Where:
    """Give the place of a finding inside a package."""
    return Where(file=path, sheet=sheet, **rest)
