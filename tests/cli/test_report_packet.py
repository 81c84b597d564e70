"""The commands report, packet and explain on a county after its first quarter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(lived: Any, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give the command line over the county, as its department head: status, the JSON answer, what people read."""
    from cmdesk.cli.main import run as command_line

    lived.desk.close()
    password = lived.folder / "head"
    password.write_text("演示-9001", encoding="utf-8")
    database = next(lived.folder.glob("*.db"))

    def go(*words: str) -> tuple[int, Any, str]:
        common = ("--database", str(database), "--user", "9001", "--password-file", str(password), "--json")
        status = command_line([*words, *common])
        printed = capsys.readouterr()
        return status, json.loads(printed.out), printed.err

    return go


@pytest.mark.shows("83")
def test_that_a_quarters_forms_are_written_each_to_its_file(run: Run, tmp_path: Path) -> None:
    status, answer, _ = run("report", "d13", "--period", "2025Q1", "--out", str(tmp_path / "all"))
    assert status == 0
    assert len(answer["documents"]) == len(answer["files"]) == 6
    assert all(Path(file).is_file() for file in answer["files"])
    one = tmp_path / "one.pdf"
    status, answer, _ = run("report", "D13", "--person", "0002", "--period", "2025Q1", "--out", str(one))
    assert status == 0
    assert answer["fresh"] == 0
    with pikepdf.open(one) as document:
        assert "appraisal.json" in document.attachments


def test_that_d04_without_a_person_is_the_blank_form(run: Run, tmp_path: Path) -> None:
    status, answer, _ = run("report", "d04", "--visit", "field", "--out", str(tmp_path / "blank.pdf"))
    assert status == 0
    assert answer["documents"][0]["blank"]
    assert (tmp_path / "blank.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("d07", "--period", "2025Q1"), "form_not_built"),
        (("d13",), "period_needed"),
        (("d13", "--period", "2025Q2"), "period_open"),
        (("d25", "--period", "2025Q1"), "period_kind_wrong"),
    ],
)
def test_that_a_report_that_cannot_be_made_is_refused(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    status, answer, said = run("report", *words, "--out", str(tmp_path / "x.pdf"))
    assert status == 2
    assert [problem["code"] for problem in answer["problems"]] == [code]
    assert said.strip()
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.shows("97")
def test_that_a_packet_is_written_with_what_is_composed(run: Run, tmp_path: Path) -> None:
    run("report", "d13", "--period", "2025Q1", "--out", str(tmp_path / "all"))
    out = tmp_path / "packet.pdf"
    status, answer, _ = run("packet", "--period", "2025Q1", "--out", str(out), "--separate", str(tmp_path / "people"))
    assert status == 0
    assert (answer["people"], answer["papers"], answer["sealed"]) == (6, 6, False)
    assert len(answer["separate"]) == 6
    with pikepdf.open(out) as document:
        assert len(document.pages) == answer["pages"]


def test_that_a_result_is_explained_down_to_its_facts(run: Run) -> None:
    status, tree, _ = run("explain", "0001", "2025Q1")
    assert status == 0
    assert set(tree) == {"label", "code", "printed", "exact", "rule", "weight", "inputs", "source", "suppressed"}
    assert [node["code"] for node in tree["inputs"]] == ["performance", "customer", "industry", "self", "department"]
    leaf = tree
    while leaf["inputs"]:
        leaf = leaf["inputs"][0]
    assert leaf["source"] is None or leaf["source"]["kind"]
