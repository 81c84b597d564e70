"""The inspection checklist as the workbooks know it: one column an item, and the steps of its deductions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cmdesk.kernel.text import folded

OTHER_STEP = "其他"
"""The step under which a free figure with a reason is allowed (B.4)."""


@dataclass(frozen=True)
class StepColumn:
    """One step of an item: `points` are deducted for each count."""

    code: str
    text: str
    points: Decimal
    unit: str = ""


@dataclass(frozen=True)
class ItemColumn:
    """One item: its number (101 … 1103), text, full points and steps; `seen_at` is desk, field or combined."""

    number: str
    text: str
    points: Decimal
    duty: str = ""
    steps: tuple[StepColumn, ...] = ()
    seen_at: str = "combined"

    def step(self, written: str) -> StepColumn | None:
        """Give the step that a file names by its code or its text; None where there is none."""
        wanted = folded(written)
        return next((step for step in self.steps if wanted in (folded(step.code), folded(step.text))), None)


@dataclass(frozen=True)
class ChecklistColumns:
    """A version of the checklist."""

    version: str
    items: tuple[ItemColumn, ...]
    complaints: tuple[tuple[str, str], ...] = ()
    """The complaints of retailers that a deduction may name (R06): code and word."""

    def item(self, number: str) -> ItemColumn | None:
        """Give an item by its number."""
        return next((item for item in self.items if item.number == number), None)
