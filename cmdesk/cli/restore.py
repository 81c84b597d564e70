"""cmdesk restore FILE: put a backup in the place of the database; two people."""

from __future__ import annotations

import argparse
from pathlib import Path

from cmdesk.cli import answers, opened
from cmdesk.desk import Desk

HELP = "恢复：用一份备份换下现在的数据库；现在的数据另存一份，由两人办理"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("file", type=Path, metavar="备份", help="备份文件；旁边要有它的密钥文件")


def run(options: argparse.Namespace) -> int:
    """Put the backup back and print where the state before it is kept."""
    done = Desk.put_back(
        opened.database_path(options),
        options.file,
        asker=opened.user(options),
        second=opened.second(options),
        progress=answers.Bar(quiet=options.quiet),
    )
    answers.say(done)
    return 0
