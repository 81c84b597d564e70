"""One inspection sheet on its way: draft, finished, approved, sent back; corrections and who may verify them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from factories.county import HEAD, INSPECTOR, LEADER, RECORDER, County
from factories.photos import photo
from sqlalchemy import select, update

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Forbidden, Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.access import User
from cmdesk.models.org import Kinship
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.inspections import Coverage, OneSheet, OpenActions, Sheets
from cmdesk.queries.inspections_entry import PhotoData, SheetEntryOf
from cmdesk.queries.reports import DocumentFile
from cmdesk.queries.scoring import Explain, Preview
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer, RedLine
from cmdesk.rules.photo_times import PhotoTime
from cmdesk.usecases.inspections.approve import Approve
from cmdesk.usecases.inspections.attach_photo import AttachPhoto
from cmdesk.usecases.inspections.correct import Correct
from cmdesk.usecases.inspections.finish import Finish
from cmdesk.usecases.inspections.record import Record
from cmdesk.usecases.inspections.reopen import Reopen
from cmdesk.usecases.inspections.sheet_store import Acknowledgement, SheetEntry
from cmdesk.usecases.inspections.verify import Verify
from cmdesk.usecases.reports.compose import Compose

ITEMS = [item["no"] for item in Desk.closed().rule_set_json()["checklist"]["items"]]
JANUARY = Period.parse("2025-01")
DAY = date(2025, 1, 2)
SIGNED = Acknowledgement(kind="signed", on=DAY)
LATE = DeductionLine(
    step="late", times=2, fact="迟交两天", place="营销部", happened_on=DAY, evidence="ledger", evidence_no="台帐3"
)
ANSWER_OF = {True: Answer.DEDUCTED, False: Answer.MET}


def answers(
    deductions: Mapping[int, Iterable[DeductionLine]] | None = None,
    others: Mapping[int, Answer] | None = None,
    blank: Iterable[int] = (),
) -> tuple[ItemAnswer, ...]:
    """Give all items as met, but for those named."""
    lost, other = {k: tuple(v) for k, v in (deductions or {}).items()}, others or {}
    return tuple(
        ItemAnswer(
            item=no,
            answer=other.get(no, ANSWER_OF[no in lost]),
            reason="休假" if other.get(no) is Answer.NOT_APPLICABLE else None,
            deductions=lost.get(no, ()),
        )
        for no in ITEMS
        if no not in set(blank)
    )


def entry(number: str = "1月-1", **changes: Any) -> SheetEntry:
    """Give a whole signed sheet of 0001 with one deduction of two points."""
    given: dict[str, Any] = {
        "staff_no": "0001",
        "visited_on": DAY,
        "kind": Visit.COMBINED,
        "inspectors": ("9003", "9004"),
        "place": "城关镇",
        "answers": answers({101: [LATE]}),
        "acknowledgement": SIGNED,
    }
    return SheetEntry(**{**given, "number": number, **changes})


def problems_of(county: County, number: str, command: Any) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        county.run(number, command)
    return list(caught.value.problems)


def codes(problems: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def make_approved(county: County, sheet: SheetEntry) -> None:
    county.run(INSPECTOR, Record(sheet=sheet))
    county.run(INSPECTOR, Finish(number=sheet.number))
    county.run(LEADER, Approve(numbers=(sheet.number,)))


def inspection_of(county: County, staff_no: str = "0001") -> str | None:
    rows = county.ask(LEADER, Preview(period=JANUARY)).results
    found: str | None = next(row.figures["inspection"] for row in rows if row.staff_no == staff_no)
    return found


@pytest.mark.shows("R26", "R03", "R08", "43")
def test_that_a_sheet_goes_from_draft_over_finished_to_approved_and_only_then_counts(county: County) -> None:
    county.run(INSPECTOR, Record(sheet=entry()))
    assert inspection_of(county) is None
    done = county.run(INSPECTOR, Finish(number="1月-1"))
    assert done.answer == {"score": "98.00"}
    assert inspection_of(county) is None
    county.run(LEADER, Approve(numbers=("1月-1",)))
    assert inspection_of(county) == "98.00"
    (row,) = county.ask(HEAD, Sheets(period=JANUARY))
    assert (row.state, row.score, row.acknowledgement) == ("approved", "98.00", "signed")
    whole = county.ask(HEAD, OneSheet(number="1月-1"))
    assert (whole.recorded_by, whole.approved_by, len(whole.answers)) == (INSPECTOR, LEADER, len(ITEMS))
    assert [number for number, _ in whole.inspectors] == ["9003", "9004"]
    assert next(a for a in whole.answers if a.item == 101).deductions[0].points == Decimal(2)


def test_that_a_draft_may_have_blanks_and_is_replaced_by_the_next_keying(county: County) -> None:
    county.run(INSPECTOR, Record(sheet=entry(answers=answers(blank=ITEMS[3:]), acknowledgement=None)))
    county.run(INSPECTOR, Record(sheet=entry(place="东阳镇")))
    (row,) = county.ask(INSPECTOR, Sheets(staff_no="0001"))
    assert county.ask(INSPECTOR, OneSheet(number=row.number)).place == "东阳镇"
    county.desk.undo()
    assert len(county.ask(INSPECTOR, OneSheet(number=row.number)).answers) == 3


def test_that_every_blank_item_is_named_at_once_when_a_sheet_is_finished(county: County) -> None:
    county.run(INSPECTOR, Record(sheet=entry(answers=answers(blank=(101, 601, 1103)), acknowledgement=None)))
    problems = problems_of(county, INSPECTOR, Finish(number="1月-1"))
    assert [p.params["item"] for p in problems if p.code == "blank_item"] == [101, 601, 1103]
    assert "acknowledgement_missing" in codes(problems)
    county.run(INSPECTOR, Record(sheet=entry(acknowledgement=None)))
    county.run(INSPECTOR, Finish(number="1月-1", acknowledgement=SIGNED))
    assert codes(problems_of(county, INSPECTOR, Finish(number="1月-1"))) == ["sheet_finished"]
    assert codes(problems_of(county, INSPECTOR, Record(sheet=entry()))) == ["sheet_finished"]


@pytest.mark.shows("R04", "40", "8", "R06")
def test_that_everything_a_deduction_lacks_is_told_at_once(county: County) -> None:
    bare = DeductionLine(step="never", times=0, fact="", place="", happened_on=DAY, evidence="hearsay", problem="no")
    free = DeductionLine(step="other", fact="其他问题", place="店", happened_on=DAY, evidence="photo", evidence_no="7")
    wrong = DeductionLine(
        step="late", times=2, points=Decimal(3), fact="迟交", place="店", happened_on=DAY, evidence="pda"
    )
    given = (
        *answers({101: [bare], 102: [free], 103: [wrong]}, blank=(104, 105)),
        ItemAnswer(item=104, answer=Answer.DEDUCTED),
        ItemAnswer(item=105, answer=Answer.NOT_APPLICABLE),
        ItemAnswer(item=106, answer=Answer.MET),
        ItemAnswer(item=9999, answer=Answer.MET),
    )
    found = {(p.code, p.where.field) for p in problems_of(county, INSPECTOR, Record(sheet=entry(answers=given)))}
    assert found == {
        ("step_unknown", "101/1"),
        ("times_too_small", "101/1"),
        ("fact_missing", "101/1"),
        ("evidence_missing", "101/1"),
        ("problem_code_unknown", "101/1"),
        ("points_missing", "102/1"),
        ("step_unknown", "103/1"),
        ("evidence_missing", "103/1"),
        ("deduction_missing", "104"),
        ("reason_missing", "105"),
        ("item_twice", "106"),
        ("item_unknown", "9999"),
    }
    assert county.ask(INSPECTOR, Sheets()) == ()


def test_that_a_figure_that_is_not_step_times_count_is_refused(county: County) -> None:
    wrong = DeductionLine(
        step="late",
        times=2,
        points=Decimal(3),
        fact="迟交",
        place="店",
        happened_on=DAY,
        evidence="pda",
        evidence_no="1",
    )
    problems = problems_of(county, INSPECTOR, Record(sheet=entry(answers=answers({101: [wrong]}))))
    assert [(p.code, p.params["expected"]) for p in problems] == [("points_not_step", Decimal(2))]


@pytest.mark.shows("35")
def test_that_not_applicable_shrinks_the_base_and_a_small_base_is_told(county: County) -> None:
    away = dict.fromkeys(ITEMS[1:30], Answer.NOT_APPLICABLE)
    done = county.run(INSPECTOR, Record(sheet=entry(answers=answers({101: [LATE]}, away))))
    assert "base_below_half" in codes(done.warnings)
    unseen = dict.fromkeys(ITEMS[1:30], Answer.NOT_SEEN)
    done = county.run(INSPECTOR, Record(sheet=entry(answers=answers({101: [LATE]}, unseen))))
    assert "base_below_half" not in codes(done.warnings)
    whole = county.run(INSPECTOR, Finish(number="1月-1"))
    assert Decimal(whole.answer["score"]) < Decimal(98)


def test_that_an_item_never_loses_more_than_its_points_and_says_so(county: County) -> None:
    lines = [LATE, LATE]
    done = county.run(INSPECTOR, Record(sheet=entry(answers=answers({101: lines}))))
    assert [(w.code, w.params["deducted"]) for w in done.warnings] == [("deduction_above_points", Decimal(4))]
    assert county.run(INSPECTOR, Finish(number="1月-1")).answer == {"score": "97.00"}


def test_that_nobody_inspects_himself_or_kin_and_no_inspector_counts_twice(county: County) -> None:
    for inspectors, code in (
        (("9003", "9003"), "inspector_twice"),
        (("9003",), "inspectors_needed"),
        (("9003", "0001"), "inspector_is_kin"),
        (("9003", "7777"), "unknown_person"),
    ):
        problems = problems_of(county, INSPECTOR, Record(sheet=entry(inspectors=inspectors)))
        assert code in codes(problems)
    kin = entry(staff_no="0006", inspectors=("9003", "9008"))
    assert codes(problems_of(county, INSPECTOR, Record(sheet=kin))) == ["inspector_is_kin"]


def test_that_who_recorded_a_sheet_does_not_approve_it(county: County) -> None:
    county.run(LEADER, Record(sheet=entry()))
    county.run(LEADER, Finish(number="1月-1"))
    with pytest.raises(Forbidden, match="approver_is_recorder"):
        county.run(LEADER, Approve(numbers=("1月-1",)))
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(INSPECTOR, Approve(numbers=("1月-1",)))


def test_that_nobody_approves_the_sheet_of_kin(county: County) -> None:
    people = county.people()
    with county.rows() as session:
        pair = sorted(("0001", "9003"))
        session.add(Kinship(person_id=people[pair[0]].id, other_id=people[pair[1]].id, relation="spouse"))
    county.run(INSPECTOR, Record(sheet=entry(inspectors=("9004", "9005"))))
    county.run(INSPECTOR, Finish(number="1月-1"))
    with pytest.raises(Forbidden, match="own_case"):
        county.run(LEADER, Approve(numbers=("1月-1",)))


def test_that_approving_tells_of_every_sheet_that_cannot_be_approved(county: County) -> None:
    county.run(INSPECTOR, Record(sheet=entry()))
    problems = problems_of(county, LEADER, Approve(numbers=("1月-1", "没有")))
    assert [(p.code, p.params["number"]) for p in problems] == [
        ("sheet_not_finished", "1月-1"),
        ("sheet_unknown", "没有"),
    ]


def test_that_a_sheet_approved_before_is_told_apart_from_one_not_finished(county: County) -> None:
    county.run(INSPECTOR, Record(sheet=entry()))
    county.run(INSPECTOR, Finish(number="1月-1"))
    county.run(LEADER, Approve(numbers=("1月-1",)))
    assert codes(problems_of(county, LEADER, Approve(numbers=("1月-1",)))) == ["approved_already"]


def test_that_a_refusal_to_sign_needs_two_different_witnesses(county: County) -> None:
    county.run(INSPECTOR, Record(sheet=entry(acknowledgement=None)))
    for witnesses in ((), ("甲",), ("甲", " 甲 "), ("甲", "")):
        taken = Acknowledgement(kind="refused", on=DAY, witnesses=witnesses)
        assert "witness_missing" in codes(problems_of(county, INSPECTOR, Finish(number="1月-1", acknowledgement=taken)))
    taken = Acknowledgement(kind="refused", on=DAY, witnesses=("甲", "乙"))
    county.run(INSPECTOR, Finish(number="1月-1", acknowledgement=taken))
    whole = county.ask(INSPECTOR, OneSheet(number="1月-1"))
    assert (whole.row.acknowledgement, whole.witnesses) == ("refused", ("甲", "乙"))


@pytest.mark.shows("9", "36")
def test_that_a_red_line_needs_a_basis_makes_the_month_zero_and_opens_an_action(county: County) -> None:
    for red, code in (
        (RedLine(kind="rudeness", fact="事实", evidence="照片1"), "red_line_unknown"),
        (RedLine(kind="false_orders", fact=" ", evidence="照片1"), "red_line_without_fact"),
        (RedLine(kind="false_orders", fact="虚报订单", evidence=""), "red_line_without_fact"),
    ):
        assert codes(problems_of(county, INSPECTOR, Record(sheet=entry(red_line=red)))) == [code]
    red = RedLine(kind="false_orders", fact="虚报订单三户", evidence="照片1")
    make_approved(county, entry("红线", red_line=red))
    make_approved(county, entry("平常"))
    assert inspection_of(county) == "0.00"
    actions = {row.item: row.demand for row in county.ask(LEADER, OpenActions()) if row.sheet == "红线"}
    assert actions == {101: "迟交两天", 1103: "虚报订单三户"}
    tree = county.ask(LEADER, Explain(staff_no="0001", period=JANUARY))
    assert "一票否决" in str(tree)


@pytest.mark.shows("R23", "46")
def test_that_a_city_re_check_replaces_a_sheet_that_differs_by_more_than_five(county: County) -> None:
    make_approved(county, entry("县1"))
    near = entry("市1", tier="city", replaces="县1", answers=answers())
    make_approved(county, near)
    assert inspection_of(county) == "98.00"
    county.run(LEADER, Reopen(number="市1", reason="重录"))
    far = DeductionLine(step="other", points=Decimal(8), fact="多项不符", place="店", happened_on=DAY, evidence="other")
    lost = {no: [DeductionLine(**{**vars(far), "points": Decimal(2)})] for no in (102, 103, 107, 1103)}
    make_approved(county, entry("市1", tier="city", replaces="县1", answers=answers(lost)))
    assert inspection_of(county) == "92.00"
    for changes in ({"tier": "city"}, {"replaces": "县1"}, {"tier": "city", "replaces": "没有"}, {"tier": "省"}):
        found = codes(problems_of(county, INSPECTOR, Record(sheet=entry("市2", **changes))))
        assert set(found) <= {"re_check_of_nothing", "value_not_allowed"}
        assert found
    elsewhere = entry("市3", tier="city", replaces="县1", visited_on=date(2025, 2, 3))
    assert codes(problems_of(county, INSPECTOR, Record(sheet=elsewhere))) == ["re_check_of_nothing"]


def test_that_a_red_line_that_the_city_found_makes_the_month_zero_too(county: County) -> None:
    make_approved(county, entry("县1"))
    make_approved(county, entry("县2"))
    red = RedLine(kind="off_channel", fact="体外循环", evidence="照片2")
    make_approved(county, entry("市1", tier="city", replaces="县1", red_line=red))
    assert inspection_of(county) == "0.00"


@pytest.mark.shows("46", "47")
def test_that_a_sheet_sent_back_leaves_the_scores_and_its_reason_stays(county: County) -> None:
    make_approved(county, entry())
    assert codes(problems_of(county, LEADER, Reopen(number="1月-1", reason=" "))) == ["reason_missing"]
    county.run(LEADER, Reopen(number="1月-1", reason="证据编号有误"))
    assert inspection_of(county) is None
    assert county.ask(LEADER, OpenActions()) == ()
    (row,) = county.ask(LEADER, Sheets())
    assert (row.state, row.score) == ("draft", None)
    assert codes(problems_of(county, LEADER, Reopen(number="1月-1", reason="再退"))) == ["sheet_is_draft"]
    county.desk.undo()
    assert inspection_of(county) == "98.00"
    assert len(county.ask(LEADER, OpenActions())) == 1


@pytest.mark.shows("48")
def test_that_a_correction_is_verified_by_somebody_else_than_its_owner(county: County) -> None:
    make_approved(county, entry())
    (action,) = county.ask(LEADER, OpenActions(staff_no="0001"))
    assert (action.due, action.days_late) == (date(2025, 1, 9), 0)
    county.clock.set(date(2025, 1, 12))
    assert county.ask(LEADER, OpenActions())[0].days_late == 3
    verify = Verify(number="1月-1", item=101, verified_on=date(2025, 1, 12))
    assert codes(problems_of(county, LEADER, verify)) == ["action_not_done"]
    correct = Correct(number="1月-1", item=101, done_on=date(2025, 1, 8), measure=" ")
    assert codes(problems_of(county, INSPECTOR, correct)) == ["measure_missing"]
    unknown = Correct(number="1月-1", item=102, done_on=date(2025, 1, 8), measure="补交")
    assert codes(problems_of(county, INSPECTOR, unknown)) == ["action_unknown"]
    county.run(INSPECTOR, Correct(number="1月-1", item=101, done_on=date(2025, 1, 8), measure="已按期补交"))
    with county.rows() as session:
        session.execute(update(User).where(User.number == LEADER).values(person_id=county.people()["0001"].id))
    county._actors.clear()
    county.sit(INSPECTOR)
    with pytest.raises(Forbidden, match="own_case"):
        county.run(LEADER, verify)
    county.run(INSPECTOR, verify)
    assert county.ask(HEAD, OpenActions()) == ()
    county.run(INSPECTOR, Correct(number="1月-1", item=101, done_on=date(2025, 1, 11), measure="又改了"))
    assert len(county.ask(HEAD, OpenActions())) == 1


def test_that_nothing_of_a_closed_month_is_changed(county: County) -> None:
    make_approved(county, entry("县1"))
    county.run(INSPECTOR, Record(sheet=entry("草稿")))
    with county.rows() as session:
        session.add(
            PeriodState(
                period=JANUARY,
                state="closed",
                revision=1,
                rule_version="x",
                rule_digest="0" * 64,
                inputs_digest="0" * 64,
                closed_at=county.clock.now(),
                closed_by=HEAD,
                said=[],
            )
        )
    for number, order in (
        (INSPECTOR, Record(sheet=entry("新"))),
        (INSPECTOR, Finish(number="草稿")),
        (LEADER, Reopen(number="县1", reason="重查")),
        (LEADER, Approve(numbers=("草稿",))),
    ):
        assert "period_closed" in codes(problems_of(county, number, order))


@pytest.mark.shows("50")
def test_that_coverage_names_who_is_due_first(county: County) -> None:
    make_approved(county, entry("县1", kind=Visit.DESK))
    make_approved(county, entry("县2", kind=Visit.FIELD))
    rows = county.ask(LEADER, Coverage(period=JANUARY))
    assert [row.missing for row in rows] == [2] * 7 + [0]
    assert (rows[-1].staff_no, rows[-1].desk, rows[-1].field) == ("0001", 1, 1)


@pytest.mark.shows("41")
def test_that_photos_are_kept_by_digest_and_a_known_one_is_told(county: County) -> None:
    county.run(INSPECTOR, Record(sheet=entry("县1")))
    county.run(INSPECTOR, Record(sheet=entry("县2", staff_no="0002")))
    file = county.folder / "店.jpg"
    file.write_bytes(photo("2025:01:02 10:21:07"))
    done = county.run(INSPECTOR, AttachPhoto(number="县1", file=file, item=101))
    assert done.warnings == ()
    assert county.desk.database.files.get(done.ids[0]) == file.read_bytes()
    again = county.run(INSPECTOR, AttachPhoto(number="县2", file=file))
    assert (again.ids, codes(again.warnings)) == (done.ids, ["photo_known"])
    assert again.warnings[0].params["number"] == "县1"
    assert [line.elsewhere for line in county.ask(INSPECTOR, SheetEntryOf(number="县2")).photos] == ["县1"]
    fake = county.file("假.jpg", "不是照片")
    assert set(codes(problems_of(county, INSPECTOR, AttachPhoto(number="县1", file=fake, item=1)))) == {
        "not_a_photo",
        "item_unknown",
    }


@pytest.mark.shows("41")
@pytest.mark.parametrize(
    ("taken", "warned", "time"),
    [
        ("2025:01:02 23:59:59", [], PhotoTime.ON_DAY),
        ("2025:01:01 23:59:59", ["photo_other_day"], PhotoTime.OTHER_DAY),
        ("", ["photo_without_time"], PhotoTime.UNKNOWN),
    ],
)
def test_that_the_time_of_a_photo_is_checked_against_the_visit_and_never_keeps_it_out(
    county: County, taken: str, warned: list[str], time: PhotoTime
) -> None:
    county.run(INSPECTOR, Record(sheet=entry("县1")))
    file = county.folder / "店.jpg"
    file.write_bytes(photo(taken))
    done = county.run(INSPECTOR, AttachPhoto(number="县1", file=file))
    assert codes(done.warnings) == warned
    found = county.ask(INSPECTOR, PhotoData(number="县1", digest=done.ids[0]))
    assert (found.data, found.time) == (file.read_bytes(), time)


@pytest.mark.shows("41", "52")
def test_that_the_printed_sheet_numbers_its_photos_and_says_what_is_doubtful(county: County) -> None:
    county.run(INSPECTOR, Record(sheet=entry("县1")))
    for place, (taken, item) in enumerate((("2025:01:02 10:21:07", 101), ("2024:12:30 08:00:00", None), ("", 101))):
        file = county.folder / f"{place}.jpg"
        file.write_bytes(photo(taken, colour=place * 40))
        county.run(INSPECTOR, AttachPhoto(number="县1", file=file, item=item))
    broken = county.folder / "坏.jpg"
    broken.write_bytes(b"\xff\xd8\xff" + b"x" * 50)
    county.run(INSPECTOR, AttachPhoto(number="县1", file=broken))
    county.run(INSPECTOR, Finish(number="县1", acknowledgement=SIGNED))
    done = county.run(LEADER, Compose(form="D04", period=JANUARY, sheet="县1"))
    (made,) = done.answer["documents"]
    data = county.ask(LEADER, DocumentFile(number=made["number"])).data
    with pypdfium2.PdfDocument(data) as document:
        pages = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    assert "照1；照3" in "".join(pages[:-1])
    for said in (
        "照12025-01-0210:21拍摄第101项",
        "照22024-12-3008:00拍摄非检查当日拍摄检查现场",
        "照3照片里没有拍摄时间第101项",
        "照4照片里没有拍摄时间；照片打不开检查现场",
    ):
        assert said in pages[-1]


def test_that_the_recorder_of_figures_reads_sheets_and_records_none(county: County) -> None:
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(RECORDER, Record(sheet=entry()))
    assert county.ask(RECORDER, Sheets()) == ()
    with county.desk.database.reading() as session:
        assert session.scalars(select(User.number)).all()
