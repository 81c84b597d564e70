"""The only door to the folders of this computer and of the program."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

_PROGRAM = "cmdesk"


@cache
def resources() -> Path:
    """Give the folder of the program's own resources, next to the package."""
    return Path(__file__).resolve().parents[2] / "resources"


def user_data() -> Path:
    """Give the folder where databases live by default; it need not exist yet."""
    if sys.platform == "win32":
        return _local_of_windows()
    return _of_user("XDG_DATA_HOME", ".local/share") / _PROGRAM


def user_logs() -> Path:
    """Give the folder of the log files; it need not exist yet."""
    if sys.platform == "win32":
        return _local_of_windows() / "Logs"
    return _of_user("XDG_STATE_HOME", ".local/state") / _PROGRAM / "log"


def user_cache() -> Path:
    """Give the folder of files that can be made again."""
    if sys.platform == "win32":
        return _local_of_windows() / "Cache"
    return _of_user("XDG_CACHE_HOME", ".cache") / _PROGRAM


def default_database() -> Path:
    """Give the path of the database that the window opens."""
    return user_data() / "cmdesk.db"


def _of_user(variable: str, usual: str) -> Path:
    """Give a base folder as the XDG Base Directory Specification says: a relative value does not count."""
    chosen = Path(os.environ.get(variable, ""))
    return chosen if chosen.is_absolute() else Path.home() / usual


def _local_of_windows() -> Path:
    """Give the program's part of the folder that stays on this computer: a roaming one would copy the database."""
    local = os.environ.get("LOCALAPPDATA", "")
    return (Path(local) if local else Path.home() / "AppData" / "Local") / _PROGRAM
