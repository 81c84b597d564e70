"""What a move on the quota board would do, at the moment of 拟提 and at that of 拟定; nothing is changed (row 68)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from cmdesk.kernel.errors import Problem, Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.grading import Grading
from cmdesk.queries.deliberation_state import sitting_began
from cmdesk.queries.grading_moves import try_move
from cmdesk.queries.grading_outcome import gradings_of, undecided_problems
from cmdesk.queries.grading_pay import mean_months, pay_change, rural_on
from cmdesk.queries.grading_seats import LevelCount, base_of, level_counts, seats_of
from cmdesk.queries.org import numbers_by_id, person_by_no
from cmdesk.rules.grading import Bound
from cmdesk.rules.ladder import LADDER, Level, Rung, level_rank, rung_of
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_scoring import Clause
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query
from cmdesk.storage.resources import sentence

Moment = Literal["proposed", "final"]


@dataclass(frozen=True, kw_only=True)
class LevelStep:
    """A level that the move changes: people before and after, places (None: not issued)."""

    level: str
    before: int
    after: int
    places: int | None


@dataclass(frozen=True, kw_only=True)
class Giving:
    """Somebody who would have to give way, with place in the ranking, and the rung he would land on."""

    staff_no: str
    name: str
    rank: int | None
    lands: str


@dataclass(frozen=True, kw_only=True)
class MoveTrial:
    """A trial in figures and sentences.

    `allowed`: the order would be carried out. `may_specially`: only the seats speak against it. `problems` say why
    not, `clause` quotes what binds, `ways` names who would have to give way and `way` says what then comes of the
    levels; `pay` is the change of this person in 元 a month, `pay_with_ways` of all concerned; None without M.
    """

    staff_no: str
    name: str
    moment: str
    from_rung: str
    to_rung: str
    allowed: bool
    may_specially: bool
    problems: tuple[str, ...]
    clause: str
    clause_text: str
    levels: tuple[LevelStep, ...]
    ways: tuple[Giving, ...]
    way: str
    pay: Decimal | None
    pay_with_ways: Decimal | None


@dataclass(frozen=True, kw_only=True)
class TrialOf(Query):
    """Try a move at a moment: allowed or not, and why; seats, clause, who gives way, pay."""

    permission: ClassVar[str] = "grading.decide"

    year: Period
    staff_no: str
    rung: Rung
    moment: Moment = "final"

    def rows(self, context: Context) -> MoveTrial:
        """Give the trial. Raises Rejected `unknown_person`, `not_prepared`, `not_allocated`."""
        return _Trying(context, _row(context, self.year.year, self.staff_no), self.moment).trial(self.rung)


@dataclass(frozen=True, kw_only=True)
class RungReach:
    """Whether a person can be put on a rung: `free`, `full` (only a special decision), `barred`, `here`; with the
    count that the rung's level would have, and its places."""

    rung: str
    state: Literal["free", "full", "barred", "here"]
    people: int
    places: int | None


@dataclass(frozen=True, kw_only=True)
class Reach(Query):
    """Where on the ladder somebody can be moved to at a moment: what a drag shows."""

    permission: ClassVar[str] = "grading.decide"

    year: Period
    staff_no: str
    moment: Moment = "final"

    def rows(self, context: Context) -> tuple[RungReach, ...]:
        """Give one row a rung, lowest first. Raises like `TrialOf`."""
        trying = _Trying(context, _row(context, self.year.year, self.staff_no), self.moment)
        return tuple(trying.reach(rung) for rung in LADDER)


def _row(context: Context, year: int, staff_no: str) -> Grading:
    person = person_by_no(context, staff_no)
    row = context.session.get(Grading, (year, person))
    if row is None:
        name = numbers_by_id(context)[person][1]
        raise reject("not_prepared", where=Where(field="staff_no"), staff_no=staff_no, name=name)
    return row


@dataclass(frozen=True)
class _Judged:
    """A move judged: what speaks against it, levels before and after, who gives way, places lacking after them."""

    problems: tuple[Problem, ...]
    before: tuple[LevelCount, ...]
    after: tuple[LevelCount, ...]
    ways: tuple[uuid.UUID, ...] = ()
    lacking: int = 0


class _Trying:
    """Everything that trials of one person need, read once."""

    def __init__(self, context: Context, row: Grading, moment: Moment) -> None:
        self.context, self.row, self.moment = context, row, moment
        self.names = numbers_by_id(context)
        self.number, self.name = self.names[row.person_id]
        if moment == "final" and row.final is None:
            raise reject("not_allocated", where=Where(field="staff_no"), name=self.name)
        self.rows = {one.person_id: one for one in gradings_of(context, row.year)}
        self.seats = seats_of(context, row.year)
        self.now = Rung((row.final if moment == "final" else row.proposed) or row.suggested)

    def reach(self, rung: Rung) -> RungReach:
        """Say whether a rung can be reached."""
        judged = self._judge(rung)
        after = next(count for count in judged.after if count.level == rung.level)
        codes = {problem.code for problem in judged.problems}
        state: Literal["free", "full", "barred", "here"]
        if rung is self.now:
            state = "here"
        elif not codes:
            state = "free"
        else:
            state = "full" if codes == {"no_free_seat"} else "barred"
        return RungReach(rung=rung, state=state, people=after.people, places=after.places)

    def trial(self, rung: Rung) -> MoveTrial:
        """Give the trial of one rung."""
        judged = self._judge(rung)
        codes = [problem.code for problem in judged.problems]
        clause = self._clause(codes)
        specially = bool(codes) and set(codes) == {"no_free_seat"}
        ways = tuple(self._giving(person) for person in judged.ways)
        pay = self._pay(self.row, rung, self.now)
        return MoveTrial(
            staff_no=self.number,
            name=self.name,
            moment=self.moment,
            from_rung=self.now,
            to_rung=rung,
            allowed=not codes,
            may_specially=specially,
            problems=tuple(sentence(p.code, {**p.params, "name": self.name}) for p in judged.problems),
            clause="" if clause is None else clause.clause,
            clause_text="" if clause is None else clause.text,
            levels=_changed(judged.before, judged.after),
            ways=ways,
            way=self._way_words(rung.level, judged, ways) if specially else "",
            pay=pay,
            pay_with_ways=self._pay_with(judged.ways, pay),
        )

    def _judge(self, rung: Rung) -> _Judged:
        if self.moment == "final":
            trial = try_move(self.context, self.row, rung)
            problems = [*trial.problems, *undecided_problems(self.context, self.row.year)]
            return _Judged(tuple(problems), trial.before, trial.after, trial.ways, trial.lacking)
        rungs = {one.person_id: Rung(one.proposed or one.suggested) for one in self.rows.values()}
        after = {**rungs, self.row.person_id: rung}
        return _Judged(
            tuple(self._proposal_problems(rung)),
            level_counts(self.seats, rungs.values()),
            level_counts(self.seats, after.values()),
        )

    def _proposal_problems(self, rung: Rung) -> list[Problem]:
        row, where = self.row, Where(field="rung")
        found = []
        if rung.place > Rung(row.ceiling).place:
            params = {"name": self.name, "rung": rung.chinese, "ceiling": Rung(row.ceiling).chinese}
            found.append(Problem("above_ceiling", where, params))
        if level_rank(rung.level) > level_rank(Rung(row.present).level) and not self.seats.issued(rung.level):
            found.append(Problem("quota_not_issued", where, {"level": rung.level.chinese}))
        if sitting_began(self.context, row.year):
            found.append(Problem("meeting_has_begun", where, {"year": row.year}))
        return found

    def _clause(self, codes: list[str]) -> Clause | None:
        rules = self.context.rule_set
        if "above_ceiling" in codes:
            return _ceiling_clause(self.row.ceiling_reasons, rules)
        return rules.seats if {"no_free_seat", "quota_not_issued"} & set(codes) else None

    def _giving(self, person: uuid.UUID) -> Giving:
        number, name = self.names[person]
        row = self.rows[person]
        return Giving(staff_no=number, name=name, rank=self._place(row), lands=_landing(row, self.context.rule_set))

    def _place(self, row: Grading) -> int | None:
        place = (row.final_reason or {}).get("place")
        return None if place is None else int(place)

    def _way_words(self, level: Level, judged: _Judged, ways: tuple[Giving, ...]) -> str:
        if not ways:
            return sentence("trial_keepers", {"level": level.chinese})
        after = {count.level: count.people for count in judged.after}
        for one in ways:
            after[level] -= 1
            landed = Rung(one.lands).level
            if landed in after:
                after[landed] += 1
        counts = "，".join(
            f"{Level(count.level).chinese} {after[count.level]}"
            + ("" if count.places is None else f" / {count.places}")
            for count in judged.after
            if after[count.level] != next(b.people for b in judged.before if b.level == count.level)
            or count.level == level
        )
        people = "、".join(_way_of(one) for one in ways)
        code = "trial_gives_way" if not judged.lacking else "trial_still_over"
        return sentence(code, {"people": people, "counts": counts, "lacking": judged.lacking})

    def _pay(self, row: Grading, to: Rung, now: Rung) -> Decimal | None:
        """Give the change against where the person stands on the board now."""
        people = {one.id: one for one in base_of(self.context, row.year)}
        month = mean_months(self.context, row.year).get(row.person_id)
        rules = self.context.rule_set
        rural = rural_on(people[row.person_id], rules)
        return pay_change(now, to, rural=rural, month=month, rule_set=rules)

    def _pay_with(self, ways: tuple[uuid.UUID, ...], pay: Decimal | None) -> Decimal | None:
        total = pay
        for person in ways:
            row = self.rows[person]
            part = self._pay(row, Rung(_landing(row, self.context.rule_set)), Rung(row.final or row.present))
            total = None if total is None or part is None else total + part
        return total


def _way_of(one: Giving) -> str:
    rank = "" if one.rank is None else f"第 {one.rank} 位"
    return f"{rank}{one.name}降为{Rung(one.lands).chinese}"


def _landing(row: Grading, rules: RuleSet) -> str:
    """Give where a riser without a seat lands: A of the present level by default; a trainee stays one (B.11.3a)."""
    present, final = Rung(row.present), Rung(row.final or row.present)
    if present is Rung.TRAINEE:
        return present
    letter = {"top": "A", "bottom": "C"}.get(rules.graded_ballot.landing.value, final.letter or "C")
    return rung_of(present.level, letter)


def _ceiling_clause(reasons: list[str], rules: RuleSet) -> Clause:
    parts: Mapping[str, Clause] = {
        Bound.RED_LINE: rules.red_lines,
        Bound.BLOCKED: rules.democratic,
        Bound.CONDITIONS: rules.eligibility,
        Bound.UNDETERMINED: rules.eligibility,
    }
    return next((parts[reason] for reason in reasons if reason in parts), rules.movement)


def _changed(before: tuple[LevelCount, ...], after: tuple[LevelCount, ...]) -> tuple[LevelStep, ...]:
    return tuple(
        LevelStep(level=old.level, before=old.people, after=new.people, places=new.places)
        for old, new in zip(before, after, strict=True)
        if old.people != new.people
    )
