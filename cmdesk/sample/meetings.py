"""The two sittings of January: who comes, and how they vote on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.deliberation import OneMeeting
from cmdesk.queries.grading import Board, BoardPerson
from cmdesk.rules.ladder import Rung, rung_at
from cmdesk.runtime.permissions import MeetingDutyName
from cmdesk.sample.county import SamplePerson
from cmdesk.sample.year import HEAD, RECORDER, Sample
from cmdesk.usecases.deliberation.admit import Admit
from cmdesk.usecases.deliberation.appoint_duties import AppointDuties, Appointed
from cmdesk.usecases.deliberation.call_meeting import Called, CallMeeting, Item
from cmdesk.usecases.deliberation.close_meeting import CloseMeeting
from cmdesk.usecases.deliberation.enter_count import EnterCount, Keyed
from cmdesk.usecases.deliberation.hand_out import HandOut
from cmdesk.usecases.deliberation.minute import Minute
from cmdesk.usecases.deliberation.open_ballot import OpenBallot
from cmdesk.usecases.deliberation.open_meeting import OpenMeeting
from cmdesk.usecases.deliberation.seal_ballot import SealBallot
from cmdesk.usecases.deliberation.set_pin import SetPin

TELLER, SCRUTINEER = "9011", "9006"
OTHER_TELLER, OTHER_SCRUTINEER = ("9014", "罗志远"), ("9015", "田桂英")
_LEADERS = ("9001", "9002")
_SUPERVISION = ("9003", "9004", "9005", "9006", "9007", "9008")
_PLACE = "县局（分公司）三楼会议室"


def first_sitting(sample: Sample, day: date) -> str:
    """Hold the first sitting: everybody rates everybody in secret (民主测评). Gives the meeting's number."""
    members = [
        *(Called(staff_no=number, position="营销部领导", ticket="A") for number in _LEADERS),
        *(Called(staff_no=number, position="督察组、市场经理", ticket="B") for number in _SUPERVISION),
        *(Called(staff_no=person.staff_no, position="客户经理", ticket="C") for person in sample.managers),
    ]
    item = Item(kind="democratic_rating", title="年度民主测评")
    with sample.step("ballots"):
        sample.clock.set(day, 9)
        number = _opened(sample, 1, day, members, (item,))
        sample.run(HEAD, OpenBallot(meeting=number, item=1))
        voters = {"A": len(_LEADERS), "B": len(_SUPERVISION), "C": len(sample.managers)}
        for paper, count in voters.items():
            _collect(sample, number, 1, paper, count)
        for paper, count in voters.items():
            people = [_rated(sample, person, paper, count) for person in sample.managers]
            _count(sample, number, 1, paper, people)
        _ended(sample, number, day)
    return number


def _opened(sample: Sample, sitting: int, day: date, members: Sequence[Called], items: tuple[Item, ...]) -> str:
    whole = Period(PeriodKind.YEAR, sample.year)
    called = CallMeeting(
        year=whole,
        sitting=sitting,
        held_on=day,
        place=_PLACE,
        members=tuple(members),
        items=items,
        seed=f"双色球第{sample.year + 1}001期 03 08 14 21 26 31 + 09",
    )
    number = sample.run(RECORDER, called).ids[0]
    sample.run(RECORDER, AppointDuties(meeting=number, duties=_duties()))
    with _pins(sample.folder) as pins:
        for name, path in pins.items():
            sample.run(RECORDER, SetPin(meeting=number, name=name, pin_file=path))
    sample.run(RECORDER, Admit(meeting=number))
    sample.run(HEAD, OpenMeeting(meeting=number))
    return number


def _duties() -> tuple[Appointed, ...]:
    return (
        Appointed(duty=MeetingDutyName.CHAIR, user_no=HEAD),
        Appointed(duty=MeetingDutyName.SECRETARY, user_no=RECORDER),
        Appointed(duty=MeetingDutyName.VOTE_CALLER, staff_no=OTHER_TELLER[0]),
        Appointed(duty=MeetingDutyName.TELLER, user_no=TELLER),
        Appointed(duty=MeetingDutyName.TELLER, staff_no=OTHER_TELLER[0]),
        Appointed(duty=MeetingDutyName.SCRUTINEER, user_no=SCRUTINEER),
        Appointed(duty=MeetingDutyName.SCRUTINEER, staff_no=OTHER_SCRUTINEER[0]),
    )


@contextmanager
def _pins(folder: Path) -> Iterator[Mapping[str, Path]]:
    pins = {}
    for _, name in (OTHER_TELLER, OTHER_SCRUTINEER):
        pins[name] = folder / f".密码-{name}"
        pins[name].write_text("246810", encoding="utf-8")
    try:
        yield pins
    finally:
        for path in pins.values():
            path.unlink(missing_ok=True)


def _collect(sample: Sample, meeting: str, item: int, paper: str, voters: int) -> None:
    """Hand a paper to its voters and get every sheet back."""
    spare = 2
    sample.run(RECORDER, HandOut(meeting=meeting, item=item, paper=paper, printed=voters + spare, issued=voters))
    sample.run(HEAD, SealBallot(meeting=meeting, item=item, paper=paper, returned=voters))


def _count(sample: Sample, meeting: str, item: int, paper: str, people: Sequence[Keyed]) -> None:
    """Let a teller and a scrutineer key the same box, apart."""
    for user in (TELLER, SCRUTINEER):
        sample.run(user, EnterCount(meeting=meeting, item=item, paper=paper, people=tuple(people)))


def _ended(sample: Sample, meeting: str, day: date) -> None:
    sample.clock.set(day, 11, 20)
    sample.run(HEAD, CloseMeeting(meeting=meeting))
    sample.run(RECORDER, Minute(meeting=meeting))


def _rated(sample: Sample, person: SamplePerson, paper: str, voters: int) -> Keyed:
    marks = {"excellent": 0, "competent": 0, "basic": 0, "incompetent": 0, "unknown": 0, "abstained": 0}
    for voter in range(voters):
        drawn = sample.chance.whole(0, 99, "rating", paper, person.staff_no, voter) + person.merit
        marks[_mark(drawn)] += 1
    return Keyed(staff_no=person.staff_no, marks=marks)


def _mark(drawn: int) -> str:
    if drawn < 12:
        return "unknown"
    if drawn < 22:
        return "incompetent"
    if drawn < 45:
        return "basic"
    return "competent" if drawn < 105 else "excellent"


def second_sitting(sample: Sample, day: date) -> str:
    """Hold the second sitting: a vote on the trainees' first grading, a graded ballot on all others."""
    whole = Period(PeriodKind.YEAR, sample.year)
    elected = [sample.managers[0].staff_no, sample.managers[min(2, len(sample.managers) - 1)].staff_no]
    members = [
        *(Called(staff_no=number, position="营销部领导") for number in _LEADERS),
        *(Called(staff_no=number, position="督察组、市场经理") for number in _SUPERVISION[:5]),
        *(Called(staff_no=number, position="推选的客户经理") for number in dict.fromkeys(elected)),
    ]
    trainees = any(person.rung == "trainee" for person in sample.managers)
    items = (
        *([Item(kind="proposal_vote", title="见习客户经理首次定级", trainees=True)] if trainees else []),
        Item(kind="graded_ballot", title="其他客户经理级档", trainees=False),
    )
    with sample.step("ballots"):
        sample.clock.set(day, 9)
        number = _opened(sample, 2, day, members, items)
        sample.desk.switch(sample.actor(HEAD))
        board = {person.staff_no: person for person in sample.desk.ask(Board(year=whole)).people}
        for item in range(1, len(items) + 1):
            _vote(sample, number, item, board)
        _ended(sample, number, day)
    return number


def _vote(sample: Sample, meeting: str, item: int, board: Mapping[str, BoardPerson]) -> None:
    sample.run(HEAD, OpenBallot(meeting=meeting, item=item))
    sample.desk.switch(sample.actor(RECORDER))
    page = sample.desk.ask(OneMeeting(meeting=meeting))
    row = next(one for one in page.items if one.number == item)
    for paper in row.papers:
        _collect(sample, meeting, item, paper.paper, paper.present)
    for paper in row.papers:
        if row.kind == "proposal_vote":
            people = [_opinion(sample, number, paper.present) for number, _ in paper.people]
        else:
            people = [_graded(sample, board[number], paper.present) for number, _ in paper.people]
        _count(sample, meeting, item, paper.paper, people)


def _opinion(sample: Sample, staff_no: str, voters: int) -> Keyed:
    marks = {"agree": 0, "against": 0, "deferred": 0, "abstained": 0}
    for voter in range(voters):
        drawn = sample.chance.whole(0, 99, "vote", staff_no, voter)
        marks["agree" if drawn < 84 else "against" if drawn < 90 else "deferred" if drawn < 96 else "abstained"] += 1
    return Keyed(staff_no=staff_no, marks=marks)


def _graded(sample: Sample, person: BoardPerson, voters: int) -> Keyed:
    middle = Rung(person.suggested).place
    marks: dict[str, int] = {}
    for voter in range(voters):
        drawn = sample.chance.whole(0, 99, "grade", person.staff_no, voter)
        step = -1 if drawn < 14 else 1 if drawn >= 90 else 0
        rung = str(rung_at(max(0, min(8, middle + step))))
        marks[rung] = marks.get(rung, 0) + 1
    return Keyed(staff_no=person.staff_no, marks=marks)
