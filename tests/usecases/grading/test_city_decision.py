"""The city's decision file changes the assessed rung, and nothing else does; notices and objections around it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from factories import meeting as m
from factories.county import AUDITOR, COUNTY_LEADER, HEAD, LEADER, RECORDER, County

from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.pay import PayRelease
from cmdesk.queries.grading import Board
from cmdesk.queries.grading_decisions import Decisions, Objections
from cmdesk.queries.org import People
from cmdesk.rules.ladder import Level, Rung
from cmdesk.sample.books import write_book
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.exchange.export import Export
from cmdesk.usecases.grading.answer_objection import AnswerObjection
from cmdesk.usecases.grading.import_decision import ImportDecision
from cmdesk.usecases.grading.post_notice import PostNotice
from cmdesk.usecases.grading.register_objection import RegisterObjection

YEAR = m.YEAR_PERIOD
HEADINGS = tuple(
    "年度 工号 姓名 单位代码 拟定级 拟定档 决定 确定级 确定档 理由 决定文号 决定日期 生效月份 上报摘要".split()
)
NUMBER, DECIDED_ON, EFFECT = "演示烟〔2026〕8号", date(2026, 2, 20), "2026-03"


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


@pytest.fixture
def sent(rivals: County) -> str:
    """Give the digest of the X4 that the county sent, all ballots counted and the list decided."""
    m.prepared(rivals, n0005="65.00", n0006="91.00", n0007="92.00")
    meeting = m.call_second(rivals, (Item(kind="proposal_vote"),), members=m.MEMBERS[:7])
    m.begin(rivals, meeting)
    m.vote(rivals, meeting, 1, lambda number, count: {"agree": count - (number == "0006"), "against": number == "0006"})
    m.decided(rivals, meeting)
    done = rivals.run(RECORDER, Export(kind="levels", period=YEAR, out=rivals.folder / "x4.xlsx"))
    rivals.clock.set(date(2026, 2, 25))
    return str(done.answer["digest"])


def words(rung: str | None) -> tuple[str | None, str | None]:
    if rung is None:
        return None, None
    return Rung(rung).level.chinese, Rung(rung).letter


def decision_book(county: County, digest: str | None, changes: Mapping[str, Mapping[str, Any]] | None = None) -> Path:
    """Write the city's answer: everything agreed but for `changes` by 工号 (heading → value; None drops the row)."""
    rows = []
    for person in sorted(county.ask(HEAD, Board(year=YEAR)).people, key=lambda one: one.staff_no):
        level, letter = words(person.final)
        agreed = ("140799", level, letter, "同意", level, letter, None, NUMBER, DECIDED_ON, EFFECT, digest)
        row = dict(zip(HEADINGS, ("2025", person.staff_no, person.name, *agreed), strict=True))
        changed = (changes or {}).get(person.staff_no, (changes or {}).get("*", {}))
        if changed is not None:
            rows.append(list((row | changed).values()))
    return write_book(county.folder / f"decision-{len(list(county.folder.iterdir()))}.xlsx", [("决定", HEADINGS, rows)])


def order(county: County, book: Path, **controls: int) -> ImportDecision:
    people = [Rung(p.decided or p.final).level for p in county.ask(HEAD, Board(year=YEAR)).people]
    usual = {
        "人数": len(people),
        "高级": people.count(Level.SENIOR),
        "中级": people.count(Level.INTERMEDIATE),
        "初级": people.count(Level.JUNIOR),
    }
    typed = {name: Decimal(value) for name, value in (usual | controls).items() if value >= 0}
    return ImportDecision(file=book, period=YEAR, controls=typed)


def rungs(county: County, day: date) -> dict[str, str | None]:
    return {p.staff_no: p.rung for p in county.ask(RECORDER, People(on=day, managers_only=True))}


@pytest.mark.shows("R22", "R46", "72", "R24")
def test_that_the_decision_sets_the_rung_from_the_month_of_effect(rivals: County, sent: str) -> None:
    done = rivals.run(RECORDER, order(rivals, decision_book(rivals, sent)), second=HEAD)
    assert done.answer["accepted"] == 8
    before, after = rungs(rivals, date(2026, 2, 28)), rungs(rivals, date(2026, 3, 1))
    assert (before["0007"], after["0007"]) == ("junior-A", "intermediate-C")
    assert (before["0005"], after["0005"]) == ("intermediate-C", "junior-A")
    assert {p.staff_no: p.decided for p in rivals.ask(HEAD, Board(year=YEAR)).people} == after
    again = rivals.run(RECORDER, order(rivals, decision_book(rivals, sent)), second=HEAD)
    assert (again.answer["unchanged"], again.answer["accepted"]) == (8, 0)


@pytest.mark.shows("R24", "135")
def test_that_the_decision_needs_a_second_person_and_typed_figures(rivals: County, sent: str) -> None:
    book = decision_book(rivals, sent)
    for second in (None, COUNTY_LEADER):
        with pytest.raises(Forbidden):
            rivals.run(RECORDER, order(rivals, book), second=second)
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, ImportDecision(file=book, period=YEAR), second=HEAD)
    assert codes(refused) == ["control_missing"] * 4
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, order(rivals, book, 中级=7), second=HEAD)
    assert codes(refused) == ["control_total_differs"]


@pytest.mark.parametrize(
    ("changes", "controls", "code"),
    [
        ({"0003": {"拟定档": "C", "确定档": "C"}}, {}, "proposal_differs"),
        ({"0003": {"单位代码": "140701"}}, {}, "proposal_differs"),
        ({"0003": {"确定档": "C"}}, {}, "decision_inconsistent"),
        ({"0003": {"拟定级": None, "拟定档": None, "确定档": "C"}}, {}, "decision_inconsistent"),
        ({"0003": None}, {"人数": 7, "中级": 3}, "person_missing"),
        ({"0003": {"工号": "9001", "姓名": "刘志强"}}, {}, "not_nominated"),
        ({"*": {"生效月份": "2026-02"}}, {}, "effect_month_wrong"),
        ({"*": {"上报摘要": "0" * 64}}, {}, "answers_other_file"),
    ],
)
def test_that_an_answer_that_does_not_fit_is_refused_whole(
    rivals: County, sent: str, changes: dict[str, Any], controls: dict[str, int], code: str
) -> None:
    book = decision_book(rivals, sent, changes)
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, order(rivals, book, **controls), second=HEAD)
    assert code in codes(refused)
    assert rungs(rivals, date(2026, 3, 1))["0007"] == "junior-A"


def test_that_a_deferred_person_keeps_the_present_rung_and_a_missing_digest_is_said(rivals: County, sent: str) -> None:
    changes = {"0007": {"决定": "暂缓", "确定级": None, "确定档": None}}
    book = decision_book(rivals, None, changes)
    done = rivals.run(RECORDER, order(rivals, book, 中级=3), second=HEAD)
    assert {warning.code for warning in done.warnings} == {"not_bound"}
    assert rungs(rivals, date(2026, 3, 1))["0007"] == "junior-A"


@pytest.mark.shows("76")
def test_that_a_correction_comes_under_a_new_document_only(rivals: County, sent: str) -> None:
    rivals.run(RECORDER, order(rivals, decision_book(rivals, sent)), second=HEAD)
    kept = {"决定": "暂缓", "确定级": None, "确定档": None}
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, order(rivals, decision_book(rivals, sent, {"0007": kept}), 中级=3), second=HEAD)
    assert codes(refused) == ["decision_document_used"]
    rivals.clock.set(date(2026, 3, 20))
    later = {"决定文号": "演示烟〔2026〕9号", "决定日期": date(2026, 3, 18), "生效月份": "2026-04"}
    book = decision_book(rivals, sent, {"*": later, "0007": {**kept, **later}})
    rivals.run(RECORDER, order(rivals, book, 中级=3), second=HEAD)
    assert rungs(rivals, date(2026, 3, 31))["0007"] == "intermediate-C"
    assert rungs(rivals, date(2026, 4, 1))["0007"] == "junior-A"
    city = rivals.ask(RECORDER, Decisions(year=YEAR)).city
    assert [(number, count) for number, _, _, count in city] == [(NUMBER, 8), ("演示烟〔2026〕9号", 8)]


def test_that_no_decision_reaches_into_a_month_whose_pay_is_released(rivals: County, sent: str) -> None:
    with rivals.rows() as session:
        session.add(
            PayRelease(
                period=Period.parse("2026-03"), released_on=date(2026, 3, 5), released_by="9011", confirmed_by="9012"
            )
        )
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, order(rivals, decision_book(rivals, sent)), second=HEAD)
    assert set(codes(refused)) == {"pay_released"}


@pytest.mark.shows("76")
def test_that_a_notice_hangs_five_working_days_and_takes_objections(rivals: County, sent: str) -> None:
    notice = PostNotice(year=YEAR, posted_on=date(2026, 2, 9), contact="朱玉洁", telephone="0354-3000000")
    done = rivals.run(RECORDER, notice, second=COUNTY_LEADER)
    # 9 February 2026 is a Monday; the 14th is a 调休 working Saturday before 春节.
    assert done.answer["ends_on"] == "2026-02-14"
    objection = RegisterObjection(
        year=YEAR,
        kind="objection",
        staff_no="0007",
        objector="李某",
        concrete=True,
        facts="三月份两次未到岗",
        received_on=date(2026, 2, 10),
    )
    assert rivals.run(RECORDER, objection).answer == {"due_on": "2026-02-24", "suspends": True}
    board = {p.staff_no: p.suspended for p in rivals.ask(HEAD, Board(year=YEAR)).people}
    assert [number for number, held in board.items() if held] == ["0007"]
    answer = AnswerObjection(number="2025-Y001", outcome="rejected", answer="经核查，考勤正常。")
    answered = rivals.run(RECORDER, answer, second=COUNTY_LEADER)
    assert [warning.code for warning in answered.warnings] == ["answer_late"]
    (row,) = rivals.ask(RECORDER, Objections(year=YEAR))
    assert (row.outcome, row.reviewer, row.answered_on) == ("rejected", COUNTY_LEADER, date(2026, 2, 25))
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, answer, second=COUNTY_LEADER)
    assert codes(refused) == ["answered_already"]


@pytest.mark.shows("76")
def test_that_a_review_has_its_term_and_an_appeal_follows_it_once(rivals: County, sent: str) -> None:
    asked = {"year": YEAR, "staff_no": "0006", "objector": "欧阳若琳", "facts": "得分有误"}
    late = RegisterObjection(**asked, kind="review", notified_on=date(2026, 2, 10))
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, late)
    assert codes(refused) == ["review_too_late"]
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, RegisterObjection(**asked, kind="appeal"))
    assert codes(refused) == ["appeal_without_review"]
    rivals.run(RECORDER, RegisterObjection(**asked, kind="review", notified_on=date(2026, 2, 20)))
    answer = AnswerObjection(number="2025-Y001", outcome="rejected", answer="复核无误。")
    rivals.run(RECORDER, answer, second=COUNTY_LEADER)
    rivals.run(RECORDER, RegisterObjection(**asked, kind="appeal"))
    with pytest.raises(Rejected) as refused:
        rivals.run(RECORDER, RegisterObjection(**asked, kind="appeal"))
    assert codes(refused) == ["appealed_already"]


def test_that_only_those_with_the_duty_take_the_decision_in(rivals: County, sent: str) -> None:
    command = order(rivals, decision_book(rivals, sent))
    for number in (HEAD, LEADER, AUDITOR):
        with pytest.raises(Forbidden):
            rivals.run(number, command, second=HEAD)
