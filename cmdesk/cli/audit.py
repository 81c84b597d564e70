"""cmdesk audit verify: is the journal whole?"""

from __future__ import annotations

import argparse

from cmdesk.cli import answers, opened
from cmdesk.queries.audit import Chain

HELP = "核对操作日志的摘要链是否完整（audit verify）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("what", choices=["verify"], metavar="动作", help="verify：逐条重算摘要")


def run(options: argparse.Namespace) -> int:
    """Print entries and head; exit status 6 where the chain is broken."""
    with opened.open_desk(options) as desk:
        answers.say(desk.ask(Chain(), progress=answers.Bar(quiet=options.quiet)))
    return 0
