"""cmdesk explain PERSON P: the derivation of a result, down to the raw facts."""

from __future__ import annotations

import argparse

from cmdesk.cli import answers, opened
from cmdesk.cli.told import tree
from cmdesk.kernel.periods import Period
from cmdesk.queries.scoring import Explain

HELP = "逐层推算一个人的得分，直到原始事实：explain 工号 期间"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("person", metavar="工号", help="工号")
    parser.add_argument("period", metavar="期间", help="例如 2025-03、2025Q1、2025H1、2025")


def run(options: argparse.Namespace) -> int:
    """Print the tree."""
    with opened.reading_desk(options) as desk:
        found = desk.ask(Explain(staff_no=options.person, period=Period.parse(options.period)))
    answers.say(found, words=tree(answers.plain(found)))
    return 0
