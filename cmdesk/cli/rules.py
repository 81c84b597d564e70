"""cmdesk rules show|check|try|activate: the rule set and its worked examples."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from cmdesk.cli import answers, opened
from cmdesk.cli.usage import UsageError
from cmdesk.desk import Desk
from cmdesk.kernel.errors import Unavailable

HELP = "规则集：show 显示，check 跑它自带的算例，try 试算别的算例，activate 启用"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    actions = ["show", "check", "try", "activate"]
    parser.add_argument("what", choices=actions, metavar="动作", help="、".join(actions))
    parser.add_argument("file", nargs="?", metavar="文件", help="try：算例文件（- 表示标准输入）；activate：规则集文件")
    parser.add_argument("--rule-set", type=Path, metavar="文件", help="用这个规则集（默认：随程序的规则集）")
    parser.add_argument("--out", type=Path, metavar="文件", help="show：写到这个文件，改好以后用 activate 启用")
    parser.add_argument("--check", action="store_true", help="try：与 expect 比较，有差异则退出码 2")
    parser.add_argument("--notes", metavar="说明", help="activate：修改说明")


def run(options: argparse.Namespace) -> int:
    """Do what is asked; nothing but `activate` needs a database."""
    if options.file is not None and options.what in {"show", "check"}:
        raise UsageError("rules_file_unused", what=options.what, value=options.file)
    if options.what == "activate":
        return _activate(options)
    desk = Desk.closed()
    if options.what == "show":
        return _show(desk.rule_set_json(options.rule_set), options.out)
    if options.what == "check":
        return _report(desk.check_examples(options.rule_set))
    if options.file is None:
        answers.complain("请写明算例文件，或用 - 从标准输入读。")
        return 2
    cases = opened.read_json(options.file)
    if options.check:
        return _report(desk.check_cases(cases, options.rule_set))
    answers.data(desk.try_cases(cases, options.rule_set))
    return 0


def _show(rule_set: dict[str, Any], out: Path | None) -> int:
    if out is None:
        answers.data(rule_set)
        return 0
    if out.exists():
        raise Unavailable("target_exists", path=str(out))
    out.write_text(json.dumps(rule_set, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    answers.say({"file": str(out), "version": rule_set["meta"]["version"], "state": rule_set["meta"]["state"]})
    return 0


def _report(differences: dict[str, Any]) -> int:
    answers.say(differences)
    return 2 if differences["differences"] else 0


def _activate(options: argparse.Namespace) -> int:
    from cmdesk.usecases.settings.activate_rule_set import ActivateRuleSet

    if options.file is None:
        answers.complain("请写明要启用的规则集文件。")
        return 2
    with opened.open_desk(options) as desk:
        done = desk.run(
            ActivateRuleSet(file=Path(options.file), notes=options.notes), second=opened.second_person(options, desk)
        )
    answers.say(dict(done.answer))
    return 0
