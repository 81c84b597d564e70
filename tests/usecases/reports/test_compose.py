"""Composing: what stands on the forms re-adds, the same content keeps its edition, another gets the next."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sqlalchemy import delete, select

from cmdesk.documents.assembly import archival_faults
from cmdesk.documents.reports.catalogue import thawed
from cmdesk.kernel.amounts import printed
from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.evaluations import IndustryRating
from cmdesk.models.org import Person
from cmdesk.queries.inspections import Sheets
from cmdesk.queries.peers import PeerFigures
from cmdesk.queries.reports import BlankSheet, DocumentFile, Documents
from cmdesk.queries.scoring import Results
from cmdesk.rules.codes import Visit
from cmdesk.storage.journal import Deed
from cmdesk.usecases.reports.compose import Compose
from cmdesk.usecases.reports.hand_out import HandOut
from cmdesk.usecases.reports.write_comment import WriteComment
from cmdesk.usecases.scoring.close import Close
from cmdesk.usecases.scoring.reopen import Reopen

HEAD, LEADER, RECORDER = "9001", "9003", "9013"
WHOLE = Period.parse("2025")
QUARTER = Period.parse("2025Q2")


def carried(pdf: bytes) -> dict[str, Any]:
    """Give the content that a file carries inside."""
    with pikepdf.open(BytesIO(pdf)) as document:
        body = document.attachments["appraisal.json"].get_file().read_bytes()
    assert thawed(body).as_json() == body
    content: dict[str, Any] = json.loads(body)["content"]
    return content


def exactly(text: str) -> Fraction:
    """Give a printed part; ≈ stands before what was cut."""
    return Fraction(text.removeprefix("≈"))


@pytest.mark.shows("R30", "R33", "11")
def test_that_a_d13_adds_up_again_from_what_it_prints(office: Any) -> None:
    scores = {row.staff_no: row.score for row in office.ask(HEAD, Results(period=QUARTER))}
    done = office.run(HEAD, Compose(form="D13", period=QUARTER))
    assert done.count == 6
    for number in done.ids:
        content = carried(office.ask(HEAD, DocumentFile(number=number)).data)
        products = [exactly(row["product"]) for row in content["sources"] if row["score"] != "缺项"]
        total = sum(products) * 100 / Fraction(content["weight_sum"])
        assert abs(total - Fraction(content["result"])) <= Fraction("0.0052")
        assert printed(exactly(content["product_sum"]) * 100 / Fraction(content["weight_sum"])) == content["result"]
        assert content["result"] == scores[content["person"]["staff_no"]]
        for row in content["sources"]:
            assert abs(exactly(row["product"]) - Fraction(row["score"]) * Fraction(row["weight"]) / 100) < Fraction(
                "0.003"
            )
        assert sum(Fraction(row["weight"]) for row in content["sources"]) == 100
        for month in content["months"]:
            assert exactly(month["p_part"]) == Fraction(month["p"]) * Fraction("0.6")
            parts = exactly(month["p_part"]) + exactly(month["i_part"])
            assert abs(parts - Fraction(month["m"])) < Fraction("0.0101")


@pytest.mark.shows("R32", "R33", "83", "R39")
def test_that_a_d25_leads_from_the_quarters_to_the_score_and_the_rung(office: Any, pages_of: Any) -> None:
    scores = {row.staff_no: row for row in office.ask(HEAD, Results(period=WHOLE))}
    done = office.run(HEAD, Compose(form="D25", period=WHOLE))
    for number in done.ids:
        content = carried(office.ask(HEAD, DocumentFile(number=number)).data)
        person = scores[content["person"]["staff_no"]]
        assert content["result"] == person.score
        total = sum(exactly(row["product"]) for row in content["derivation"])
        assert abs(total - exactly(content["derivation_sum"]["product"])) <= Fraction("0.0002")
        assert printed(exactly(content["derivation_sum"]["product"])) == person.score
        assert [row["q"] for row in content["quarters"]] == person.figures["quarter_scores"]
        assert len(content["abilities"]) in (0, 10)
        assert content["state"].startswith("拟定")
        assert content["levels"][0]["label"] == "基本条件"
        assert {vote["label"] for vote in content["votes"]} >= {"应到", "收回", "有效", "弃权"}
    text = "".join(pages_of(office.ask(HEAD, DocumentFile(number=done.ids[0])).data))
    assert "县级集体研究（演示党〔2026〕3号）" in text


def test_that_one_item_of_one_sitting_can_have_its_d18_alone(office: Any) -> None:
    done = office.run(RECORDER, Compose(form="D18", period=WHOLE, subject="0201"))
    assert done.ids == ("140799-D18-2025-0201-v1",)
    order = Compose(form="D18", period=WHOLE, subject="0901")
    with pytest.raises(Rejected) as caught:
        office.run(RECORDER, order)
    assert {problem.code for problem in caught.value.problems} == {"ballots_not_counted"}


@pytest.mark.shows("R46")
def test_that_a_d18_stands_for_each_item_of_both_sittings(office: Any) -> None:
    done = office.run(RECORDER, Compose(form="D18", period=WHOLE))
    contents = [carried(office.ask(HEAD, DocumentFile(number=number)).data) for number in done.ids]
    assert done.ids[0] == "140799-D18-2025-0101-v1"
    for content in contents:
        for account in content["accounts"]:
            assert int(account["returned"]) == int(account["valid"]) + int(account["invalid"])
            assert int(account["issued"]) == int(account["returned"]) + int(account["unreturned"])
    ratings = contents[0]["groups"][0]["ratings"]
    assert len(ratings) == 6
    for row in ratings:
        marks = ("excellent", "competent", "basic", "incompetent", "unknown", "abstained")
        assert int(row["valid"]) == sum(int(row[mark]) for mark in marks)
    graded = contents[-1]["groups"][0]["graded"]
    for row in graded:
        counts = [int(count) for count in row["rungs"] if count != "—"]
        assert not counts or sum(counts) + int(row["abstained"]) == int(row["valid"])


def test_that_a_d04_carries_its_sheet_and_a_blank_one_nothing(office: Any, pages_of: Any) -> None:
    month = Period.parse("2025-03")
    sheets = office.ask(LEADER, Sheets(period=month, staff_no="0002"))
    done = office.run(LEADER, Compose(form="D04", period=month, people=("0002",)))
    assert done.count == len(sheets) == 2
    content = carried(office.ask(LEADER, DocumentFile(number=done.ids[0])).data)
    assert content["result"] in {sheet.score for sheet in sheets}
    assert sum(len(duty["items"]) for duty in content["duties"]) == 37
    blank = office.ask(LEADER, BlankSheet(visit=Visit.DESK))
    pages = "".join(pages_of(blank.data))
    assert "空白表，填写后由系统登记" in pages
    assert "未查" in pages
    assert carried(blank.data)["person"]["name"] == ""


@pytest.mark.shows("83", "86", "R25", "R26", "R28")
def test_that_all_forms_are_archival_and_keep_their_fields(office: Any) -> None:
    month = Period.parse("2025-12")
    fields = {
        "D04": {"inspector_1", "inspector_2", "appraised", "witness_1", "witness_2"},
        "D13": {"appraised", "department_head", "marketing_center"},
        "D18": {"vote_caller", "teller_1", "teller_2", "scrutineer_1", "scrutineer_2", "chair"},
        "D25": {"inspector", "appraised", "department_head", "city_group"},
    }
    for form, period in (("D04", month), ("D13", QUARTER), ("D18", WHOLE), ("D25", WHOLE)):
        people = ("0003",) if form != "D18" else ()
        done = office.run(HEAD, Compose(form=form, period=period, people=people))  # type: ignore[arg-type]
        pdf = office.ask(HEAD, DocumentFile(number=done.ids[0])).data
        assert archival_faults(pdf) == ()
        with pikepdf.open(BytesIO(pdf)) as document:
            assert {str(field.T) for field in document.Root.AcroForm.Fields} == fields[form]


@pytest.mark.shows("95")
def test_that_the_same_content_keeps_its_edition_and_another_makes_the_former_void(office: Any, pages_of: Any) -> None:
    first = office.run(HEAD, Compose(form="D25", period=WHOLE, people=("0002", "0003")))
    office.clock.set(date(2026, 1, 20))
    again = office.run(HEAD, Compose(form="D25", period=WHOLE, people=("0002", "0003")))
    assert again.ids == first.ids
    assert again.answer["fresh"] == 0
    office.run(HEAD, WriteComment(period=WHOLE, staff_no="0003", duty="department_head", text="工作扎实，进步明显。"))
    changed = office.run(HEAD, Compose(form="D25", period=WHOLE, people=("0002", "0003")))
    assert changed.ids == ("140799-D25-2025-0002-v1", "140799-D25-2025-0003-v2")
    assert changed.answer["voided"] == ["140799-D25-2025-0003-v1"]
    void = pages_of(office.ask(HEAD, DocumentFile(number="140799-D25-2025-0003-v1")).data)
    assert all("作废" in page for page in void)
    assert "工作扎实，进步明显。" in "".join(pages_of(office.ask(HEAD, DocumentFile(number=changed.ids[1])).data))


@pytest.mark.shows("R22", "R32")
def test_that_the_decided_report_stands_beside_the_one_before(office: Any, decided: Callable[[], None]) -> None:
    first = office.run(HEAD, Compose(form="D25", period=WHOLE))
    assert {one["standing"] for one in first.answer["documents"]} == {"final"}
    decided()
    second = office.run(HEAD, Compose(form="D25", period=WHOLE))
    assert {one["standing"] for one in second.answer["documents"]} == {"decided"}
    assert {one["edition"] for one in second.answer["documents"]} == {2}
    assert second.answer["voided"] == []
    states = {row.number: row.state for row in office.ask(HEAD, Documents(form="D25", void_too=True))}
    assert set(states.values()) == {"drawn"}
    content = carried(office.ask(HEAD, DocumentFile(number=second.ids[0])).data)
    assert content["state"].startswith("已确定")
    assert content["effective"] == "自2026年3月1日起执行"
    assert "演示烟〔2026〕8号" in content["opinions"]["city_group"]


@pytest.mark.shows("95")
def test_that_a_reopened_quarter_makes_its_papers_void(lived: Any, tmp_path: Path) -> None:
    quarter = Period.parse("2025Q1")
    done = lived.run(HEAD, Compose(form="D13", period=quarter, out=tmp_path / "out"))
    assert len(list((tmp_path / "out").iterdir())) == 6
    lived.run(HEAD, Reopen(period=quarter, reason="指标更正"), second=LEADER)
    lived.desk.switch(lived.actor(HEAD))
    rows = lived.desk.ask(Documents(period=quarter, void_too=True))
    assert {row.state for row in rows} == {"void"}
    assert {row.void_reason for row in rows} == {"指标更正"}
    assert lived.desk.ask(Documents(period=quarter)) == ()
    with pytest.raises(Rejected) as refused:
        lived.run(HEAD, Compose(form="D13", period=quarter))
    assert refused.value.code == "period_open"
    assert done.count == 6


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (Compose(form="D13", period=WHOLE), "period_kind_wrong"),
        (Compose(form="D25", period=Period.parse("2024")), "period_open"),
        (Compose(form="D25", period=WHOLE, people=("7777",)), "unknown_person"),
        (Compose(form="D25", period=WHOLE, people=("9001",)), "no_result"),
        (Compose(form="D04", period=Period.parse("2026-01")), "nothing_to_compose"),
        (Compose(form="D04", period=Period.parse("2025-02"), sheet="2025-03-0001-1"), "sheet_of_other_month"),
        (Compose(form="D18", period=Period.parse("2024")), "ballots_not_counted"),
        (Compose(form="D25", period=WHOLE, out=Path("all.pdf")), "one_file_for_many"),
    ],
)
def test_that_what_cannot_be_composed_is_refused_with_its_reason(office: Any, order: Compose, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        office.run(HEAD, order)
    assert {problem.code for problem in refused.value.problems} == {code}
    assert office.ask(HEAD, Documents(void_too=True)) == ()


def test_that_a_dry_run_writes_no_file_and_no_document(office: Any, tmp_path: Path) -> None:
    office.run(HEAD, Compose(form="D13", period=QUARTER, out=tmp_path / "out"), dry_run=True)
    assert not (tmp_path / "out").exists()
    assert office.ask(HEAD, Documents()) == ()


def test_that_files_are_handed_out_under_their_numbers(office: Any, tmp_path: Path) -> None:
    done = office.run(HEAD, Compose(form="D13", period=QUARTER, people=("0001", "0004")))
    office.run(RECORDER, HandOut(numbers=done.ids, out=tmp_path / "all"))
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [f"{number}.pdf" for number in done.ids]
    office.run(RECORDER, HandOut(numbers=done.ids[:1], out=tmp_path / "one.pdf"))
    assert (tmp_path / "one.pdf").read_bytes() == office.ask(HEAD, DocumentFile(number=done.ids[0])).data


def test_that_too_few_peer_sheets_are_shown_nowhere_on_the_report(office: Any, pages_of: Any) -> None:
    figures = {row.staff_no: row for row in office.ask(LEADER, PeerFigures(period=WHOLE))}
    hidden = [number for number, row in figures.items() if row.suppressed]
    shown = [number for number, row in figures.items() if not row.suppressed]
    assert hidden
    assert shown
    done = office.run(HEAD, Compose(form="D25", period=WHOLE, people=(hidden[0], shown[0])))
    secret, open_ = (carried(office.ask(HEAD, DocumentFile(number=number)).data) for number in done.ids)
    assert secret["abilities"] == []
    assert [row["value"] for row in secret["evaluations"]] == ["—", "—", "—"]
    assert secret["derivation"][2]["source"] == "互评人数不足5人，不单列"
    assert "互评人数不足5人，不单列" in pages_of(office.ask(HEAD, DocumentFile(number=done.ids[0])).data)[0]
    assert len(open_["abilities"]) == 10
    assert sum(Fraction(row["value"]) for row in open_["abilities"]) > 50


@pytest.mark.shows("R21", "7")
def test_that_a_missing_source_gives_its_weight_to_the_others_and_says_so(lived: Any) -> None:
    quarter = Period.parse("2025Q1")
    lived.run(HEAD, Reopen(period=quarter, reason="少一份工业企业评价"), second=LEADER)
    with lived.desk.database.writing(Deed(actor=HEAD, verb="desk.create", params={})) as writing:
        person = writing.session.scalar(select(Person.id).where(Person.staff_no == "0002"))
        form = writing.session.scalar(select(IndustryRating.form_no).where(IndustryRating.person_id == person))
        writing.session.execute(
            delete(IndustryRating).where(IndustryRating.person_id == person, IndustryRating.form_no == form)
        )
    lived.run(HEAD, Close(period=quarter))
    done = lived.run(HEAD, Compose(form="D13", period=quarter, people=("0002",)))
    content = carried(lived.desk.ask(DocumentFile(number=done.ids[0])).data)
    rows = {row["letter"]: row for row in content["sources"]}
    assert (rows["G"]["score"], rows["G"]["product"], rows["G"]["share"]) == ("缺项", "—", "0")
    assert rows["C"]["share"] == "20/90"
    assert content["weight_sum"] == "90"
    assert printed(exactly(content["product_sum"]) / Fraction("0.9")) == content["result"]
    assert "工业企业评价（规定权重10%）本季缺项：有效评价人1人，少于2人。" in content["missing_note"]
