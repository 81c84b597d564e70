"""Standing users after their first day: other duties, a new password, leaving, a new recovery key."""

from __future__ import annotations

import pytest
from factories.county import ADMINISTRATOR, AUDITOR, HEAD, KIN, LEADER, RECORDER, County, password_of

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Forbidden, Rejected, Unavailable
from cmdesk.kernel.periods import Period
from cmdesk.queries.settings import Users
from cmdesk.runtime import doorstep
from cmdesk.runtime.permissions import Duty
from cmdesk.storage.database import open_by_recovery_key
from cmdesk.usecases.access.change_duties import ChangeDuties
from cmdesk.usecases.access.change_password import ChangePassword
from cmdesk.usecases.access.remove_user import RemoveUser
from cmdesk.usecases.access.renew_recovery_key import RenewRecoveryKey
from cmdesk.usecases.access.set_password import SetPassword
from cmdesk.usecases.reports.write_comment import WriteComment


def reopened(county: County, number: str, password: str) -> Desk:
    path = county.desk.database.path
    county.desk.close()
    return Desk.open(path, user=number, password=password, clock=county.clock)


@pytest.mark.shows("134")
def test_that_new_duties_count_at_the_next_sign_in_and_stand_at_the_door(county: County) -> None:
    order = ChangeDuties(number=RECORDER, duties=(Duty.RECORDER, Duty.INSPECTION_LEADER), name="新名字")
    county.run(ADMINISTRATOR, order)
    row = next(row for row in county.ask(ADMINISTRATOR, Users()) if row.number == RECORDER)
    assert {duty for duty, _ in row.duties} == {"recorder", "inspection_leader"}
    door = doorstep.at_door(county.desk.database.path)
    assert next(user.name for user in door.people if user.number == RECORDER) == "新名字"
    with reopened(county, RECORDER, password_of(RECORDER)) as desk:
        assert desk.may("inspections.approve")
        assert desk.actor.name == "新名字"


def test_that_a_kept_duty_keeps_its_first_day(county: County) -> None:
    before = {row.number: dict(row.duties) for row in county.ask(ADMINISTRATOR, Users())}
    county.clock.set(county.clock.now().date().replace(year=county.clock.now().year + 1))
    county.run(ADMINISTRATOR, ChangeDuties(number=RECORDER, duties=(Duty.RECORDER, Duty.INSPECTION_LEADER)))
    after = {row.number: dict(row.duties) for row in county.ask(ADMINISTRATOR, Users())}[RECORDER]
    assert after["recorder"] == before[RECORDER]["recorder"]
    assert after["inspection_leader"] > after["recorder"]


def test_that_duties_that_exclude_each_other_and_the_last_administrator_are_refused_together(county: County) -> None:
    with pytest.raises(Rejected) as caught:
        county.run(ADMINISTRATOR, ChangeDuties(number=ADMINISTRATOR, duties=(Duty.RECORDER,), name=" "))
    assert [p.code for p in caught.value.problems] == ["last_administrator", "empty_text"]
    with pytest.raises(Rejected) as caught:
        county.run(ADMINISTRATOR, ChangeDuties(number=AUDITOR, duties=(Duty.AUDITOR, Duty.ADMINISTRATOR)))
    assert [p.code for p in caught.value.problems] == ["duties_exclude"]


@pytest.mark.shows("134")
def test_that_a_stopped_user_cannot_come_back_in(county: County) -> None:
    county.run(ADMINISTRATOR, RemoveUser(number=LEADER))
    row = next(row for row in county.ask(ADMINISTRATOR, Users()) if row.number == LEADER)
    assert not row.active
    with pytest.raises(Unavailable, match="user_unknown"):
        county.desk.person(LEADER, password_of(LEADER))
    with pytest.raises(Rejected, match="user_unknown_here"):
        county.run(ADMINISTRATOR, RemoveUser(number=LEADER))


def test_that_nobody_stops_himself_or_the_last_administrator(county: County) -> None:
    with pytest.raises(Rejected) as caught:
        county.run(ADMINISTRATOR, RemoveUser(number=ADMINISTRATOR))
    assert [p.code for p in caught.value.problems] == ["last_administrator", "own_account"]
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(HEAD, RemoveUser(number=RECORDER))


def test_that_a_password_that_was_set_anew_opens_and_the_old_one_does_not(county: County) -> None:
    county.run(ADMINISTRATOR, SetPassword(number=RECORDER, password_file=county.file("新", "全新的好口令")))
    with pytest.raises(Unavailable, match="wrong_password"):
        county.desk.person(RECORDER, password_of(RECORDER))
    assert county.desk.person(RECORDER, "全新的好口令").duties == {Duty.RECORDER}


def test_that_ones_own_password_changes_only_with_the_present_one(county: County) -> None:
    new = county.file("新", "全新的好口令")
    with pytest.raises(Unavailable, match="wrong_password"):
        county.run(RECORDER, ChangePassword(old_password_file=county.file("旧", "错的口令"), password_file=new))
    with pytest.raises(Rejected, match="password_short"):
        county.run(RECORDER, ChangePassword(old_password_file=new, password_file=county.file("短", "短")))
    old = county.file("旧", password_of(RECORDER))
    county.run(RECORDER, ChangePassword(old_password_file=old, password_file=new))
    with reopened(county, RECORDER, "全新的好口令") as desk:
        assert desk.actor.number == RECORDER


def test_that_a_new_recovery_key_opens_and_the_old_paper_does_not(county: County) -> None:
    with pytest.raises(Forbidden, match="second_needed"):
        county.run(ADMINISTRATOR, RenewRecoveryKey())
    first = county.run(ADMINISTRATOR, RenewRecoveryKey(), second=HEAD).answer["recovery_key"]
    second = county.run(ADMINISTRATOR, RenewRecoveryKey(), second=HEAD).answer["recovery_key"]
    path = county.desk.database.path
    county.desk.close()
    with pytest.raises(Unavailable, match="recovery_key_wrong"):
        open_by_recovery_key(path, first, county.clock)
    open_by_recovery_key(path, second, county.clock).close()


def signed_in_anew(county: County) -> None:
    """Let everybody's next order stand on who he is now."""
    county._actors.clear()


def test_that_a_user_tied_to_his_row_of_the_roster_stands_aside_for_himself_and_kin(county: County) -> None:
    own, kin = KIN[0][0], KIN[0][1]
    duties = (Duty.DEPARTMENT_HEAD,)
    remarks = [
        WriteComment(period=Period.parse("2025"), staff_no=number, duty="department_head", text="好")
        for number in (own, kin)
    ]
    county.run(ADMINISTRATOR, ChangeDuties(number=HEAD, duties=duties, staff_no=""))
    signed_in_anew(county)
    for remark in remarks:
        county.run(HEAD, remark)
    county.run(ADMINISTRATOR, ChangeDuties(number=HEAD, duties=duties, staff_no=own))
    assert next(row.staff_no for row in county.ask(ADMINISTRATOR, Users()) if row.number == HEAD) == own
    county.run(ADMINISTRATOR, ChangeDuties(number=HEAD, duties=duties))
    signed_in_anew(county)
    for remark in remarks:
        with pytest.raises(Forbidden, match="own_case"):
            county.run(HEAD, remark)


def test_that_a_user_is_tied_to_nobody_unknown_and_to_nobody_who_has_a_user(county: County) -> None:
    for staff_no, code in (("没有这人", "unknown_person"), (LEADER, "person_has_user")):
        with pytest.raises(Rejected) as caught:
            county.run(ADMINISTRATOR, ChangeDuties(number=HEAD, duties=(Duty.DEPARTMENT_HEAD,), staff_no=staff_no))
        assert [(p.code, p.where.field) for p in caught.value.problems] == [(code, "staff_no")]
    county.run(ADMINISTRATOR, RemoveUser(number=LEADER))
    county.run(ADMINISTRATOR, ChangeDuties(number=HEAD, duties=(Duty.DEPARTMENT_HEAD,), staff_no=LEADER))


def test_that_who_is_not_tied_is_told_with_people_of_the_same_name(county: County) -> None:
    assert not any(row.alike for row in county.ask(ADMINISTRATOR, Users()))
    county.run(ADMINISTRATOR, ChangeDuties(number=HEAD, duties=(Duty.DEPARTMENT_HEAD,), staff_no=""))
    assert {row.number: row.alike for row in county.ask(ADMINISTRATOR, Users()) if row.alike} == {HEAD: (HEAD,)}
