"""Any use case and any question by name: one order or many in one transaction, and what is listed."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from cmdesk.runtime.registry import all_queries, all_use_cases

RECORDER, HEAD, LEADER, AUDITOR = "9013", "9001", "9003", "9010"
EVENT = {"kind": "training", "level": "city", "topic": "营销技巧", "held_on": "2025-04-10", "participants": {}}


def test_that_one_order_answers_count_ids_and_warnings(shell: Any) -> None:
    said = shell("do", "training.record", shell.file("a.json", json.dumps(EVENT)), "--json", user=RECORDER)
    assert said.status == 0
    assert list(said.json)[:4] == ["done", "ids", "problems", "warnings"]
    assert (said.json["done"], len(said.json["ids"])) == (1, 1)


def test_that_many_orders_are_all_done_or_none(shell: Any) -> None:
    good, bad = EVENT, {**EVENT, "topic": " "}
    said = shell("do", "training.record", shell.file("a.json", json.dumps([good, bad])), "--json", user=RECORDER)
    assert (said.status, said.codes) == (2, ["topic_missing"])
    assert (said.json["done"], said.json["ids"], said.json["problems"][0]["where"]["row"]) == (0, [], 2)
    entries = shell("ask", "audit.entries", user=AUDITOR).json
    assert "training.record" not in {entry["verb"] for entry in entries}
    both = shell("do", "training.record", shell.file("a.json", json.dumps([good, good])), user=RECORDER)
    assert both.json["done"] == 2
    assert shell("ask", "audit.entries", user=AUDITOR).json[0]["verb"] == "training.record"


def test_that_every_mistake_of_every_order_is_listed_with_its_place(shell: Any) -> None:
    orders = [{**EVENT, "held_on": "gestern"}, {**EVENT, "hours": 2}, {"kind": "training", "colour": "red"}]
    said = shell("do", "training.record", shell.file("a.json", json.dumps(orders)), "--json", user=RECORDER)
    places = {(problem["code"], problem["where"]["field"]) for problem in said.json["problems"]}
    assert {("not_a_date", "[0].held_on"), ("wrong_type", "[1].hours"), ("unknown_key", "[2].colour")} <= places
    assert ("missing_key", "[2].topic") in places


def test_that_a_dry_run_writes_nothing(shell: Any) -> None:
    order = shell.file("a.json", json.dumps(EVENT))
    assert shell("do", "training.record", order, "--dry-run", user=RECORDER).json["done"] == 1
    assert "training.record" not in {e["verb"] for e in shell("ask", "audit.entries", user=AUDITOR).json}


def test_that_orders_come_from_standard_input_too(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(EVENT)))
    assert shell("do", "training.record", "-", user=RECORDER).json["done"] == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [("[]", "nothing_given"), ("{", "json_broken"), ('{"hours": 1.5}', "number_needs_quotes"), ("3", "wrong_type")],
)
def test_that_json_that_says_no_order_is_refused(shell: Any, text: str, code: str) -> None:
    said = shell("do", "training.record", shell.file("a.json", text), "--json", user=RECORDER)
    assert (said.status, said.codes) == (2, [code])


def test_that_a_verb_or_question_not_built_is_unknown(shell: Any) -> None:
    for words, code in ((("do", "org.dance", "x"), "unknown_verb"), (("ask", "org.dance"), "unknown_query")):
        said = shell(*words, "--json", user=RECORDER)
        assert (said.status, said.codes) == (2, [code])


def test_that_everything_there_is_can_be_listed_without_a_database(shell: Any) -> None:
    orders, questions = shell("do").json, shell("ask").json
    assert [order["name"] for order in orders] == [entry.name for entry in all_use_cases()]
    assert [question["name"] for question in questions] == [name for name, _ in all_queries()]
    reopen = next(order for order in orders if order["name"] == "scoring.reopen")
    assert (reopen["fields"], reopen["undo"]) == (["period", "reason"], "barrier")
    assert reopen["second_duties"] == ["department_head", "inspection_leader"]
    assert all(order["title"] != order["name"] for order in orders)


def test_that_questions_take_their_fields_from_json(shell: Any) -> None:
    found = shell("ask", "scoring.results", shell.file("q.json", '{"period": "2025-03"}'), user=LEADER)
    assert found.status == 0
    assert {row["staff_no"] for row in found.json} == {m.staff_no for m in shell.sample.managers}
    assert all(isinstance(row["score"], str) for row in found.json)
    assert shell("ask", "audit.entries", "--json", user=RECORDER).status == 3


def test_that_steps_for_two_take_a_second_person(shell: Any) -> None:
    order = shell.file("r.json", '{"period": "2025Q1", "reason": "问卷录错"}')
    assert shell("do", "scoring.reopen", order, "--json", user=HEAD).codes == ["second_needed"]
    assert shell("do", "scoring.reopen", order, user=HEAD, second=LEADER).status == 0
