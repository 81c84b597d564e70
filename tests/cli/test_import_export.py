"""Workbooks in and out by the command line: dry runs, refusals with a marked copy, 版次, closing and reopening."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cmdesk.cli.import_ import KINDS
from cmdesk.kernel.periods import Period
from cmdesk.runtime.registry import use_case_named
from cmdesk.sample import figures

RECORDER, HEAD, LEADER, PAY_CLERK = "9013", "9001", "9003", "9011"
APRIL = Period.parse("2025-04")


@pytest.fixture
def x1(shell: Any) -> Path:
    """Give X1 of April as the centre sends it."""
    path = shell.folder / "X1.xlsx"
    figures.indicator_book(path, shell.sample.managers, shell.sample.chance, APRIL)
    return Path(path)


def spoiled(path: Path) -> Path:
    """Give a copy of X1 with an unknown 工号 and no figure at all."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "工号")
    sheet.cell(2, column).value = "9999"
    bad = path.with_name("坏.xlsx")
    book.save(bad)
    return bad


@pytest.mark.shows("102")
def test_that_a_dry_run_says_exactly_what_the_real_run_does(shell: Any, x1: Path) -> None:
    words = ("import", "indicators", x1, "--period", "2025-04", "--json")
    tried = shell(*words, "--dry-run", user=RECORDER)
    real = shell(*words, user=RECORDER)
    again = shell(*words, user=RECORDER)
    assert tried.status == real.status == again.status == 0
    assert tried.json == real.json
    assert list(real.json) == ["accepted", "changed", "unchanged", "problems", "warnings"]
    count = len(shell.sample.managers)
    assert (real.json["accepted"], again.json["accepted"], again.json["unchanged"]) == (count, 0, count)


@pytest.mark.shows("102", "103")
def test_that_a_refusal_lists_every_problem_and_marks_them_in_a_copy(shell: Any, x1: Path) -> None:
    bad, copy = spoiled(x1), shell.folder / "标注" / "坏-标注.xlsx"
    words = ("import", "indicators", bad, "--period", "2025-04", "--annotated", copy)
    tried = shell(*words, "--dry-run", user=RECORDER)
    real = shell(*words, user=RECORDER)
    assert tried.status == real.status == 2
    assert tried.json == real.json
    assert real.codes == ["unknown_person"]
    assert real.json["problems"][0]["where"]["row"] == 2
    assert (real.json["accepted"], real.json["changed"], real.json["unchanged"]) == (0, 0, 0)
    book = load_workbook(copy)
    assert "导入问题" in book.sheetnames
    assert any(cell.comment for row in book.worksheets[0].iter_rows() for cell in row)
    assert shell("ask", "exports.sent", user=RECORDER).json == []


def test_that_a_refused_file_leaves_the_month_without_figures(shell: Any, x1: Path) -> None:
    assert shell("import", "indicators", spoiled(x1), "--period", "2025-04", user=RECORDER).status == 2
    assert shell("import", "indicators", x1, "--period", "2025-04", user=RECORDER).json["accepted"] > 0


def test_that_control_totals_are_held_against_the_file(shell: Any, x1: Path) -> None:
    words = ("import", "indicators", x1, "--period", "2025-04", "--dry-run", "--json")
    right = shell(*words, "--control", f"people={len(shell.sample.managers)}", user=RECORDER)
    wrong = shell(*words, "--control", "people=71", user=RECORDER)
    unclear = shell(*words, "--control", "people", user=RECORDER)
    assert (right.status, wrong.status, unclear.status) == (0, 2, 2)
    assert (wrong.codes, unclear.codes) == (["control_total_differs"], ["control_wrong"])


def test_that_a_closed_month_takes_nothing(shell: Any) -> None:
    book = shell.folder / "工作簿" / "X1-月度指标-2025-03.xlsx"
    said = shell("import", "indicators", book, "--period", "2025-03", "--json", user=RECORDER)
    assert (said.status, said.codes) == (2, ["period_closed"])


def test_that_who_may_not_import_is_told_who_may(shell: Any, x1: Path) -> None:
    said = shell("import", "indicators", x1, "--period", "2025-04", "--json", user=HEAD)
    assert (said.status, said.codes) == (3, ["not_permitted"])
    assert "录入员" in said.json["problems"][0]["message"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_that_every_kind_has_its_use_case(kind: str) -> None:
    assert use_case_named(KINDS[kind]).name == KINDS[kind]


def test_that_an_option_that_a_kind_does_not_take_is_refused(shell: Any, x1: Path) -> None:
    words = ("import", "self", x1, "--period", "2025Q2", "--control", "people=1", "--json")
    assert shell(*words, user=RECORDER).codes == ["option_unused"]


def test_that_a_kind_or_period_that_is_not_there_is_refused(shell: Any, x1: Path) -> None:
    assert shell("import", "nothing", x1, "--json", user=RECORDER).codes == ["kind_unknown"]
    assert shell("import", "indicators", x1, "--json", user=RECORDER).codes == ["period_needed"]
    assert shell("import", "indicators", x1, "--period", "2025-13", "--json", user=RECORDER).codes == ["period_unknown"]
    assert shell("import", "indicators", x1.with_name("none.xlsx"), "--period", "2025-04", user=RECORDER).status in {
        2,
        5,
    }


def test_that_two_exports_are_one_edition_and_a_correction_is_the_next(shell: Any) -> None:
    words = ("export", "quarter", "--period", "2025Q1", "--out")
    one, two, three = (shell.folder / f"{number}.xlsx" for number in range(3))
    first, second = shell(*words, one, user=RECORDER), shell(*words, two, user=RECORDER)
    assert (first.json["edition"], second.json["edition"]) == (1, 1)
    assert one.read_bytes() == two.read_bytes()
    assert shell("reopen", "2025Q1", "--reason", "问卷录错", user=HEAD, second=LEADER).status == 0
    assert shell(*words, three, "--json", user=RECORDER).codes == ["period_open"]
    closed = shell("close", "2025Q1", user=HEAD)
    assert (closed.status, closed.json["people"]) == (0, len(shell.sample.managers))
    assert shell(*words, three, user=RECORDER).json["edition"] == 2


def test_that_reopening_needs_a_reason_and_another_person(shell: Any) -> None:
    assert shell("reopen", "2025Q1", user=HEAD, second=LEADER).status == 2
    assert shell("reopen", "2025Q1", "--reason", " ", "--json", user=HEAD, second=LEADER).codes == ["reason_missing"]
    assert shell("reopen", "2025Q1", "--reason", "x", "--json", user=HEAD).codes == ["second_needed"]
    same = shell("reopen", "2025Q1", "--reason", "x", "--json", user=HEAD, second=HEAD)
    assert (same.status, same.codes) == (3, ["second_same_person"])


def test_that_a_close_says_all_that_bars_it(shell: Any) -> None:
    said = shell("close", "2025-04", "--json", user=HEAD)
    assert said.status == 2
    assert "indicators_not_in" in said.codes
    assert all(problem["message"] for problem in said.json["problems"])


@pytest.mark.parametrize(
    ("kind", "period", "user"),
    [("roster", "2025-03", RECORDER), ("month", "2025-03", RECORDER), ("pay", "2025-03", PAY_CLERK)],
)
def test_that_each_kind_goes_out_as_a_workbook(shell: Any, kind: str, period: str, user: str) -> None:
    out = shell.folder / "out" / f"{kind}.xlsx"
    said = shell("export", kind, "--period", period, "--out", out, "--json", user=user)
    assert said.status == 0
    assert load_workbook(out).sheetnames[-1] == "校验"
    assert said.json["rows"] > 0


def test_that_the_checklist_needs_no_period(shell: Any) -> None:
    out = shell.folder / "d04.xlsx"
    assert shell("export", "checklist", "--out", out, user=RECORDER).status == 0
    assert load_workbook(out).sheetnames == ["检查单", "扣分", "项目"]


def test_that_forms_go_out_for_an_open_round_only(shell: Any) -> None:
    out = shell.folder / "d10.xlsx"
    words = ("export", "industry-forms", "--period", "2025Q2", "--company", "某公司", "--rater", "某人", "--out", out)
    assert shell(*words, "--json", user=RECORDER).codes == ["round_not_open"]
    order = shell.file("open.json", '{"period": "2025Q2", "source": "industry"}')
    assert shell("do", "evaluations.open_round", order, user=RECORDER).status == 0
    assert shell(*words, user=RECORDER).status == 0
    assert out.exists()
    order = shell.file("open.json", '{"period": "2025Q2", "source": "self"}')
    assert shell("do", "evaluations.open_round", order, user=RECORDER).status == 0
    folder = shell.folder / "d11"
    said = shell("export", "self-forms", "--period", "2025Q2", "--out", folder, user=RECORDER)
    assert said.json["done"] == len(list(folder.glob("*.xlsx"))) == len(shell.sample.managers)
