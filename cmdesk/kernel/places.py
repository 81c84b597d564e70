"""The only door to the folders of this computer and of the program."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def resources() -> Path:
    """Give the folder of the program's own resources, next to the package."""
    return Path(__file__).resolve().parents[2] / "resources"


def user_data() -> Path:
    """Give the folder where databases live by default; it need not exist yet."""
    return Path(platformdirs.user_data_dir("cmdesk", appauthor=False))


def user_logs() -> Path:
    """Give the folder of the log files; it need not exist yet."""
    return Path(platformdirs.user_log_dir("cmdesk", appauthor=False))


def user_cache() -> Path:
    """Give the folder of files that can be made again."""
    return Path(platformdirs.user_cache_dir("cmdesk", appauthor=False))


def default_database() -> Path:
    """Give the path of the database that the window opens."""
    return user_data() / "cmdesk.db"
