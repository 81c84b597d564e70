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
from cmdesk.rules import topics
from cmdesk.rules.ruleset import digest
from cmdesk.runtime import access, dispatcher, undoing
from cmdesk.runtime.context import Actor, Context, Done
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.reading import Surroundings, own_unit
from cmdesk.runtime.registry import Command, Query
from cmdesk.storage import database as stored
from cmdesk.storage import resources
from cmdesk.storage.journal import Deed
from cmdesk.storage.keys import NewUser
from cmdesk.storage.passwords import STANDARD, Cost
from cmdesk.storage.recovery_key import new_recovery_key
from cmdesk.storage.transaction import Written

CREATED = "desk.create"


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


class ClosedDesk:
    """What needs no database. Every answer is plain JSON values."""

    def rule_set_json(self, path: Path | None = None) -> dict[str, Any]:
        """Give a rule set as JSON; without a path the one that ships."""
        return resources.load_rule_set(path)[0]

    def try_cases(self, cases: object, path: Path | None = None) -> dict[str, Any]:
        """Compute worked examples under a rule set. Raises Rejected for a file that is not of that form."""
        return topics.try_cases(cases, resources.load_rule_set(path)[1], resources.tables())

    def check_cases(self, cases: object, path: Path | None = None) -> dict[str, Any]:
        """Compare worked examples with what they expect: `{"cases": n, "differences": [...]}`."""
        found = topics.check_cases(cases, resources.load_rule_set(path)[1], resources.tables())
        count = len(cases["cases"]) if isinstance(cases, dict) else 0
        return {"cases": count, "differences": found}

    def check_examples(self, path: Path | None = None) -> dict[str, Any]:
        """Run a rule set's own worked examples."""
        _, rule_set = resources.load_rule_set(path)
        return {"cases": len(rule_set.examples), "differences": topics.prove(rule_set, resources.tables())}


News = Callable[[Mapping[str, Any]], None]


class Desk:
    """An open database and who sits at it. A context manager; closing it forgets the key.

    One thread writes (`run`, `undo`, `redo`); `ask` may be called from any.
    """

    def __init__(self, database: stored.Opened, clock: Clock, actor: Actor, cost: Cost = STANDARD) -> None:
        self._surroundings = Surroundings(database, cost)
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
        cost: Cost = STANDARD,
    ) -> Created:
        """Make a new database with its unit, its first user (系统管理员) and its rule set.

        Raises Unavailable for a drive that must not hold one or a file that exists, Rejected for a faulty rule set.
        """
        clock = clock or SystemClock()
        raw, rules = resources.load_rule_set(rule_set)
        recovery_key = new_recovery_key()
        first_user = NewUser(number=user, name=tidy(name), duties=(Duty.ADMINISTRATOR,), password=password)
        database = stored.create(path, first_user, recovery_key, clock, label=tidy(unit.name), cost=cost)
        with database.writing(Deed(actor=user, verb=CREATED, params={"unit": unit.code})) as transaction:
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
                    version=rules.meta.version,
                    state=rules.meta.state,
                    body=raw,
                    activated_at=clock.now(),
                    activated_by=user,
                )
            )
        actor = Actor(user, tidy(name), frozenset({Duty.ADMINISTRATOR}))
        return Created(desk=cls(database, clock, actor, cost), recovery_key=recovery_key)

    @classmethod
    def open(cls, path: Path, *, user: str, password: str, clock: Clock | None = None) -> Desk:
        """Open a database as that user.

        Raises Unavailable (wrong password, delay, lock, drive), Damaged, or Forbidden where the user has left.
        """
        clock = clock or SystemClock()
        database = stored.open_database(path, user, password, clock)
        try:
            with database.reading() as session:
                actor = access.load_actor(session, user)
        except BaseException:
            database.close()
            raise
        return cls(database, clock, actor)

    @staticmethod
    def closed() -> ClosedDesk:
        """Give a desk without a database: rules, verifying and checking need none."""
        return ClosedDesk()

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
        self.database.key_file.prove(number, password, self.clock)
        with self.database.reading() as session:
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
        with self.database.reading() as session:
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
        """Take back the newest step of this session. Raises Conflict where there is none or a row has changed."""
        step, written = undoing.undo(self.database, self._history, actor=self.actor)
        self._tell(written)
        return step

    def redo(self) -> dispatcher.Step:
        """Do again what was undone last."""
        step, written = undoing.redo(self.database, self._history, actor=self.actor)
        self._tell(written)
        return step

    def undo_last_import(self) -> dispatcher.Step:
        """Take back the newest whole import, after a restart too.

        Raises Conflict `nothing_to_undo` or `import_used` where a later step stands on it.
        """
        step, written = undoing.undo_last_import(self.database, self._history, actor=self.actor)
        self._tell(written)
        return step

    def listen(self, listener: News) -> None:
        """Let `listener` hear after each change which tables and keys changed (news of a page refresh)."""
        self._listeners.append(listener)

    def is_demo(self) -> bool:
        """Say whether this is the sample county, whose every page carries 演示."""
        with self.database.reading() as session:
            return own_unit(session).demo

    def _tell(self, written: Written | None) -> None:
        if written is not None:
            for listener in self._listeners:
                listener(written.news)

    def _context(self, session: Any, progress: Progress) -> Context:
        return self._surroundings.context(session, actor=self.actor, clock=self.clock, progress=progress)
