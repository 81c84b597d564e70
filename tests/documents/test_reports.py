"""The printed forms: what they say, how they are kept, how they break over pages."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from cmdesk.documents.assembly import archival_faults
from cmdesk.documents.content import RuleState, SignatureKind, SignatureLine, digest, digest_sm3, in_groups, plain
from cmdesk.documents.fonts import bundled
from cmdesk.documents.lines import Typesetter
from cmdesk.documents.parts.signatures import Signing
from cmdesk.documents.reports import d13
from cmdesk.documents.reports.catalogue import draw, thawed
from cmdesk.documents.reports.d18_content import GradedRow, RatingRow, VoteGroup
from cmdesk.documents.sign_fields import ORDER_BY_FORM
from cmdesk.documents.surface import Surface
from cmdesk.kernel.errors import Damaged, Rejected

FORMS = ("quarter", "ballots", "inspection", "annual")


def _made(county: Any, form: str, **changed: Any) -> Any:
    return getattr(county, form)(**changed)


@pytest.mark.shows("83", "84")
@pytest.mark.parametrize("form", FORMS)
def test_that_a_form_is_archival_with_its_content_inside(county: Any, form: str) -> None:
    content = _made(county, form)
    pdf = draw(content, workbook=b"PK-not-opened-here")
    assert archival_faults(pdf) == ()
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.attachments["appraisal.json"].get_file().read_bytes() == content.as_json()
        assert document.attachments["appraisal.xlsx"].relationship == pikepdf.Name.Alternative
        assert document.Root.Lang == "zh-CN"


@pytest.mark.shows("99")
@pytest.mark.parametrize("form", FORMS)
def test_that_the_same_content_gives_the_same_bytes(county: Any, form: str) -> None:
    assert draw(_made(county, form)) == draw(_made(county, form))
    assert draw(_made(county, form)) != draw(_made(county, form, version=2))


@pytest.mark.shows("5", "11", "83")
@pytest.mark.parametrize("form", FORMS)
def test_that_every_page_names_document_rules_digest_and_page(county: Any, pages_of: Any, form: str) -> None:
    content = _made(county, form)
    pages = pages_of(draw(content))
    short = digest(content.as_json())[:16]
    for number, page in enumerate(pages, start=1):
        assert content.identity.number in page
        assert "2026.1（晋烟营〔2025〕31号）" in page
        assert short in page
        assert f"第{number}页共{len(pages)}页" in page


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for key, item in value.items() if key != "identity" for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) and len(value) > 1 else []


@pytest.mark.parametrize("form", ["quarter", "annual"])
def test_that_the_page_says_everything_that_the_content_says(county: Any, pages_of: Any, form: str) -> None:
    content = _made(county, form)
    if form == "annual":
        content = replace(content, person=replace(content.person, grade=""))
    said = "".join(pages_of(draw(content)))
    for text in _strings(plain(content)):
        if text not in {"cmdesk-document/1", "合计"}:
            assert "".join(text.split()) in said, text


@pytest.mark.shows("84")
def test_that_rare_characters_and_long_names_are_printed_and_found(county: Any, pages_of: Any) -> None:
    for name in (f"李{county.rare}", "古丽娜尔·买买提江", "欧阳若琳"):
        for content in (county.quarter(name), county.annual(name)):
            assert name in pages_of(draw(content))[0]


@pytest.mark.shows("84")
def test_that_a_character_without_a_glyph_refuses_the_document(county: Any) -> None:
    with pytest.raises(Rejected) as refused:
        draw(county.quarter("张\ue000\ue001"))
    assert [problem.code for problem in refused.value.problems] == ["glyph_missing", "glyph_missing"]
    assert refused.value.problems[0].params == {"characters": "\ue000", "code": "U+E000"}


@pytest.mark.shows("86")
@pytest.mark.parametrize(
    ("form", "number"), [("quarter", "D13"), ("ballots", "D18"), ("inspection", "D04"), ("annual", "D25")]
)
def test_that_every_signature_has_its_empty_field_in_signing_order(county: Any, form: str, number: str) -> None:
    with pikepdf.open(BytesIO(draw(_made(county, form)))) as document:
        names = [str(field.T) for field in document.Root.AcroForm.Fields]
    assert names == list(ORDER_BY_FORM[number])


@pytest.mark.shows("140")
def test_that_a_trial_rule_set_a_demonstration_and_a_void_document_are_marked(county: Any, pages_of: Any) -> None:
    plain_page = pages_of(draw(county.annual()))
    trial = pages_of(draw(county.annual(rule_state=RuleState.TRIAL, demo=True)))
    void = pages_of(draw(county.annual(), void=True))
    assert all("规则试行稿，未经公示" in page and "演示" in page for page in trial)
    assert all("作废" in page for page in void)
    assert not any("试行稿" in page or "作废" in page or "演示" in page for page in plain_page)


def test_that_the_quarter_takes_one_page_and_a_long_talk_a_second_with_its_signatures(
    county: Any, pages_of: Any
) -> None:
    assert len(pages_of(draw(county.quarter(remark=county.remark[:120])))) == 1
    long = pages_of(draw(county.quarter(remark=county.remark * 3)))
    assert len(long) == 2
    assert county.remark in long[1]
    assert "营销部主任签字" in long[1]
    assert "营销部主任签字" not in long[0]
    many = pages_of(draw(county.quarter(gaps=12)))
    assert len(many) == 2
    assert all("差距及依据" in page for page in many)
    assert all(f"差距{at}：" in "".join(many) for at in range(12))


@pytest.mark.parametrize(("people", "pages"), [(9, 1), (12, 2), (71, 4)])
def test_that_a_ballot_report_repeats_its_head_and_never_signs_alone(
    county: Any, pages_of: Any, people: int, pages: int
) -> None:
    read = pages_of(draw(county.ballots(people)))
    assert len(read) == pages
    assert all("不同意" in page for page in read)
    assert f"104{people - 1:02}" in read[-1]
    assert f"104{people - 2:02}" in read[-1]
    assert "主持人签字" in read[-1]


def test_that_a_ballot_report_shows_ratings_and_nine_rungs(county: Any, pages_of: Any) -> None:
    content = county.ballots(3, runoff=False)
    rating = RatingRow(
        name="张文岚", staff_no="10427", returned="30", invalid="1", valid="29", excellent="12", competent="10",
        basic="4", incompetent="0", unknown="2", abstained="1", score="91.25",
    )  # fmt: skip
    graded = GradedRow(
        name="张文岚",
        staff_no="10427",
        present_grade="中级B",
        valid="4",
        abstained="1",
        rungs=("—",) * 9,
        voted="中级A",
    )
    rated = pages_of(draw(replace(content, groups=(VoteGroup(title="", ratings=(rating,)),))))[0]
    voted = pages_of(draw(replace(content, groups=(VoteGroup(title="", graded=(graded,)),))))[0]
    assert "基本称职" in rated
    assert "91.25" in rated
    assert "未进行" in rated
    assert "高A" in voted
    assert voted.count("—") >= 9


@pytest.mark.shows("33")
def test_that_a_blank_sheet_has_boxes_but_no_name_sum_or_digest(county: Any, pages_of: Any) -> None:
    blank = county.inspection(blank=True)
    pages = pages_of(draw(blank))
    assert all("空白表，填写后由系统登记" in page for page in pages)
    assert "张文岚" not in "".join(pages)
    assert digest(blank.as_json())[:16] not in "".join(pages)
    assert "1101" in pages[-1]


def test_that_an_inspection_adds_up_on_every_page(county: Any, pages_of: Any) -> None:
    pages = pages_of(draw(county.inspection()))
    assert "适用分94得分93.0" in pages[-1]
    assert "得分合计93.0÷适用分合计94×100＝98.94分" in pages[-1]
    assert "第1页小计" in pages[0]
    assert "未查" in "".join(pages)


def test_that_long_facts_grow_the_sheet_and_lose_nothing(county: Any, pages_of: Any) -> None:
    fact = (
        "1月13日营销部晨会缺席，当日未在请假登记簿登记，也未向营销部主任口头说明；经向本人核实，本人称临时处理投诉。"
        * 3
    )
    pages = pages_of(draw(county.inspection(fact=fact)))
    assert len(pages) > 3
    assert "".join(pages).count("本人称临时处理投诉") >= 33
    assert "被督察人签字" in pages[-1]
    assert "主动接受监督" in pages[-1]


@pytest.mark.parametrize("number", ["105", "1103"])
def test_that_a_fact_taller_than_a_page_runs_on_and_counts_once(county: Any, pages_of: Any, number: str) -> None:
    fact = "".join(
        f"第{at}次：晨会缺席，当日未在请假登记簿登记，也未向主任口头说明，称临时处理投诉。" for at in range(50)
    )
    content = county.inspection()
    duties = tuple(
        replace(duty, items=tuple(replace(i, fact=fact) if i.number == number else i for i in duty.items))
        for duty in content.duties
    )
    plain_sheet = pages_of(draw(content))
    pages = pages_of(draw(replace(content, duties=duties)))
    said = "".join(pages)
    assert all(said.count(f"第{at}次：") == 1 for at in range(50))
    assert sum(f"{number}（续）" in page for page in pages) >= 1
    assert "适用分94得分93.0" in pages[-1]
    assert "得分合计93.0÷适用分合计94×100＝98.94分" in pages[-1]
    assert len(pages) > len(plain_sheet)


@pytest.mark.shows("93")
def test_that_the_annual_report_has_four_pages_and_its_full_sm3_on_the_last(county: Any, pages_of: Any) -> None:
    content = county.annual()
    pages = pages_of(draw(content))
    assert len(pages) == 4
    assert "".join(in_groups(digest_sm3(content.as_json()), 8).split()) in pages[-1]
    assert "六、级档评定" in pages[2]


def test_that_a_trainee_s_report_has_no_level_and_three_pages(county: Any, pages_of: Any) -> None:
    short = county.annual(trainee=True, remark=county.remark)
    for content in (short, _full(short)):
        trainee = pages_of(draw(content))
        assert len(trainee) == 3
        assert "六、级档评定" not in "".join(trainee)
        assert "评定级档" not in "".join(trainee)
        assert "五、年度得分推算" in trainee[1]
        assert "七、差距与培训计划" in trainee[2]
        assert "考评组组长签字" in trainee[2]
    long = pages_of(draw(county.annual(trainee=True, remark=county.remark * 8)))
    assert "全年没有有责投诉。" in "".join(long)
    assert "考评组组长签字" in long[-1]


def _full(content: Any) -> Any:
    """Give the report of a trainee of a whole year: everything that a page must find room for."""
    opinions = replace(
        content.opinions, inspector="本报告所列督察成绩与督察检查表原件核对一致，全年督察问题均已整改并复查。",
        inspector_note="督察表25份，红线0次", appraised="结果我已看过，情况属实。今后补系统运用的短板，争取进步。",
    )  # fmt: skip
    gap = replace(content.gaps[0], basis="互评8.60分，十项最低；PDA与日志不一致9次")
    return replace(
        content, opinions=opinions, gaps=(gap, gap), derivation=content.derivation * 3,
        evaluations=content.evaluations * 3, exams=content.exams * 2, verification=content.verification * 3,
    )  # fmt: skip


def test_that_a_remark_longer_than_pages_runs_on_and_is_signed_at_its_end(county: Any, pages_of: Any) -> None:
    remark = "".join(f"第{at}句：该同志爱岗敬业，作风扎实，全年出勤良好，服从安排，乐于助人。" for at in range(100))
    pages = pages_of(draw(county.annual(remark=remark)))
    said = "".join(pages)
    assert all(said.count(f"第{at}句：") == 1 for at in range(100))
    assert ["营销部主任签字" in page for page in pages].index(True) == len(pages) - 1 > 4


def test_that_a_remark_too_long_is_parted_at_a_sentence_before_its_signature(county: Any, pages_of: Any) -> None:
    remark = county.remark * 6
    pages = pages_of(draw(county.annual(remark=remark)))
    assert len(pages) == 5
    assert "营销部主任签字" in pages[4]
    assert "营销部主任签字" not in pages[3]
    assert "被考评人签字" in pages[3]
    head, tail = pages[3].split("情况属实。")[1], pages[4]
    assert county.remark[:20] in head
    assert "全年没有有责投诉。" in tail


def test_that_a_content_reads_back_from_its_json_and_a_changed_one_is_damaged(county: Any) -> None:
    for form in FORMS:
        content = _made(county, form)
        assert thawed(content.as_json()) == content
    data = county.quarter().as_json()
    for broken in (
        data.replace(b'"90.73"', b"90.73"),
        data[:-5],
        b"[]",
        b"{}",
        data.replace(b"D13", b"D99"),
        data + b" ",
    ):
        with pytest.raises(Damaged):
            thawed(broken)


def test_that_frozen_json_is_canonical_and_takes_no_float(county: Any) -> None:
    data = county.annual().as_json()
    assert json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == data
    with pytest.raises(TypeError):
        plain(0.5)


def test_that_a_copy_in_a_packet_prints_signatures_as_text_and_has_no_field(county: Any) -> None:
    surface = Surface(Typesetter(bundled()))
    line = SignatureLine(
        field="appraised", duty="被考评人", name="张文岚", time="2026-04-08 09:12:40", kind=SignatureKind.ELECTRONIC
    )
    d13.paint(surface, county.quarter(), Signing("D13", {"appraised": line}))
    assert surface.fields == []


def test_that_the_structure_reads_headings_tables_and_described_figures(county: Any) -> None:
    with pikepdf.open(BytesIO(draw(county.annual()))) as document:
        kinds: list[str] = []
        alts: list[str] = []

        def walk(node: Any) -> None:
            kinds.append(str(node.S))
            if "/Alt" in node:
                alts.append(str(node.Alt))
            for kid in node.get("/K", []):
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    walk(kid)

        walk(document.Root.StructTreeRoot.K)
    assert {"/Document", "/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= set(kinds)
    assert kinds.count("/Figure") == 2
    assert "市场分析9.05（上年8.00）" in alts[0]
