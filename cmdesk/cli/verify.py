"""cmdesk verify FILE…: are the signatures good, and which places are still open?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cmdesk.cli import answers, opened
from cmdesk.desk import Desk
from cmdesk.queries.reports import VerifyFiles

HELP = "核对签名：有效、无效或不能判断，并列出未签之处；写 --user 时再与登记簿核对"
_STATUS = {"valid": 0, "undetermined": 2, "invalid": 6}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="要核对的 PDF")
    parser.add_argument("--roots", type=Path, metavar="文件", help="根证书（PEM）")


def run(options: argparse.Namespace) -> int:
    """Print a verdict a file; the exit status is that of the worst: 0 有效, 2 不能判断, 6 无效."""
    verdicts = _verdicts(options)
    for verdict in verdicts:
        answers.complain(f"{verdict['file']}：{verdict['sentence']}")
    answers.say(verdicts[0] if len(verdicts) == 1 else {"files": verdicts}, words=_words(verdicts))
    return max(_STATUS[verdict["verdict"]] for verdict in verdicts)


def _words(verdicts: list[dict[str, Any]]) -> Iterator[str]:
    """Give who signed, what is still open and what to mind, for people; the verdict itself stands before it."""
    for verdict in verdicts:
        for one in verdict["signatures"]:
            yield f"  已签　{one['label']}：{one['signer']}（{one['role']}）"
        for place in verdict["open"]:
            yield f"  未签　{place['label']}"
        for reason in verdict["reasons"]:
            yield f"  注意　{reason['message']}"


def _verdicts(options: argparse.Namespace) -> list[dict[str, Any]]:
    if options.user:
        with opened.reading_desk(options) as desk:
            return list(desk.ask(VerifyFiles(files=tuple(options.files), roots=options.roots)))
    return Desk.closed().verify(options.files, options.roots)
