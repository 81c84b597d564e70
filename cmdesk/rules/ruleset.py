"""Reading a rule set: every weight, point, cap, band and procedure of the appraisal as frozen data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cmdesk.kernel.errors import Problem, Rejected, refuse_any
from cmdesk.rules import ruleset_checks
from cmdesk.rules.ruleset_content import Meta, RuleSet
from cmdesk.rules.shapes import structure

__all__ = ["Meta", "RuleSet", "check_rule_set", "digest", "from_text", "in_force_needs", "parse"]


def parse(raw: Mapping[str, Any]) -> RuleSet:
    """Give the rule set that `raw` (parsed JSON) describes.

    Raises Rejected with every problem and its dotted path: what `shapes.structure` finds, or where the shape is right,
    what `check_rule_set` finds.
    """
    rule_set = structure(RuleSet, raw)
    refuse_any(check_rule_set(rule_set))
    return rule_set


def check_rule_set(rule_set: RuleSet) -> tuple[Problem, ...]:
    """Give everything in which a rule set contradicts itself, with paths; nothing for a sound one."""
    return ruleset_checks.problems_of(rule_set)


def in_force_needs(meta: Meta) -> tuple[Problem, ...]:
    """Give what 施行 still lacks: 通过日期, 文号, 公示日期 (B.8.10)."""
    return ruleset_checks.in_force_needs(meta)


def digest(raw: Mapping[str, Any]) -> str:
    """Give the SHA-256 (hex) of a rule set's canonical JSON: keys sorted, no blanks, UTF-8."""
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def from_text(text: str) -> tuple[RuleSet, dict[str, Any]]:
    """Read a rule set from the text of its file; gives it and the parsed JSON (for `digest`).

    Raises Rejected, `not_json` for a text that is no JSON or has a key twice.
    """
    try:
        raw = json.loads(text, object_pairs_hook=_no_key_twice)
    except ValueError as error:
        raise Rejected(Problem("not_json", params={"reason": str(error)})) from error
    return parse(raw), raw


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        raise Rejected(Problem("key_twice", params={"key": next(key for key in keys if keys.count(key) > 1)}))
    return made
