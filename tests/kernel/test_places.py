"""Where the program keeps what is the user's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cmdesk.kernel.places import default_database, resources, user_cache, user_data, user_logs


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stand on Linux, at home in an empty folder."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_that_folders_follow_the_base_directory_specification(linux: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert user_data() == linux / ".local" / "share" / "cmdesk"
    assert user_logs() == linux / ".local" / "state" / "cmdesk" / "log"
    assert user_cache() == linux / ".cache" / "cmdesk"
    monkeypatch.setenv("XDG_DATA_HOME", str(linux / "data"))
    assert default_database() == linux / "data" / "cmdesk" / "cmdesk.db"


def test_that_a_relative_base_folder_does_not_count(linux: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere")
    assert user_cache() == linux / ".cache" / "cmdesk"


def test_that_windows_keeps_data_on_this_computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert (user_data(), user_logs()) == (tmp_path / "cmdesk", tmp_path / "cmdesk" / "Logs")
    monkeypatch.delenv("LOCALAPPDATA")
    assert user_data().parts[-3:] == ("AppData", "Local", "cmdesk")


def test_that_the_resources_lie_beside_the_package() -> None:
    assert (resources() / "locale" / "zh_CN" / "rules.json").is_file()
