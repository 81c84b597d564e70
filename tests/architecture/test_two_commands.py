"""The two commands: what `run` sets up, when it does so again, and what it passes on.

A stand-in for Python writes down how it is called, so that nothing is downloaded and no system package is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

STAND_IN = """#!/bin/sh
case "$1 $2" in
-c*ensurepip* | -c*"import pip"*) exit 0 ;;
-c*json*) cat >/dev/null; echo THE-PACKET; exit 0 ;;
esac
[ "$1 $2" = "-m venv" ] && { mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; }
{ printf '[%s]' "$@"; echo; } >>"$LOG"
case "$*" in *"--require-hashes"*) [ -z "${BROKEN_NETWORK-}" ] || exit 1 ;; esac
"""
TOOLS = "sh cat cksum dirname env flock id mkdir cp rm readlink".split()


class Checkout:
    """A folder with `run`, a lock and a project file, on a computer that has only the stand-in."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder / "a folder"
        self.log = folder / "log"
        self.bin = folder / "bin"
        self.folder.mkdir()
        self.bin.mkdir()
        for name in ("run", "requirements.lock", "pyproject.toml"):
            shutil.copy(root / name, self.folder)
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.bin / tool).symlink_to(found)
        for tool in ("python3", "pdfsig", "openssl", "qpdf"):
            (self.bin / tool).write_text(STAND_IN)
            (self.bin / tool).chmod(0o755)

    def run(self, *arguments: str, status: int = 0, **environment: str) -> tuple[list[str], str]:
        """Run the command; give the calls of Python since then, and what was said."""
        self.log.write_text("")
        done = subprocess.run(
            [self.folder / "run", *arguments],
            env={"PATH": str(self.bin), "LOG": str(self.log), **environment},
            cwd=self.bin,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, done.stderr
        return self.log.read_text("utf-8").splitlines(), done.stdout + done.stderr


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Checkout:
    """Give a fresh checkout."""
    return Checkout(root, tmp_path)


def test_that_the_first_start_sets_up_and_the_second_does_not(checkout: Checkout) -> None:
    first, _ = checkout.run("ask")
    assert [call.split("]")[1][1:] for call in first] == ["venv", "pip", "pip", "cmdesk"]
    assert "[--require-hashes]" in first[1]
    second, said = checkout.run("ask")
    assert second == ["[-m][cmdesk][ask]"]
    assert said == ""


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_that_a_changed_pin_is_installed_again(checkout: Checkout, name: str) -> None:
    checkout.run("ask")
    with (checkout.folder / name).open("a") as file:
        file.write("# changed\n")
    calls, _ = checkout.run("ask")
    assert [call.split("]")[1][1:] for call in calls] == ["pip", "pip", "cmdesk"]


def test_that_a_set_up_cut_short_begins_anew(checkout: Checkout) -> None:
    _, said = checkout.run("ask", status=1, BROKEN_NETWORK="1")
    assert "依赖没有装全" in said
    calls, _ = checkout.run("ask")
    assert [call.split("]")[1][1:] for call in calls] == ["venv", "pip", "pip", "cmdesk"]


def test_that_arguments_are_passed_on_unchanged(checkout: Checkout) -> None:
    checkout.run("ask")
    assert checkout.run("do", "org.hire", "a b.json", "*")[0] == ["[-m][cmdesk][do][org.hire][a b.json][*]"]
    assert checkout.run("test", "tests/rules", "-k", "a b")[0] == ["[-m][pytest][tests/rules][-k][a b]"]


def test_that_a_screen_gets_the_window_and_none_gets_the_demo(checkout: Checkout) -> None:
    checkout.run("ask")
    assert checkout.run(DISPLAY=":0")[0] == ["[-m][cmdesk]"]
    assert checkout.run(WAYLAND_DISPLAY="wayland-0")[0] == ["[-m][cmdesk]"]
    calls, said = checkout.run()
    assert calls == [f"[-m][cmdesk][demo][{checkout.folder}/demo][--json]"]
    assert "THE-PACKET" in said


def test_that_an_earlier_demo_is_never_overwritten(checkout: Checkout) -> None:
    (checkout.folder / "demo").mkdir()
    (checkout.folder / "demo-2").mkdir()
    calls, _ = checkout.run()
    assert calls[-1] == f"[-m][cmdesk][demo][{checkout.folder}/demo-3][--json]"


def test_that_a_computer_without_python_is_told_what_to_do(checkout: Checkout) -> None:
    (checkout.bin / "python3").unlink()
    _, said = checkout.run("ask", status=1, PYTHON="python3")
    assert "需要 Python 3.11" in said


def test_that_the_command_of_windows_has_the_line_ends_of_windows(root: Path) -> None:
    assert all(line.endswith(b"\r") for line in (root / "run.cmd").read_bytes().split(b"\n")[:-1])
    assert b"\r" not in (root / "run").read_bytes()


def test_that_the_commands_may_be_executed(root: Path) -> None:
    assert all(os.access(root / name, os.X_OK) for name in ("run", ".ci/run"))
