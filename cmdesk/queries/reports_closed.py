"""A closed period computed again, and held against what was stored, before anything is printed of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from cmdesk.kernel.errors import Damaged, Problem, Where, refuse_any, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.scoring import Result
from cmdesk.queries.org import ids_by_no
from cmdesk.queries.scoring import rules_of
from cmdesk.queries.scoring_compute import Computed, compute, results_of
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context


@dataclass(frozen=True)
class ClosedPeriod:
    """Everybody's closed result with its derivation, under the rules of the close, in order of 工号."""

    period: Period
    rules: RuleSet
    computed: dict[uuid.UUID, Computed]
    results: dict[uuid.UUID, Result]

    def chosen(self, context: Context, people: Iterable[str]) -> tuple[Computed, ...]:
        """Give everybody, or those of the given 工号. Raises Rejected `unknown_person`, `no_result`."""
        wanted = list(people)
        if not wanted:
            return tuple(self.computed.values())
        known = ids_by_no(context)
        where = Where(field="people")
        problems = [Problem("unknown_person", where, {"staff_no": number}) for number in wanted if number not in known]
        problems += [
            Problem("no_result", where, {"staff_no": number, "period": self.period.chinese})
            for number in wanted
            if number in known and known[number] not in self.computed
        ]
        refuse_any(problems)
        return tuple(self.computed[known[number]] for number in dict.fromkeys(wanted))


def closed_period(context: Context, period: Period) -> ClosedPeriod:
    """Compute a closed period again. Raises Rejected `period_open`, Damaged `result_differs`."""
    if not is_closed(context, period):
        raise reject("period_open", where=Where(field="period"), period=period.chinese)
    rules = rules_of(context, period)
    stored = results_of(context, period)
    computed = {one.person.id: one for one in compute(context, period, rules) if one.person.id in stored}
    for person, one in computed.items():
        if stored[person].score != one.score:
            raise Damaged(
                "result_differs",
                staff_no=one.person.staff_no,
                period=period.chinese,
                stored=stored[person].score or "—",
                found=one.score or "—",
            )
    return ClosedPeriod(period, rules, computed, stored)
