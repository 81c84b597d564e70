"""The rule set that ships with the program, as every test of the rules uses it."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from cmdesk.rules.ruleset import RuleSet, parse

DEFAULT = Path(__file__).parents[2] / "resources" / "rulesets" / "default.json"


@pytest.fixture(scope="session")
def shipped() -> dict[str, Any]:
    """Give the JSON of the default rule set; do not change it."""
    raw: dict[str, Any] = json.loads(DEFAULT.read_text(encoding="utf-8"))
    return raw


@pytest.fixture
def raw(shipped: dict[str, Any]) -> dict[str, Any]:
    """Give a copy of the default rule set's JSON to spoil."""
    return copy.deepcopy(shipped)


@pytest.fixture(scope="session")
def rule_set(shipped: dict[str, Any]) -> RuleSet:
    """Give the default rule set."""
    return parse(shipped)
