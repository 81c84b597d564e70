"""What is typed about one item of a sheet, and what it stands for as an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer
from cmdesk.rules.ruleset_work import ChecklistItem, DeductionStep
from cmdesk.ui.forms.specs import number_typed, places_of

PLACES = 2


@dataclass
class Fact:
    """One line of facts as it is typed; `points` is the typed figure of 其他."""

    step: str
    day: date
    times: int = 1
    points: str = ""
    fact: str = ""
    place: str = ""
    evidence: str = ""
    evidence_no: str = ""

    def figure(self) -> Decimal | None:
        """Give the typed figure, None where it is none: not above 0, or finer than hundredths."""
        found = number_typed(self.points, PLACES)
        if found is None or found <= 0 or places_of(found) > PLACES:
            return None
        return Decimal(found)


@dataclass
class Entry:
    """The state of one item: its answer, whether it was put aside, the rate that digits count, its facts."""

    answer: Answer | None = None
    parked: bool = False
    reason: str = ""
    step: str = ""
    facts: list[Fact] = field(default_factory=list)


@dataclass
class Red:
    """A red line as it is typed; it counts only with kind, fact and evidence."""

    kind: str = ""
    fact: str = ""
    evidence: str = ""
    evidence_no: str = ""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: `kind` is finding, blank, red, fact, points or evidence; `line` counts from 1."""

    kind: str
    item: int
    line: int = 0


def line_of(fact: Fact, step: DeductionStep | None) -> DeductionLine:
    """Give a typed fact as the deduction that it stands for, complete or not."""
    free = step is not None and step.points is None
    return DeductionLine(
        step=fact.step,
        times=fact.times,
        points=fact.figure() if free else None,
        fact=fact.fact.strip(),
        place=fact.place.strip(),
        happened_on=fact.day,
        evidence=fact.evidence,
        evidence_no=fact.evidence_no.strip() or None,
    )


def entry_of(answer: ItemAnswer, item: ChecklistItem) -> Entry:
    """Give a stored answer as it is typed on."""
    facts = [
        Fact(
            step=line.step,
            day=line.happened_on,
            times=line.times,
            points=format(line.points, "f") if line.points is not None else "",
            fact=line.fact,
            place=line.place,
            evidence=line.evidence,
            evidence_no=line.evidence_no or "",
        )
        for line in answer.deductions
    ]
    return Entry(
        answer=answer.answer,
        reason=answer.reason or "",
        step=facts[0].step if facts else item.steps[0].code,
        facts=facts,
    )
