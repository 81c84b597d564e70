"""A parser of command lines that speaks Chinese: headings, help, and what is wrong."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn
from unicodedata import east_asian_width

from cmdesk.kernel.errors import Rejected, reject


class UsageError(Exception):
    """A command line that cannot be read: the code of a sentence and its parameters."""

    def __init__(self, code: str, *, usage: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.usage = usage
        self.params = params

    @property
    def refusal(self) -> Rejected:
        """Give the same as a refusal, to be told like any other."""
        return reject(self.code, **self.params)


# argparse tells its mistakes in English sentences only; each form that it knows has a code of the catalogue.
_MISTAKES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"the following arguments are required: (?P<value>.+)"), "usage_missing"),
    (re.compile(r"unrecognized arguments: (?P<value>.+)"), "usage_unknown"),
    (re.compile(r"argument (?P<value>[^:]+): expected .+"), "usage_value_missing"),
    (re.compile(r"argument (?P<name>[^:]+): invalid choice: '?(?P<value>[^' ]*)'?.*"), "usage_choice"),
    (re.compile(r"argument (?P<name>[^:]+): (?:invalid .*|.*)"), "usage_value"),
)


_PIECES = re.compile(r"[!-~]+[、，。；：）]?|\s+|.[、，。；：）]?")


class ChineseHelp(argparse.HelpFormatter):
    """Lays help out by the width of its characters, and never breaks a word or number apart."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        lines = [""]
        for piece in _PIECES.findall(" ".join(text.split())):
            if lines[-1] and width_of(lines[-1] + piece.rstrip()) > width:
                lines[-1] = lines[-1].rstrip()
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
        return lines

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in self._split_lines(text, width - len(indent)))


def width_of(text: str) -> int:
    """Give the columns of a terminal that a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


class ChineseParser(argparse.ArgumentParser):
    """A parser that takes no abbreviated options, and raises UsageError instead of leaving the program."""

    def __init__(self, *, options_title: str = "选项", **settings: Any) -> None:
        add_help = settings.pop("add_help", True)
        super().__init__(**settings, add_help=False, allow_abbrev=False, formatter_class=ChineseHelp)
        self._positionals.title = "参数"
        self._optionals.title = options_title
        if add_help:
            self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_usage(self) -> str:
        """Give the one line of usage."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """Give the whole help."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong."""
        for form, code in _MISTAKES:
            match = form.fullmatch(message)
            if match:
                raise UsageError(code, usage=self.format_usage(), **match.groupdict())
        raise UsageError("usage_wrong", usage=self.format_usage(), said=message)
