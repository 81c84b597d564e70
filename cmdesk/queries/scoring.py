"""Results, what a close would say, and the derivation of any figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import select

from cmdesk.kernel.amounts import fraction_text
from cmdesk.kernel.errors import Damaged, Problem, Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.org import Person
from cmdesk.models.scoring import PeriodState, Result
from cmdesk.models.settings import RuleSetRow
from cmdesk.queries.org import person_by_no
from cmdesk.queries.scoring_compute import Computed, compute
from cmdesk.queries.scoring_state_of import check_close
from cmdesk.rules.derivation import Node
from cmdesk.rules.ruleset import RuleSet, digest, parse
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


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
    """The results of a closed period, in order of 工号."""

    permission: ClassVar[str] = "scoring.compute"

    period: Period

    def rows(self, context: Context) -> tuple[ResultRow, ...]:
        """Give one row a person."""
        rows = context.session.execute(
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
            .where(Result.period == self.period)
            .order_by(Person.staff_no)
        )
        return tuple(
            ResultRow(row.staff_no, row.name, row.score, row.state, row.band, row.rank, row.figures, tuple(row.notes))
            for row in rows
        )


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
    """Give one person's period with the full derivation; a closed one is held against what was stored."""
    person = person_by_no(context, staff_no)
    rules = rules_of(context, period)
    found = next((one for one in compute(context, period, rules, expand=True) if one.person.id == person), None)
    if found is None:
        raise reject("no_result", where=Where(field="staff_no"), staff_no=staff_no, period=period.chinese)
    stored = context.session.get(Result, (person, period))
    if stored is not None and is_closed_now(context, period) and stored.score != found.score:
        raise Damaged(
            "result_differs",
            staff_no=staff_no,
            period=period.chinese,
            stored=stored.score or "—",
            found=found.score or "—",
        )
    return found


def is_closed_now(context: Context, period: Period) -> bool:
    """Say whether a period is closed."""
    return context.session.scalar(select(PeriodState.state).where(PeriodState.period == period)) == "closed"


def rules_of(context: Context, period: Period) -> RuleSet:
    """Give the rule set that a closed period was closed under, the present one for an open period (B.8.8)."""
    row = context.session.get(PeriodState, period)
    if row is None or row.state != "closed" or row.rule_digest == context.rule_digest:
        return context.rule_set
    stored = context.session.get(RuleSetRow, row.rule_digest)
    if stored is None or digest(stored.body) != row.rule_digest:
        raise Damaged("rule_set_altered", digest=row.rule_digest)
    return parse(stored.body)


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
