"""What is put off until the first picture stands, and what is made ready while a password is typed."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from cmdesk.storage.shape import shipped_shape
from cmdesk.ui import warming
from cmdesk.ui.opening import free_collector, hold_collector
from cmdesk.ui.pages.registry import PAGES


@pytest.fixture
def collector() -> Iterator[None]:
    """Leave the collector as it was."""
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.shows("141")
def test_that_no_garbage_is_looked_for_until_everything_stands(collector: None) -> None:
    hold_collector()
    assert not gc.isenabled()
    warming.warm_up().join()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_that_what_a_sign_in_needs_is_there_after_the_warm_up(collector: None) -> None:
    warming.warm_up().join()
    assert {"cmdesk.desk", "cmdesk.queries.home", "argon2.low_level"} <= sys.modules.keys()
    assert shipped_shape() is shipped_shape()


def test_that_the_collector_is_freed_even_where_the_warm_up_fails(
    collector: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(warming.importlib, "import_module", broken)
    hold_collector()
    with pytest.raises(ImportError):
        warming._prepare()
    assert gc.isenabled()


def test_that_the_classes_of_qt_are_made_in_steps_that_end(qtbot: QtBot) -> None:
    parent = QObject()
    ended = []
    made = warming.QtWarming(parent, warming.first_page())
    made.destroyed.connect(lambda: ended.append(True))
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    assert "cmdesk.ui.pages.home.page" in sys.modules


def test_that_the_pages_are_loaded_before_their_first_visit() -> None:
    loaded = set(warming.all_pages())
    assert {f"cmdesk.ui.pages.{entry.module}" for entry in PAGES} <= loaded


def test_that_freeing_twice_does_no_harm(collector: None) -> None:
    free_collector()
    free_collector()
    assert gc.isenabled()


def test_that_the_import_of_python_stays_and_qt_works_with_it() -> None:
    code = (
        "import builtins\n"
        "plain = builtins.__import__\n"
        "from cmdesk.ui.opening import load_qt\n"
        "load_qt()\n"
        "import json, linecache\n"
        "from PySide6.QtCore import QObject, Signal\n"
        "from cmdesk.ui import window\n"
        "read = {name.rpartition('/')[2] for name in linecache.cache}\n"
        "print(builtins.__import__ is plain, 'window.py' in read, QObject().objectName() == '')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == ["True", "False", "True"]


@pytest.mark.shows("141")
def test_that_no_page_loads_the_libraries_for_documents_before_it_needs_them() -> None:
    code = (
        "import importlib, sys\n"
        "import cmdesk.desk, cmdesk.ui.workspace\n"
        "from cmdesk.ui.pages.registry import PAGES\n"
        "for entry in PAGES: importlib.import_module(f'cmdesk.ui.pages.{entry.module}')\n"
        "heavy = {'openpyxl', 'reportlab', 'pikepdf', 'PIL', 'pyhanko', 'numpy', 'pypdfium2', 'alembic', 'pygments'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"
