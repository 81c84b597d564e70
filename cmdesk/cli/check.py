"""cmdesk check: is the database whole?"""

from __future__ import annotations

import argparse

from cmdesk.cli import answers, opened
from cmdesk.kernel.errors import Damaged
from cmdesk.runtime.sentences import message, problem_json

HELP = "检查数据库：每一页、每条关系、操作日志的摘要链、每份照片和文件"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("--fast", action="store_true", help="只查数据库的页和保护规则")


def run(options: argparse.Namespace) -> int:
    """Print what was read and what is wrong; exit status 6 where something is."""
    with opened.open_desk(options) as desk:
        report = desk.check(thorough=not options.fast, progress=answers.Bar(quiet=options.quiet))
    facts = report.facts
    answers.say(
        {
            "entries": facts.head.seq if facts else None,
            "digest": facts.head.digest if facts else None,
            "schema": facts.schema if facts else None,
            "rows": dict(facts.counts) if facts else {},
            "files": report.files,
            "problems": [problem_json(problem) for problem in report.problems],
        }
    )
    for problem in report.problems:
        answers.complain(message(problem))
    return Damaged.exit_status if report.problems else 0
