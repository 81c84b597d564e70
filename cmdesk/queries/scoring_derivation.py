"""One person's figure with everything behind it, as a page shows it and a clerk adds it again (rows 10, B.8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import ClassVar

from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.org import PersonOn, managers_on, person_by_no
from cmdesk.queries.scoring import explained, parts_of, rules_of
from cmdesk.queries.scoring_facts import quarter_sources
from cmdesk.queries.scoring_state import is_closed
from cmdesk.queries.scoring_steps import LETTERS, Step, float_free, two
from cmdesk.queries.scoring_steps_month import visits_of
from cmdesk.queries.scoring_steps_periods import Ground, PeriodMaker, nominal
from cmdesk.rules.derivation import Node
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query


@dataclass(frozen=True)
class Part:
    """One part of the figure: its letter and name, what it reached of what it could, and what it counts.

    `figure` is printed, None where it is missing. `reached` and `most` are printed points of the root; `fraction` is
    the weight as people write it after missing parts were shared out (50/90), `share` the same as per mille of 1.
    """

    letter: str
    code: str
    label: str
    figure: str | None
    reached: str
    most: str
    filled: int
    fraction: str
    share: int


@dataclass(frozen=True)
class Derivation:
    """A figure from the result down to the raw facts. `missing` names the parts that have no figure."""

    unit: str
    person: PersonOn
    period: Period
    closed: bool
    at: datetime
    score: str | None
    state: str
    band: str | None
    notes: tuple[str, ...]
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]
    missing: tuple[str, ...]
    missing_clause: str
    missing_text: str
    version: str
    trial_rules: bool
    digest: str


@dataclass(frozen=True, kw_only=True)
class DerivationOf(Query):
    """The derivation of one person's period in steps, under the rules that each part was closed with (B.8.8).

    Raises Rejected `no_result`, `unknown_person`; Damaged `result_differs`.
    """

    permission: ClassVar[str] = "scoring.compute"

    staff_no: str
    period: Period

    def rows(self, context: Context) -> Derivation:
        """Give it."""
        person_id = person_by_no(context, self.staff_no)
        person = next((p for p in managers_on(context, self.period.last_day) if p.id == person_id), None)
        if person is None:
            raise reject("no_result", where=Where(field="staff_no"), staff_no=self.staff_no, period=self.period.chinese)
        found = explained(context, self.staff_no, self.period)
        rules = rules_of(context, self.period)
        ground = _ground(context, self.period, person)
        maker = PeriodMaker(ground, self.period)
        state = context.session.get(PeriodState, self.period)
        closed = is_closed(context, self.period)
        return Derivation(
            unit=context.unit.name,
            person=person,
            period=self.period,
            closed=closed,
            at=(state.closed_at if closed and state is not None else None) or context.now(),
            score=found.score,
            state=str(found.state),
            band=found.band,
            notes=found.notes,
            parts=_parts(found.tree, self.period, rules),
            steps=maker.steps(found.tree),
            missing=tuple(
                node.label for node in found.tree.inputs if node.exact is None and self.period.kind in _WEIGHED
            ),
            missing_clause=rules.missing_sources.clause,
            missing_text=rules.missing_sources.text,
            version=rules.meta.version,
            trial_rules=str(rules.meta.state) == "trial",
            digest=found.digest,
        )


_WEIGHED = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)


def _ground(context: Context, period: Period, person: PersonOn) -> Ground:
    below = (period, *parts_of(period))
    quarters = [part for part in below if part.kind is PeriodKind.QUARTER]
    samples = {}
    for quarter in quarters:
        found = quarter_sources(context, quarter, rules_of(context, quarter), [person.id])
        samples[quarter] = found.customer_samples.get(person.id, (0, ""))
    return Ground(
        rules={part: rules_of(context, part) for part in below},
        present=context.rule_set.meta.version,
        visits=visits_of(context, person.id, period.first_day, period.last_day),
        samples=samples,
    )


def _parts(tree: Node, period: Period, rules: RuleSet) -> tuple[Part, ...]:
    weights = nominal(period, rules)
    held = sum((weights[node.code] for node in tree.inputs if node.exact is not None and node.code in weights), 0)
    found = []
    for node in tree.inputs:
        if node.code not in weights:
            continue
        share = node.weight or Fraction()
        reached = None if node.exact is None else node.exact * share
        found.append(
            Part(
                letter=LETTERS.get(node.code, ""),
                code=node.code,
                label=node.label,
                figure=None if node.exact is None else two(node.exact),
                reached="" if reached is None else two(reached),
                most="" if reached is None else _points(share * 100),
                filled=0 if node.exact is None else round(node.exact * 10),
                fraction="缺" if node.exact is None else f"{weights[node.code]}/{held}",
                share=round(share * 1000),
            )
        )
    return tuple(found)


def _points(value: Fraction) -> str:
    return float_free(value) if value.denominator == 1 else two(value)
