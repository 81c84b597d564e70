"""What the sample's inspectors write down belongs to the item under which it stands."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from cmdesk.desk import Desk
from cmdesk.kernel.periods import Period
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import managers
from cmdesk.sample.facts import FACTS, OTHERWISE, facts_of
from cmdesk.sample.figures import SampleItem, sheet_book
from cmdesk.storage.resources import has_glyph


def test_that_every_item_of_the_default_checklist_has_facts_of_its_own() -> None:
    numbers = [item["no"] for item in Desk.closed().rule_set_json()["checklist"]["items"]]
    assert set(numbers) == set(FACTS)
    every = [fact for facts in FACTS.values() for fact in facts]
    assert len(every) == len(set(every))
    assert all(has_glyph(character) for fact in (*every, *OTHERWISE) for character in fact)


def test_that_a_deduction_is_written_with_a_fact_of_its_item(tmp_path: Path) -> None:
    items = [
        SampleItem(number, seen, "each", Decimal(3), Decimal(1)) for number, seen in ((102, "内业"), (501, "外业"))
    ]
    people = managers("facts", 30, 2025)
    book = sheet_book(
        tmp_path / "d04.xlsx", people, items, "1", ["9004", "9005"], Chance("facts"), Period.parse("2025-03")
    )
    rows = list(load_workbook(book)["扣分"].iter_rows(min_row=2, values_only=True))
    assert {row[1] for row in rows} == {"102", "501"}
    assert all(row[5] in facts_of(int(str(row[1]))) for row in rows)
