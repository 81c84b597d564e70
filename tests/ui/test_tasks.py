"""Work away from the window: results and errors arrive on its thread, one writer at a time, cancelled cleanly."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cmdesk.kernel.errors import Cancelled, reject
from cmdesk.kernel.progress import Progress
from cmdesk.ui.tasks import TaskRunner


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    """Give a runner that is idle again in the end."""
    made = TaskRunner()
    yield made
    made.wait()
    qtbot.waitUntil(lambda: not made.busy)


def test_that_a_result_arrives_on_the_windows_thread(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[tuple[str, bool]] = []

    def take(result: str) -> None:
        seen.append((result, threading.current_thread() is threading.main_thread()))

    task = runner.read(lambda progress: threading.current_thread().name, done=take)
    with qtbot.waitSignal(task.ended):
        pass
    assert seen[0][0] != threading.main_thread().name
    assert seen[0][1]


def test_that_an_error_reaches_whoever_asked(qtbot: QtBot, runner: TaskRunner) -> None:
    errors: list[BaseException] = []

    def work(progress: Progress) -> None:
        raise reject("nothing_given")

    task = runner.write(work, failed=errors.append)
    with qtbot.waitSignal(task.ended):
        pass
    assert [type(error).__name__ for error in errors] == ["Rejected"]


def test_that_an_error_nobody_asked_for_is_passed_on(qtbot: QtBot, runner: TaskRunner) -> None:
    def work(progress: Progress) -> None:
        raise ValueError("ours")

    with qtbot.waitSignal(runner.failed) as caught:
        runner.read(work)
    assert isinstance(caught.args[1], ValueError)


def test_that_writes_run_one_after_the_other(qtbot: QtBot, runner: TaskRunner) -> None:
    order: list[str] = []
    gate = threading.Event()

    def first(progress: Progress) -> None:
        gate.wait(5)
        order.append("first")

    runner.write(first)
    last = runner.write(lambda progress: order.append("second"))
    gate.set()
    with qtbot.waitSignal(last.ended):
        pass
    assert order == ["first", "second"]


def test_that_cancelled_work_stops_at_its_next_step(qtbot: QtBot, runner: TaskRunner) -> None:
    begun, go_on = threading.Event(), threading.Event()
    errors: list[BaseException] = []

    def work(progress: Progress) -> None:
        begun.set()
        go_on.wait(5)
        progress.step(1, 2, "第二步")

    task = runner.write(work, failed=errors.append)
    begun.wait(5)
    task.cancel()
    go_on.set()
    with qtbot.waitSignal(task.ended):
        pass
    assert isinstance(errors[0], Cancelled)


def test_that_slow_work_shows_its_step(qtbot: QtBot, runner: TaskRunner) -> None:
    go_on = threading.Event()

    def work(progress: Progress) -> None:
        progress.step(3, 9, "复制")
        go_on.wait(5)

    task = runner.read(work)
    with qtbot.waitSignal(task.stepped) as step:
        pass
    go_on.set()
    assert step.args == [3, 9, "复制"]


def test_that_quick_work_shows_no_step(qtbot: QtBot, runner: TaskRunner) -> None:
    steps: list[object] = []

    def work(progress: Progress) -> None:
        progress.step(1, 1, "快")

    task = runner.read(work)
    task.stepped.connect(lambda *args: steps.append(args))
    with qtbot.waitSignal(task.ended):
        pass
    assert steps == []


def test_that_a_closed_runner_answers_nobody_and_begins_nothing(qtbot: QtBot, runner: TaskRunner) -> None:
    heard: list[object] = []
    begun = threading.Event()

    def work(progress: Progress) -> str:
        begun.set()
        return "late"

    first = runner.read(work, done=heard.append, failed=heard.append)
    begun.wait(5)
    runner.close()
    with qtbot.waitSignal(first.ended):
        pass
    begun.clear()
    runner.read(work, done=heard.append, failed=heard.append)
    assert runner.wait()
    assert (heard, begun.is_set(), runner.busy) == ([], False, False)


def test_that_every_one_of_many_quick_readings_arrives_once(qtbot: QtBot, runner: TaskRunner) -> None:
    many, got, ended = 3000, [], []
    runner.ended.connect(ended.append)
    for number in range(many):
        runner.read(lambda progress, number=number: progress.step(number, many, "数") or number, done=got.append)
    qtbot.waitUntil(lambda: len(ended) == many, timeout=60_000)
    assert sorted(got) == list(range(many))
    assert not runner.busy
