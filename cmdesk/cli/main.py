"""The headless commands: one parser, one command a file, one way to fail."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Any

from cmdesk.cli import answers
from cmdesk.kernel.errors import CmdeskError, Rejected, Unavailable

COMMANDS = (
    "demo",
    "init",
    "do",
    "ask",
    "import",
    "export",
    "close",
    "reopen",
    "report",
    "packet",
    "sign",
    "verify",
    "package",
    "rules",
    "explain",
    "audit",
    "backup",
    "restore",
    "check",
)
OUR_BUG = 70
_FILES = {"import": "import_", "demo": "demo"}


class _Parser(argparse.ArgumentParser):
    """A parser that refuses in Chinese and with exit status 2."""

    def error(self, message: str) -> Any:
        answers.complain(f"命令写法不对：{message}\n{self.format_usage()}")
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    """Give the parser of all commands."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--database", help="数据库文件（默认：窗口打开的那个）")
    common.add_argument("--user", help="工号")
    common.add_argument("--password-file", help="口令所在的文件（不写则在提示下输入）")
    common.add_argument("--second", help="第二人的工号（需要两人的步骤）")
    common.add_argument("--second-password-file", help="第二人口令所在的文件")
    common.add_argument("--key-password-file", help="签名密钥口令所在的文件")
    common.add_argument("--mapping", help="表头对照文件（JSON）")
    common.add_argument("--control", action="append", default=[], metavar="名称=值", help="核对数，可写多次")
    common.add_argument("--json", action="store_true", help="标准输出只给一个 JSON 对象")
    common.add_argument("--quiet", action="store_true", help="不显示进度")
    whole = _Parser(prog="cmdesk", description="客户经理考评工作台：不开窗口也能做的事")
    verbs: Any = whole.add_subparsers(dest="verb", required=True, metavar="命令", parser_class=_Parser)
    for name in COMMANDS:
        module = _module(name)
        sub = verbs.add_parser(name, parents=[common], help=module.HELP, description=module.HELP)
        module.add_arguments(sub)
    return whole


def run(argv: Sequence[str]) -> int:
    """Carry out one command and give its exit status: 0, or the status of the error's class."""
    if argv and not argv[0].startswith("-") and argv[0] not in COMMANDS:
        answers.complain(f"没有“{argv[0]}”这个命令。可用的命令：{'、'.join(COMMANDS)}。")
        return 2
    try:
        options = parser().parse_args(list(argv))
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        if options.database and "://" in options.database:
            raise Unavailable("no_server_yet", value=options.database)
        status: int = _module(options.verb).run(options)
    except CmdeskError as error:
        return answers.refuse(error, as_json=options.json)
    except KeyboardInterrupt:
        answers.complain("已取消，什么都没有改变。")
        return 130
    except BrokenPipeError:
        return 0
    except Exception as bug:
        return answers.report_bug(bug, as_json=options.json)
    return status


def _module(name: str) -> Any:
    return importlib.import_module(f"cmdesk.cli.{_FILES.get(name, name)}")


def refused(error: Rejected) -> int:
    """Give the exit status of a refusal."""
    return error.exit_status


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
