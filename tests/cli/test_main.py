"""One way to fail: exit status, one JSON object on standard output, Chinese for people on standard error."""

from __future__ import annotations

import re
from typing import Any

import pytest
from factories.lived import NAME

from cmdesk.cli import answers
from cmdesk.cli.main import COMMANDS, available, run

RECORDER = "9013"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["dance"], "unknown_command"),
        ([], "usage_missing"),
        (["close"], "usage_missing"),
        (["close", "2025-04", "--colour"], "usage_unknown"),
        (["close", "2025-04", "--user"], "usage_value_missing"),
        (["audit", "read"], "usage_choice"),
        (["close", "2025-04", "--pass", "x"], "usage_unknown"),
    ],
)
def test_that_a_wrong_command_line_is_refused_in_chinese(
    words: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "--json"]) == 2
    said = capsys.readouterr()
    assert f'"{code}"' in said.out
    assert not re.search(r"\b(usage|argument|required|invalid|expected)\b", said.err)


def test_that_help_is_chinese_and_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--help"], ["close", "--help"], ["package", "-h"]):
        assert run(words) == 0
        said = capsys.readouterr().out
        assert said.startswith("用法：")
        assert not re.search(r"\b(usage|options|positional|show this)\b", said)


def test_that_every_command_of_the_manual_is_there() -> None:
    assert available() == COMMANDS


def test_that_who_does_not_prove_himself_does_not_get_in(shell: Any) -> None:
    database = ["--database", shell.folder / NAME]
    nobody = shell("ask", "org.people", *database, "--json")
    assert (nobody.status, nobody.codes) == (2, ["user_needed"])
    silent = shell("ask", "org.people", *database, "--user", RECORDER, "--json")
    assert (silent.status, silent.codes) == (5, ["password_needed"])
    no_file = shell("ask", "org.people", *database, "--user", RECORDER, "--password-file", "none", "--json")
    assert (no_file.status, no_file.codes) == (5, ["password_file_unreadable"])
    wrong = shell.file("wrong", "falsch")
    refused = shell("ask", "org.people", *database, "--user", RECORDER, "--password-file", wrong, "--json")
    assert (refused.status, refused.codes) == (5, ["wrong_password"])
    stranger = shell("ask", "org.people", *database, "--user", "0000", "--password-file", wrong, "--json")
    assert (stranger.status, stranger.codes) == (5, ["user_unknown"])


def test_that_a_url_is_refused_with_one_sentence(shell: Any) -> None:
    said = shell("ask", "org.people", "--database", "postgresql://host/db", "--user", "1", "--json")
    assert (said.status, said.codes) == (2, ["no_server_yet"])
    assert len(said.err.strip().splitlines()) == 1


def test_that_a_database_that_is_not_there_is_said_so(shell: Any) -> None:
    word = shell.file("w", "演示-9013")
    options = ["--database", shell.folder / "none.db", "--user", RECORDER, "--password-file", word, "--json"]
    assert shell("ask", "org.people", *options).codes == ["database_missing"]


def test_that_people_read_sentences_and_programs_codes(shell: Any) -> None:
    for_people = shell("close", "2025-04", user=RECORDER)
    assert (for_people.status, for_people.out) == (3, "")
    assert "营销部主任" in for_people.err
    for_programs = shell("close", "2025-04", "--json", user=RECORDER)
    assert for_programs.codes == ["not_permitted"]
    assert set(for_programs.json["problems"][0]) == {"code", "where", "message"}


def test_that_our_bug_is_numbered_and_logged(shell: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by us")

    monkeypatch.setattr("cmdesk.cli.close.Period.parse", broken)
    monkeypatch.setattr(answers, "user_logs", lambda: tmp_path)
    said = shell("close", "2025-04", "--json", user=RECORDER)
    assert (said.status, said.codes) == (70, ["our_bug"])
    (log,) = tmp_path.glob("error-*.log")
    assert "ZeroDivisionError: by us" in log.read_text("utf-8")
    assert log.stem.removeprefix("error-") in said.err


def test_that_an_interruption_is_a_cancellation(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cmdesk.cli.close.Period.parse", interrupted)
    assert shell("close", "2025-04", user=RECORDER).status == 130
