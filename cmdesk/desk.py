"""An open database plus everything that a front end may ask: the door for the window and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from cmdesk.kernel.clock import Clock, DayClock, SystemClock, today
from cmdesk.kernel.errors import Problem, Unavailable, Where, refuse_any
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.kernel.text import tidy, unprintable
from cmdesk.models.access import User, UserDuty
from cmdesk.models.org import Unit
from cmdesk.models.settings import RuleSetRow
from cmdesk.rules.ruleset import digest
from cmdesk.runtime import access, bringing_back, demo_day, dispatcher, drafting, package_check, undoing, upkeeping
from cmdesk.runtime.context import Actor, Context, Done
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.reading import Surroundings, own_unit
from cmdesk.runtime.registry import Command, Query, UseCase
from cmdesk.runtime.sentences import message
from cmdesk.storage import database as stored
from cmdesk.storage import resources
from cmdesk.storage.check import CheckReport, check
from cmdesk.storage.journal import Deed
from cmdesk.storage.keys import NewUser
from cmdesk.storage.passwords import STANDARD, Cost
from cmdesk.storage.recovery_key import new_recovery_key
from cmdesk.storage.restore import TableDifference
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

    def discard(self) -> None:
        """Close and remove the database again: what belonged to making it failed, and its key was never shown."""
        path = self.desk.database.path
        self.desk.close()
        stored.remove_half_made(path)


class ClosedDesk:
    """What needs no database. Every answer is plain JSON values."""

    def rule_set_json(self, path: Path | None = None) -> dict[str, Any]:
        """Give a rule set as JSON, the caller's own copy; without a path the one that ships."""
        return deepcopy(resources.load_rule_set(path)[0])

    def try_cases(self, cases: object, path: Path | None = None) -> dict[str, Any]:
        """Compute worked examples under a rule set. Raises Rejected for a file that is not of that form."""
        from cmdesk.rules import topics

        return topics.try_cases(cases, resources.load_rule_set(path)[1], resources.tables())

    def check_cases(self, cases: object, path: Path | None = None) -> dict[str, Any]:
        """Compare worked examples with what they expect: `{"cases": n, "differences": [...]}`."""
        from cmdesk.rules import topics

        found = topics.check_cases(cases, resources.load_rule_set(path)[1], resources.tables())
        count = len(cases["cases"]) if isinstance(cases, dict) else 0
        return {"cases": count, "differences": found}

    def check_examples(self, path: Path | None = None) -> dict[str, Any]:
        """Run a rule set's own worked examples."""
        from cmdesk.rules import topics

        _, rule_set = resources.load_rule_set(path)
        return {"cases": len(rule_set.examples), "differences": topics.prove(rule_set, resources.tables())}

    def verify(
        self, files: Sequence[Path], roots: Path | None = None, *, clock: Clock | None = None
    ) -> list[dict[str, Any]]:
        """Check the signatures of files against root certificates (PEM): one verdict a file, with its sentence."""
        from cmdesk.queries.reports_files import verified

        return verified(files, roots, when=(clock or SystemClock()).now())

    def sign(
        self, file: Path, key: Path, password: str, field: str, *, out: Path | None = None, clock: Clock | None = None
    ) -> dict[str, Any]:
        """Sign a field of a file with a key (PKCS#12), in place or into `out`."""
        from cmdesk.queries.reports_files import signed_in_place

        return signed_in_place(file, key, password, field, when=(clock or SystemClock()).now(), out=out)

    def check_package(
        self, path: Path, roots: Path | None = None, *, progress: Progress = SILENT
    ) -> package_check.PackageAnswer:
        """Check a city file as the city does; `roots` is a PEM file of what to trust. Raises as `check_file` does."""
        trusted = [] if roots is None else [package_check.read_bytes(roots)]
        return package_check.check_file(path, trusted, when=SystemClock().now(), progress=progress)

    def write_template(self, kind: str, target: Path) -> tuple[str, ...]:
        """Write the empty workbook of what comes in, and give the names of its sheets.

        Raises Unavailable `target_exists` (it may be one that somebody has filled in) or `file_not_written`.
        """
        from cmdesk.exchange.sheets.templates import template

        if target.exists():
            raise Unavailable("target_exists", path=str(target))
        book = template(kind)
        try:
            book.save(target)
        except OSError as error:
            raise Unavailable("file_not_written", path=str(target), reason=error.strerror or "") from error
        return tuple(book.sheetnames)

    def annotate(self, source: Path, target: Path, *, problems: Sequence[Problem], warnings: Sequence[Problem]) -> None:
        """Write a copy of a workbook with every problem and warning marked in its cell, and a list of them all."""
        from cmdesk.exchange.sheets import annotated

        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable("file_not_written", path=str(target), reason=error.strerror or "") from error
        annotated.write(source, target, problems=problems, warnings=warnings, sentence=message)


_LONGEST_NAME = 64
"""Characters of a name in a certificate (X.520)."""


def _name_problems(names: Mapping[str, str]) -> list[Problem]:
    """Give what is wrong with the names of a new database, by field."""
    problems = []
    for field, value in names.items():
        missing = unprintable(value, resources.has_glyph)
        if not tidy(value):
            problems.append(Problem("empty_text", Where(field=field)))
        elif len(tidy(value)) > _LONGEST_NAME:
            params = {"value": f"{value[:12]}…", "found": len(tidy(value)), "most": _LONGEST_NAME}
            problems.append(Problem("name_too_long", Where(field=field), params))
        if missing:
            codes = "、".join(f"U+{ord(character):04X}" for character in missing)
            problems.append(Problem("glyph_missing", Where(field=field), {"characters": codes}))
    return problems


News = Callable[[Mapping[str, Any]], None]


class Desk:
    """An open database and who sits at it. A context manager; closing it forgets the key.

    One thread writes (`run`, `undo`, `redo`); `ask` may be called from any.
    """

    def __init__(self, database: stored.Opened, clock: Clock, actor: Actor, cost: Cost = STANDARD) -> None:
        self._surroundings = Surroundings(database, cost, clock)
        self.clock = demo_day.set_clock(database, clock)
        self.actor = actor
        self._history = dispatcher.History()
        self._listeners: list[News] = []
        self.restore_points = True
        """Whether a checked backup is made before a whole file is taken in."""

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

        Raises Unavailable for a drive that must not hold one or a file that exists, Rejected for a faulty rule set
        and for names that are empty, too long for a certificate or not printable. Nothing half made is left.
        """
        clock = clock or SystemClock()
        refuse_any(_name_problems({"unit_code": unit.code, "unit": unit.name, "number": user, "name": name}))
        raw, rules = resources.load_rule_set(rule_set)
        recovery_key = new_recovery_key()
        first_user = NewUser(number=user, name=tidy(name), duties=(Duty.ADMINISTRATOR,), password=password)
        database = stored.create(path, first_user, recovery_key, clock, label=tidy(unit.name), cost=cost)
        actor = Actor(user, tidy(name), frozenset({Duty.ADMINISTRATOR}))
        created = Created(desk=cls(database, clock, actor, cost), recovery_key=recovery_key)
        try:
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
        except BaseException:
            created.discard()
            raise
        return created

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
            return cls(database, clock, actor)
        except BaseException:
            database.close()
            raise

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
        self.database.key_file.prove(number, password, self._surroundings.door)
        with self.database.reading() as session:
            return access.load_actor(session, number)

    def sign_in(self, number: str, password: str) -> Actor:
        """Give a standing user who sits down at the open database; the door tells when. Raises as `person` does."""
        actor = self.person(number, password)
        # Nobody is kept out because the time cannot be noted, as on a disk that is full.
        with suppress(Unavailable):
            self.database.key_file.record_sign_in(number, self._surroundings.door)
        return actor

    def prove_recovery_key(self, text: str) -> None:
        """Check the printed key. Raises Rejected naming mistyped groups, Unavailable `recovery_key_wrong`."""
        self.database.key_file.open_by_recovery_key(text).wipe()

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
        """Carry out orders of one kind in one transaction: all or none; before a whole file goes in, back up."""
        return dispatcher.run_all(
            self._surroundings,
            list(commands),
            actor=self.actor,
            second=second,
            clock=self.clock,
            progress=progress,
            dry_run=dry_run,
            history=self._history,
            tell=self._tell,
            before=lambda entry: self._restore_point(entry, progress),
        )

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

    def undo_own(self, entry: int | None = None) -> dispatcher.Step:
        """Take back the newest step of whoever sits here, after a restart too; one of an earlier day by its `entry`.

        Raises Conflict `nothing_to_undo`, `undo_past_barrier`, `undo_must_be_named`, or where a row has changed since.
        """
        step, written = undoing.undo_own(self.database, actor=self.actor, today=today(self.clock), entry=entry)
        self._tell(written)
        return step

    def back_up(self, target: Path | None = None, *, progress: Progress = SILENT) -> upkeeping.BackupRow:
        """Make a checked backup: into the folder beside the database, or as a compact copy under `target`.

        Raises Forbidden; Unavailable `ballot_open_no_backup`, `target_exists`, `disk_space_short` …; Damaged where
        the copy does not pass.
        """
        return upkeeping.back_up(self.database, self.actor, self.clock, target=target, progress=progress)

    def backups(self) -> tuple[upkeeping.BackupRow, ...]:
        """Give the backups beside the database, newest first."""
        return upkeeping.backups_of(self.database)

    def compare(self, backup: Path) -> list[TableDifference]:
        """Give what going back to a backup would take away and bring back, table by table."""
        return upkeeping.compare(self.database, self.actor, backup)

    @classmethod
    def bring_back(
        cls,
        path: Path,
        backup: Path,
        *,
        by: upkeeping.Proof | upkeeping.PaperProof,
        clock: Clock | None = None,
        progress: Progress = SILENT,
    ) -> Desk:
        """Put a backup where no database lies yet, and open it; see `bringing_back`."""
        clock = clock or SystemClock()
        database = bringing_back.bring_back(path, backup, by=by, clock=clock, progress=progress)
        try:
            with database.reading() as session:
                actor = access.load_actor(session, by.number)
            return cls(database, clock, actor)
        except BaseException:
            database.close()
            raise

    @staticmethod
    def put_back(
        path: Path,
        backup: Path,
        *,
        asker: upkeeping.Proof | upkeeping.PaperProof,
        second: upkeeping.Proof | None,
        clock: Clock | None = None,
        progress: Progress = SILENT,
    ) -> upkeeping.Restored:
        """Put a backup in the place of a database that nobody has open, not even this program; see `upkeeping`."""
        return upkeeping.put_back(
            path, backup, asker=asker, second=second, clock=clock or SystemClock(), progress=progress
        )

    def check(self, *, thorough: bool = True, progress: Progress = SILENT) -> CheckReport:
        """Read the whole database and say what is wrong; nothing is changed. Raises Forbidden."""
        access.need(self.actor, "upkeep.backup")
        return check(self.database, thorough=thorough, progress=progress)

    def keep_draft(self, form: str, body: Mapping[str, Any]) -> datetime:
        """Store what the user has typed into a form and not kept yet (plain JSON values); gives when it was stored."""
        return drafting.keep(self.database, self.actor.number, form, body, self.clock.now())

    def draft(self, form: str) -> tuple[dict[str, Any], datetime] | None:
        """Give the user's own draft of a form and when it was stored, or None."""
        return drafting.read(self.database, self.actor.number, form)

    def drop_draft(self, form: str) -> None:
        """Remove the user's own draft of a form."""
        drafting.drop(self.database, self.actor.number, form)

    def drafts(self) -> tuple[drafting.DraftRow, ...]:
        """Give the user's own drafts, newest first."""
        return drafting.all_of(self.database, self.actor.number)

    def listen(self, listener: News) -> None:
        """Let `listener` hear after each change which tables and keys changed (news of a page refresh)."""
        self._listeners.append(listener)

    def is_demo(self) -> bool:
        """Say whether this is the sample county, whose every page carries 演示."""
        with self.database.reading() as session:
            return own_unit(session).demo

    def demo_day(self) -> date | None:
        """Give the day that a sample county lives on in place of the computer's, or None."""
        return today(self.clock) if isinstance(self.clock, DayClock) else None

    def _restore_point(self, entry: UseCase, progress: Progress) -> None:
        if self.restore_points and undoing.is_import(entry.name):
            upkeeping.restore_point(self.database, self.clock, entry.name, progress)

    def _tell(self, written: Written) -> None:
        for listener in self._listeners:
            listener(written.news)

    def _context(self, session: Any, progress: Progress) -> Context:
        return self._surroundings.context(session, actor=self.actor, clock=self.clock, progress=progress)
