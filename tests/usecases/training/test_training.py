"""Training, competitions and review meetings are recorded; measures are planned against gaps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from factories.county import HEAD, RECORDER, County
from sqlalchemy import select

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.training import TrainingAttendance, TrainingEvent, TrainingPlan
from cmdesk.usecases.training.plan import Measure, PlanTraining
from cmdesk.usecases.training.record import RecordTraining

QUARTER = Period.parse("2025Q1")


@pytest.mark.shows("R10", "R11")
def test_that_trainings_competitions_and_review_meetings_share_one_record(county: County) -> None:
    for kind in ("training", "competition", "review_meeting"):
        county.run(
            RECORDER,
            RecordTraining(
                kind=kind,
                level="city",
                topic=f"{kind} ",
                held_on=date(2025, 1, 2),
                hours=Decimal("3.5"),
                participants={"0001": "92", "0002": None},
            ),
        )
    with county.desk.database.reading() as session:
        events = session.scalars(select(TrainingEvent)).all()
        assert {(event.kind, event.topic, event.hours) for event in events} == {
            ("training", "training", Decimal("3.5")),
            ("competition", "competition", Decimal("3.5")),
            ("review_meeting", "review_meeting", Decimal("3.5")),
        }
        assert len(session.scalars(select(TrainingAttendance.person_id)).all()) == 6


def test_that_everything_wrong_with_a_record_is_told_at_once(county: County) -> None:
    order = RecordTraining(
        kind="party", level="world", topic=" ", held_on=date(2025, 1, 2), subject="cooking", participants={"7777": None}
    )
    with pytest.raises(Rejected) as caught:
        county.run(RECORDER, order)
    assert [(p.code, p.where.field) for p in caught.value.problems] == [
        ("value_not_allowed", "kind"),
        ("value_not_allowed", "level"),
        ("value_not_allowed", "subject"),
        ("topic_missing", "topic"),
        ("unknown_person", "participants"),
    ]


@pytest.mark.shows("R33")
def test_that_measures_are_planned_against_gaps_in_place_of_those_before(county: County) -> None:
    gap = Measure(gap="明码标价", subject="skill", measure=" 现场带教 ", due=date(2025, 6, 30))
    kinds = _kinds()
    county.run(HEAD, PlanTraining(period=QUARTER, staff_no="0001", measures=(_with(gap, kinds[0]),) * 2))
    county.run(HEAD, PlanTraining(period=QUARTER, staff_no="0001", measures=(_with(gap, kinds[1]),)))
    with county.desk.database.reading() as session:
        (row,) = session.scalars(select(TrainingPlan)).all()
        assert (row.line, row.subject, row.measure, row.due) == (1, kinds[1], "现场带教", date(2025, 6, 30))
    bad = (_with(gap, "cooking"), Measure(gap="x", subject=kinds[0], measure=" "))
    with pytest.raises(Rejected) as caught:
        county.run(HEAD, PlanTraining(period=QUARTER, staff_no="0001", measures=bad))
    assert [(p.code, p.where.row) for p in caught.value.problems] == [("value_not_allowed", 1), ("measure_missing", 2)]
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(RECORDER, PlanTraining(period=QUARTER, staff_no="0001", measures=()))


def _kinds() -> list[str]:
    return [kind["code"] for kind in Desk.closed().rule_set_json()["training"]["kinds"]]


def _with(measure: Measure, subject: str) -> Measure:
    return Measure(gap=measure.gap, subject=subject, measure=measure.measure, due=measure.due)
