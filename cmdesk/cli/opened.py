"""Opening the desk that the options name: database, user, password, second person."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Unavailable, Where, reject
from cmdesk.kernel.places import default_database
from cmdesk.runtime.context import Actor


def database_path(options: argparse.Namespace) -> Path:
    """Give the database file that the options name, or the one the window opens."""
    return Path(options.database) if options.database else default_database()


def open_desk(options: argparse.Namespace) -> Desk:
    """Open the database as the user of the options. Raises Rejected `user_needed` without one."""
    if not options.user:
        raise reject("user_needed", where=Where(field="--user"))
    return Desk.open(
        database_path(options), user=options.user, password=password(options.password_file, f"{options.user} 的口令：")
    )


def second_person(options: argparse.Namespace, desk: Desk) -> Actor | None:
    """Give the second person of the options, who has proved himself, or None."""
    if not options.second:
        return None
    return desk.person(options.second, password(options.second_password_file, f"第二人 {options.second} 的口令："))


def password(path: str | None, prompt: str) -> str:
    """Give the password in a file, or ask for it on a terminal. Raises Unavailable where neither is possible."""
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise Unavailable("password_file_unreadable", path=path) from None
    if not sys.stdin.isatty():
        raise Unavailable("password_needed")
    return getpass.getpass(prompt)


def read_json(source: str | None) -> Any:
    """Give the JSON of a file, or of standard input for `-`; `{}` without source.

    Raises Rejected `json_broken` naming line and column.
    """
    if source is None:
        return {}
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Unavailable("file_unreadable", path=source) from None
    try:
        return json.loads(text, parse_float=_refuse_float)
    except json.JSONDecodeError as error:
        raise reject(
            "json_broken", where=Where(file=source, row=error.lineno), position=error.colno, said=error.msg
        ) from None


def _refuse_float(text: str) -> Any:
    raise reject("number_needs_quotes", value=text)
