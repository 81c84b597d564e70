"""Keying a sheet without a window: one key an item, facts, red line, findings, gaps, drafts, own undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from factories.seat import password_of

from cmdesk.desk import Desk
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.progress import SILENT
from cmdesk.queries.inspections_entry import EntrySheet, Finding, NewSheet, SheetEntryOf
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import FINDINGS_ITEM, Answer
from cmdesk.ui.pages.inspections import drafting, orders, wording
from cmdesk.ui.pages.inspections.keying import Sheet
from cmdesk.ui.pages.inspections.typed import Fact, Gap

INSPECTOR = "9004"
DAY = date(2025, 5, 9)
FINDING = Finding("旧-1", 603, "拜访没有痕迹", date(2025, 5, 1), None, date(2025, 4, 24), "field")


@pytest.fixture
def desk(database: Path) -> Iterator[Desk]:
    """Give the lived county, open for an inspector on 9 May."""
    clock = SetClock(datetime(2025, 5, 9, 1, tzinfo=UTC))
    with Desk.open(database, user=INSPECTOR, password=password_of(INSPECTOR), clock=clock) as opened:
        yield opened


def begun(desk: Desk, kind: Visit = Visit.COMBINED) -> EntrySheet:
    """Begin a sheet of 0001 and give what its entry shows."""
    number = desk.ask(NewSheet()).number
    orders.begin(desk, orders.Begun(number, "0001", DAY, kind, ("9004", "9005"), "城关镇"), SILENT)
    entry: EntrySheet = desk.ask(SheetEntryOf(number=number))
    return replace(entry, findings=())


@pytest.fixture
def sheet(desk: Desk) -> Sheet:
    """Give a new sheet of a whole visit, without findings of the visit before."""
    return Sheet(begun(desk))


def fill(sheet: Sheet, line: int = 0) -> None:
    """Fill one fact of the current item."""
    fact = sheet.entries[sheet.current].facts[line]
    fact.fact, fact.evidence, fact.evidence_no = "台帐没有填", "ledger", "第 18 页"
    sheet.touched()


def test_that_a_clean_sheet_takes_one_key_an_item_and_then_lacks_nothing(sheet: Sheet) -> None:
    for _ in sheet.items:
        sheet.full()
        sheet.advance()
    assert (sheet.answered(), sheet.gaps()) == (37, ())
    assert {answer.answer for answer in sheet.complete()} == {Answer.MET}
    found = sheet.running().score
    assert found is not None
    assert str(found.printed) == "100.00"


@pytest.mark.parametrize(("kind", "skipped"), [(Visit.DESK, 11), (Visit.FIELD, 21), (Visit.COMBINED, 0)])
def test_that_the_kind_of_visit_sets_what_it_does_not_look_at(desk: Desk, kind: Visit, skipped: int) -> None:
    keyed = Sheet(begun(desk, kind))
    assert sum(answer.answer is Answer.NOT_SEEN for answer in keyed.whole()) == skipped
    assert keyed.entries[keyed.current].answer is None


@pytest.mark.parametrize("kind", [Visit.DESK, Visit.FIELD])
def test_that_one_key_an_item_passes_over_what_the_visit_does_not_look_at(desk: Desk, kind: Visit) -> None:
    keyed = Sheet(begun(desk, kind))
    before = {answer.item for answer in keyed.whole()}
    for _ in range(len(keyed.items) - len(before)):
        assert keyed.current not in before
        keyed.full()
        keyed.advance()
    assert keyed.gaps() == ()
    assert {answer.item for answer in keyed.whole() if answer.answer is Answer.NOT_SEEN} == before


def test_that_a_digit_opens_so_many_facts_with_the_place_and_day_of_the_visit(sheet: Sheet) -> None:
    sheet.go(701)
    sheet.count(2)
    facts = sheet.entries[701].facts
    assert [(fact.place, fact.day, fact.times) for fact in facts] == [("城关镇", DAY, 1)] * 2
    assert wording.total(sheet.standing(701)) == "3−2×0.6"
    assert wording.result(sheet, 701) == ("缺事实", "−1.2", "warn")
    assert [gap.kind for gap in sheet.gaps_of(701)] == ["fact", "evidence", "fact", "evidence"]
    fill(sheet, 0)
    fill(sheet, 1)
    assert sheet.gaps_of(701) == ()
    sheet.count(1)
    assert sheet.entries[701].facts == facts[:1]


def test_that_four_facts_and_more_stand_on_one_line_which_can_be_split(sheet: Sheet) -> None:
    sheet.go(601)
    sheet.count(9)
    (fact,) = sheet.entries[601].facts
    assert fact.times == 9
    sheet.more(1)
    assert (sheet.entries[601].facts[0].times, wording.total(sheet.standing(601))) == (10, "4−10×0.2")
    sheet.split(0)
    assert [fact.times for fact in sheet.entries[601].facts] == [1] * 10
    sheet.count(2)
    assert len(sheet.entries[601].facts) == 2


def test_that_another_rate_adds_to_the_sum_and_the_last_one_wants_a_typed_figure(sheet: Sheet) -> None:
    sheet.go(802)
    sheet.count(1)
    sheet.other_rate()
    sheet.count(1)
    assert wording.total(sheet.standing(802)) == "4−0.4−2"
    sheet.other_rate()
    assert sheet.step(802).code == "other"
    sheet.count(1)
    assert {gap.kind for gap in sheet.gaps_of(802) if gap.line == 3} >= {"points"}
    sheet.entries[802].facts[2].points = "0.3"
    sheet.touched()
    assert wording.total(sheet.standing(802)) == "4−0.4−2−0.3"
    sheet.other_rate()
    assert sheet.step(802).code == "dissatisfied"


@pytest.mark.shows("35")
def test_that_not_applicable_leaves_the_base_and_under_half_of_it_is_flagged(sheet: Sheet) -> None:
    sheet.not_applicable("没有这项业务")
    assert sheet.running().base == 97
    for item in sheet.items[:20]:
        sheet.go(item.no)
        sheet.not_applicable("没有这项业务")
    assert sheet.running().low_base
    for item in sheet.items[:20]:
        sheet.go(item.no)
        sheet.not_seen()
    assert not sheet.running().low_base


@pytest.mark.shows("9")
def test_that_a_red_line_counts_only_with_kind_fact_and_evidence_and_stands_on_1103(sheet: Sheet) -> None:
    sheet.go(105)
    sheet.book_red("false_orders")
    assert sheet.red is not None
    assert (sheet.red_line(), sheet.answer(1103)) == (None, None)
    assert Gap("red", 105) in sheet.gaps()
    sheet.red.fact, sheet.red.evidence = "虚假订单两笔", "pda"
    sheet.touched()
    line = sheet.red_line()
    assert line is not None
    assert line.evidence == "PDA数据采集工具"
    booked = sheet.answer(1103)
    assert booked is not None
    assert (booked.answer, booked.deductions[0].points) == (Answer.DEDUCTED, 2)
    found = sheet.running().score
    assert found is not None
    assert str(found.printed) == "0.00"
    sheet.drop_red()
    assert sheet.answer(1103) is None


@pytest.mark.shows("51")
def test_that_the_findings_of_the_visit_before_set_item_1101(sheet: Sheet) -> None:
    other = replace(FINDING, item=105)
    keyed = Sheet(replace(sheet.entry, findings=(FINDING, other)))
    assert [gap.kind for gap in keyed.gaps()[:2]] == ["finding", "finding"]
    keyed.answer_finding(603, True)
    assert keyed.answer(FINDINGS_ITEM) is None
    keyed.answer_finding(105, True)
    met = keyed.answer(FINDINGS_ITEM)
    assert met is not None
    assert met.answer is Answer.MET
    keyed.answer_finding(105, False)
    assert wording.total(keyed.standing(FINDINGS_ITEM)) == "4−2"
    assert keyed.gaps_of(FINDINGS_ITEM) == ()


@pytest.mark.shows("51")
def test_that_gaps_are_gone_through_findings_first_then_open_items_then_facts_then_evidence(sheet: Sheet) -> None:
    keyed = Sheet(replace(sheet.entry, findings=(FINDING,)))
    for item in keyed.items:
        keyed.go(item.no)
        keyed.full()
    keyed.go(102)
    keyed.clear()
    keyed.go(301)
    keyed.count(1)
    keyed.go(101)
    kinds = [gap.kind for gap in keyed.gaps()]
    assert kinds == ["finding", "blank", "fact", "evidence"]
    first = keyed.next_gap()
    assert first is not None
    assert first.kind == "finding"
    keyed.answer_finding(603, True)
    following = keyed.next_gap()
    assert following is not None
    assert following.item == 102


def test_that_undo_brings_back_the_facts_that_full_marks_dropped(sheet: Sheet) -> None:
    sheet.go(701)
    sheet.count(1)
    fill(sheet)
    sheet.full()
    sheet.advance()
    assert sheet.undo() == 701
    assert (sheet.current, sheet.entries[701].facts[0].fact) == (701, "台帐没有填")
    assert sheet.gaps_of(701) == ()


def test_that_a_draft_gives_everything_back_and_tells_when_the_sheet_is_another(desk: Desk, sheet: Sheet) -> None:
    sheet.go(701)
    sheet.count(2)
    fill(sheet)
    sheet.go(403)
    sheet.park()
    sheet.book_red("off_channel")
    body = drafting.body(sheet)
    number = sheet.entry.whole.row.number
    desk.keep_draft(orders.DRAFT + number, body)
    stored = desk.draft(orders.DRAFT + number)
    assert stored is not None
    again = Sheet(replace(desk.ask(SheetEntryOf(number=number)), findings=()))
    drafting.restore(again, stored[0])
    assert drafting.stands_on(stored[0], again)
    assert (again.entries, again.red, again.current) == (sheet.entries, sheet.red, sheet.current)
    assert again.gaps() == sheet.gaps()
    orders.record(desk, sheet.entry, Sheet(sheet.entry).complete(), None, "有意见", SILENT)
    again.full()
    orders.record(desk, sheet.entry, again.complete(), None, None, SILENT)
    changed = Sheet(replace(desk.ask(SheetEntryOf(number=number)), findings=()))
    assert not drafting.stands_on(stored[0], changed)
    drafting.restore(again, stored[0])
    assert drafting.differences(again, changed) == (403, 701)


def test_that_what_holds_together_is_stored_and_the_rest_stays_the_users_draft(desk: Desk, sheet: Sheet) -> None:
    sheet.full()
    sheet.go(701)
    sheet.count(1)
    number = sheet.entry.whole.row.number
    body = drafting.body(sheet)
    version = orders.keep(desk, sheet.entry, sheet.complete(), None, body, SILENT)
    stored = desk.ask(SheetEntryOf(number=number))
    assert [answer.item for answer in stored.whole.answers] == [101]
    draft = desk.draft(orders.DRAFT + number)
    assert draft is not None
    assert draft[0]["version"] == version == stored.version
    orders.keep(desk, stored, stored.whole.answers, None, None, SILENT)
    assert desk.draft(orders.DRAFT + number) is None


@pytest.mark.parametrize(
    ("typed", "figure"),
    [("0.3", "0.3"), ("０.５", "0.5"), ("1", "1"), ("-1", None), ("0", None), ("三", None), ("0.125", None)],
)
def test_that_only_a_positive_figure_down_to_hundredths_is_taken(typed: str, figure: str | None) -> None:
    found = Fact(step="other", day=DAY, points=typed).figure()
    assert (str(found) if found is not None else None) == figure
