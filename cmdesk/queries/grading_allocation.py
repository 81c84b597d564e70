"""From counted ballots to final rungs: keepers first, then the seats, item by item (B.11, B.12, B.12a).

Items are taken in the order of the agenda. A level's room for an item is its cap less everybody outside the item who
keeps or has won a place in it, so that nobody loses a level by arithmetic and no place is given twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cmdesk.kernel.errors import Problem, Where
from cmdesk.queries.grading_seats import Seats
from cmdesk.queries.grading_votes import ItemVotes, Voted
from cmdesk.rules.ballots import lot_key, one_ballot_away, voted_grade
from cmdesk.rules.ballots_check import recount, recount_problems
from cmdesk.rules.certificate import certificate_problems
from cmdesk.rules.codes import JuniorCap
from cmdesk.rules.ladder import LADDER, LEVELS, Level, Rung, level_rank, lower_of
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.seating import GradedVote, MovedDown, Seating, SeatRules, grade_ballots
from cmdesk.rules.voting import VoteState, seat_vote


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Where one person's year ends: voted and final rung, the reason (`code` and figures), and the certificate."""

    voted: Rung | None
    final: Rung
    reason: Mapping[str, Any]
    certificate: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Tie:
    """People (工号) who tie for the last seats of a level; `lot` where a second ballot and all figures left them so."""

    item: int
    level: Level
    people: tuple[str, ...]
    seats: int
    lot: bool


@dataclass
class Allocation:
    """The outcomes by person, ties that hold the allocation up, and what the second count found wrong (nothing)."""

    outcomes: dict[uuid.UUID, Outcome] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def allocate(
    items: Sequence[ItemVotes],
    *,
    base: Mapping[uuid.UUID, Rung],
    seats: Seats,
    seed: str,
    rule_set: RuleSet,
    draw_lots: bool = False,
) -> Allocation:
    """Give the rungs of everybody of the base. With `draw_lots` what still ties is drawn from the public seed."""
    work = _Work(seats, seed, rule_set, draw_lots)
    work.places = {person: rung.level for person, rung in base.items()}
    for item in items:
        for person in item.people:
            work.places[person.id] = _kept_level(person, item, rule_set)
    for item in items:
        if item.graded:
            work.graded(item)
        else:
            work.proposals(item)
    voted = {person.id for item in items for person in item.people}
    for who, rung in base.items():
        if who not in voted:
            work.done.outcomes[who] = Outcome(voted=None, final=rung, reason={"code": "not_on_agenda"})
    return work.done


def _kept_level(person: Voted, item: ItemVotes, rule_set: RuleSet) -> Level:
    """Give the level in which a person surely sits: the present one, or the voted one where that is lower."""
    return lower_of(_entitled(person, item, rule_set), person.present).level


def _entitled(person: Voted, item: ItemVotes, rule_set: RuleSet) -> Rung:
    """Give the rung that the ballots give before the seats, held under the ceiling."""
    if not item.graded:
        return person.proposed if passed(person, rule_set) else person.present
    grades = person.ballot.grades()
    if not any(grades):
        return person.present
    return lower_of(LADDER[voted_grade(grades, rule_set.graded_ballot.grade_rule)], person.ceiling)


def passed(person: Voted, rule_set: RuleSet) -> bool:
    """Say whether the proposal on a person passed (B.12.8)."""
    return person.ballot.result(rule_set).state is VoteState.PASSED


class _Work:
    """The running state: who holds which level while items are worked off."""

    def __init__(self, seats: Seats, seed: str, rule_set: RuleSet, draw_lots: bool) -> None:
        self.seats = seats
        self.seed = seed
        self.rules = rule_set
        self.draw_lots = draw_lots
        self.places: dict[uuid.UUID, Level] = {}
        self.done = Allocation()

    def held(self, level: Level, but: ItemVotes | None = None) -> int:
        """Give how many hold `level`, the people of an item left out."""
        inside = {person.id for person in but.people} if but else set()
        return sum(held is level for person, held in self.places.items() if person not in inside)

    def settle(self, person: Voted, outcome: Outcome) -> None:
        """Keep an outcome and the place it takes."""
        self.done.outcomes[person.id] = outcome
        self.places[person.id] = outcome.final.level

    # --- proposal votes

    def proposals(self, item: ItemVotes) -> None:
        """Settle who does not rise, then give the free places of each level from the top."""
        risers: dict[Level, list[Voted]] = {level: [] for level in LEVELS}
        for person in item.people:
            ballot = person.ballot
            figures = {"agree": ballot.marks.get("agree", 0), "needed": ballot.result(self.rules).needed}
            if not passed(person, self.rules):
                reason = {"code": "not_passed", **figures}
                self.settle(person, Outcome(voted=person.present, final=person.present, reason=reason))
            elif level_rank(person.proposed.level) > level_rank(person.present.level):
                risers[person.proposed.level].append(person)
            else:
                reason = {"code": "passed", **figures}
                self.settle(person, Outcome(voted=person.proposed, final=person.proposed, reason=reason))
        for level in LEVELS:
            if risers[level]:
                self._seat_risers(item, level, risers[level])

    def _seat_risers(self, item: ItemVotes, level: Level, risers: list[Voted]) -> None:
        cap = self.seats.binding(level)
        free = len(risers) if cap is None else max(0, cap - self.held(level))
        elected = self._elected(item, level, risers, free)
        if elected is None:
            return
        last = elected[-1] if elected else None
        names = {person.staff_no: person for person in risers}
        for person in risers:
            ballot = person.ballot
            figures = {"agree": ballot.marks.get("agree", 0), "needed": ballot.result(self.rules).needed}
            if person.staff_no in elected:
                reason = {"code": "passed", **figures}
                self.settle(person, Outcome(voted=person.proposed, final=person.proposed, reason=reason))
                continue
            certificate = {
                "kind": "proposal",
                "level": level,
                "cap": cap,
                "free": free,
                "passed": len(risers),
                "agree": figures["agree"],
                "last": last,
                "last_agree": names[last].ballot.marks.get("agree", 0) if last else None,
                "second": person.second.marks.get("agree", 0) if person.second else None,
            }
            reason = {"code": "no_seat", "level": level.chinese, "cap": cap, "free": free}
            self.settle(
                person,
                Outcome(voted=person.proposed, final=person.present, reason=reason, certificate=certificate),
            )

    def _elected(self, item: ItemVotes, level: Level, risers: list[Voted], free: int) -> list[str] | None:
        """Give who is seated, in order; None where a tie holds it up (B.12.11–12)."""
        candidates = [person.candidate() for person in risers]
        breaks = self.rules.votes.tie_breaks
        first = seat_vote(candidates, seats=free, needed=0)
        tied = first.second_ballot_between
        if not tied:
            return list(first.elected)
        second = {
            person.staff_no: person.second.marks.get("agree", 0)
            for person in risers
            if person.staff_no in tied and person.second is not None
        }
        if set(second) != set(tied):
            self.done.ties.append(
                Tie(item=item.number, level=level, people=tied, seats=free - len(first.elected), lot=False)
            )
            return None
        again = seat_vote(candidates, seats=free, needed=0, second_ballot=second, tie_breaks=breaks)
        still, left = again.second_ballot_between, free - len(again.elected)
        if still and not self.draw_lots:
            self.done.ties.append(Tie(item=item.number, level=level, people=still, seats=left, lot=True))
            return None
        drawn = sorted(still, key=lambda staff_no: lot_key(self.seed, staff_no))
        return [*again.elected, *drawn[:left]]

    # --- graded ballots

    def graded(self, item: ItemVotes) -> None:
        """Count the nine-rung ballot, seat the people, and let the second count check it (rows 65–67)."""
        counted = [p for p in item.people if any(p.ballot.grades()) and p.ceiling is not Rung.TRAINEE]
        for person in item.people:
            if person in counted:
                continue
            # A trainee who may not be graded this year stands outside the ladder: no seat, no order.
            barred = any(person.ballot.grades())
            voted = LADDER[voted_grade(person.ballot.grades(), self.rules.graded_ballot.grade_rule)] if barred else None
            reason: dict[str, Any] = {"code": "ungraded"} if barred else {"code": "no_ballots"}
            self.settle(person, Outcome(voted=voted or person.present, final=person.present, reason=reason))
        if not counted:
            return
        room = {level: self._room(level, item) for level in LEVELS}
        ballot = GradedVote(
            counts={person.staff_no: person.ballot.grades() for person in counted},
            scores={person.staff_no: person.score for person in counted},
            seed=self.seed,
            ceilings={person.staff_no: person.ceiling for person in counted},
            present={person.staff_no: person.present for person in counted},
        )
        rule = self.rules.graded_ballot
        seating = grade_ballots(
            ballot,
            SeatRules(
                caps={level: self._figure(level) if cap is None else cap for level, cap in room.items()},
                headcount=0,  # whether hard caps hold the base is a question of the county, not of one item
                grade_rule=rule.grade_rule,
                landing=rule.landing,
                junior_cap=self.rules.caps.junior_cap,
            ),
        )
        self._check(ballot, room, seating)
        for person in counted:
            self.settle(person, self._graded_outcome(item, person, seating, ballot))

    def _room(self, level: Level, item: ItemVotes) -> int | None:
        cap = self.seats.binding(level)
        return None if cap is None else max(0, cap - self.held(level, item))

    def _figure(self, level: Level) -> int:
        return self.seats.places.get(level) or 0

    def _check(self, ballot: GradedVote, room: Mapping[Level, int | None], seating: Seating) -> None:
        rule = self.rules.graded_ballot
        second = recount(
            ballot.counts,
            scores=ballot.scores,
            seed=self.seed,
            caps=room,
            rule=rule.grade_rule,
            landing=rule.landing,
            ceilings=ballot.ceilings,
            present=ballot.present,
        )
        self.done.problems += recount_problems(second, order=seating.order, voted=seating.voted, final=seating.final)
        self.done.problems += certificate_problems(
            order=seating.order,
            voted=seating.voted,
            final=seating.final,
            caps=room,
            ceilings=ballot.ceilings,
            present=ballot.present,
        )

    def _graded_outcome(self, item: ItemVotes, person: Voted, seating: Seating, ballot: GradedVote) -> Outcome:
        number = person.staff_no
        voted, final, entitled = seating.voted[number], seating.final[number], seating.entitled[number]
        moved = seating.moved_down.get(number)
        place = seating.order.index(number) + 1
        reason: dict[str, Any] = {"code": "graded", "voted": voted.chinese, "place": place}
        if entitled is not voted:
            reason |= {"code": "above_ceiling", "ceiling": person.ceiling.chinese}
        if moved is None:
            return Outcome(voted=voted, final=final, reason=reason)
        reason |= {"code": "moved_down", "entitled": entitled.chinese, "final": final.chinese}
        names = {one.staff_no: one for one in item.people}
        certificate = self._certificate(item, names, person, moved, ballot)
        return Outcome(voted=voted, final=final, reason=reason, certificate=certificate)

    def _certificate(
        self, item: ItemVotes, names: Mapping[str, Voted], person: Voted, moved: MovedDown, ballot: GradedVote
    ) -> dict[str, Any]:
        levels = []
        for lost in moved.lost:
            difference = lost.difference
            last = None if lost.last_seated is None else names[lost.last_seated]
            levels.append(
                {
                    "level": lost.level,
                    "places": self.seats.places.get(lost.level),
                    "outside": self.held(lost.level, item),
                    "cap": lost.cap,
                    "seated": lost.seated,
                    "last": None if last is None else last.staff_no,
                    "last_name": None if last is None else last.name,
                    "last_score": None if last is None or last.score is None else str(last.score),
                    "last_row": None if last is None else self._row(last),
                    "decided_by": lost.decided_by,
                    "depth": None if difference is None else str(difference.depth),
                    "first": None if difference is None else LADDER[difference.first],
                    "second": None if difference is None else LADDER[difference.second],
                }
            )
        near = one_ballot_away(person.ballot.grades(), self.rules.graded_ballot.grade_rule)
        return {
            "kind": "graded",
            "from": moved.from_rung,
            "to": moved.to_rung,
            "base": self.seats.headcount,
            "score": None if person.score is None else str(person.score),
            "row": self._row(person),
            "levels": levels,
            "fewer": None if near.fewer is None else LADDER[near.fewer],
            "more": None if near.more is None else LADDER[near.more],
        }

    def _row(self, person: Voted) -> list[int] | None:
        """Give the ballots of a person for the certificate; none where so few would betray the voters."""
        grades = person.ballot.grades()
        return list(grades) if sum(grades) >= self.rules.graded_ballot.few_ballots else None


def not_feasible(seats: Seats, rule_set: RuleSet) -> list[Problem]:
    """Give `not_feasible` where all three caps bind and together hold fewer than the base (methods c)."""
    if rule_set.caps.junior_cap is not JuniorCap.HARD:
        return []
    places = sum(seats.binding(level) or 0 for level in LEVELS)
    if places >= seats.headcount:
        return []
    return [Problem("not_feasible", Where(field="caps"), {"caps": places, "people": seats.headcount})]
