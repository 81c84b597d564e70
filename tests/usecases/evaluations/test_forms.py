"""Forms that go out and come back (D10, D11): only the number is trusted, and all else must agree with it."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from factories.county import HEAD, LEADER, RECORDER, YEAR, County
from openpyxl import load_workbook
from sqlalchemy import func, select

from cmdesk.kernel.errors import Forbidden, Problem, Rejected, Unavailable
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import FormIssue, IndustryRating, SelfRating
from cmdesk.models.exchange import ImportRun
from cmdesk.queries.scoring import Preview
from cmdesk.sample import forms
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import managers
from cmdesk.usecases.evaluations.close_round import CloseRound
from cmdesk.usecases.evaluations.enter_self import EnterSelf
from cmdesk.usecases.evaluations.import_industry import ImportIndustry
from cmdesk.usecases.evaluations.import_self import ImportSelf
from cmdesk.usecases.evaluations.issue_industry import IssueIndustryForm
from cmdesk.usecases.evaluations.issue_self import IssueSelfForms
from cmdesk.usecases.evaluations.open_round import OpenRound
from cmdesk.usecases.evaluations.review import Review

QUARTER = Period.parse("2025Q1")
SECOND = Period.parse("2025Q2")
PEOPLE = managers("small", 8, YEAR)
FACT = "本季度按要求完成各项工作"


@pytest.fixture
def open_rounds(county: County) -> County:
    """Give the county with the industry and self rounds of both quarters open."""
    for quarter in (QUARTER, SECOND):
        for source in ("industry", "self"):
            county.run(RECORDER, OpenRound(period=quarter, source=source))
    return county


def industry_form(county: County, rater: str, period: Period = QUARTER, seed: str = "a") -> Path:
    path = county.folder / f"D10-{rater}-{period}.xlsx"
    county.run(RECORDER, IssueIndustryForm(period=period, company="某中烟", rater=rater, out=path))
    forms.fill_industry(path, PEOPLE, Chance(seed), rater, period)
    return path


def self_form(county: County, number: int = 0, period: Period = QUARTER, seed: str = "a") -> Path:
    person = PEOPLE[number]
    county.run(RECORDER, IssueSelfForms(period=period, folder=county.folder, staff_nos=(person.staff_no,)))
    path = county.folder / f"D11-{period}-{person.staff_no}.xlsx"
    forms.fill_self(path, person, Chance(seed), period)
    return path


def changed(path: Path, old: str, new: Any) -> Path:
    """Give a copy of a form in which every cell that holds `old` holds it with `new` in its place."""
    copy = path.with_name(f"{new}-{path.name}".replace("：", ""))
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and old in cell.value:
                cell.value = cell.value.replace(old, new)
    book.save(copy)
    return copy


def scored(path: Path, heading: str, row: int, value: Any) -> Path:
    """Give a copy of a form with one yellow cell changed; `row` counts from 1 under the header."""
    copy = path.with_name(f"y-{path.name}")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    column = next(c.column for c in sheet[5] if str(c.value).startswith(heading))
    sheet.cell(5 + row, column).value = value
    book.save(copy)
    return copy


def problems_of(county: County, command: Any) -> list[Problem]:
    before = ratings(county)
    with pytest.raises(Rejected) as caught:
        county.run(RECORDER, command)
    assert ratings(county) == before
    return list(caught.value.problems)


def ratings(county: County) -> tuple[int, int]:
    with county.desk.database.reading() as session:
        one, other = (session.scalar(select(func.count()).select_from(t)) or 0 for t in (IndustryRating, SelfRating))
        return one, other


def figure(county: County, code: str, period: Period = QUARTER) -> str | None:
    found: str | None = county.ask(HEAD, Preview(period=period)).results[0].figures[code]
    return found


def close_both(county: County) -> None:
    """Close the rounds of self and department, which are seen together."""
    county.run(RECORDER, OpenRound(period=QUARTER, source="department"))
    for source in ("self", "department"):
        county.run(LEADER, CloseRound(period=QUARTER, source=source))


@pytest.mark.shows("17", "R21")
def test_that_two_raters_make_the_industry_source_and_one_does_not(open_rounds: County) -> None:
    done = open_rounds.run(RECORDER, ImportIndustry(file=industry_form(open_rounds, "郭代表"), period=QUARTER))
    assert [(w.code, w.params) for w in done.warnings] == [("raters_below_two", {"people": 8, "forms": 1, "least": 2})]
    assert figure(open_rounds, "industry") is None
    done = open_rounds.run(RECORDER, ImportIndustry(file=industry_form(open_rounds, "江代表"), period=QUARTER))
    assert (done.count, done.warnings) == (8, ())
    assert Decimal(figure(open_rounds, "industry") or 0) > 50


def test_that_a_form_that_comes_back_twice_is_unchanged_and_otherwise_refused(open_rounds: County) -> None:
    form = industry_form(open_rounds, "郭代表")
    open_rounds.run(RECORDER, ImportIndustry(file=form, period=QUARTER))
    again = open_rounds.run(RECORDER, ImportIndustry(file=form, period=QUARTER))
    assert again.answer["unchanged"] == 8
    other = scored(form, "品牌宣传", 1, 3.5)
    assert [p.code for p in problems_of(open_rounds, ImportIndustry(file=other, period=QUARTER))] == [
        "form_already_returned"
    ]


@pytest.mark.shows("17")
def test_that_a_form_given_out_again_is_the_only_one_that_counts(open_rounds: County) -> None:
    first = industry_form(open_rounds, "郭代表")
    old = open_rounds.folder / "old.xlsx"
    shutil.copy(first, old)
    open_rounds.run(RECORDER, ImportIndustry(file=old, period=QUARTER))
    second = industry_form(open_rounds, "郭代表", seed="b")
    assert ratings(open_rounds)[0] == 8
    done = open_rounds.run(RECORDER, ImportIndustry(file=second, period=QUARTER))
    assert ratings(open_rounds)[0] == 8
    assert [w.code for w in done.warnings] == ["raters_below_two"]
    assert [p.code for p in problems_of(open_rounds, ImportIndustry(file=old, period=QUARTER))] == ["form_superseded"]


@pytest.mark.shows("17")
def test_that_a_form_of_another_rater_person_or_period_is_refused(open_rounds: County) -> None:
    form = industry_form(open_rounds, "郭代表")
    for path, code in (
        (changed(form, "郭代表", "马代表"), "form_of_other_person"),
        (changed(form, "某中烟", "另一中烟"), "form_of_other_person"),
        (changed(form, "D10-2025Q1", "D10-2025Q2"), "form_of_other_period"),
        (changed(form, "表单编号：D10", "表单编号：X10"), "form_unknown"),
        (changed(form, PEOPLE[0].name, "别人"), "name_differs"),
    ):
        found = [p.code for p in problems_of(open_rounds, ImportIndustry(file=path, period=QUARTER))]
        assert code in found, (path, found)
    found = [p.code for p in problems_of(open_rounds, ImportIndustry(file=form, period=SECOND))]
    assert "form_of_other_period" in found
    own = self_form(open_rounds)
    assert "form_unknown" in [p.code for p in problems_of(open_rounds, ImportIndustry(file=own, period=QUARTER))]


def test_that_a_half_rated_person_and_a_score_out_of_range_are_told_at_once(open_rounds: County) -> None:
    form = scored(scored(industry_form(open_rounds, "郭代表"), "上柜", 1, None), "陈列", 2, 12.6)
    found = {(p.code, p.where.row) for p in problems_of(open_rounds, ImportIndustry(file=form, period=QUARTER))}
    assert found == {("blank_item", 6), ("out_of_range", 7)}


@pytest.mark.shows("16", "17")
def test_that_self_ratings_come_back_together_or_not_at_all(open_rounds: County) -> None:
    files = tuple(self_form(open_rounds, n) for n in range(3))
    bad = scored(files[2], "得分", 1, None)
    problems = problems_of(open_rounds, ImportSelf(files=(*files[:2], bad), period=QUARTER))
    assert [(p.code, p.where.file) for p in problems] == [("blank_item", bad.name)]
    done = open_rounds.run(RECORDER, ImportSelf(files=files, period=QUARTER))
    assert [row.state for row in done.answer["rows"]] == ["new"] * 3
    with open_rounds.desk.database.reading() as session:
        counts = session.execute(select(ImportRun.accepted).where(ImportRun.kind == "self")).scalars().all()
    assert counts == [1, 1, 1]
    assert open_rounds.run(RECORDER, ImportSelf(files=files, period=QUARTER)).answer["unchanged"] == 3
    close_both(open_rounds)
    assert Decimal(figure(open_rounds, "self") or 0) > 80


def test_that_one_form_with_two_contents_in_one_go_is_refused(open_rounds: County) -> None:
    form = self_form(open_rounds)
    other = scored(form, "得分", 1, 5)
    found = [p.code for p in problems_of(open_rounds, ImportSelf(files=(form, other), period=QUARTER))]
    assert found == ["form_already_returned"]
    assert open_rounds.run(RECORDER, ImportSelf(files=(form, form), period=QUARTER)).count == 2


def test_that_a_self_rating_speaks_for_its_person_only(open_rounds: County) -> None:
    form = self_form(open_rounds)
    for old, new in ((PEOPLE[0].name, "别人"), ("工号：0001", "工号：0002")):
        path = changed(form, old, new)
        found = [p.code for p in problems_of(open_rounds, ImportSelf(files=(path,), period=QUARTER))]
        assert found == ["form_of_other_person"]
    found = [p.code for p in problems_of(open_rounds, ImportSelf(files=(form,), period=SECOND))]
    assert "form_of_other_period" in found


@pytest.mark.shows("26")
def test_that_nine_points_and_more_need_a_fact(open_rounds: County) -> None:
    form = scored(scored(self_form(open_rounds), "得分", 1, 9), "事实", 1, "做得好")
    assert [p.code for p in problems_of(open_rounds, ImportSelf(files=(form,), period=QUARTER))] == ["fact_missing"]


@pytest.mark.shows("43", "R07")
def test_that_a_paper_is_as_good_as_a_workbook(open_rounds: County) -> None:
    scores = (Decimal("8.5"),) * 9 + (Decimal(9),)
    order = EnterSelf(period=QUARTER, staff_no="0001", scores=scores, facts=(None,) * 9 + (FACT,))
    open_rounds.run(RECORDER, order)
    for wrong, code in (
        ({"scores": scores[:9]}, "duties_needed"),
        ({"scores": (*scores[:9], Decimal("10.5"))}, "duties_needed"),
        ({"facts": (None,) * 10}, "self_fact_missing"),
        ({"staff_no": "7777"}, "unknown_person"),
    ):
        given = {"period": QUARTER, "staff_no": "0001", "scores": scores, "facts": order.facts, **wrong}
        assert [p.code for p in problems_of(open_rounds, EnterSelf(**given))] == [code]
    close_both(open_rounds)
    assert figure(open_rounds, "self") == "85.50"


@pytest.mark.shows("16")
@pytest.mark.parametrize("first", ["self", "department"])
def test_that_neither_side_sees_the_other_until_both_are_closed(open_rounds: County, first: str) -> None:
    scores = (Decimal("8.5"),) * 9 + (Decimal(9),)
    order = EnterSelf(period=QUARTER, staff_no="0001", scores=scores, facts=(None,) * 9 + (FACT,))
    review = Review(period=QUARTER, staff_no="0001", adjustment=Decimal(3), reason="承担重点任务")
    second = {"self": "department", "department": "self"}[first]

    def seen() -> tuple[str | None, str | None]:
        return figure(open_rounds, "self"), figure(open_rounds, "adjustment")

    open_rounds.run(RECORDER, order)
    assert seen() == (None, None)
    open_rounds.run(RECORDER, OpenRound(period=QUARTER, source="department"))
    open_rounds.run(HEAD, review)
    assert seen() == (None, None)
    open_rounds.run(LEADER, CloseRound(period=QUARTER, source=first))
    assert seen() == (None, None)
    open_rounds.run(LEADER, CloseRound(period=QUARTER, source=second))
    assert seen() == ("85.50", "3.00")


def test_that_nothing_goes_out_or_comes_in_unless_the_round_is_open(open_rounds: County) -> None:
    form = industry_form(open_rounds, "郭代表")
    paper = self_form(open_rounds)
    for source in ("industry", "self"):
        open_rounds.run(LEADER, CloseRound(period=QUARTER, source=source))
    out = open_rounds.folder / "late.xlsx"
    for order in (
        ImportIndustry(file=form, period=QUARTER),
        ImportSelf(files=(paper,), period=QUARTER),
        IssueIndustryForm(period=QUARTER, company="某中烟", rater="郭代表", out=out),
        IssueSelfForms(period=QUARTER, folder=open_rounds.folder),
        EnterSelf(period=QUARTER, staff_no="0001", scores=(Decimal(8),) * 10, facts=(None,) * 10),
    ):
        assert [p.code for p in problems_of(open_rounds, order)] == ["round_not_open"]
    assert not out.exists()


def test_that_a_form_needs_a_rater_and_known_people(open_rounds: County) -> None:
    out = open_rounds.folder / "x.xlsx"
    order = IssueIndustryForm(period=QUARTER, company=" ", rater="郭代表", out=out)
    assert [p.code for p in problems_of(open_rounds, order)] == ["rater_missing"]
    people = IssueSelfForms(period=QUARTER, folder=open_rounds.folder, staff_nos=("0001", "7777", "9001"))
    found = [p.params["staff_no"] for p in problems_of(open_rounds, people)]
    assert found == ["7777", "9001"]
    with pytest.raises(Forbidden, match="not_permitted"):
        open_rounds.run(HEAD, order)


def test_that_a_form_that_cannot_be_written_says_so(open_rounds: County) -> None:
    blocked = open_rounds.file("blocked", "x") / "form.xlsx"
    order = IssueIndustryForm(period=QUARTER, company="某中烟", rater="郭代表", out=blocked)
    with pytest.raises(Unavailable, match="file_not_written"):
        open_rounds.run(RECORDER, order)


def test_that_every_number_is_given_once(open_rounds: County) -> None:
    open_rounds.run(RECORDER, IssueSelfForms(period=QUARTER, folder=open_rounds.folder))
    with open_rounds.desk.database.reading() as session:
        numbers = session.scalars(select(FormIssue.number)).all()
    assert len(set(numbers)) == 8
    assert all(number.startswith("D11-2025Q1-") for number in numbers)
