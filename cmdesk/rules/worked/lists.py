"""Worked examples about lists and days: sampling, working days, the order of names, identity numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.rules import id_numbers, name_order, sampling, working_days
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.shapes import Count
from cmdesk.rules.tables import Tables
from cmdesk.rules.worked.topic import Topic


@dataclass(frozen=True, kw_only=True)
class SamplingGiven:
    """A frame of (stratum, unit), how many to draw, the public seed, and overdue units, longest first."""

    frame: tuple[tuple[str, str], ...]
    count: Count
    seed: str
    overdue: tuple[str, ...] = ()


def draw(given: SamplingGiven, _: RuleSet) -> dict[str, Any]:
    """Draw the units to inspect (methods e)."""
    frame = [sampling.Unit(stratum, unit) for stratum, unit in given.frame]
    drawn = sampling.draw(frame, count=given.count, seed=given.seed, overdue=given.overdue).drawn
    return {"drawn": [(ticket.unit.stratum, ticket.unit.unit) for ticket in drawn]}


@dataclass(frozen=True, kw_only=True)
class WorkingDaysGiven:
    """Either a day of posting and a number of working days, or a month."""

    posted: date | None = None
    days: Count | None = None
    month: Period | None = None


def days(given: WorkingDaysGiven, _: RuleSet, tables: Tables) -> dict[str, Any]:
    """Count working days (B.13), or give the last one of a month."""
    if given.month is None and given.posted is not None and given.days is not None:
        return {"ends": working_days.after(given.posted, given.days, tables.holidays)}
    if given.month is None or given.posted is not None or given.days is not None:
        raise reject("posted_or_month")
    if given.month.kind is not PeriodKind.MONTH:
        raise reject("not_a_month", where=Where(field="month"), value=str(given.month))
    return {"last": working_days.last_of(given.month, tables.holidays)}


@dataclass(frozen=True, kw_only=True)
class NameOrderGiven:
    """Names, and what to order them by."""

    names: tuple[str, ...]
    by: name_order.NameOrder


def names(given: NameOrderGiven, _: RuleSet, tables: Tables) -> dict[str, Any]:
    """Order names (row 130)."""
    return {"names": name_order.ordered_names(given.names, given.by, tables)}


@dataclass(frozen=True, kw_only=True)
class IdNumberGiven:
    """An identity number as somebody typed it."""

    text: str


def id_number(given: IdNumberGiven, _: RuleSet) -> id_numbers.IdNumber:
    """Check an identity number."""
    return id_numbers.id_number(given.text)


TOPICS: tuple[Topic, ...] = (
    Topic("sampling", SamplingGiven, draw),
    Topic("working_days", WorkingDaysGiven, days, needs_tables=True),
    Topic("name_order", NameOrderGiven, names, needs_tables=True),
    Topic("id_number", IdNumberGiven, id_number),
)
