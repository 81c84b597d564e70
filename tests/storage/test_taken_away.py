"""The file goes away under an open database: nothing is written into the void, and work goes on when it is back."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from factories.drives import CAN_DIE, pulled
from sqlalchemy import text

from cmdesk.kernel.errors import Unavailable
from cmdesk.storage.database import Opened
from cmdesk.storage.journal import Deed

DEED = Deed(actor="2001", verb="org.hire", params={})
NEEDS_HANDLES = pytest.mark.skipif(not CAN_DIE, reason="open files can be made to fail on Linux only")


def shops(opened: Opened) -> list[str]:
    with opened.reading() as session:
        return sorted(session.execute(text("SELECT name FROM shop")).scalars())


def add(opened: Opened, tables: SimpleNamespace, name: str) -> None:
    with opened.writing(DEED) as running:
        running.session.add(tables.Shop(name=name))


@pytest.fixture
def used(opened: Opened, tables: SimpleNamespace) -> Opened:
    """Give a database that has been read and written, so that its connections stand."""
    add(opened, tables, "甲")
    assert shops(opened) == ["甲"]
    return opened


@NEEDS_HANDLES
@pytest.mark.shows("123")
def test_that_a_pulled_drive_takes_no_write_and_work_goes_on_when_it_is_back(
    used: Opened, tables: SimpleNamespace
) -> None:
    with pulled(used.path.parent):
        for act in (lambda: add(used, tables, "乙"), lambda: shops(used)):
            with pytest.raises(Unavailable) as caught:
                act()
            assert caught.value.code == "database_taken_away"
    assert shops(used) == ["甲"]
    add(used, tables, "乙")
    assert shops(used) == ["乙", "甲"]


@NEEDS_HANDLES
def test_that_handles_that_died_are_opened_anew(used: Opened, tables: SimpleNamespace) -> None:
    with pulled(used.path.parent):
        pass
    with pytest.raises(Unavailable) as caught:
        add(used, tables, "乙")
    assert caught.value.code == "database_gone"
    add(used, tables, "乙")
    assert shops(used) == ["乙", "甲"]


@pytest.mark.skipif(not CAN_DIE, reason="an open file cannot be removed everywhere")
def test_that_nothing_is_written_into_a_file_that_was_removed_or_exchanged(
    used: Opened, tables: SimpleNamespace, tmp_path: Path
) -> None:
    copies = tmp_path / "copies"
    shutil.copytree(used.path.parent, copies)
    shutil.rmtree(used.path.parent)
    with pytest.raises(Unavailable) as caught:
        add(used, tables, "乙")
    assert caught.value.code == "database_taken_away"
    shutil.copytree(copies, used.path.parent)
    add(used, tables, "乙")
    assert shops(used) == ["乙", "甲"]
