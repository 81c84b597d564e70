"""The first journey: a small county lives the whole year headless, from roster to signed packet and city file."""

from __future__ import annotations

import json
import socket
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from cmdesk.cli.main import run
from cmdesk.desk import Desk
from cmdesk.documents.assembly import archival_faults
from cmdesk.documents.verify import verify
from cmdesk.kernel.periods import Period
from cmdesk.queries.audit import Chain
from cmdesk.queries.home import Today
from cmdesk.queries.scoring import Explain, Results

PEOPLE = 8
ASKED: list[tuple[Any, ...]] = []
"""Every wish for a network while the year is lived."""


class NoNetwork(socket.socket):
    """A socket as on a computer without a network: talks inside the computer only, notes and refuses all else."""

    def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:
        if fileno is None and family != socket.AF_UNIX:
            refused(family, type)
        super().__init__(family, type, proto, fileno)


def refused(*wish: Any) -> None:
    """Note a wish for the network, and refuse it."""
    ASKED.append(wish)
    raise OSError("no network here")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Run `cmdesk demo` once with a few people, and give its folder and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "演示"
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout.write", said.append)
        patch.setattr(socket, "socket", NoNetwork)
        patch.setattr(socket, "getaddrinfo", refused)
        status = run(["demo", str(folder), "--people", str(PEOPLE), "--json", "--quiet"])
    assert status == 0
    return folder, json.loads("".join(said))


def password_of(folder: Path, number: str) -> str:
    """Give a sample user's password, as users.json tells it."""
    users = json.loads((folder / "users.json").read_text(encoding="utf-8"))
    return str(next(user["password"] for user in users if user["number"] == number))


@pytest.mark.shows("R28", "R29", "R30", "R31", "R32", "R45", "R46")
def test_that_the_whole_year_is_closed_and_leaves_what_it_says(lived: tuple[Path, dict[str, Any]]) -> None:
    folder, outcome = lived
    assert set(outcome) == {
        *("people", "sheets", "periods_closed", "ballots", "levels", "reports", "pages", "packet"),
        *("package", "database", "roots", "seconds"),
    }
    assert outcome["people"] == outcome["reports"] == PEOPLE
    assert outcome["sheets"] == 24 * PEOPLE
    assert outcome["periods_closed"] == 19
    assert sum(outcome["levels"].values()) == PEOPLE
    assert outcome["levels"]["trainee"] == 0
    for name in ("packet", "package", "database", "roots"):
        assert Path(outcome[name]).is_file()
    assert len(list((folder / "D25-年度考评报告").glob("*.pdf"))) == PEOPLE


@pytest.mark.shows("42")
def test_that_no_network_is_asked_for_in_a_whole_year(lived: tuple[Path, dict[str, Any]]) -> None:
    _, outcome = lived
    assert ASKED == []
    assert (outcome["periods_closed"], outcome["reports"]) == (19, PEOPLE)
    with pytest.raises(OSError, match="no network"):
        NoNetwork(socket.AF_INET, socket.SOCK_STREAM)
    ASKED.clear()


@pytest.mark.shows("83", "85", "86", "91")
def test_that_every_kind_of_document_is_archival_and_signed_validly(lived: tuple[Path, dict[str, Any]]) -> None:
    folder, outcome = lived
    roots = [Path(outcome["roots"]).read_bytes()]
    now = datetime(2026, 3, 1, tzinfo=UTC)
    signed = {
        next((folder / "D25-年度考评报告").glob("*.pdf")): {"inspector", "appraised", "department_head"},
        next((folder / "D18-计票结果报告单").glob("*.pdf")): {
            *("vote_caller", "teller_1", "teller_2", "scrutineer_1", "scrutineer_2", "chair"),
        },
        Path(outcome["packet"]): {"unit_seal"},
    }
    for path, fields in signed.items():
        verdict = verify(path.read_bytes(), roots, when=now)
        assert verdict.verdict == "valid", path
        assert {signature.field for signature in verdict.signatures} == fields
        assert archival_faults(path.read_bytes()) == (), path
    assert archival_faults((folder / "D04-督察检查表.pdf").read_bytes()) == ()


@pytest.mark.shows("97")
def test_that_the_packet_has_a_page_for_everybody_and_true_numbers(lived: tuple[Path, dict[str, Any]]) -> None:
    folder, outcome = lived
    document = pypdfium2.PdfDocument(outcome["packet"])
    assert len(document) == outcome["pages"]
    text = [page.get_textpage().get_text_range() for page in document]
    with Desk.open(Path(outcome["database"]), user="9001", password=password_of(folder, "9001")) as desk:
        for row in desk.ask(Results(period=Period.parse("2025"))):
            assert any(row.name in page and row.staff_no in page for page in text), row.name
    marks = [mark.get_title() for mark in document.get_toc()]
    assert any("目录" in mark for mark in marks)
    document.close()


@pytest.mark.shows("10")
def test_that_any_result_opens_down_to_its_raw_facts(lived: tuple[Path, dict[str, Any]]) -> None:
    folder, outcome = lived
    with Desk.open(Path(outcome["database"]), user="9001", password=password_of(folder, "9001")) as desk:
        tree = desk.ask(Explain(staff_no="0001", period=Period.parse("2025")))
        stored = next(row for row in desk.ask(Results(period=Period.parse("2025"))) if row.staff_no == "0001")
    assert tree["printed"] == stored.score
    kinds = {leaf["source"]["kind"] for leaf in leaves(tree) if leaf["source"]}
    assert {"indicator", "exam"} <= kinds


def leaves(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the ends of a derivation."""
    return [end for part in node["inputs"] for end in leaves(part)] if node["inputs"] else [node]


def test_that_it_opens_on_the_day_its_year_ended(lived: tuple[Path, dict[str, Any]]) -> None:
    folder, outcome = lived
    with Desk.open(Path(outcome["database"]), user="9013", password=password_of(folder, "9013")) as desk:
        assert desk.demo_day() == date(2026, 2, 23)
        assert desk.ask(Today()).today == date(2026, 2, 23)


@pytest.mark.shows("136")
def test_that_the_journal_of_the_year_is_whole(lived: tuple[Path, dict[str, Any]]) -> None:
    folder, outcome = lived
    with Desk.open(Path(outcome["database"]), user="9010", password=password_of(folder, "9010")) as desk:
        head = desk.ask(Chain())
    assert head.entries > 200


@pytest.mark.shows("105", "140")
def test_that_the_city_file_says_that_it_is_a_demonstration(lived: tuple[Path, dict[str, Any]]) -> None:
    _, outcome = lived
    with zipfile.ZipFile(outcome["package"]) as package:
        assert package.namelist()[0] == "mimetype"
        manifest = json.loads(package.read("manifest.json"))
    assert "演示" in json.dumps(manifest, ensure_ascii=False)


@pytest.mark.shows("100")
def test_that_the_files_to_the_city_open_in_another_program(lived: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = lived
    book = load_workbook(folder / "上报" / "X4-等级评定上报表-2025.xlsx")
    assert book.sheetnames == ["明细", "汇总", "规则版本与校验"]
    rows = list(book["明细"].iter_rows(values_only=True))
    assert sum(str(row[2]).isdigit() for row in rows if row[2]) == PEOPLE
