"""cmdesk do AREA.VERB FILE: any use case of the registry."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmdesk.cli import answers, opened
from cmdesk.cli.shapes_told import lines_of
from cmdesk.kernel.errors import Problem, Rejected, refuse_any, reject
from cmdesk.rules.shapes import structure
from cmdesk.runtime.context import Done
from cmdesk.runtime.order_shapes import examples, fields_of, laid_out
from cmdesk.runtime.permissions import PERMISSIONS, Duty
from cmdesk.runtime.registry import Command, UseCase, all_use_cases, field_names, needed_fields, use_case_named
from cmdesk.runtime.sentences import problem_json, step_words

HELP = "办任何一件事：事项和一个 JSON 文件（- 表示标准输入）；不带参数时列出全部，do 事项 --help 说明怎么写"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("name", nargs="?", metavar="事项", help="例如 inspections.record")
    parser.add_argument("file", nargs="?", metavar="文件", help="JSON：一个对象，或一组对象（一次事务）")
    parser.add_argument("--example", action="store_true", help="只给出一个例子（JSON），改一改就能用")
    parser.add_argument("--dry-run", action="store_true", help="只试，不写入")


def run(options: argparse.Namespace) -> int:
    """Carry out the orders of the file in one transaction, or list what there is."""
    if options.name is None:
        entries = all_use_cases()
        answers.say([describe(entry) for entry in entries], words=_listing(entries))
        return 0
    entry = use_case_named(options.name)
    if options.example:
        answers.data(examples()[entry.name].order)
        return 0
    commands = _read_orders(entry, options)
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


def _read_orders(entry: UseCase, options: argparse.Namespace) -> list[Command]:
    try:
        return orders(entry, opened.read_json(options.file))
    except Rejected:
        answers.complain(f"怎么写：cmdesk do {entry.name} --help")
        raise


def explain(name: str) -> None:
    """Tell what an order takes: its fields with kinds, allowed values and nested shapes, and an example."""
    entry = use_case_named(name)
    facts = describe(entry)
    example = examples()[entry.name]
    second = f"；要第二人确认（{'、'.join(_duties(facts['second_duties']))}）" if facts["second"] else ""
    answers.tell(f"{entry.name}　{facts['title']}\n")
    answers.tell(f"谁办：{'、'.join(_who(facts))}{second}。{_UNDO[facts['undo']]}。")
    answers.tell(f"办法：cmdesk do {entry.name} 文件.json --database … --user …\n")
    fields = fields_of(entry.command)
    if fields:
        answers.tell("要写的（* 必写）：")
        answers.tell("\n".join(lines_of(fields, example.values)))
    else:
        answers.tell("什么也不用写：{}")
    answers.tell(f"\n例：\n{laid_out(example.order)}")


_MEETING = {
    "chair": "主持人",
    "secretary": "记录人",
    "vote_caller": "唱票人",
    "teller": "计票人",
    "scrutineer": "监票人",
}
_UNDO = {"step": "可以撤销", "barrier": "办了不能撤销，此前办的也不能再撤销", "never": "不能撤销"}


def _listing(entries: Sequence[UseCase]) -> Iterator[str]:
    """Give all orders, a line each, under the names of their areas."""
    widest = max(len(entry.name) for entry in entries)
    for entry in entries:
        facts = describe(entry)
        yield f"{entry.name:<{widest}}  {facts['title']}（{'、'.join(_who(facts))}）"
    yield "\n怎么写、举例：cmdesk do 事项 --help"


def _who(facts: Mapping[str, Any]) -> list[str]:
    everybody = set(facts["duties"]) == set(map(str, Duty))
    duties = ["每个人"] if everybody else _duties(facts["duties"])
    return [*duties, *(f"评议会的{_MEETING[duty]}" for duty in facts["meeting_duties"])]


def _duties(codes: Sequence[str]) -> list[str]:
    return [Duty(code).chinese for code in codes]


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
