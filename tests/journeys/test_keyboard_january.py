"""The journey by keyboard alone goes on: an exam, peer sheets, a meeting that is counted by two people, the board."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from factories import board as boards
from factories.seat import HEAD, RECORDER, password_of
from keyboard import LEADER, PEOPLE, Clerk, clerk, database, template

from cmdesk.kernel.periods import Period
from cmdesk.queries.deliberation import OneMeeting
from cmdesk.queries.exams import ExamOfHalf
from cmdesk.queries.grading import Board
from cmdesk.queries.peers_board import PeerBoardOf

__all__ = ["clerk", "database", "template"]

YEAR = Period.parse("2025")
HALF = Period.parse("2025H1")
MEETING, COUNTY_LEADER = "2025-1", "9012"
CHAIR_PIN, TELLER_PIN, SCRUTINEER_PIN = "246810", "135790", "135791"
TELLER, SCRUTINEER = "罗志远", "田桂英"
PAPERS = {"A": 2, "B": 6, "C": PEOPLE}


def enter_marks(clerk: Clerk) -> None:
    """Key the marks of an exam into the grid; the leader publishes them."""
    clerk.become(RECORDER)
    clerk.go("kaoshi", "exams")
    clerk.at("成绩")
    clerk.fill("82", "90", "75", "58")
    clerk.press("↑", "↑", "↑", "→")
    clerk.fill("71", "88", "93", "66")
    clerk.press("Ctrl+Enter")
    clerk.at("成绩")
    clerk.become(LEADER)
    clerk.go("kaoshi", "exams")
    clerk.press_and_agree("F12")
    found = clerk.ask(ExamOfHalf(period=HALF))
    assert found.published_on is not None


def key_a_peer_sheet(clerk: Clerk) -> None:
    """Plan a group, tick who hands in, count the box, key a paper without leaving a trace."""
    clerk.become(RECORDER)
    clerk.go("hp", "peers")
    clerk.press("F2")
    clerk.at("组名")
    clerk.press("Enter")
    clerk.write("2025-12-15")
    clerk.press("Ctrl+Enter")
    clerk.at("交表名单")
    clerk.press(*["Space"] * PEOPLE)
    clerk.on(date(2025, 12, 16))
    clerk.tab_to("箱里有多少份")
    clerk.press("Enter", "F6")
    clerk.at("录一份互评表")
    clerk.press("↓")
    for person in range(PEOPLE - 1):
        for ability in range(10):
            clerk.fill(str(7 + (person + ability) % 3))
    clerk.press("Ctrl+Enter")
    group = clerk.ask(PeerBoardOf(period=YEAR)).groups[0]
    assert (group.box, group.keyed, group.waiting) == (PEOPLE, 1, PEOPLE - 1)


def call_the_meeting(clerk: Clerk) -> None:
    """Call the first sitting, appoint the duties, let the members in, open it."""
    clerk.become(RECORDER)
    clerk.go("pyh", "deliberation")
    clerk.at("定应到名单")
    clerk.press("Enter")
    clerk.at("地点")
    clerk.write("三楼会议室")
    clerk.press("Ctrl+Enter", "Enter")
    clerk.at("主持人")
    for name in ("刘志强", "朱玉洁", TELLER, "许秀兰", SCRUTINEER, "高明远"):
        clerk.choose(name)
        clerk.press("Enter")
    clerk.press("Ctrl+Enter")
    clerk.at("签到")
    clerk.press("Enter", "Enter")
    clerk.at("抽签依据")
    clerk.write("福彩第2026003期")
    clerk.press("Ctrl+Enter")
    clerk.at("登录口令")
    clerk.write(password_of(HEAD))
    clerk.press("Enter")
    clerk.fill(CHAIR_PIN, CHAIR_PIN)
    clerk.at("民主测评")


def collect_the_papers(clerk: Clerk) -> None:
    """Hand each paper out, take it back sheet by sheet, seal its box."""
    clerk.press("Enter")
    clerk.fill(CHAIR_PIN)
    for paper, sheets in PAPERS.items():
        clerk.at(f"民主测评 · {paper} 票，待发票")
        clerk.press("Enter")
        clerk.at("印制")
        clerk.press("Ctrl+Enter", *["Space"] * sheets, "Backspace", "Space", "Enter")
        clerk.at("会议口令")
        clerk.fill(CHAIR_PIN)
    clerk.at("计票")


def prove(clerk: Clerk, name: str, pin: str, *, again: bool) -> None:
    """Choose who counts and type his PIN, twice where he has none yet."""
    clerk.at("担任职责的人")
    clerk.choose(name)
    clerk.press("Enter")
    clerk.fill(*[pin] * (2 if again else 1))


def count_twice(clerk: Clerk) -> None:
    """Two people key every paper apart; one slip is put right at the ballot itself; both book."""
    clerk.press("Enter")
    for paper, sheets in PAPERS.items():
        first = paper == "A"
        clerk.at("封箱的票")
        clerk.press("Enter")
        prove(clerk, TELLER, TELLER_PIN, again=first)
        clerk.press(*"1234" * sheets, "Enter")
        clerk.at("监票人开始录入")
        clerk.press("Enter")
        prove(clerk, SCRUTINEER, SCRUTINEER_PIN, again=first)
        clerk.press(*"1234" * (sheets - 1), *("1231" if first else "1234"), "Enter")
        if first:
            clerk.at("原票复核")
            clerk.press("4", "4")
        clerk.at("入账，两人确认")
        clerk.press("Enter", "F12")
        clerk.at("会议口令")
        clerk.fill(TELLER_PIN, SCRUTINEER_PIN)
    clerk.at("计票结果")
    assert [row.state for row in clerk.ask(OneMeeting(meeting=MEETING)).items[0].papers] == ["counted"] * 3


def end_the_meeting(clerk: Clerk) -> None:
    """The chair ends the meeting, the minutes are fixed, the ballots go under seal."""
    clerk.press("Ctrl+1", "Enter")
    clerk.fill(CHAIR_PIN)
    clerk.at("会议记录")
    clerk.press("Enter", "Ctrl+Enter", "Enter")
    clerk.at("选票封存")
    clerk.press("Enter")
    clerk.at("封条号")
    clerk.press("Esc")
    clerk.at("选票封存")
    assert clerk.ask(OneMeeting(meeting=MEETING)).row.state == "minuted"


@pytest.mark.shows("131")
def test_that_an_exam_peer_sheets_and_a_meeting_go_by_keys_alone(clerk: Clerk) -> None:
    clerk.on(date(2025, 7, 3))
    enter_marks(clerk)
    clerk.on(date(2025, 12, 15))
    key_a_peer_sheet(clerk)
    clerk.on(date(2026, 1, 8))
    call_the_meeting(clerk)
    collect_the_papers(clerk)
    count_twice(clerk)
    end_the_meeting(clerk)


@pytest.fixture(scope="module")
def allocated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a county whose list waits for the leading body."""
    folder = tmp_path_factory.mktemp("board") / "county"
    boards.allocate(folder)
    return folder


class TestBoard:
    """The board of a county whose votes are counted."""

    @pytest.fixture
    def database(self, allocated: Path, tmp_path: Path) -> Path:
        """Give a copy of the county."""
        for name in ("county.db", "county.db.keys.json"):
            shutil.copy(allocated / name, tmp_path / name)
        return tmp_path / "county.db"

    @pytest.mark.shows("131")
    def test_that_somebody_is_moved_on_the_board_with_a_reason_by_keys_alone(self, clerk: Clerk) -> None:
        clerk.on(date(2026, 1, 15))
        clerk.become(RECORDER)
        clerk.go("djb", "deliberation")
        clerk.press("Ctrl+3", "→", "Alt+↑")
        clerk.at("定级板")
        assert "不能落位" in clerk.seen()
        clerk.press("Esc", "↓", "Alt+↓", "Enter")
        clerk.at("调整的原因")
        clerk.write("本人申请回原线路，集体同意")
        clerk.press("Enter")
        clerk.at("定级板")
        moved = [one for one in clerk.ask(Board(year=YEAR)).people if one.final_by]
        assert [(one.voted, one.final) for one in moved] == [("intermediate-B", "intermediate-C")]
        assert "本人申请回原线路" in str(moved[0].final_reason)
        clerk.press("Ctrl+Z", "Ctrl+Z")
        clerk.at("定级板")
        assert not any(one.final_by for one in clerk.ask(Board(year=YEAR)).people)
        clerk.press("Ctrl+Y", "Ctrl+Y")
        clerk.tab_to("作出决定", back=True)
        clerk.press("Enter")
        clerk.at("文号")
        clerk.write("县烟党〔2026〕3号")
        clerk.press("Ctrl+Enter")
        clerk.at("第二人的口令")
        clerk.write(password_of(COUNTY_LEADER))
        clerk.press("Enter")
        clerk.at("定级板")
        assert clerk.ask(Board(year=YEAR)).decision_no == "县烟党〔2026〕3号"
