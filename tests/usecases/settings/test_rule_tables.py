"""The rule set as people read it: Chinese words, every value, examples run live, another one compared."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from factories.county import DEFAULT_RULES, RECORDER, County

from cmdesk.queries.settings_rules import PreviewRuleSet, RuleExamples, RuleSections, RuleVersions, sections_of


@pytest.mark.shows("R01")
def test_that_every_section_reads_in_chinese_with_its_clause(county: County) -> None:
    sections = county.ask(RECORDER, RuleSections())
    assert len(sections) > 40
    assert all(section.clause and section.text for section in sections if section.code != "meta")
    for section in sections:
        for table in section.tables:
            for word in (section.title, table.title, *table.columns, *(row[0] for row in table.rows)):
                assert not re.search(r"[a-z]{3}", word), (section.code, word)


def test_that_no_cell_of_the_tables_is_a_code(county: County) -> None:
    cells = {
        cell
        for section in county.ask(RECORDER, RuleSections())
        for table in section.tables
        for row in table.rows
        for cell in row
    }
    assert not {cell for cell in cells if re.fullmatch(r"[a-z][a-z_]+", cell)}


def test_that_the_weights_stand_in_their_table() -> None:
    body = json.loads(DEFAULT_RULES.read_text(encoding="utf-8"))
    weights = next(section for section in sections_of(body) if section.code == "weights")
    month = next(table for table in weights.tables if table.title == "月度")
    assert month.rows == (("经营业绩", "60"), ("督察检查", "40"))


def test_that_all_worked_examples_come_out(county: County) -> None:
    rows = county.ask(RECORDER, RuleExamples())
    body = json.loads(DEFAULT_RULES.read_text(encoding="utf-8"))
    assert len(rows) == len(body["examples"])
    assert not [row for row in rows if row.differences]
    assert not [row.topic for row in rows if re.search(r"[a-z]{3}", row.topic)]


@pytest.mark.shows("R02", "5")
def test_that_another_rule_set_shows_what_it_would_change(county: County, tmp_path: Path) -> None:
    body = json.loads(DEFAULT_RULES.read_text(encoding="utf-8"))
    body["meta"]["version"] = "2026.2"
    body["weights"]["month"] = {"performance": "70", "inspection": "30"}
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    found = county.ask(RECORDER, PreviewRuleSet(file=path))
    weights = [change for change in found.changes if change.section == "权重"]
    assert [(c.section, c.what, c.before, c.after) for c in weights] == [
        ("权重", "月度 经营业绩", "60", "70"),
        ("权重", "月度 督察检查", "40", "30"),
    ]
    assert found.differences
    assert not found.same


def test_that_the_rule_set_in_force_is_marked(county: County) -> None:
    (row,) = county.ask(RECORDER, RuleVersions())
    assert row.present
    assert {change.section for change in county.ask(RECORDER, PreviewRuleSet(file=DEFAULT_RULES)).changes} == {"版本"}
