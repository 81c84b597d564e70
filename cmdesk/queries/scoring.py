"""Results, what a close would say, and the derivation of any figure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import select

from cmdesk.kernel.amounts import fraction_text
from cmdesk.kernel.errors import Damaged, Problem, Where, reject
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.org import Person
from cmdesk.models.scoring import PeriodState, Result
from cmdesk.queries import scoring_state
from cmdesk.queries.columns import columns
from cmdesk.queries.org import person_by_no
from cmdesk.queries.scoring_compute import Computed, compute
from cmdesk.queries.scoring_state import is_closed
from cmdesk.queries.scoring_state_of import check_close
from cmdesk.rules.derivation import Node
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query

rules_of = scoring_state.rules_of


@dataclass(frozen=True)
class PeriodRow:
    """The state of one period."""

    period: Period
    state: str
    revision: int
    rule_version: str
    closed_at: datetime | None
    closed_by: str | None
    reopened_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Periods(Query):
    """Every period that was ever closed, in order."""

    permission: ClassVar[str] = "scoring.compute"

    def rows(self, context: Context) -> tuple[PeriodRow, ...]:
        """Give one row a period."""
        rows = context.session.execute(
            select(
                PeriodState.period,
                PeriodState.state,
                PeriodState.revision,
                PeriodState.rule_version,
                PeriodState.closed_at,
                PeriodState.closed_by,
                PeriodState.reopened_reason,
            )
        )
        return tuple(sorted((PeriodRow(*row) for row in rows), key=lambda row: row.period))


@dataclass(frozen=True)
class ResultRow:
    """One person's closed result."""

    staff_no: str
    name: str
    score: str | None
    state: str
    band: str | None
    rank: int | None
    figures: Mapping[str, Any]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Results(Query):
    """The results of a closed period, in order of 工号; none while it is open or reopened."""

    permission: ClassVar[str] = "scoring.compute"

    period: Period

    def rows(self, context: Context) -> tuple[ResultRow, ...]:
        """Give one row a person."""
        wanted = (
            select(
                Person.staff_no,
                Person.name,
                Result.score,
                Result.state,
                Result.band,
                Result.rank,
                Result.figures,
                Result.notes,
            )
            .join(Person, Person.id == Result.person_id)
            .join(PeriodState, PeriodState.period == Result.period)
            .where(Result.period == self.period, PeriodState.state == "closed")
            .order_by(Person.staff_no)
        )
        return tuple(ResultRow(*(*result, tuple(notes))) for *result, notes in columns(context, wanted))


@dataclass(frozen=True)
class Trial:
    """What a period would give if it were closed now: results, what bars the close, what would be said."""

    results: tuple[ResultRow, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class Preview(Query):
    """Computes a period as it stands now, without storing anything (row 12)."""

    permission: ClassVar[str] = "scoring.compute"

    period: Period

    def rows(self, context: Context) -> Trial:
        """Give the trial results with all problems and warnings of a close."""
        computed = compute(context, self.period, context.rule_set)
        check = check_close(context, self.period, computed, context.rule_set)
        return Trial(tuple(map(_as_row, computed)), check.problems, check.warnings)


@dataclass(frozen=True, kw_only=True)
class Explain(Query):
    """The derivation of one person's result, down to the raw facts, under the rules it was closed with.

    Raises Rejected `no_result`; Damaged `result_differs` where a closed result cannot be computed again.
    """

    permission: ClassVar[str] = "scoring.compute"

    staff_no: str
    period: Period

    def rows(self, context: Context) -> dict[str, Any]:
        """Give the tree as plain values: {label, code, printed, exact, rule, weight, inputs, source, suppressed}."""
        return tree_json(explained(context, self.staff_no, self.period).tree)


def explained(context: Context, staff_no: str, period: Period) -> Computed:
    """Give one person's period with the full derivation.

    Raises Rejected `unknown_person`, `no_result`; Damaged `result_differs` where this period, or a closed one that it
    is made of, cannot be computed again from the same inputs.
    """
    person = person_by_no(context, staff_no)
    for part in (period, *parts_of(period)):
        _hold_against_stored(context, person, staff_no, part)
    rules = rules_of(context, period)
    found = compute(context, period, rules, expand=True, only=person)
    if not found:
        raise reject("no_result", where=Where(field="staff_no"), staff_no=staff_no, period=period.chinese)
    return found[0]


def parts_of(period: Period) -> tuple[Period, ...]:
    """Give the periods whose results a quarter or a year is made of, down to the months."""
    if period.kind is PeriodKind.QUARTER:
        return period.months
    if period.kind is PeriodKind.YEAR:
        return (*period.quarters, *period.halves, *period.months)
    return ()


def _hold_against_stored(context: Context, person: uuid.UUID, staff_no: str, period: Period) -> None:
    stored = context.session.get(Result, (person, period))
    if stored is None or not is_closed(context, period):
        return
    now = compute(context, period, rules_of(context, period), only=person)
    if now and now[0].digest == stored.inputs_digest and now[0].score == stored.score:
        return
    score = now[0].score if now else None
    raise Damaged(
        "result_differs",
        staff_no=staff_no,
        period=period.chinese,
        stored=stored.score or "—",
        found=(score or "—") if score != stored.score else f"{score or '—'}（依据已变）",
    )


def tree_json(node: Node) -> dict[str, Any]:
    """Give a derivation as plain values; exact figures as text, `n/d` where they do not end."""
    return {
        "label": node.label,
        "code": str(node.code),
        "printed": node.printed,
        "exact": None if node.exact is None else fraction_text(node.exact),
        "rule": node.rule,
        "weight": None if node.weight is None else fraction_text(node.weight),
        "inputs": [tree_json(part) for part in node.inputs],
        "source": None
        if node.source is None
        else {key: value for key, value in vars(node.source).items() if value is not None},
        "suppressed": node.suppressed,
    }


def _as_row(one: Computed) -> ResultRow:
    person = one.person
    return ResultRow(
        person.staff_no, person.name, one.score, str(one.state), one.band, one.rank, one.figures, one.notes
    )
