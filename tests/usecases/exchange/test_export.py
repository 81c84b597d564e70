"""What goes out: the figures of the closed period, 版次, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from factories.lived import QUARTER, Sample
from openpyxl import load_workbook

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.exports import Sent
from cmdesk.queries.scoring import Results
from cmdesk.sample.year import ADMINISTRATOR, HEAD, LEADER, PAY_CLERK, RECORDER
from cmdesk.usecases.exchange.export import Export
from cmdesk.usecases.exchange.export_checklist import ExportChecklist
from cmdesk.usecases.exchange.export_pay import ExportPay
from cmdesk.usecases.org.import_roster import ImportRoster
from cmdesk.usecases.scoring.close import Close
from cmdesk.usecases.scoring.reopen import Reopen

MARCH, APRIL = Period.parse("2025-03"), Period.parse("2025-04")
Rows = Callable[..., list[dict[str, Any]]]
Lines = Callable[..., dict[str, str]]


def test_that_x2_holds_the_closed_month_figure_by_figure(lived: Sample, rows: Rows, check_lines: Lines) -> None:
    out = lived.folder / "out" / "X2.xlsx"
    lived.run(RECORDER, Export(kind="month", period=MARCH, out=out))
    results = {row.staff_no: row for row in lived.desk.ask(Results(period=MARCH))}
    people = rows(out, "月度考评")
    assert [row["工号"] for row in people] == sorted(results)
    for row in people:
        result = results[str(row["工号"])]
        assert Decimal(str(row["月度得分"])) == Decimal(result.score or "")
        assert Decimal(str(row["经营业绩"])) == Decimal(result.figures["performance"])
        assert row["名次"] == result.rank
        assert row["督察次数"] == 2
    assert len(rows(out, "指标明细")) == 8 * len(people)
    assert {row["是否被市级复查替换"] for row in rows(out, "督察明细")} == {"否"}
    lines = check_lines(out)
    assert Decimal(lines["合计 月度考评 月度得分"]) == sum(Decimal(row.score or 0) for row in results.values())
    assert (lines["期间"], lines["版次"], lines["规则状态"]) == ("2025-03", "1", "施行")


def test_that_the_points_of_each_indicator_add_to_the_performance(lived: Sample, rows: Rows) -> None:
    out = lived.folder / "X2.xlsx"
    lived.run(RECORDER, Export(kind="month", period=MARCH, out=out))
    for person in rows(out, "月度考评"):
        parts = [Decimal(str(r["得分"])) for r in rows(out, "指标明细") if r["工号"] == person["工号"]]
        # Each part is rounded once more for the sheet: eight of them may be off by half a hundredth each.
        assert abs(sum(parts) - Decimal(str(person["经营业绩"]))) <= Decimal("0.04")


def test_that_x3_shows_each_source_with_its_weight(lived: Sample, rows: Rows) -> None:
    out = lived.folder / "X3.xlsx"
    lived.run(RECORDER, Export(kind="quarter", period=QUARTER, out=out))
    people, sources = rows(out, "季度考评"), rows(out, "来源明细")
    assert {row["评定状态"] for row in people} == {"已评"}
    assert {row["月数"] for row in people} == {3}
    first = [row for row in sources if row["工号"] == people[0]["工号"]]
    assert [row["来源"] for row in first] == ["经营业绩", "客户满意度", "工业企业评价", "自我评价", "营销部审核评价"]
    assert sum(Decimal(str(row["折算权重"])) for row in first) == 100
    weighed = sum(Decimal(str(row["得分"])) * Decimal(str(row["权重"])) for row in first) / 100
    assert abs(weighed - Decimal(str(people[0]["季度得分"]))) <= Decimal("0.01")
    assert {row["处理方式"] for row in sources} == {"采用"}


def test_that_the_same_content_is_the_same_file_with_the_same_edition(lived: Sample) -> None:
    one, two = lived.folder / "1.xlsx", lived.folder / "2.xlsx"
    first = lived.run(RECORDER, Export(kind="month", period=MARCH, out=one))
    second = lived.run(RECORDER, Export(kind="month", period=MARCH, out=two))
    assert (first.answer["edition"], first.answer["new"]) == (1, True)
    assert (second.answer["edition"], second.answer["new"]) == (1, False)
    assert one.read_bytes() == two.read_bytes()
    assert [row.edition for row in lived.desk.ask(Sent(kind="month"))] == [1]


def test_that_a_reopened_period_gets_the_next_edition_marked_as_correction(lived: Sample, rows: Rows) -> None:
    out = lived.folder / "X3.xlsx"
    before = lived.run(RECORDER, Export(kind="quarter", period=QUARTER, out=out))
    lived.run(HEAD, Reopen(period=QUARTER, reason="问卷录错"), second=LEADER)
    with pytest.raises(Rejected, match="period_open"):
        lived.run(RECORDER, Export(kind="quarter", period=QUARTER, out=out))
    lived.run(HEAD, Close(period=QUARTER))
    after = lived.run(RECORDER, Export(kind="quarter", period=QUARTER, out=out))
    again = lived.run(RECORDER, Export(kind="quarter", period=QUARTER, out=out))
    assert (before.answer["edition"], after.answer["edition"], again.answer["edition"]) == (1, 2, 2)
    assert {str(row["备注"]).split("；")[-1] for row in rows(out, "季度考评")} == {"更正"}


def test_that_a_period_reopened_before_any_file_went_out_is_no_correction(lived: Sample, rows: Rows) -> None:
    lived.run(HEAD, Reopen(period=QUARTER, reason="问卷录错"), second=LEADER)
    lived.run(HEAD, Close(period=QUARTER))
    out = lived.folder / "X3.xlsx"
    assert lived.run(RECORDER, Export(kind="quarter", period=QUARTER, out=out)).answer["edition"] == 1
    assert "更正" not in {str(row["备注"]) for row in rows(out, "季度考评")}


def test_that_the_roster_that_goes_out_changes_nothing_when_it_comes_in(lived: Sample) -> None:
    out = lived.folder / "X6.xlsx"
    lived.run(RECORDER, Export(kind="roster", period=APRIL, out=out))
    done = lived.run(RECORDER, ImportRoster(file=out))
    assert (done.answer["changed"], done.answer["unchanged"]) == (0, len(lived.managers) + len(lived.staff))


def test_that_no_id_number_leaves_with_the_roster(lived: Sample, rows: Rows) -> None:
    out = lived.folder / "X6.xlsx"
    lived.run(RECORDER, Export(kind="roster", period=APRIL, out=out))
    assert "身份证号" not in rows(out, "人员")[0]


def test_that_the_pay_list_adds_up_line_by_line(lived: Sample, rows: Rows) -> None:
    out = lived.folder / "pay.xlsx"
    lived.run(PAY_CLERK, ExportPay(period=MARCH, out=out))
    parts = ("基本岗位工资", "岗位浮动工资", "年功工资", "效益工资")
    people = rows(out, "薪酬")
    assert len(people) == len(lived.managers)
    for row in people:
        assert sum(Decimal(str(row[part])) for part in parts) == Decimal(str(row["合计"]))


def test_that_the_template_of_inspection_sheets_has_every_item(lived: Sample, tmp_path: Path) -> None:
    done = lived.run(RECORDER, ExportChecklist(out=tmp_path / "d04.xlsx"))
    grid = list(load_workbook(tmp_path / "d04.xlsx")["检查单"].iter_rows(values_only=True))
    header = next(row for row in grid if "单号" in row)
    numbers = {str(item["no"]) for item in Desk.closed().rule_set_json()["checklist"]["items"]}
    assert numbers <= {str(heading) for heading in header}
    assert done.answer["items"] == len(numbers)


@pytest.mark.parametrize(
    ("kind", "period", "code"),
    [
        ("month", "2025-04", "period_open"),
        ("month", "2025Q1", "month_needed"),
        ("quarter", "2025-03", "quarter_needed"),
        ("quarter", "2025Q2", "period_open"),
        ("levels", "2025Q1", "year_needed"),
        ("ballots-account", "2025-03", "year_needed"),
        ("ballots-account", "2025", "ballots_none"),
    ],
)
def test_that_what_is_not_there_is_refused(lived: Sample, kind: Any, period: str, code: str) -> None:
    out = lived.folder / "no.xlsx"
    with pytest.raises(Rejected, match=code):
        lived.run(RECORDER, Export(kind=kind, period=Period.parse(period), out=out))
    assert not out.exists()
    assert lived.desk.ask(Sent()) == ()


def test_that_a_pay_list_never_computed_is_refused(lived: Sample) -> None:
    with pytest.raises(Rejected, match="period_open") as refused:
        lived.run(PAY_CLERK, ExportPay(period=APRIL, out=lived.folder / "no.xlsx"))
    assert {problem.code for problem in refused.value.problems} == {"period_open", "pay_not_computed"}


@pytest.mark.parametrize("who", [HEAD, LEADER, PAY_CLERK, ADMINISTRATOR])
def test_that_only_the_recorder_sends_files_out(lived: Sample, who: str) -> None:
    with pytest.raises(Forbidden, match="not_permitted"):
        lived.run(who, Export(kind="month", period=MARCH, out=lived.folder / "no.xlsx"))


def test_that_only_the_pay_clerk_sends_the_pay_list_out(lived: Sample) -> None:
    with pytest.raises(Forbidden, match="not_permitted"):
        lived.run(RECORDER, ExportPay(period=MARCH, out=lived.folder / "no.xlsx"))
