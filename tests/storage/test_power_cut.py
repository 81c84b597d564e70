"""A power cut, played through: whatever part of the log reached the disk, the last whole commit stands."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from cmdesk.kernel.errors import Damaged
from cmdesk.storage.database import Opened
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.engine import connect
from cmdesk.storage.journal import Deed

DEED = Deed(actor="2001", verb="org.import_roster", params={})
LOG_HEADER, FRAME_HEADER, PAGE = 32, 24, 4096
FRAME = FRAME_HEADER + PAGE
COMMITS = 6


@dataclass(frozen=True)
class Torn:
    """A database that was being written: its file, its log, and (length of the log, names) after each commit."""

    path: Path
    key: DataKey
    log: bytes
    states: tuple[tuple[int, tuple[str, ...]], ...]

    def names_at(self, length: int) -> tuple[str, ...]:
        """Give what must stand if the first `length` bytes of the log reached the disk."""
        return next(names for end, names in reversed(self.states) if end <= length)

    def found(self, folder: Path, log: bytes, data: bytes | None = None) -> tuple[str, ...] | None:
        """Give what a program finds that starts after the cut; None where it says that the data are damaged."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        copy = folder / self.path.name
        copy.write_bytes(self.path.read_bytes() if data is None else data)
        copy.with_name(copy.name + "-wal").write_bytes(log)
        try:
            raw = connect(copy, self.key)
        except Damaged:
            return None
        try:
            assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return tuple(row[0] for row in raw.execute("SELECT name FROM shop ORDER BY name"))
        finally:
            raw.close()


@pytest.fixture
def torn(opened: Opened, tables: SimpleNamespace, tmp_path: Path) -> Torn:
    """Give a database with several commits that stand in the log alone, copied while it is open."""
    raw = connect(opened.path, opened.key)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    log = opened.path.with_name(opened.path.name + "-wal")
    before = tmp_path / "before.db"
    shutil.copy(opened.path, before)
    states: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    for number in range(COMMITS):
        with opened.writing(DEED) as running:
            for line in range(number + 1):
                text = random.Random(number * 10 + line).randbytes(3000).hex()
                running.session.add(tables.Shop(name=f"{number}/{line}", facts={"text": text}))
                running.session.flush()
        names = tuple(row[0] for row in raw.execute("SELECT name FROM shop ORDER BY name"))
        states.append((log.stat().st_size, names))
    found = Torn(before, opened.key, log.read_bytes(), tuple(states))
    raw.close()
    assert opened.path.read_bytes() == before.read_bytes(), "nothing may have been moved out of the log"
    return found


def offsets(log: bytes, between: Callable[[int], int]) -> list[int]:
    """Give every end of a page in the log, and one place within each page."""
    ends = list(range(LOG_HEADER, len(log) + 1, FRAME))
    return sorted({0, 1, LOG_HEADER - 1, *ends, *(end + between(FRAME) for end in ends[:-1])})


@pytest.mark.shows("115")
def test_that_a_log_cut_anywhere_ends_with_its_last_whole_commit(torn: Torn, tmp_path: Path) -> None:
    chance = random.Random(115)
    cuts = offsets(torn.log, lambda size: chance.randrange(1, size))
    assert len(cuts) > 3 * COMMITS
    seen = set()
    for cut in cuts:
        found = torn.found(tmp_path / "cut", torn.log[:cut])
        assert found == torn.names_at(cut), cut
        seen.add(found)
    assert len(seen) == COMMITS + 1


@pytest.mark.shows("115")
def test_that_a_page_that_reached_the_disk_by_halves_is_never_taken_for_data(torn: Torn, tmp_path: Path) -> None:
    chance = random.Random(7)
    allowed = {names for _, names in torn.states}
    for _ in range(40):
        log = bytearray(torn.log)
        at = chance.randrange(LOG_HEADER, len(log) - 512)
        log[at : at + 512] = chance.randbytes(512)
        found = torn.found(tmp_path / "half", bytes(log))
        assert found is None or found == torn.names_at(at), at
        assert found is None or found in allowed


@pytest.mark.shows("115")
def test_that_a_cut_while_the_log_is_moved_into_the_database_loses_nothing(
    torn: Torn, opened: Opened, tmp_path: Path
) -> None:
    raw = connect(opened.path, opened.key)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.close()
    old, new = torn.path.read_bytes(), opened.path.read_bytes()
    old = old.ljust(len(new), b"\0")
    chance = random.Random(3)
    whole = torn.names_at(len(torn.log))
    for _ in range(25):
        mixed = bytearray(old)
        for start in range(0, len(new), PAGE):
            if chance.random() < 0.5:
                # The last sectors of a page may be missing.
                size = chance.choice((PAGE, PAGE, 512 * chance.randrange(1, 8)))
                mixed[start : start + size] = new[start : start + size]
        found = torn.found(tmp_path / "moved", torn.log, bytes(mixed))
        assert found in (whole, None)


def test_that_a_database_whose_own_pages_are_torn_and_whose_log_is_gone_says_so(torn: Torn, tmp_path: Path) -> None:
    data = bytearray(torn.path.read_bytes())
    data[512:1024] = bytes(512)
    assert torn.found(tmp_path / "gone", b"", bytes(data)) is None
