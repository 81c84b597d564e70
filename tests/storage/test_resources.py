"""The program's own tables, rule sets and sentences."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import chinese_calendar
import pytest

from cmdesk.kernel.errors import Damaged, Rejected, Unavailable
from cmdesk.kernel.periods import Period
from cmdesk.rules.working_days import is_working_day
from cmdesk.storage import resources


def test_that_the_tables_hold_what_rules_ask_for() -> None:
    tables = resources.tables()
    assert tables.strokes["王"] == "1121"
    assert tables.compound_surnames["欧阳"] == ("ouyang",)
    assert tables.surname_readings["单"][0] == "shan"
    assert tables is resources.tables()


@pytest.mark.shows("76")
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_that_every_day_is_off_or_on_as_the_published_calendar_says(year: int) -> None:
    holidays = resources.tables().holidays
    days = [
        date.fromordinal(number) for number in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    ]
    assert [day for day in days if is_working_day(day, holidays) != chinese_calendar.is_workday(day)] == []


def test_that_common_and_rare_characters_have_a_glyph_and_private_ones_none() -> None:
    assert set(resources.coverage()) >= {"serif", "sans", "kai"}
    assert all(resources.has_glyph(character) for character in "张芳·A1")
    assert not resources.has_glyph("\ue000")
    assert not resources.coverage()["serif"].draws("\x00")


def test_that_the_shipped_rule_set_is_sound_and_read_once() -> None:
    raw, rule_set = resources.load_rule_set()
    assert raw["meta"]["name"] == rule_set.meta.name
    assert resources.load_rule_set()[1] is rule_set
    assert resources.rule_set_json() is raw


def test_that_a_rule_set_file_is_refused_with_its_name_or_said_to_be_unreadable(tmp_path: Path) -> None:
    broken = tmp_path / "规则.json"
    broken.write_text(json.dumps({"meta": {}}), encoding="utf-8")
    with pytest.raises(Rejected) as refused:
        resources.load_rule_set(broken)
    assert {problem.where.file for problem in refused.value.problems} == {"规则.json"}
    broken.write_bytes("规则".encode("gbk"))
    with pytest.raises(Rejected, match="rule_set_not_utf8"):
        resources.load_rule_set(broken)
    with pytest.raises(Unavailable, match="rule_set_unreadable"):
        resources.load_rule_set(tmp_path / "none.json")


def test_that_a_copy_of_the_shipped_rule_set_reads_the_same(tmp_path: Path) -> None:
    raw, rule_set = resources.load_rule_set()
    copy = tmp_path / "copy.json"
    copy.write_text("\ufeff" + json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    assert resources.load_rule_set(copy) == (raw, rule_set)


def test_that_sentences_name_their_values_in_chinese() -> None:
    said = resources.sentence("calendar_missing", {"year": 2027})
    assert said == "没有 2027 年的节假日表，工作日无从计算：请先导入该年节假日表"
    assert resources.sentence("present_missing", {}).startswith("“？”")
    assert "no_such_code" in resources.sentence("no_such_code")


def test_that_a_code_with_several_occasions_takes_the_wording_of_its_parameter() -> None:
    short = resources.sentence("not_feasible", {"wanted": 8, "placed": 6, "short": "甲", "only": "丁"})
    caps = resources.sentence("not_feasible", {"caps": 11, "people": 13})
    assert "甲" in short
    assert "11" in caps
    assert resources.sentence("not_feasible") not in {short, caps}


@pytest.fixture
def other_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A resources folder of one's own, read afresh and forgotten afterwards."""
    monkeypatch.setattr(resources, "resources", lambda: tmp_path)
    (tmp_path / "locale" / "zh_CN").mkdir(parents=True)
    return tmp_path


def test_that_values_are_written_as_people_write_them(other_resources: Path) -> None:
    area = other_resources / "locale" / "zh_CN" / "a.json"
    area.write_text(json.dumps({"x": "{day}|{period}|{people}|{score}"}), encoding="utf-8")
    values = {
        "day": date(2026, 1, 5),
        "period": Period.parse("2026Q1"),
        "people": ["甲", "乙"],
        "score": Decimal("90.10"),
    }
    resources.sentences.cache_clear()
    try:
        assert resources.sentence("x", values) == "2026年1月5日|2026年第一季度|甲、乙|90.10"
    finally:
        resources.sentences.cache_clear()


def test_that_a_code_in_two_areas_and_a_missing_table_are_damage(other_resources: Path) -> None:
    folder = other_resources / "locale" / "zh_CN"
    for name in ("a.json", "b.json"):
        (folder / name).write_text('{"x": "某句"}', encoding="utf-8")
    resources.sentences.cache_clear()
    resources.tables.cache_clear()
    try:
        with pytest.raises(Damaged, match="sentence_twice"):
            resources.sentences()
        with pytest.raises(Damaged, match="resource_damaged"):
            resources.tables()
    finally:
        resources.sentences.cache_clear()
        resources.tables.cache_clear()
