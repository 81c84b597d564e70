"""The unit's own name and trust: changed by the administrator, seen before sign-in, refused whole."""

from __future__ import annotations

import pytest
from factories.county import ADMINISTRATOR, RECORDER, County

from cmdesk.kernel.errors import Forbidden, Rejected, Unavailable
from cmdesk.queries.access_keys import Roots
from cmdesk.queries.settings import HolidayYears, OwnUnit
from cmdesk.runtime import doorstep
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority
from cmdesk.usecases.settings.change_unit import ChangeUnit


def test_that_a_new_name_stands_in_the_database_and_at_the_door(county: County) -> None:
    county.run(ADMINISTRATOR, ChangeUnit(name=" 新县  营销部 ", time_stamp_service="https://tsa.example"))
    unit = county.ask(RECORDER, OwnUnit())
    assert (unit.name, unit.time_stamp_service) == ("新县 营销部", "https://tsa.example")
    assert doorstep.at_door(county.desk.database.path).unit == "新县 营销部"
    county.run(ADMINISTRATOR, ChangeUnit(time_stamp_service=""))
    assert county.ask(RECORDER, OwnUnit()).time_stamp_service == ""


def test_that_everything_wrong_is_told_at_once_and_nothing_changes(county: County) -> None:
    before = county.ask(RECORDER, OwnUnit())
    with pytest.raises(Rejected) as caught:
        county.run(ADMINISTRATOR, ChangeUnit(name=" ", short_name="长" * 65, time_stamp_service="ftp:/x"))
    assert [p.code for p in caught.value.problems] == ["empty_text", "name_too_long", "address_unreadable"]
    with pytest.raises(Forbidden, match="not_permitted"):
        county.run(RECORDER, ChangeUnit(name="新"))
    assert county.ask(RECORDER, OwnUnit()) == before


def test_that_a_licensed_root_is_trusted_once_it_is_read(county: County) -> None:
    county.run(ADMINISTRATOR, MakeTrialAuthority())
    pem = county.ask(RECORDER, Roots())
    county.run(ADMINISTRATOR, ChangeUnit(root_file=county.file("root.pem", pem)))
    assert county.ask(RECORDER, OwnUnit()).own_root
    assert county.ask(RECORDER, Roots()).count("BEGIN CERTIFICATE") == 2
    with pytest.raises(Rejected, match="roots_unreadable"):
        county.run(ADMINISTRATOR, ChangeUnit(root_file=county.file("none.pem", "-----BEGIN 没有")))
    with pytest.raises(Unavailable, match="file_unreadable"):
        county.run(ADMINISTRATOR, ChangeUnit(root_file=county.folder / "nothing"))


def test_that_the_shipped_calendars_are_shown_with_their_days(county: County) -> None:
    years = county.ask(RECORDER, HolidayYears())
    assert years[0].year > years[-1].year
    assert all(row.off and not row.own for row in years[:3])
