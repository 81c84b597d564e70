"""评议会 in the window: from nothing to the sealed boxes and the minutes, by keyboard, with PINs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from factories import sitting
from factories.seat import HEAD, RECORDER, Seat, password_of
from factories.sitting import (
    CHAIR,
    CTRL,
    NUMBER,
    PIN,
    Key,
    Meeting,
    Press,
    card_of,
    page_of,
    prove,
    run_of,
)

from cmdesk.ui.pages.deliberation import askings
from cmdesk.ui.pages.deliberation.proof import HolderAsked
from cmdesk.usecases.deliberation.admit import Admit
from cmdesk.usecases.deliberation.hand_out import HandOut
from cmdesk.usecases.deliberation.seal_ballot import SealBallot

meeting, press = sitting.meeting, sitting.press


@pytest.mark.shows("53")
def test_that_without_a_meeting_the_page_says_what_to_do_and_enter_calls_one(
    seat: Seat, press: Press, meeting: Meeting
) -> None:
    page = page_of(seat)
    assert page.empty.isVisible()
    press(Key.Key_Return, on=page.call_first)
    form = page.calling.form
    assert form is not None
    assert "应到 14 人" in page.calling.count.text()
    form.fields["place"].insert("三楼会议室")  # type: ignore[union-attr]
    form.fields["place"].textEdited.emit("三楼会议室")  # type: ignore[union-attr]
    press(Key.Key_Return, CTRL, on=form.fields["place"])
    assert page.state.number == NUMBER
    assert page.state.shown_step() == "duties"
    assert page.meeting.step.buttons["appoint"].isEnabled()


def test_that_space_takes_somebody_off_the_list_and_a_guest_is_added(
    seat: Seat, press: Press, meeting: Meeting
) -> None:
    page = page_of(seat)
    page.acting.call(2025, 2)
    seat.wait()
    view = page.calling
    before = sum(line.role == "voter" for line in view.lines)
    view.table.pick(0)
    press(Key.Key_Space, on=view.table)
    press(Key.Key_Space, on=view.table)
    assert sum(line.role == "voter" for line in view.lines) == before - 1
    view.outside.click()
    assert view.other is not None
    view.other.set_values({"name": "胡建华", "role": "observer"})
    view.other.try_keep()
    assert view.lines[0].name == "胡建华"
    assert "列席 1 人" in view.count.text()


def test_that_a_wrong_list_is_refused_in_the_form(seat: Seat, press: Press, meeting: Meeting) -> None:
    page = page_of(seat)
    page.acting.call(2025, 2)
    seat.wait()
    form = page.calling.form
    assert form is not None
    form.set_values({"place": "三楼会议室"})
    form.try_keep()
    seat.wait()
    assert "单数" in form.wrong.text() or "单" in form.wrong.text()
    assert page.state.run is None


def test_that_duties_are_appointed_in_a_form_that_offers_no_candidate(
    seat: Seat, press: Press, meeting: Meeting
) -> None:
    meeting.called()
    page = page_of(seat)
    press(Key.Key_Return, on=page.meeting.step)
    form = page.meeting.form
    assert form is not None
    offered = [form.fields["teller_1"].itemData(n) for n in range(form.fields["teller_1"].count())]  # type: ignore[union-attr]
    assert "p:9014" in offered
    assert not [code for code in offered if code and code.startswith("p:000")]
    assert len(set(offered)) == len(offered)
    chairs = [form.fields["chair"].itemData(n) for n in range(form.fields["chair"].count())]  # type: ignore[union-attr]
    assert "u:9001" in chairs
    assert not [code for code in chairs if code and code.startswith("p:000")]
    form.set_values(
        {
            "chair": "u:9001",
            "secretary": f"u:{RECORDER}",
            "teller_1": "p:9014",
            "teller_2": "u:9011",
            "scrutineer_1": "p:9015",
            "scrutineer_2": "p:9014",
        }
    )
    form.try_keep()
    seat.wait()
    assert "罗志远" in form.wrong.text()
    form.set_values({"scrutineer_2": "u:9010"})
    form.try_keep()
    seat.wait()
    duties = {(row.duty, row.name) for row in run_of(page).page.duties}
    assert ("vote_caller", "罗志远") in duties
    assert page.state.shown_step() == "attend"


@pytest.mark.shows("54")
def test_that_enter_lets_a_member_in_and_out_and_undo_takes_it_back(seat: Seat, press: Press, meeting: Meeting) -> None:
    meeting.appointed()
    page = page_of(seat)
    table = page.meeting.attendance.table
    table.pick(2)
    press(Key.Key_Return, on=table)
    assert [member.number for member in run_of(page).page.members if member.present] == [3]
    assert page.meeting.attendance.current() is not None
    assert page.meeting.attendance.current().number == 3  # type: ignore[union-attr]
    said = seat.window.status.said.label
    press(Key.Key_Return, on=table)
    assert not any(member.present for member in run_of(page).page.members)
    seat.window.actions_["undo"].trigger()
    seat.wait()
    assert [member.number for member in run_of(page).page.members if member.present] == [3]
    assert said.text() == "已撤销：登记进出"
    press(Key.Key_Return, on=table)
    assert said.text() == "已记下：登记进出"


def test_that_a_recusal_says_that_it_was_taken(seat: Seat, meeting: Meeting) -> None:
    meeting.called()
    page = page_of(seat)
    run = run_of(page)
    items = tuple(replace(item, kind="proposal_vote", state="waiting") for item in run.page.items)
    asking = askings.recuse(replace(run, page=replace(run.page, items=items)))
    assert asking.said is not None
    staff_no, name = items[0].people[0]
    told = asking.said({"number": "2", "staff_no": staff_no, "ground": "近姻亲"})
    assert told == f"已登记回避：{run.page.members[1].name}不参加对{name}的表决（第 1 项），发票时不领该票"
    away = replace(run.page.members[1], recusals=((name, "近姻亲"),))
    shown = replace(run, page=replace(run.page, members=(run.page.members[0], away)))
    page.meeting.attendance.show_members(shown, frozenset(), may_work=True)
    assert page.meeting.attendance.foot.text() == f"回避：{away.name}对{name}"


@pytest.mark.shows("55")
def test_that_the_meeting_cannot_be_opened_below_the_quorum_and_the_button_says_how_many_are_missing(
    seat: Seat, press: Press, meeting: Meeting
) -> None:
    meeting.appointed()
    page = page_of(seat)
    meeting.run(Admit(meeting=NUMBER, numbers=(1, 2, 3)))
    button = page.meeting.step.buttons["open_meeting"]
    assert not button.isEnabled()
    assert button.text() == "宣布开会（还差 5 人）"
    assert "3×3=9" in page.meeting.quorum.fraction.accessibleName()
    meeting.run(Admit(meeting=NUMBER))
    assert page.meeting.step.buttons["open_meeting"].isEnabled()


@pytest.mark.shows("135")
def test_that_the_chair_opens_with_his_pin_and_a_wrong_one_is_told_in_the_card(
    seat: Seat, press: Press, meeting: Meeting
) -> None:
    meeting.appointed()
    meeting.run(Admit(meeting=NUMBER))
    page = page_of(seat)
    press(Key.Key_Return, on=page.meeting.step)
    form = page.meeting.form
    assert form is not None
    form.set_values({"seed": "福利彩票第2025051期"})
    form.try_keep()
    seat.wait()
    prove(page, seat, press, "111111")
    card = card_of(page)
    assert "口令不对" in card.wrong.text()
    assert card.pin.text() == ""
    prove(page, seat, press)
    assert run_of(page).page.row.state == "open"
    assert page.meeting.form is None


def test_that_a_holder_without_pin_sets_it_with_his_own_password_in_the_same_step(
    seat: Seat, press: Press, meeting: Meeting
) -> None:
    meeting.appointed()
    meeting.run(Admit(meeting=NUMBER))
    page = page_of(seat)
    page.acting.ask_pin(run_of(page))
    card = card_of(page)
    place = next(n for n in range(card.person.count()) if card.person.itemText(n).startswith("许秀兰"))
    card.person.setCurrentIndex(place)
    card.password.setText("错的口令")
    card.pin.setText(PIN)
    card.again.setText(PIN)
    press(Key.Key_Return, on=card.again)
    assert card.wrong.isVisible()
    card.password.setText(password_of("9011"))
    card.pin.setText(PIN)
    card.again.setText("135790")
    assert card.keep.text() == "两次输的不一样"
    card.again.setText(PIN)
    press(Key.Key_Return, on=card.again)
    assert {row.name: row.has_pin for row in run_of(page).page.duties}["许秀兰"]


def test_that_space_counts_sheets_back_and_the_box_is_sealed_only_when_all_are_there(
    seat: Seat, press: Press, meeting: Meeting
) -> None:
    meeting.voting()
    page = page_of(seat)
    step = page.meeting.step
    press(Key.Key_Return, on=step)
    assert page.meeting.form is not None
    assert page.meeting.form.values()["issued"] == 2
    page.meeting.form.try_keep()
    seat.wait()
    press(Key.Key_Space, on=step)
    assert "seal" not in step.buttons
    assert "还差 1 张" in step.note.text()
    assert page.meeting.accounts.model.data(page.meeting.accounts.model.index(0, 3)) == "2 = 1 + 1"
    press(Key.Key_Space, on=step)
    press(Key.Key_Backspace, on=step)
    press(Key.Key_Space, on=step)
    press(Key.Key_Return, on=step)
    prove(page, seat, press)
    account = run_of(page).page.items[0].papers[0]
    assert (account.state, account.returned) == ("sealed", 2)
    assert page.state.now_line().account.paper == "B"  # type: ignore[union-attr]


def test_that_a_sheet_that_did_not_come_back_needs_a_reason_and_two_witnesses(
    seat: Seat, press: Press, meeting: Meeting
) -> None:
    meeting.voting()
    meeting.run(HandOut(meeting=NUMBER, item=1, paper="A", printed=3, issued=2))
    page = page_of(seat)
    page.acting.act("more")
    page.acting.act("seal_short")
    form = page.meeting.form
    assert form is not None
    assert not form.keep.isEnabled()
    form.set_values({"reasons": "中途离会，票未交回", "witness_1": "罗志远", "witness_2": "罗志远"})
    form.try_keep()
    seat.wait()
    prove(page, seat, press)
    assert "见证" in form._lines["witness_1"].text()
    form.set_values({"witness_2": "田桂英"})
    form.try_keep()
    seat.wait()
    prove(page, seat, press)
    account = run_of(page).page.items[0].papers[0]
    assert (account.state, account.unreturned, account.unreturned_reasons) == ("sealed", 1, ("中途离会，票未交回",))


@pytest.mark.shows("58")
def test_that_more_sheets_back_than_out_are_void_and_only_voting_again_is_offered(
    seat: Seat, press: Press, meeting: Meeting
) -> None:
    meeting.voting()
    for paper, count in (("A", 2), ("B", 3), ("C", 6)):
        meeting.run(HandOut(meeting=NUMBER, item=1, paper=paper, printed=count, issued=count))
        if paper != "A":
            order = SealBallot(meeting=NUMBER, item=1, paper=paper, returned=count, by=CHAIR[1], pin_file=meeting.pin)
            meeting.run(order)
    page = page_of(seat)
    for _ in range(3):
        page.acting.act("more")
    assert "多于发出" in page.meeting.step.note.text()
    page.acting.act("seal")
    seat.wait()
    prove(page, seat, press)
    assert set(page.meeting.step.buttons) == {"vote_again"}
    page.acting.act("vote_again")
    seat.wait()
    prove(page, seat, press)
    assert [(one.paper, one.round, one.state) for one in run_of(page).page.items[0].papers][:2] == [
        ("A", 1, "void"),
        ("A", 2, "open"),
    ]


def test_that_a_reader_sees_the_meeting_and_is_offered_nothing(seat: Seat, tmp_path: Path) -> None:
    Meeting(seat, tmp_path).opened()
    assert seat.window.desk is not None
    desk = seat.window.desk
    desk.switch(desk.person("9003", password_of("9003")))
    assert seat.window.workspace is not None
    seat.window.workspace.sit_down()
    page = page_of(seat)
    assert run_of(page).page.row.state == "open"
    assert page.meeting.step.buttons == {}
    assert not page.meeting.attendance.button.isVisible()


def test_that_the_chair_who_sits_at_the_desk_needs_no_pin_and_is_asked_before_what_nothing_takes_back(
    seat: Seat, press: Press, tmp_path: Path
) -> None:
    Meeting(seat, tmp_path).opened()
    assert seat.window.desk is not None
    desk = seat.window.desk
    desk.switch(desk.person(HEAD, password_of(HEAD)))
    assert seat.window.workspace is not None
    seat.window.workspace.sit_down()
    page = page_of(seat)
    page.acting.act("open_ballot")
    seat.wait()
    assert not run_of(page).page.items[0].papers
    press(Key.Key_Return)
    press(Key.Key_Return)
    assert not run_of(page).page.items[0].papers
    press(Key.Key_Return, CTRL)
    assert not [card for card in page.findChildren(HolderAsked) if not card.isHidden()]
    assert len(run_of(page).page.items[0].papers) == 3


@pytest.mark.shows("73")
def test_that_minutes_are_drafted_changed_with_a_trace_and_finished(seat: Seat, press: Press, meeting: Meeting) -> None:
    meeting.sealed()
    for paper, voters in (("A", 2), ("B", 3), ("C", 6)):
        meeting.count(paper, voters)
    page = page_of(seat)
    assert page.state.shown_step() == "close"
    press(Key.Key_Return, on=page.meeting.step)
    prove(page, seat, press)
    press(Key.Key_Return, on=page.meeting.step)
    assert page.minutes.isVisible()
    page.minutes.text.appendPlainText("赵国庆同志作了发言。")
    press(Key.Key_Return, CTRL, on=page.minutes.text)
    assert not run_of(page).finished
    press(Key.Key_Return)
    assert run_of(page).finished
    page.handing.show_minutes()
    seat.wait()
    assert "改动 1 处" in page.minutes.note.text()
    assert page.minutes.text.isReadOnly()
    page.show_view("meeting")
    page.acting.act("keep")
    assert page.meeting.form is not None
    page.meeting.form.set_values({"seal_no": "0088", "keeper": "何瑞芳"})
    page.meeting.form.try_keep()
    seat.wait()
    assert page.meeting.step.chip.accessibleName() == "已归档"
    assert page.meeting.step.buttons["call_second"].isEnabled()


@pytest.mark.parametrize("stage", ["called", "appointed", "opened", "voting", "sealed"])
def test_that_no_text_is_cut_at_any_stage(seat: Seat, meeting: Meeting, stage: str) -> None:
    getattr(meeting, stage)()
    page = page_of(seat)
    for view in ("meeting", "count"):
        page.show_view(view)
        for width, height, percent in ((1440, 900, 100), (1366, 768, 100), (1180, 720, 100), (1366, 768, 130)):
            seat.settle(width, height, percent=percent)
            assert (view, width, percent, sorted(seat.look.elided)) == (view, width, percent, [])
