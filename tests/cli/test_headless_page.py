"""docs/headless.md: every command can be read, every order fits its shape, who gives it may, and it begins well."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cmdesk.cli.do import orders
from cmdesk.cli.import_ import KINDS as IMPORTS
from cmdesk.cli.main import parser, run
from cmdesk.exchange.sheets.template_examples import EXAMPLES
from cmdesk.exchange.sheets.templates import template
from cmdesk.rules.shapes import structure
from cmdesk.runtime.permissions import PERMISSIONS
from cmdesk.runtime.registry import query_named, use_case_named

PAGE = (Path(__file__).parents[2] / "docs" / "headless.md").read_text("utf-8")
_OF_COMMAND = {"close": "scoring.close", "reopen": "scoring.reopen"}


@dataclass(frozen=True)
class Command:
    """One command of the page: who gives it (None: nobody signs in), its words, and what it reads."""

    user: str | None
    words: tuple[str, ...]
    body: str | None

    @property
    def options(self) -> Any:
        return parser((self.words[0],)).parse_args(list(self.words))


def commands() -> Iterator[Command]:
    """Give the commands of the page in their order."""
    for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        for line in re.finditer(r"^(as|\./run) [^\n]*?(<<'完')?$(?(2)\n(.*?)\n完$)", block, re.MULTILINE | re.DOTALL):
            words = shlex.split(line[0].split("\n")[0].removesuffix("<<'完'"))
            user, rest = (words[1], words[2:]) if words[0] == "as" else (None, words[1:])
            yield Command(user, tuple(rest), line[3])


ALL = tuple(commands())


def duties() -> dict[str, set[str]]:
    """Give the duties of the users that the page adds, and of the one that it begins with."""
    added = next(one for one in ALL if one.words[:2] == ("do", "access.add_user"))
    given = {one["number"]: set(one["duties"]) for one in json.loads(added.body or "")}
    return {**given, "9009": {"administrator"}}


def test_that_the_page_was_read_whole() -> None:
    assert len(ALL) == len(re.findall(r"^(?:as|\./run) ", "".join(re.findall(r"(?ms)^```sh\n(.*?)^```", PAGE)), re.M))
    assert len(ALL) > 80


@pytest.mark.parametrize("one", ALL, ids=lambda one: " ".join(one.words[:3]))
def test_that_each_command_is_read_and_each_order_fits(one: Command) -> None:
    options = one.options
    if options.verb == "do":
        assert orders(use_case_named(options.name), json.loads(one.body or "{}"))
    if options.verb == "ask":
        structure(query_named(options.name), json.loads(one.body or "{}"))


@pytest.mark.parametrize("one", [one for one in ALL if one.user], ids=lambda one: " ".join(one.words[:3]))
def test_that_who_gives_an_order_may(one: Command) -> None:
    options, held = one.options, duties()
    name = {"do": getattr(options, "name", None), "import": IMPORTS.get(getattr(options, "kind", ""))}.get(
        options.verb, _OF_COMMAND.get(options.verb)
    )
    if name is None:
        return
    entry = use_case_named(name)
    rights = [PERMISSIONS[code] for code in (entry.permission, *entry.or_permissions)]
    allowed = {str(duty) for right in rights for duty in right.doers}
    assert held[one.user or ""] & allowed or any(right.meeting for right in rights)
    if entry.second:
        assert held[options.second] & {str(duty) for duty in PERMISSIONS[entry.second].seconds}
        assert options.second != one.user


def test_that_the_beginning_of_the_page_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in set(re.findall(r"(?:密钥)?口令-[0-9单位]+", PAGE)):
        (tmp_path / name).write_text(f"{name}-够长的口令", "utf-8")
    _roster().save(tmp_path / "花名册.xlsx")
    last = next(place for place, one in enumerate(ALL) if one.words[:2] == ("do", "access.issue_key"))
    for one in ALL[: last + 1]:
        if one.words[:2] in (("do", "org.add"), ("do", "org.change"), ("import", "holidays")):
            continue
        if one.words[:2] == ("rules", "check"):
            _put_in_force(tmp_path / "我县规则.json")
        words = list(one.words)
        if one.user:
            words += ["--database", "我县.db", "--user", one.user, "--password-file", f"口令-{one.user}"]
        if one.body is not None:
            (tmp_path / "order.json").write_text(one.body, "utf-8")
            words[words.index("-")] = "order.json"
        status = run(words)
        said = capsys.readouterr().err
        assert status == 0, said
        assert ("“试行”" in said) == (one.words[0] == "init")
    assert {path.suffix for path in tmp_path.glob("*.p12")} == {".p12"}


def _roster() -> Any:
    book = template("roster")
    for column, text in enumerate((EXAMPLES["roster"][0].get(name) for name in _names()), 1):
        book["人员"].cell(3, column).value = text
    return book


def _names() -> list[str]:
    from cmdesk.exchange.sheets.roster import PEOPLE_SHEET

    return [field.name for field in PEOPLE_SHEET.fields]


def _put_in_force(path: Path) -> None:
    rules = json.loads(path.read_text("utf-8"))
    meta = {
        "state": "in_force",
        "passed_on": "2026-01-10",
        "document_no": "某烟〔2026〕1号",
        "published_on": "2026-01-12",
    }
    path.write_text(json.dumps({**rules, "meta": {**rules["meta"], **meta}}, ensure_ascii=False), "utf-8")
