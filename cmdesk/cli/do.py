"""cmdesk do AREA.VERB FILE: any use case of the registry."""

from __future__ import annotations

import argparse
from typing import Any

from cmdesk.cli import answers, opened
from cmdesk.kernel.errors import Problem, Rejected, refuse_any, reject
from cmdesk.rules.shapes import structure
from cmdesk.runtime.context import Done
from cmdesk.runtime.permissions import PERMISSIONS
from cmdesk.runtime.registry import Command, UseCase, all_use_cases, field_names, needed_fields, use_case_named
from cmdesk.runtime.sentences import problem_json, step_words

HELP = "办任何一件事：AREA.VERB 和一个 JSON 文件（- 表示标准输入）；不带参数时列出全部"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("name", nargs="?", help="例如 inspections.record")
    parser.add_argument("file", nargs="?", help="JSON：一个对象，或一组对象（一次事务）")
    parser.add_argument("--dry-run", action="store_true", help="只试，不写入")


def run(options: argparse.Namespace) -> int:
    """Carry out the orders of the file in one transaction, or list what there is."""
    if options.name is None:
        answers.say([describe(entry) for entry in all_use_cases()])
        return 0
    entry = use_case_named(options.name)
    raw = opened.read_json(options.file)
    commands = orders(entry, raw)
    with opened.open_desk(options) as desk:
        try:
            done = desk.run_all(
                commands,
                second=opened.second_person(options, desk),
                progress=answers.Bar(quiet=options.quiet),
                dry_run=options.dry_run,
            )
        except Rejected as refused:
            return answers.refuse(refused, as_json=options.json, counts={"done": 0, "ids": []})
    answers.say(answer_of(done))
    answers.complain_of([warning for one in done for warning in one.warnings])
    return 0


def answer_of(done: list[Done]) -> dict[str, Any]:
    """Give the answer of one or more orders as the command line prints it."""
    extra: dict[str, Any] = {}
    if len(done) == 1:
        extra.update(done[0].answer)
    elif any(one.answer for one in done):
        extra["answers"] = [one.answer for one in done]
    return {
        "done": sum(one.count for one in done),
        "ids": [one_id for one in done for one_id in one.ids],
        "problems": [],
        "warnings": [problem_json(warning) for one in done for warning in one.warnings],
        **extra,
    }


def orders(entry: UseCase, raw: Any) -> list[Command]:
    """Give the orders that parsed JSON holds. Raises Rejected `nothing_given`, or with what is wrong in all of them."""
    if not isinstance(raw, list):
        return [structure(entry.command, raw)]
    if not raw:
        raise reject("nothing_given")
    made: list[Command] = []
    problems: list[Problem] = []
    for number, one in enumerate(raw):
        try:
            made.append(structure(entry.command, one, where=f"[{number}]"))
        except Rejected as refused:
            problems += refused.problems
    refuse_any(problems)
    return made


def describe(entry: UseCase) -> dict[str, Any]:
    """Give what the registry knows of a use case: fields, who does it, who must confirm, and what undo means."""
    permission = PERMISSIONS[entry.permission]
    meeting = [PERMISSIONS[code].meeting for code in (entry.permission, *entry.or_permissions)]
    return {
        "name": entry.name,
        "title": step_words(f"verb.{entry.name}"),
        "fields": list(field_names(entry.command)),
        "needed": list(needed_fields(entry.command)),
        "permission": entry.permission,
        "duties": sorted(permission.doers),
        "meeting_duties": sorted({duty for duty in meeting if duty is not None}),
        "second": entry.second,
        "second_duties": sorted(PERMISSIONS[entry.second].seconds) if entry.second else [],
        "undo": str(entry.undo),
    }
