"""cmdesk package make|check: the city file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cmdesk.cli import answers, opened
from cmdesk.cli.usage import UsageError
from cmdesk.desk import Desk
from cmdesk.kernel.errors import CmdeskError, Damaged, Problem
from cmdesk.kernel.periods import Period
from cmdesk.runtime.package_check import PackageAnswer, sequence_of
from cmdesk.runtime.sentences import error_message, message, problem_json

HELP = "上报包：make 生成（先按市局的办法核对，再盖单位签章），check 核对别处来的上报包"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("what", choices=["make", "check"], metavar="动作", help="make 生成，check 核对")
    parser.add_argument("files", nargs="*", type=Path, metavar="文件", help="check：上报包，可以写多个")
    parser.add_argument("--period", metavar="期间", help="make：2026-03、2026Q1 或 2026")
    parser.add_argument("--key", type=Path, metavar="文件", help="make：签章密钥（.p12）")
    parser.add_argument("--out", type=Path, metavar="文件", help="make：写到哪里")
    parser.add_argument("--roots", type=Path, metavar="文件", help="check：信任的根证书（PEM）")


def run(options: argparse.Namespace) -> int:
    """Make or check."""
    return _make(options) if options.what == "make" else _check(options)


def _make(options: argparse.Namespace) -> int:
    from cmdesk.usecases.exchange.make_package import MakePackage

    missing = [f"--{name}" for name in ("period", "key", "out") if getattr(options, name) is None]
    if missing:
        raise UsageError("usage_missing", value="、".join(missing))
    period = Period.parse(options.period)
    with opened.key_password_file(options) as password_file, opened.open_desk(options) as desk:
        command = MakePackage(period=period, key=options.key, out=options.out, key_password_file=password_file)
        done = desk.run(command, second=opened.second_person(options, desk), progress=answers.Bar(quiet=options.quiet))
    answers.say({**done.answer, "problems": [], "warnings": [problem_json(warning) for warning in done.warnings]})
    answers.complain_of(done.warnings)
    return 0


def _check(options: argparse.Namespace) -> int:
    if not options.files:
        raise UsageError("usage_missing", value="上报包文件")
    desk = Desk.closed()
    read: dict[int, PackageAnswer] = {}
    found: dict[int, dict[str, Any]] = {}
    worst = 0
    for place, path in enumerate(options.files):
        try:
            read[place] = desk.check_package(path, options.roots, progress=answers.Bar(quiet=options.quiet))
        except CmdeskError as error:
            answers.complain(f"{path}：{error_message(error)}")
            said = problem_json(Problem(error.code, params=error.params))
            found[place] = {"file": str(path), "problems": [said], "warnings": []}
            worst = max(worst, error.exit_status)
    for (place, answer), odd in zip(read.items(), sequence_of(list(read.values())), strict=True):
        path = options.files[place]
        forks = [problem for problem in odd if problem.code == "package_fork"]
        problems = [*answer.problems, *forks]
        for problem in problems:
            answers.complain(f"{path}：{message(problem)}")
        found[place] = {
            "file": str(path),
            **answer.facts,
            "problems": [problem_json(problem) for problem in problems],
            "warnings": [problem_json(one) for one in (*answer.warnings, *odd) if one not in forks],
        }
        worst = max(worst, 2 if problems else 0)
    ordered = [found[place] for place in sorted(found)]
    answers.say(ordered[0] if len(ordered) == 1 else {"files": ordered})
    return min(worst, Damaged.exit_status)
