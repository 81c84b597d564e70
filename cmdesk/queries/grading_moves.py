"""Moving somebody on the quota board: what is allowed, what it costs, and who would have to give way."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period
from cmdesk.models.grading import Grading
from cmdesk.models.scoring import Result
from cmdesk.queries.grading_outcome import gradings_of
from cmdesk.queries.grading_seats import LevelCount, Seats, level_counts, seats_of
from cmdesk.rules.ladder import Level, Rung, level_rank
from cmdesk.runtime.context import Context


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a move would do: everything that speaks against it, the levels before and after, who would give way."""

    person: uuid.UUID
    from_rung: Rung
    to_rung: Rung
    problems: tuple[Problem, ...]
    before: tuple[LevelCount, ...]
    after: tuple[LevelCount, ...]
    gives_way: uuid.UUID | None

    @property
    def needs_special(self) -> bool:
        """Say whether only the seats speak against it: then a special decision may (row 68)."""
        return bool(self.problems) and all(problem.code == "no_free_seat" for problem in self.problems)


def try_move(context: Context, row: Grading, to: Rung) -> Trial:
    """Judge a move of a person to another rung against ceiling and seats. The row must have a final rung."""
    rows = gradings_of(context, row.year)
    seats = seats_of(context, row.year)
    finals = {one.person_id: Rung(one.final) for one in rows if one.final}
    present, now = Rung(row.present), finals[row.person_id]
    problems = []
    where = Where(field="rung")
    if to.place > Rung(row.ceiling).place:
        params = {"name": "", "rung": to.chinese, "ceiling": Rung(row.ceiling).chinese}
        problems.append(Problem("above_ceiling", where, params))
    gives_way = None
    if level_rank(to.level) > level_rank(present.level) and to.level is not now.level:
        found, gives_way = _seat_problem(context, rows, seats, finals, row, to.level)
        problems += found
    after = {**finals, row.person_id: to}
    return Trial(
        person=row.person_id,
        from_rung=now,
        to_rung=to,
        problems=tuple(problems),
        before=level_counts(seats, finals.values()),
        after=level_counts(seats, after.values()),
        gives_way=gives_way,
    )


def _seat_problem(
    context: Context,
    rows: tuple[Grading, ...],
    seats: Seats,
    finals: Mapping[uuid.UUID, Rung],
    row: Grading,
    level: Level,
) -> tuple[list[Problem], uuid.UUID | None]:
    where = Where(field="rung")
    if not seats.issued(level):
        return [Problem("quota_not_issued", where, {"level": level.chinese})], None
    cap = seats.binding(level)
    held = sum(rung.level is level for person, rung in finals.items() if person != row.person_id)
    if cap is None or held < cap:
        return [], None
    risers = [
        one.person_id
        for one in rows
        if one.person_id != row.person_id
        and finals.get(one.person_id, Rung.TRAINEE).level is level
        and level_rank(Rung(one.present).level) < level_rank(level)
    ]
    ranks = scores_of(context, row.year)
    last = min(risers, key=lambda person: (ranks.get(person) or Decimal(-1), str(person)), default=None)
    params = {"level": level.chinese, "nominated": held + 1, "free": max(0, cap - held)}
    return [Problem("no_free_seat", where, params)], last


def scores_of(context: Context, year: int) -> dict[uuid.UUID, Decimal | None]:
    """Give the printed annual scores."""
    period = Period.parse(str(year))
    rows = context.session.execute(select(Result.person_id, Result.score).where(Result.period == period))
    return {person: None if score is None else Decimal(score) for person, score in rows}
