"""cmdesk sign FILE: sign a field of a PDF with a key; needs no database."""

from __future__ import annotations

import argparse
from pathlib import Path

from cmdesk.cli import answers, opened
from cmdesk.desk import Desk
from cmdesk.kernel.errors import Problem

HELP = "给一份 PDF 的一处签名：--key 是 .p12 文件，--field 是签名处的名字；不需要数据库"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("file", type=Path, metavar="文件", help="要签的 PDF")
    parser.add_argument("--key", type=Path, required=True, metavar="文件", help="证书文件（.p12）")
    parser.add_argument("--field", required=True, metavar="名字", help="签名处，例如 department_head")
    parser.add_argument("--out", type=Path, metavar="文件", help="写到另一个文件（默认：就地加签）")


def run(options: argparse.Namespace) -> int:
    """Sign, and print who signed what."""
    password = opened.password(options.key_password_file, "签名口令：", missing="key_password_missing")
    signed = Desk.closed().sign(options.file, options.key, password, options.field, out=options.out)
    if signed["left_out"]:
        answers.complain_of([Problem("earlier_places_locked", params={"open": "、".join(signed["left_out"])})])
    answers.say(signed)
    return 0
