"""cmdesk reopen P --reason T: open a closed period again; two people."""

from __future__ import annotations

import argparse

from cmdesk.cli import answers, opened
from cmdesk.cli.do import answer_of
from cmdesk.kernel.periods import Period
from cmdesk.usecases.scoring.reopen import Reopen

HELP = "重新开账：要写明原因，由两人办理；已出具的材料作废"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("period", metavar="期间", help="2026-03、2026Q1、2026H1 或 2026")
    parser.add_argument("--reason", required=True, metavar="原因", help="为什么要重新开账")


def run(options: argparse.Namespace) -> int:
    """Reopen the period and print which documents are void now."""
    command = Reopen(period=Period.parse(options.period), reason=options.reason)
    with opened.open_desk(options) as desk:
        done = desk.run(command, second=opened.second_person(options, desk))
    answers.say(answer_of([done]))
    return 0
