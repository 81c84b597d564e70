"""cmdesk ask AREA.QUERY [FILE]: the rows of any query."""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Iterator

from cmdesk.cli import answers, opened
from cmdesk.cli.shapes_told import lines_of
from cmdesk.kernel.errors import Rejected
from cmdesk.rules.shapes import structure
from cmdesk.runtime.order_shapes import fields_of
from cmdesk.runtime.permissions import PERMISSIONS, Duty
from cmdesk.runtime.registry import all_queries, field_names, query_named
from cmdesk.runtime.sentences import known_words

HELP = "问任何一件事：问题和一个 JSON 文件（可省）；答的总是 JSON；不带参数时列出全部，ask 问题 --help 说明怎么写"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("name", nargs="?", metavar="问题", help="例如 org.people")
    parser.add_argument("file", nargs="?", metavar="文件", help="JSON 对象，- 表示标准输入")


def run(options: argparse.Namespace) -> int:
    """Print the rows, or list what there is."""
    if options.name is None:
        answers.say(
            [
                {
                    "name": name,
                    "what": (inspect.getdoc(query) or "").splitlines()[0],
                    "fields": list(field_names(query)),
                    "permission": query.permission,
                }
                for name, query in all_queries()
            ],
            words=_listing(),
        )
        return 0
    kind = query_named(options.name)
    try:
        question = structure(kind, opened.read_json(options.file))
    except Rejected:
        answers.complain(f"怎么写：cmdesk ask {options.name} --help")
        raise
    with opened.reading_desk(options) as desk:
        answers.data(desk.ask(question, progress=answers.Bar(quiet=options.quiet)))
    return 0


def explain(name: str) -> None:
    """Tell what a question takes, and who may ask it."""
    query = query_named(name)
    permission = PERMISSIONS[query.permission]
    answers.tell(f"{name}　{title_of(name)}\n")
    who = sorted(Duty(duty).chinese for duty in {*permission.doers, *permission.seconds, *permission.readers})
    answers.tell(f"谁可以问：{'、'.join(who)}。")
    fields = fields_of(query)
    if fields:
        answers.tell("要写的（* 必写）：")
        answers.tell("\n".join(lines_of(fields, {})))
    else:
        answers.tell("什么也不用写。")


def title_of(name: str) -> str:
    """Give what a question asks, in Chinese."""
    return known_words(f"ask.{name}") or name


def _listing() -> Iterator[str]:
    names = [name for name, _ in all_queries()]
    widest = max(map(len, names))
    for name in names:
        yield f"{name:<{widest}}  {title_of(name)}"
    yield "\n怎么写：cmdesk ask 问题 --help"
