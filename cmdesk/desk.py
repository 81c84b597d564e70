"""An open database plus everything that a front end may ask: the door for the window and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from cmdesk.kernel.clock import Clock, SystemClock
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.kernel.text import tidy
from cmdesk.models.access import User, UserDuty
from cmdesk.models.org import Unit
from cmdesk.models.settings import RuleSetRow
from cmdesk.rules.ruleset import digest, parse
from cmdesk.runtime import access, dispatcher, undoing
from cmdesk.runtime.context import Actor, Context, Done
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.reading import Surroundings, own_unit
from cmdesk.runtime.registry import Command, Query
from cmdesk.storage import database as stored
from cmdesk.storage import resources
from cmdesk.storage.transaction import Written, reading, writing

FIRST_SEQ = "desk.create"


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """What a new database is for."""

    code: str
    name: str
    short_name: str | None = None
    covers_city: bool = False
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Created:
    """A new database: the open desk, and the recovery key that is shown once and stored nowhere."""

    desk: Desk
    recovery_key: str


News = Callable[[Mapping[str, Any]], None]


class Desk:
    """An open database and who sits at it. A context manager; closing it forgets the key.

    One thread writes (`run`, `undo`, `redo`); `ask` may be called from any.
    """

    def __init__(self, database: stored.Opened, clock: Clock, actor: Actor) -> None:
        self._surroundings = Surroundings(database)
        self.clock = clock
        self.actor = actor
        self._history = dispatcher.History()
        self._listeners: list[News] = []

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        unit: NewUnit,
        user: str,
        name: str,
        password: str,
        rule_set: Path | None = None,
        clock: Clock | None = None,
        cost: stored.Cost | None = None,
    ) -> Created:
        """Make a new database with its unit, its first user (系统管理员) and its rule set.

        Raises Unavailable for a drive that must not hold one or a file that exists, Rejected for a faulty rule set.
        """
        clock = clock or SystemClock()
        raw = resources.rule_set_json(rule_set)
        parse(raw)
        database, recovery_key = stored.create(
            path, user=user, name=tidy(name), duties=[Duty.ADMINISTRATOR], password=password, clock=clock, cost=cost
        )
        with writing(
            database, actor=user, second=None, verb=FIRST_SEQ, params={"unit": unit.code}, at=clock.now()
        ) as transaction:
            session = transaction.session
            session.add(
                Unit(
                    code=unit.code,
                    name=tidy(unit.name),
                    short_name=tidy(unit.short_name or unit.name),
                    covers_city=unit.covers_city,
                    demo=unit.demo,
                )
            )
            first = User(number=user, name=tidy(name))
            session.add(first)
            session.flush()
            session.add(UserDuty(user_id=first.id, duty=Duty.ADMINISTRATOR, since=clock.now().date()))
            session.add(
                RuleSetRow(
                    digest=digest(raw),
                    version=raw["version"],
                    state=raw["state"],
                    body=raw,
                    activated_at=clock.now(),
                    activated_by=user,
                )
            )
        actor = Actor(user, tidy(name), frozenset({Duty.ADMINISTRATOR}))
        return Created(desk=cls(database, clock, actor), recovery_key=recovery_key)

    @classmethod
    def open(cls, path: Path, *, user: str, password: str, clock: Clock | None = None) -> Desk:
        """Open a database as that user.

        Raises Unavailable (wrong password, delay, lock, drive), Damaged, or Forbidden where the user has left.
        """
        clock = clock or SystemClock()
        database = stored.open(path, user=user, password=password, clock=clock)
        try:
            with reading(database) as session:
                actor = access.load_actor(session, user)
        except BaseException:
            database.close()
            raise
        return cls(database, clock, actor)

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and forget its key. Closing twice does nothing."""
        self._surroundings.database.close()

    @property
    def database(self) -> stored.Opened:
        """Give the stored database, for backup and repair."""
        return self._surroundings.database

    def person(self, number: str, password: str) -> Actor:
        """Give another standing user who proves himself by his password (a second person, a change of user).

        Raises Unavailable `wrong_password` or `sign_in_delayed`, Forbidden `unknown_user`.
        """
        self.database.keys.prove(number, password, clock=self.clock)
        with reading(self.database) as session:
            return access.load_actor(session, number)

    def switch(self, actor: Actor) -> None:
        """Let another user sit down. The steps of the one before can no longer be undone."""
        self.actor = actor
        self._history = dispatcher.History()

    def run(
        self, command: Command, *, second: Actor | None = None, progress: Progress = SILENT, dry_run: bool = False
    ) -> Done:
        """Carry out an order, or refuse it with every problem and leave everything as it was."""
        return self.run_all([command], second=second, progress=progress, dry_run=dry_run)[0]

    def run_all(
        self,
        commands: Sequence[Command],
        *,
        second: Actor | None = None,
        progress: Progress = SILENT,
        dry_run: bool = False,
    ) -> list[Done]:
        """Carry out orders of one kind in one transaction: all or none."""
        done, written = dispatcher.run_all(
            self._surroundings,
            list(commands),
            actor=self.actor,
            second=second,
            clock=self.clock,
            progress=progress,
            dry_run=dry_run,
            history=self._history,
        )
        self._tell(written)
        return done

    def ask(self, query: Query, *, progress: Progress = SILENT) -> Any:
        """Answer a question with frozen rows. Raises Forbidden where the reader may not ask it."""
        access.need_reading(self.actor, query.permission)
        with reading(self.database) as session:
            return query.rows(self._context(session, progress))

    def may(self, permission: str) -> bool:
        """Say whether the user does that action by a standing duty."""
        return access.may_do(self.actor, permission)

    def may_read(self, permission: str) -> bool:
        """Say whether the user does, approves or reads that action."""
        return access.may_read(self.actor, permission)

    @property
    def undoable(self) -> dispatcher.Step | None:
        """Give the step that undo would take back, or None."""
        return self._history.done[-1] if self._history.done else None

    @property
    def redoable(self) -> dispatcher.Step | None:
        """Give the step that redo would do again, or None."""
        return self._history.undone[-1] if self._history.undone else None

    def undo(self) -> dispatcher.Step:
        """Take back the newest step of this session. Raises Conflict where nothing can be undone or a row has changed."""
        step, written = undoing.undo(self._surroundings.database, self._history, actor=self.actor, clock=self.clock)
        self._tell(written)
        return step

    def redo(self) -> dispatcher.Step:
        """Do again what was undone last."""
        step, written = undoing.redo(self._surroundings.database, self._history, actor=self.actor, clock=self.clock)
        self._tell(written)
        return step

    def undo_last_import(self) -> dispatcher.Step:
        """Take back the newest whole import, after a restart too.

        Raises Conflict `nothing_to_undo` or `import_used` where a later step stands on it.
        """
        step, written = undoing.undo_last_import(
            self._surroundings.database, self._history, actor=self.actor, clock=self.clock
        )
        self._tell(written)
        return step

    def listen(self, listener: News) -> None:
        """Let `listener` hear after each change which tables and keys changed (news of a page refresh)."""
        self._listeners.append(listener)

    def is_demo(self) -> bool:
        """Say whether this is the sample county, whose every page carries 演示."""
        with reading(self.database) as session:
            return own_unit(session).demo

    def _tell(self, written: Written | None) -> None:
        if written is not None:
            for listener in self._listeners:
                listener(written.news)

    def _context(self, session: Any, progress: Progress) -> Context:
        return self._surroundings.context(session, actor=self.actor, clock=self.clock, progress=progress)
