"""cmdesk ask AREA.QUERY [FILE]: the rows of any query."""

from __future__ import annotations

import argparse
import inspect

from cmdesk.cli import answers, opened
from cmdesk.rules.shapes import structure
from cmdesk.runtime.registry import all_queries, field_names, query_named

HELP = "问任何一件事：AREA.QUERY 和一个 JSON 文件（可省）；不带参数时列出全部"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("name", nargs="?", help="例如 org.people")
    parser.add_argument("file", nargs="?", help="JSON 对象，- 表示标准输入")


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
            ]
        )
        return 0
    question = structure(query_named(options.name), opened.read_json(options.file))
    with opened.open_desk(options) as desk:
        answers.say(desk.ask(question, progress=answers.Bar(quiet=options.quiet)))
    return 0
