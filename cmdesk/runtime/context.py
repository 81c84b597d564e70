"""What a use case and a query are given."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from cmdesk.kernel.clock import Clock, today
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.progress import SILENT, Progress
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.tables import Tables
from cmdesk.runtime.permissions import Duty, MeetingDutyName

if TYPE_CHECKING:
    from cmdesk.runtime.slots import Slots
    from cmdesk.storage.files import FileStore
    from cmdesk.storage.vault import Vault


@dataclass(frozen=True)
class Actor:
    """Somebody who has proved who he is. `person_id` where he stands in the roster."""

    number: str
    name: str
    duties: frozenset[Duty]
    person_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Holder:
    """Somebody who has proved a duty of one meeting. `user_no` is None for who has no account."""

    name: str
    duty: MeetingDutyName
    person_id: uuid.UUID | None = None
    user_no: str | None = None


@dataclass(frozen=True)
class OwnUnit:
    """The unit whose database this is."""

    id: uuid.UUID
    code: str
    name: str
    short_name: str
    covers_city: bool
    demo: bool


@dataclass(frozen=True)
class Context:
    """An open transaction (or reading) and everything that may be asked in it. Nothing is fetched from a global."""

    session: Session
    actor: Actor
    clock: Clock
    unit: OwnUnit
    rule_set: RuleSet
    rule_digest: str
    tables: Tables
    vault: Vault
    files: FileStore
    slots: Slots
    has_glyph: Callable[[str], bool]
    second: Actor | None = None
    holder: Holder | None = None
    progress: Progress = SILENT
    warnings: list[Problem] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def now(self) -> datetime:
        """Give the present instant."""
        return self.clock.now()

    def today(self) -> date:
        """Give the present day in China."""
        return today(self.clock)

    def warn(self, problem: Problem | Iterable[Problem]) -> None:
        """Keep something odd that does not stop the work, to be told with the result."""
        self.warnings.extend([problem] if isinstance(problem, Problem) else problem)

    def after(self, act: Callable[[], None]) -> None:
        """Keep an act outside the database (a file, a key slot) for after the commit; a dry run never does it."""
        self.afterwards.append(act)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a use case answers: how many things were done, their ids, and a plain answer for the command line.

    `refused` are problems that are raised after the commit: what was done stays, though it was not enough (a second
    count that differs from the first is kept, and told).
    """

    count: int = 1
    ids: tuple[str, ...] = ()
    answer: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    refused: tuple[Problem, ...] = ()
    seq: int | None = None
