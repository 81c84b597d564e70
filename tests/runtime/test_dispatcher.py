"""The one path from an order to the database: permission, second person, all or nothing, dry runs, news."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories.county import ADMINISTRATOR, COUNTY_LEADER, HEAD, LEADER, RECORDER, County, password_of
from sqlalchemy import func, select

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Forbidden, Problem, Rejected, Unavailable
from cmdesk.kernel.periods import Period
from cmdesk.models.access import User
from cmdesk.models.journal import JournalEntry
from cmdesk.models.training import TrainingEvent
from cmdesk.queries.audit import Chain
from cmdesk.queries.org import People
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.storage.keys import key_file_path
from cmdesk.usecases.access.add_user import AddUser
from cmdesk.usecases.evaluations.issue_industry import IssueIndustryForm
from cmdesk.usecases.evaluations.open_round import OpenRound
from cmdesk.usecases.org.import_roster import ImportRoster
from cmdesk.usecases.settings.activate_rule_set import ActivateRuleSet
from cmdesk.usecases.training.record import RecordTraining

QUARTER = Period.parse("2025Q1")


@dataclass(frozen=True, kw_only=True)
class Noted(Command):
    """An order whose work stands though it was not enough, and that acts outside the database."""

    topic: str
    mark: Path


def handle(context: Context, command: Noted) -> Done:
    """Write an event, then ask for more."""
    context.session.add(TrainingEvent(kind="training", level="county", topic=command.topic, held_on=context.today()))
    context.after(command.mark.touch)
    return Done(refused=(Problem("counts_differ"),))


use_case = UseCase(command=Noted, permission="training.record", handle=handle, undo=Undo.NEVER)


def training(topic: str = "营销技巧", **changes: Any) -> RecordTraining:
    """Give an order that records a training."""
    given: dict[str, Any] = {"kind": "training", "level": "city", "held_on": date(2025, 1, 2), "participants": {}}
    return RecordTraining(**{**given, "topic": topic, **changes})


def topics(county: County) -> list[str]:
    with county.desk.database.reading() as session:
        return list(session.scalars(select(TrainingEvent.topic).order_by(TrainingEvent.id)))


def entries(county: County) -> int:
    with county.desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(JournalEntry)) or 0


def test_that_who_lacks_the_duty_is_refused_and_told_who_has_it(county: County) -> None:
    before = entries(county)
    with pytest.raises(Forbidden) as caught:
        county.run(HEAD, training())
    assert caught.value.code == "not_permitted"
    assert caught.value.params["duties"] == [Duty.RECORDER]
    with pytest.raises(Forbidden, match="not_permitted"):
        county.ask(ADMINISTRATOR, People())
    assert entries(county) == before


@pytest.mark.shows("135", "37")
def test_that_a_step_for_two_needs_another_person_who_may(county: County) -> None:
    order = ActivateRuleSet(file=county.folder / "rules.json")
    county.sit(HEAD)
    refused = {
        None: "second_needed",
        HEAD: "second_same_person",
        COUNTY_LEADER: "second_not_permitted",
    }
    for second, code in refused.items():
        with pytest.raises(Forbidden, match=code):
            county.run(HEAD, order, second=second)
    with pytest.raises(Rejected, match="rule_set_in_force_already"):
        county.run(HEAD, order, second=LEADER)


def test_that_a_second_account_of_the_same_person_is_no_second_person(county: County) -> None:
    password = county.file("password", "另一口令-9001")
    county.run(
        ADMINISTRATOR,
        AddUser(number="h2", name="刘志强", duties=(Duty.INSPECTION_LEADER,), password_file=password, staff_no="9001"),
    )
    second = county.desk.person("h2", "另一口令-9001")
    county.sit(HEAD)
    with pytest.raises(Forbidden, match="second_same_person"):
        county.desk.run(ActivateRuleSet(file=county.folder / "rules.json"), second=second)


def test_that_who_confirms_stands_in_the_journal(county: County) -> None:
    raw = (county.folder / "rules.json").read_text("utf-8").replace("演示〔2024〕12号", "演示〔2025〕1号")
    county.run(HEAD, ActivateRuleSet(file=county.file("next.json", raw)), second=LEADER)
    with county.desk.database.reading() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1)).one()
        assert (entry.actor, entry.second, entry.verb) == (HEAD, LEADER, "settings.activate_rule_set")


def test_that_of_several_orders_all_are_done_or_none(county: County) -> None:
    county.sit(RECORDER)
    with pytest.raises(Rejected) as caught:
        county.desk.run_all([training("甲"), training(" ", level="world"), training("丙", kind="party")])
    assert [(p.code, p.where.row, p.where.field) for p in caught.value.problems] == [
        ("value_not_allowed", 2, "level"),
        ("topic_missing", 2, "topic"),
        ("value_not_allowed", 3, "kind"),
    ]
    assert topics(county) == []
    done = county.desk.run_all([training("甲"), training("乙")])
    assert topics(county) == ["甲", "乙"]
    assert done[0].seq == done[1].seq
    county.desk.undo()
    assert topics(county) == []


def test_that_orders_of_two_kinds_make_no_transaction(county: County) -> None:
    county.sit(RECORDER)
    with pytest.raises(Rejected, match="one_verb_needed"):
        county.desk.run_all([training(), OpenRound(period=QUARTER, source="self")])


@pytest.mark.shows("102")
def test_that_a_dry_run_leaves_nothing_and_answers_the_same(county: County) -> None:
    book = county.folder / "roster.xlsx"
    before = entries(county)
    tried = county.run(RECORDER, ImportRoster(file=book), dry_run=True)
    assert entries(county) == before
    assert county.desk.undoable is None
    done = county.run(RECORDER, ImportRoster(file=book))
    assert (tried.count, tried.answer, tried.warnings) == (done.count, done.answer, done.warnings)
    assert (tried.seq, done.seq) == (None, before + 1)


@pytest.mark.shows("102")
def test_that_a_dry_run_refuses_what_the_real_run_refuses(county: County) -> None:
    order = training(" ", level="world", participants={"7777": None})
    found = []
    for dry_run in (True, False):
        with pytest.raises(Rejected) as caught:
            county.run(RECORDER, order, dry_run=dry_run)
        found.append(caught.value.problems)
    assert found[0] == found[1]
    assert [p.code for p in found[0]] == ["value_not_allowed", "topic_missing", "unknown_person"]


def test_that_a_dry_run_gives_nobody_a_key_and_lets_no_file_leave(county: County) -> None:
    keys = key_file_path(county.desk.database.path)
    before = hashlib.sha256(keys.read_bytes()).digest()
    password = county.file("password", "新口令-000001")
    new = AddUser(number="n1", name="新人", duties=(Duty.RECORDER,), password_file=password)
    county.run(ADMINISTRATOR, new, dry_run=True)
    assert hashlib.sha256(keys.read_bytes()).digest() == before
    county.run(RECORDER, OpenRound(period=QUARTER, source="industry"))
    out = county.folder / "out" / "D10.xlsx"
    form = IssueIndustryForm(period=QUARTER, company="某中烟", rater="郭代表", out=out)
    assert county.run(RECORDER, form, dry_run=True).count == 1
    assert not out.parent.exists()
    county.run(RECORDER, form)
    assert out.exists()


def test_that_nobody_gets_a_key_where_a_later_order_of_the_same_transaction_is_refused(county: County) -> None:
    password = county.file("password", "新口令-000001")
    good = AddUser(number="n1", name="新人", duties=(Duty.RECORDER,), password_file=password)
    bad = AddUser(number=HEAD, name="刘志强", duties=(Duty.RECORDER,), password_file=password)
    county.sit(ADMINISTRATOR)
    with pytest.raises(Rejected, match="user_exists"):
        county.desk.run_all([good, bad])
    with pytest.raises(Unavailable, match="user_unknown"):
        county.desk.person("n1", "新口令-000001")
    county.desk.run(good)
    assert county.desk.person("n1", "新口令-000001").duties == {Duty.RECORDER}


def test_that_work_that_was_not_enough_stands_is_told_of_and_is_refused(county: County) -> None:
    heard: list[Any] = []
    county.desk.listen(heard.append)
    mark = county.folder / "mark"
    with pytest.raises(Rejected, match="counts_differ"):
        county.run(RECORDER, Noted(topic="第一遍", mark=mark), dry_run=True)
    assert (topics(county), heard, mark.exists()) == ([], [], False)
    with pytest.raises(Rejected, match="counts_differ"):
        county.run(RECORDER, Noted(topic="第一遍", mark=mark))
    assert topics(county) == ["第一遍"]
    assert [set(news) for news in heard] == [{"training_event"}]
    assert mark.exists()


def test_that_listeners_hear_which_rows_changed(county: County) -> None:
    heard: list[Any] = []
    county.desk.listen(heard.append)
    (number,) = county.run(RECORDER, training("甲")).ids
    county.desk.undo()
    assert [{table: len(keys) for table, keys in news.items()} for news in heard] == [{"training_event": 1}] * 2
    assert str(next(iter(heard[0]["training_event"]))) == number


@pytest.mark.shows("136")
def test_that_every_order_is_one_entry_of_an_unbroken_chain(county: County) -> None:
    before = entries(county)
    county.run(RECORDER, training("甲"))
    county.run(RECORDER, training("乙"))
    assert entries(county) == before + 2
    assert county.ask("9010", Chain()).entries == before + 2


def test_that_a_password_never_stands_in_the_journal(county: County) -> None:
    password = county.file("password", "绝不外传-314159")
    county.run(ADMINISTRATOR, AddUser(number="n1", name="新人", duties=(Duty.RECORDER,), password_file=password))
    with county.desk.database.reading() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1)).one()
    assert "绝不外传" not in str(entry.params)
    assert "绝不外传".encode() not in entry.body


def test_that_a_user_who_has_left_opens_nothing(county: County) -> None:
    with county.rows() as session:
        session.scalars(select(User).where(User.number == HEAD)).one().active = False
    county.desk.close()
    with pytest.raises(Forbidden, match="unknown_user"):
        Desk.open(county.folder / "county.db", user=HEAD, password=password_of(HEAD), clock=county.clock)
    with Desk.open(county.folder / "county.db", user=LEADER, password=password_of(LEADER), clock=county.clock) as desk:
        assert desk.actor.duties == {Duty.INSPECTION_LEADER, Duty.INSPECTOR}
        assert desk.is_demo()
