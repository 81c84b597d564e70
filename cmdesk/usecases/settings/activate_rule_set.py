"""Put a rule set in force: two people, and its own worked examples must pass."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.models.settings import RuleSetRow
from cmdesk.rules.ruleset import digest
from cmdesk.rules.topics import prove
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.storage import resources


@dataclass(frozen=True, kw_only=True)
class ActivateRuleSet(Command):
    """Put a rule set in force from now on; closed periods keep the one they were closed with (B.8.8).

    Refused: a faulty rule set (every problem), `example_differs` for each worked example that does not come out,
    `rule_set_in_force_already`. Cannot be undone; put the former one in force again.
    """

    file: Path
    notes: str | None = None


def handle(context: Context, command: ActivateRuleSet) -> Done:
    """Check the rule set and its examples, then write it."""
    raw, rule_set = resources.load_rule_set(command.file)
    found = prove(rule_set, context.tables)
    refuse_any(
        Problem("example_differs", Where(field=f"{one.id}: {one.path}"), {"expected": one.expected, "found": one.found})
        for one in found
    )
    mark = digest(raw)
    if mark == context.rule_digest:
        raise reject("rule_set_in_force_already", version=rule_set.meta.version)
    row = context.session.get(RuleSetRow, mark)
    if row is None:
        row = RuleSetRow(digest=mark, version=rule_set.meta.version, state=str(rule_set.meta.state), body=raw)
        context.session.add(row)
    row.activated_at = context.now()
    row.activated_by = context.actor.number
    row.notes = command.notes
    return Done(
        ids=(mark,), answer={"version": rule_set.meta.version, "state": str(rule_set.meta.state), "digest": mark}
    )


use_case = UseCase(
    command=ActivateRuleSet,
    permission="settings.activate",
    second="settings.activate",
    handle=handle,
    undo=Undo.NEVER,
)
