"""X5: the places that the city issued, taken in with the own unit's row, older and contradicting ones refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories.county import RECORDER, County, make_county
from sqlalchemy import select

from cmdesk.kernel.errors import Problem, Rejected
from cmdesk.kernel.ids import new_id
from cmdesk.kernel.periods import Period
from cmdesk.models.deliberation import AgendaItem, Meeting, Paper
from cmdesk.models.grading import SeatQuota
from cmdesk.runtime.context import Done
from cmdesk.sample import books
from cmdesk.sample.county import UNIT_CODE, UNIT_NAME
from cmdesk.usecases.grading.import_seats import ImportSeats

WHOLE = Period.parse("2025")
HEADINGS = ("年度", "单位代码", "单位", "基准日", "基准人数", "高级名额", "中级名额", "初级名额", "文号", "版次")
OTHER = [2025, "140702", "榆次区营销部", date(2025, 12, 31), 40, 8, 20, 12, "晋中烟〔2026〕1号", 1]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[County]:
    """Give a county that is not the whole city: its caps are the places it was issued."""
    with (county := make_county(tmp_path / "county", covers_city=False)).desk:
        yield county


def own(seats: tuple[Any, Any, Any] = (1, 4, 3), *, edition: int = 1, headcount: int = 8) -> list[Any]:
    return [2025, UNIT_CODE, UNIT_NAME, date(2025, 12, 31), headcount, *seats, "晋中烟〔2026〕1号", edition]


def take_in(county: County, *rows: list[Any]) -> Done:
    path = books.write_book(county.folder / "x5.xlsx", [("名额", HEADINGS, rows)])
    return county.run(RECORDER, ImportSeats(file=path, period=WHOLE))


def refused(county: County, *rows: list[Any]) -> list[Problem]:
    before = quota(county)
    with pytest.raises(Rejected) as caught:
        take_in(county, *rows)
    assert quota(county) == before
    return list(caught.value.problems)


def quota(county: County) -> tuple[Any, ...] | None:
    with county.desk.database.reading() as session:
        row = session.scalar(select(SeatQuota).where(SeatQuota.unit_code == UNIT_CODE))
        return None if row is None else (row.senior, row.intermediate, row.junior, row.edition)


@pytest.mark.shows("113", "67", "R24")
def test_that_the_own_row_is_taken_out_of_the_whole_citys(small: County) -> None:
    done = take_in(small, OTHER, own((1, None, 0)))
    assert (done.count, quota(small)) == (1, (1, None, 0, 1))
    assert take_in(small, own((1, None, 0)), OTHER).answer["unchanged"] == 1


def test_that_head_count_and_over_run_are_told(small: County) -> None:
    done = take_in(small, own((0, 1, 3), headcount=9))
    told = {(w.code, w.params.get("level")) for w in done.warnings}
    assert told >= {("headcount_differs", None), ("over_run_inherited", "高级"), ("over_run_inherited", "中级")}


@pytest.mark.shows("106", "113")
def test_that_a_newer_edition_replaces_an_older_and_never_the_other_way(small: County) -> None:
    take_in(small, own((1, 4, 3)))
    assert [p.code for p in refused(small, own((2, 4, 2)))] == ["fork"]
    done = take_in(small, own((2, 4, 2), edition=2))
    assert done.answer["rows"][0].changes["senior"] == ("1", "2")
    assert [p.code for p in refused(small, own((1, 4, 3)))] == ["stale"]
    assert quota(small) == (2, 4, 2, 2)


def test_that_a_file_without_the_own_unit_is_refused(small: County) -> None:
    assert [p.code for p in refused(small, OTHER)] == ["unit_missing"]


def test_that_places_stand_once_the_second_sitting_votes(small: County) -> None:
    take_in(small, own((1, 4, 3)))
    meeting = new_id()
    with small.rows() as session:
        session.add(
            Meeting(
                id=meeting, number="2025-2", year=2025, sitting=2, state="open", held_on=date(2026, 1, 16), place="室"
            )
        )
        session.flush()
        session.add(AgendaItem(meeting_id=meeting, number=1, kind="graded_ballot", title="评定"))
        session.flush()
        session.add(
            Paper(
                meeting_id=meeting,
                item=1,
                paper="票一",
                round=1,
                kind="first",
                state="open",
                people=[],
                away=[],
                quorum=6,
                expected=9,
                recused=0,
                present=9,
                opened_at=small.clock.now(),
                opened_present=[],
                sealed_present=[],
                unreturned_reasons=[],
                witnesses=[],
            )
        )
    assert [p.code for p in refused(small, own((2, 4, 2), edition=2))] == ["already_used"]
    assert take_in(small, own((1, 4, 3))).answer["unchanged"] == 1
