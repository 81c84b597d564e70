"""Undo and redo of a session by name, barriers, and the last import after a restart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from factories.county import ADMINISTRATOR, LEADER, RECORDER, YEAR, County, password_of
from sqlalchemy import select

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Conflict, Forbidden
from cmdesk.kernel.periods import Period
from cmdesk.models.exams import ExamMark
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.models.org import Person
from cmdesk.models.training import TrainingEvent
from cmdesk.runtime.dispatcher import Step
from cmdesk.sample import figures
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import managers
from cmdesk.usecases.evaluations.issue_self import IssueSelfForms
from cmdesk.usecases.evaluations.open_round import OpenRound
from cmdesk.usecases.exams.import_marks import ImportMarks
from cmdesk.usecases.exams.publish import Publish
from cmdesk.usecases.indicators.import_month import ImportMonth
from cmdesk.usecases.settings.change_unit import ChangeUnit
from cmdesk.usecases.training.record import RecordTraining

HALF = Period.parse("2024H2")
JANUARY = Period.parse("2025-01")
QUARTER = Period.parse("2025Q1")
PEOPLE = managers("small", 8, YEAR)


def training(topic: str) -> RecordTraining:
    return RecordTraining(kind="training", level="city", topic=topic, held_on=date(2025, 1, 2), participants={})


def topics(county: County) -> list[str]:
    with county.desk.database.reading() as session:
        return list(session.scalars(select(TrainingEvent.topic).order_by(TrainingEvent.id)))


def marks(county: County) -> int:
    with county.desk.database.reading() as session:
        return len(session.scalars(select(ExamMark)).all())


def marks_book(county: County) -> Path:
    return figures.marks_book(county.folder / "marks.xlsx", PEOPLE, Chance("undo"), HALF)


@pytest.mark.shows("120")
def test_that_steps_are_undone_by_name_and_done_again(county: County) -> None:
    county.run(RECORDER, training("甲"))
    county.run(RECORDER, training("乙"))
    county.run(RECORDER, OpenRound(period=QUARTER, source="self"))
    assert county.desk.undoable is not None
    assert county.desk.undoable.verb == "evaluations.open_round"
    assert [county.desk.undo().verb for _ in range(3)] == ["evaluations.open_round", *["training.record"] * 2]
    assert topics(county) == []
    assert county.desk.undoable is None
    assert county.desk.redoable is not None
    assert county.desk.redoable.verb == "training.record"
    assert [county.desk.redo().verb for _ in range(3)] == [*["training.record"] * 2, "evaluations.open_round"]
    assert topics(county) == ["甲", "乙"]
    assert county.desk.redoable is None


@pytest.mark.shows("120")
def test_that_a_hundred_steps_of_a_session_come_back(county: County) -> None:
    county.sit(RECORDER)
    for number in range(100):
        county.desk.run(training(f"第{number}次"))
    for number in range(100, 0, -1):
        assert len(topics(county)) == number
        county.desk.undo()
    assert topics(county) == []


def test_that_nothing_to_undo_is_said(county: County) -> None:
    county.sit(RECORDER)
    for ask in (county.desk.undo, county.desk.redo):
        with pytest.raises(Conflict, match="nothing_to_"):
            ask()


def test_that_a_fresh_step_forgets_what_was_undone(county: County) -> None:
    county.run(RECORDER, training("甲"))
    county.desk.undo()
    county.run(RECORDER, training("乙"))
    assert county.desk.redoable is None
    with pytest.raises(Conflict, match="nothing_to_redo"):
        county.desk.redo()


def test_that_a_refused_or_tried_order_changes_no_history(county: County) -> None:
    county.run(RECORDER, training("甲"))
    county.desk.undo()
    county.run(RECORDER, training("乙"), dry_run=True)
    assert county.desk.redoable == Step(county.desk.redoable.seq, "training.record", forward=False)  # type: ignore[union-attr]


def test_that_a_barrier_is_final_for_what_lies_before_it(county: County) -> None:
    county.run(RECORDER, training("甲"))
    county.run(RECORDER, ImportMarks(file=marks_book(county), period=HALF))
    county.clock.set(date(2025, 1, 3))
    county.run(LEADER, Publish(period=HALF))
    assert county.desk.undoable is None
    county.sit(RECORDER)
    with pytest.raises(Conflict, match="nothing_to_undo"):
        county.desk.undo()
    with pytest.raises(Conflict, match="import_used") as caught:
        county.desk.undo_last_import()
    assert caught.value.params["verb"] == "exams.publish"
    county.run(RECORDER, training("乙"))
    assert county.desk.undo().verb == "training.record"
    assert topics(county) == ["甲"]


def test_that_a_step_that_cannot_be_undone_blocks_nothing_else(county: County) -> None:
    county.run(RECORDER, training("甲"))
    county.run(RECORDER, OpenRound(period=QUARTER, source="self"))
    county.run(RECORDER, training("乙"))
    county.run(RECORDER, IssueSelfForms(period=QUARTER, folder=county.folder / "d11", staff_nos=("0001",)))
    assert county.desk.undo().verb == "training.record"
    assert topics(county) == ["甲"]


def test_that_whoever_sits_down_next_undoes_nothing_of_the_one_before(county: County) -> None:
    county.run(RECORDER, training("甲"))
    county.sit(LEADER)
    assert county.desk.undoable is None


@pytest.mark.shows("104", "120")
def test_that_the_last_import_is_undone_after_a_restart(county: County) -> None:
    county.run(RECORDER, ImportMarks(file=marks_book(county), period=HALF))
    county.run(RECORDER, training("甲"))
    county.desk.close()
    with Desk.open(county.folder / "county.db", user=RECORDER, password=password_of(RECORDER)) as desk:
        again = County(desk, county.folder, county.clock)
        assert marks(again) == 8
        with pytest.raises(Conflict, match="nothing_to_undo"):
            desk.undo()
        assert desk.undo_last_import().verb == "exams.import_marks"
        assert marks(again) == 0
        assert topics(again) == ["甲"]
        assert desk.redo().verb == "exams.import_marks"
        assert marks(again) == 8


@pytest.mark.shows("104")
def test_that_an_import_undone_and_done_again_can_still_be_undone_after_a_restart(county: County) -> None:
    county.run(RECORDER, ImportMarks(file=marks_book(county), period=HALF))
    county.desk.undo()
    county.desk.redo()
    county.desk.close()
    with Desk.open(county.folder / "county.db", user=RECORDER, password=password_of(RECORDER)) as desk:
        again = County(desk, county.folder, county.clock)
        assert marks(again) == 8
        assert desk.undo_last_import().verb == "exams.import_marks"
        assert marks(again) == 0
        # The one before it is the roster itself, on which everything else stands.
        with pytest.raises(Conflict):
            desk.undo_last_import()
        assert len(again.managers()) == 8


def test_that_an_import_is_not_undone_where_somebody_changed_its_rows_since(county: County) -> None:
    book = figures.indicator_book(county.folder / "x1.xlsx", PEOPLE, Chance("undo"), JANUARY)
    county.run(RECORDER, ImportMonth(file=book, period=JANUARY))
    with county.rows() as session:
        person = session.scalars(select(Person.id).where(Person.staff_no == "0001")).one()
        session.get_one(IndicatorFigure, (person, JANUARY, "sales")).actual = Decimal("1.5")
    with pytest.raises(Conflict, match="undo_row_changed") as caught:
        county.desk.undo_last_import()
    assert caught.value.params["table"] == "indicator_figure"
    assert caught.value.params["theirs"] != caught.value.params["ours"]
    with county.desk.database.reading() as session:
        assert len(session.scalars(select(IndicatorFigure)).all()) == 64


def test_that_undoing_needs_the_duty_that_doing_needs(county: County) -> None:
    county.run(RECORDER, ImportMarks(file=marks_book(county), period=HALF))
    county.sit(LEADER)
    with pytest.raises(Forbidden, match="not_permitted"):
        county.desk.undo_last_import()
    assert marks(county) == 8


def test_that_the_import_on_which_everything_stands_is_not_undone(county: County) -> None:
    county.run(RECORDER, ImportMarks(file=marks_book(county), period=HALF))
    county.desk.undo()
    with pytest.raises(Conflict, match="undo_"):
        county.desk.undo_last_import()
    assert len(county.managers()) == 8


def test_that_after_a_restart_the_own_newest_step_is_undone_that_of_an_earlier_day_by_its_number(
    county: County,
) -> None:
    county.run(RECORDER, training("甲"))
    county.run(ADMINISTRATOR, ChangeUnit(short_name="演示"))
    county.sit(RECORDER)
    county.clock.set(date(2025, 1, 3))
    with pytest.raises(Conflict, match="undo_must_be_named") as caught:
        county.desk.undo_own()
    assert (caught.value.params["verb"], caught.value.params["day"]) == ("training.record", date(2025, 1, 2))
    entry = caught.value.params["entry"]
    with pytest.raises(Conflict, match="undo_must_be_named"):
        county.desk.undo_own(entry + 1)
    assert county.desk.undo_own(entry) == Step(entry, "training.record")
    assert topics(county) == []
    with pytest.raises(Conflict, match="undo_must_be_named") as caught:
        county.desk.undo_own()
    assert caught.value.params["verb"] == "org.import_roster"


def test_that_nobody_undoes_behind_a_barrier_after_a_restart_either(county: County) -> None:
    county.run(RECORDER, ImportMarks(file=marks_book(county), period=HALF))
    county.run(LEADER, Publish(period=HALF))
    county.sit(RECORDER)
    with pytest.raises(Conflict, match="undo_past_barrier") as caught:
        county.desk.undo_own()
    assert caught.value.params["verb"] == "exams.publish"
