"""cmdesk close P: close a period."""

from __future__ import annotations

import argparse

from cmdesk.cli import answers, opened
from cmdesk.cli.do import answer_of
from cmdesk.kernel.periods import Period
from cmdesk.usecases.scoring.close import Close

HELP = "关账：月、季、半年或年，印出的得分从此不变"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("period", metavar="期间", help="2026-03、2026Q1、2026H1 或 2026")
    parser.add_argument("--dry-run", action="store_true", help="只试，不写入")


def run(options: argparse.Namespace) -> int:
    """Close the period and print how many people have a score."""
    command = Close(period=Period.parse(options.period))
    with opened.open_desk(options) as desk:
        done = desk.run(command, progress=answers.Bar(quiet=options.quiet), dry_run=options.dry_run)
    answers.say(answer_of([done]))
    answers.complain_of(done.warnings)
    return 0
