"""The door of both front ends: made, opened, asked; and what needs no database at all."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories.county import ADMINISTRATOR, AUDITOR, CHEAP, HEAD, RECORDER, County
from sqlalchemy import text

from cmdesk.desk import Desk, NewUnit
from cmdesk.kernel.errors import Damaged, Rejected, Unavailable
from cmdesk.kernel.progress import SILENT
from cmdesk.queries.audit import Chain, Entries
from cmdesk.queries.org import People
from cmdesk.storage.journal import Deed
from cmdesk.usecases.training.record import RecordTraining

UNIT = NewUnit(code="140702", name=" 榆次区营销部 ")


def create(path: Path, **changes: Any) -> Any:
    given: dict[str, Any] = {"unit": UNIT, "user": "0000", "name": "管理员", "password": "口令口令口令", "cost": CHEAP}
    return Desk.create(path, **{**given, **changes})


def training(topic: str) -> RecordTraining:
    return RecordTraining(kind="training", level="city", topic=topic, held_on=date(2025, 1, 2), participants={})


def test_that_a_new_database_has_its_unit_its_user_and_its_rules(tmp_path: Path) -> None:
    created = create(tmp_path / "new.db")
    with created.desk as desk:
        assert not desk.is_demo()
        assert desk.actor.number == "0000"
        with desk.database.reading() as session:
            context = desk._context(session, SILENT)
            assert (context.unit.name, context.unit.short_name, context.unit.covers_city) == (
                "榆次区营销部",
                "榆次区营销部",
                False,
            )
            assert context.rule_set.meta.state == "trial"
        with pytest.raises(Unavailable, match="target_exists"):
            create(tmp_path / "new.db")
    assert len(created.recovery_key.replace("-", "")) > 20


def test_that_faulty_rules_leave_no_database(tmp_path: Path) -> None:
    broken = tmp_path / "rules.json"
    broken.write_text("{}", encoding="utf-8")
    with pytest.raises(Rejected):
        create(tmp_path / "new.db", rule_set=broken)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rules.json"]


@pytest.mark.shows("6")
def test_that_rules_are_tried_without_a_database() -> None:
    closed = Desk.closed()
    found = closed.check_examples()
    assert found["differences"] == []
    assert found["cases"] > 30
    raw = closed.rule_set_json()
    raw["weights"].clear()
    assert closed.rule_set_json()["weights"]


def test_that_questions_may_be_asked_from_any_thread_while_somebody_writes(county: County) -> None:
    county.sit(RECORDER)
    answers: list[int] = []

    def ask() -> None:
        answers.extend(len(county.desk.ask(People())) for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(5):
        county.desk.run(training(f"第{number}次"))
    for thread in threads:
        thread.join()
    assert answers == [len(county.people())] * 15


@pytest.mark.shows("136")
def test_that_the_journal_is_read_in_pages_newest_first(county: County) -> None:
    for number in range(3):
        county.run(RECORDER, training(f"第{number}次"))
    county.sit(AUDITOR)
    first = county.desk.ask(Entries(most=2))
    assert [row.params["commands"][0]["topic"] for row in first] == ["第2次", "第1次"]
    rest = county.desk.ask(Entries(before=first[-1].seq))
    assert rest[0].params["commands"][0]["topic"] == "第0次"
    assert [row.seq for row in rest] == list(range(rest[0].seq, 0, -1))
    assert rest[-1].verb == "desk.create"


@pytest.mark.shows("136")
def test_that_a_changed_entry_of_the_journal_is_named(county: County) -> None:
    county.run(RECORDER, training("第一次"))
    county.sit(AUDITOR)
    whole = county.desk.ask(Chain())
    raw = county.desk.database.engines.writer.connect()
    with raw as connection:
        connection.exec_driver_sql("DROP TRIGGER temp.keep_journal_entry_UPDATE")
        connection.exec_driver_sql("UPDATE journal_entry SET actor = 'x' WHERE seq = ?", (whole.entries,))
        connection.commit()
    with pytest.raises(Damaged, match="journal_broken") as caught:
        county.desk.ask(Chain())
    assert caught.value.params["seq"] == whole.entries


def test_that_a_password_that_is_wrong_proves_nobody(county: County) -> None:
    with pytest.raises(Unavailable, match="wrong_password"):
        county.desk.person(HEAD, "falsch")
    assert county.desk.actor.number == ADMINISTRATOR


def test_that_a_unit_that_is_gone_is_damage(county: County) -> None:
    with county.desk.database.writing(Deed(actor="x", verb="desk.create", params={})) as writing:
        writing.session.execute(text("UPDATE unit SET own = 0"))
    with pytest.raises(Damaged, match="own_unit_missing"):
        county.desk.is_demo()
