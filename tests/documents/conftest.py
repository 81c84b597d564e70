"""Contents of one invented county for the tests of documents, and a reader of what a PDF says."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from cmdesk.documents.content import DocumentIdentity, Person, RuleState, SignatureKind, SignatureLine
from cmdesk.documents.reports import d13_content as d13
from cmdesk.documents.reports import d18_content as d18
from cmdesk.documents.reports import d25_content as d25
from cmdesk.documents.reports.d04_content import Answer, Duty, InspectionContent, ItemRow
from cmdesk.documents.reports.packet_content import PacketContent, PacketPaper, PacketPerson

RARE = "䶮㛃𬭎𠮷𫖮𬀩"
REMARK = (
    "该同志爱岗敬业，作风扎实，全年出勤良好，服从安排，主动承担南坪镇偏远线路的服务工作。能按三自定要求制定区域营销目标"
    "和工作计划，月计划、周小结提交及时，重点品牌上柜率、动销率在全部门靠前。对零售客户耐心细致，动销台帐指导到位，客户"
    "诉求都能在两个工作日内答复，全年没有有责投诉。"
)
DUTIES = (
    ("计划与流程（月·周·日）", (3, 2, 4, 2, 3, 2, 2)), ("分析市场动态", (4, 3, 3)), ("把握客户需求", (3, 3, 2)),
    ("实施营销策略", (3, 2, 3)), ("培育重点品牌", (4, 3, 3)), ("当好客户参谋", (4, 2, 2)), ("帮助客户理财", (3, 3)),
    ("联络客户情感", (2, 4)), ("引导终端消费", (3, 3)), ("遵守工作规范", (1, 2, 3, 3, 1, 2)),
    ("主动接受监督", (4, 2, 2)),
)  # fmt: skip


def identity(form: str, usual_number: str, period: str, **changed: Any) -> DocumentIdentity:
    """Give the identity of a document of the invented county."""
    given = DocumentIdentity(
        number=usual_number, form=form, form_version="2026.1", version=1, period=period,
        unit="晋中市烟草公司明泉县营销部", unit_short="明泉县营销部", rule_version="2026.1",
        rule_document="晋烟营〔2025〕31号",
        rule_state=RuleState.IN_FORCE, created=datetime(2026, 4, 8, 1, 30, tzinfo=UTC),
    )  # fmt: skip
    return replace(given, **changed)


def person(name: str) -> Person:
    """Give a person."""
    return Person(
        name=name, staff_no="10427", unit="明泉县营销部", grade="中级B档", employment="聘用",
        route="南坪镇线路（农村）", seniority="满11年",
    )  # fmt: skip


def quarter(
    name: str = "张文岚", *, remark: str = "二季度请把拜访质量放在首位。", gaps: int = 3, **changed: Any
) -> Any:
    """Give a D13 with a missing source."""
    months = (
        d13.MonthRow(label="1月", p="91.00", i="94.00", sheets="2", p_part="54.60", i_part="37.60", m="92.20"),
        d13.MonthRow(label="2月", p="—", i="92.80", sheets="2", p_part="—", i_part="37.12", m="—"),
        d13.MonthRow(label="3月", p="90.50", i="93.40", sheets="3", p_part="54.30", i_part="37.36", m="91.66"),
    )
    scores = (
        ("经营业绩", "P", "91.20", "50", "45.60", "50/90"), ("客户满意度", "C", "86.50", "20", "17.30", "20/90"),
        ("工业企业评价", "G", "缺项", "10", "—", "0"), ("自我评价", "S", "95.00", "5", "4.75", "5/90"),
        ("营销部审核评价", "R", "93.40", "15", "14.01", "15/90"),
    )  # fmt: skip
    return d13.QuarterContent(
        identity=identity("D13", "140702-D13-2026Q1-10427-v1", "2026年第一季度", **changed),
        person=person(name), filled_on="2026年4月8日", months=months,
        month_mean=d13.MonthRow(
            label="季度均值", p="91.20", i="93.40", sheets="共7", p_part="54.72", i_part="37.36", m="92.08"
        ),
        p_weight="0.60", i_weight="0.40",
        sources=tuple(
            d13.SourceRow(name=n, letter=letter, basis="有效12份", score=s, weight=w, product=p, share=h)
            for n, letter, s, w, p, h in scores
        ),
        weight_sum="90", product_sum="81.66", share_sum="90/90", result="90.73", result_note="四舍五入，两位",
        missing_note="工业企业评价（规定权重10%）本季缺项：有效评价人1人，少于规定的2人。",
        gaps=tuple(
            d13.GapRow(
                gap=f"差距{at}：陈列达标率80%（抽10户有2户不达标）", measure="南坪镇8户逐户整改，拍照留痕",
                training="陈列规范现场带教2次", deadline="2026年4月30日",
            )
            for at in range(gaps)
        ),
        remark=remark, complete=False,
    )  # fmt: skip


def ballots(people: int = 8, *, runoff: bool = True, **changed: Any) -> Any:
    """Give a D18 with proposals for `people`."""
    rows = tuple(
        d18.ProposalRow(
            name="古丽娜尔·买买提江" if at == 1 else f"李望川{at}", staff_no=f"104{at:02}", present_grade="中级A",
            proposed_grade="高级C", changes=True, recused="0", expected="11", issued="10", returned="10", invalid="0",
            valid="10", approved="7", against="2", deferred="1", abstained="0", needed="6", result="通过",
        )
        for at in range(people)
    )  # fmt: skip
    account = d18.AccountRow(
        label="第一次投票", expected="11", present="10", quorum="8", issued="10", returned="10", unreturned="0",
        valid="10", invalid="0", abstained="0",
    )  # fmt: skip
    second = d18.Runoff(
        title="三、第二次投票（甲项同票2人，名额1）", note="得票多者为推荐人选", expected="11", issued="10",
        returned="10", invalid="1", valid="9",
        rows=(
            d18.RunoffRow(name="李望川0", staff_no="10400", votes="5", result="推荐"),
            d18.RunoffRow(name="古丽娜尔·买买提江", staff_no="10401", votes="4", result="不推荐"),
        ),
    )  # fmt: skip
    return d18.BallotReportContent(
        identity=identity("D18", "140702-D18-2026-0003-v1", "2026年度", **changed), subtitle="2026年度推荐表决",
        topic="等级评定推荐表决", meeting="2026年度客户经理民主评议会（第3次）", chair="冯维舟", list_no="第3号",
        time="2027年1月14日14时30分—16时10分", place="营销部二楼会议室", accounts=(account,),
        account_note="应到11人，实到10人，达到三分之二（8人），会议有效。", votes_title="二、分人得票",
        votes_note="过线：同意票超过该项应到人数的半数",
        groups=(d18.VoteGroup(title="甲　级别晋升：高级客户经理（名额1）", proposals=rows),),
        counting_note="有效＝同意＋不同意＋缓议＋弃权。", runoffs=(second,) if runoff else (),
        statement="以上票数账实相符，当场宣布。",
    )  # fmt: skip


def inspection(*, blank: bool = False, fact: str = "", **changed: Any) -> Any:
    """Give a D04 of 37 items, two of them with a deduction, one not applicable, one not seen."""
    duties = []
    for number, (name, points) in enumerate(DUTIES, start=1):
        items = []
        for at, value in enumerate(points, start=1):
            code = f"{number}{at:02}"
            answer = {"403": Answer.NOT_APPLICABLE, "302": Answer.NOT_SEEN}.get(code, Answer.APPLIES)
            found = code in {"105", "1003"} or (bool(fact) and at == 2)
            items.append(
                ItemRow(
                    number=code, standard=f"第{number}类第{at}项的检查内容与标准，抽10户，处理率≥95%",
                    points=Decimal(value),
                    rule="迟1日扣1；缺交扣3", answer=Answer.BLANK if blank else answer,
                    deduction=Decimal("0.5") if found and not blank else Decimal(0),
                    fact="" if blank or not found else fact or "1月14日日志记拜访27户，PDA为24户",
                    evidence="照片05" if found and not blank else "",
                )
            )  # fmt: skip
        duties.append(Duty(number=str(number), name=name, items=tuple(items)))
    return InspectionContent(
        identity=identity("D04", "140702-D04-2026-01-0012-v1", "2026年1月", **changed), blank=blank,
        person=Person(name="", staff_no="") if blank else person("张文岚"),
        inspected_on="" if blank else "2026年1月22日",
        kind="" if blank else "外业", filling_note="填表说明：逐项在“是否适用”栏选一，不得空项。", duties=tuple(duties),
        result="" if blank else "98.94",
    )  # fmt: skip


def annual(name: str = "张文岚", *, remark: str = REMARK, trainee: bool = False, **changed: Any) -> Any:
    """Give a D25 of four quarters, a month and a source missing."""
    abilities = (
        "市场分析 市场预测 品牌培育 管理客户 服务客户 消费终端维护 沟通协调 系统运用 信息资讯捕捉 营销执行".split()
    )
    quarters = []
    for at, label in enumerate(("一季度", "二季度", "三季度", "四季度")):
        months = tuple(
            d25.MonthScores(
                label=f"{3 * at + m}月", p="91.00", i="94.00", m="—" if (at, m) == (1, 2) else f"9{m}.{at}0"
            )
            for m in (1, 2, 3)
        )
        quarters.append(
            d25.QuarterScores(
                label=label, months=months, p="91.20", i="93.40", m="92.08", c="86.50",
                g="缺项①" if at == 2 else "88.00",
                s="95.00", r="93.40", q=f"90.4{at}",
            )
        )  # fmt: skip
    share = d25.ShareRow
    results = (
        d25.ResultCell(label="年度得分", value="89.26", note="四舍五入，保留两位"),
        d25.ResultCell(label="考评等次", value="称职", note="80分以上，不到90分"),
        d25.ResultCell(label="评定级档", value="中级A", note="原中级B，上升一档"),
        d25.ResultCell(label="享受档次", value="高级C", note="农村加一档"),
    )
    return d25.AnnualContent(
        identity=identity("D25", "140702-D25-2026-10427-v1", "2026年度", **changed), person=person(name),
        education="大专", qualification="高级营销员（三级）", last_year="84.37分　称职",
        results=results[:2] if trainee else results, state="已确定（市考评组，2027年2月24日）",
        effective="自2027年3月1日起执行",
        abilities=tuple(d25.Ability(name=a, value=f"9.{at}5", last=f"8.{at}0") for at, a in enumerate(abilities)),
        ability_heading_note="每项10分，合计92.75分", ability_note="刻度5—10分，圆心为5分。",
        counted_note="有效互评9人，取7人均值。", abilities_from_zero=False,
        summary=f"{name}同志2026年度得分89.26分，等次为称职，比上年度提高4.89分。", quarters=tuple(quarters),
        excellent_line="90", cycle_note="① 三季度工业企业评价缺项，不计0分。",
        exams=(d25.ExamRow(label="上半年", theory="82", practice="87", score="84.50", verdict="合格"),),
        exam_pass_note="每科60分合格", exam_mean="84.50",
        evaluations=(share(name="同事互评", value="92.75", weight="50", product="46.375"),),
        evaluation_sum=share(name="综合评议E", value="", weight="100", product="91.625"),
        derivation=(
            share(name="季度业绩均值Q", source="（90.46＋88.12）÷2", value="89.29", weight="60", product="53.574"),
        ),
        derivation_sum=share(name="合计", value="", weight="100", product="89.257"),
        result_text="89.257→89.26（四舍五入，两位）", result="89.26",
        levels=() if trainee else (d25.LevelRow(label="评定理由", text="按“连续两年80分以上升一档”上升一个档次。"),),
        votes=() if trainee else (d25.VoteCell(label="同意", value="8", strong=True),), vote_after=1,
        gaps=(
            d25.GapPlan(
                gap="系统运用能力不足", basis="互评8.60分，十项最低", training="市级培训8学时，考试合格",
                owner="孟昭阳", deadline="2027年5月31日",
            ),
        ),
        opinions=d25.Opinions(
            inspector="与原件核对一致。", appraised="情况属实。", department_head=remark, city_group="同意。"
        ),
        verification="核验：本报告由cmdesk依规则集2026.1版生成。", issued_on="2027年3月5日",
    )  # fmt: skip


def packet(people: int = 3) -> PacketContent:
    """Give a packet of `people` with an annual report and two quarters each, one signature of each missing."""
    signed = SignatureLine(
        field="appraised", duty="被考评人", name="张文岚", time="2026-04-08 09:12:40", kind=SignatureKind.ELECTRONIC
    )
    missing = SignatureLine(field="department_head", duty="营销部主任")
    parts = []
    for at in range(people):
        name, number = f"欧阳若琳{at}", str(10400 + at)
        papers = [
            PacketPaper(
                content=annual(name, number=f"140702-D25-2026-{number}-v1"), title="2026年度考评报告",
                signatures=(signed, missing), slot="year",
            )
        ]  # fmt: skip
        papers += [
            PacketPaper(
                content=quarter(name, number=f"140702-D13-2026Q{q}-{number}-v1"), title=f"{q}季度综合业绩考评表",
                signatures=(signed, missing), slot=f"q{q}",
            )
            for q in (1, 2)
        ]  # fmt: skip
        parts.append(
            PacketPerson(name=name, staff_no=number, grade="中级A", line="中级A档　聘用", papers=tuple(papers))
        )
    return PacketContent(
        identity=identity("KP", "140702-KP-2026-0001-v1", "2026年度"), year=2026, span="2026年1月1日至12月31日",
        people_text=f"{people}人", made_on="2027年3月8日", chain_head="8F3C 21D0 A9B7 4E66", retention="永久",
        general=(PacketPaper(content=ballots(), title="计票结果报告单"),), people=tuple(parts),
        contents_note="“—”为任职前的季度。",
    )  # fmt: skip


@pytest.fixture(scope="session")
def county() -> SimpleNamespace:
    """Give the makers of contents."""
    return SimpleNamespace(
        quarter=quarter, ballots=ballots, inspection=inspection, annual=annual, packet=packet, rare=RARE, remark=REMARK
    )


@pytest.fixture(scope="session")
def pages_of() -> Callable[[bytes], list[str]]:
    """Give a reader: the text of every page without blanks, as PDFium sees it."""

    def read(pdf: bytes) -> list[str]:
        document = pypdfium2.PdfDocument(pdf)
        try:
            found = []
            for page in document:
                text = page.get_textpage()
                found.append("".join(text.get_text_bounded().split()))
                text.close()
                page.close()
            return found
        finally:
            document.close()

    return read
