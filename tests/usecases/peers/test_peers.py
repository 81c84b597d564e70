"""Peer review without a trace (B.5a): who rates whom, the sealed box, secret sheets, what is left after the close."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from factories.county import LEADER, RECORDER, County, copied, make_county
from sqlalchemy import select, text, update

from cmdesk.kernel.errors import Forbidden, Problem, Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.access import User
from cmdesk.models.journal import JournalEntry
from cmdesk.models.peers import PeerFigure, PeerRating, PeerRound, PeerSheet, PeerTurnIn
from cmdesk.queries.peers import PeerFigures, PeerLists, PeerRounds
from cmdesk.queries.scoring import tree_json
from cmdesk.queries.scoring_compute import compute
from cmdesk.runtime.reading import Surroundings
from cmdesk.storage.journal import images_of
from cmdesk.usecases.peers.close import ClosePeers
from cmdesk.usecases.peers.count_box import CountBox
from cmdesk.usecases.peers.enter import EnterSheets
from cmdesk.usecases.peers.not_held import NotHeld
from cmdesk.usecases.peers.plan import PlanPeers
from cmdesk.usecases.peers.turn_in import TurnIn

WHOLE = Period.parse("2025")
GROUP = "全体客户经理"
SEED = "2026年1月5日公开种子"
LAST_DAY = date(2026, 1, 9)
TOLD = Decimal("3.1415")
"""A score that stands nowhere else, so that it can be looked for."""


def plan(county: County, **changes: Any) -> str:
    """Plan the round of all managers, on 5 January, and give the digest of its lists."""
    county.clock.set(date(2026, 1, 5), 9)
    given: dict[str, Any] = {"period": WHOLE, "group": GROUP, "seed": SEED, "last_day": LAST_DAY, **changes}
    county.run(RECORDER, PlanPeers(**given))
    with county.desk.database.reading() as session:
        return session.get_one(PeerRound, (WHOLE, given["group"])).plan_digest or ""


def lists(county: County) -> dict[str, list[str]]:
    return {one.staff_no: [number for number, _ in one.ratees] for one in county.ask(RECORDER, PeerLists(period=WHOLE))}


def hand_in(county: County, numbers: list[str] | None = None) -> list[str]:
    """Tick raters off and count their papers."""
    given = numbers if numbers is not None else list(lists(county))
    county.run(RECORDER, TurnIn(period=WHOLE, group=GROUP, staff_nos=tuple(given)))
    county.run(RECORDER, CountBox(period=WHOLE, group=GROUP, papers=len(given)))
    return given


def sheet(ratees: list[str], first: Decimal = Decimal(8)) -> dict[str, tuple[Decimal, ...]]:
    """Give a paper: the first person rated gets `first` in each ability, each further one a little less."""
    return {number: (first - Decimal(place) / 4,) * 10 for place, number in enumerate(ratees)}


def enter(county: County, *papers: dict[str, tuple[Decimal, ...]]) -> Any:
    return county.run(RECORDER, EnterSheets(period=WHOLE, group=GROUP, sheets=papers))


def whole_round(county: County) -> None:
    """Live a round in which everybody hands in, and close it."""
    plan(county)
    asked = lists(county)
    hand_in(county)
    enter(county, *(sheet(ratees) for ratees in asked.values()))
    county.run(LEADER, ClosePeers(period=WHOLE, group=GROUP))


def problems_of(county: County, number: str, command: Any) -> list[Problem]:
    with pytest.raises(Rejected) as caught:
        county.run(number, command)
    return list(caught.value.problems)


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def everything_stored(county: County) -> Iterator[tuple[str, str]]:
    """Give every stored value of the opened database as text, with its table, and the journal's row images."""
    with county.desk.database.reading() as session:
        connection = session.connection()
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        for name in names:
            for row in connection.execute(text(f'SELECT * FROM "{name}"')):
                for value in row:
                    shown = value.decode("latin1") if isinstance(value, bytes) else str(value)
                    yield name, shown
        for seq in session.scalars(select(JournalEntry.seq)).all():
            for image in images_of(connection, seq):
                yield "journal", f"{image.before} {image.after}"


@pytest.mark.shows("20")
def test_that_in_a_small_group_everybody_rates_everybody_but_self_and_kin(county: County) -> None:
    plan(county)
    asked = lists(county)
    numbers = county.managers()
    kin = {("0003", "0004"), ("0004", "0003")}
    assert asked == {
        rater: [ratee for ratee in numbers if ratee != rater and (rater, ratee) not in kin] for rater in numbers
    }


@pytest.mark.shows("20", "49")
def test_that_a_large_group_is_drawn_from_the_public_seed_and_anybody_can_draw_it_again(tmp_path: Path) -> None:
    digests = []
    for place, order in enumerate((1, -1)):
        county = make_county(tmp_path / str(place), people=15)
        with county.desk:
            numbers = tuple(county.managers()[::order])
            digests.append(plan(county, staff_nos=numbers))
            asked = lists(county)
            assert {len(ratees) for ratees in asked.values()} == {7}
            received = [ratee for ratees in asked.values() for ratee in ratees]
            assert {received.count(number) for number in numbers} == {7}
            assert all(rater not in ratees for rater, ratees in asked.items())
            assert "0004" not in asked["0003"]
            listed = sorted(f"{rater}\t{ratee}" for rater, ratees in asked.items() for ratee in ratees)
            assert digests[-1] == hashlib.sha256("\n".join(listed).encode()).hexdigest()
    assert digests[0] == digests[1]


def test_that_a_plan_tells_of_everything_that_it_lacks(county: County) -> None:
    order = PlanPeers(
        period=Period.parse("2025Q1"), group=GROUP, seed="短", last_day=LAST_DAY, staff_nos=("0001", "0001", "9001")
    )
    assert set(codes(problems_of(county, RECORDER, order))) == {
        "year_needed",
        "seed_short",
        "unknown_person",
        "person_twice",
        "group_too_small",
    }
    few = PlanPeers(period=WHOLE, group=GROUP, seed=SEED, last_day=LAST_DAY, staff_nos=("0001", "0002", "0003"))
    assert codes(problems_of(county, RECORDER, few)) == ["group_too_small"]
    plan(county, staff_nos=("0001", "0002", "0003", "0004"))
    assert codes(problems_of(county, RECORDER, few)) == ["peer_round_exists", "group_too_small"]
    other = PlanPeers(
        period=WHOLE, group="二组", seed=SEED, last_day=LAST_DAY, staff_nos=("0004", "0005", "0006", "0007")
    )
    found = problems_of(county, RECORDER, other)
    assert [(p.code, p.params["staff_no"]) for p in found] == [("person_in_other_group", "0004")]


@pytest.mark.shows("24")
def test_that_who_has_handed_in_is_known_without_any_number_of_a_sheet(county: County) -> None:
    plan(county)
    county.run(RECORDER, TurnIn(period=WHOLE, group=GROUP, staff_nos=("0001", "0002")))
    assert [one.staff_no for one in county.ask(RECORDER, PeerLists(period=WHOLE)) if one.turned_in] == ["0001", "0002"]
    wrong = TurnIn(period=WHOLE, group=GROUP, staff_nos=("0001", "9001", "7777"))
    assert codes(problems_of(county, RECORDER, wrong)) == ["turned_in_already", "not_a_rater", "unknown_person"]
    assert [column.name for column in PeerTurnIn.__table__.columns] == ["period", "rater_id"]
    assert [column.name for column in PeerSheet.__table__.columns] == ["number", "period", "group_name", "sealed"]


def test_that_whoever_keys_sheets_never_belongs_to_the_group(county: County) -> None:
    plan(county)
    with county.rows() as session:
        session.execute(update(User).where(User.number == RECORDER).values(person_id=county.people()["0005"].id))
    county._actors.clear()
    county.sit(LEADER)
    for order in (
        TurnIn(period=WHOLE, group=GROUP, staff_nos=("0001",)),
        CountBox(period=WHOLE, group=GROUP, papers=1),
        EnterSheets(period=WHOLE, group=GROUP, sheets=()),
    ):
        with pytest.raises(Forbidden, match="recorder_of_group"):
            county.run(RECORDER, order)


def test_that_keying_waits_for_the_box_and_for_enough_papers(county: County) -> None:
    plan(county)
    asked = lists(county)
    one = sheet(asked["0001"])
    assert codes(problems_of(county, RECORDER, EnterSheets(period=WHOLE, group=GROUP, sheets=(one,)))) == [
        "box_not_counted"
    ]
    hand_in(county, ["0001", "0002"])
    few = problems_of(county, RECORDER, EnterSheets(period=WHOLE, group=GROUP, sheets=(one,)))
    assert [(p.code, p.params["waiting"]) for p in few] == [("sheets_too_few", 2)]
    county.run(RECORDER, CountBox(period=WHOLE, group=GROUP, papers=3))
    assert "box_differs" in codes(problems_of(county, RECORDER, EnterSheets(period=WHOLE, group=GROUP, sheets=(one,))))
    assert codes(problems_of(county, RECORDER, CountBox(period=WHOLE, group=GROUP, papers=-1))) == ["count_negative"]
    county.run(RECORDER, CountBox(period=WHOLE, group=GROUP, papers=2))
    county.clock.set(date(2026, 1, 10), 9)
    enter(county, one)
    assert codes(problems_of(county, LEADER, ClosePeers(period=WHOLE, group=GROUP))) == ["not_all_keyed"]
    three = EnterSheets(period=WHOLE, group=GROUP, sheets=(one, one))
    assert codes(problems_of(county, RECORDER, three)) == ["more_than_box"]


def test_that_a_sheet_must_fit_a_printed_list(county: County) -> None:
    plan(county)
    hand_in(county)
    everybody = sheet(county.managers())
    wrong = {"0001": (Decimal(8),) * 9}
    high = {"0001": (Decimal(11),) * 10}
    order = EnterSheets(period=WHOLE, group=GROUP, sheets=(everybody, {"7777": (Decimal(8),) * 10}, wrong, high, {}))
    found = [(p.code, p.where.row) for p in problems_of(county, RECORDER, order)]
    assert found == [
        ("not_on_a_list", 1),
        ("unknown_person", 2),
        ("abilities_needed", 3),
        ("abilities_needed", 4),
        ("not_on_a_list", 5),
    ]


@pytest.mark.shows("22", "23", "24", "71")
def test_that_while_the_round_is_open_no_score_stands_anywhere(county: County) -> None:
    plan(county)
    asked = lists(county)
    hand_in(county)
    papers = [sheet(ratees, TOLD if rater == "0002" else Decimal(8)) for rater, ratees in asked.items()]
    done = enter(county, *papers)
    assert all(len(number) == 12 and number.isdigit() for number in done.ids)
    for table, value in everything_stored(county):
        assert str(TOLD) not in value, table
    with county.desk.database.reading() as session:
        assert len(session.scalars(select(PeerSheet.number)).all()) == 8
        last = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1)).one()
    assert last.verb == "peers.enter"
    assert last.params == {"commands": [{"period": "2025", "group": GROUP}]}
    assert county.ask(LEADER, PeerFigures(period=WHOLE)) == ()
    assert county.desk.undoable is None


@pytest.mark.shows("23", "24", "14", "27")
def test_that_after_the_close_nothing_leads_from_a_rating_to_a_sheet(county: County) -> None:
    plan(county)
    asked = lists(county)
    hand_in(county)
    papers = [sheet(ratees, TOLD if rater == "0002" else Decimal(8)) for rater, ratees in asked.items()]
    numbers = enter(county, *papers).ids
    county.run(LEADER, ClosePeers(period=WHOLE, group=GROUP))
    with county.desk.database.reading() as session:
        assert session.scalars(select(PeerSheet.number)).all() == []
        rows = session.scalars(select(PeerRating)).all()
        assert len(rows) == sum(len(ratees) for ratees in asked.values())
        assert sum(str(TOLD) in row.scores for row in rows) == 1
        kept = session.get_one(PeerRound, (WHOLE, GROUP))
        assert kept.rater_figures is not None
        assert set(kept.rater_figures["sheets"]) == set(numbers)
    for table, value in everything_stored(county):
        if any(number in value for number in numbers):
            assert table in {"peer_round", "journal"}, table
            assert not any(f"'{staff}'" in value for staff in asked), table
    (round_,) = county.ask(LEADER, PeerRounds(period=WHOLE))
    assert (round_.state, round_.keyed, round_.sheets_valid, round_.sheets_invalid) == ("closed", None, 8, 0)
    leftovers = [path for path in county.folder.glob("county.db*") if path.suffix == ".db-wal" and path.stat().st_size]
    assert leftovers == []


@pytest.mark.shows("R09")
def test_that_one_highest_and_one_lowest_total_are_dropped(county: County) -> None:
    plan(county)
    asked = lists(county)
    hand_in(county)
    papers = []
    for place, ratees in enumerate(asked.values()):
        paper = sheet([number for number in ratees if number != "0001"])
        if "0001" in ratees:
            paper["0001"] = (Decimal(place),) * 10
        papers.append(paper)
    enter(county, *papers)
    county.run(LEADER, ClosePeers(period=WHOLE, group=GROUP))
    figure = next(row for row in county.ask(LEADER, PeerFigures(period=WHOLE)) if row.staff_no == "0001")
    assert (figure.valid, figure.dropped, figure.score, figure.suppressed) == (7, 2, "40", False)
    assert figure.abilities == ("4",) * 10


def test_that_a_sheet_of_one_total_for_all_does_not_count(county: County) -> None:
    plan(county)
    asked = lists(county)
    hand_in(county)
    nines: tuple[Decimal, ...] = (Decimal(9),) * 10
    same = dict.fromkeys(asked["0001"], nines)
    enter(county, same, *(sheet(asked[rater]) for rater in list(asked)[1:]))
    done = county.run(LEADER, ClosePeers(period=WHOLE, group=GROUP))
    assert done.answer == {"valid": 7, "invalid": 1}


def test_that_a_sheet_that_will_not_count_is_told_when_it_is_keyed(county: County) -> None:
    plan(county)
    asked = lists(county)
    hand_in(county)
    nines: tuple[Decimal, ...] = (Decimal(9),) * 10
    same = dict.fromkeys(asked["0002"], nines)
    done = enter(county, sheet(asked["0001"]), same, *(sheet(asked[rater]) for rater in list(asked)[2:]))
    assert [(w.code, w.where.row) for w in done.warnings] == [("peer_all_equal", 2)]


def test_that_a_group_in_which_nobody_gets_a_score_is_closed_only_knowingly(county: County) -> None:
    plan(county)
    asked = lists(county)
    hand_in(county)
    nines: tuple[Decimal, ...] = (Decimal(9),) * 10
    enter(county, *(dict.fromkeys(ratees, nines) for ratees in asked.values()))
    (problem,) = problems_of(county, LEADER, ClosePeers(period=WHOLE, group=GROUP))
    assert (problem.code, problem.params["invalid"]) == ("nobody_scored", 8)
    with county.desk.database.reading() as session:
        assert len(session.scalars(select(PeerSheet.number)).all()) == 8
    done = county.run(LEADER, ClosePeers(period=WHOLE, group=GROUP, without_score=True))
    assert done.answer == {"valid": 0, "invalid": 8}
    assert [(w.code, w.params["people"]) for w in done.warnings] == [("peers_unscored", 8)]


def test_that_a_group_too_small_to_hide_a_rater_is_told_when_it_is_planned(county: County) -> None:
    county.clock.set(date(2026, 1, 5), 9)
    given: dict[str, Any] = {"period": WHOLE, "seed": SEED, "last_day": LAST_DAY}
    few = county.run(RECORDER, PlanPeers(group="小组", staff_nos=("0001", "0002", "0005", "0006"), **given))
    assert [(w.code, w.params["most"]) for w in few.warnings] == [("group_small", 3)]
    county.desk.undo()
    assert county.run(RECORDER, PlanPeers(group=GROUP, **given)).warnings == ()


@pytest.mark.shows("22", "25")
def test_that_figures_of_fewer_than_five_are_used_and_never_shown(county: County) -> None:
    plan(county)
    asked = lists(county)
    given = hand_in(county, ["0001", "0002", "0003", "0004"])
    county.clock.set(date(2026, 1, 10), 9)
    enter(county, *(sheet(asked[rater], TOLD) for rater in given))
    county.run(LEADER, ClosePeers(period=WHOLE, group=GROUP))
    rows = county.ask(LEADER, PeerFigures(period=WHOLE))
    assert rows
    assert all(row.suppressed and row.score is None and row.abilities == () and row.valid is None for row in rows)
    with county.desk.database.reading() as session:
        context = Surroundings(county.desk.database).context(session, actor=county.desk.actor, clock=county.clock)
        computed = {one.person.staff_no: one for one in compute(context, WHOLE, context.rule_set)}
        used = session.scalars(select(PeerFigure)).all()
    assert {figure.valid: figure.score is not None for figure in used} == {2: False, 3: True, 4: True}
    tree = tree_json(computed["0008"].tree)
    competency = next(part for part in tree["inputs"] if part["code"] == "competency")
    assert (competency["inputs"], competency["suppressed"]) == ([], "互评人数不足5人，不单列")
    assert computed["0008"].figures["competency_parts"] == {}


def test_that_a_closed_round_takes_nothing_more(county: County) -> None:
    whole_round(county)
    for number, order in (
        (RECORDER, TurnIn(period=WHOLE, group=GROUP, staff_nos=("0001",))),
        (RECORDER, EnterSheets(period=WHOLE, group=GROUP, sheets=())),
        (LEADER, ClosePeers(period=WHOLE, group=GROUP)),
        (LEADER, ClosePeers(period=WHOLE, group="没有这个组")),
    ):
        assert codes(problems_of(county, number, order)) in (["peer_round_state"], ["peer_round_unknown"])


def test_that_a_round_that_is_not_held_needs_a_reason(county: County) -> None:
    assert codes(problems_of(county, RECORDER, NotHeld(period=WHOLE, group=GROUP, reason=" "))) == ["reason_missing"]
    county.run(RECORDER, NotHeld(period=WHOLE, group=GROUP, reason="人员变动"))
    assert codes(problems_of(county, RECORDER, NotHeld(period=WHOLE, group=GROUP, reason="x"))) == ["peer_round_exists"]


def test_that_the_order_of_the_papers_changes_no_figure(county: County, county_template: Path, tmp_path: Path) -> None:
    whole_round(county)
    with (other := copied(county_template, tmp_path / "other")).desk:
        plan(other)
        asked = lists(other)
        hand_in(other)
        enter(other, *(sheet(ratees) for ratees in reversed(list(asked.values()))))
        other.run(LEADER, ClosePeers(period=WHOLE, group=GROUP))
        assert other.ask(LEADER, PeerFigures(period=WHOLE)) == county.ask(LEADER, PeerFigures(period=WHOLE))
