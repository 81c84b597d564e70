"""The only thread code of the window: one worker for whatever writes, a small pool for reading and pure work."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar, cast

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal

from cmdesk.kernel.errors import Cancelled
from cmdesk.kernel.progress import Progress

T = TypeVar("T")
SHOWN_AFTER_MS = 300
READERS = 2


class Task(QObject, Generic[T]):
    """One piece of work. Signals arrive on the window's thread.

    `done` carries the result, `failed` the error; exactly one of them is sent, unless it is hushed, and then `ended`.
    `stepped` carries (done, total, label) and starts after 300 ms, so that quick work shows nothing.
    """

    done = Signal(object)
    failed = Signal(object)
    stepped = Signal(int, int, str)
    ended = Signal()

    def __init__(self, label: str, parent: QObject, post: Callable[[Callable[[], None]], None]) -> None:
        super().__init__(parent)
        self.label = label
        self._post = post
        self._stop = threading.Event()
        self._latest = (0, 0, label)
        self._slow = self._hushed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._is_slow)
        self._timer.start(SHOWN_AFTER_MS)

    def cancel(self) -> None:
        """Ask the work to stop; it ends with Cancelled at its next step and nothing half done."""
        self._stop.set()

    def idle(self) -> None:
        """Never begin: nothing is sent."""
        self._timer.stop()

    def hush(self) -> None:
        """Send neither result nor error: whoever asked is gone."""
        self._hushed = True

    def step(self, done: int, total: int, label: str) -> None:
        """Serve as the Progress of the work (called on its thread). Raises Cancelled once the user asked to stop."""
        if self._stop.is_set():
            raise Cancelled
        self._post(partial(self._move, done, total, label))

    def finish(self, result: object, error: BaseException | None) -> None:
        """Tell the window's thread that the work has ended (called on its thread)."""
        self._post(partial(self._end, result, error))

    def _move(self, done: int, total: int, label: str) -> None:
        self._latest = (done, total, label)
        if self._slow:
            self.stepped.emit(done, total, label)

    def _is_slow(self) -> None:
        self._slow = True
        self.stepped.emit(*self._latest)

    def _end(self, result: object, error: BaseException | None) -> None:
        self._timer.stop()
        if self._hushed:
            pass
        elif error is None:
            self.done.emit(result)
        else:
            self.failed.emit(error)
        self.ended.emit()


class _Job(NamedTuple):
    task: Task[Any]
    work: Callable[[Progress], Any]

    def run(self) -> None:
        try:
            result = self.work(cast(Progress, self.task))
        except BaseException as error:
            # Whatever it was, it must reach the window: an exception left on a pool thread is seen by nobody.
            self.task.finish(None, error)
        else:
            self.task.finish(result, None)


class _Turns(QRunnable):
    """What waits for the threads of a pool: each start takes the next job in line.

    One for all, as PySide never lets go of what was once started: with it every page that ever asked would stay.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._line: deque[_Job] = deque()

    def queue(self, job: _Job) -> None:
        """Put a job at the end of the line; a start must follow."""
        self._line.append(job)

    def run(self) -> None:
        """Do the next job."""
        self._line.popleft().run()


class TaskRunner(QObject):
    """Runs work away from the window. A session never leaves its thread; only commands and frozen rows cross."""

    failed = Signal(object, object)
    """(task, error) of work whose starter did not take the error himself."""
    stepped = Signal(object, int, int, str)
    ended = Signal(object)
    _posted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mail: deque[Callable[[], None]] = deque()
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._writer, self._readers = QThreadPool(self), QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._readers.setMaxThreadCount(READERS)
        self._to_write, self._to_read = _Turns(), _Turns()
        self._running: set[Task[Any]] = set()
        self._closed = False
        self._writes: list[Task[Any]] = []

    def read(
        self,
        work: Callable[[Progress], T],
        *,
        done: Callable[[T], Any] | None = None,
        failed: Callable[[BaseException], Any] | None = None,
        label: str = "",
    ) -> Task[T]:
        """Run something that changes nothing."""
        return self._start(self._readers, self._to_read, work, done, failed, label)

    def write(
        self,
        work: Callable[[Progress], T],
        *,
        done: Callable[[T], Any] | None = None,
        failed: Callable[[BaseException], Any] | None = None,
        label: str = "",
    ) -> Task[T]:
        """Run something that changes the database: one after the other, in order."""
        task = self._start(self._writer, self._to_write, work, done, failed, label)
        self._writes.append(task)
        return task

    @property
    def writing(self) -> tuple[str, ...]:
        """Give the labels of what is being written or waits for it, in order."""
        return tuple(task.label for task in self._writes)

    def drop_readings(self) -> None:
        """Stop all reading, and let nobody hear of it: whoever asked is about to leave."""
        for task in self._running - set(self._writes):
            task.cancel()
            task.hush()

    @property
    def busy(self) -> bool:
        """Say whether anything is running."""
        return bool(self._running)

    def cancel_all(self) -> None:
        """Ask everything to stop."""
        for task in self._running:
            task.cancel()

    def close(self) -> None:
        """Stop everything, wait for it, and begin nothing any more: the database is about to be closed.

        Whoever still asks, because the answer to an earlier question reaches him only now, is not answered.
        """
        self._closed = True
        self.cancel_all()
        self.wait()
        for task in self._running:
            task.hush()

    def wait(self, milliseconds: int = 30_000) -> bool:
        """Wait until the threads are idle; says whether they are."""
        return self._writer.waitForDone(milliseconds) and self._readers.waitForDone(milliseconds)

    def wait_for_writes(self, milliseconds: int) -> bool:
        """Wait until nothing is being written any more; says whether that is so."""
        return self._writer.waitForDone(milliseconds)

    def _start(
        self,
        pool: QThreadPool,
        turns: _Turns,
        work: Callable[[Progress], T],
        done: Callable[[T], Any] | None,
        failed: Callable[[BaseException], Any] | None,
        label: str,
    ) -> Task[T]:
        task: Task[T] = Task(label, self, self._post)
        if self._closed:
            task.idle()
            return task
        self._running.add(task)
        if done is not None:
            task.done.connect(done)
        task.failed.connect(failed if failed is not None else self._pass_on)
        task.stepped.connect(self._step)
        task.ended.connect(self._end)
        turns.queue(_Job(task, work))
        pool.start(turns)
        return task

    def _post(self, call: Callable[[], None]) -> None:
        # What crosses threads goes through this object, which outlives them: a task that told of its own end would be
        # deleted here while the thread that tells is still inside its signal.
        self._mail.append(call)
        self._posted.emit()

    def _deliver(self) -> None:
        self._mail.popleft()()

    def _pass_on(self, error: object) -> None:
        self.failed.emit(self.sender(), error)

    def _step(self, done: int, total: int, label: str) -> None:
        self.stepped.emit(self.sender(), done, total, label)

    def _end(self) -> None:
        task = self.sender()
        if isinstance(task, Task):
            self._running.discard(task)
            if task in self._writes:
                self._writes.remove(task)
            self.ended.emit(task)
            task.deleteLater()
