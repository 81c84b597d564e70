"""The committed fonts draw what the forms need, and coverage.json tells the truth about them."""

import json
import random
from functools import cache
from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
FONTS = RESOURCES / "fonts"
COVERAGE = json.loads((FONTS / "coverage.json").read_text(encoding="utf-8"))
ROLE_OF = {file: role for role, entry in COVERAGE["roles"].items() for file in entry["files"]}
LEVELS = (RESOURCES / "tables" / "tgh.txt").read_text(encoding="utf-8").split()
NAME_CHARACTERS = "䶮㛃𬭎𠮷𫖮𬀩𪚥𬺓喆珺玥翀堃赟昇瑄彧祎犇骉垚瑀玙璟"
FORM_SYMBOLS = (
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳√×÷≥≤±−–—─…·•○●◎△▲□■✓％‰℃§№→←↑↓↔≈≠¥￥²³"
    "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ〔〕【】《》「」『』（），。、；：？！“”‘’αβγΩ┌┐└┘├┤┬┴┼│０９ＡＺ"
)
RESERVED = ("lxgw", "霞鹜", "霞鶩", "wenkai", "文楷", "hanazono", "hanamin", "花園", "source", "noto")


@cache
def covered(role: str) -> frozenset[int]:
    ranges = COVERAGE["roles"][role]["ranges"]
    return frozenset(point for first, last in ranges for point in range(first, last + 1))


@cache
def opened(file: str) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(FONTS / file))))


def draws(file: str, point: int) -> bool:
    """True if the file has a glyph for the point and its outline is not empty."""
    glyph = opened(file).get_nominal_glyph(point)
    extents = opened(file).get_glyph_extents(glyph) if glyph else None
    return extents is not None and extents.width != 0 and extents.height != 0


def test_that_the_folder_holds_exactly_the_files_that_coverage_names() -> None:
    assert {path.name for path in FONTS.glob("*.[to]t[fc]")} == set(ROLE_OF)
    assert list(COVERAGE["roles"]) == ["serif", "sans", "kai", "rare-a", "rare-b"]


@pytest.mark.parametrize("file", ROLE_OF)
def test_that_every_font_has_glyf_outlines_and_may_be_embedded(file: str) -> None:
    with TTFont(FONTS / file, lazy=True) as font:
        assert {"glyf", "loca", "cmap", "hmtx"} <= set(font.keys())
        assert not {"CFF ", "GSUB", "GPOS", "fpgm", "prep", "vmtx"} & set(font.keys())
        assert font["OS/2"].fsType == 0
        assert font["maxp"].numGlyphs < 0xFFFF


@pytest.mark.parametrize("file", ROLE_OF)
def test_that_no_font_claims_a_reserved_name_and_each_keeps_copyright_and_licence(file: str) -> None:
    with TTFont(FONTS / file, lazy=True) as font:
        records = {record.nameID: str(record) for record in font["name"].names}
    for number in records.keys() & {1, 2, 3, 4, 6, 16, 17, 18, 21, 22}:
        assert not [word for word in RESERVED if word in records[number].casefold()], records[number]
    assert records[1].startswith("cmdesk ")
    assert records[0]
    assert "SIL Open Font License" in records[13]


def test_that_family_names_of_two_files_differ_or_their_styles_do() -> None:
    seen = set()
    for file in ROLE_OF:
        with TTFont(FONTS / file, lazy=True) as font:
            seen.add((font["name"].getDebugName(4), font["name"].getDebugName(6)))
    assert len(seen) == len(ROLE_OF)


@pytest.mark.parametrize("file", [file for file, role in ROLE_OF.items() if not role.startswith("rare")])
def test_that_every_general_character_has_an_outline_in_the_core_fonts(file: str) -> None:
    assert [len(level) for level in LEVELS] == [3500, 3000, 1605]
    assert [character for level in LEVELS for character in level if not draws(file, ord(character))] == []


@pytest.mark.parametrize("file", [file for file, role in ROLE_OF.items() if not role.startswith("rare")])
def test_that_the_symbols_of_the_forms_and_all_of_gb2312_are_drawn_by_the_core_fonts(file: str) -> None:
    rows = [bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    han = [character for row in rows for character in row.decode("gb2312", errors="ignore")]
    latin = [chr(point) for point in (*range(0x21, 0x7F), *range(0xA1, 0x100)) if point != 0xAD]
    assert len(han) == 6763
    assert [character for character in [*han, *FORM_SYMBOLS, *latin] if not draws(file, ord(character))] == []


@pytest.mark.parametrize("role", ["serif", "sans", "kai"])
@pytest.mark.parametrize("character", NAME_CHARACTERS)
def test_that_a_character_of_a_name_is_drawn_by_its_face_or_by_the_rare_ones(role: str, character: str) -> None:
    point = ord(character)
    role = next(role for role in (role, "serif", "rare-a", "rare-b") if point in covered(role))
    assert all(draws(file, point) for file in COVERAGE["roles"][role]["files"])


@pytest.mark.parametrize("file", ROLE_OF)
def test_that_coverage_agrees_with_the_outlines_on_a_sample(file: str) -> None:
    points = covered(ROLE_OF[file])
    chance = random.Random(20_260_101)
    inside = chance.sample(sorted(point for point in points if not chr(point).isspace()), 1500)
    anywhere = [chance.randrange(0x3400, 0x2EBE0) for _ in range(1500)]
    invisible = {0x00AD, *range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070), 0x2800, 0x3164}
    assert [hex(point) for point in inside if not draws(file, point) and point not in invisible] == []
    assert [hex(point) for point in anywhere if draws(file, point) != (point in points)] == []


def test_that_ranges_are_sorted_and_apart() -> None:
    for entry in COVERAGE["roles"].values():
        flat = [bound for pair in entry["ranges"] for bound in pair]
        assert all(first <= last for first, last in entry["ranges"])
        assert all(flat[at] + 1 < flat[at + 1] for at in range(1, len(flat) - 1, 2))


def test_that_the_rare_fonts_repeat_no_han_and_complete_the_han_up_to_extension_f() -> None:
    repeated = covered("serif") & (covered("rare-a") | covered("rare-b"))
    assert [chr(point) for point in repeated if point >= 0x3400] == []
    assert not covered("rare-a") & covered("rare-b")
    han = [*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FEB), *range(0x20000, 0x2A6D7), *range(0x2A700, 0x2B735)]
    han += [*range(0x2B740, 0x2B81E), *range(0x2B820, 0x2CEA2), *range(0x2CEB0, 0x2EBE1)]
    assert set(han) <= covered("serif") | covered("rare-a") | covered("rare-b")


def test_that_regular_medium_and_bold_of_a_face_share_their_grid() -> None:
    for role in ("serif", "sans"):
        metrics = set()
        for file in COVERAGE["roles"][role]["files"]:
            with TTFont(FONTS / file, lazy=True) as font:
                metrics.add((font["head"].unitsPerEm, font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender))
        assert metrics == {(1000, 880, -120)}
    for file in COVERAGE["roles"]["sans"]["files"]:
        widths = {
            opened(file).get_glyph_h_advance(opened(file).get_nominal_glyph(ord(digit))) for digit in "0123456789"
        }
        assert len(widths) == 1, "figures in columns must be tabular"
