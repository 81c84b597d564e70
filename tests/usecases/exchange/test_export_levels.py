"""X4: one row a person of the base, marks as sat, votes, notes, and the places that the proposals take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from factories.lived import Sample
from sqlalchemy import select

from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.deliberation import AgendaItem, ItemPerson, Meeting, Paper, Tally
from cmdesk.models.grading import CityDecision, Grading, Objection
from cmdesk.models.org import Person, Unit
from cmdesk.models.settings import RuleSetRow
from cmdesk.sample.year import RECORDER
from cmdesk.storage.journal import Deed
from cmdesk.usecases.exchange.export import Export

YEAR = Period.parse("2025")
NOW = datetime.fromisoformat("2026-01-20T02:00:00+00:00")
Rows = Callable[..., list[dict[str, Any]]]


def changed(sample: Sample, *rows: Any) -> None:
    """Lay rows that other use cases write in the product."""
    with sample.desk.database.writing(Deed(actor=RECORDER, verb="desk.create", params={})) as writing:
        writing.session.add_all(rows)


def person_id(sample: Sample, staff_no: str) -> Any:
    with sample.desk.database.reading() as session:
        return session.scalars(select(Person.id).where(Person.staff_no == staff_no)).one()


def exported(sample: Sample, rows: Rows, sheet: str = "明细") -> list[dict[str, Any]]:
    out = sample.folder / "X4.xlsx"
    sample.run(RECORDER, Export(kind="levels", period=YEAR, out=out))
    return rows(out, sheet)


@pytest.mark.shows("R46")
def test_that_every_person_of_the_base_stands_in_x4_as_sat(year: Sample, rows: Rows) -> None:
    people = exported(year, rows)
    assert [row["工号"] for row in people] == sorted(manager.staff_no for manager in year.managers)
    first = people[0]
    assert (first["Q1"], first["Q3"], first["年度业绩"], first["评定等次"]) == (90, None, 91.17, "称职")
    assert (first["理论1"], first["技能2"], first["综合评议"]) == (90, 0, 87.12)
    assert "缺考" in str(first["备注"])
    assert {row["同意票"] for row in people} == {None}


def test_that_the_summary_adds_up_to_the_base(year: Sample, rows: Rows) -> None:
    summary = exported(year, rows, "汇总")
    assert [row["级别"] for row in summary] == ["高级", "中级", "初级", "见习", None]
    assert summary[-1]["单位"] == "合计"
    for heading in ("现有人数", "拟定人数"):
        assert summary[-1][heading] == sum(row[heading] for row in summary[:-1]) == len(year.managers)
    for row in summary[:3]:
        assert row["名额"] - row["拟定人数"] == row["空缺"] - row["超出"]


def test_that_the_check_sheet_names_the_rules_of_the_count(year: Sample, rows: Rows, check_lines: Any) -> None:
    exported(year, rows)
    lines = check_lines(year.folder / "X4.xlsx", "规则版本与校验")
    assert lines["X5文号"] == "演示烟〔2026〕1号"
    assert (lines["上限取整"], lines["基数口径"], lines["规则状态"]) == ("舍去", "含见习", "施行")
    assert lines["权重"] == "季度60、技能考试20、综合评议20"


def test_that_a_proposal_vote_shows_who_agreed_of_those_who_could(year: Sample, rows: Rows) -> None:
    voted(year, "0001", "proposal_vote", {"agree": 5, "against": 1, "deferred": 0})
    first = exported(year, rows)[0]
    assert (first["同意票"], first["应到"]) == (5, 7)


def test_that_a_graded_ballot_counts_the_rung_and_higher_ones(year: Sample, rows: Rows) -> None:
    present = next(manager.rung for manager in year.managers if manager.staff_no == "0001")
    assert present == "senior-C"
    voted(year, "0001", "graded_ballot", {"senior-C": 3, "senior-B": 2, "intermediate-A": 1})
    first = exported(year, rows)[0]
    assert (first["同意票"], first["应到"]) == (5, 7)


def voted(sample: Sample, staff_no: str, kind: str, marks: dict[str, int]) -> None:
    """Lay a counted paper of eight expected members, one recused, six ballots back."""
    who = person_id(sample, staff_no)
    meeting = Meeting(number="演示-2025-2", year=2025, sitting=2, state="closed", held_on=date(2026, 1, 18), place="x")
    with sample.desk.database.writing(Deed(actor=RECORDER, verb="desk.create", params={})) as writing:
        session = writing.session
        session.add(meeting)
        session.flush()
        session.add(AgendaItem(meeting_id=meeting.id, number=1, kind=kind, title="评定"))
        session.flush()
        session.add(ItemPerson(meeting_id=meeting.id, item=1, person_id=who, line=1, paper="票一"))
        session.add(
            Paper(
                meeting_id=meeting.id,
                item=1,
                paper="票一",
                round=1,
                kind="first",
                state="counted",
                people=[str(who)],
                away=[],
                quorum=5,
                expected=8,
                recused=1,
                present=6,
                opened_at=NOW,
                opened_present=[],
                sealed_present=[],
                printed=8,
                spoiled=1,
                issued=6,
                returned=6,
                invalid=0,
                abstained=0,
                unreturned_reasons=[],
                witnesses=[],
            )
        )
        session.flush()
        session.add(
            Tally(
                meeting_id=meeting.id,
                item=1,
                paper="票一",
                round=1,
                person_id=who,
                marks=marks,
                teller="甲",
                scrutineer="乙",
            )
        )


@pytest.mark.shows("112")
def test_that_the_accounts_of_ballots_balance_and_hold_no_mark(year: Sample, rows: Rows) -> None:
    voted(year, "0001", "proposal_vote", {"agree": 5, "against": 1, "deferred": 0})
    out = year.folder / "票数账.xlsx"
    year.run(RECORDER, Export(kind="ballots-account", period=YEAR, out=out))
    (line,) = rows(out, "票数账")
    assert line["印制"] == line["发出"] + line["未发"] + line["作废"]
    assert line["发出"] == line["收回"] + line["未收回"]
    assert line["收回"] == line["有效"] + line["无效"]
    assert not {"同意", "不同意", "工号", "姓名"} & set(line)


@pytest.mark.shows("71")
def test_that_a_vote_still_being_counted_keeps_x4_at_home(year: Sample) -> None:
    voted(year, "0001", "proposal_vote", {"agree": 5, "against": 1})
    with year.desk.database.writing(Deed(actor=RECORDER, verb="desk.create", params={})) as writing:
        for paper in writing.session.scalars(select(Paper)):
            paper.state = "sealed"
    with pytest.raises(Rejected, match="ballot_open"):
        year.run(RECORDER, Export(kind="levels", period=YEAR, out=year.folder / "no.xlsx"))


def test_that_notes_say_what_the_city_must_know(year: Sample, rows: Rows) -> None:
    who = person_id(year, "0002")
    changed(
        year,
        Objection(
            number="异-1",
            year=2025,
            person_id=who,
            kind="objection",
            objector="某人",
            concrete=True,
            facts="x",
            request="y",
            received_on=date(2026, 1, 19),
            due_on=date(2026, 1, 26),
            received_by=RECORDER,
        ),
    )
    with year.desk.database.writing(Deed(actor=RECORDER, verb="desk.create", params={})) as writing:
        path = writing.session.get_one(Grading, (2025, who))
        path.voted = path.ceiling = "senior-C"
    second = exported(year, rows)[1]
    notes = str(second["备注"]).split("；")
    assert "异议待查" in notes
    assert "席位已满下调" in notes


def test_that_a_file_after_the_decision_names_its_document(year: Sample, rows: Rows) -> None:
    first = exported(year, rows)
    assert "更正" not in str(first[0]["备注"])
    changed(
        year,
        CityDecision(
            year=2025,
            document_no="演示烟〔2026〕8号",
            person_id=person_id(year, "0001"),
            verdict="agreed",
            rung="senior-C",
            decided_on=date(2026, 2, 20),
            effective=Period.parse("2026-03"),
        ),
    )
    done = year.run(RECORDER, Export(kind="levels", period=YEAR, out=year.folder / "X4.xlsx"))
    assert done.answer["edition"] == 2
    assert "更正:演示烟〔2026〕8号" in str(rows(year.folder / "X4.xlsx", "明细")[0]["备注"])


def test_that_everything_that_bars_x4_is_said_at_once(lived: Sample) -> None:
    with lived.desk.database.writing(Deed(actor=RECORDER, verb="desk.create", params={})) as writing:
        for unit in writing.session.scalars(select(Unit)):
            unit.covers_city = False
        for rules in writing.session.scalars(select(RuleSetRow)):
            assert rules.state == "in_force"
    with pytest.raises(Rejected) as refused:
        lived.run(RECORDER, Export(kind="levels", period=YEAR, out=lived.folder / "no.xlsx"))
    codes = [problem.code for problem in refused.value.problems]
    assert {"year_open", "quota_not_issued", "not_allocated"} == set(codes)
    assert codes.count("not_allocated") == len(lived.managers)
