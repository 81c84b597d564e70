"""Going back to a backup from the sign-in page: finds the backups, proves two people, and puts one in its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.progress import Progress
from cmdesk.ui.dialogs import paths
from cmdesk.ui.failures import Failures, Surface, surface_of
from cmdesk.ui.pages.access.page import SignInPage
from cmdesk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.runtime.bringing_back import BackupFacts
    from cmdesk.runtime.upkeeping import PaperProof, Proof, Restored
    from cmdesk.ui.pages.access.restore_card import RestoreCard

BACKUPS = "备份 (*.db *.cmdesk-backup)"


class Around(Protocol):
    """What the rescue asks of its window."""

    path: Path
    tasks: TaskRunner
    failures: Failures
    sign_in: SignInPage
    desk: Desk | None

    @property
    def clock(self) -> Clock:
        """Give the clock that the open database is worked by."""

    def give_up_desk(self) -> Desk | None:
        """Leave the workspace and give the desk, which is closed by whoever gets it; None where none is open."""


class Rescue(QObject):
    """`restored` carries what was put back."""

    restored = Signal(object)

    def __init__(self, window: Around, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        window.sign_in.restore_wanted.connect(self.open)
        window.sign_in.restore_made.connect(self._take_card)

    def open(self) -> None:
        """Look for the backups of the database, and show them."""
        path = self._window.path

        def look(progress: Progress) -> tuple[BackupFacts, ...]:
            from cmdesk.runtime.bringing_back import backups_beside

            return backups_beside(path)

        self._window.tasks.read(look, done=self._window.sign_in.open_restore, failed=self._refused)

    def _take_card(self, card: RestoreCard) -> None:
        card.other_wanted.connect(self._choose)
        card.wanted.connect(self._put_back)

    def _choose(self) -> None:
        found = paths.ask_open(self._window.sign_in, "选备份文件", BACKUPS, self._window.path.parent)
        if found is None:
            return

        def look(progress: Progress) -> BackupFacts:
            from cmdesk.runtime.bringing_back import facts_of_backup

            return facts_of_backup(found)

        self._window.tasks.read(look, done=self._add, failed=self._refused)

    def _add(self, facts: BackupFacts) -> None:
        card = self._window.sign_in.rescue
        if card is not None:
            card.add_backup(facts, self._window.clock.now())

    def _put_back(self, backup: Path, asker: Proof | PaperProof, second: Proof | None) -> None:
        desk = self._window.desk
        self._step(0, 0, "正在核对口令…")
        if desk is None:
            self._exchange(None, backup, asker, second)
            return

        def prove(progress: Progress) -> None:
            from cmdesk.runtime.upkeeping import PaperProof

            # While the data are still open: a slip of the fingers must not cost anybody his place.
            if isinstance(asker, PaperProof):
                desk.prove_recovery_key(asker.recovery_key)
            else:
                desk.person(asker.number, asker.password)
            if second is not None:
                desk.person(second.number, second.password)

        def proven(_: Any) -> None:
            self._exchange(self._window.give_up_desk(), backup, asker, second)

        self._write(prove, proven)

    def _exchange(self, open_desk: Desk | None, backup: Path, asker: Proof | PaperProof, second: Proof | None) -> None:
        path, clock = self._window.path, self._window.clock

        def work(progress: Progress) -> Restored:
            from cmdesk.desk import Desk

            if open_desk is not None:
                open_desk.close()
            return Desk.put_back(path, backup, asker=asker, second=second, clock=clock, progress=progress)

        self._write(work, self.restored.emit)

    def _write(self, work: Callable[[Progress], Any], done: Callable[[Any], Any]) -> None:
        task = self._window.tasks.write(work, done=done, failed=self._refused, label="正在恢复")
        task.stepped.connect(self._step)

    def _step(self, done: int, total: int, label: str) -> None:
        from cmdesk.runtime.sentences import step_words

        card = self._window.sign_in.rescue
        if card is not None and self._window.sign_in.restoring:
            card.show_step(f"{step_words(label)} {done * 100 // total}%" if total else step_words(label))

    def _refused(self, error: BaseException) -> None:
        shown = surface_of(error)
        if shown.surface is Surface.BUG:
            self._window.failures.show_bug(error)
        card = self._window.sign_in.rescue
        if card is not None and self._window.sign_in.restoring:
            card.say_wrong(shown.text)
        else:
            self._window.sign_in.show_trouble(shown.text)
