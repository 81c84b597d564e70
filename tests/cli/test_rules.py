"""The rule set by the command line: printed, proved by its own examples, tried on others, put in force by two."""

from __future__ import annotations

import json
from typing import Any

HEAD, LEADER, COUNTY_LEADER = "9001", "9003", "9012"


def test_that_the_rule_set_is_printed_and_proves_itself(shell: Any) -> None:
    shown = shell("rules", "show", "--json")
    assert (shown.status, shown.json["meta"]["version"]) == (0, "2026.1")
    proved = shell("rules", "check")
    assert (proved.status, proved.json["differences"]) == (0, [])
    assert proved.json["cases"] > 50


def test_that_a_rule_set_is_written_for_changing_and_nothing_is_replaced(shell: Any) -> None:
    file = shell.folder / "规则.json"
    assert shell("rules", "show", "--out", file).json == {"file": str(file), "version": "2026.1", "state": "trial"}
    assert json.loads(file.read_text("utf-8")) == shell("rules", "show").json
    assert shell("rules", "show", "--out", file, "--json").codes == ["target_exists"]


def test_that_other_cases_are_tried_and_compared(shell: Any) -> None:
    example = next(e for e in shell("rules", "show").json["examples"] if e["topic"] == "round")
    cases = shell.file("cases.json", json.dumps({"cases": [example]}, ensure_ascii=False))
    assert shell("rules", "try", cases).status == 0
    assert shell("rules", "try", cases, "--check").json == {"cases": 1, "differences": []}
    wrong = {**example, "expect": {"value": "16"}}
    said = shell("rules", "try", shell.file("wrong.json", json.dumps({"cases": [wrong]})), "--check")
    assert said.status == 2
    assert len(said.json["differences"]) == 1


def test_that_a_rule_set_is_put_in_force_by_two(shell: Any) -> None:
    raw = shell("rules", "show").json
    raw["meta"]["version"] = "2026.2"
    file = shell.file("new.json", json.dumps(raw, ensure_ascii=False))
    assert shell("rules", "activate", file, "--json", user=HEAD).codes == ["second_needed"]
    assert shell("rules", "activate", file, "--json", user=LEADER, second=HEAD).codes == ["not_permitted"]
    done = shell("rules", "activate", file, "--notes", "试", user=HEAD, second=LEADER)
    assert (done.status, done.json["version"]) == (0, "2026.2")
    again = shell("rules", "activate", file, "--json", user=HEAD, second=LEADER)
    assert again.codes == ["rule_set_in_force_already"]


def test_that_a_faulty_rule_set_is_refused_with_every_fault(shell: Any) -> None:
    raw = shell("rules", "show").json
    raw["weights"]["month"] = {"performance": "61", "inspection": "40"}
    raw["examples"] = []
    file = shell.file("bad.json", json.dumps(raw, ensure_ascii=False))
    said = shell("rules", "check", "--rule-set", file, "--json")
    assert said.status == 2
    assert said.json["problems"]


def test_that_a_missing_file_argument_is_said(shell: Any) -> None:
    assert shell("rules", "try", "--json").status == 2
    assert shell("rules", "activate", "--json").status == 2
