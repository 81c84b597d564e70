"""cmdesk backup FILE: a checked copy of the open database."""

from __future__ import annotations

import argparse
from pathlib import Path

from cmdesk.cli import answers, opened

HELP = "备份：把数据库、密钥文件和照片复制到这个文件（不写则放进数据库旁的 backups），并当场核对"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("file", nargs="?", type=Path, metavar="文件", help="备份文件，例如U盘上的 cmdesk.db")


def run(options: argparse.Namespace) -> int:
    """Make the backup and print where it is."""
    with opened.open_desk(options) as desk:
        made = desk.back_up(options.file, progress=answers.Bar(quiet=options.quiet))
    answers.say(made)
    return 0
