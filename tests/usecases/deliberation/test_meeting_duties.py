"""Meeting duties are asked of the meeting, below every front end: default deny."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from factories import meeting as m
from factories.county import ADMINISTRATOR, AUDITOR, COUNTY_LEADER, HEAD, INSPECTOR, LEADER, PAY_CLERK, RECORDER, County
from sqlalchemy import delete, select

from cmdesk.kernel.errors import Forbidden, Rejected
from cmdesk.models.deliberation import Meeting, MeetingDuty
from cmdesk.runtime.permissions import MeetingDutyName
from cmdesk.runtime.registry import Command
from cmdesk.usecases.deliberation.appoint_duties import AppointDuties, Appointed
from cmdesk.usecases.deliberation.call_meeting import Item
from cmdesk.usecases.deliberation.enter_count import EnterCount, Keyed
from cmdesk.usecases.deliberation.minute import Minute
from cmdesk.usecases.deliberation.open_ballot import OpenBallot
from cmdesk.usecases.deliberation.open_meeting import OpenMeeting
from cmdesk.usecases.deliberation.set_pin import SetPin

EVERYBODY = (ADMINISTRATOR, AUDITOR, COUNTY_LEADER, HEAD, INSPECTOR, LEADER, PAY_CLERK, RECORDER, "9005", "9006")


@pytest.fixture
def sitting(county: County) -> str:
    m.prepared(county)
    return m.call_second(county, (Item(kind="proposal_vote"),))


@pytest.fixture
def sealed(county: County, sitting: str) -> str:
    m.begin(county, sitting)
    m.open_ballot(county, sitting)
    m.hand_out(county, sitting, "票一")
    m.seal(county, sitting, "票一", returned=9)
    return sitting


def count(meeting: str, **who: object) -> EnterCount:
    people = tuple(Keyed(staff_no=number, marks={"agree": 9}) for number in ("0002", "0005", "0007", "0008"))
    return EnterCount(meeting=meeting, item=1, paper="票一", people=people, **who)  # type: ignore[arg-type]


def refused_to(county: County, order: Command) -> set[str]:
    """Give who may not give the order, tried dry."""
    refused = set()
    for number in EVERYBODY:
        try:
            county.run(number, order, dry_run=True)
        except Forbidden:
            refused.add(number)
        except Rejected:
            pass
    return refused


@pytest.mark.shows("59")
@pytest.mark.parametrize(
    ("order", "allowed"),
    [
        (lambda meeting: OpenBallot(meeting=meeting, item=1), {HEAD}),
        (count, {"9004", "9006", AUDITOR}),
        (lambda meeting: Minute(meeting=meeting), {RECORDER, "9005"}),
        (m.duties, {RECORDER, "9005"}),
    ],
    ids=["chair", "count", "minute", "prepare"],
)
def test_that_only_the_holders_of_a_duty_may_act(
    county: County, sealed: str, order: Callable[[str], Command], allowed: set[str]
) -> None:
    assert refused_to(county, order(sealed)) == set(EVERYBODY) - allowed


def test_that_a_duty_of_another_meeting_is_worth_nothing(county: County, sealed: str) -> None:
    other = m.call_first(county)
    with county.rows() as session:
        of_other = select(Meeting.id).where(Meeting.number == other).scalar_subquery()
        session.execute(delete(MeetingDuty).where(MeetingDuty.meeting_id == of_other))
    with pytest.raises(Forbidden) as refused:
        county.run(m.TELLER, count(other))
    assert refused.value.code == "meeting_duty_needed"


@pytest.mark.parametrize("order", [OpenMeeting(meeting="2031-2"), OpenBallot(meeting="2031-2", item=1)])
def test_that_a_meeting_that_does_not_exist_is_told_as_such(county: County, order: Command) -> None:
    for user in (HEAD, INSPECTOR):
        with pytest.raises(Rejected, match="meeting_unknown"):
            county.run(user, order)


@pytest.mark.shows("135")
def test_that_a_holder_without_account_proves_himself_by_his_pin(county: County, sealed: str) -> None:
    name = county.people()["9014"].name
    pin, wrong = county.file("pin", "晋中 2026"), county.file("wrong", "000000")

    def key(pin_file: Path | None) -> None:
        county.run(RECORDER, count(sealed, by=name, pin_file=pin_file))

    for pin_file, code in ((pin, "pin_not_set"), (None, "pin_not_set")):
        with pytest.raises(Forbidden) as refused:
            key(pin_file)
        assert refused.value.code == code
    county.run(RECORDER, SetPin(meeting=sealed, name=name, pin_file=pin))
    for pin_file, code in ((wrong, "pin_wrong"), (None, "pin_needed")):
        with pytest.raises(Forbidden) as refused:
            key(pin_file)
        assert refused.value.code == code
    key(pin)


def test_that_a_pin_is_set_by_its_holder_and_changed_only_with_the_old_one(county: County, sitting: str) -> None:
    people, pin, other = county.people(), county.file("pin", "123456"), county.file("other", "654321")
    with pytest.raises(Forbidden) as refused:
        county.run(RECORDER, SetPin(meeting=sitting, name=people["9004"].name, pin_file=pin))
    assert refused.value.code == "pin_of_another"
    county.run("9004", SetPin(meeting=sitting, name=people["9004"].name, pin_file=pin))
    name = people["9014"].name
    county.run(RECORDER, SetPin(meeting=sitting, name=name, pin_file=pin))
    with pytest.raises(Forbidden) as refused:
        county.run(RECORDER, SetPin(meeting=sitting, name=name, pin_file=other))
    assert refused.value.code == "pin_wrong"
    county.run(RECORDER, SetPin(meeting=sitting, name=name, pin_file=other, old_pin_file=pin))


def test_that_nobody_keys_for_another_with_an_account_by_name_alone(county: County, sealed: str) -> None:
    with pytest.raises(Forbidden) as refused:
        county.run(RECORDER, count(sealed, by=county.people()["9004"].name))
    assert refused.value.code == "pin_not_set"


def test_that_two_tellers_do_not_share_one_count(county: County, sealed: str) -> None:
    name, pin = county.people()["9014"].name, county.file("pin", "123456")
    county.run(RECORDER, SetPin(meeting=sealed, name=name, pin_file=pin))
    county.run(m.TELLER, count(sealed))
    with pytest.raises(Rejected) as refused:
        county.run(RECORDER, count(sealed, by=name, pin_file=pin))
    assert [problem.code for problem in refused.value.problems] == ["entry_of_another"]
    county.run(RECORDER, count(sealed, by=name, pin_file=pin, anew=True))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"teller": ("0002", "9014")}, "officer_is_candidate"),
        ({"teller": ("9008", "9014")}, "officer_is_kin"),
        ({"teller": ("9004",)}, "officers_too_few"),
        ({"scrutineer": ("9004", "9010")}, "officer_twice"),
        ({"teller": ("9001", "9014")}, "officer_twice"),
        ({"chair": ()}, "chair_needed"),
        ({"chair": ("0002",)}, "officer_is_candidate"),
        ({"chair": ("0001",)}, "officer_is_candidate"),
        ({"chair": ("9012",)}, "chair_not_called"),
        ({"secretary": ()}, "secretary_needed"),
    ],
)
def test_that_unlawful_duties_are_refused(
    county: County, sitting: str, change: dict[str, tuple[str, ...]], code: str
) -> None:
    usual = {
        "chair": ("9001",),
        "secretary": ("9013",),
        "teller": ("9004", "9014"),
        "scrutineer": ("9010", "9006"),
    }
    given = tuple(
        Appointed(duty=MeetingDutyName(duty), staff_no=number)
        for duty, numbers in (usual | change).items()
        for number in numbers
    )
    with pytest.raises(Rejected) as refused:
        county.run(RECORDER, AppointDuties(meeting=sitting, duties=given))
    assert code in {problem.code for problem in refused.value.problems}


def test_that_duties_stand_while_a_ballot_runs(county: County, sealed: str) -> None:
    with pytest.raises(Rejected) as refused:
        county.run(RECORDER, m.duties(sealed))
    assert [problem.code for problem in refused.value.problems] == ["ballot_running"]
