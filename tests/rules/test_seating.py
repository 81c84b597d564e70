"""Seats after a graded ballot: outcome, certificate, second count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cmdesk.kernel.errors import Rejected
from cmdesk.rules.ballots import DecidedBy
from cmdesk.rules.ballots_check import recount, recount_problems
from cmdesk.rules.certificate import certificate_problems
from cmdesk.rules.codes import GradeRule, JuniorCap, Landing
from cmdesk.rules.ladder import LADDER, LEVELS, Level, Rung, level_rank
from cmdesk.rules.seating import GradedVote, Seating, SeatRules, grade_ballots


def _caps(senior: int, intermediate: int, junior: int) -> dict[Level, int]:
    return {Level.SENIOR: senior, Level.INTERMEDIATE: intermediate, Level.JUNIOR: junior}


def _row(grade: Rung, ballots: int = 5) -> list[int]:
    return [ballots if rung is grade else 0 for rung in LADDER]


@dataclass(frozen=True)
class Case:
    """A drawn ballot with its rules and outcome."""

    ballot: GradedVote
    rules: SeatRules
    seating: Seating

    @property
    def binding(self) -> dict[Level, int | None]:
        return {level: self.rules.binding(level) for level in LEVELS}

    def problems(self, final: Mapping[str, Rung]) -> set[str]:
        return {
            problem.code
            for problem in certificate_problems(
                order=self.seating.order,
                voted=self.seating.voted,
                final=final,
                caps=self.binding,
                ceilings=self.ballot.ceilings,
                present=self.ballot.present,
            )
        }


@st.composite
def cases(draw: st.DrawFn, *, most: int = 6) -> Case:
    people = [f"p{number}" for number in range(draw(st.integers(1, most)))]
    few = st.lists(st.sampled_from([3, 5, 6, 7, 8]), min_size=1, max_size=6)
    counts = {person: [marks.count(g) for g in range(9)] for person in people for marks in (draw(few),)}
    score = st.sampled_from([None, Decimal("80.00"), Decimal("90.10")])
    ballot = GradedVote(
        counts=counts,
        scores={person: draw(score) for person in people},
        seed="公开的种子",
        ceilings={person: draw(st.sampled_from(LADDER)) for person in people if draw(st.booleans())},
        present={person: draw(st.sampled_from(list(Rung))) for person in people} if draw(st.booleans()) else None,
    )
    rules = SeatRules(
        caps=_caps(draw(st.integers(0, 3)), draw(st.integers(0, 3)), draw(st.integers(0, 6))),
        headcount=len(people),
        grade_rule=draw(st.sampled_from(GradeRule)),
        landing=draw(st.sampled_from(Landing)),
        junior_cap=draw(st.sampled_from(JuniorCap)),
    )
    try:
        return Case(ballot, rules, grade_ballots(ballot, rules))
    except Rejected:
        assume(False)
        raise


@pytest.mark.shows("66", "67")
@settings(max_examples=300, suppress_health_check=[HealthCheck.filter_too_much])
@given(cases())
def test_that_every_outcome_passes_the_certificate_and_the_second_count(case: Case) -> None:
    assert case.problems(case.seating.final) == set()
    again = recount(
        case.ballot.counts,
        scores=case.ballot.scores,
        seed=case.ballot.seed,
        caps=case.binding,
        rule=case.rules.grade_rule,
        landing=case.rules.landing,
        ceilings=case.ballot.ceilings,
        present=case.ballot.present,
    )
    seating = case.seating
    assert recount_problems(again, order=seating.order, voted=seating.voted, final=seating.final) == ()


@pytest.mark.shows("66")
@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much])
@given(cases(), st.data())
def test_that_the_certificate_catches_any_other_outcome(case: Case, data: st.DataObject) -> None:
    person = data.draw(st.sampled_from(case.seating.order))
    other = data.draw(st.sampled_from(list(Rung)))
    final = {**case.seating.final, person: other}
    # Another letter in the landing level is a matter of the landing rule alone, which the certificate does not know.
    assume(other.level is not case.seating.final[person].level)
    assert case.problems(final) != set()


@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much])
@given(cases(most=4))
def test_that_no_other_choice_of_levels_passes_the_certificate(case: Case) -> None:
    order = case.seating.order
    lawful = []
    for levels in product(list(Level), repeat=len(order)):
        final = {
            person: case.seating.final[person]
            if level is case.seating.final[person].level
            else case.seating.entitled[person]
            if level is case.seating.entitled[person].level
            else Rung.TRAINEE
            if level is Level.TRAINEE
            else Rung(f"{level}-A")
            for person, level in zip(order, levels, strict=True)
        }
        if not case.problems(final):
            lawful.append(levels)
    assert lawful == [tuple(case.seating.final[person].level for person in order)]


@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much])
@given(cases(), st.randoms())
def test_that_the_order_of_people_given_changes_no_rung(case: Case, random: object) -> None:
    people = list(case.ballot.counts)
    random.shuffle(people)  # type: ignore[attr-defined]
    shuffled = GradedVote(
        counts={person: case.ballot.counts[person] for person in people},
        scores=case.ballot.scores,
        seed=case.ballot.seed,
        ceilings=case.ballot.ceilings,
        present=case.ballot.present,
    )
    assert grade_ballots(shuffled, case.rules) == case.seating


@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much])
@given(cases())
def test_that_nobody_voted_into_his_level_or_higher_loses_it(case: Case) -> None:
    present = case.ballot.present
    assume(present is not None)
    assert present is not None
    for person, final in case.seating.final.items():
        kept = min(level_rank(present[person].level), level_rank(case.seating.entitled[person].level))
        assert level_rank(final.level) >= kept


@pytest.mark.shows("R37", "68")
def test_that_the_second_best_lands_at_intermediate_a_and_reads_why() -> None:
    ballot = GradedVote(
        counts={"a": _row(Rung.SENIOR_C), "b": [0, 0, 0, 0, 0, 2, 3, 0, 0], "c": _row(Rung.INTERMEDIATE_B)},
        scores=dict.fromkeys("abc", Decimal("85.00")),
        seed="s",
    )
    seating = grade_ballots(ballot, SeatRules(caps=_caps(1, 5, 3), headcount=10))
    assert seating.final == {"a": Rung.SENIOR_C, "b": Rung.INTERMEDIATE_A, "c": Rung.INTERMEDIATE_B}
    (lost,) = seating.moved_down["b"].lost
    assert (lost.level, lost.cap, lost.seated, lost.last_seated) == (Level.SENIOR, 1, 1, "a")
    assert lost.decided_by is DecidedBy.MAJORITY_VALUE
    assert lost.difference is not None
    assert (lost.difference.first, lost.difference.second) == (6, 5)
    assert set(seating.moved_down) == {"b"}


@pytest.mark.parametrize(
    ("landing", "rung"),
    [
        (Landing.TOP, Rung.INTERMEDIATE_A),
        (Landing.SAME_LETTER, Rung.INTERMEDIATE_B),
        (Landing.BOTTOM, Rung.INTERMEDIATE_C),
    ],
)
def test_that_the_landing_rule_chooses_the_letter(landing: Landing, rung: Rung) -> None:
    ballot = GradedVote(counts={"a": _row(Rung.SENIOR_B)}, scores={"a": None}, seed="s")
    rules = SeatRules(caps=_caps(0, 1, 1), headcount=1, landing=landing)
    assert grade_ballots(ballot, rules).final == {"a": rung}


@pytest.mark.shows("R37")
def test_that_keepers_in_an_over_run_keep_the_level_and_nobody_rises_into_it() -> None:
    keepers = [f"k{number:02}" for number in range(36)]
    counts = {person: _row(Rung.INTERMEDIATE_B) for person in keepers} | {"riser": _row(Rung.INTERMEDIATE_C)}
    ballot = GradedVote(
        counts=counts,
        scores=dict.fromkeys(counts, Decimal("80.00")),
        seed="s",
        present={**dict.fromkeys(keepers, Rung.INTERMEDIATE_C), "riser": Rung.JUNIOR_A},
    )
    seating = grade_ballots(ballot, SeatRules(caps=_caps(14, 35, 21), headcount=71))
    assert {seating.final[person] for person in keepers} == {Rung.INTERMEDIATE_B}
    assert seating.final["riser"] is Rung.JUNIOR_A
    (lost,) = seating.moved_down["riser"].lost
    assert (lost.cap, lost.seated, lost.last_seated, lost.decided_by) == (35, 36, None, None)


def test_that_the_place_of_somebody_who_rises_is_free_for_the_next() -> None:
    ballot = GradedVote(
        counts={"up": _row(Rung.SENIOR_C), "next": _row(Rung.SENIOR_A)},
        scores={"up": None, "next": None},
        seed="s",
        ceilings={"next": Rung.INTERMEDIATE_C},
        present={"up": Rung.INTERMEDIATE_A, "next": Rung.JUNIOR_A},
    )
    seating = grade_ballots(ballot, SeatRules(caps=_caps(1, 1, 1), headcount=2))
    assert seating.order == ("next", "up")
    assert seating.final == {"next": Rung.INTERMEDIATE_C, "up": Rung.SENIOR_C}


def test_that_a_trainee_without_a_seat_stays_a_trainee() -> None:
    counts = {"kept": _row(Rung.JUNIOR_B), "new": _row(Rung.JUNIOR_C)}
    ballot = GradedVote(
        counts=counts,
        scores=dict.fromkeys(counts),
        seed="s",
        present={"kept": Rung.JUNIOR_C, "new": Rung.TRAINEE},
    )
    rules = SeatRules(caps=_caps(0, 1, 1), headcount=2, junior_cap=JuniorCap.HARD)
    assert grade_ballots(ballot, rules).final == {"kept": Rung.JUNIOR_B, "new": Rung.TRAINEE}


@pytest.mark.shows("67")
def test_that_hard_caps_below_the_head_count_are_refused() -> None:
    ballot = GradedVote(counts={"a": _row(Rung.JUNIOR_A)}, scores={"a": None}, seed="s")
    with pytest.raises(Rejected, match="not_feasible"):
        grade_ballots(ballot, SeatRules(caps=_caps(2, 6, 3), headcount=13, junior_cap=JuniorCap.HARD))


def test_that_everything_wrong_with_a_ballot_is_said_at_once() -> None:
    ballot = GradedVote(
        counts={"a": [1, 2], "b": [0] * 9},
        scores={"a": None, "b": None, "c": None},
        seed="s",
        ceilings={"x": Rung.JUNIOR_A},
        present={"a": Rung.JUNIOR_A},
    )
    with pytest.raises(Rejected) as refused:
        grade_ballots(ballot, SeatRules(caps=_caps(1, 1, 1), headcount=2))
    assert {(problem.code, problem.where.field) for problem in refused.value.problems} == {
        ("grades_not_nine", "counts.a"),
        ("no_ballots", "counts.b"),
        ("no_ballots", "counts.c"),
        ("not_on_ballot", "ceilings.x"),
        ("present_missing", "present.b"),
    }


def test_that_a_recount_that_differs_names_the_person() -> None:
    counts = {"a": _row(Rung.SENIOR_C), "b": _row(Rung.SENIOR_B)}
    again = recount(
        counts,
        scores=dict.fromkeys(counts),
        seed="s",
        caps={Level.SENIOR: 1, Level.INTERMEDIATE: 1, Level.JUNIOR: None},
        rule=GradeRule.MAJORITY_JUDGMENT,
        landing=Landing.TOP,
        ceilings={},
        present=None,
    )
    wrong = {"a": Rung.SENIOR_C, "b": Rung.SENIOR_B}
    problems = recount_problems(again, order=("b", "a"), voted=again.voted, final=wrong)
    assert [(problem.code, problem.params["person"]) for problem in problems] == [("recount_differs", "a")]
