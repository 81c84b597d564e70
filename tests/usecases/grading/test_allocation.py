"""From counted ballots to final rungs, on values: keepers first, seats by votes, second ballots, lots, certificates."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.queries.grading_allocation import Allocation, allocate
from cmdesk.queries.grading_seats import Seats
from cmdesk.queries.grading_votes import Ballot, ItemVotes, Voted
from cmdesk.rules.codes import JuniorCap
from cmdesk.rules.ladder import LADDER, Level, Rung, level_rank
from cmdesk.rules.ruleset import RuleSet, parse

SHIPPED = Path(__file__).parents[3] / "resources" / "rulesets" / "default.json"
SEED = "晋中烟草二〇二五年度"
SENIOR, MIDDLE, JUNIOR = Level.SENIOR, Level.INTERMEDIATE, Level.JUNIOR


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return parse(json.loads(SHIPPED.read_text("utf-8")))


def seats(senior: int | None = 14, intermediate: int | None = 35, junior: int | None = 21) -> Seats:
    return Seats(
        base_date=date(2025, 12, 31),
        headcount=71,
        trainees=11,
        places={SENIOR: senior, MIDDLE: intermediate, JUNIOR: junior},
        soft=(JUNIOR,),
        document_no="晋中烟〔2026〕1号",
        known=True,
    )


def person(number: int, present: Rung, marks: Mapping[str, int], **changes: object) -> Voted:
    count = sum(marks.values())
    usual = Voted(
        id=uuid.UUID(int=number),
        staff_no=f"{number:04}",
        name=f"甲{number}",
        present=present,
        ceiling=Rung.SENIOR_A,
        proposed=present,
        score=Decimal("85.00"),
        figures=dict.fromkeys(("annual", "quarters", "performance", "exam", "customer", "inspection")),
        ballot=Ballot(
            paper="票一",
            expected=count,
            recused=0,
            present=count,
            issued=count,
            returned=count,
            invalid=0,
            marks=marks,
        ),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def graded(*people: Voted) -> ItemVotes:
    return ItemVotes(number=2, title="其他人员", kind="graded_ballot", people=people)


def proposals(*people: Voted) -> ItemVotes:
    return ItemVotes(number=1, title="见习人员", kind="proposal_vote", people=people)


def run(rules: RuleSet, items: Sequence[ItemVotes], room: Seats, *, lots: bool = False) -> Allocation:
    base = {one.id: one.present for item in items for one in item.people}
    return allocate(items, base=base, seats=room, seed=SEED, rule_set=rules, draw_lots=lots)


def finals(found: Allocation) -> dict[int, Rung]:
    return {key.int: outcome.final for key, outcome in found.outcomes.items()}


def nine(rung: Rung) -> dict[str, int]:
    return {rung.value: 9}


@pytest.mark.shows("67")
def test_that_36_keepers_under_a_cap_of_35_lose_nothing_and_a_riser_finds_no_seat(rules: RuleSet) -> None:
    keepers = [person(n, Rung.INTERMEDIATE_B, nine(Rung.INTERMEDIATE_B)) for n in range(1, 37)]
    riser = person(37, Rung.JUNIOR_A, nine(Rung.INTERMEDIATE_C), score=Decimal("99.00"))
    found = run(rules, [graded(*keepers, riser)], seats())
    assert found.problems == []
    assert {finals(found)[n] for n in range(1, 37)} == {Rung.INTERMEDIATE_B}
    moved = found.outcomes[riser.id]
    assert (moved.voted, moved.final, moved.reason["code"]) == (Rung.INTERMEDIATE_C, Rung.JUNIOR_A, "moved_down")
    assert moved.certificate is not None
    assert moved.certificate["levels"][0] | {"last_row": None} == {
        "level": MIDDLE, "places": 35, "outside": 0, "cap": 35, "seated": 36, "last": None, "last_name": None,
        "last_score": None, "last_row": None, "decided_by": None, "depth": None, "first": None, "second": None,
    }  # fmt: skip


@pytest.mark.shows("66", "68")
def test_that_free_seats_go_by_the_ballots_and_the_certificate_names_the_last_seated(rules: RuleSet) -> None:
    better = person(1, Rung.JUNIOR_A, {"intermediate-C": 7, "junior-A": 2})
    worse = person(2, Rung.JUNIOR_A, {"intermediate-C": 5, "junior-A": 4})
    found = run(rules, [graded(worse, better)], seats(intermediate=1))
    assert finals(found) == {1: Rung.INTERMEDIATE_C, 2: Rung.JUNIOR_A}
    certificate = found.outcomes[worse.id].certificate
    assert certificate is not None
    level = certificate["levels"][0]
    assert (level["last"], level["decided_by"], level["first"], level["second"]) == (
        "0001", "majority_value", "intermediate-C", "junior-A",
    )  # fmt: skip
    assert certificate["row"] == [0, 0, 4, 5, 0, 0, 0, 0, 0]
    assert certificate["fewer"] == "junior-A"


def test_that_the_certificate_of_few_ballots_shows_no_row(rules: RuleSet) -> None:
    people = [person(n, Rung.JUNIOR_A, {"intermediate-C": 4}, score=Decimal(90 - n)) for n in (1, 2)]
    found = run(rules, [graded(*people)], seats(intermediate=1))
    certificate = found.outcomes[people[1].id].certificate
    assert certificate is not None
    assert (certificate["row"], certificate["levels"][0]["last_row"]) == (None, None)


def test_that_a_seat_left_by_a_riser_is_free_for_the_next(rules: RuleSet) -> None:
    up = person(1, Rung.INTERMEDIATE_A, nine(Rung.SENIOR_C))
    after = person(2, Rung.JUNIOR_A, nine(Rung.INTERMEDIATE_C))
    found = run(rules, [graded(up, after)], seats(senior=1, intermediate=1))
    assert finals(found) == {1: Rung.SENIOR_C, 2: Rung.INTERMEDIATE_C}


@pytest.mark.shows("69", "72")
def test_that_a_proposal_needs_more_than_half_of_those_entitled(rules: RuleSet) -> None:
    just = person(1, Rung.JUNIOR_B, {"agree": 5, "against": 4}, proposed=Rung.JUNIOR_A)
    short = person(2, Rung.JUNIOR_B, {"agree": 5, "against": 5}, proposed=Rung.JUNIOR_A)
    lowered = person(3, Rung.JUNIOR_B, {"agree": 2, "against": 7}, proposed=Rung.JUNIOR_C)
    found = run(rules, [proposals(just, short, lowered)], seats())
    assert finals(found) == {1: Rung.JUNIOR_A, 2: Rung.JUNIOR_B, 3: Rung.JUNIOR_B}
    assert found.outcomes[short.id].reason == {"code": "not_passed", "agree": 5, "needed": 6}


def risers(*agreed: int) -> list[Voted]:
    return [
        person(n, Rung.JUNIOR_A, {"agree": votes, "against": 9 - votes}, proposed=Rung.INTERMEDIATE_C)
        for n, votes in enumerate(agreed, 1)
    ]


def test_that_more_risers_than_seats_are_seated_by_their_votes_and_the_rest_keep(rules: RuleSet) -> None:
    found = run(rules, [proposals(*risers(7, 9, 6))], seats(intermediate=2))
    assert finals(found) == {1: Rung.INTERMEDIATE_C, 2: Rung.INTERMEDIATE_C, 3: Rung.JUNIOR_A}
    out = found.outcomes[uuid.UUID(int=3)]
    assert (out.voted, out.reason["code"]) == (Rung.INTERMEDIATE_C, "no_seat")
    assert out.certificate is not None
    assert (out.certificate["last"], out.certificate["last_agree"], out.certificate["agree"]) == ("0001", 7, 6)


@pytest.mark.shows("70")
def test_that_a_tie_at_the_last_seat_asks_for_a_second_ballot_and_then_for_a_lot(rules: RuleSet) -> None:
    people = risers(9, 7, 7, 6)
    found = run(rules, [proposals(*people)], seats(intermediate=2))
    (tie,) = found.ties
    assert (tie.level, tie.people, tie.seats, tie.lot) == (MIDDLE, ("0002", "0003"), 1, False)

    def again(second: int, third: int) -> list[ItemVotes]:
        held = [
            one
            if one.staff_no not in tie.people
            else replace(
                one,
                second=replace(one.ballot, marks={"agree": second if one.staff_no == "0002" else third}),
            )
            for one in people
        ]
        return [proposals(*held)]

    decided = run(rules, again(4, 5), seats(intermediate=2))
    assert decided.ties == []
    assert finals(decided)[3] is Rung.INTERMEDIATE_C
    assert finals(decided)[2] is Rung.JUNIOR_A
    equal = run(rules, again(4, 4), seats(intermediate=2))
    assert [(tie.lot, tie.seats) for tie in equal.ties] == [(True, 1)]
    drawn = run(rules, again(4, 4), seats(intermediate=2), lots=True)
    assert sorted(finals(drawn)[n] for n in (2, 3)) == sorted((Rung.INTERMEDIATE_C, Rung.JUNIOR_A))
    assert finals(drawn) == finals(run(rules, again(4, 4), seats(intermediate=2), lots=True))


def test_that_equal_second_ballots_go_by_the_printed_figures(rules: RuleSet) -> None:
    people = [
        replace(one, second=one.ballot, figures={**one.figures, "annual": Decimal(80 + n)})
        for n, one in enumerate(risers(7, 7))
    ]
    found = run(rules, [proposals(*people)], seats(intermediate=1))
    assert finals(found) == {1: Rung.JUNIOR_A, 2: Rung.INTERMEDIATE_C}


@pytest.mark.shows("53")
def test_that_items_share_the_seats_in_the_order_of_the_agenda(rules: RuleSet) -> None:
    first = proposals(*risers(9))
    second = graded(
        person(8, Rung.INTERMEDIATE_A, nine(Rung.INTERMEDIATE_A)), person(9, Rung.JUNIOR_A, nine(Rung.INTERMEDIATE_C))
    )
    found = run(rules, [first, second], seats(intermediate=2))
    assert finals(found) == {1: Rung.INTERMEDIATE_C, 8: Rung.INTERMEDIATE_A, 9: Rung.JUNIOR_A}
    assert found.outcomes[uuid.UUID(int=9)].certificate["levels"][0]["outside"] == 1  # type: ignore[index]


def test_that_a_ceiling_holds_whatever_the_vote(rules: RuleSet) -> None:
    barred = person(1, Rung.JUNIOR_B, nine(Rung.SENIOR_A), ceiling=Rung.JUNIOR_B)
    found = run(rules, [graded(barred)], seats())
    assert (finals(found)[1], found.outcomes[barred.id].reason["code"]) == (Rung.JUNIOR_B, "above_ceiling")


def test_that_who_got_no_ballot_or_is_on_no_item_stays(rules: RuleSet) -> None:
    silent = person(1, Rung.JUNIOR_B, {"abstained": 9})
    found = allocate(
        [graded(silent)],
        base={silent.id: Rung.JUNIOR_B, uuid.UUID(int=5): Rung.TRAINEE},
        seats=seats(),
        seed=SEED,
        rule_set=rules,
    )
    assert {k.int: (o.final, o.reason["code"]) for k, o in found.outcomes.items()} == {
        1: (Rung.JUNIOR_B, "no_ballots"),
        5: (Rung.TRAINEE, "not_on_agenda"),
    }


RUNGS = st.sampled_from(LADDER)
VOTES = st.lists(RUNGS, min_size=5, max_size=9).map(lambda given: {r.value: given.count(r) for r in set(given)})


@given(
    people=st.lists(st.tuples(RUNGS, VOTES), min_size=1, max_size=12),
    room=st.tuples(st.integers(0, 4), st.integers(0, 5)),
)
@pytest.mark.shows("66", "67")
def test_that_no_level_is_over_its_seats_but_by_keepers_and_both_counts_agree(
    rules: RuleSet, people: list[tuple[Rung, dict[str, int]]], room: tuple[int, int]
) -> None:
    voted = [person(n, present, marks) for n, (present, marks) in enumerate(people, 1)]
    half = len(voted) // 2
    items = [replace(graded(*voted[:half]), number=1), graded(*voted[half:])]
    found = run(rules, [item for item in items if item.people], seats(*room))
    assert found.problems == []
    ends = finals(found)
    for level, cap in ((SENIOR, room[0]), (MIDDLE, room[1])):
        held = [one for one in voted if ends[one.id.int].level is level]
        rose = [one for one in held if level_rank(one.present.level) < level_rank(level)]
        assert len(held) <= cap or not rose
    for one in voted:
        outcome = found.outcomes[one.id]
        assert outcome.voted is not None
        least = min(level_rank(one.present.level), level_rank(outcome.voted.level))
        assert level_rank(outcome.final.level) >= least


def test_that_a_trainee_who_may_not_be_graded_stays_one_whatever_the_vote(rules: RuleSet) -> None:
    trainee = person(1, Rung.TRAINEE, nine(Rung.JUNIOR_B), ceiling=Rung.TRAINEE)
    other = person(2, Rung.TRAINEE, nine(Rung.JUNIOR_B), ceiling=Rung.JUNIOR_C)
    found = run(rules, [graded(trainee, other)], seats())
    assert (finals(found), found.problems) == ({1: Rung.TRAINEE, 2: Rung.JUNIOR_C}, [])
    assert found.outcomes[trainee.id].reason["code"] == "ungraded"


def test_that_a_soft_junior_cap_binds_nobody(rules: RuleSet) -> None:
    assert rules.caps.junior_cap is JuniorCap.SOFT
    people = [person(n, Rung.TRAINEE, {"agree": 9}, proposed=Rung.JUNIOR_B, ceiling=Rung.JUNIOR_B) for n in range(1, 5)]
    assert set(finals(run(rules, [proposals(*people)], seats(junior=1))).values()) == {Rung.JUNIOR_B}
