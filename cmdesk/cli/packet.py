"""cmdesk packet: the packet of a period as one file, and on demand one a person."""

from __future__ import annotations

import argparse
from pathlib import Path

from cmdesk.cli import answers, opened
from cmdesk.kernel.periods import Period
from cmdesk.usecases.reports.write_packet import WritePacket

HELP = "出考评卷：封面、目录、各件重新排印，加单位一处签名；--separate 另写每人一卷"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("--period", required=True, metavar="期间", help="例如 2025、2025Q1、2025-03")
    parser.add_argument("--out", type=Path, required=True, metavar="文件", help="写到这个 PDF 文件")
    parser.add_argument("--separate", type=Path, metavar="文件夹", help="另在这个文件夹里写每人一卷")
    parser.add_argument("--key", type=Path, metavar="文件", help="单位电子签章的 .p12 文件（不写则不签）")


def run(options: argparse.Namespace) -> int:
    """Write the packet and print what it holds."""
    password_file = Path(options.key_password_file) if options.key_password_file else None
    command = WritePacket(
        period=Period.parse(options.period),
        out=options.out,
        separate=options.separate,
        key=options.key,
        key_password_file=password_file,
    )
    with opened.open_desk(options) as desk:
        done = desk.run(command, progress=answers.Bar(quiet=options.quiet))
    answers.say(dict(done.answer))
    answers.complain_of(done.warnings)
    return 0
