"""What every page is given: the look, the open desk, the task runner, the actions, and how to speak to the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cmdesk.kernel.errors import Problem, Rejected
from cmdesk.runtime.sentences import step_words
from cmdesk.ui.actions import Actions
from cmdesk.ui.failures import Failures, Surface, surface_of
from cmdesk.ui.tasks import Task, TaskRunner
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.banner import Banner
from cmdesk.ui.widgets.progress import ProgressArea
from cmdesk.ui.widgets.rail import RailProgress
from cmdesk.ui.widgets.typed import Typed

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.runtime.context import Actor, Done
    from cmdesk.runtime.registry import Command, Query


@dataclass(frozen=True)
class Room:
    """The surroundings of a page.

    `go` opens a page by code with an argument, `has_page` says whether there is one for this user, `say` writes into
    the status bar, `warn` the same with a warning. `leaving` is sent before the user leaves the workspace: lock,
    change of user, end of the program. `read_backup` reads how safe the data are, for the status bar and for whoever
    hears `sure` (a `doorstep.Surety`): both always tell the same. Call it after every backup. `counted` carries the
    `Home` that was read last, for the rail.
    """

    look: Look
    desk: Desk
    tasks: TaskRunner
    failures: Failures
    actions: Actions
    go: Callable[[str, Any], None]
    say: Callable[[str], None]
    has_page: Callable[[str], bool]
    warn: Callable[[str], None]
    leaving: SignalInstance
    read_backup: Callable[[], None]
    sure: SignalInstance
    counted: SignalInstance
    unwritten: dict[str, str] = field(default_factory=dict)
    """Drafts that could not be written, by key, with the words of where they were typed."""


class Page(QWidget):
    """A page of the workspace. Subclasses build into `self.body` and answer `refresh`.

    `watched` are the tables whose changes make the page stale. `parts` are its views, as (code, word), for the rail;
    `turned` is sent when another is shown, or `standing` tells something else.
    """

    watched: frozenset[str] = frozenset()
    parts: tuple[tuple[str, str], ...] = ()
    turned = Signal()

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.room = room
        self.banner = Banner(room.look)
        self.banner.pressed.connect(self.refresh)
        self.progress = ProgressArea(room.look)
        self.body = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.addLayout(self.body)
        whole.insertWidget(0, self.banner)
        whole.addWidget(self.progress)
        room.look.changed.connect(self._follow_look)
        self._whole = whole
        self._follow_look()

    def arrive(self, argument: Any = None) -> None:
        """Be shown: with an argument where another page sent the user here.

        首页 sends the Period that a task is about, or the 工号 of the person; the people's page takes a 工号.
        """
        self.refresh()

    def focus_first(self) -> None:
        """Put the focus where work on the page begins. A focus proxy would trap Tab."""
        self.setFocus()

    def refresh(self) -> None:
        """Read everything anew."""

    def holds_typing(self) -> bool:
        """Say whether something was typed on the page that is kept nowhere and would be lost with it."""
        cards = cast("list[Typed]", self.findChildren(Typed))
        return any(card.holds_typing() and card.isVisibleTo(self) for card in cards)

    def part(self) -> str:
        """Give which of the views is shown."""
        return ""

    def show_part(self, code: str) -> None:
        """Show another of the views."""

    def standing(self) -> RailProgress | None:
        """Give what the foot of the rail shows while this page is open, None for how far the period is."""
        return None

    def poses(self) -> Iterator[str]:
        """Take one state worth a picture after the other, and give its name each time: dialogs, open forms, tabs."""
        yield from ()

    def ask(self, query: Query, done: Callable[[Any], Any], label: str = "") -> Task[Any]:
        """Ask off the window's thread and hear the answer on it; an error is shown where its class belongs."""
        desk = self.room.desk
        return self.room.tasks.read(
            lambda progress: desk.ask(query, progress=progress), done=done, failed=self.fail, label=label
        )

    def order(
        self,
        command: Command,
        done: Callable[[Done], Any],
        label: str = "",
        *,
        second: Actor | None = None,
        dry_run: bool = False,
    ) -> Task[Done]:
        """Carry out an order off the window's thread; a refusal goes to `show_problems`, all others to `fail`."""
        desk = self.room.desk
        task: Task[Done] = self.room.tasks.write(
            lambda progress: desk.run(command, second=second, progress=progress, dry_run=dry_run),
            done=done,
            failed=self.fail,
            label=label,
        )
        self.follow(task)
        return task

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems at their fields; say whether they found a place. Pages with fields answer this."""
        return False

    def fail(self, error: BaseException) -> None:
        """Show an error where its class belongs."""
        shown = surface_of(error)
        if shown.surface is Surface.STATUS:
            self.room.say(shown.text)
        elif shown.surface is Surface.BUG:
            self.room.failures.show_bug(error)
        elif shown.surface is Surface.BOX:
            self.room.failures.show_box(shown.text)
        elif shown.surface is Surface.FIELDS and isinstance(error, Rejected) and self.show_problems(error.problems):
            return
        else:
            retry = shown.surface is Surface.RETRY
            self.banner.say(shown.text, state="bad" if retry else "warn", button="重试" if retry else "")

    def follow(self, task: Task[Any]) -> None:
        """Show at the foot of the page how far long work is, with a way to stop it."""
        task.stepped.connect(self._show_step)
        task.ended.connect(self.progress.hide)
        self.progress.cancelled.connect(task.cancel)

    def _show_step(self, done: int, total: int, label: str) -> None:
        self.progress.show_step(done, total, step_words(label))

    def relayout(self) -> None:
        """Follow density and text size: gaps and heights that belong to this page."""

    def _follow_look(self) -> None:
        margin, gap = self.room.look.pick(20, 20, 14), self.room.look.pick(16, 12, 10)
        self._whole.setContentsMargins(margin, self.room.look.pick(18, 14, 10), margin, margin)
        self._whole.setSpacing(gap)
        self.body.setSpacing(gap)
        self.relayout()
