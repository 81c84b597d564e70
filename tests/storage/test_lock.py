"""One program at a time on one database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Unavailable
from cmdesk.runtime.sentences import error_message
from cmdesk.storage.canonical import canonical
from cmdesk.storage.lock import acquire, lock_path, look

HOLD = """
import sys, time
from pathlib import Path
from cmdesk.kernel.clock import SystemClock
from cmdesk.storage.lock import acquire
lock = acquire(Path(sys.argv[1]), SystemClock())
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.shows("123")
def test_that_the_second_comer_is_told_who_has_it(tmp_path: Path, clock: SetClock) -> None:
    database = tmp_path / "c.db"
    with acquire(database, clock), pytest.raises(Unavailable) as refused:
        acquire(database, clock)
    assert refused.value.code == "database_locked"
    assert refused.value.params["host"] == socket.gethostname()
    assert refused.value.params["pid"] == os.getpid()
    assert refused.value.params["since"] == datetime(2026, 7, 8, 1, tzinfo=UTC)
    assert "从 7月8日 09:00 起" in error_message(refused.value)


def test_that_a_released_lock_is_free(tmp_path: Path, clock: SetClock) -> None:
    with acquire(tmp_path / "c.db", clock):
        pass
    acquire(tmp_path / "c.db", clock).release()


def test_that_a_lock_without_a_name_in_it_is_a_lock_all_the_same(tmp_path: Path, clock: SetClock) -> None:
    database = tmp_path / "c.db"
    with acquire(database, clock):
        lock_path(database).write_bytes(b"")
        with pytest.raises(Unavailable) as refused:
            acquire(database, clock)
    assert refused.value.code == "database_locked_unnamed"


@pytest.mark.shows("123")
def test_that_the_lock_of_a_killed_process_is_taken_over(tmp_path: Path, clock: SetClock) -> None:
    database = tmp_path / "c.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Unavailable) as refused:
            acquire(database, clock)
        assert refused.value.params["pid"] == other.pid
        other.send_signal(signal.SIGKILL)
    acquire(database, clock).release()


def test_that_another_computers_name_is_respected_until_somebody_overrules_it(tmp_path: Path, clock: SetClock) -> None:
    database = tmp_path / "c.db"
    holder = {"host": "另一台", "user": "li", "pid": 1, "since": "2026-07-07T09:00:00+00:00"}
    lock_path(database).write_text(canonical(holder), "utf-8")
    for _ in range(2):
        with pytest.raises(Unavailable) as refused:
            acquire(database, clock)
        assert refused.value.code == "database_locked_elsewhere"
        assert refused.value.params["host"] == "另一台"
    acquire(database, clock, take_over=True).release()
    acquire(database, clock).release()


def test_that_a_look_never_keeps_this_process_from_opening(tmp_path: Path, clock: SetClock) -> None:
    database = tmp_path / "县.db"
    rounds = 200
    failed: list[Unavailable] = []

    def keep_looking() -> None:
        for _ in range(rounds):
            # It may see the lock held, but must not be in its way.
            with suppress(Unavailable):
                look(database, clock)

    looking = threading.Thread(target=keep_looking)
    looking.start()
    for _ in range(rounds):
        try:
            acquire(database, clock).release()
        except Unavailable as problem:
            failed.append(problem)
    looking.join()
    assert failed == []
