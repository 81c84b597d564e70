"""Opening the desk that the options name: database, user, password, second person; and reading what files hold."""

from __future__ import annotations

import argparse
import getpass
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Unavailable, Where, reject
from cmdesk.kernel.places import default_database
from cmdesk.kernel.text import tidy
from cmdesk.runtime.context import Actor
from cmdesk.runtime.upkeeping import Proof

_LONGEST_NUMBER = 18
"""Digits of a whole number in JSON: what the database keeps exactly."""


def database_path(options: argparse.Namespace) -> Path:
    """Give the database file that the options name, or the one the window opens."""
    return Path(options.database) if options.database else default_database()


def open_desk(options: argparse.Namespace) -> Desk:
    """Open the database as the user of the options. Raises Rejected `user_needed` without one."""
    proof = user(options)
    return Desk.open(database_path(options), user=proof.number, password=proof.password)


@contextmanager
def reading_desk(options: argparse.Namespace) -> Iterator[Desk]:
    """Open the database for a question. Where its folder cannot be written, a copy that is gone afterwards answers.

    An open database needs its lock and its log beside it. Raises as `open_desk` does, and `folder_read_only` where
    somebody who can write there may have it open: a copy made meanwhile would be torn.
    """
    path, proof = database_path(options), user(options)
    try:
        desk = Desk.open(path, user=proof.number, password=proof.password)
    except Unavailable as refused:
        if refused.code != "folder_read_only" or _in_use(path):
            raise
        with TemporaryDirectory() as folder:
            copied = _copied(path, Path(folder))
            with Desk.open(copied, user=proof.number, password=proof.password) as desk:
                yield desk
        return
    with desk:
        yield desk


def _in_use(path: Path) -> bool:
    lock = path.with_name(f"{path.name}.lock")
    return lock.is_file() and lock.stat().st_size > 0


def _copied(path: Path, folder: Path) -> Path:
    for beside in ("", "-wal", ".keys.json"):
        source = path.with_name(path.name + beside)
        if source.is_file():
            shutil.copyfile(source, folder / source.name)
    stored = path.absolute().with_name(f"{path.name}.files")
    if stored.is_dir():
        try:
            (folder / stored.name).symlink_to(stored, target_is_directory=True)
        except OSError:
            # Windows gives links to some accounts only.
            shutil.copytree(stored, folder / stored.name)
    return folder / path.name


def user(options: argparse.Namespace) -> Proof:
    """Give number and password of the user. Raises Rejected `user_needed`; Unavailable as `password` does."""
    if not options.user:
        raise reject("user_needed", where=Where(field="--user"))
    return Proof(options.user, password(options.password_file, f"{options.user} 的口令："))


def second(options: argparse.Namespace) -> Proof | None:
    """Give number and password of the second person, or None."""
    if not options.second:
        return None
    return Proof(options.second, password(options.second_password_file, f"第二人 {options.second} 的口令："))


def second_person(options: argparse.Namespace, desk: Desk) -> Actor | None:
    """Give the second person of the options, who has proved himself, or None."""
    proof = second(options)
    return None if proof is None else desk.person(proof.number, proof.password)


def password(path: str | None, prompt: str, *, missing: str = "password_needed") -> str:
    """Give the password in a file, or ask for it on a terminal. Raises Unavailable where neither is possible."""
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise Unavailable("password_file_unreadable", path=path) from None
    if not sys.stdin.isatty():
        raise Unavailable(missing)
    return getpass.getpass(prompt)


@contextmanager
def key_password_file(options: argparse.Namespace) -> Iterator[Path]:
    """Give the file that holds the password of a signing key; what is typed stands in one for this command only."""
    if options.key_password_file:
        yield Path(options.key_password_file)
        return
    typed = password(None, "签名密钥的口令：", missing="key_password_missing")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "password"
        path.touch(mode=0o600)
        path.write_text(typed, encoding="utf-8")
        yield path


def controls(options: argparse.Namespace) -> Mapping[str, Decimal]:
    """Give the control totals by name. Raises Rejected `control_wrong` for one that is not 名称=值."""
    found = {}
    for text in options.control:
        name, sign, value = text.partition("=")
        try:
            found[tidy(name)] = Decimal(value.strip())
        except InvalidOperation:
            sign = ""
        if not (sign and name.strip()) or not found[tidy(name)].is_finite():
            raise reject("control_wrong", where=Where(field="--control"), value=text)
    return found


def read_json(source: str | None) -> Any:
    """Give the JSON of a file, or of standard input for `-`; `{}` without source.

    Raises Rejected `json_broken` naming line and column, `json_too_deep`, `key_twice`, `number_needs_quotes`,
    `number_too_long` or `not_a_number`; Unavailable `file_unreadable`.
    """
    if source is None:
        return {}
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Unavailable("file_unreadable", file=source, reason=error.strerror or "") from None
    except UnicodeDecodeError:
        raise Unavailable("file_unreadable", file=source, reason="不是 UTF-8") from None
    try:
        return json.loads(
            text,
            parse_float=_refuse_float,
            parse_int=_whole,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once_each,
        )
    except json.JSONDecodeError as error:
        name = "标准输入" if source == "-" else source
        raise reject("json_broken", where=Where(file=name, row=error.lineno), position=error.colno) from None
    except RecursionError:
        raise reject("json_too_deep", where=Where(file=source)) from None


def _refuse_float(text: str) -> Any:
    raise reject("number_needs_quotes", value=text)


def _refuse_constant(text: str) -> Any:
    raise reject("not_a_number", value=text)


def _whole(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise reject("number_too_long", digits=len(text.lstrip("-")), most=_LONGEST_NUMBER)
    return int(text)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise reject("key_twice", where=Where(field=key), key=key)
        found[key] = value
    return found
