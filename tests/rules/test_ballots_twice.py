"""The second, independent count against the first, on many random ballot sets (row 66)."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from cmdesk.rules.ballots_check import recount, recount_problems
from cmdesk.rules.codes import GradeRule, Landing
from cmdesk.rules.ladder import LADDER, LEVELS, Level, Rung
from cmdesk.rules.seating import GradedVote, SeatRules, grade_ballots

SETS = 10_000


@pytest.mark.shows("66")
def test_that_both_counts_agree_on_ten_thousand_ballot_sets() -> None:
    random = Random(20260105)
    moved = 0
    for number in range(SETS):
        people = [f"p{place}" for place in range(random.randint(2, 5))]
        grades = random.sample(range(9), 3)
        counts = {}
        for person in people:
            marks = random.choices(grades, k=random.randint(1, 7))
            counts[person] = [marks.count(grade) for grade in range(9)]
        ballot = GradedVote(
            counts=counts,
            scores={person: random.choice([None, Decimal("81.20"), Decimal("81.21")]) for person in people},
            seed=f"set {number}",
            ceilings={person: random.choice(LADDER) for person in people if random.random() < 0.2},
            present={person: random.choice(list(Rung)) for person in people} if number % 2 else None,
        )
        rules = SeatRules(
            caps={Level.SENIOR: random.randint(0, 2), Level.INTERMEDIATE: random.randint(0, 3), Level.JUNIOR: 1},
            headcount=len(people),
            grade_rule=random.choice(list(GradeRule)),
            landing=random.choice(list(Landing)),
        )
        seating = grade_ballots(ballot, rules)
        again = recount(
            counts,
            scores=ballot.scores,
            seed=ballot.seed,
            caps={level: rules.binding(level) for level in LEVELS},
            rule=rules.grade_rule,
            landing=rules.landing,
            ceilings=ballot.ceilings,
            present=ballot.present,
        )
        assert recount_problems(again, order=seating.order, voted=seating.voted, final=seating.final) == ()
        moved += len(seating.moved_down)
    assert moved > SETS / 10
