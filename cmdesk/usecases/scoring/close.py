"""Close a period: its printed results stand from then on (B.8.1, B.8.9)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, insert

from cmdesk.kernel.errors import Problem, Rejected, Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.scoring import PeriodState, Result
from cmdesk.queries.scoring_compute import Computed, compute
from cmdesk.queries.scoring_state import is_closed
from cmdesk.queries.scoring_state_of import check_close
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase


@dataclass(frozen=True, kw_only=True)
class Close(Command):
    """Close a month, quarter, half-year or year and store everybody's printed result.

    Refused: `period_closed`, `period_not_over`, and everything of B.8.9 at once (an earlier period open, X1 not in,
    sheets unfinished, rounds open, marks not published, rating not counted). What is only to be said comes as
    warnings. A barrier for undo: `scoring.reopen` opens it again.
    """

    period: Period


def handle(context: Context, command: Close) -> Done:
    """Compute, refuse or store."""
    period = command.period
    where = Where(field="period")
    if is_closed(context, period):
        raise reject("period_closed", where=where, period=period.chinese)
    computed = compute(context, period, context.rule_set)
    check = check_close(context, period, computed, context.rule_set)
    problems = list(check.problems)
    if context.today() <= period.last_day:
        problems.insert(0, Problem("period_not_over", where, {"period": period.chinese, "until": period.last_day}))
    if problems:
        raise Rejected(problems, check.warnings)
    context.warn(check.warnings)
    _store(context, period, computed)
    state = context.session.get(PeriodState, period)
    if state is None:
        state = PeriodState(period=period, revision=0)
        context.session.add(state)
    state.state = "closed"
    state.revision += 1
    state.rule_version = context.rule_set.meta.version
    state.rule_digest = context.rule_digest
    state.inputs_digest = hashlib.sha256("\n".join(one.digest for one in computed).encode()).hexdigest()
    state.closed_at = context.now()
    state.closed_by = context.actor.number
    state.said = [{"code": p.code, "params": {k: str(v) for k, v in p.params.items()}} for p in check.warnings]
    scored = sum(one.score is not None for one in computed)
    return Done(count=len(computed), ids=(str(period),), answer={"people": len(computed), "scored": scored})


def _store(context: Context, period: Period, computed: tuple[Computed, ...]) -> None:
    context.session.execute(delete(Result).where(Result.period == period))
    if computed:
        context.session.execute(insert(Result), [_row(period, one) for one in computed])


def _row(period: Period, one: Computed) -> dict[str, object]:
    return {
        "person_id": one.person.id,
        "period": period,
        "score": one.score,
        "state": str(one.state),
        "band": one.band,
        "rank": one.rank,
        "figures": dict(one.figures),
        "notes": list(one.notes),
        "inputs_digest": one.digest,
    }


use_case = UseCase(command=Close, permission="scoring.close", handle=handle, undo=Undo.BARRIER)
