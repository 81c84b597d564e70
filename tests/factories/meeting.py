"""Steps of a sample meeting: called, opened, voted and counted through the real orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from factories.county import COUNTY_LEADER, HEAD, RECORDER, YEAR, County

from cmdesk.kernel.periods import Period
from cmdesk.queries.deliberation import MeetingPage, OneMeeting
from cmdesk.queries.deliberation_accounts import PaperAccount
from cmdesk.runtime.permissions import MeetingDutyName
from cmdesk.usecases.deliberation.admit import Admit
from cmdesk.usecases.deliberation.appoint_duties import AppointDuties, Appointed
from cmdesk.usecases.deliberation.call_meeting import Called, CallMeeting, Item
from cmdesk.usecases.deliberation.close_meeting import CloseMeeting
from cmdesk.usecases.deliberation.enter_count import EnterCount, Keyed
from cmdesk.usecases.deliberation.hand_out import HandOut
from cmdesk.usecases.deliberation.open_ballot import OpenBallot
from cmdesk.usecases.deliberation.open_meeting import OpenMeeting
from cmdesk.usecases.deliberation.seal_ballot import SealBallot
from cmdesk.usecases.grading.allocate import Allocate
from cmdesk.usecases.grading.decide import Decide
from cmdesk.usecases.grading.prepare import Prepare

YEAR_PERIOD = Period.parse(str(YEAR))
FIRST, SECOND = f"{YEAR}-1", f"{YEAR}-2"
SEED = "晋中烟草二〇二五年度"
CHAIR = HEAD
TELLER, SCRUTINEER = "9004", "9010"
MEMBERS = ("9001", "9002", "9003", "9004", "9005", "9007", "9008", "0001", "0003")
DAY = date(YEAR + 1, 1, 14)
Marks = Mapping[str, int]


def duties(meeting: str) -> AppointDuties:
    """Give the duties of the sample meeting: two tellers (one without account), two scrutineers."""
    return AppointDuties(
        meeting=meeting,
        duties=(
            Appointed(duty=MeetingDutyName.CHAIR, user_no=CHAIR),
            Appointed(duty=MeetingDutyName.SECRETARY, user_no=RECORDER),
            Appointed(duty=MeetingDutyName.TELLER, user_no=TELLER),
            Appointed(duty=MeetingDutyName.TELLER, staff_no="9014"),
            Appointed(duty=MeetingDutyName.SCRUTINEER, user_no=SCRUTINEER),
            Appointed(duty=MeetingDutyName.SCRUTINEER, staff_no="9006"),
        ),
    )


def call_first(county: County, **changes: Any) -> str:
    """Call the first sitting with everybody of the roster in three classes, and appoint the duties."""
    county.clock.set(DAY)
    leaders, group = ("9001", "9002", "9012"), ("9003", "9004", "9005", "9006", "9007", "9008")
    members = [
        *(Called(staff_no=number, position="领导", ticket="A") for number in leaders),
        *(Called(staff_no=number, position="督察组", ticket="B") for number in group),
        *(Called(staff_no=number, position="客户经理", ticket="C") for number in county.managers()),
    ]
    order = {"members": tuple(members), "items": (Item(kind="democratic_rating"),), "place": "二楼会议室"} | changes
    county.run(RECORDER, CallMeeting(year=YEAR_PERIOD, sitting=1, held_on=DAY, **order))
    county.run(RECORDER, duties(FIRST))
    return FIRST


def call_second(
    county: County, items: Sequence[Item], *, members: Sequence[str] = MEMBERS, seed: str | None = SEED
) -> str:
    """Call the second sitting with nine members, and appoint the duties."""
    county.clock.set(DAY, hour=14)
    called = tuple(Called(staff_no=number, position="评议成员") for number in members)
    order = CallMeeting(
        year=YEAR_PERIOD, sitting=2, held_on=DAY, place="二楼会议室", members=called, items=tuple(items), seed=seed
    )
    county.run(RECORDER, order)
    county.run(RECORDER, duties(SECOND))
    return SECOND


def begin(county: County, meeting: str, *, absent: Sequence[int] = ()) -> None:
    """Let everybody in but the absent, and open the meeting."""
    count = len(page(county, meeting).members)
    county.run(RECORDER, Admit(meeting=meeting, numbers=tuple(n for n in range(1, count + 1) if n not in absent)))
    county.run(CHAIR, OpenMeeting(meeting=meeting, seed=SEED))


def page(county: County, meeting: str) -> MeetingPage:
    """Give the meeting's page."""
    found: MeetingPage = county.ask(RECORDER, OneMeeting(meeting=meeting))
    return found


def papers(county: County, meeting: str, item: int = 1) -> tuple[PaperAccount, ...]:
    """Give the papers of an item, every round."""
    return page(county, meeting).items[item - 1].papers


def open_ballot(county: County, meeting: str, item: int = 1) -> tuple[str, ...]:
    """Open an item's ballot and give the names of its papers."""
    return county.run(CHAIR, OpenBallot(meeting=meeting, item=item)).ids


def hand_out(county: County, meeting: str, paper: str, *, item: int = 1, issued: int | None = None) -> int:
    """Print and hand out a paper to everybody who may vote on it and is present; give how many."""
    account = next(one for one in reversed(papers(county, meeting, item)) if one.paper == paper)
    count = account.present if issued is None else issued
    county.run(RECORDER, HandOut(meeting=meeting, item=item, paper=paper, printed=count + 2, issued=count, spoiled=1))
    return count


def seal(county: County, meeting: str, paper: str, *, item: int = 1, returned: int) -> Any:
    """Seal a paper's box."""
    return county.run(CHAIR, SealBallot(meeting=meeting, item=item, paper=paper, returned=returned)).answer


def key(
    county: County, who: str, meeting: str, paper: str, marks: Mapping[str, Marks], *, item: int = 1, invalid: int = 0
) -> Any:
    """Let a teller or scrutineer key the totals of a paper."""
    people = tuple(Keyed(staff_no=number, marks=given) for number, given in marks.items())
    order = EnterCount(meeting=meeting, item=item, paper=paper, people=people, invalid=invalid)
    return county.run(who, order).answer


def vote(county: County, meeting: str, item: int, give: Callable[[str, int], Marks]) -> None:
    """Open, hand out, seal and count an item; `give` says the marks of a person for so many papers returned."""
    finish(county, meeting, item, open_ballot(county, meeting, item), give)


def finish(county: County, meeting: str, item: int, names: Sequence[str], give: Callable[[str, int], Marks]) -> None:
    """Hand out, seal and count papers that are open."""
    for paper in names:
        count = hand_out(county, meeting, paper, item=item)
        seal(county, meeting, paper, item=item, returned=count)
    listed = {one.paper: one for one in papers(county, meeting, item)}
    for paper in names:
        account = listed[paper]
        marks = {number: give(number, account.returned or 0) for number, _ in account.people}
        key(county, TELLER, meeting, paper, marks, item=item)
        key(county, SCRUTINEER, meeting, paper, marks, item=item)


def agree(number: str, count: int) -> Marks:
    """Give everybody's 同意."""
    return {"agree": count}


def year_of(county: County, **scores: str) -> dict[str, dict[str, Any]]:
    """Give figures of a closed year for every manager: 85.00 unless `n0001="91.00"` says otherwise."""
    found = {}
    for number in county.managers():
        score = scores.get(f"n{number}", "85.00")
        band = "excellent" if score >= "90" else "competent" if score >= "70" else "basic"
        found[number] = {"score": score, "band": band, "last_year_score": "85.00", "quarters": score}
    return found


def prepared(county: County, **scores: str) -> None:
    """Close the year and prepare the gradings, on 12 January of the next year."""
    county.clock.set(date(YEAR + 1, 1, 12))
    county.closed_year(year_of(county, **scores))
    county.run(HEAD, Prepare(year=YEAR_PERIOD))


def decided(county: County, meeting: str = SECOND) -> None:
    """Close the meeting, allocate, and record the leading body's decision."""
    county.run(CHAIR, CloseMeeting(meeting=meeting))
    county.run("9003", Allocate(year=YEAR_PERIOD))
    order = Decide(year=YEAR_PERIOD, held_on=DAY, document_no="演示研〔2026〕1号", minutes="会议研究，同意名单。")
    county.run(RECORDER, order, second=COUNTY_LEADER)
