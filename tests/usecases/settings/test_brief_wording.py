"""What the brief says only in words stands in the rule set, is read where rules are read, and is held to its counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories.county import DEFAULT_RULES, HEAD, LEADER, RECORDER, County

from cmdesk.kernel.errors import Rejected
from cmdesk.queries.settings_rules import RuleSection, RuleSections
from cmdesk.usecases.settings.activate_rule_set import ActivateRuleSet

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def sections(county: County) -> dict[str, RuleSection]:
    return {section.code: section for section in county.ask(RECORDER, RuleSections())}


def cells(section: RuleSection) -> list[str]:
    """Give every cell of a section's tables."""
    return [cell for table in section.tables for row in table.rows for cell in row]


@pytest.mark.shows("R12", "R18", "R34")
def test_that_the_overview_says_what_no_rule_follows_from(sections: dict[str, RuleSection]) -> None:
    overview = sections["principles"]
    assert "“三三五一”：三统一（统一管理、统一考评、统一督察）、三自定、五评价、一考评" in overview.text
    said = "；".join(cells(overview))
    for words in ("四个转变", "责、权、利统一", "“2364”目标管理：职能和职责有机统一"):
        assert words in said


@pytest.mark.shows("R19", "R02")
def test_that_the_two_triples_are_two(sections: dict[str, RuleSection]) -> None:
    overview = sections["principles"]
    assert "一个标准、三个统一" in overview.text
    rows = cells(overview)
    assert {"统一管理机制", "统一服务标准", "统一考评制度", "统一管理、统一考评、统一督察"} <= set(rows)


@pytest.mark.shows("R04", "R05", "R06", "R15")
def test_that_the_tables_of_the_brief_have_its_words_in_its_order(sections: dict[str, RuleSection]) -> None:
    assert cells(sections["evidence_kinds"])[:3] == ["卷烟零售动销台帐", "专卖管理服务手册", "PDA数据采集工具"]
    assert cells(sections["analyses"]) == [f"{word}分析" for word in ("客户", "库存", "盈利", "品牌", "市场", "服务")]
    assert cells(sections["problem_codes"]) == ["买不到", "卖不出", "不赚钱", "不满意"]
    assert cells(sections["week_activities"]) == ["订单预测", "订单执行情况回访", "信息反馈", "日常拜访服务"]


@pytest.mark.shows("R16", "R17")
def test_that_each_kind_of_workday_has_its_own_steps(sections: dict[str, RuleSection]) -> None:
    rows = {row[0]: row[1] for table in sections["day_types"].tables for row in table.rows}
    assert list(rows) == ["采集日", "订单汇总与分析日", "拜访日", "信息反馈日", "市场分析日", "总结学习日"]
    assert rows["拜访日"] == "准备、拜访、陈列标价、台帐指导、留痕"
    assert len(set(rows.values())) == 6


@pytest.mark.shows("R17")
def test_that_the_steps_of_workdays_are_inspected(sections: dict[str, RuleSection]) -> None:
    assert any("六种工作日按流程作业" in cell for cell in cells(sections["checklist"]))


def renamed_sixth_day(raw: dict[str, Any]) -> None:
    raw["day_types"]["items"][5] = {"code": "learning", "name": "学习日", "steps": ["学习"]}


@pytest.mark.shows("R16")
def test_that_the_sixth_kind_of_workday_is_the_citys_to_name(county: County, tmp_path: Path) -> None:
    raw = json.loads(DEFAULT_RULES.read_text("utf-8"))
    raw["meta"]["version"] = "2025.8"
    renamed_sixth_day(raw)
    county.run(HEAD, ActivateRuleSet(file=written(tmp_path, raw), notes="第六种工作日"), second=LEADER)
    shown = {section.code: section for section in county.ask(RECORDER, RuleSections())}["day_types"]
    assert shown.tables[-1].rows[-1][0] == "学习日"


def without_items_of_a_duty(raw: dict[str, Any]) -> None:
    raw["duties"]["items"][0]["code"] = "another"


@pytest.mark.shows("R03", "R07", "R08", "R05")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (without_items_of_a_duty, "duty_without_item"),
        (lambda raw: raw["duties"]["items"].pop(), "wrong_length"),
        (lambda raw: raw["analyses"]["items"].pop(), "wrong_length"),
    ],
)
def test_that_a_duty_without_an_item_and_a_table_cut_short_are_never_in_force(
    county: County, tmp_path: Path, change: Change, code: str
) -> None:
    raw = json.loads(DEFAULT_RULES.read_text("utf-8"))
    change(raw)
    with pytest.raises(Rejected) as caught:
        county.run(HEAD, ActivateRuleSet(file=written(tmp_path, raw), notes="试"), second=LEADER)
    assert code in {problem.code for problem in caught.value.problems}


def written(folder: Path, raw: dict[str, Any]) -> Path:
    """Write a rule set file."""
    file = folder / "rules.json"
    file.write_text(json.dumps(raw, ensure_ascii=False), "utf-8")
    return file
