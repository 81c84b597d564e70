"""The year's file for the city: every counted item's report with all its signatures, with keys or on paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cmdesk.kernel.periods import Period
from cmdesk.queries.exchange import CheckBeforeSending, CityFiles
from cmdesk.queries.reports import Documents
from cmdesk.usecases.reports.compose import Compose
from cmdesk.usecases.reports.record_paper_signature import RecordPaperSignature

HEAD, LEADER, RECORDER = "9001", "9003", "9013"
WHOLE = Period.parse("2025")
CALLER = ("9014", "member")


def missing(office: Any) -> list[tuple[str, str, str]]:
    """Give what the city's checks say of count reports: code, number or running number, and whose signature."""
    found = office.ask(RECORDER, CheckBeforeSending(period=WHOLE)).problems
    about = {"required_signature_missing", "count_report_of_item_missing", "nothing_signed"}
    return [
        (one.code, str(one.where.file or one.params["subject"]), str(one.params.get("label", "")))
        for one in found
        if one.code in about and "D25" not in str(one.where.file)
    ]


@pytest.mark.shows("105", "R46")
def test_that_every_counted_item_is_named_until_all_six_have_signed(office: Any, tmp_path: Path) -> None:
    unmade = missing(office)
    assert [what for what, _, _ in unmade] == ["count_report_of_item_missing"] * len(unmade)
    assert {subject[:2] for _, subject, _ in unmade} == {"01", "02"}
    numbers = office.run(HEAD, Compose(form="D18", period=WHOLE)).ids
    assert len(numbers) == len(unmade)
    unsigned = missing(office)
    assert len(unsigned) == 6 * len(numbers)
    assert {file for _, file, _ in unsigned} == {f"documents/{number}.pdf" for number in numbers}
    office.sign(RECORDER, numbers[:1], "vote_caller", CALLER)
    # One that is begun hides none of the others.
    assert len(missing(office)) == 6 * len(numbers) - 1
    year = office.ask(RECORDER, CityFiles(year=2025))[-1]
    assert (year.ready, year.open) == (0, len(numbers))


def test_that_a_report_signed_on_paper_goes_to_the_city(office: Any, tmp_path: Path) -> None:
    numbers = office.run(HEAD, Compose(form="D18", period=WHOLE)).ids
    scan = tmp_path / "scan.jpg"
    scan.write_bytes(b"a scan")
    for row in office.ask(HEAD, Documents(form="D18")):
        for place in row.signatures:
            order = RecordPaperSignature(
                number=row.number, field=place.field, kind="ink", name="张三", on=date(2026, 1, 19), scan=scan
            )
            office.run(RECORDER, order)
    assert missing(office) == []
    year = office.ask(RECORDER, CityFiles(year=2025))[-1]
    assert (year.ready, year.open) == (len(numbers), 0)
    found = office.ask(RECORDER, CheckBeforeSending(period=WHOLE))
    assert [one.code for one in found.warnings].count("signature_on_paper") == 6 * len(numbers)


def test_that_an_unsigned_report_of_the_decision_does_not_displace_the_signed_one(office: Any, decided: Any) -> None:
    numbers = office.run(HEAD, Compose(form="D25", period=WHOLE)).ids
    office.sign(LEADER, numbers, "inspector", (LEADER, "inspection_leader"))
    decided()
    office.run(HEAD, Compose(form="D25", period=WHOLE))
    found = office.ask(RECORDER, CheckBeforeSending(period=WHOLE)).problems
    assert {str(one.where.file) for one in found if "D25" in str(one.where.file)} == {
        f"documents/{number}.pdf" for number in numbers
    }
