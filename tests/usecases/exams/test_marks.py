"""Exam marks of a half-year (D14): taken in, told, published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from factories.county import LEADER, RECORDER, YEAR, County
from sqlalchemy import select

from cmdesk.kernel.errors import Forbidden, Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.exams import ExamMark
from cmdesk.runtime.context import Done
from cmdesk.sample import books
from cmdesk.sample.county import managers
from cmdesk.usecases.exams.import_marks import ImportMarks
from cmdesk.usecases.exams.publish import Publish

HALF = Period.parse("2024H2")
PEOPLE = managers("small", 8, YEAR)
HEADINGS = ("工号", "姓名", "理论", "技能", "状态", "补考", "准考证号", "备注")


def row(number: int, theory: Any = 80, practice: Any = 90, state: str = "正常", retake: str = "否") -> list[Any]:
    note = "晋烟考〔缓〕1号" if state == "缓考" else None
    return [PEOPLE[number].staff_no, PEOPLE[number].name, theory, practice, state, retake, f"{number:03}", note]


def take_in(county: County, rows: list[list[Any]], **options: Any) -> Done:
    path = books.write_book(county.folder / "d14.xlsx", [("成绩", HEADINGS, rows)])
    return county.run(RECORDER, ImportMarks(**{"file": path, "period": HALF, **options}))


def refused(county: County, rows: list[list[Any]], **options: Any) -> list[Problem]:
    before = stored(county)
    with pytest.raises(Rejected) as caught:
        take_in(county, rows, **options)
    assert stored(county) == before
    return list(caught.value.problems)


def stored(county: County) -> int:
    with county.desk.database.reading() as session:
        return len(session.scalars(select(ExamMark.period)).all())


@pytest.mark.shows("R31", "R45")
def test_that_marks_are_taken_in_and_a_fail_is_told(county: County) -> None:
    rows = [row(n) for n in range(7)]
    rows[0] = row(0, Decimal("59.5"), 90)
    done = take_in(county, rows, controls={"人数": Decimal(7), "技能": Decimal(630)})
    assert {(w.code, w.params.get("staff_no")) for w in done.warnings} == {
        ("fail", None),
        ("person_not_listed", "0008"),
    }
    assert stored(county) == 7
    assert take_in(county, rows).answer["unchanged"] == 7
    (changed,) = take_in(county, [row(0, 60, 90), *rows[1:]]).answer["rows"]
    assert dict(changed.changes) == {"theory": ("59.5", "60")}


@pytest.mark.shows("R31")
def test_that_absent_deferred_and_retaken_marks_are_told_apart(county: County) -> None:
    rows = [row(0, None, None, "缺考"), row(1, None, None, "缓考"), row(2, 50, 70), row(2, 65, 70, retake="是")]
    take_in(county, rows)
    with county.desk.database.reading() as session:
        found = {
            (mark.state, mark.retake): (mark.theory, mark.practice) for mark in session.scalars(select(ExamMark)).all()
        }
    assert found == {
        ("absent", False): (Decimal(0), Decimal(0)),
        ("deferred", False): (None, None),
        ("normal", False): (Decimal(50), Decimal(70)),
        ("normal", True): (Decimal(65), Decimal(70)),
    }


@pytest.mark.shows("103")
def test_that_everything_wrong_is_told_at_once(county: County) -> None:
    rows = [
        row(0, None, 90),
        row(1, 80, 90, "缓考"),
        row(2, 101, 90),
        row(3, retake="是"),
        row(4, state="病假"),
        row(5),
        row(5),
        ["7777", "某人", 80, 90, "正常", "否", "9", None],
        ["9001", "刘志强", 80, 90, "正常", "否", "9", None],
    ]
    found = {(p.code, p.where.row) for p in refused(county, rows)}
    assert found == {
        ("mark_missing", 2),
        ("mark_with_deferral", 3),
        ("out_of_range", 4),
        ("retake_without_first", 5),
        ("value_not_allowed", 6),
        ("person_twice", 8),
        ("unknown_person", 9),
        ("not_in_unit", 10),
    }


def test_that_published_marks_stand(county: County) -> None:
    with pytest.raises(Rejected, match="marks_missing"):
        county.run(LEADER, Publish(period=HALF))
    take_in(county, [row(n) for n in range(8)])
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(RECORDER, Publish(period=HALF))
    assert county.run(LEADER, Publish(period=HALF)).count == 8
    assert [p.code for p in refused(county, [row(0, 90, 90)])] == ["already_used"]
    with pytest.raises(Rejected, match="published_already"):
        county.run(LEADER, Publish(period=HALF))


def test_that_only_a_half_year_has_an_exam(county: County) -> None:
    assert "half_year_needed" in [p.code for p in refused(county, [row(0)], period=Period.parse("2025Q1"))]
    with pytest.raises(Rejected) as caught:
        county.run(LEADER, Publish(period=Period.parse("2025")))
    assert [p.code for p in caught.value.problems] == ["half_year_needed", "marks_missing"]
