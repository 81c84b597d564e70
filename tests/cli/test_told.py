"""What people at a terminal read: words, help on one order with its shapes and example, templates, undo."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from cmdesk.cli import answers
from cmdesk.cli.main import run
from cmdesk.rules.shapes import structure
from cmdesk.runtime.order_shapes import Shape, examples, fields_of
from cmdesk.runtime.registry import all_queries, all_use_cases
from cmdesk.storage.resources import sentences

RECORDER, HEAD, LEADER, AUDITOR = "9013", "9001", "9003", "9010"
EVENT = {"kind": "training", "level": "city", "topic": "营销技巧", "held_on": "2025-04-10", "participants": {}}


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, shell: Any) -> Any:
    """Give the command line of somebody who sits at a terminal."""
    monkeypatch.setattr(answers, "at_terminal", lambda: True)
    return shell


def shapes_at(shape: Shape, path: list[str]) -> Shape:
    """Give the shape that a dotted path of fields leads to, through lists and maps."""
    while shape.kind in ("list", "map") and shape.entry is not None and (shape.kind == "list" or path):
        shape = shape.entry
    if not path:
        return shape
    return shapes_at(next(f.shape for f in shape.fields if f.name == path[0]), path[1:])


@pytest.mark.parametrize("entry", all_use_cases(), ids=lambda entry: entry.name)
def test_that_every_order_has_an_example_that_is_read_and_values_for_fields_it_has(entry: Any) -> None:
    example = examples()[entry.name]
    structure(entry.command, example.order)
    for path in example.values:
        first, *rest = path.split(".")
        top = next(field.shape for field in fields_of(entry.command) if field.name == first)
        shape = shapes_at(top, rest) if rest else top
        if shape.options:
            assert set(example.values[path]) <= set(shape.options)


def test_that_there_is_no_example_of_an_order_that_is_gone() -> None:
    assert set(examples()) == {entry.name for entry in all_use_cases()}


@pytest.mark.parametrize(("kind", "name"), [("do", "inspections.record"), ("do", "access.renew_recovery_key")])
def test_that_help_on_an_order_tells_shapes_and_an_example(
    kind: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([kind, name, "--help"]) == 0
    said = capsys.readouterr().out
    example = said.split("例：\n")[1]
    assert json.loads(example) == examples()[name].order
    assert run([kind, name, "--example"]) == 0
    assert json.loads(capsys.readouterr().out) == examples()[name].order


def test_that_nested_fields_and_codes_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["do", "inspections.record", "-h"]) == 0
    said = capsys.readouterr().out
    assert "* happened_on" in said
    assert "desk 内业、field 外业、combined 综合" in said
    assert "督察员" in said
    assert run(["ask", "org.people", "--help"]) == 0
    assert "managers_only" in capsys.readouterr().out


def test_that_help_on_an_unknown_order_is_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["do", "org.dance", "--help"]) == 2
    assert "org.dance" in capsys.readouterr().err


def test_that_an_order_of_a_wrong_shape_says_where_its_shape_is_told(shell: Any) -> None:
    said = shell("do", "training.record", shell.file("a.json", "{}"), user=RECORDER)
    assert (said.status, said.out) == (2, "")
    assert "cmdesk do training.record --help" in said.err


def test_that_a_terminal_lists_orders_and_questions_in_chinese(terminal: Any) -> None:
    orders, questions = terminal("do").out, terminal("ask").out
    for entry in all_use_cases():
        assert re.search(rf"^{re.escape(entry.name)} +[一-鿿]", orders, re.MULTILINE)
    for name, _ in all_queries():
        assert f"ask.{name}" in sentences()
        assert re.search(rf"^{re.escape(name)} +[一-鿿]", questions, re.MULTILINE)


def test_that_a_terminal_is_answered_in_words_and_json_only_on_request(terminal: Any) -> None:
    order = terminal.file("a.json", json.dumps(EVENT))
    assert terminal("do", "training.record", order, user=RECORDER).out.startswith("办成：1\n")
    assert terminal("do", "training.record", order, "--json", user=RECORDER).json["done"] == 1


def test_that_a_problem_stands_on_a_terminal_once(terminal: Any) -> None:
    said = terminal("import", "exams", terminal.file("x.xlsx", "x"), "--period", "2025H1", user=RECORDER)
    assert (said.status, said.out) == (2, "")
    assert len(said.err.strip().splitlines()) == 1
    assert said.err.count("x.xlsx") == 1


def test_that_text_is_given_to_a_pipe_where_asked_for(shell: Any) -> None:
    order = shell.file("a.json", json.dumps(EVENT))
    assert shell("do", "training.record", order, "--text", user=RECORDER).out.startswith("办成：1\n")


def test_that_a_derivation_reads_as_an_indented_tree(terminal: Any) -> None:
    said = terminal("explain", "0001", "2025-03", user=LEADER).out.splitlines()
    assert "：" in said[0]
    assert any(line.startswith("  ") and not line.startswith("    ") for line in said)
    assert "{" not in said[0]


def test_that_a_template_needs_no_database_and_replaces_nothing(shell: Any) -> None:
    target = shell.folder / "成绩.xlsx"
    assert shell("export", "exams-template", "--out", target).json["sheets"] == ["成绩", "填写说明"]
    assert load_workbook(target)["成绩"]["A2"].value == "工号"
    again = shell("export", "exams-template", "--out", target, "--json")
    assert (again.status, again.codes) == (5, ["target_exists"])


def test_that_the_newest_own_step_is_undone_and_nobody_elses(shell: Any) -> None:
    order = shell.file("a.json", json.dumps(EVENT))
    shell("do", "training.record", order, user=RECORDER)
    said = shell("undo", user=RECORDER)
    assert (said.status, said.json["undone"], said.json["title"]) == (
        0,
        "training.record",
        sentences()["verb.training.record"],
    )
    newest = shell("ask", "audit.entries", user=AUDITOR).json[0]
    assert newest["undoes"] == said.json["entry"]
    # What lies before is the close of the quarter.
    refused = shell("undo", "--json", user=RECORDER)
    assert (refused.status, refused.codes) == (4, ["undo_past_barrier"])


def test_that_another_person_s_step_stays(shell: Any) -> None:
    order = shell.file("a.json", json.dumps(EVENT))
    shell("do", "training.record", order, user=RECORDER)
    assert shell("undo", "--json", user=HEAD).codes == ["undo_past_barrier"]


def test_that_no_word_of_the_help_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("import", "export"):
        run([verb, "--help"])
        said = capsys.readouterr().out
        assert not re.search(r"\b(KIND|FILE|PEM|DIR|RULE_SET|UNIT)\b|[{}]", said)
        assert "holidays" in said
