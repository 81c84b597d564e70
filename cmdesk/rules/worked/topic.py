"""What a topic of the worked examples is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.tables import Tables


@dataclass(frozen=True)
class Topic:
    """One thing that a case can try: the shape of its `given`, and the function of `cmdesk.rules` that answers it.

    `compute(given, rule_set)` gives a dataclass or mapping that `shapes.unstructure` turns into JSON (figures already
    printed as text), or raises Rejected with places relative to `given`. With `needs_tables` it is called as
    `compute(given, rule_set, tables)` with the tables that the caller has read.
    """

    name: str
    given: type
    compute: Callable[..., object]
    needs_tables: bool = False

    def answer(self, given: Any, rule_set: RuleSet, tables: Tables) -> object:
        """Give the result of one case."""
        return self.compute(given, rule_set, tables) if self.needs_tables else self.compute(given, rule_set)
