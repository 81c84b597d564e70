"""Standing users: a slot with a password of their own, duties that may go together, everything refused at once."""

from __future__ import annotations

import pytest
from factories.county import ADMINISTRATOR, HEAD, County

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Forbidden, Problem, Rejected, Unavailable
from cmdesk.runtime.permissions import Duty
from cmdesk.usecases.access.add_user import AddUser


def problems_of(county: County, command: AddUser) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        county.run(ADMINISTRATOR, command)
    return list(caught.value.problems)


@pytest.mark.shows("134", "135")
def test_that_a_new_user_opens_the_database_with_his_own_password(county: County) -> None:
    password = county.file("口令", "自己的好口令\n")
    order = AddUser(number="u1", name=" 王  小 ", duties=(Duty.RECORDER,), password_file=password, staff_no="0001")
    assert county.run(ADMINISTRATOR, order).ids == ("u1",)
    county.desk.close()
    with pytest.raises(Unavailable, match="wrong_password"):
        Desk.open(county.folder / "county.db", user="u1", password="自己的口令", clock=county.clock)
    with Desk.open(county.folder / "county.db", user="u1", password="自己的好口令", clock=county.clock) as desk:
        assert (desk.actor.name, desk.actor.duties) == ("王 小", {Duty.RECORDER})
        assert desk.actor.person_id is not None
        assert desk.may("org.import")
        assert not desk.may("scoring.close")
        assert desk.may_read("scoring.close")


def test_that_everything_wrong_with_a_user_is_told_at_once(county: County) -> None:
    order = AddUser(
        number=HEAD,
        name="另一人",
        duties=(Duty.ADMINISTRATOR, Duty.AUDITOR),
        password_file=county.file("口令", "短"),
    )
    assert [p.code for p in problems_of(county, order)] == ["password_short", "user_exists", "duties_exclude"]


def test_that_an_unknown_person_and_an_unreadable_password_make_no_user(county: County) -> None:
    order = AddUser(
        number="u1", name="王", duties=(), password_file=county.file("口令", "口令口令口令"), staff_no="7777"
    )
    assert [p.code for p in problems_of(county, order)] == ["unknown_person"]
    missing = AddUser(number="u1", name="王", duties=(), password_file=county.folder / "没有")
    with pytest.raises(Unavailable, match="password_file_unreadable"):
        county.run(ADMINISTRATOR, missing)


def test_that_only_the_administrator_adds_users_and_it_is_never_undone(county: County) -> None:
    order = AddUser(number="u1", name="王", duties=(), password_file=county.file("口令", "口令口令口令"))
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(HEAD, order)
    county.run(ADMINISTRATOR, order)
    assert county.desk.undoable is None
