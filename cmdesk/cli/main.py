"""The headless commands: one parser, one command a file, one way to fail."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

from cmdesk.cli import answers
from cmdesk.cli.usage import ChineseParser, UsageError
from cmdesk.kernel.errors import Cancelled, CmdeskError, Unavailable, Where, reject

COMMANDS = (
    "demo",
    "init",
    "do",
    "ask",
    "import",
    "export",
    "close",
    "reopen",
    "undo",
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
_FILES = {"import": "import_"}
TERMINATED = 143
"""Exit status after a SIGTERM, as shells give it."""


def available() -> tuple[str, ...]:
    """Give the commands that this program has, in the order of the manual."""
    return tuple(name for name in COMMANDS if importlib.util.find_spec(_path(name)) is not None)


def parser(names: Sequence[str]) -> argparse.ArgumentParser:
    """Give the parser of the commands `names`: only what is asked for is imported."""
    common = ChineseParser(add_help=False, options_title="每个命令都有的选项")
    common.add_argument("--database", metavar="文件", help="数据库文件（默认：窗口打开的那个）")
    common.add_argument("--user", metavar="工号", help="登录人的工号")
    common.add_argument("--password-file", metavar="文件", help="口令所在的文件（不写则在提示下输入）")
    common.add_argument("--second", metavar="工号", help="第二人的工号（需要两人的步骤）")
    common.add_argument("--second-password-file", metavar="文件", help="第二人口令所在的文件")
    common.add_argument("--key-password-file", metavar="文件", help="签名密钥口令所在的文件")
    common.add_argument("--mapping", metavar="文件", help="表头对照文件（JSON）")
    common.add_argument("--control", action="append", default=[], metavar="名称=值", help="核对数，可写多次")
    common.add_argument("--json", action="store_true", help="标准输出只给一个 JSON 对象")
    common.add_argument("--text", action="store_true", help="标准输出给中文；终端里本来如此，接到管道或文件时是 JSON")
    common.add_argument("--quiet", action="store_true", help="不显示进度")
    whole = ChineseParser(prog="cmdesk", description="客户经理考评工作台：不开窗口也能做的事")
    verbs: Any = whole.add_subparsers(dest="verb", required=True, metavar="命令", parser_class=ChineseParser)
    for name in names:
        module = _module(name)
        sub = verbs.add_parser(name, parents=[common], help=module.HELP, description=module.HELP)
        module.add_arguments(sub)
    return whole


def run(argv: Sequence[str]) -> int:
    """Carry out one command and give its exit status: 0, or the status of the error's class."""
    as_json = "--json" in argv
    _open_streams()
    with _ended_politely():
        return _answered(argv, as_json=as_json)


def _answered(argv: Sequence[str], *, as_json: bool) -> int:
    try:
        answers.speak_to(as_json=as_json, as_text="--text" in argv)
        if _explained(argv):
            return 0
        options = _read(list(argv))
        if options.database and "://" in options.database:
            raise reject("no_server_yet", where=Where(field="--database"), value=options.database)
        status: int = _module(options.verb).run(options)
        sys.stdout.flush()
    except SystemExit as stop:
        return int(stop.code or 0)
    except UsageError as wrong:
        return answers.refuse_usage(wrong, as_json=as_json)
    except CmdeskError as error:
        return answers.refuse(error, as_json=as_json)
    except Terminated:
        answers.refuse(Cancelled(), as_json=as_json)
        return TERMINATED
    except KeyboardInterrupt:
        return answers.refuse(Cancelled(), as_json=as_json)
    except BrokenPipeError:
        # Whoever read the answer has read enough.
        _let_go_of_output()
        return 0
    except OSError as trouble:
        _let_go_of_output()
        params = {"path": str(trouble.filename or "标准输出"), "reason": trouble.strerror or str(trouble)}
        return answers.refuse(Unavailable("disk_in_the_way", **params), as_json=False)
    except Exception as bug:
        return answers.report_bug(bug, as_json=as_json)
    return status


def _explained(argv: Sequence[str]) -> bool:
    """Tell of one order or question what it takes: `do NAME --help`, `ask NAME --help`."""
    names = [word for word in argv[1:] if not word.startswith("-")]
    if not (argv and argv[0] in {"do", "ask"} and names and {"-h", "--help"} & set(argv)):
        return False
    _module(argv[0]).explain(names[0])
    return True


class Terminated(KeyboardInterrupt):
    """The system, or whoever stopped the program from outside, wants it to end."""


@contextmanager
def _ended_politely() -> Iterator[None]:
    """Let a SIGTERM cancel the work as Ctrl+C does: what is half done is rolled back and said."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        # A second one must not interrupt the clearing up.
        signal.signal(number, signal.SIG_IGN)
        raise Terminated

    if threading.current_thread() is not threading.main_thread():
        # Signals reach the main thread alone, and only it may ask for them.
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _let_go_of_output() -> None:
    """What is still buffered for a reader that is gone or a disk that is full must not fail once more at exit."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        return
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_streams() -> None:
    """Give a program started without standard output or error somewhere to write to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def _read(argv: list[str]) -> argparse.Namespace:
    names = available()
    asked = next((word for word in argv if not word.startswith("-")), None)
    if asked is not None and argv[0] == asked:
        if asked not in names:
            raise UsageError("unknown_command", value=asked, known="、".join(names))
        names = (asked,)
    return parser(names).parse_args(argv)


def _module(name: str) -> Any:
    return importlib.import_module(_path(name))


def _path(name: str) -> str:
    return f"cmdesk.cli.{_FILES.get(name, name)}"


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
