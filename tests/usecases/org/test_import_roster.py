"""The roster (X6): taken in whole, compared with what stands, or refused with everything that is wrong."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from factories.county import ADMINISTRATOR, PAY_CLERK, RECORDER, YEAR, County, copied, make_county
from openpyxl import load_workbook
from sqlalchemy import func, select

from cmdesk.kernel.errors import Conflict, Forbidden, Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.exchange import ImportRun
from cmdesk.models.grading import SeatQuota
from cmdesk.models.journal import JournalEntry
from cmdesk.models.org import Kinship, Person, PostSpell, PriorResult, RungSpell
from cmdesk.queries.org import OnePerson, People
from cmdesk.runtime.context import Done
from cmdesk.sample import books
from cmdesk.sample.county import managers, staff
from cmdesk.storage.resources import has_glyph
from cmdesk.usecases.org.change import Change
from cmdesk.usecases.org.import_roster import ImportRoster
from cmdesk.usecases.org.unmask import Unmask

ALL = (*managers("small", 8, YEAR), *staff(YEAR))
ID_NUMBER = "140702198805121239"


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[County, Done]]:
    """Give the county of the brief, 71 managers, with the answer of its roster's arrival."""
    folder = tmp_path_factory.mktemp("brief")
    county = make_county(folder, people=[])
    book = books.roster_book(folder / "x6.xlsx", [*managers("cmdesk", 71, YEAR), *staff(YEAR)])
    done = county.run(
        RECORDER, ImportRoster(file=book, controls={"人数": Decimal(71 + len(staff(YEAR))), "高级": Decimal(6)})
    )
    yield county, done
    county.desk.close()


def arrive(county: County, people: Any = ALL, **changes: Any) -> Done:
    book = books.roster_book(county.folder / "x6.xlsx", people)
    return county.run(RECORDER, ImportRoster(file=book, **changes))


def edited(county: County, *cells: tuple[int, str, Any], also: dict[str, Any] | None = None) -> Path:
    """Write the roster with cells changed: (row, heading, value); `also` gives new columns by heading."""
    path = books.roster_book(county.folder / "x6.xlsx", ALL)
    book = load_workbook(path)
    sheet = book["人员"]
    headings = [cell.value for cell in sheet[1]]
    for heading in also or {}:
        sheet.cell(1, len(headings) + 1).value = heading
        headings.append(heading)
    for row, heading, value in (*cells, *((2, heading, value) for heading, value in (also or {}).items())):
        sheet.cell(row, headings.index(heading) + 1).value = value
    book.save(path)
    return path


def people_sheet(county: County, people: Any) -> tuple[str, tuple[str, ...], list[list[Any]]]:
    """Give the sheet of people as the roster's writer writes it, to stand beside others."""
    path = books.roster_book(county.folder / "people.xlsx", people)
    rows = [list(row) for row in load_workbook(path)["人员"].iter_rows(min_row=2, values_only=True)]
    return ("人员", books.ROSTER_HEADINGS, rows)


def refused(county: County, path: Path, **changes: Any) -> list[Problem]:
    """Give the problems of a roster that is refused, having seen that nothing was written."""
    before = state(county)
    with pytest.raises(Rejected) as caught:
        county.run(RECORDER, ImportRoster(file=path, **changes))
    assert state(county) == before
    return list(caught.value.problems)


def state(county: County) -> tuple[int, ...]:
    with county.desk.database.reading() as session:
        tables = (Person, PostSpell, RungSpell, Kinship, ImportRun, JournalEntry)
        return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


@pytest.mark.shows("R38", "R47", "R48", "R49", "R35", "R36")
def test_that_the_roster_of_the_brief_is_taken_in(brief: tuple[County, Done]) -> None:
    county, done = brief
    assert (done.answer["accepted"], done.answer["unchanged"]) == (71, len(staff(YEAR)))
    people = county.ask(RECORDER, People(managers_only=True))
    assert Counter(p.employment for p in people) == {"regular": 56, "contract": 15}
    levels = Counter((p.rung or "").partition("-")[0] for p in people)
    assert levels == {"senior": 6, "intermediate": 36, "junior": 18, "trainee": 11}
    assert len({p.rung for p in people}) == 10
    assert all(p.education in {"college", "bachelor", "postgraduate"} for p in people if p.employment == "contract")


@pytest.mark.shows("R37")
def test_that_the_inherited_over_run_is_the_only_cap_that_is_told(brief: tuple[County, Done]) -> None:
    _, done = brief
    over = [w.params for w in done.warnings if w.code == "level_over_cap"]
    assert over == [{"level": "中级", "count": 36, "cap": 35, "over": 1}]


@pytest.mark.shows("129", "130")
def test_that_people_are_found_by_initials_pinyin_and_characters(brief: tuple[County, Done]) -> None:
    county, _ = brief
    for search in ("单雄信", "单", "shanxiongxin", "sxx"):
        assert "单雄信" in [p.name for p in county.ask(RECORDER, People(search=search))], search
    assert [p.staff_no for p in county.ask(RECORDER, People(search="0071"))] == ["0071"]


def test_that_the_same_roster_again_changes_nothing(county: County) -> None:
    before = state(county)
    done = arrive(county)
    assert (done.answer["accepted"], done.answer["unchanged"], done.answer["rows"]) == (0, len(ALL), [])
    assert state(county)[:4] == before[:4]


def test_that_a_changed_row_shows_old_and_new_and_keeps_what_was(county: County) -> None:
    first = dataclasses.replace(
        ALL[0],
        rung="intermediate-A",
        rung_since=date(2025, 1, 1),
        urban=10,
        rural=150,
        line="修文镇",
        education="研究生",
    )
    before = county.people()[first.staff_no]
    done = arrive(county, [first, *ALL[1:]])
    (row,) = done.answer["rows"]
    assert (row.staff_no, row.state) == (first.staff_no, "changed")
    assert row.changes["rung"] == (before.rung, "intermediate-A")
    assert row.changes["rural_retailers"] == (str(before.rural), "150")
    now = county.people()[first.staff_no]
    assert (now.rung, now.urban, now.rural, now.line, now.education) == (
        "intermediate-A",
        10,
        150,
        "修文镇",
        "postgraduate",
    )
    page = county.ask(RECORDER, OnePerson(staff_no=first.staff_no))
    rungs = [spell for spell in page.spells if spell.kind == "rung"]
    assert [s.value for s in rungs] == [before.rung, "intermediate-A"]
    assert rungs[0].until == date(2024, 12, 31)
    county.desk.undo()
    assert county.people()[first.staff_no] == before


def test_that_a_corrected_date_stands_and_arrives_only_once(county: County) -> None:
    first = ALL[0]
    moved = dataclasses.replace(first, post_since=first.post_since.replace(day=15), rung_since=date(2020, 5, 1))
    people = [moved, *ALL[1:]]
    assert arrive(county, people).answer["changed"] == 1
    now = county.people()[first.staff_no]
    assert (now.post_since, now.rung_since) == (moved.post_since, date(2020, 5, 1))
    spells = county.ask(RECORDER, OnePerson(staff_no=first.staff_no)).spells
    assert [s.kind for s in spells].count("rung") == 1
    assert [s.kind for s in spells].count("post") == 1
    assert arrive(county, people).answer["changed"] == 0


def test_that_what_a_row_does_not_say_stays(county: County) -> None:
    before = county.people()["0001"]
    path = edited(county, (2, "本级起始日期", None), (2, "服务线路", None), (2, "学历", "研究生"))
    done = county.run(RECORDER, ImportRoster(file=path))
    assert done.answer["changed"] == 1
    now = county.people()["0001"]
    assert (now.rung_since, now.line, now.urban) == (before.rung_since, before.line, before.urban)
    assert now.education == "postgraduate"


def test_that_a_route_name_without_counts_is_kept(county: County) -> None:
    path = edited(county, (10, "服务线路", "城关镇"))
    assert county.run(RECORDER, ImportRoster(file=path)).answer["changed"] == 1
    assert county.people()[ALL[8].staff_no].line == "城关镇"
    assert county.run(RECORDER, ImportRoster(file=path)).answer["changed"] == 0


def test_that_who_is_not_in_the_file_stays_and_is_named(county: County) -> None:
    done = arrive(county, ALL[1:])
    assert [(w.code, w.params["staff_no"]) for w in done.warnings] == [("person_not_in_file", "0001")]
    assert "0001" in county.people()


def test_that_people_leave_only_through_their_status(county: County) -> None:
    path = edited(county, also={"状态": "退休", "离开日期": date(2025, 1, 1)})
    county.run(RECORDER, ImportRoster(file=path))
    assert "0001" not in [p.staff_no for p in county.ask(RECORDER, People())]
    on = county.ask(RECORDER, People(on=date(2025, 1, 1)))
    assert "0001" in [p.staff_no for p in on]


def test_that_a_number_that_is_somebody_else_is_refused_at_its_row(county: County) -> None:
    (problem,) = refused(county, edited(county, (2, "姓名", "张三丰")))
    assert (problem.code, problem.where.file, problem.where.sheet, problem.where.row) == (
        "name_differs",
        "x6.xlsx",
        "人员",
        2,
    )
    assert problem.params["given"] == "张三丰"


def prior(county: County, staff_no: str = "0001") -> dict[int, tuple[str | None, str | None]]:
    with county.desk.database.reading() as session:
        rows = session.execute(
            select(PriorResult.year, PriorResult.score, PriorResult.band)
            .join(Person, Person.id == PriorResult.person_id)
            .where(Person.staff_no == staff_no)
        )
        return {year: (score, band) for year, score, band in rows}


@pytest.mark.parametrize("said_by", ["order", "file"])
def test_that_the_years_before_are_counted_from_the_year_that_is_said(county: County, said_by: str) -> None:
    county.clock.set(date(2027, 1, 8))
    path = edited(county, (2, "上年得分", 77.5), (2, "上年等次", "优秀"), (2, "前年等次", "基本称职"))
    if said_by == "file":
        book = load_workbook(path)
        book["人员"].insert_rows(1)
        book["人员"].cell(1, 1).value = "年度：2023"
        book.save(path)
    done = county.run(RECORDER, ImportRoster(file=path, period=Period.parse("2023") if said_by == "order" else None))
    assert "history_year_assumed" not in {warning.code for warning in done.warnings}
    found = prior(county)
    assert (found[2022], found[2021][1]) == (("77.50", "excellent"), "basic")
    assert not found.keys() & {2025, 2026}
    again = county.run(RECORDER, ImportRoster(file=path, period=Period.parse("2023")))
    assert again.answer["changed"] == 0


def test_that_a_roster_of_no_said_year_is_told_whose_results_its_years_are(county: County) -> None:
    county.clock.set(date(2026, 1, 8))
    path = edited(county, (2, "上年得分", 77.5))
    done = county.run(RECORDER, ImportRoster(file=path))
    told = [warning.params for warning in done.warnings if warning.code == "history_year_assumed"]
    assert told == [{"last": 2025, "before": 2024, "instead": 2025}]
    assert prior(county)[2025][0] == "77.50"


def test_that_order_and_file_of_different_years_are_refused(county: County) -> None:
    path = edited(county)
    book = load_workbook(path)
    book["人员"].insert_rows(1)
    book["人员"].cell(1, 1).value = "年度：2024"
    book.save(path)
    assert [p.code for p in refused(county, path, period=Period.parse("2025-03"))] == ["period_differs"]


def test_that_a_number_that_lost_its_zeros_is_no_new_person(county: County) -> None:
    path = edited(county, (2, "工号", 1), (4, "工号", "0101"), (5, "工号", "101"))
    problems = refused(county, path)
    assert [(p.code, p.where.row, p.params["ours"]) for p in problems] == [
        ("zeros_lost", 2, "0001"),
        ("zeros_lost", 5, "0101"),
    ]


@pytest.mark.shows("R22")
def test_that_a_rung_that_the_city_decided_is_not_changed_here(county: County) -> None:
    people = county.people()
    with county.rows() as session:
        session.add(RungSpell(person_id=people["0001"].id, start=date(2025, 1, 2), rung="senior-A", decided=True))
    problems = refused(county, books.roster_book(county.folder / "x6.xlsx", ALL))
    assert [(p.code, p.where.row) for p in problems] == [("rung_decided", 2)]
    assert problems[0].params["rung"] == "高级A"
    levels = ("等级经历", ("工号", "级", "档", "起"), [("0001", "高级", "C", date(2025, 1, 2))])
    other = books.write_book(county.folder / "levels.xlsx", [people_sheet(county, ALL[1:]), levels])
    assert [(p.code, p.where.sheet) for p in refused(county, other)] == [("rung_decided", "等级经历")]


def test_that_history_and_kin_are_taken_in(county: County) -> None:
    posts = ("任职经历", ("工号", "岗位", "起", "止"), [("0001", "其他", date(2001, 1, 1), date(2003, 6, 30))])
    levels = (
        "等级经历",
        ("工号", "级", "档", "起", "止", "文号"),
        [("0001", "初级", "A", date(2015, 1, 1), date(2016, 12, 31), "旧文1号")],
    )
    kin = ("回避关系", ("工号", "对方工号", "关系"), [("0008", "0001", "近姻亲")])
    path = books.write_book(county.folder / "x.xlsx", [people_sheet(county, ALL), posts, levels, kin])
    county.run(RECORDER, ImportRoster(file=path))
    page = county.ask(RECORDER, OnePerson(staff_no="0001"))
    assert ("post", "other", date(2001, 1, 1)) in [(s.kind, s.value, s.start) for s in page.spells]
    assert ("rung", "junior-A", date(2015, 1, 1)) in [(s.kind, s.value, s.start) for s in page.spells]
    assert page.kin == (county.people()["0008"].name,)


def test_that_unknown_people_and_kin_of_oneself_are_refused_in_the_further_sheets(county: County) -> None:
    kin = (
        "回避关系",
        ("工号", "对方工号", "关系"),
        [("0001", "7777", "夫妻"), ("0002", "0002", "夫妻"), ("0003", "0004", "夫妻")],
    )
    path = books.write_book(county.folder / "x.xlsx", [people_sheet(county, ALL), kin])
    assert [(p.code, p.where.sheet, p.where.row) for p in refused(county, path)] == [
        ("unknown_person", "回避关系", 2),
        ("value_not_allowed", "回避关系", 3),
    ]


@pytest.mark.shows("134")
def test_that_an_id_number_is_encrypted_masked_and_shown_only_to_whoever_may(county: County) -> None:
    county.run(RECORDER, ImportRoster(file=edited(county, also={"身份证号": ID_NUMBER})))
    assert county.ask(RECORDER, OnePerson(staff_no="0001")).id_number == "1407**********1239"
    with county.desk.database.reading() as session:
        kept = session.scalars(select(Person.id_number).where(Person.staff_no == "0001")).one()
        bodies = session.scalars(select(JournalEntry.body)).all()
    assert kept is not None
    assert ID_NUMBER.encode() not in kept
    assert all(ID_NUMBER.encode() not in body for body in bodies)
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(RECORDER, Unmask(staff_no="0001"))
    assert county.run(PAY_CLERK, Unmask(staff_no="0001")).answer == {"id_number": ID_NUMBER}
    with pytest.raises(Rejected, match="id_number_not_known"):
        county.run(PAY_CLERK, Unmask(staff_no="0002"))
    with county.desk.database.reading() as session:
        last = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1)).one()
    assert (last.verb, ID_NUMBER in str(last.params)) == ("org.unmask", False)


def test_that_the_same_id_number_again_is_no_change(county: County) -> None:
    path = edited(county, also={"身份证号": ID_NUMBER})
    (row,) = county.run(RECORDER, ImportRoster(file=path)).answer["rows"]
    assert row.changes["id_number"] == ("（已存）", "（更改）")
    assert county.run(RECORDER, ImportRoster(file=path)).answer["changed"] == 0


@pytest.mark.shows("84")
def test_that_rare_characters_are_kept_and_characters_that_no_font_has_are_refused(county: County) -> None:
    rare = dataclasses.replace(ALL[0], staff_no="0101", name="张𰻝喆")
    assert not has_glyph("\ue123")
    if has_glyph("𰻝"):
        arrive(county, [*ALL, rare])
        assert county.people()["0101"].name == "张𰻝喆"
    (problem,) = refused(county, edited(county, (3, "姓名", "李\ue123")))
    assert (problem.code, problem.where.row, problem.where.column) == ("glyph_missing", 3, "B")


@pytest.mark.shows("103", "2")
def test_that_everything_wrong_is_told_at_once_with_its_place(county: County) -> None:
    path = edited(
        county,
        (2, "用工性质", "临时"),
        (3, "姓名", None),
        (4, "任客户经理日期", date(2031, 1, 1)),
        (5, "工号", "0001"),
        (6, "现档", None),
        (7, "城区户数", "１２３"),
        (8, "乡村户数", "许多"),
        (9, "上年得分", 101),
        also={"身份证号": 140702198805121236},
    )
    problems = refused(county, path)
    assert {(p.code, p.where.row) for p in problems} >= {
        ("value_not_allowed", 2),
        ("digits_lost", 2),
        ("value_missing", 3),
        ("date_order", 4),
        ("person_twice", 5),
        ("rung_missing", 6),
        ("not_a_number", 8),
        ("out_of_range", 9),
    }
    assert 7 not in {p.where.row for p in problems}
    assert all(p.where.file == "x6.xlsx" and p.where.sheet == "人员" and p.where.column for p in problems)


def test_that_formulas_and_error_cells_are_refused_in_their_cells(county: County) -> None:
    problems = refused(county, edited(county, (2, "城区户数", "=A1+1"), (3, "乡村户数", "#REF!")))
    assert [(p.code, p.where.row) for p in problems][:1] == [("formula_without_value", 2)]
    assert ("cell_error", 3) in [(p.code, p.where.row) for p in problems]


def test_that_missing_and_double_columns_are_named(county: County) -> None:
    path = books.roster_book(county.folder / "x6.xlsx", ALL)
    book = load_workbook(path)
    sheet = book["人员"]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(1, headings.index("学历") + 1).value = "城区户数"
    book.save(path)
    problems = refused(county, path)
    assert {(p.code, p.params["heading"]) for p in problems} >= {
        ("column_twice", "城区户数"),
        ("column_missing", "学历"),
    }


def test_that_another_kind_of_file_is_no_roster(county: County) -> None:
    text = county.file("x.xlsx", "不是工作簿")
    assert [p.code for p in refused(county, text)] == ["wrong_file"]
    two = books.write_book(county.folder / "two.xlsx", [("甲", ("工号",), []), ("乙", ("工号",), [])])
    (problem,) = refused(county, two)
    assert (problem.code, problem.params["wanted"], problem.params["found"]) == ("sheet_missing", "人员", "甲、乙")


def test_that_a_control_figure_that_differs_is_refused(county: County) -> None:
    path = books.roster_book(county.folder / "x6.xlsx", ALL)
    (problem,) = refused(county, path, controls={"人数": Decimal(len(ALL) + 1), "聘用": Decimal(2)})
    assert (problem.code, problem.params["name"]) == ("control_total_differs", "人数")
    assert (problem.params["stated"], problem.params["found"]) == (Decimal(len(ALL) + 1), Decimal(len(ALL)))


def test_that_rows_of_other_units_are_left_out(county: County) -> None:
    done = county.run(
        RECORDER, ImportRoster(file=edited(county, (3, "姓名", ALL[1].name), also={"单位": "别县营销部"}))
    )
    assert done.count == len(ALL) - 1


def test_that_the_order_of_the_rows_never_matters(county: County, county_template: Path, tmp_path: Path) -> None:
    arrive(county, [dataclasses.replace(p, education="本科") for p in ALL])
    with (other := copied(county_template, tmp_path / "other")).desk:
        arrive(other, [dataclasses.replace(p, education="本科") for p in reversed(ALL)])
        there = {p.staff_no: dataclasses.replace(p, id=None) for p in other.people().values()}  # type: ignore[arg-type]
    assert {p.staff_no: dataclasses.replace(p, id=None) for p in county.people().values()} == there  # type: ignore[arg-type]


def test_that_a_county_without_seats_knows_no_caps(tmp_path: Path) -> None:
    with (county := make_county(tmp_path / "county", covers_city=False)).desk:
        assert "level_over_cap" not in {w.code for w in arrive(county).warnings}
        with county.rows() as session:
            session.add(
                SeatQuota(
                    year=2025,
                    unit_code="140799",
                    base_date=date(2025, 12, 31),
                    headcount=8,
                    senior=0,
                    intermediate=None,
                    junior=8,
                    document_no="文1号",
                    edition=1,
                )
            )
        found = [w.params for w in arrive(county).warnings if w.code == "level_over_cap"]
        assert [(p["level"], p["cap"]) for p in found] == [("高级", 0)]


def test_that_a_change_of_post_reaches_no_closed_month_and_keeps_the_one_before(county: County) -> None:
    county.run(RECORDER, Change(staff_no="0001", since=date(2025, 2, 1), post="inspector", line="城关镇"))
    page = county.ask(RECORDER, OnePerson(staff_no="0001", on=date(2025, 2, 1)))
    assert (page.person.post, page.person.line) == ("inspector", "城关镇")
    assert "0001" not in [p.staff_no for p in county.ask(RECORDER, People(managers_only=True, on=date(2025, 2, 1)))]
    assert county.people()["0001"].post == "account_manager"
    with pytest.raises(Conflict, match="changed_by_another"):
        county.run(RECORDER, Change(staff_no="0001", since=date(2025, 2, 1), version=1, note="旧"))
    with pytest.raises(Rejected) as caught:
        county.run(RECORDER, Change(staff_no="0002", since=date(2025, 2, 1), status="gone", urban=3))
    assert {p.code for p in caught.value.problems} == {"value_not_allowed", "retailers_both"}
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(ADMINISTRATOR, Change(staff_no="0001", since=date(2025, 2, 1), note="x"))
