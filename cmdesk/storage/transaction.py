"""The one path from a command to the database: a transaction that journals itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from cmdesk.kernel.clock import Clock
from cmdesk.storage import images
from cmdesk.storage.engine import Engines
from cmdesk.storage.faults import translated
from cmdesk.storage.journal import Deed, append
from cmdesk.storage.shape import Shape


@dataclass(frozen=True)
class Written:
    """What a transaction left behind: its journal number (None if it left no entry) and the rows it changed."""

    seq: int | None
    images: Sequence[images.Image] = field(repr=False)
    shape: Shape = field(repr=False)

    @cached_property
    def news(self) -> Mapping[str, frozenset[Any]]:
        """Give the keys of the changed rows by table, read when somebody asks: without a window nobody does.

        A key is one value or, for a composite key, a tuple, as the models know it.
        """
        return images.news(self.images, self.shape)


@dataclass
class Writing:
    """A running transaction. `session` must neither be committed nor leave its thread; `written` stands afterwards."""

    session: Session
    _noted: dict[str, Any] = field(default_factory=dict)
    _written: Written | None = None

    def note(self, **params: Any) -> None:
        """Add parameters to the journal entry: counts and decisions known only while the work is done."""
        self._noted.update(params)

    @property
    def written(self) -> Written:
        """Give what was written. Raises RuntimeError before the commit."""
        if self._written is None:
            raise RuntimeError("nothing is written yet")
        return self._written


@contextmanager
def writing(
    engines: Engines, shape: Shape, clock: Clock, deed: Deed, *, even_unchanged: bool = True
) -> Iterator[Writing]:
    """Run a transaction: commit with a journal entry at the end, or leave everything as it was on any error.

    `even_unchanged` False leaves no entry where no journalled row has changed. Raises what the work inside raises,
    and what `translated` makes of the driver's errors; a cancelled work has left nothing.
    """
    with translated(), engines.writer.connect() as connection, connection.begin():
        # Opened by hand: the session must see the outer transaction and must not end it.
        with Session(connection, expire_on_commit=False) as session:
            running = Writing(session)
            yield running
            session.flush()
        changed = images.collect(connection, shape)
        seq = None
        if changed or even_unchanged:
            noted = replace(deed, params={**deed.params, **running._noted})
            seq = append(connection, noted, changed, clock.now()).seq
        written = Written(seq, changed, shape)
    running._written = written
