"""Bad input at the command line: a sentence in Chinese, every problem at once, never a traceback, nothing written."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories.lived import NAME
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from cmdesk.desk import Desk
from cmdesk.kernel.periods import Period
from cmdesk.models.indicators import IndicatorFigure
from cmdesk.sample import figures

RECORDER = "9013"
APRIL = Period.parse("2025-04")


@pytest.fixture
def x1(shell: Any) -> Path:
    """Give X1 of April as the centre sends it."""
    path = shell.folder / "X1.xlsx"
    figures.indicator_book(path, shell.sample.managers, shell.sample.chance, APRIL)
    return Path(path)


def column_of(sheet: Any, heading: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if cell.value == heading)


def a_text(path: Path) -> None:
    path.write_text("工号,姓名\n0001,某人\n", encoding="utf-8")


def half_a_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def an_empty_file(path: Path) -> None:
    path.write_bytes(b"")


def another_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("照片/1.txt", "x")


def another_workbook(path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["日期", "事项"])
    sheet.append(["2025-04-01", "开会"])
    book.save(path)


def a_missing_column(path: Path) -> None:
    book = load_workbook(path)
    for heading in ("工号", "姓名"):
        book.worksheets[0].delete_cols(column_of(book.worksheets[0], heading))
    book.save(path)


def a_column_twice(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.cell(1, sheet.max_column + 1).value = "工号"
    book.save(path)


def a_person_twice(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.append([cell.value for cell in sheet[2]])
    book.save(path)


def broken_cells(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    last = sheet.max_column
    sheet.cell(2, last).value = "#REF!"
    sheet.cell(3, last).value = "约八十"
    sheet.cell(4, column_of(sheet, "工号")).value = "9999"
    book.save(path)


@pytest.mark.shows("102")
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (a_text, 1),
        (half_a_file, 1),
        (an_empty_file, 1),
        (another_archive, 1),
        (another_workbook, 1),
        (a_missing_column, 1),
        (a_column_twice, 1),
        (a_person_twice, 1),
        (broken_cells, 3),
    ],
)
def test_that_a_bad_workbook_is_told_in_chinese_and_writes_nothing(
    shell: Any, x1: Path, spoil: Callable[[Path], None], told: int
) -> None:
    before = figures_kept(shell)
    spoil(x1)
    said = shell("import", "indicators", x1, "--period", "2025-04", "--json", user=RECORDER)
    assert said.status == 2
    problems = said.json["problems"]
    assert len(problems) >= told
    for problem in problems:
        assert "X1.xlsx" in json.dumps(problem, ensure_ascii=False)
        assert any("一" <= sign <= "鿿" for sign in problem["message"])
    assert "Traceback" not in said.out + said.err
    assert figures_kept(shell) == before


@pytest.mark.shows("102")
def test_that_figures_as_text_and_in_full_width_are_read_as_meant(shell: Any, x1: Path) -> None:
    book = load_workbook(x1)
    sheet = book.worksheets[0]
    number = column_of(sheet, "工号")
    for row in range(2, sheet.max_row + 1):
        cell = sheet.cell(row, number)
        cell.value = "".join(chr(ord(digit) + 0xFEE0) for digit in str(cell.value))
    book.save(x1)
    said = shell("import", "indicators", x1, "--period", "2025-04", "--json", user=RECORDER)
    assert (said.status, said.json["accepted"]) == (0, len(shell.sample.managers))


def test_that_a_file_that_is_not_there_and_a_wrong_password_have_their_sentences(shell: Any, x1: Path) -> None:
    gone = shell("import", "indicators", shell.folder / "没有.xlsx", "--period", "2025-04", user=RECORDER)
    wrong = shell.file("错口令", "不是这个\n")
    database = ("--database", shell.folder / NAME, "--user", RECORDER, "--password-file", wrong)
    refused = shell("import", "indicators", x1, "--period", "2025-04", *database)
    for said in (gone, refused):
        assert said.status != 0
        assert "Traceback" not in said.out + said.err
    assert "没有.xlsx" in gone.out + gone.err
    assert "口令" in refused.out + refused.err


def test_that_a_closed_period_takes_no_more_figures(shell: Any, x1: Path) -> None:
    figures.indicator_book(x1, shell.sample.managers, shell.sample.chance, Period.parse("2025-03"))
    before = figures_kept(shell)
    said = shell("import", "indicators", x1, "--period", "2025-03", "--json", user=RECORDER)
    assert (said.status, said.codes) == (2, ["period_closed"])
    assert figures_kept(shell) == before


def a_roster(path: Path, *, without: str = "", name: str = "某某") -> Path:
    row = {"工号": "0801", "姓名": name, "岗位": "其他", "用工性质": "在册"}
    row.pop(without, None)
    book = Workbook()
    book.worksheets[0].append(list(row))
    book.worksheets[0].append(list(row.values()))
    book.save(path)
    return path


@pytest.mark.parametrize("heading", ["工号", "姓名", "用工性质"])
def test_that_a_roster_without_a_column_it_needs_is_refused(shell: Any, heading: str) -> None:
    path = a_roster(shell.folder / "花名册.xlsx", without=heading)
    said = shell("import", "roster", path, "--json", user=RECORDER)
    assert (said.status, said.codes) == (2, ["column_missing"])


def test_that_a_marked_copy_never_replaces_the_senders_file(shell: Any) -> None:
    path = a_roster(shell.folder / "花名册.xlsx", name="某\ue000")
    before = path.read_bytes()
    said = shell("import", "roster", path, "--annotated", path, "--json", user=RECORDER)
    assert (said.status, said.codes) == (2, ["annotated_is_source"])
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 5000, "json_too_deep"),
        ('{"staff_no": "0001", "staff_no": "0002"}', "key_twice"),
        ('{"urban": ' + "9" * 5000 + "}", "number_too_long"),
        ('{"urban": NaN}', "not_a_number"),
        ('{"urban": 1.5}', "number_needs_quotes"),
        ('{"staff_no": "\\ud800", "since": "2025-05-01"}', "character_unusable"),
        ('{"staff_no": "0001\\u0000", "since": "2025-05-01"}', "character_unusable"),
        ('{"staff_no": "0001", "since": "1900-01-01", "note": "x"}', "out_of_range"),
        ('{"staff_no": "0001", "since": "2025-05-01", "note": "某\\ue000"}', "glyph_missing"),
        ('{"staff_no": "0001", "since": "2025-05-01", "urban": -5, "rural": 5}', "out_of_range"),
    ],
)
def test_that_bad_json_is_told_and_never_a_bug(shell: Any, text: str, code: str) -> None:
    said = shell("do", "org.change", shell.file("c.json", text), "--json", user=RECORDER)
    assert said.status == 2
    assert said.codes == [code]


def test_that_a_mapping_that_is_no_object_is_refused(shell: Any) -> None:
    path = a_roster(shell.folder / "花名册.xlsx")
    said = shell("import", "roster", path, "--mapping", shell.file("m.json", "[]"), "--json", user=RECORDER)
    assert (said.status, said.codes) == (2, ["mapping_unreadable"])


def test_that_a_user_without_number_name_and_duty_is_refused(shell: Any) -> None:
    given = {"number": "", "name": " ", "duties": [], "password_file": str(shell.file("新口令", "新的口令八位"))}
    said = shell("do", "access.add_user", shell.file("u.json", json.dumps(given)), "--json", user="9009")
    assert (said.status, sorted(said.codes)) == (2, ["empty_text", "empty_text"])


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"--name": "某\ue000"}, 2),
        ({"--unit": ""}, 2),
        ({"--unit": "县" * 65}, 2),
        ({"--roots": "/dev/null/根.pem"}, 5),
    ],
)
def test_that_a_refused_init_leaves_no_database(shell: Any, changes: dict[str, str], status: int) -> None:
    given = {"--unit-code": "1", "--unit": "某县", "--user": "1", "--name": "某某", **changes}
    path = shell.folder / "新" / "新.db"
    words = [word for pair in given.items() for word in pair]
    said = shell("init", path, *words, "--password-file", shell.file("口令", "口令口令口令"))
    assert (said.status, said.out) == (status, "")
    assert [file.name for file in path.parent.glob("*") if not file.name.endswith(".lock")] == []


def test_that_an_answer_that_finds_no_room_is_no_bug(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("w", encoding="utf-8") as out:
        monkeypatch.setattr("sys.stdout", out)
        assert shell("rules", "show").status == 5


@pytest.mark.parametrize("people", [-3, 0, 5, 10**6])
def test_that_a_county_of_no_size_is_refused_before_anything_is_made(shell: Any, people: int) -> None:
    said = shell("demo", shell.folder / "演示", "--people", people, "--json")
    assert (said.status, said.codes) == (2, ["out_of_range"])
    assert not (shell.folder / "演示").exists()


def test_that_a_rule_set_given_in_the_wrong_place_is_not_passed_over(shell: Any) -> None:
    assert shell("rules", "check", shell.file("规则.json", "{}"), "--json").codes == ["rules_file_unused"]


def test_that_the_reason_of_the_disk_is_told_in_chinese(shell: Any) -> None:
    said = shell("import", "roster", shell.folder / "没有.xlsx", user=RECORDER)
    assert (said.status, "没有这个文件" in said.err) == (5, True)


def figures_kept(shell: Any) -> int:
    """Count the figures in the database, opened and closed again."""
    with (
        Desk.open(shell.folder / NAME, user=RECORDER, password=f"演示-{RECORDER}") as desk,
        desk.database.reading() as session,
    ):
        return session.scalar(select(func.count()).select_from(IndicatorFigure)) or 0
