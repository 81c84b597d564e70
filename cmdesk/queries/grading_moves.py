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
    """What a move would do: everything that speaks against it, the levels before and after, who would give way.

    `ways`: the risers of the wanted level who would have to go, the first to go first; nobody where keepers hold all
    its places. `lacking`: how many places are still missing after them.
    """

    person: uuid.UUID
    from_rung: Rung
    to_rung: Rung
    problems: tuple[Problem, ...]
    before: tuple[LevelCount, ...]
    after: tuple[LevelCount, ...]
    ways: tuple[uuid.UUID, ...]
    lacking: int

    @property
    def gives_way(self) -> uuid.UUID | None:
        """Give who would be the first to go."""
        return self.ways[0] if self.ways else None

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
    ways: tuple[uuid.UUID, ...] = ()
    lacking = 0
    if level_rank(to.level) > level_rank(present.level) and to.level is not now.level:
        found, ways, lacking = _seat_problem(context, rows, seats, finals, row, to.level)
        problems += found
    after = {**finals, row.person_id: to}
    return Trial(
        person=row.person_id,
        from_rung=now,
        to_rung=to,
        problems=tuple(problems),
        before=level_counts(seats, finals.values()),
        after=level_counts(seats, after.values()),
        ways=ways,
        lacking=lacking,
    )


def _seat_problem(
    context: Context,
    rows: tuple[Grading, ...],
    seats: Seats,
    finals: Mapping[uuid.UUID, Rung],
    row: Grading,
    level: Level,
) -> tuple[list[Problem], tuple[uuid.UUID, ...], int]:
    where = Where(field="rung")
    if not seats.issued(level):
        return [Problem("quota_not_issued", where, {"level": level.chinese})], (), 0
    cap = seats.binding(level)
    held = sum(rung.level is level for person, rung in finals.items() if person != row.person_id)
    if cap is None or held < cap:
        return [], (), 0
    risers = [
        one
        for one in rows
        if one.person_id != row.person_id
        and finals.get(one.person_id, Rung.TRAINEE).level is level
        and level_rank(Rung(one.present).level) < level_rank(level)
    ]
    scores = scores_of(context, row.year)
    risers.sort(key=lambda one: _last_first(one, scores.get(one.person_id)))
    excess = held + 1 - cap
    ways = tuple(one.person_id for one in risers[:excess])
    params = {"level": level.chinese, "nominated": held + 1, "free": max(0, cap - held)}
    return [Problem("no_free_seat", where, params)], ways, excess - len(ways)


def _last_first(row: Grading, score: Decimal | None) -> tuple[int, int, Decimal, str]:
    """Give a key by which the last seated comes first: by place or votes of the ballot, then by score (B.12.11)."""
    reason = row.final_reason or {}
    return (-int(reason.get("place") or 0), int(reason.get("agree") or 0), score or Decimal(-1), str(row.person_id))


def scores_of(context: Context, year: int) -> dict[uuid.UUID, Decimal | None]:
    """Give the printed annual scores."""
    period = Period.parse(str(year))
    rows = context.session.execute(select(Result.person_id, Result.score).where(Result.period == period))
    return {person: None if score is None else Decimal(score) for person, score in rows}
