"""cmdesk undo: take back what this person did last."""

from __future__ import annotations

import argparse

from cmdesk.cli import answers, opened
from cmdesk.runtime.sentences import step_words

HELP = "撤销：收回本人最近办的一步；关账、公布、发票、发放以前的不能再撤销，后来被别人改过的也不能"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("--entry", type=int, metavar="日志号", help="写明要撤销的一步；不是今天办的都要写明")


def run(options: argparse.Namespace) -> int:
    """Take the step back and print which one it was."""
    with opened.open_desk(options) as desk:
        step = desk.undo_own(options.entry)
    answers.say({"done": 1, "undone": step.verb, "title": step_words(f"verb.{step.verb}"), "entry": step.seq})
    return 0
