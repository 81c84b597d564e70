"""What a headless command prints: answers on standard output, everything for people on standard error."""

from __future__ import annotations

import dataclasses
import json
import logging
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

from cmdesk.cli.told import told
from cmdesk.cli.usage import UsageError
from cmdesk.kernel.amounts import fraction_text
from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import CmdeskError, Problem, Rejected
from cmdesk.kernel.ids import random_number
from cmdesk.kernel.periods import Period
from cmdesk.kernel.places import user_logs
from cmdesk.runtime.sentences import error_message, message, problem_json, step_words

OUR_BUG = 70


def plain(value: Any) -> Any:
    """Give a value as JSON can hold it: dataclasses as objects, decimals and dates as text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return fraction_text(value)
    if isinstance(value, datetime):
        return value.astimezone(CHINA).isoformat(timespec="seconds")
    if isinstance(value, Decimal | date | Period | Path | UUID):
        return str(value)
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        return [plain(part) for part in value]
    return value


class _Audience:
    """Who reads standard output: a program (JSON) or people (words)."""

    people = False


def speak_to(*, as_json: bool, as_text: bool) -> None:
    """Choose how `say` answers: in words at a terminal or where asked for, else, and always with `--json`, in JSON."""
    _Audience.people = not as_json and (as_text or at_terminal())


def at_terminal() -> bool:
    """Say whether standard output is shown to somebody, and not piped or kept."""
    return sys.stdout.isatty()


def for_people() -> bool:
    """Say whether standard output is read by people."""
    return _Audience.people


def say(answer: Any, *, words: Iterable[str] | None = None) -> None:
    """Answer on standard output: one JSON value for programs; for people `words`, lines of text, or its facts."""
    if not _Audience.people:
        data(answer)
        return
    text = told(plain(answer)) if words is None else "\n".join(words)
    sys.stdout.write(f"{text}\n" if text else "")
    sys.stdout.flush()


def data(answer: Any) -> None:
    """Print one JSON value to standard output, whoever reads it: rows and rule sets are data for people too."""
    sys.stdout.write(json.dumps(plain(answer), ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Tell people something, on standard output, as plain text."""
    sys.stdout.write(text + "\n")


def complain(text: str) -> None:
    """Tell people something on standard error."""
    sys.stderr.write(text.rstrip("\n") + "\n")


def complain_of(problems: Sequence[Problem]) -> None:
    """Tell people every warning on a line of its own."""
    for problem in problems:
        complain(f"提醒：{message(problem)}")


def refuse(error: CmdeskError, *, as_json: bool, counts: Mapping[str, Any] | None = None) -> int:
    """Print an error and give its exit status; `counts` stand before the problems, as in the answer of a success."""
    complain(error_message(error))
    if as_json:
        problems = error.problems if isinstance(error, Rejected) else (Problem(error.code, params=error.params),)
        warnings = error.warnings if isinstance(error, Rejected) else ()
        data(
            {
                **(counts or {}),
                "problems": list(map(problem_json, problems)),
                "warnings": list(map(problem_json, warnings)),
            }
        )
    return error.exit_status


def refuse_usage(wrong: UsageError, *, as_json: bool) -> int:
    """Print what is wrong with the command line, and give exit status 2."""
    status = refuse(wrong.refusal, as_json=as_json)
    if wrong.usage:
        complain(wrong.usage)
    return status


def report_bug(bug: BaseException, *, as_json: bool) -> int:
    """Write an unexpected error to the log under a number, tell people that number, and give exit status 70."""
    number = random_number(8)
    where = user_logs() / f"error-{number}.log"
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_text("".join(traceback.format_exception(bug)), encoding="utf-8")
    except OSError:
        logging.getLogger(__name__).exception("report %s could not be written", number)
    complain(f"程序出错了，数据没有改变。错误编号 {number}，详情在 {where}，请连同这个文件一起报告。")
    if as_json:
        data({"problems": [{"code": "our_bug", "where": {}, "message": f"错误编号 {number}"}]})
    return OUR_BUG


class Bar:
    """Progress on a terminal; silent in a pipe."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()

    def step(self, done: int, total: int, label: str) -> None:
        """Draw the step on one line."""
        if not self._shown:
            return
        label = step_words(label)
        share = done / total if total else 1
        filled = round(24 * share)
        end = "\n" if done >= total else ""
        sys.stderr.write(f"\r{label} [{'■' * filled}{'·' * (24 - filled)}] {done}/{total}\x1b[K{end}")
        sys.stderr.flush()
