"""The stroke table knows every general character, and its order is the official one."""

import json
from pathlib import Path

import pytest

TABLES = Path(__file__).resolve().parents[2] / "resources" / "tables"
STROKES = dict(line.split("\t") for line in (TABLES / "strokes.tsv").read_text(encoding="utf-8").splitlines())
LEVELS = (TABLES / "tgh.txt").read_text(encoding="utf-8").split()


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("王", "1121"),
        ("李", "1234521"),
        ("张", "5153154"),
        ("刘", "413422"),
        ("丁", "12"),
        ("马", "551"),
        ("字", "445521"),
        ("德", "332122522114544"),
    ],
)
def test_that_strokes_of_a_character_are_known_in_writing_order(character: str, code: str) -> None:
    assert STROKES[character] == code


@pytest.mark.parametrize(("character", "count"), [("一", 1), ("𬭎", 12), ("𬺓", 21), ("𠮷", 6), ("䶮", 9), ("龘", 48)])
def test_that_strokes_of_a_rare_character_are_counted(character: str, count: int) -> None:
    assert len(STROKES[character]) == count


def test_that_the_table_has_a_row_for_every_general_character() -> None:
    assert sum(map(len, LEVELS)) == 8105
    assert [character for level in LEVELS for character in level if character not in STROKES] == []


def test_that_rows_are_one_character_and_the_five_kinds_in_order_of_code_point() -> None:
    assert all(len(character) == 1 and code and set(code) <= set("12345") for character, code in STROKES.items())
    assert list(STROKES) == sorted(STROKES)
    assert (TABLES / "strokes.tsv").stat().st_size < 2_000_000


def test_that_sorting_by_strokes_gives_the_official_order_of_the_general_characters() -> None:
    odd = []
    for level in LEVELS:
        keys = [(len(STROKES[character]), STROKES[character]) for character in level]
        odd += [level[at] + level[at + 1] for at in range(len(level) - 1) if keys[at] > keys[at + 1]]
    assert odd == ["鄜麀"]


def test_that_surnames_are_read_as_surnames() -> None:
    surnames = json.loads((TABLES / "surnames.json").read_text(encoding="utf-8"))
    assert surnames["format"] == 1
    expected = {
        "单": "shan",
        "曾": "zeng",
        "仇": "qiu",
        "查": "zha",
        "解": "xie",
        "区": "ou",
        "朴": "piao",
        "员": "yun",
    }
    assert {name: surnames["readings"][name][0] for name in expected} == expected
    assert surnames["compound"]["尉迟"] == ["yuchi"]
    assert surnames["compound"]["万俟"] == ["moqi"]
    assert len(surnames["compound"]) >= 80
    assert all(len(name) == 1 for name in surnames["readings"])
    assert all(len(name) > 1 for name in surnames["compound"])
    for readings in (*surnames["readings"].values(), *surnames["compound"].values()):
        assert readings
        assert all(reading.isascii() and reading.islower() for reading in readings)


def test_that_every_character_of_a_known_surname_has_strokes() -> None:
    surnames = json.loads((TABLES / "surnames.json").read_text(encoding="utf-8"))
    names = "".join((*surnames["readings"], *surnames["compound"]))
    assert [character for character in names if character not in STROKES] == []
