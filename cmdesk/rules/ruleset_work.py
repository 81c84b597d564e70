"""The parts of a rule set that describe the work: checklist, red lines, day types, training, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from cmdesk.rules.codes import Band, TrainingKind, Visit
from cmdesk.rules.ruleset_scoring import Clause, Named
from cmdesk.rules.shapes import Between, Count, Points, Score


@dataclass(frozen=True, kw_only=True)
class DeductionStep:
    """What one fact of a kind costs. `points` None: the inspector gives the figure and a reason (其他)."""

    code: str
    text: str
    points: Points | None
    unit: str


@dataclass(frozen=True, kw_only=True)
class ChecklistItem:
    """One item of the sheet, with the kind of visit that looks at it and its steps, the free one last (B.4)."""

    no: Count
    group: Count
    text: str
    points: Points
    seen_at: Visit
    steps: tuple[DeductionStep, ...]


@dataclass(frozen=True, kw_only=True)
class ChecklistGroup:
    """A group of items; `duty` names the duty that it checks, None for plans and flow."""

    no: Count
    name: str
    points: Points
    duty: str | None


@dataclass(frozen=True, kw_only=True)
class Checklist(Clause):
    """督察检查表 (B.4): the points of all items add to 100."""

    groups: tuple[ChecklistGroup, ...]
    items: tuple[ChecklistItem, ...]

    def item(self, no: int) -> ChecklistItem | None:
        """Give the item with number `no`, or None."""
        return self._by_number.get(no)

    @cached_property
    def _by_number(self) -> dict[int, ChecklistItem]:
        return {item.no: item for item in reversed(self.items)}

    def group(self, no: int) -> ChecklistGroup | None:
        """Give the group with number `no`, or None."""
        return next((group for group in self.groups if group.no == no), None)

    def in_group(self, no: int) -> tuple[ChecklistItem, ...]:
        """Give the items of a group, in order."""
        return tuple(item for item in self.items if item.group == no)


@dataclass(frozen=True, kw_only=True)
class RedLines(Clause):
    """一票否决 (B.15): the kinds, and the band that the year cannot exceed."""

    kinds: tuple[Named, ...]
    year_at_most: Band


@dataclass(frozen=True, kw_only=True)
class DayType:
    """工作日类型 with the steps of its flow (R16, R17)."""

    code: str
    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DayTypes(Clause):
    """The six day types."""

    items: tuple[DayType, ...]


@dataclass(frozen=True, kw_only=True)
class Target:
    """A figure that the manager sets himself (R20)."""

    code: str
    name: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class SelfSet(Clause):
    """三自定 (R20, B.3a): targets, one text per focus, and up to so many lines of 工作重点."""

    targets: tuple[Target, ...]
    focus_lines: Count


@dataclass(frozen=True, kw_only=True)
class GapTraining:
    """Which kind of training a gap leads to."""

    kind_of_gap: Literal["group", "indicator", "competency"]
    code: str
    training: TrainingKind


@dataclass(frozen=True, kw_only=True)
class Training(Clause):
    """差距 and 培训 (B.15a)."""

    most_gaps: Count
    lost_share: Score
    ability_below: Points
    kinds: tuple[Named, ...]
    table: tuple[GapTraining, ...]
    remark_most: Count


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When something is due, counted from a period (section C).

    `of` names the period; `working_day` n counts working days after its last day (negative: the last working days of
    the period itself), `day` is a day of the month after it, or in it with `inside`; `days` counts from the fact.
    """

    code: str
    name: str
    who: str
    forms: tuple[str, ...]
    of: Literal["month", "quarter", "half_year", "year", "fact"]
    working_day: int | None = None
    month: Annotated[int, Between(1, 12)] | None = None
    day: Annotated[int, Between(1, 31)] | None = None
    inside: bool = False
    days: Count | None = None


@dataclass(frozen=True, kw_only=True)
class Deadlines(Clause):
    """The calendar of section C."""

    items: tuple[Deadline, ...]

    def of(self, code: str) -> Deadline | None:
        """Give the deadline with `code`, or None."""
        return next((item for item in self.items if item.code == code), None)
